package graph

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
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

// Verify checks the whole store and yields what is wrong; a sound store yields nothing. It checks that every article is the one
// that was stored and every text has its hash, that every claim is what the source laws allow and quotes what stands at its offsets,
// that all other records, indexes and counts are exactly what the articles come to, and that search finds every article by its words and
// no other. An error means that the check could not
// go on.
//
// It reads everything once, beside whatever else goes on, and sees the store as it was when it began. It makes all records anew and
// compares; some 200 MB are in use at a time, and it writes temporary files of about the size of the store.
func (db *DB) Verify(ctx context.Context) iter.Seq2[Problem, error] {
	return db.VerifyWith(ctx, VerifyOptions{})
}

// VerifyOptions is how VerifyWith goes about it. The zero value is Verify.
type VerifyOptions struct {
	// Progress is called now and then, and at the end, with what has been checked so far; by the goroutine that reads the problems.
	Progress func(Checked)
}

// Checked is how much a verification has checked.
type Checked struct {
	Articles int // and their texts
	Versions int // of sound articles, the present ones among them
	Claims   int // of sound articles, those of earlier versions among them
	Records  int // that follow from the articles
}

// VerifyWith is Verify with options.
func (db *DB) VerifyWith(ctx context.Context, o VerifyOptions) iter.Seq2[Problem, error] {
	return func(yield func(Problem, error) bool) {
		err := db.View(ctx, func(tx *Tx) error {
			v := verifier{tx: tx, yield: yield, progress: o.Progress}
			return v.run(v.differs)
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(Problem{}, fmt.Errorf("graph: verify: %w", err))
		}
	}
}

// Repair makes all that follows from the articles anew, and writes what differs; it returns how many records that were. What is
// damaged in an article itself cannot be made anew: its claims are taken out of the indexes, so that no query gives a wrong
// answer, and Verify goes on to report it. Restore a backup, or take it out with DropDamaged and load it again. The cost is that of
// Verify.
//
// One Repair runs at a time, and no Update beside it. It writes some thousand records at a time: when it is cut off, what it wrote
// stays, and another Repair does the rest.
func (db *DB) Repair(ctx context.Context) (int, error) {
	n, err := db.repair(ctx, nil)
	if err != nil {
		return n, fmt.Errorf("graph: repair: %w", err)
	}
	return n, nil
}

// DropDamaged is Repair that also takes out what is left of articles that cannot be read, so that the store is sound and they can
// be loaded again. It returns what was wrong with each.
func (db *DB) DropDamaged(ctx context.Context) ([]Problem, error) {
	dropped := []Problem{}
	if _, err := db.repair(ctx, &dropped); err != nil {
		return dropped, fmt.Errorf("graph: drop damaged articles: %w", err)
	}
	return dropped, nil
}

// repair takes out what cannot be read, too, where dropped is given.
func (db *DB) repair(ctx context.Context, dropped *[]Problem) (n int, err error) {
	if err := db.begin(ctx, "repair"); err != nil {
		return 0, err
	}
	defer db.running.Done()
	if db.readOnly {
		return 0, ErrReadOnly
	}
	if err := db.turn(ctx); err != nil {
		return 0, err
	}
	defer func() { <-db.writer }()
	tx := newTx(ctx, db)
	defer tx.end()
	fix := tx.repairs()
	v := verifier{tx: tx, repair: true, yield: func(Problem, error) bool { return true }}
	if dropped != nil {
		v.yield = func(p Problem, _ error) bool {
			*dropped = append(*dropped, p)
			return true
		}
		v.drop = func(k []byte) error { return fix(bytes.Clone(k), nil) }
	}
	err = v.run(func(k, _, want []byte) error {
		n++
		return fix(k, want)
	})
	if err == nil {
		err = fix(nil, nil)
	}
	return n, err
}

// repairs writes pairs, some thousand at a time; a nil key writes the rest.
func (tx *Tx) repairs() func(k, v []byte) error {
	w := newWriteTx(tx.ctx, tx.db)
	return func(k, v []byte) error {
		if k != nil {
			w.writes[string(k)] = v
			w.size += pairSize(len(k), len(v))
		}
		if k != nil && len(w.writes) < 4096 && w.size < 1<<20 {
			return nil
		}
		err := tx.db.commit(w)
		w.end()
		w = newWriteTx(tx.ctx, tx.db)
		if k == nil {
			w.end()
		}
		return err
	}
}

type verifier struct {
	tx       *Tx
	yield    func(Problem, error) bool
	drop     func(key []byte) error // what is to be done with an article's records that cannot be read; nil: nothing
	progress func(Checked)
	checked  Checked
	repair   bool         // the records that are to be are made all, the search index among them
	search   *searchCheck // of the articles that are sound
}

// tell reports the progress.
func (v *verifier) tell() {
	if v.progress != nil {
		v.progress(v.checked)
	}
}

// useless does with a record what is to be done with it.
func (v *verifier) useless(k []byte) error {
	if v.drop == nil {
		return nil
	}
	return v.drop(k)
}

func (v *verifier) report(record, format string, args ...any) error {
	if !v.yield(Problem{record, fmt.Sprintf(format, args...)}, nil) {
		return errEnough
	}
	return nil
}

// run goes through the articles, and calls differ for each record that is not what they come to.
func (v *verifier) run(differ func(k, is, want []byte) error) error {
	if err := v.tx.db.checkTables(v.tx.ctx); err != nil {
		return err
	}
	dir, done, err := v.tx.db.scratch()
	if err != nil {
		return err
	}
	defer done()
	var l *lexicons
	if v.repair {
		l = &v.tx.db.search.lexicons
	}
	b := newBuilder(dir, l)
	defer b.close()
	v.search = newSearchCheck(v.tx, dir)
	defer v.search.close()
	if err := v.articles(b); err != nil {
		return err
	}
	// The search index is compared by itself; where it is wrong, a repair makes it anew.
	anew := false
	if err := v.search.run(func(record, format string, args ...any) error {
		if v.repair {
			anew = true
			return nil
		}
		return v.report(record, format, args...)
	}); err != nil {
		return err
	}
	c := v.tx.cursor(nil)
	defer c.close()
	c.seek([]byte{keyBody + 1})
	n := 0
	// over reports what is in the store before a key and should not be.
	over := func(until []byte) error {
		for ; c.key() != nil && (until == nil || bytes.Compare(c.key(), until) < 0); c.next() {
			if n++; n%1000 == 0 {
				if err := v.tx.check(); err != nil {
					return err
				}
			}
			if c.key()[0] == keySearch && !anew {
				continue
			}
			value, err := c.value()
			if err != nil {
				return err
			}
			if c.key()[0] == keyStats && len(c.key()) == 1 {
				// A store that was emptied has counts of zero.
				if s, err := decodeCounts(value); err == nil && s == (counts{}) {
					continue
				}
			}
			if err := differ(bytes.Clone(c.key()), value, nil); err != nil {
				return err
			}
		}
		return nil
	}
	defer v.tell()
	err = b.emit(func(k, want []byte) error {
		if k[0] == keySearch && !anew {
			return nil
		}
		if v.checked.Records++; v.checked.Records%1024 == 0 {
			v.tell()
		}
		if err := over(k); err != nil {
			return err
		}
		var is []byte
		if bytes.Equal(c.key(), k) {
			var err error
			if is, err = c.value(); err != nil {
				return err
			}
			c.next()
		}
		if is != nil && bytes.Equal(is, want) {
			return nil
		}
		return differ(bytes.Clone(k), is, want)
	})
	if err != nil {
		return err
	}
	return over(nil)
}

// differs tells of a record that is not what the articles say.
func (v *verifier) differs(k, is, want []byte) error {
	switch {
	case is == nil:
		return v.report(describe(k), "is missing")
	case want == nil:
		return v.report(describe(k), "belongs to no article")
	}
	return v.report(describe(k), "does not hold what the articles say")
}

// articles checks each article by itself, and hands the sound ones to the builder.
func (v *verifier) articles(b *builder) error {
	c, bodies := v.tx.cursor([]byte{keyArticle}), v.tx.cursor([]byte{keyBody})
	defer c.close()
	defer bodies.close()
	bodies.seek([]byte{keyBody})
	// stray reports pieces of text before a key.
	stray := func(until []byte) error {
		for ; bodies.key() != nil && (until == nil || bytes.Compare(bodies.key(), until) < 0); bodies.next() {
			if err := v.report(describe(bodies.key()), "belongs to no article"); err != nil {
				return err
			}
			if err := v.useless(bodies.key()); err != nil {
				return err
			}
		}
		return nil
	}
	for c.seek([]byte{keyArticle}); c.key() != nil; c.next() {
		if err := v.tx.check(); err != nil {
			return err
		}
		if len(c.key()) != 1+refSize {
			if err := v.report("article", "its key %x is damaged", c.key()); err != nil {
				return err
			}
			if err := v.useless(c.key()); err != nil {
				return err
			}
			continue
		}
		r := ref(c.key()[1:])
		if err := stray(refKey(keyBody, r)); err != nil {
			return err
		}
		value, err := c.value()
		if err != nil {
			return err
		}
		a, pieces, err := v.tx.checked(r, value)
		if err != nil && !errors.Is(err, ErrDamaged) {
			return err
		}
		chunks := 1 << 16
		if err == nil {
			chunks = len(pieces)
		}
		for ; bodies.key() != nil && bytes.HasPrefix(bodies.key(), refKey(keyBody, r)); bodies.next() {
			k := bodies.key()
			if len(k) != 1+refSize+2 || int(binary.BigEndian.Uint16(k[1+refSize:])) >= chunks {
				if err := v.report(describe(k), "is a piece of text that the article does not have"); err != nil {
					return err
				}
				if err := v.useless(k); err != nil {
					return err
				}
			} else if err != nil {
				if err := v.useless(k); err != nil {
					return err
				}
			}
		}
		if v.checked.Articles++; v.checked.Articles%64 == 0 {
			v.tell()
		}
		if err != nil {
			if err := v.report(nameArticle(r, value), "%v", err); err != nil {
				return err
			}
			if err := v.useless(c.key()); err != nil {
				return err
			}
			continue
		}
		v.checked.Versions += 1 + len(a.earlier)
		v.checked.Claims += len(a.claims)
		if err := b.add(a, a.indexes(nil)); err != nil {
			return err
		}
		if err := v.search.article(a); err != nil {
			return err
		}
	}
	return stray(nil)
}

// nameArticle is what a damaged article is called: with its URL, as far as that can be read.
func nameArticle(r ref, value []byte) string {
	if h, err := decodeHead(r, value); err == nil && h.URL != "" {
		return fmt.Sprintf("article %x (%q)", r, h.URL)
	}
	return fmt.Sprintf("article %x", r)
}

// checked reads an article and the pieces of its text as they are stored, and checks that it is the one that was stored.
func (tx *Tx) checked(r ref, value []byte) (*stored, [][]byte, error) {
	h, err := decodeHead(r, value)
	if err != nil {
		return nil, nil, err
	}
	bodies, err := tx.bodiesOf(&h)
	if err != nil {
		return nil, nil, err
	}
	body, err := joinBodies(&h, bodies)
	if err != nil {
		return nil, nil, err
	}
	a, err := checkStored(&h, value, body)
	return a, bodies, err
}

// checkStored makes the article of a record and its text, and checks that it is the one that was stored.
func checkStored(h *head, record, body []byte) (*stored, error) {
	a, err := decodeArticle(h, body)
	if err != nil {
		return nil, err
	}
	if digestOf(record, body[h.text:]) != h.digest {
		return nil, fmt.Errorf("%w: its record is not the one that was stored", ErrDamaged)
	}
	if err := a.checkText(); err != nil {
		return nil, err
	}
	if ArticleID(a.URL, a.Outlet, a.SHA256) != a.ID {
		return nil, fmt.Errorf("%w: its id is not that of its URL or text", ErrDamaged)
	}
	for i, v := range a.earlier {
		if err := v.checkText(); err != nil {
			return nil, fmt.Errorf("earlier version %d: %w", i+1, err)
		}
	}
	return a, nil
}

// checkText checks that a text is the one that was stored, and its claims.
func (a *stored) checkText() error {
	sum := sha256.Sum256([]byte(a.Text))
	if got := hex.EncodeToString(sum[:]); got != a.SHA256 {
		return fmt.Errorf("%w: its text has the SHA-256 %s, and %s was stored", ErrDamaged, got, a.SHA256)
	}
	if err := a.whole(); err != nil {
		return err
	}
	for i := range a.claims {
		if err := checkClaim(&a.claims[i]); err != nil {
			return fmt.Errorf("%w: claim %s: %w", ErrDamaged, a.claims[i].ID, err)
		}
	}
	return nil
}

// keyWords says what the keys of each type are.
func keyWords(kind byte) string {
	switch kind {
	case keyArticle:
		return "article"
	case keyBody:
		return "text of article"
	case keyClaimID:
		return "place of claim"
	case keyUnnamed:
		return "unnamed source"
	case keyEntity:
		return "entity"
	case keyTriple:
		return "ends of relation"
	case keyBySource:
		return "index of claims by source"
	case keyByOrigin:
		return "index of claims by origin"
	case keyRepeated:
		return "index of claims by whom they count for"
	case keyReprint:
		return "cluster of article"
	case keyCluster:
		return "index of articles by the first of their cluster"
	case keyByRole:
		return "index of claims by role, of entity"
	case keyByOutlet:
		return "index of articles by outlet"
	case keyByObject:
		return "index of relations by object"
	}
	return ""
}

// describe names the record of a key.
func describe(k []byte) string {
	if words := keyWords(k[0]); words != "" && len(k) > refSize {
		return fmt.Sprintf("%s %x", words, k[1:1+refSize])
	}
	switch k[0] {
	case keyRelation:
		return fmt.Sprintf("relation %x", k[1:])
	case keyByPair:
		return fmt.Sprintf("index of claims by pair %x", k[1:])
	case keyByFacet:
		return fmt.Sprintf("index of claims by type, stance and realis %x", k[1:])
	case keyByLead:
		return fmt.Sprintf("index of articles by runs of words %x", k[1:])
	case keySearch:
		return fmt.Sprintf("search index %x", k[1:])
	case keyByDate:
		return fmt.Sprintf("index of articles by date %x", k[1:])
	case keyByName:
		if folded, r, ok := splitName(k[1:]); ok {
			return fmt.Sprintf("index of entities by name %q %x", folded, r)
		}
	case keyByForm:
		if text, r, ok := splitName(k[1:]); ok && len(text) > 0 {
			return fmt.Sprintf("index of entities by form %q %x", text, r)
		}
	case keyStats:
		return "counts of the store"
	}
	return fmt.Sprintf("key %x", k)
}
