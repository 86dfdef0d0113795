package graph_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

// sentence is a sentence of a version of a report. A source makes it a claim.
type sentence struct {
	words  string
	source string // "ministry", "article", the words of an unnamed source; "" for no claim
}

// edition is a version of an article: a claim stands on each sentence that has a source.
func edition(hour int, text ...sentence) graph.Document {
	var d graphtest.Draft
	d.Article.URL, d.Article.Outlet, d.Article.Seen = "https://example.org/report", "Sample Wire", seenAt(hour)
	d.Entities = []graph.NewEntity{ministry, orlo, varia}
	for _, s := range text {
		if s.source == "" {
			d.Article.Text = strings.TrimSpace(d.Article.Text + " " + s.words)
			continue
		}
		c := graph.Claim{Stance: graph.Asserts, Realis: graph.Actual, Predicate: graph.DeploysTo, Subject: orlo.ID(), Object: varia.ID()}
		switch s.source {
		case "ministry":
			c.Source = graphtest.Named(ministry)
		case "article":
			c.Source = graph.Source{Kind: graph.SourceArticle}
		default:
			c.Source = graph.Source{Kind: graph.SourceUnnamed, Name: s.source}
		}
		d.Claim(s.words, c)
	}
	return d.Document
}

// versions is a document of which the first version is the article, and the others are earlier ones.
func versions(all ...graph.Document) graph.Document {
	d := all[0]
	d.Earlier = all[1:]
	return d
}

var (
	calm    = sentence{"Nothing else was heard of it that day.", ""}
	quiet   = sentence{"The border was quiet on Sunday.", ""}
	three   = sentence{"Orlo sent 3,000 soldiers to Varia last week, the ministry said.", "ministry"}
	twelve  = sentence{"Orlo sent 12,000 soldiers to Varia last week, the ministry said.", "ministry"}
	another = sentence{"A convoy went there, according to officials.", "officials"}
)

func TestStatusesOfClaimsOfEarlierVersions(t *testing.T) {
	for _, c := range []struct {
		name     string
		versions []graph.Document // the newest first
		want     string           // the claims behind the current ones: words, status and what corrects
	}{
		{"nothing changed", []graph.Document{edition(2, three, calm), edition(1, three, quiet)}, ""},
		{"number changed", []graph.Document{edition(2, twelve, calm), edition(1, three, calm)}, "3,000 corrected by 12,000"},
		{"number of the same length", []graph.Document{
			edition(2, sentence{"Orlo sent 1,500 soldiers to Varia last week, the ministry said.", "ministry"}), edition(1, three),
		}, "3,000 corrected by 1,500"},
		{"word changed", []graph.Document{
			edition(2, sentence{"Orlo sent 3,000 soldiers to Varia last month, the ministry said.", "ministry"}, calm), edition(1, three, calm),
		}, "3,000 corrected by last month"},
		{"white space changed", []graph.Document{
			edition(2, sentence{"Orlo sent 3,000 soldiers\nto Varia  last week, the ministry said.", "ministry"}), edition(1, three),
		}, ""},
		{"sentence removed", []graph.Document{edition(2, quiet, calm), edition(1, quiet, three, calm)}, "3,000 withdrawn"},
		{"sentence moved", []graph.Document{edition(2, calm, three), edition(1, three, calm)}, ""},
		{"sentence no longer a claim", []graph.Document{edition(2, sentence{three.words, ""}, calm), edition(1, three)}, ""},
		{"another source", []graph.Document{
			edition(2, sentence{"Orlo sent 3,000 soldiers to Varia last week, officials said.", "officials"}), edition(1, three),
		}, "3,000 withdrawn"},
		{"other words between the same sentences", []graph.Document{
			edition(2, quiet, sentence{"No troops have moved at all.", "ministry"}, calm), edition(1, quiet, three, calm),
		}, "3,000 corrected by No troops"},
		{"other words between other sentences", []graph.Document{
			edition(2, calm, sentence{"No troops have moved at all.", "ministry"}, quiet), edition(1, quiet, three, calm),
		}, "3,000 withdrawn"},
		{"the only sentence", []graph.Document{edition(2, sentence{"No troops have moved at all.", "ministry"}), edition(1, three)}, "3,000 withdrawn"},
		{"emptied", []graph.Document{edition(2, sentence{"This article was removed by its editors.", ""}), edition(1, three, another)},
			"3,000 withdrawn; convoy withdrawn"},
		{"reverted", []graph.Document{edition(3, three, calm), edition(2, twelve, calm), edition(1, three, quiet)}, "12,000 corrected by 3,000"},
		{"corrected twice", []graph.Document{
			edition(3, sentence{"Orlo sent 1,500 soldiers to Varia last week, the ministry said.", "ministry"}), edition(2, twelve), edition(1, three),
		}, "12,000 corrected by 1,500; 3,000 corrected by 1,500"},
		{"corrected, and the correction moved", []graph.Document{
			edition(3, quiet, twelve), edition(2, twelve), edition(1, three),
		}, "3,000 corrected by 12,000"},
		{"corrected by a claim of which only the words are left", []graph.Document{
			edition(3, quiet, sentence{twelve.words, ""}), edition(2, twelve), edition(1, three),
		}, "3,000 withdrawn"},
		{"corrected, then withdrawn", []graph.Document{edition(3, quiet), edition(2, quiet, twelve), edition(1, quiet, three)},
			"12,000 withdrawn; 3,000 corrected by 12,000"},
		{"withdrawn long ago", []graph.Document{edition(4, quiet), edition(3, calm), edition(2, calm, three), edition(1, quiet, three)}, "3,000 withdrawn"},
		{"quotes are whole words", []graph.Document{edition(2, sentence{"There were 112 men, it said.", "ministry"}), edition(1, sentence{"12 men", "ministry"})},
			"12 men withdrawn"},
		{"another number ends alike", []graph.Document{
			edition(2, sentence{"1,500 soldiers went from Orlo to Varia.", "ministry"}), edition(1, sentence{"500 soldiers went from Orlo to Varia.", "ministry"}),
		}, "500 corrected by 1,500"},
		{"another number begins alike", []graph.Document{
			edition(2, sentence{"The number sent was 12.5 thousand.", "ministry"}), edition(1, sentence{"The number sent was 12.", "ministry"}),
		}, "was 12. corrected by was 12.5"},
		{"another number begins alike, and the quote has no full stop", []graph.Document{
			edition(2, sentence{"The number sent was 12.5 thousand.", "ministry"}), edition(1, sentence{"The number sent was 12", "ministry"}),
		}, "was 12 corrected by was 12.5"},
		{"a number before it ends a sentence", []graph.Document{
			edition(2, sentence{"It was 2024.", ""}, sentence{"500 soldiers went from Orlo to Varia.", "ministry"}, calm), edition(1, sentence{"500 soldiers went from Orlo to Varia.", "ministry"}),
		}, ""},
		{"a notice repeats it", []graph.Document{noticed(edition(2, twelve), "Correction: we said: "+three.words), edition(1, three)},
			"3,000 corrected by 12,000"},
		{"a notice repeats what is still said", []graph.Document{noticed(edition(2, three, calm), "Correction: we said: "+three.words), edition(1, three)}, ""},
		{"a standing claim is no successor", []graph.Document{
			edition(2, three, quiet), edition(1, three, sentence{"Orlo sent 3,000 soldiers to Varia, the ministry said.", "ministry"}),
		}, "to Varia, withdrawn"},
		{"the nearest in words", []graph.Document{
			edition(2, sentence{"Orlo sent 7,000 soldiers to Varia, the ministry said.", "ministry"}, twelve), edition(1, three),
		}, "3,000 corrected by 12,000"},
		{"the outlet was renamed", []graph.Document{
			edition(2, sentence{"Some 12,000 soldiers are in Varia now.", "article"}),
			renamed(edition(1, sentence{"Some 3,000 soldiers are in Varia now.", "article"})),
		}, "3,000 corrected by 12,000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			db := memory(t)
			graphtest.Put(t, db, versions(c.versions...))
			var got []string
			for _, c := range claimsOf(t, db, graph.ClaimFilter{}) {
				if c.Status == graph.Current {
					continue
				}
				words := ""
				for _, w := range []string{"12 men", "3,000", "12,000", "1,500", "to Varia,", "convoy", "was 12", "was 12.", "500"} {
					if strings.Contains(c.Evidence.Quote, w) {
						words = w
					}
				}
				s := words + " " + c.Status.String()
				if c.Status == graph.Corrected {
					by := one(t, db, c.CorrectedBy).Evidence.Quote
					for _, w := range []string{"12,000", "3,000", "1,500", "last month", "No troops", "was 12.5"} {
						if strings.Contains(by, w) {
							words = w
						}
					}
					s += " by " + words
				}
				got = append(got, s)
				checkPast(t, db, c)
			}
			if strings.Join(got, "; ") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if p := problems(t, db); p != nil {
				t.Errorf("%q", p)
			}
		})
	}
}

// noticed is a version with a notice at its end.
func noticed(d graph.Document, notice string) graph.Document {
	d.Article.Text += " " + notice
	d.Article.Notices = []string{notice}
	return d
}

func renamed(d graph.Document) graph.Document {
	d.Article.Outlet = "Old Sample Wire"
	return d
}

func claimsOf(t testing.TB, db *graph.DB, f graph.ClaimFilter) (all []graph.Claim) {
	t.Helper()
	err := db.View(t.Context(), func(tx *graph.Tx) error {
		for c, err := range tx.Claims(f) {
			if err != nil {
				return err
			}
			all = append(all, c)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func one(t testing.TB, db *graph.DB, id graph.ID) (c graph.Claim) {
	t.Helper()
	if err := db.View(t.Context(), func(tx *graph.Tx) (err error) { c, err = tx.Claim(id); return err }); err != nil {
		t.Fatal(err)
	}
	return c
}

// checkPast checks that a claim of an earlier version is found as others are, and that its evidence is that of its own text.
func checkPast(t *testing.T, db *graph.DB, c graph.Claim) {
	t.Helper()
	if again := one(t, db, c.ID); fmt.Sprint(again) != fmt.Sprint(c) {
		t.Errorf("by its id it is %+v, in a list %+v", again, c)
	}
	found := func(f graph.ClaimFilter) bool {
		return slices.ContainsFunc(claimsOf(t, db, f), func(o graph.Claim) bool { return o.ID == c.ID })
	}
	for _, f := range []graph.ClaimFilter{{Source: c.Source.ID}, {Article: c.Article, Status: c.Status}, {Relation: c.Relation()}, {Object: c.Object, Status: c.Status}} {
		if !found(f) {
			t.Errorf("%q is not found by %+v", c.Evidence.Quote, f)
		}
	}
	if found(graph.ClaimFilter{Status: graph.Current}) {
		t.Errorf("%q is found among what is current", c.Evidence.Quote)
	}
	err := db.View(t.Context(), func(tx *graph.Tx) error {
		e, err := tx.Evidence(c)
		if err != nil {
			return err
		}
		for v, err := range tx.Versions(c.Article) {
			if err != nil {
				return err
			}
			if text := []rune(v.Text); v.SHA256 == e.SHA256 && string(text[e.Start:e.End]) == e.Quote {
				return nil
			}
		}
		return errors.New("no version has the evidence at its place")
	})
	if err != nil {
		t.Errorf("%q: %v", c.Evidence.Quote, err)
	}
	hits, _ := find(t, db, graph.SearchQuery{Text: `"` + strings.Trim(c.Evidence.Quote, ".") + `"`})
	if len(hits) == 0 {
		t.Errorf("search does not find %q", c.Evidence.Quote)
	}
	_, current := find(t, db, graph.SearchQuery{Text: c.Evidence.Quote, Filter: graph.ClaimFilter{Status: graph.Current}})
	for _, h := range current.Hits {
		if slices.ContainsFunc(h.Claims, func(o graph.Claim) bool { return o.Status != graph.Current }) {
			t.Errorf("search for current claims finds %q", h.Claims[0].Evidence.Quote)
		}
	}
}

func TestWhatIsCountedIsCurrent(t *testing.T) {
	db := memory(t)
	now, before := edition(2, twelve, calm), edition(1, three, another)
	counting(&now, 12000)
	counting(&before, 30000)
	graphtest.Put(t, db, versions(now, before))
	relation := graph.RelationID(graph.DeploysTo, orlo.ID(), varia.ID())
	err := db.View(t.Context(), func(tx *graph.Tx) error {
		s, err := tx.Summary(relation)
		if err != nil {
			return err
		}
		if s.Claims != 1 || s.Articles != 1 || s.Origins != 1 || s.Corrected != 1 || s.Withdrawn != 1 || *s.Max != 12000 || s.Stances[graph.Asserts] != 1 {
			t.Errorf("summary: %+v", s)
		}
		b, err := tx.Compare(graph.CompareQuery{Subject: orlo.ID(), Type: graph.DeploysTo})
		if err != nil {
			return err
		}
		if b.Claims != 1 || b.Corrected != 1 || b.Withdrawn != 1 || len(b.Positions) != 1 {
			t.Errorf("board: %d claims in %d positions, %d corrected and %d withdrawn are left out", b.Claims, len(b.Positions), b.Corrected, b.Withdrawn)
		}
		months, _, err := tx.Timeline(relation)
		if err != nil || len(months) != 1 || months[0].Claims != 1 {
			t.Errorf("timeline: %+v, %v", months, err)
		}
		f, err := tx.Facets(graph.ClaimFilter{})
		if err != nil || f.Statuses[graph.Current] != 1 || f.Statuses[graph.Corrected] != 1 || f.Statuses[graph.Withdrawn] != 1 {
			t.Errorf("facets: %+v, %v", f, err)
		}
		if p, err := tx.Explain(graph.ClaimFilter{Status: graph.Withdrawn}); err != nil || p.Index != "claims by status" || p.Width != 1 {
			t.Errorf("explain: %v, %v", p, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	// The relation stays while a withdrawn claim supports it.
	gone := edition(3, quiet)
	if p, err := db.PutVersion(t.Context(), gone); err != nil || p.Status != graph.Versioned || p.Versions != 3 || p.Claims != 3 {
		t.Fatalf("%+v, %v", p, err)
	}
	err = db.View(t.Context(), func(tx *graph.Tx) error {
		s, err := tx.Summary(relation)
		if err != nil || s.Claims != 0 || s.Articles != 0 || s.Max != nil || s.Corrected != 1 || s.Withdrawn != 2 {
			t.Errorf("summary: %+v, %v", s, err)
		}
		months, _, err := tx.Timeline(relation)
		if err != nil || len(months) != 0 {
			t.Errorf("timeline: %+v, %v", months, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if p := problems(t, db); p != nil {
		t.Errorf("%q", p)
	}
}

// counting gives the claims of a document a number.
func counting(d *graph.Document, n float64) {
	for i := range d.Claims {
		d.Claims[i].Quantity = &graph.Quantity{Min: &n, Max: &n, Unit: "soldier", Text: fmt.Sprint(n)}
	}
}

func TestVersionsInAnyOrderAreOneStore(t *testing.T) {
	db := memory(t)
	rapid.Check(t, func(t *rapid.T) {
		hours := rapid.Permutation([]int{1, 2, 3, 4, 5, 6}).Draw(t, "hours")
		var docs []graph.Document
		for i := range rapid.IntRange(1, 6).Draw(t, "documents") {
			d := drawDocument(t)
			d.Article.URL = rapid.SampledFrom([]string{"https://example.org/1", "https://example.org/2"}).Draw(t, "url")
			d.Article.Seen = seenAt(hours[i])
			docs = append(docs, d)
		}
		var dumps []string
		for _, way := range []string{"one by one", "in one update", "at once", "in bulk", "in parts"} {
			order := rapid.Permutation(docs).Draw(t, way)
			put := func(tx *graph.Tx, docs []graph.Document) error {
				for _, d := range docs {
					if _, err := tx.PutVersion(shuffled(t, d)); err != nil {
						return err
					}
				}
				return nil
			}
			var err error
			into := db
			switch way {
			case "one by one":
				for _, d := range append(order, order...) { // the second time nothing changes
					if err == nil {
						_, err = db.PutVersion(t.Context(), d)
					}
				}
			case "in one update":
				err = db.Update(t.Context(), func(tx *graph.Tx) error { return put(tx, order) })
			case "at once":
				errs := make(chan error, len(order))
				for _, d := range order {
					go func() {
						_, err := db.PutVersion(t.Context(), d)
						errs <- err
					}()
				}
				for range order {
					err = errors.Join(err, <-errs)
				}
			case "in bulk":
				_, err = db.Bulk(t.Context(), sequence(order), nil)
			case "in parts": // two stores, of which one is put into the other
				n := rapid.IntRange(0, len(order)).Draw(t, "in the first")
				other, e := graph.OpenMemory()
				if e != nil {
					t.Fatal(e)
				}
				defer other.Close()
				err = other.Update(t.Context(), func(tx *graph.Tx) error { return put(tx, order[n:]) })
				var held []graph.Document
				err = errors.Join(err, other.View(t.Context(), func(tx *graph.Tx) error {
					for d, err := range tx.Documents() {
						if err != nil {
							return err
						}
						held = append(held, d)
					}
					return nil
				}))
				err = errors.Join(err, db.Update(t.Context(), func(tx *graph.Tx) error { return errors.Join(put(tx, order[:n]), put(tx, held)) }))
			}
			if err != nil {
				t.Fatalf("%s: %v", way, err)
			}
			for p, err := range into.Verify(t.Context()) {
				t.Fatalf("%s: verify: %v, %v", way, p, err)
			}
			dumps = append(dumps, graph.Dump(into))
			if dumps[len(dumps)-1] != dumps[0] {
				t.Fatalf("%s: another store than one by one:\n%s\n%s", way, dumps[0], dumps[len(dumps)-1])
			}
			empty(t, db)
		}
	})
}

func TestPutVersionSaysWhatItDid(t *testing.T) {
	db := memory(t)
	watch, err := db.Watch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	undated := edition(1, twelve)
	undated.Article.Seen = time.Time{}
	retitled := edition(2, three)
	retitled.Article.Title = "Another"
	for i, c := range []struct {
		doc      graph.Document
		want     graph.PutStatus
		versions int
	}{
		{edition(1, three), graph.Stored, 1},
		{edition(1, three), graph.Unchanged, 1},
		{edition(2, three), graph.Unchanged, 1}, // seen again
		{edition(1, three), graph.Unchanged, 1},
		{retitled, graph.Replaced, 1},
		{edition(3, twelve), graph.Versioned, 2},
		{undated, graph.Unchanged, 2},
		{edition(1, quiet), graph.Versioned, 3}, // an older text comes late
		{edition(4, three), graph.Versioned, 3}, // what was said first is said again
	} {
		p, err := db.PutVersion(t.Context(), c.doc)
		if err != nil || p.Status != c.want || p.Versions != c.versions {
			t.Errorf("%d: %+v, %v; want %s and %d versions", i+1, p, err, c.want, c.versions)
		}
	}
	if err := db.Update(t.Context(), func(tx *graph.Tx) error { return tx.RemoveArticle(graphtest.ArticleID(undated)) }); err != nil {
		t.Fatal(err)
	}
	var told []graph.PutStatus
	for c, err := range watch {
		if told = append(told, c.Status); err != nil || c.Status == graph.Removed {
			break
		}
	}
	want := []graph.PutStatus{graph.Stored, graph.Replaced, graph.Replaced, graph.Replaced, graph.Replaced, graph.Removed}
	if !slices.Equal(told, want) {
		t.Errorf("told %v, want %v", told, want)
	}
	if d := graph.Dump(db); strings.Count(d, "\n") > 1 {
		t.Errorf("something is left:\n%s", d)
	}
}

func TestEarlierVersionsThatCannotBeAreRefused(t *testing.T) {
	db := memory(t)
	for name, c := range map[string]struct {
		change func(d, e *graph.Document)
		says   string
	}{
		"one text twice":          {func(d, e *graph.Document) { e.Article.Text = d.Article.Text; e.Claims = nil }, "another version"},
		"seen later":              {func(_, e *graph.Document) { e.Article.Seen = seenAt(9) }, "seen later than the article"},
		"of another URL":          {func(_, e *graph.Document) { e.Article.URL = "https://example.org/other" }, "leave it out"},
		"with earlier ones":       {func(_, e *graph.Document) { e.Earlier = []graph.Document{edition(0, calm)} }, "beside each other"},
		"of one without a URL":    {func(d, e *graph.Document) { d.Article.URL, e.Article.URL = "", "" }, "give it a URL"},
		"without a text":          {func(_, e *graph.Document) { e.Article.Text = " " }, "earlier version 1"},
		"with a quote elsewhere":  {func(_, e *graph.Document) { e.Claims[0].Evidence.Start++ }, "earlier version 1"},
		"author that is no text":  {func(d, _ *graph.Document) { d.Article.Author = "\xff" }, "author"},
		"modified on no day":      {func(d, _ *graph.Document) { d.Article.Modified = graph.Date{Month: 13} }, "modification"},
		"seen in parts of second": {func(d, _ *graph.Document) { d.Article.Seen = d.Article.Seen.Add(1) }, "truncate"},
		"read from no hash":       {func(d, _ *graph.Document) { d.Article.ReadSHA256 = strings.Repeat("A", 64) }, "lower-case hex"},
		"too many notices":        {func(d, _ *graph.Document) { d.Article.Notices = slices.Repeat([]string{"x"}, 65) }, "keep the first"},
		"an empty notice":         {func(d, _ *graph.Document) { d.Article.Notices = []string{"\n"} }, "notice 1 is empty"},
	} {
		d := versions(edition(2, twelve), edition(1, three))
		c.change(&d, &d.Earlier[0])
		_, err := db.Put(t.Context(), d)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
	if d := graph.Dump(db); d != "" {
		t.Errorf("something was stored:\n%s", d)
	}
}

func TestOldestVersionsBeyondTheLimitsAreLeftOut(t *testing.T) {
	db := memory(t)
	start := seenAt(0)
	version := func(i int, more string) graph.Document {
		d := edition(0, sentence{fmt.Sprintf("Text %d says so of Orlo.", i), "ministry"})
		d.Article.Seen = start.Add(time.Duration(i) * time.Second)
		d.Article.Text += more
		return d
	}
	var last graph.Put
	for i := range graph.MaxVersions + 10 {
		var err error
		if last, err = db.PutVersion(t.Context(), version(i, "")); err != nil {
			t.Fatal(err)
		}
	}
	if last.Versions != graph.MaxVersions {
		t.Errorf("%d versions", last.Versions)
	}
	d := documentOf(t, db, last.ID)
	if first := d.Earlier[len(d.Earlier)-1].Article.Text; len(d.Earlier) != graph.MaxVersions-1 || first != "Text 10 says so of Orlo." {
		t.Errorf("%d earlier ones, from %q", len(d.Earlier), first)
	}
	// What is left out comes back as often as it likes.
	if p, err := db.PutVersion(t.Context(), version(3, "")); err != nil || p.Status != graph.Unchanged {
		t.Errorf("an old version: %+v, %v", p, err)
	}
	long := strings.Repeat(".", graph.MaxVersionBytes/3)
	for i := range 5 {
		var err error
		if last, err = db.PutVersion(t.Context(), version(100+i, long)); err != nil {
			t.Fatal(err)
		}
	}
	if last.Versions != 3 {
		t.Errorf("%d versions of a third of what those newer than the oldest may have", last.Versions)
	}
	if p := problems(t, db); p != nil {
		t.Errorf("%q", p)
	}
}

func documentOf(t testing.TB, db *graph.DB, id graph.ID) (d graph.Document) {
	t.Helper()
	if err := db.View(t.Context(), func(tx *graph.Tx) (err error) { d, err = tx.Document(id); return err }); err != nil {
		t.Fatal(err)
	}
	return d
}

// full is a document with everything that an article and its versions can have.
func full() graph.Document {
	now, before, first := edition(3, twelve, another, calm), edition(2, three, another), renamed(edition(1, quiet, sentence{"Varia is Orlo's.", "article"}))
	counting(&before, 3000)
	for i, d := range []*graph.Document{&now, &before, &first} {
		d.Article.Author, d.Article.Modified = fmt.Sprintf("Ärna Soll %d", i), graph.Date{Year: 2024, Month: 10, Day: 20 - i}
		d.Article.ReadSHA256 = strings.Repeat(fmt.Sprint(i), 64)
		d.Article.Notices = []string{"Correction: the number was another.", "Überholt."}[:2-i%2]
		d.Article.Title, d.Article.Published = fmt.Sprintf("Report %d", i), graph.Date{Year: 2024, Month: 10, Day: 18}
	}
	return versions(now, before, first)
}

func TestVersionsSurviveDocumentsBackupsAndMigration(t *testing.T) {
	db := memory(t)
	d := full()
	graphtest.Put(t, db, d, base())
	id := graphtest.ArticleID(d)
	again := memory(t)
	graphtest.Put(t, again, documentOf(t, db, id), base())
	if graph.Dump(again) != graph.Dump(db) {
		t.Error("what Document gives makes another store")
	}
	var got []graph.Article
	err := db.View(t.Context(), func(tx *graph.Tx) error {
		for v, err := range tx.Versions(id) {
			if err != nil {
				return err
			}
			got = append(got, v)
		}
		return nil
	})
	if err != nil || len(got) != 3 {
		t.Fatalf("%d versions, %v", len(got), err)
	}
	for i, want := range append([]graph.Document{d}, d.Earlier...) {
		a, w := got[i], want.Article
		if a.ID != id || a.URL != w.URL || a.Text != w.Text || a.Author != w.Author || a.Modified != w.Modified || !a.Seen.Equal(w.Seen) ||
			a.ReadSHA256 != w.ReadSHA256 || !slices.Equal(a.Notices, w.Notices) || a.Title != w.Title || a.Outlet != w.Outlet {
			t.Errorf("version %d: %+v", i, a)
		}
	}
	dir := filepath.Join(t.TempDir(), "restored")
	if _, err := graph.Restore(t.Context(), dir, bytes.NewReader(backup(t, db))); err != nil {
		t.Fatal(err)
	}
	re := disk(t, dir)
	defer re.Close()
	if graph.Dump(re) != graph.Dump(db) {
		t.Error("the restored store is another")
	}
}

func TestMigrateTakesAStoreOfFormat3(t *testing.T) {
	want := memory(t)
	putAll(t, want, crowded(20))
	keys, values := graph.Pairs(want)
	from, to := filepath.Join(t.TempDir(), "old"), filepath.Join(t.TempDir(), "new")
	if err := graph.Store3(from, keys, values, true); err != nil {
		t.Fatal(err)
	}
	if _, err := graph.Open(from); !errors.Is(err, graph.ErrVersion) || !strings.Contains(err.Error(), "whosaid migrate --db "+from) {
		t.Errorf("open: %v", err)
	}
	if s, err := graph.Migrate(t.Context(), from, to); err != nil || s.Articles != 20 {
		t.Fatalf("%+v, %v", s, err)
	}
	db := disk(t, to)
	defer db.Close()
	if graph.Dump(db) != graph.Dump(want) {
		t.Error("the new store is another")
	}
	// So is a backup of format 3 restored, which differs in its first line and its sum only.
	b := backup(t, want)
	for _, format := range []string{"2", "3"} {
		old := graph.BackupOf(b, format)
		dir := filepath.Join(t.TempDir(), "restored")
		if _, err := graph.Restore(t.Context(), dir, bytes.NewReader(old)); err != nil {
			t.Fatalf("format %s: %v", format, err)
		}
	}
}

func TestStatsCountVersions(t *testing.T) {
	db := memory(t)
	graphtest.Put(t, db, versions(edition(3, three), edition(2, twelve), edition(1, twelve, another)))
	counts := func() (s graph.Stats, versions int) {
		err := db.View(t.Context(), func(tx *graph.Tx) (err error) {
			if s, err = tx.Stats(); err != nil {
				return err
			}
			versions, err = tx.CountVersions(graph.ArticleID("https://example.org/report", "", ""))
			return err
		})
		if err != nil {
			t.Error(err)
		}
		return s, versions
	}
	if s, n := counts(); s.EarlierVersions != 2 || s.Corrected != 1 || s.Withdrawn != 1 || s.Claims != 3 || n != 3 {
		t.Errorf("%+v, %d versions", s, n)
	}
	var checked graph.Checked
	for p, err := range db.VerifyWith(t.Context(), graph.VerifyOptions{Progress: func(c graph.Checked) { checked = c }}) {
		t.Error(p, err)
	}
	if checked.Articles != 1 || checked.Versions != 3 || checked.Claims != 3 {
		t.Errorf("checked %+v", checked)
	}
	if _, err := db.Put(t.Context(), edition(4, three)); err != nil {
		t.Fatal(err)
	}
	if s, n := counts(); s.EarlierVersions != 0 || s.Corrected != 0 || s.Withdrawn != 0 || s.Claims != 1 || n != 1 {
		t.Errorf("without the earlier ones: %+v, %d versions", s, n)
	}
}

func TestVersionsBeyondTheLimitsAreLeftOutInAnyOrder(t *testing.T) {
	sized := func(hour, size int) graph.Document {
		d := edition(hour, sentence{fmt.Sprintf("Text %d says so of Orlo.", hour), "ministry"})
		d.Article.Text += strings.Repeat(".", size)
		return d
	}
	all := []graph.Document{sized(1, 10), sized(2, graph.MaxVersionBytes/2), sized(3, graph.MaxVersionBytes/2), sized(4, graph.MaxVersionBytes/4)}
	want := ""
	for _, order := range [][]int{{0, 1, 2, 3}, {3, 2, 1, 0}} {
		db := memory(t)
		for _, i := range order {
			if _, err := db.PutVersion(t.Context(), all[i]); err != nil {
				t.Fatal(err)
			}
		}
		d := documentOf(t, db, graph.ArticleID("https://example.org/report", "", ""))
		got := d.Article.Seen.Format("15h")
		for _, v := range d.Earlier {
			got += v.Article.Seen.Format(" 15h")
		}
		if want == "" {
			want = got
		}
		if got != want || len(d.Earlier) != 2 {
			t.Errorf("%v: %s, and in another order %s", order, got, want)
		}
	}
}

func TestNewVersionsArePutWhateverTheOldOnesHold(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	text := func(hour int) graph.Document { // it packs badly
		d := edition(hour, sentence{fmt.Sprintf("Text %d says so of Orlo.", hour), "ministry"})
		b := []byte(d.Article.Text)
		for len(b) < graph.MaxVersionBytes/2 {
			b = append(b, byte(' '+r.IntN(95)))
		}
		d.Article.Text = string(b)
		return d
	}
	claims := func(hour int) graph.Document {
		var d graphtest.Draft
		d.Article.URL, d.Article.Seen, d.Entities = "https://example.org/report", seenAt(hour), []graph.NewEntity{ministry}
		for i := range 2000 {
			x := graph.NewEntity{Class: graph.ClassBody, Key: fmt.Sprint("body ", hour, i), Kind: graph.Agency, Name: fmt.Sprint("Body ", hour, i)}
			d.Entities = append(d.Entities, x)
			d.Claim(fmt.Sprintf("Body %d%d says %d.", hour, i, i), graph.Claim{Stance: graph.Asserts, Realis: graph.Actual, Predicate: graph.Supplies,
				Subject: x.ID(), Object: ministry.ID(), Source: graphtest.Named(x)})
		}
		return d.Document
	}
	for name, version := range map[string]func(int) graph.Document{"texts": text, "claims": claims} {
		d := edition(9, three)
		d.Article.Outlet = ""
		for hour := 8; hour > 2; hour-- {
			d.Earlier = append(d.Earlier, version(hour))
			d.Earlier[8-hour].Article.Outlet = ""
		}
		db := memory(t)
		p, err := db.Put(t.Context(), d)
		if err != nil || p.Versions < 3 {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
}

func TestWhatNobodySaysAnyMoreLeadsNowhere(t *testing.T) {
	db := memory(t)
	led := func() (ways, around int) {
		err := db.View(t.Context(), func(tx *graph.Tx) error {
			p, err := tx.Paths(graph.PathQuery{From: orlo.ID(), To: varia.ID()})
			if err != nil {
				return err
			}
			g, err := tx.Neighborhood(graph.NeighborhoodQuery{Roots: []graph.ID{varia.ID()}, Each: 1})
			ways, around = len(p.Paths), len(g.Entities)-1
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return ways, around
	}
	graphtest.Put(t, db, versions(edition(2, quiet), edition(1, three)))
	if ways, around := led(); ways != 0 || around != 0 {
		t.Errorf("withdrawn: %d ways and %d entities beside it", ways, around)
	}
	if _, err := db.PutVersion(t.Context(), edition(3, twelve)); err != nil {
		t.Fatal(err)
	}
	if ways, around := led(); ways != 1 || around != 1 {
		t.Errorf("said again: %d ways and %d entities beside it", ways, around)
	}
}

func TestSidesAreOfWhatIsStillSaid(t *testing.T) {
	part := func(hour int, says bool) graph.Document {
		d := edition(hour, quiet)
		if says {
			d = edition(hour, sentence{"The ministry is a part of Orlo.", "article"})
			d.Claims[0].Predicate, d.Claims[0].Subject, d.Claims[0].Object = graph.PartOf, ministry.ID(), orlo.ID()
		}
		return d
	}
	other := edition(1, three)
	other.Article.URL = "https://example.org/other"
	side := func(docs ...graph.Document) string {
		db := memory(t)
		graphtest.Put(t, db, other)
		graphtest.Put(t, db, versions(docs...))
		var b graph.Board
		err := db.View(t.Context(), func(tx *graph.Tx) (err error) {
			b, err = tx.Compare(graph.CompareQuery{Type: graph.DeploysTo, Object: varia.ID()})
			return err
		})
		if err != nil || len(b.Groups) != 1 || len(b.Groups[0].Origins) != 1 {
			t.Fatalf("%+v, %v", b, err)
		}
		return b.Groups[0].Origins[0].Side.Name
	}
	if got := side(part(1, true)); got != "Orlo" {
		t.Errorf("what is a part of Orlo is on the side of %q", got)
	}
	if got := side(part(2, false), part(1, true)); got != "" {
		t.Errorf("what nobody calls a part of Orlo any more is on the side of %q", got)
	}
}
