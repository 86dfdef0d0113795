package graph

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SearchQuery is what Search looks for. Its text is words, all of which a passage must have, in any order and in any form of the
// same stem; a "phrase in double quotes", whose words stand one behind the other in that very form; the start* of a word, of at least two
// letters; and a -word, a -start* or a -"phrase" that no passage may have. Case and diacritics make no difference, "12,000" is
// "12000", and anything else is space. Words that stand in nearly every quote ("the", "of") count only in phrases.
type SearchQuery struct {
	Text string
	// Filter is conditions on the claims whose quotes match; its Page is not used. Titles are found only where nothing but its Article,
	// Outlet, Since and Until is set.
	Filter ClaimFilter
	Page   // After is the Next of the page before. Limit 0 means 20; at most 1000.
}

const (
	maxSearchWords = 64
	minPrefix      = 2 // letters
	defaultHits    = 20
	maxHits        = 1000
)

// wanted is a word or the start of one.
type wanted struct {
	text   string // the stem, or the start
	prefix bool
}

// has reports whether a word is one that is wanted.
func (w *wanted) has(l *lexeme) bool {
	if w.prefix {
		return strings.HasPrefix(l.word, w.text)
	}
	return l.stem == w.text
}

// question is a query's text taken apart.
type question struct {
	words   []wanted   // which passages must have; first those that count for the rank, each once
	own     int        // how many of the words stand by themselves: the others are of phrases
	phrases [][]string // folded
	not     []wanted
	nots    [][]string
	ignored []string // words that are too frequent
}

// parseQuestion takes a query's text apart. The error wraps ErrBadQuery.
func parseQuestion(text string, x *lexicon) (*question, error) {
	q := &question{}
	var phrased []wanted
	add := func(to *[]wanted, w wanted) {
		if !slices.Contains(*to, w) {
			*to = append(*to, w)
		}
	}
	n := 0
	rest := strings.ToValidUTF8(text, "\uFFFD")
	for {
		rest = strings.TrimLeftFunc(rest, unicode.IsSpace)
		if rest == "" {
			break
		}
		not := false
		if c, ok := strings.CutPrefix(rest, "-"); ok {
			not, rest = true, c
		}
		var chunk string
		phrase := false
		if _, size := quoteMark(rest); size > 0 {
			phrase = true
			rest = rest[size:]
			end := strings.IndexFunc(rest, isQuoteMark)
			if end < 0 {
				end = len(rest)
			}
			chunk, rest = rest[:end], rest[end:]
			_, size := quoteMark(rest)
			rest = rest[size:]
		} else {
			end := strings.IndexFunc(rest, func(r rune) bool { return unicode.IsSpace(r) || isQuoteMark(r) })
			if end < 0 {
				end = len(rest)
			}
			chunk, rest = rest[:end], rest[end:]
		}
		words := x.foldedWords(chunk)
		if n += len(words); n > maxSearchWords {
			return nil, badQuery("it has more than %d words; leave out some", maxSearchWords)
		}
		if len(words) == 0 {
			continue
		}
		start := !phrase && strings.HasSuffix(chunk, "*")
		switch {
		case phrase && len(words) > 1 && not, not && len(words) > 1 && !start:
			q.nots = append(q.nots, words)
			continue
		case phrase && len(words) > 1:
			q.phrases = append(q.phrases, words)
			for _, w := range words {
				if l := x.lexeme([]byte(w)); !l.stop {
					add(&phrased, wanted{text: l.stem})
				}
			}
			continue
		case phrase: // one word, in that very form
			if not {
				q.nots = append(q.nots, words)
			} else {
				q.phrases = append(q.phrases, words)
				if l := x.lexeme([]byte(words[0])); !l.stop {
					add(&phrased, wanted{text: l.stem})
				}
			}
			continue
		}
		for i, w := range words {
			to := &q.words
			if not {
				to = &q.not
			}
			if start && i == len(words)-1 {
				if len([]rune(w)) < minPrefix {
					return nil, badQuery("%q is too short a start; give at least %d letters before the *", w+"*", minPrefix)
				}
				add(to, wanted{w, true})
				continue
			}
			l := x.lexeme([]byte(w))
			if l.stop {
				if !slices.Contains(q.ignored, w) {
					q.ignored = append(q.ignored, w)
				}
				continue
			}
			add(to, wanted{text: l.stem})
		}
	}
	q.own = len(q.words)
	for _, w := range phrased {
		add(&q.words, w)
	}
	switch {
	case len(q.words) > 0:
		return q, nil
	case len(q.phrases) > 0 || len(q.ignored) > 0:
		return nil, badQuery("it has only words that stand in nearly every quote; add another word")
	case len(q.not) > 0 || len(q.nots) > 0:
		return nil, badQuery("it says only what no quote may have; add a word that it is to have")
	}
	return nil, badQuery("it has no words; give at least one")
}

func badQuery(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrBadQuery, fmt.Sprintf(format, args...))
}

func isQuoteMark(r rune) bool { return strings.ContainsRune("\"“”„«»", r) }

// quoteMark is the double quotation mark that a text begins with, and its bytes.
func quoteMark(s string) (r rune, size int) {
	if r, size = utf8.DecodeRuneInString(s); isQuoteMark(r) {
		return r, size
	}
	return 0, 0
}
