package graph

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
)

// Problem is something in a store that is not as it must be.
type Problem struct {
	Record string // what it is about: "claim 01234567-…", "index by source"
	Text   string // what is wrong, as part of a sentence
}

func (p Problem) String() string { return p.Record + ": " + p.Text }

// errEnough ends a verification whose caller wants no more.
var errEnough = errors.New("enough")

// Verify checks the whole store and yields what is wrong; a sound store yields nothing. It checks that every quote stands at its
// offsets in its article's text, that every text has its hash, that the indexes hold exactly what the articles say, and
// that entities, relations and counts are what the articles come to. An error means that the check could not go on.
//
// It reads everything once, beside whatever else goes on, and sees the store as it was when it began. It keeps the entities and
// relations in memory.
func (db *DB) Verify(ctx context.Context) iter.Seq2[Problem, error] {
	return func(yield func(Problem, error) bool) {
		err := db.View(ctx, func(tx *Tx) error {
			v := verifier{tx: tx, yield: yield, want: map[byte]int{}}
			return v.run()
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(Problem{}, fmt.Errorf("graph: verify: %w", err))
		}
	}
}

type verifier struct {
	tx    *Tx
	yield func(Problem, error) bool
	want  map[byte]int // how many keys of each type there must be
}

func (v *verifier) report(record, format string, args ...any) error {
	if !v.yield(Problem{record, fmt.Sprintf(format, args...)}, nil) {
		return errEnough
	}
	return nil
}

// run checks that every key that must be there is, and then that there are no others.
func (v *verifier) run() error {
	err := v.each(v.article, func(k, value []byte) error {
		v.want[k[0]]++
		got, err := v.tx.get(k)
		switch {
		case err != nil:
			return err
		case got == nil:
			return v.report(describe(k), "is missing")
		case !bytes.Equal(got, value):
			return v.report(describe(k), "does not hold what the articles say")
		}
		return nil
	})
	if err != nil {
		return err
	}
	return v.strays()
}

// each calls pair with every key that the articles ask for, and article with each of them before.
func (v *verifier) each(article func(*stored) error, pair func(k, value []byte) error) error {
	entities := map[ID]*entityRecord{}
	relations := map[Relation]int{}
	stats := Stats{}
	c := v.tx.cursor([]byte{keyArticle})
	defer c.close()
	for c.seek([]byte{keyArticle}); c.key() != nil; c.next() {
		id, ok := idOf(c.key())
		if !ok {
			if err := v.report("article", "its key %x is damaged", c.key()); err != nil {
				return err
			}
			continue
		}
		a, err := v.tx.stored(id)
		if errors.Is(err, ErrDamaged) {
			if err := v.report("article "+id.String(), "%v", err); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		if err := article(a); err != nil {
			return err
		}
		if err := eachPair(a.pairs(), pair); err != nil {
			return err
		}
		stats.Articles++
		stats.Claims += len(a.claims)
		for r, n := range a.relations() {
			relations[r] += n
		}
		for i := range a.namings {
			n := &a.namings[i]
			e := entities[n.id()]
			if e == nil {
				e = &entityRecord{class: n.class, key: n.key}
				entities[n.id()] = e
			}
			if err := e.count(n, 1); err != nil {
				return err
			}
		}
	}
	for id, e := range entities {
		ps := e.nameEntries(id)
		ps[string(idKey(keyEntity, id))] = encodeEntity(e)
		if err := eachPair(ps, pair); err != nil {
			return err
		}
	}
	for r, n := range relations {
		rec := relationRecord{r, n}
		ps := map[string][]byte{string(idKey(keyRelation, r.ID)): encodeRelation(&rec)}
		for _, k := range rec.indexKeys() {
			ps[string(k)] = []byte{}
		}
		if err := eachPair(ps, pair); err != nil {
			return err
		}
	}
	stats.Entities, stats.Relations = len(entities), len(relations)
	if stats == (Stats{}) {
		return nil // a store that was never written has no counts, one that was emptied has zeros: strays allows both
	}
	return pair(key(keyStats), encodeStats(stats))
}

func eachPair(ps map[string][]byte, pair func(k, value []byte) error) error {
	for k, value := range ps {
		if err := pair([]byte(k), value); err != nil {
			return err
		}
	}
	return nil
}

// article checks what no other record repeats: the text's hash, and law 1.
func (v *verifier) article(a *stored) error {
	what := "article " + a.ID.String()
	sum := sha256.Sum256([]byte(a.Text))
	if got := hex.EncodeToString(sum[:]); got != a.SHA256 {
		if err := v.report(what, "its text has the SHA-256 %s, and %s was stored", got, a.SHA256); err != nil {
			return err
		}
	}
	if a.sum() != a.digest {
		if err := v.report(what, "its records are not those that were stored"); err != nil {
			return err
		}
	}
	text := newRunes(a.Text)
	for i := range a.claims {
		c := &a.claims[i]
		err := checkEvidence(&c.Evidence, text, a.SHA256)
		if prefix, suffix := text.around(c.Evidence.Start, c.Evidence.End); err == nil &&
			(prefix != c.Evidence.Prefix || suffix != c.Evidence.Suffix) {
			err = errors.New("what is kept from before and after the quote does not stand there")
		}
		if err == nil {
			err = checkClaim(c)
		}
		if err != nil {
			if err := v.report("claim "+c.ID.String(), "%v", err); err != nil {
				return err
			}
		}
	}
	return nil
}

// strays reports keys that no article asks for. Counting finds out whether there are any; only then is looked for which.
func (v *verifier) strays() error {
	got := map[byte]int{}
	scan := func(visit func(k []byte) error) error {
		c := v.tx.cursor(nil)
		defer c.close()
		n := 0
		for c.seek(nil); c.key() != nil; c.next() {
			if n++; n%1000 == 0 {
				if err := v.tx.check(); err != nil {
					return err
				}
			}
			if err := visit(c.key()); err != nil {
				return err
			}
		}
		return nil
	}
	if err := scan(func(k []byte) error { got[k[0]]++; return nil }); err != nil {
		return err
	}
	if v.want[keyStats] == 0 && got[keyStats] == 1 {
		s, err := v.tx.readStats()
		if err == nil && s == (Stats{}) {
			v.want[keyStats] = 1
		}
	}
	odd := map[byte]bool{}
	for kind, n := range got {
		odd[kind] = n > v.want[kind]
	}
	known := map[string]bool{}
	for kind := range odd {
		if !odd[kind] {
			delete(odd, kind)
		}
	}
	if len(odd) == 0 {
		return nil
	}
	err := v.each(func(*stored) error { return nil }, func(k, _ []byte) error {
		if odd[k[0]] {
			known[string(k)] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	return scan(func(k []byte) error {
		if odd[k[0]] && !known[string(k)] {
			return v.report(describe(k), "belongs to no article")
		}
		return nil
	})
}

// idOf is the id in the key of a record.
func idOf(k []byte) (ID, bool) {
	if len(k) != 1+idSize {
		return ID{}, false
	}
	return ID(k[1:]), true
}

// keyWords says what the keys of each type are.
func keyWords(kind byte) string {
	switch kind {
	case keyArticle:
		return "article"
	case keyText:
		return "text of article"
	case keyMentions:
		return "mentions of article"
	case keyNamings:
		return "names in article"
	case keyClaimID:
		return "place of claim"
	case keyUnnamed:
		return "unnamed source"
	case keyEntity:
		return "entity"
	case keyRelation:
		return "relation"
	case keyBySource:
		return "index of claims by source"
	case keyByRelation:
		return "index of claims by relation"
	case keyBySubject:
		return "index of claims by subject"
	case keyByObject:
		return "index of claims by object"
	case keyByItem:
		return "index of claims by item"
	case keyByOutlet:
		return "index of articles by outlet"
	case keyOfSubject:
		return "index of relations by subject"
	case keyOfObject:
		return "index of relations by object"
	}
	return ""
}

// describe names the record of a key.
func describe(k []byte) string {
	if words := keyWords(k[0]); words != "" && len(k) > idSize {
		return words + " " + ID(k[1:1+idSize]).String()
	}
	switch k[0] {
	case keyClaim:
		return fmt.Sprintf("claim at %x", k[1:])
	case keyByPredicate:
		return fmt.Sprintf("index of claims by type %x", k[1:])
	case keyByDate:
		return fmt.Sprintf("index of articles by date %x", k[1:])
	case keyByName:
		if folded, id, ok := splitName(k[1:]); ok {
			return fmt.Sprintf("index of entities by name %q %s", folded, id)
		}
	case keyStats:
		return "counts of the store"
	}
	return fmt.Sprintf("key %x", k)
}
