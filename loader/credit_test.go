package loader

import (
	"strings"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/loader/extract"
	"github.com/whosaid/whosaid/loader/source"
)

// credited reads an article of an outlet and returns its document.
func credited(t *testing.T, outlet, text string) graph.Document {
	t.Helper()
	rec, err := Builtin().Extract(t.Context(), source.Article{ID: "a", Outlet: outlet, Published: "2024-10-18", Text: text})
	if err != nil {
		t.Fatal(err)
	}
	d, refused, err := Document(rec)
	if err != nil || len(refused) > 0 {
		t.Fatalf("refused %v, %v", refused, err)
	}
	return d
}

// outletOf is the entity that a store makes of a document's outlet, and the credits that it keeps.
func outletOf(t *testing.T, d graph.Document) (outlet graph.ID, credits []graph.ID) {
	t.Helper()
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	p, err := db.Put(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	err = db.View(t.Context(), func(tx *graph.Tx) error {
		a, err := tx.Article(p.ID)
		outlet, credits = a.OutletID, a.Credits
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return outlet, credits
}

// TestCreditIsTheOutletOfWhatItCredits: whom a reprint credits is the entity that the outlet of the first print is.
func TestCreditIsTheOutletOfWhatItCredits(t *testing.T) {
	const body = "The mayor of Varna said that the pier was closed.\n\nTwo ferries were late, the mayor said."
	for _, c := range []struct{ outlet, line string }{
		{"Reuters", "With files from Reuters"},
		{"AP", "The Associated Press contributed to this report."},
		{"The Associated Press", "By Associated Press"},
		{"Lake Post", "This article was first published by the Lake Post."},
		{"Northern Wire (sample)", "First published by Northern Wire (sample)."},
		{"Foreign Affairs", "This article was first published by Foreign Affairs."},
		{"example.org", "Originally published on example.org."},
	} {
		first, own := outletOf(t, credited(t, c.outlet, body))
		if len(own) > 0 {
			t.Errorf("%s credits %v", c.outlet, own)
		}
		_, credits := outletOf(t, credited(t, "Sample Gazette", body+"\n\n"+c.line))
		if len(credits) != 1 || credits[0] != first {
			t.Errorf("%q credits %v, and %s is %v", c.line, credits, c.outlet, first)
		}
		// Nobody is its own origin.
		if outlet, credits := outletOf(t, credited(t, c.outlet, body+"\n\n"+c.line)); len(credits) > 0 || outlet != first {
			t.Errorf("%s credits itself by %q: %v", c.outlet, c.line, credits)
		}
	}
}

func TestRecordThatCreditsAStrangerIsStoredWithoutThatCredit(t *testing.T) {
	r := extract.Record{Format: extract.Format, ID: "a", Text: "Text.", Credits: []string{"Wire", "Nobody", ""},
		Entities: []extract.Entity{{Type: "Organization", Name: "Wire"}}}
	d, refused, err := Document(r)
	if err != nil || len(d.Article.Credits) != 1 || len(refused) != 2 || !strings.Contains(refused[0].Reason, "Nobody") {
		t.Errorf("credits %v, refused %v, %v", d.Article.Credits, refused, err)
	}
}

// TestSampleReprintCreditsItsOriginal: the sample that is a reprint names the outlet of the sample that it reprints.
func TestSampleReprintCreditsItsOriginal(t *testing.T) {
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := Load(t.Context(), db, source.Samples(), Options{}, nil); err != nil {
		t.Fatal(err)
	}
	outlets, credits := map[string]graph.ID{}, map[string][]graph.ID{}
	err = db.View(t.Context(), func(tx *graph.Tx) error {
		for a, err := range tx.Articles(graph.ArticleFilter{Brief: true}) {
			if err != nil {
				return err
			}
			outlets[a.Outlet] = a.OutletID
			if len(a.Credits) > 0 {
				credits[a.Outlet] = a.Credits
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	got := credits["Sample Gazette (sample)"]
	if len(credits) != 1 || len(got) != 1 || got[0] != outlets["Northern Wire (sample)"] {
		t.Errorf("credits %v; the outlets are %v", credits, outlets)
	}
}
