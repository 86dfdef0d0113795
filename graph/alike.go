package graph

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// pair is what speaks for and against two entities being one; no reasons where nothing does, or where they cannot be one. It says the
// same whichever comes first, but for the order of names in a reason.
func (s *suggester) pair(a, b *suspect) (pairOf, error) {
	if bytes.Compare(a.place, b.place) > 0 {
		a, b = b, a
	}
	var p pairOf
	sameKey := a.Key == b.Key && a.external != ""
	if a.external != "" && a.external == b.external && !sameKey {
		return p, nil
	}
	h := held{s: s, a: a, b: b, person: a.Kind.Class() == ClassPerson && b.Kind.Class() == ClassPerson}
	if !confused(a.Class, b.Class) {
		return p, h.across(&p)
	}
	if sameKey {
		p.reasons = append(p.reasons, Reason{SignKey, a.Key, ""})
	}
	if apart, err := h.otherStates(); err != nil || apart && !sameKey {
		return p, err
	}
	if h.person {
		h.given()
		if h.otherGiven != nil && !sameKey {
			return p, nil
		}
	}
	if err := h.names(&p); err != nil {
		return p, err
	}
	if h.otherGiven != nil {
		p.against = append(p.against, *h.otherGiven)
	}
	h.class(&p)
	p.short = h.person && (h.aFull != h.bFull || slices.ContainsFunc(p.reasons, func(r Reason) bool { return r.Sign == SignFuller }))
	slices.SortFunc(p.reasons, func(x, y Reason) int { return cmp.Compare(x.Sign, y.Sign) })
	return p, nil
}

// held is two entities that are held against each other.
type held struct {
	s          *suggester
	a, b       *suspect
	person     bool
	aFull      bool // it has a name of several words
	bFull      bool
	otherGiven *Reason
}

// class says that the classes differ.
func (h *held) class(p *pairOf) {
	if h.a.Class != h.b.Class && len(p.reasons) > 0 {
		p.against = append(p.against, Reason{SignClass, string(h.a.Class), string(h.b.Class)})
	}
}

// across looks at entities of classes that are not taken for each other: they may be one where both are shown with one name of
// several words, or a state and a place with any.
func (h *held) across(p *pairOf) error {
	x, y := &h.a.names[0], &h.b.names[0]
	land := h.a.Class == ClassState && h.b.Class == ClassPlace || h.a.Class == ClassPlace && h.b.Class == ClassState
	if x.folded != y.folded || len(x.words) < 2 && !land {
		return nil
	}
	n, err := h.s.sharing(keyByName, FoldName(x.name))
	if err != nil || len(n) == 0 || len(n) > maxNamed {
		return err
	}
	p.reasons = append(p.reasons, Reason{SignName, x.name, ""})
	h.class(p)
	return nil
}

// otherStates reports whether the names of both name states, and none that is the same.
func (h *held) otherStates() (bool, error) {
	if h.person || h.a.Class == ClassState {
		return false, nil
	}
	x, err := h.s.statesOf(h.a)
	if err != nil {
		return false, err
	}
	y, err := h.s.statesOf(h.b)
	if err != nil || len(x) == 0 || len(y) == 0 {
		return false, err
	}
	return !slices.ContainsFunc(x, func(r ref) bool { return slices.Contains(y, r) }), nil
}

// given finds out which of two persons have names of several words, and whether they are shown under such names with other first
// names, or other middle names, and have none in common.
func (h *held) given() {
	several := func(n suspectName) bool { return len(n.spelling.words) > 1 }
	h.aFull, h.bFull = slices.ContainsFunc(h.a.names, several), slices.ContainsFunc(h.b.names, several)
	x, y := &h.a.names[0], &h.b.names[0]
	if !several(*x) || !several(*y) || !otherMiddle(x, y) && (sameGiven(x, y) || fuller(x, y) || fuller(y, x) || isNear(x, y)) {
		return
	}
	for i := range h.a.names {
		for j := range h.b.names {
			x, y := &h.a.names[i], &h.b.names[j]
			if several(*x) && several(*y) && (i == 0 || j == 0) && isNear(x, y) {
				return
			}
		}
	}
	h.otherGiven = &Reason{SignGiven, x.name, y.name}
}

// otherMiddle reports whether two names have middle names that differ: George H. W. Bush, George W. Bush.
func otherMiddle(n, m *suspectName) bool {
	x, y := n.spelling.words, m.spelling.words
	if len(x) < 3 || len(y) < 3 || x[0] != y[0] || x[len(x)-1] != y[len(y)-1] {
		return false
	}
	i, j := x[1], y[1]
	return i != j && !initialOf(i, j) && !initialOf(j, i)
}

func isNear(n, m *suspectName) bool {
	_, ok := n.spelling.near(&m.spelling)
	return ok
}

// sameGiven reports whether two names of persons have the same first word, or one has its initial, and the same last word.
func sameGiven(n, m *suspectName) bool {
	x, y := n.spelling.words, m.spelling.words
	if _, ok := nearWords(x[len(x)-1], y[len(y)-1]); !ok {
		return false
	}
	if _, ok := nearWords(x[0], y[0]); ok {
		return true
	}
	return initialOf(x[0], y[0]) || initialOf(y[0], x[0])
}

func initialOf(i, w string) bool {
	r, n := utf8.DecodeRuneInString(w)
	first, m := utf8.DecodeRuneInString(i)
	return m == len(i) && n < len(w) && r == first
}

// fuller reports whether one name of a person is the other with something in front ("President Barack Obama") or with middle names
// where the other has none ("Vladimir V. Putin"); an initial stands for a first name.
func fuller(n, m *suspectName) bool {
	x, y := n.spelling.words, m.spelling.words
	if len(y) < 2 || len(x) < len(y) {
		return false
	}
	if len(x) > len(y) && slices.Equal(x[len(x)-len(y):], y) {
		return true
	}
	if len(y) != 2 || x[len(x)-1] != y[1] {
		return false
	}
	return len(x) > 2 && x[0] == y[0] || initialOf(y[0], x[0])
}

// names holds the names against each other.
func (h *held) names(p *pairOf) error {
	best := map[Sign]Reason{}
	add := func(r Reason) {
		if _, ok := best[r.Sign]; !ok {
			best[r.Sign] = r
		}
	}
	for i := range h.a.names {
		for j := range h.b.names {
			if err := h.two(&h.a.names[i], &h.b.names[j], add); err != nil {
				return err
			}
		}
	}
	if _, ok := best[SignName]; ok { // these say no more
		delete(best, SignSpelling)
		delete(best, SignSurname)
	}
	for sign := SignName; sign <= SignSurname; sign++ {
		if r, ok := best[sign]; ok {
			p.reasons = append(p.reasons, r)
		}
	}
	return nil
}

// two holds two names against each other.
func (h *held) two(x, y *suspectName, add func(Reason)) error {
	if !h.person {
		if err := cmp.Or(h.abbreviates(h.a, x, y, add), h.abbreviates(h.b, y, x, add)); err != nil {
			return err
		}
	}
	same := x.folded == y.folded
	if !same {
		if h.person && x == &h.a.names[0] && y == &h.b.names[0] {
			if fuller(x, y) {
				add(Reason{SignFuller, x.name, y.name})
			} else if fuller(y, x) {
				add(Reason{SignFuller, y.name, x.name})
			}
		}
		if h.person && (isLast(x, y) || isLast(y, x)) {
			if isLast(y, x) {
				x, y = y, x
			}
			return h.surname(x, Reason{SignSurname, x.name, y.name}, add)
		}
		if !isNear(x, y) || x.script == y.script && (x.short || y.short) {
			return nil
		}
	}
	r := Reason{SignSpelling, x.name, y.name}
	switch {
	case same:
		r = Reason{SignName, x.name, ""}
	case x.script != y.script:
		r.Sign = SignScript
	}
	if h.person && (x.initial || y.initial) {
		return nil
	}
	if h.person && len(x.spelling.words) < 2 && len(y.spelling.words) < 2 {
		if x.spelling.form != y.spelling.form {
			return nil
		}
		return h.surname(x, r, add)
	}
	if len(x.words) < 2 && x != &h.a.names[0] && y != &h.b.names[0] {
		return nil // "the Post" may be any
	}
	if h.a.Class == ClassPlace && qualifier(h.a.Name) != qualifier(h.b.Name) {
		return nil
	}
	for _, n := range []*suspectName{x, y} {
		rs, err := h.s.sharing(keyByName, FoldName(n.name))
		if err != nil || len(rs) == 0 || len(rs) > maxNamed {
			return err
		}
	}
	add(r)
	return nil
}

// isLast reports whether a name of one word is the last word of another, to the letter where both are in one script.
func isLast(n, m *suspectName) bool {
	x, y := n.spelling.words, m.spelling.words
	if len(x) != 1 || len(y) < 2 || len(m.words) < 2 || x[0] != y[len(y)-1] {
		return false
	}
	return n.script != m.script || n.folded == m.words[len(m.words)-1]
}

// surname judges two persons of which one is known by x, a surname, and the other by that or by a name that ends so. Where neither
// has a longer name, it is a reason if few have it; where one has, if no other person has that last name.
func (h *held) surname(x *suspectName, r Reason, add func(Reason)) error {
	if h.aFull && h.bFull {
		return nil // the longer names decide
	}
	skeleton := x.spelling.skeleton
	alone, err := h.s.sharing(keyByForm, skeleton, byte(formSpelling))
	if err != nil || len(alone) == 0 || len(alone) > maxSurnames {
		return err
	}
	full, err := h.s.sharing(keyByForm, skeleton, byte(formLast))
	if err != nil {
		return err
	}
	bearers := 0
	for _, q := range full {
		o, err := indexed(h.s.suspect(q))
		if err != nil {
			return err
		}
		if slices.ContainsFunc(o.names, func(n suspectName) bool {
			if len(n.spelling.words) < 2 {
				return false
			}
			last := n.spelling.last()
			_, ok := last.near(&x.spelling)
			return ok
		}) {
			bearers++
		}
	}
	switch {
	case !h.aFull && !h.bFull && bearers < 2 && len(alone) <= maxNamed:
		add(r)
	case (h.aFull || h.bFull) && bearers == 1:
		add(r)
	}
	return nil
}

// qualifier is what a place's name has behind a comma, to tell it from others of its name: "Berlin, New Hampshire".
func qualifier(name string) string {
	_, q, _ := strings.Cut(name, ", ")
	return FoldName(q)
}

// abbreviates tells if a name of one entity is the abbreviation of a name of the other, and of few others. It is none where the
// entity that it is of has a longer name for it.
func (h *held) abbreviates(of *suspect, short, long *suspectName, add func(Reason)) error {
	if !short.short || !long.hasInitials(short.folded) {
		return nil
	}
	for i := range of.names {
		n := &of.names[i]
		if len(n.words) > 1 && (n.hasInitials(short.folded) || slices.Contains(n.words, short.folded)) && n.folded != long.folded {
			return nil
		}
	}
	for _, form := range [][]byte{nil, {byte(formInitials)}} {
		kind := keyByName
		if form != nil {
			kind = keyByForm
		}
		rs, err := h.s.sharing(kind, short.folded, form...)
		if err != nil || len(rs) == 0 || len(rs) > maxNamed {
			return err
		}
	}
	add(Reason{SignAbbreviation, short.name, long.name})
	return nil
}

// hasInitials reports whether a folded text abbreviates the name.
func (n *suspectName) hasInitials(folded string) bool {
	return n.inner == folded || slices.Contains(n.initials, folded)
}
