package loader_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/loader"
	"github.com/whosaid/whosaid/loader/extract"
	"github.com/whosaid/whosaid/loader/source"
)

func read(t testing.TB, a source.Article) extract.Record {
	t.Helper()
	rec, err := loader.Builtin().Extract(context.Background(), a)
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

// sound tests what holds of every record: spans lie in the text, quotes stand at their offsets, names are of entities, and
// the store's form of it loses nothing.
func sound(t testing.TB, rec extract.Record) {
	t.Helper()
	text := []rune(rec.Text)
	inside := func(what string, s extract.Span) {
		if s[0] < 0 || s[1] <= s[0] || s[1] > len(text) {
			t.Fatalf("%s [%d, %d] is not inside the text of %d code points", what, s[0], s[1], len(text))
		}
	}
	names := map[string]bool{}
	for _, e := range rec.Entities {
		if e.Name == "" || names[e.Name] {
			t.Fatalf("the entity name %q is empty or not unique", e.Name)
		}
		names[e.Name] = true
		for _, m := range e.Mentions {
			inside("mention of "+e.Name, m)
		}
	}
	for _, c := range rec.Claims {
		inside("claim", extract.Span{c.Start, c.End})
		if got := string(text[c.Start:c.End]); got != c.Quote {
			t.Fatalf("the quote %q is not at its place: %q", c.Quote, got)
		}
		for _, n := range []*string{c.Subject, c.Object, c.Item, &c.Source.Name, &c.Source.Of} {
			if n != nil && *n != "" && !names[*n] {
				t.Fatalf("%q is no entity of the record", *n)
			}
		}
	}
	for _, a := range rec.Attributions {
		for _, spans := range [][]extract.Span{a.Source, a.Cue, a.Content} {
			for _, s := range spans {
				inside("attribution", s)
			}
		}
	}
	_, refused, err := loader.Document(rec)
	if err != nil {
		t.Fatal(err)
	}
	if len(refused) > 0 {
		t.Fatalf("refused: %+v", refused)
	}
}

func TestSamplesReadSoundly(t *testing.T) {
	n := 0
	for a, err := range source.Samples() {
		if err != nil {
			t.Fatal(err)
		}
		rec := read(t, a)
		sound(t, rec)
		if len(rec.Claims) < 3 {
			t.Errorf("%s: only %d claims", a.ID, len(rec.Claims))
		}
		n++
	}
	if n != 8 {
		t.Errorf("%d samples", n)
	}
}

func FuzzExtract(f *testing.F) {
	for a, err := range source.Samples() {
		if err != nil {
			f.Fatal(err)
		}
		f.Add(a.Text, a.Published)
	}
	for _, s := range []string{
		"", "said", "said.", "“", "”said he", "According to", "and and and said that that", "he said she said they said.", "1,500 of the 3,000-4,000",
		"South Korea's (NIS) said, “", "'s said 's", "the the said to to to", ": “x” : “y”", strings.Repeat("“A said that ", 50), strings.Repeat("the ", 300) + "said.",
		"both and said.", "President said. Minister of of said.", "U.S.-led U.S. troops to U.S. in U.S.",
	} {
		f.Add(s, "2024-10")
	}
	f.Fuzz(func(t *testing.T, text, published string) {
		text = strings.ToValidUTF8(text, "?")
		rec := read(t, source.Article{ID: "x", Text: text, Published: "2024-10-18"})
		sound(t, rec)
		if _, err := loader.Builtin().Extract(t.Context(), source.Article{ID: "x", Text: text, Published: published}); err != nil {
			t.Fatal(err)
		}
	})
}

// TestSharedCorporaReadSoundly reads every article of the corpora in WHOSAID_SHARED.
func TestSharedCorporaReadSoundly(t *testing.T) {
	shared := os.Getenv("WHOSAID_SHARED")
	if shared == "" {
		if os.Getenv("WHOSAID_FULL") == "1" {
			t.Fatal("WHOSAID_SHARED is not set and WHOSAID_FULL is")
		}
		t.Skip("set WHOSAID_SHARED to the folder that holds corpora/ to run this test")
	}
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, p := range []string{"corpora/domain/articles.jsonl", "corpora/polnear/dev.jsonl", "corpora/polnear/train.jsonl"} {
		n := 0
		err := loader.Extract(t.Context(), source.Read([]string{shared + "/" + p}, source.Options{}), loader.Options{}, func(r extract.Record, err error) error {
			if err != nil {
				t.Error(err)
				return nil
			}
			n++
			sound(t, r)
			d, _, err := loader.Document(r)
			if err == nil {
				err = db.Update(t.Context(), func(tx *graph.Tx) error { _, err := tx.PutArticle(d); return err })
			}
			if err != nil {
				t.Errorf("%s: %v", r.ID, err)
			}
			return nil
		})
		if err != nil || n == 0 {
			t.Errorf("%s: %d articles, %v", p, n, err)
		}
	}
}

// BenchmarkExtract reads whole texts to records in one thread: the news articles of a corpus where it is at hand, else the
// samples.
func BenchmarkExtract(b *testing.B) {
	in := source.Samples()
	if dir := os.Getenv("WHOSAID_SHARED"); dir != "" {
		in = source.Read([]string{dir + "/corpora/polnear/dev.jsonl"}, source.Options{})
	}
	var all []source.Article
	size := 0
	for a, err := range in {
		if err != nil {
			b.Fatal(err)
		}
		all = append(all, a)
		size += len(a.Text)
	}
	read(b, all[0]) // the lexicon and the models are unpacked once
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, a := range all {
			read(b, a)
		}
	}
	b.ReportMetric(float64(b.N*len(all))/b.Elapsed().Seconds(), "articles/s")
}
