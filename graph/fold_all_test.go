package graph

import (
	"testing"
	"unicode"
)

func TestFoldNameIsStableForEveryLetter(t *testing.T) {
	for r := rune(1); r <= unicode.MaxRune; r++ {
		once := FoldName("a" + string(r) + "b")
		if twice := FoldName(once); twice != once {
			t.Errorf("%U folds to %q, and that to %q", r, once, twice)
		}
	}
}
