package graph

import (
	"bytes"
	"cmp"
	"fmt"
	"iter"
	"slices"
)

// SuggestionQuery says which suggestions are wanted. Its zero value means all.
type SuggestionQuery struct {
	Entity ID   // one of the two
	Kind   Kind // that of one of the two
	Page
}

// Suggestion is two entities that may be one, and why. Nothing in the store makes them one: that is for a person to judge.
type Suggestion struct {
	A, B    Entity   // in the order of their folded names
	Reasons []Reason // what speaks for it, the strongest first; at least one
	Against []Reason // what speaks against it
}

// Sign is what speaks for or against two entities being one.
type Sign uint8

// The signs; the zero Sign is none. For it, the strongest first:
const (
	SignKey          Sign = iota + 1 // both have the external key A, in classes that are taken for each other
	SignName                         // both have the name A
	SignScript                       // A and B are one name in two scripts
	SignSpelling                     // A and B are one name in two spellings
	SignFuller                       // A is a fuller form of B: a middle name or a title more
	SignAbbreviation                 // A is the abbreviation of B
	SignSurname                      // A, the only name of one, is the last name of the other and of no other person
)

// Against it:
const (
	SignClass   Sign = iota + 32 // one is of the class A, the other of B
	SignArticle                  // the article with the id A has claims about or by each; not told where one's name is short for the other's
	SignGiven                    // A and B are persons' names with other first names
)

var (
	signNames    = []string{"", "key", "name", "script", "spelling", "fuller", "abbreviation", "surname"}
	againstNames = []string{"class", "article", "given_name"}
)

func (s Sign) String() string {
	if s >= SignClass {
		return name(againstNames, "sign", s-SignClass)
	}
	return name(signNames, "sign", s)
}

// Reason is a sign with the names or words that it stands on; Sign says which A and B are.
type Reason struct {
	Sign Sign
	A, B string
}

// String is the reason in words.
func (r Reason) String() string {
	switch r.Sign {
	case SignKey:
		return "both have the key " + r.A
	case SignName:
		return fmt.Sprintf("both are called %q", r.A)
	case SignScript:
		return fmt.Sprintf("%q is %q in another script", r.A, r.B)
	case SignSpelling:
		return fmt.Sprintf("%q is a spelling of %q", r.A, r.B)
	case SignFuller:
		return fmt.Sprintf("%q is a fuller form of %q", r.A, r.B)
	case SignAbbreviation:
		return fmt.Sprintf("%q abbreviates %q", r.A, r.B)
	case SignSurname:
		return fmt.Sprintf("%q is the last name in %q", r.A, r.B)
	case SignClass:
		return fmt.Sprintf("one is a %s, the other a %s", r.A, r.B)
	case SignArticle:
		return "one article speaks of both"
	case SignGiven:
		return fmt.Sprintf("%q and %q have other first names", r.A, r.B)
	}
	return r.Sign.String()
}

// Suggestions yields pairs of entities that may be one, each pair once, in the order of their names: entities of one class, or of two
// that are taken for each other, that have a rare name in common, of which one has the abbreviation of the other, or whose names are
// one in another spelling or script. Two entities with different external keys of one scheme ("iso:KP", "iso:KR") are never among them,
// nor bodies that are named after different states. A name that many entities have is no reason. After an error the sequence ends.
//
// The sequence is a snapshot: writes made while it runs are not seen. Candidates come from indexes: for each entity at most some
// hundred records are read. Suggestions for an entity cost about a fifth of a millisecond, all suggestions as much for each entity of the
// store.
func (tx *Tx) Suggestions(q SuggestionQuery) iter.Seq2[Suggestion, error] {
	return func(yield func(Suggestion, error) bool) {
		err := tx.suggest(q, func(s Suggestion) bool { return yield(s, nil) })
		if err != nil {
			yield(Suggestion{}, fmt.Errorf("graph: suggestions: %w", err))
		}
	}
}

// suggest calls yield with suggestions until it wants no more.
func (tx *Tx) suggest(q SuggestionQuery, yield func(Suggestion) bool) error {
	if err := tx.check(); err != nil {
		return err
	}
	after, err := parseCursor(markPair, q.After)
	if err != nil {
		return err
	}
	s := newSuggester(tx)
	n := 0
	// of yields the suggestions of one entity, as far as they are wanted.
	of := func(e *suspect, mine func(*suspect) bool) (more bool, err error) {
		all, err := s.of(e)
		if err != nil {
			return false, err
		}
		for _, p := range all {
			if !mine(p.other) || q.Kind != 0 && e.Kind != q.Kind && p.other.Kind != q.Kind || after != nil && bytes.Compare(p.place, after) <= 0 {
				continue
			}
			sg, err := s.whole(e, p)
			if err != nil {
				return false, err
			}
			if n++; !yield(sg) || n == q.Limit {
				return false, nil
			}
		}
		return true, nil
	}
	if !q.Entity.IsZero() {
		e, err := s.suspect(q.Entity.ref())
		if isAbsent(err) || err == nil && e.ID != q.Entity {
			return nil
		}
		if err == nil {
			_, err = of(e, func(*suspect) bool { return true })
		}
		return err
	}
	i := tx.index(keyByName)
	defer i.close()
	for i.seek(firstOf(after)); i.place() != nil; i.next() {
		if err := tx.check(); err != nil {
			return err
		}
		_, r, ok := splitName(i.place())
		if !ok {
			return fmt.Errorf("%w: a key of the index by name", ErrDamaged)
		}
		b, err := i.c.value()
		if err != nil {
			return err
		}
		_, shown, err := decodeNameValue(b)
		if err != nil {
			return err
		}
		if !shown {
			continue
		}
		e, err := indexed(s.suspect(r))
		if err != nil {
			return err
		}
		more, err := of(e, func(o *suspect) bool { return bytes.Compare(o.place, e.place) > 0 })
		if err != nil || !more {
			return err
		}
	}
	return tx.check()
}

// entityPlace is where an entity stands among all of them.
func entityPlace(e *Entity) []byte { return nameKey(FoldName(e.Name), e.ID.ref())[1:] }

// pairPlace is where a pair of entities stands among suggestions: by the first, then the other.
func pairPlace(a, b []byte) []byte {
	if bytes.Compare(a, b) > 0 {
		a, b = b, a
	}
	return append(slices.Clone(a), b...)
}

// firstOf is the place of the first entity of a pairPlace, as far as there is one.
func firstOf(p []byte) []byte {
	end := bytes.IndexByte(p, 0) + 1 + refSize
	return p[:min(end, len(p))]
}

// isPairPlace reports whether p is what pairPlace makes.
func isPairPlace(p []byte) bool {
	first := firstOf(p)
	_, _, ok := splitName(first)
	_, _, ok2 := splitName(p[len(first):])
	return ok && ok2
}

// pairOf is a pair with its reasons, as seen from one entity.
type pairOf struct {
	other   *suspect
	place   []byte
	reasons []Reason
	against []Reason
	short   bool // one is known by a shorter form of the other's name, as articles do: that both stand in one says nothing against it
}

// whole is the suggestion of a pair, with what it costs more to know.
func (s *suggester) whole(e *suspect, p pairOf) (Suggestion, error) {
	a, b := e, p.other
	if bytes.Compare(a.place, b.place) > 0 {
		a, b = b, a
	}
	sg := Suggestion{A: a.Entity, B: b.Entity, Reasons: p.reasons, Against: p.against}
	if !p.short {
		common, err := s.common(a, b)
		if err != nil {
			return Suggestion{}, err
		}
		if !common.IsZero() {
			sg.Against = append(sg.Against, Reason{Sign: SignArticle, A: common.String()})
		}
	}
	sg.A.Aliases, sg.B.Aliases = slices.Clone(sg.A.Aliases), slices.Clone(sg.B.Aliases)
	slices.SortFunc(sg.Against, func(x, y Reason) int { return cmp.Compare(x.Sign, y.Sign) })
	return sg, nil
}
