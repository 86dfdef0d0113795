package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/whosaid/whosaid/loader/lexicon"
)

// meanings are what words are besides names of places.
type meanings struct {
	words  map[string]bool // common words and terms of English, folded
	people map[string]bool // given names and last names, folded
	whole  map[string]bool // names of people, bodies and weapons as a whole, folded
}

func fold(s string) string { return lexicon.Fold(s) }

// readMeanings reads WordNet, the lists of given names and the tables of people, bodies and weapons.
func readMeanings(wordnet string, given []string, lex *lexicon.Lexicon) (*meanings, error) {
	m := &meanings{map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for _, f := range []string{"data.noun", "data.verb", "data.adj", "data.adv"} {
		if err := lines(filepath.Join(wordnet, f), m.wordnet); err != nil {
			return nil, err
		}
	}
	for _, f := range given {
		if err := lines(f, func(s string) error {
			m.people[fold(strings.TrimSpace(s))] = true
			return nil
		}); err != nil {
			return nil, err
		}
	}
	for _, kind := range []string{"Leader", "Person", "Agency", "Organization", "Materiel"} {
		for e := range lex.Entries(kind) {
			for _, n := range lex.Names(e.ID) {
				m.whole[fold(n.Text)] = true
				if kind == "Leader" || kind == "Person" {
					for _, w := range strings.Fields(n.Text) {
						m.people[fold(w)] = true
					}
				}
			}
		}
	}
	return m, nil
}

// The lexicographer files of WordNet for people and places.
const (
	nounLocation = "15"
	nounPerson   = "18"
)

// wordnet takes a line of a data file: OFFSET FILE TYPE COUNT LEMMA ID LEMMA ID ... in which lemmas keep their capitals.
func (m *meanings) wordnet(line string) error {
	f := strings.Fields(line)
	if len(f) < 6 || strings.HasPrefix(line, "  ") {
		return nil
	}
	var n int
	if _, err := fmt.Sscanf(f[3], "%x", &n); err != nil {
		return fmt.Errorf("%q: %w", line, err)
	}
	for i := range n {
		if 4+2*i >= len(f) {
			break
		}
		lemma, _, _ := strings.Cut(f[4+2*i], "(")
		words := strings.Split(lemma, "_")
		capital := unicode.IsUpper([]rune(lemma)[0])
		switch {
		case !capital:
			m.words[fold(strings.Join(words, " "))] = true
		case f[1] == nounPerson:
			m.people[fold(words[len(words)-1])] = true
		case f[1] != nounLocation && len(words) == 1:
			m.words[fold(lemma)] = true // Ottoman, Bantu, Pluto
		}
	}
	return nil
}

// wellKnown is the population from which a single word is believed to be the place, where it is no other word.
const wellKnown = 250_000

// needsContext reports whether a name is also something else: a common word, a person's name, a body's or a weapon's name, or
// one word for a place that few readers know, outside the countries that the news of war is about.
func (m *meanings) needsContext(name string, population int, near bool) bool {
	f := fold(name)
	words := strings.Fields(f)
	if m.words[f] || m.whole[f] || len([]rune(name)) < 4 {
		return true
	}
	if len(words) > 1 {
		if _, word := base(name); word != "" || strings.HasSuffix(f, " region") || strings.HasSuffix(f, " province") {
			return false
		}
		return m.people[words[0]] || m.people[f]
	}
	if m.people[f] {
		return !near || population < 2*wellKnown // Odessa, Aden
	}
	for _, part := range strings.Split(f, "-") {
		if len(part) < len(f) && m.people[part] {
			return true
		}
	}
	return !near && population < wellKnown
}

// lines calls take for each line of a file.
func lines(path string, take func(string) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		if err := take(sc.Text()); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return sc.Err()
}
