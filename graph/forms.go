package graph

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// formed is a form under which a name is found.
type formed struct {
	form form
	text string
}

// maxForms is how many words of a name have entries of their own.
const maxForms = 8

// small are words that stand in names and tell nothing of them: no entry begins with one, and initials may leave them out.
var small = map[string]bool{"a": true, "an": true, "and": true, "at": true, "for": true, "in": true, "of": true, "on": true, "the": true, "to": true}

// formsOf is the forms of a name of an entity of this kind. It depends on nothing else, so that the index follows from the entity's
// record.
func formsOf(name string, kind Kind) []formed {
	var all []formed
	add := func(f form, text string) {
		if v := (formed{f, text}); text != "" && !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	outer, inner := brackets(name)
	folded := FoldName(outer)
	s := spell(folded)
	add(formSpelling, s.skeleton)
	if kind.Class() == ClassPerson {
		if len(s.words) > 1 {
			last := s.last()
			add(formLast, last.skeleton)
		}
	} else {
		for _, i := range initials(outer) {
			add(formInitials, i)
		}
	}
	add(formInitials, inner)
	for rest := range laterWords(folded) {
		add(formWord, begin(rest))
	}
	return all
}

// laterWords yields a folded name from each later word on, but for small words and those behind many others.
func laterWords(folded string) iter.Seq[string] {
	return func(yield func(string) bool) {
		rest := folded
		for range maxForms {
			_, after, ok := strings.Cut(rest, " ")
			if !ok {
				return
			}
			rest = after
			w, _, _ := strings.Cut(rest, " ")
			if !small[w] && !yield(rest) {
				return
			}
		}
	}
}

// begin is the beginning of a text that the index keeps.
func begin(text string) string {
	if len(text) <= maxForm {
		return text
	}
	n := maxForm
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

// brackets takes a name apart that has its abbreviation behind it, as "National Intelligence Service (NIS)" has. The abbreviation
// is folded; "" where there is none.
func brackets(name string) (outer, abbreviation string) {
	before, rest, ok := strings.Cut(name, " (")
	inside, ok2 := strings.CutSuffix(rest, ")")
	if !ok || !ok2 || FoldName(before) == "" || !isAbbreviation(inside) {
		return name, ""
	}
	return before, FoldName(inside)
}

// The letters of an abbreviation.
const (
	minInitials = 2
	maxInitials = 8
)

// isAbbreviation reports whether a name may be one: a few capital letters, with full stops or without, and perhaps small ones
// between them, as in "DoD".
func isAbbreviation(name string) bool {
	n, capitals := 0, 0
	for _, r := range name {
		switch {
		case unicode.IsUpper(r):
			n++
			capitals++
		case unicode.IsLetter(r):
			n++
		case r != '.':
			return false
		}
	}
	return n >= minInitials && n <= maxInitials && capitals >= minInitials && 2*capitals > n
}

// initials is the first letters of the words of a name, folded: of all of them, and of those that are not small. Words that are
// not small must begin with capitals, as those of proper names do.
func initials(name string) []string {
	var all, large []rune
	for _, w := range strings.FieldsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || r == '-' }) {
		r, _ := utf8.DecodeRuneInString(w)
		if !small[FoldName(w)] {
			if !unicode.IsUpper(r) {
				return nil
			}
			large = append(large, r)
		}
		if all = append(all, r); len(all) > 2*maxInitials {
			return nil
		}
	}
	if len(large) < minInitials || len(large) > maxInitials {
		return nil
	}
	found := []string{FoldName(string(large))}
	if len(all) > len(large) && len(all) <= maxInitials {
		found = append(found, FoldName(string(all)))
	}
	return found
}
