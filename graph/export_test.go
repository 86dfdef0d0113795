package graph

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
)

// Pairs is every key and value of a store, in order.
func Pairs(db *DB) (keys, values [][]byte) {
	err := db.View(context.Background(), func(tx *Tx) error {
		c := tx.cursor(nil)
		defer c.close()
		for c.seek(nil); c.key() != nil; c.next() {
			v, err := c.value()
			if err != nil {
				return err
			}
			keys, values = append(keys, append([]byte{}, c.key()...)), append(values, v)
		}
		return nil
	})
	if err != nil {
		panic(err)
	}
	return keys, values
}

// Dump is Pairs as text, without the search index, in which the order shows in which articles came.
func Dump(db *DB) string {
	var b strings.Builder
	keys, values := Pairs(db)
	for i := range keys {
		if keys[i][0] == keySearch {
			continue
		}
		fmt.Fprintf(&b, "%x %x\n", keys[i], values[i])
	}
	return b.String()
}

// Poke writes one pair past all checks; a nil value deletes.
func Poke(db *DB, key, value []byte) error { return db.engine.write([]pair{{key, value}}) }

// SetFree has a store believe that so many bytes are free on its disk.
func SetFree(db *DB, n int64) { db.free = func() (int64, error) { return n, nil } }

// Describe names the record of a key.
func Describe(k []byte) string { return describe(k) }

// EnoughSpace is what a write needs.
const EnoughSpace = enoughSpace

// Reversed is the pairs of a board with the positions of each the other way round.
func Reversed(tx *Tx, board Board) ([]Pair, error) {
	b := boardBuilder{places: newContainment(tx), board: board}
	var all []Pair
	for _, p := range board.Pairs {
		r, err := b.compare(&board.Positions[p.B], &board.Positions[p.A])
		if err != nil {
			return nil, err
		}
		r.A, r.B = p.B, p.A
		all = append(all, r)
	}
	return all, nil
}

// MeasureOf, PartWords and Disjoint are what their names in lower case are.
var (
	MeasureOf = measureOf
	PartWords = partWords
	Disjoint  = disjoint
)

// CheckAtOnce is how many bytes of tables are checked before the store opens; those of a larger one are checked afterwards.
func CheckAtOnce(n int64) Option { return func(s *settings) { s.atOnce = n } }

// BackupOf is a backup as a store of an older format would have it, all of whose articles are kept alike.
func BackupOf(b []byte, format string) []byte {
	b = bytes.Replace(b, fmt.Appendf(nil, "%s%d\n", backupOf, storeFormat), []byte(backupOf+format+"\n"), 1)
	// The last frame holds the sum of all before it.
	payload := b[len(b)-sha256.Size:]
	at := bytes.LastIndexByte(b[:len(b)-sha256.Size-5], frameEnd)
	for binary.BigEndian.Uint32(b[at+1:]) != uint32(len(b)-at-frameHead) {
		at = bytes.LastIndexByte(b[:at], frameEnd)
	}
	sum := sha256.Sum256(b[:at])
	copy(payload, sum[:])
	binary.BigEndian.PutUint32(b[at+5:], frameCRC(b[at:at+5], b[at+frameHead:]))
	return b
}
