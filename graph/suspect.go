package graph

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// The bounds of a suggestion. What many entities share says nothing of any two of them, and would make a flood.
const (
	maxSharing  = 48    // entries of one text of an index from which candidates are taken; of more, none are
	maxNamed    = 3     // entities that have a name of which it is a reason that two have it
	maxSurnames = 12    // persons known by one surname alone that are held against the one who has it
	maxNames    = 24    // names of an entity that are looked at
	maxArticles = 128   // articles of an entity that are held against those of another
	maxSuspects = 4_096 // entities that are kept in memory
)

// suggester finds entities that may be one. It reads through one transaction.
type suggester struct {
	tx       *Tx
	suspects map[ref]*suspect
}

// suspect is an entity as it is held against others.
type suspect struct {
	Entity
	place    []byte
	names    []suspectName
	external string // scheme of an external key; "" for none

	states   []ref // states that its names name
	stated   bool
	articles []ref
	read     bool
}

type suspectName struct {
	name     string
	folded   string // without the abbreviation in brackets behind it
	words    []string
	inner    string // that abbreviation
	initials []string
	initial  bool // it begins with one letter and a hyphen, as "D-NY" behind a senator's name: no person's name
	script   string
	short    bool // it may be an abbreviation
	spelling spelling
}

func newSuggester(tx *Tx) *suggester { return &suggester{tx: tx, suspects: map[ref]*suspect{}} }

// suspect reads an entity once.
func (s *suggester) suspect(r ref) (*suspect, error) {
	if e := s.suspects[r]; e != nil {
		return e, nil
	}
	rec, err := record(s.tx, keyEntity, r, decodeEntity)
	if err != nil {
		return nil, err
	}
	e := &suspect{Entity: rec.entity()}
	e.place = entityPlace(&e.Entity)
	for _, n := range append([]string{e.Name}, e.Aliases...) {
		if len(e.names) == maxNames {
			break
		}
		outer, inner := brackets(n)
		folded := FoldName(outer)
		e.names = append(e.names, suspectName{
			name: n, folded: folded, words: strings.Fields(folded), inner: inner, initials: initials(outer), initial: len(n) > 1 && n[1] == '-',
			script: scriptOf(n), short: isAbbreviation(n), spelling: spell(folded),
		})
	}
	e.external = schemeOf(e)
	if len(s.suspects) >= maxSuspects {
		clear(s.suspects)
	}
	s.suspects[r] = e
	return e, nil
}

// schemeOf is the scheme of an entity's external key: "iso" of "iso:KP". A key that is made of a name is none.
func schemeOf(e *suspect) string {
	scheme, code, ok := strings.Cut(e.Key, ":")
	if !ok || scheme == "" || code == "" || strings.ContainsAny(e.Key, " \t") || strings.Contains(code, ":") {
		return ""
	}
	folded := FoldName(code)
	if slices.ContainsFunc(e.names, func(n suspectName) bool { return n.folded == folded }) {
		return ""
	}
	return scheme
}

// confused reports whether entities of two classes are often one: a force is taken for a body.
func confused(a, b Class) bool {
	return a == b || a == ClassBody && b == ClassForce || a == ClassForce && b == ClassBody
}

// of is the pairs of an entity, in order.
func (s *suggester) of(e *suspect) ([]pairOf, error) {
	refs, err := s.candidates(e)
	if err != nil {
		return nil, err
	}
	var all []pairOf
	for _, r := range refs {
		o, err := indexed(s.suspect(r))
		if err != nil {
			return nil, err
		}
		p, err := s.pair(e, o)
		if err != nil {
			return nil, err
		}
		if len(p.reasons) > 0 {
			p.other, p.place = o, pairPlace(e.place, o.place)
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b pairOf) int { return bytes.Compare(a.place, b.place) })
	return all, nil
}

// candidates is the entities that share a text of an index with this one, or its key with another class, in order, each once. It is
// symmetric: of two entities each has the other among its candidates, or neither has.
func (s *suggester) candidates(e *suspect) ([]ref, error) {
	own := e.ID.ref()
	found := map[ref]bool{}
	sharing := func(kind byte, text string, parts ...byte) error {
		if text == "" {
			return nil
		}
		rs, err := s.sharing(kind, text, parts...)
		for _, r := range rs {
			found[r] = true
		}
		return err
	}
	person := e.Kind.Class() == ClassPerson
	for i := range e.names {
		n := &e.names[i]
		err := sharing(keyByName, FoldName(n.name))
		if n.inner != "" {
			err = cmp.Or(err, sharing(keyByName, n.inner), sharing(keyByName, n.folded))
		}
		err = cmp.Or(err, sharing(keyByForm, n.spelling.skeleton, byte(formSpelling)))
		switch {
		case person && len(n.spelling.words) > 1:
			last := n.spelling.last()
			err = cmp.Or(err, sharing(keyByForm, last.skeleton, byte(formLast)), sharing(keyByForm, last.skeleton, byte(formSpelling)))
		case person:
			err = cmp.Or(err, sharing(keyByForm, n.spelling.skeleton, byte(formLast)))
		default:
			for _, t := range n.initials {
				err = cmp.Or(err, sharing(keyByName, t))
			}
			if n.short {
				err = cmp.Or(err, sharing(keyByForm, n.folded, byte(formInitials)))
			}
		}
		if err != nil {
			return nil, err
		}
	}
	if e.external != "" {
		for _, c := range []Class{ClassBody, ClassForce} {
			if c != e.Class && confused(c, e.Class) {
				id := EntityID(c, e.Key)
				if l, err := s.tx.label(id.ref()); err == nil && l.id == id {
					found[id.ref()] = true
				} else if err != nil && !isAbsent(err) {
					return nil, err
				}
			}
		}
	}
	delete(found, own)
	refs := make([]ref, 0, len(found))
	for r := range found {
		refs = append(refs, r)
	}
	slices.SortFunc(refs, func(a, b ref) int { return bytes.Compare(a[:], b[:]) })
	return refs, nil
}

// sharing is the entities that have exactly this text in an index; none where they are too many.
func (s *suggester) sharing(kind byte, text string, parts ...byte) ([]ref, error) {
	i := s.tx.index(kind, parts, []byte(text), []byte{0})
	defer i.close()
	var rs []ref
	for i.seek(nil); i.place() != nil; i.next() {
		p := i.place()
		if len(p) != refSize {
			return nil, fmt.Errorf("%w: a key of an index of entities", ErrDamaged)
		}
		if rs = append(rs, ref(p)); len(rs) > maxSharing {
			return nil, nil
		}
	}
	return rs, nil
}

// statesOf is the states that the names of an entity name, by their longest names.
func (s *suggester) statesOf(e *suspect) ([]ref, error) {
	if e.stated {
		return e.states, nil
	}
	for i := range e.names {
		words := e.names[i].words
		for at := 0; at < len(words) && at < maxForms; {
			n := min(3, len(words)-at)
			for ; n > 0; n-- {
				r, ok, err := s.state(strings.Join(words[at:at+n], " "))
				if err != nil {
					return nil, err
				}
				if ok {
					if !slices.Contains(e.states, r) {
						e.states = append(e.states, r)
					}
					break
				}
			}
			at += max(n, 1)
		}
	}
	e.stated = true
	return e.states, nil
}

// state is the state that has this name.
func (s *suggester) state(folded string) (ref, bool, error) {
	i := s.tx.index(keyByName, []byte(folded), []byte{0})
	defer i.close()
	for i.seek(nil); i.place() != nil; i.next() {
		b, err := i.c.value()
		if err != nil {
			return ref{}, false, err
		}
		k, _, err := decodeNameValue(b)
		if err != nil {
			return ref{}, false, err
		}
		if k == Country && len(i.place()) == refSize {
			return ref(i.place()), true, nil
		}
	}
	return ref{}, false, nil
}

// common is the newest article among the newest of each that has claims about or by both; the zero ID for none.
func (s *suggester) common(a, b *suspect) (ID, error) {
	for _, e := range []*suspect{a, b} {
		if !e.read {
			var err error
			if e.articles, err = s.articlesOf(e); err != nil {
				return ID{}, err
			}
			e.read = true
		}
	}
	for _, r := range a.articles {
		if slices.Contains(b.articles, r) {
			h, err := s.tx.head(r)
			return h.ID, err
		}
	}
	return ID{}, nil
}

// articlesOf is the newest articles in which an entity has a role, and the newest in which it is a source.
func (s *suggester) articlesOf(e *suspect) ([]ref, error) {
	own := e.ID.ref()
	var all []ref
	for _, parts := range [][][]byte{
		{own[:], {byte(roleSubject)}}, {own[:], {byte(roleObject)}}, {own[:], {byte(roleItem)}}, nil,
	} {
		kind := keyByRole
		if parts == nil {
			kind, parts = keyBySource, [][]byte{own[:]}
		}
		i := s.tx.index(kind, parts...)
		n := 0
		var last ref
		for i.seek(nil); i.place() != nil && n < maxArticles; i.next() {
			p := i.place()
			if len(p) < articlePlaceSize {
				i.close()
				return nil, fmt.Errorf("%w: a key of an index of claims", ErrDamaged)
			}
			if r := ref(p[dateSize:articlePlaceSize]); r != last {
				last = r
				if n++; !slices.Contains(all, r) {
					all = append(all, r)
				}
			}
		}
		i.close()
	}
	return all, nil
}
