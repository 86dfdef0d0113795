package graph

import (
	"bytes"
	"cmp"
	"fmt"
	"iter"
	"strings"
)

// FindQuery says which entities are to be found: those whose names fit a name in any spelling.
type FindQuery struct {
	Name string // a name, its beginning or that of a later word, or another spelling of it; folded by FoldName, then not empty
	Kind Kind
	Page
}

// Match is how a name fits what was looked for.
type Match uint8

// The ways in which a name fits, the closest first. The zero Match is none.
const (
	MatchName       Match = iota + 1 // it is the whole name
	MatchStart                       // the name begins so
	MatchWord                        // a later word begins so: "Jong" in Kim Jong Un
	MatchSpelling                    // the same name in another spelling: Kiev, Kyiv
	MatchScript                      // the same name in another script: Курск, Kursk
	MatchAlikeStart                  // the name begins with the same words in another spelling or script: Курск, Kursk Oblast
	MatchLastName                    // the last name of a person in another spelling or script: Зеленский, Volodymyr Zelensky
)

var matchNames = []string{"", "name", "start", "word", "spelling", "script", "alike_start", "last_name"}

func (m Match) String() string { return name(matchNames, "match", m) }

// Found is an entity and the name by which it was found.
type Found struct {
	Entity Entity
	As     string // the name or alias that fits
	Match  Match

	entry findEntry
}

// findEntry is an entry of an index under which an entity may be found.
type findEntry struct {
	list byte
	text string
}

// The lists that FindEntities goes through, in this order.
const (
	listNames     byte = 1 + iota // names that begin so
	listWords                     // names a later word of which begins so
	listSpellings                 // names of the same skeleton, or the skeletons of which begin so
	listLast                      // persons whose last name has the same skeleton
)

// FindEntities yields the entities that q finds, each once: those that have the name, then those whose name or alias begins so, then
// those in which a later word does, then those whose name, its beginning or their last name is the same in another spelling or script.
// Names are compared as Entities compares them, and spellings without what romanisations leave open (Kyiv, Kiev, Київ) or a letter or
// two of longer words (Luhansk, Lugansk); names in other scripts than Latin, Cyrillic and Greek have one spelling. Nothing is a
// pattern: a star is a star. After an error the sequence ends; it wraps ErrNoName when FoldName leaves nothing of q.Name.
//
// The sequence is a snapshot: writes made while it runs are not seen. The cost grows with the names that begin so and with those the
// consonants of which begin so.
func (tx *Tx) FindEntities(q FindQuery) iter.Seq2[Found, error] {
	s := seek(q.Name)
	return list(tx, "find", markFound, q.Page,
		func() (*lists, error) {
			after, _ := parseCursor(markFound, q.After)
			return s.open(tx, after)
		},
		func(l *lists) (Found, error) { return tx.foundAt(l, s, q.Kind) })
}

// minStart is how many bytes a skeleton has at least of which those that only begin so are looked at: fewer would be too many names.
const minStart = 3

// sought is what entities are to be found by.
type sought struct {
	folded   string
	script   string
	spelling spelling
}

func seek(name string) *sought {
	s := &sought{folded: FoldName(name), script: scriptOf(name)}
	s.spelling = spell(s.folded)
	return s
}

// lists is several lists behind each other. A place is the number of a list, and a place in it.
type lists struct {
	of  []numberedList
	at  int
	buf []byte
}

type numberedList struct {
	within[*index]
	n byte
}

// open opens the lists of what is sought. A cursor must be of one of them.
func (s *sought) open(tx *Tx, after []byte) (*lists, error) {
	if s.folded == "" {
		return nil, ErrNoName
	}
	l := &lists{}
	add := func(n byte, i *index, prefix string) {
		l.of = append(l.of, numberedList{within[*index]{i, []byte(prefix)}, n})
	}
	add(listNames, tx.index(keyByName), s.folded)
	add(listWords, tx.index(keyByForm, []byte{byte(formWord)}), begin(s.folded))
	if s.spelling.form != "" {
		prefix := s.spelling.skeleton
		if len(prefix) < minStart {
			prefix += "\x00"
		}
		add(listSpellings, tx.index(keyByForm, []byte{byte(formSpelling)}), prefix)
	}
	if len(s.spelling.words) == 1 {
		add(listLast, tx.index(keyByForm, []byte{byte(formLast)}), s.spelling.skeleton+"\x00")
	}
	if after == nil {
		return l, nil
	}
	for _, o := range l.of {
		if o.n == after[0] && bytes.HasPrefix(after[1:], o.prefix) {
			return l, nil
		}
	}
	l.close()
	return nil, fmt.Errorf("%w: %q", ErrBadCursor, formatCursor(markFound, after))
}

func (l *lists) seek(to []byte) {
	l.at = 0
	if len(to) > 0 {
		for l.at < len(l.of) && l.of[l.at].n < to[0] {
			l.at++
		}
		to = to[1:]
	}
	if l.at < len(l.of) {
		l.of[l.at].seek(to)
	}
	l.settle()
}

// settle goes on to a list that has a place.
func (l *lists) settle() {
	for l.at < len(l.of) && l.of[l.at].place() == nil {
		if l.at++; l.at < len(l.of) {
			l.of[l.at].seek(nil)
		}
	}
}

func (l *lists) next() {
	l.of[l.at].next()
	l.settle()
}

func (l *lists) place() []byte {
	if l.at >= len(l.of) {
		return nil
	}
	p := l.of[l.at].place()
	if p == nil {
		return nil
	}
	l.buf = append(append(l.buf[:0], l.of[l.at].n), p...)
	return l.buf
}

func (l *lists) fault() error { return nil }

func (l *lists) close() {
	for _, o := range l.of {
		o.close()
	}
}

// foundPlace is where an entity stands among those that are found.
func foundPlace(e findEntry, entity ref) []byte {
	return append([]byte{e.list}, nameKey(e.text, entity)[1:]...)
}

// splitFound takes a foundPlace apart.
func splitFound(p []byte) (e findEntry, entity ref, ok bool) {
	if len(p) == 0 || p[0] < listNames || p[0] > listLast {
		return findEntry{}, ref{}, false
	}
	text, entity, ok := splitName(p[1:])
	return findEntry{p[0], string(text)}, entity, ok
}

// foundAt reads the entity of an entry, if this is the entry under which it is to be listed.
func (tx *Tx) foundAt(l *lists, s *sought, kind Kind) (Found, error) {
	at, r, ok := splitFound(l.place())
	if !ok {
		return Found{}, fmt.Errorf("%w: a key of an index of entities", ErrDamaged)
	}
	b, err := l.of[l.at].of.c.value()
	if err != nil {
		return Found{}, err
	}
	k, _, err := decodeNameValue(b)
	if err != nil {
		return Found{}, fmt.Errorf("name %q: %w", at.text, err)
	}
	if kind != 0 && k != kind {
		return Found{}, errSkip
	}
	rec, err := indexed(record(tx, keyEntity, r, decodeEntity))
	if err != nil {
		return Found{}, fmt.Errorf("name %q: entity %x: %w", at.text, r, err)
	}
	f, ok := s.best(rec.entity())
	if !ok || f.entry != at {
		return Found{}, errSkip // it is no such name after all, or listed elsewhere
	}
	return f, nil
}

// best is how an entity is found, by the name that fits best.
func (s *sought) best(e Entity) (best Found, ok bool) {
	steps := 0
	for _, n := range append([]string{e.Name}, e.Aliases...) {
		f, d := s.fit(n, e.Kind)
		order := cmp.Or(cmp.Compare(f.entry.list, best.entry.list), strings.Compare(f.entry.text, best.entry.text),
			cmp.Compare(d, steps), cmp.Compare(f.Match, best.Match))
		if f.Match != 0 && (!ok || order < 0) {
			f.As = n
			best, steps, ok = f, d, true
		}
	}
	best.Entity = e
	return best, ok
}

// fit is how a name fits, and by how many steps its spelling differs; the zero Found where it does not.
func (s *sought) fit(n string, kind Kind) (f Found, steps int) {
	folded := FoldName(n)
	if strings.HasPrefix(folded, s.folded) {
		f.Match, f.entry = MatchStart, findEntry{listNames, folded}
		if folded == s.folded {
			f.Match = MatchName
		}
		return f, 0
	}
	outer, _ := brackets(n)
	folded = FoldName(outer)
	for rest := range laterWords(folded) {
		if e := (findEntry{listWords, begin(rest)}); strings.HasPrefix(rest, s.folded) && (f.Match == 0 || e.text < f.entry.text) {
			f.Match, f.entry = MatchWord, e
		}
	}
	if f.Match != 0 {
		return f, 0
	}
	other := spell(folded)
	if steps, ok := s.spelling.near(&other); ok {
		f.Match, f.entry = MatchSpelling, findEntry{listSpellings, other.skeleton}
		if scriptOf(n) != s.script {
			f.Match = MatchScript
		}
		return f, steps
	}
	if n := len(s.spelling.words); n > 0 && n < len(other.words) && len(s.spelling.skeleton) >= minStart {
		first := spellingOf(other.words[:n])
		if steps, ok := s.spelling.near(&first); ok {
			f.Match, f.entry = MatchAlikeStart, findEntry{listSpellings, other.skeleton}
			return f, steps
		}
	}
	if len(s.spelling.words) != 1 || len(other.words) < 2 || kind.Class() != ClassPerson {
		return f, 0
	}
	last := other.last()
	if steps, ok := s.spelling.near(&last); ok {
		f.Match, f.entry = MatchLastName, findEntry{listLast, last.skeleton}
		return f, steps
	}
	return f, 0
}
