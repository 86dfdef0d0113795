package graph_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

// layout1 is the pairs of a store of format 1 that holds one document.
func layout1(t testing.TB) (keys, values [][]byte) {
	t.Helper()
	b, err := os.ReadFile("testdata/layout1.golden")
	if err != nil {
		t.Fatal(err)
	}
	unhex := func(s string) []byte {
		v, err := hex.DecodeString(strings.TrimSpace(s))
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	lines := strings.Split(strings.TrimRight(string(b), "\n"), "\n")
	for i := 0; i+2 < len(lines); i += 3 {
		keys = append(keys, append([]byte{lines[i][0]}, unhex(lines[i+1])...))
		values = append(values, append([]byte{}, unhex(strings.TrimPrefix(lines[i+2], "  = "))...))
	}
	return keys, values
}

// document1 is the document of layout1.
func document1() graph.Document {
	d := base()
	d.Article.Outlet = "Sample Wire"
	d.Article.Published = graph.Date{Year: 2024, Month: 10, Day: 18}
	d.Article.Mentions = []graph.Mention{{Entity: orlo.ID(), Start: 21, End: 25}}
	c := &d.Claims[0]
	c.Source = graph.Source{Kind: graph.SourceUnnamed, Name: "officials", Of: orlo.ID()}
	c.Item = ministry.ID()
	low := 1500.0
	c.Quantity = &graph.Quantity{Min: &low, Unit: "soldier", Text: "1,500"}
	return d
}

func TestMigratedStoreIsTheOneThatTheSameDocumentsMake(t *testing.T) {
	keys, values := layout1(t)
	want := memory(t)
	graphtest.Put(t, want, document1())
	for _, clean := range []bool{true, false} {
		from, to := filepath.Join(t.TempDir(), "old"), filepath.Join(t.TempDir(), "new")
		if err := graph.Store1(from, keys, values, clean); err != nil {
			t.Fatal(err)
		}
		if _, err := graph.Open(from); !errors.Is(err, graph.ErrVersion) || !strings.Contains(err.Error(), "whosaid migrate --db "+from) {
			t.Errorf("open: %v", err)
		}
		before := files(t, from)
		s, err := graph.Migrate(t.Context(), from, to)
		if err != nil || s.Articles != 1 || s.Claims != 1 {
			t.Fatalf("clean %v: %+v, %v", clean, s, err)
		}
		if files(t, from) != before {
			t.Errorf("clean %v: the old store changed", clean)
		}
		db := disk(t, to)
		if graph.Dump(db) != graph.Dump(want) {
			t.Errorf("clean %v: the new store is another", clean)
		}
		if p := problems(t, db); p != nil {
			t.Errorf("%q", p)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := graph.Migrate(t.Context(), from, to); !errors.Is(err, graph.ErrNotEmpty) {
			t.Errorf("a second time: %v", err)
		}
	}
}

func TestMigrateMakesWhatFormat2DidNotHave(t *testing.T) {
	want := memory(t)
	putAll(t, want, crowded(30))
	keys, values := graph.Pairs(want)
	for _, clean := range []bool{true, false} {
		from, to := filepath.Join(t.TempDir(), "old"), filepath.Join(t.TempDir(), "new")
		if err := graph.Store2(from, keys, values, clean); err != nil {
			t.Fatal(err)
		}
		if _, err := graph.Open(from); !errors.Is(err, graph.ErrVersion) || !strings.Contains(err.Error(), "whosaid migrate --db "+from) {
			t.Errorf("open: %v", err)
		}
		before := files(t, from)
		s, err := graph.Migrate(t.Context(), from, to)
		if err != nil || s.Articles != 30 {
			t.Fatalf("clean %v: %+v, %v", clean, s, err)
		}
		if files(t, from) != before {
			t.Errorf("clean %v: the old store changed", clean)
		}
		db := disk(t, to)
		if graph.Dump(db) != graph.Dump(want) {
			t.Errorf("clean %v: the new store is another", clean)
		}
		if p := problems(t, db); p != nil {
			t.Errorf("%q", p)
		}
		q := graph.SearchQuery{Text: "said"}
		got, _ := find(t, db, q)
		if all, _ := find(t, want, q); len(all) == 0 || !slices.Equal(got, all) {
			t.Errorf("clean %v: found %q, want %q", clean, got, all)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	// An article that is not what it was is named.
	for i, k := range keys {
		if k[0] == 'B' {
			values[i] = flip(values[i], len(values[i])-1)
			break
		}
	}
	from, to := filepath.Join(t.TempDir(), "old"), filepath.Join(t.TempDir(), "new")
	if err := graph.Store2(from, keys, values, true); err != nil {
		t.Fatal(err)
	}
	if _, err := graph.Migrate(t.Context(), from, to); !errors.Is(err, graph.ErrDamaged) || !strings.Contains(err.Error(), "https://") {
		t.Errorf("a damaged article: %v", err)
	}
}

// TestMigrateRefusesADamagedArticle harms each record from which the articles are read.
func TestMigrateRefusesADamagedArticle(t *testing.T) {
	keys, values := layout1(t)
	parent := t.TempDir()
	for i, k := range keys {
		if !strings.ContainsRune("ATMNC", rune(k[0])) {
			continue
		}
		for name, to := range map[string][]byte{"cut": values[i][:len(values[i])-1], "flipped": flip(values[i], len(values[i])-1), "flipped first": flip(values[i], 0), "gone": nil} {
			if k[0] == 'M' && name == "gone" || k[0] == 'M' && name == "flipped" || k[0] == 'A' && name == "gone" || k[0] == 'C' && name == "flipped" {
				continue // nothing tells that it was another: mentions are checked by their offsets only, and the relation is computed
			}
			changed := append([][]byte{}, values...)
			changed[i] = to
			from := filepath.Join(t.TempDir(), "old")
			if err := graph.Store1(from, keys, changed, true); err != nil {
				t.Fatal(err)
			}
			_, err := graph.Migrate(t.Context(), from, filepath.Join(parent, "new"))
			if err == nil {
				t.Errorf("%c %s: no error", k[0], name)
			} else if !strings.Contains(err.Error(), "6963c8b1") && !strings.Contains(err.Error(), "https://example.org/base") {
				t.Errorf("%c %s: the article is not named: %v", k[0], name, err)
			}
		}
	}
	if left, _ := os.ReadDir(parent); len(left) > 0 {
		t.Errorf("something is left behind: %v", left)
	}
}

func flip(b []byte, at int) []byte {
	b = bytes.Clone(b)
	b[at] ^= 1
	return b
}

func TestMigrateRefusesWhatIsNoStoreOfFormat1(t *testing.T) {
	newer := t.TempDir()
	if err := os.WriteFile(filepath.Join(newer, "WHOSAID"), []byte("whosaid store, format 7\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	now, _ := closedStore(t, 1)
	for _, c := range []struct {
		from string
		want error
		says string
	}{
		{filepath.Join(t.TempDir(), "nowhere"), graph.ErrNoStore, ""},
		{t.TempDir(), graph.ErrNoStore, ""},
		{newer, graph.ErrVersion, "newer whosaid"},
		{now, graph.ErrVersion, "4 already"},
	} {
		to := filepath.Join(t.TempDir(), "to")
		if _, err := graph.Migrate(t.Context(), c.from, to); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("got %v, want %v that says %q", err, c.want, c.says)
		}
		if _, err := os.Stat(to); err == nil {
			t.Error("something is left behind")
		}
	}
}
