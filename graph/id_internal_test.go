package graph

import (
	"encoding/json"
	"testing"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestIDIsTheUUIDOfItsKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.SliceOfN(rapid.String(), 1, 4).Draw(t, "key")
		plain := make([]string, len(key))
		for i, s := range key {
			plain[i] = norm.NFC.String(s)
		}
		b, err := json.Marshal(plain)
		if err != nil {
			t.Fatal(err)
		}
		want := ID(uuid.NewSHA1(recipe, b))
		if got := newID(key[0], key[1:]...); got != want {
			t.Errorf("%q: got %s, want %s", key, got, want)
		}
		if got := beginKey(nil, key[0]).of(want).of(ID{}).int(-12).id(); got != newID(key[0], want.String(), "", "-12") {
			t.Errorf("%q: parts give %s", key, got)
		}
	})
}
