package graph

import (
	"context"
	"slices"
	"time"
)

// FoldedWords is the words of a text as search has them.
func FoldedWords(text string) []string {
	return (&lexicon{known: map[string]*lexeme{}}).foldedWords(text)
}

// IsStopWord reports whether search leaves a word out.
func IsStopWord(word string) bool { return stopWords[word] }

// StemOf is the stem of a folded word.
func StemOf(word string) string { return stemOf(word) }

// SearchSize is the bytes of the keys and values of the search index, and how many segments it has.
func SearchSize(db *DB) (size, segments int) {
	err := db.View(context.Background(), func(tx *Tx) error {
		c := tx.cursor([]byte{keySearch})
		defer c.close()
		for c.seek([]byte{keySearch}); c.key() != nil; c.next() {
			v, err := c.value()
			if err != nil {
				return err
			}
			size += len(c.key()) + len(v)
		}
		list, err := tx.manifest()
		segments = len(list)
		return err
	})
	if err != nil {
		panic(err)
	}
	return size, segments
}

// Indexed is the time that it takes to read the words of documents for search, and to make segments of so many.
func Indexed(docs []Document, of int) (read, made time.Duration) {
	var l lexicons
	var all []*searched
	for i := range docs {
		p, err := prepareAll(&docs[i])
		if err != nil {
			panic(err)
		}
		began := time.Now()
		all = append(all, l.searched(p.stored))
		read += time.Since(began)
	}
	began := time.Now()
	for part := range slices.Chunk(all, of) {
		openArticles(part).seal()
	}
	return read, time.Since(began)
}

// ForgetSearch has a store read its search index again.
func ForgetSearch(db *DB) {
	x := &db.search
	x.mu.Lock()
	defer x.mu.Unlock()
	x.segments, x.parts, x.size, x.bytes = nil, nil, 0, 0
}
