package graph_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

// quoting is a document with these quotes, each of a claim of its own.
func quoting(n int, title string, quotes ...string) graph.Document {
	var d graphtest.Draft
	d.Article.URL = fmt.Sprintf("https://example.org/told/%d", n)
	d.Article.Title = title
	d.Article.Published = graph.Date{Year: 2024, Month: 1 + n%12}
	d.Article.Text = "Before."
	for _, q := range quotes {
		d.Claim(q, graph.Claim{Source: graph.Source{Kind: graph.SourceArticle}, Stance: graph.Asserts, Realis: graph.Actual, Predicate: graph.Other})
	}
	return d.Document
}

// find is what a query finds, with what matches in brackets.
func find(t testing.TB, db *graph.DB, q graph.SearchQuery) (out []string, r graph.Results) {
	t.Helper()
	err := db.View(context.Background(), func(tx *graph.Tx) (err error) {
		r, err = tx.Search(q)
		return err
	})
	if err != nil {
		t.Fatalf("search %q: %v", q.Text, err)
	}
	for _, h := range r.Hits {
		out = append(out, bracketed(h.Snippet))
	}
	return out, r
}

func bracketed(s graph.Snippet) string {
	text := []rune(s.Text)
	var b strings.Builder
	at := 0
	for _, m := range s.Marks {
		fmt.Fprintf(&b, "%s[%s]", string(text[at:m.Start]), string(text[m.Start:m.End]))
		at = m.End
	}
	return b.String() + string(text[at:])
}

func TestSearchFindsWordsPhrasesAndStarts(t *testing.T) {
	db := memory(t)
	graphtest.Put(t, db,
		quoting(1, "Orlo deploys troops", "Troops were deployed to the north.", "It's Orlo’s deployment of 12,000 soldiers."),
		quoting(2, "", "The troop deploys north of the river, to the north.", "A U.S. official denied it.", "Überall in Orlø: nichts."),
		quoting(3, "Nothing", "войска переброшены на север", "北朝鮮軍 in 2024.", "Dying men are lying there."),
	)
	for _, c := range []struct {
		text string
		want []string
	}{
		{"troops deployed", []string{"Orlo [deploys] [troops]", "[Troops] were [deployed] to the north.", "The [troop] [deploys] north of the river, to the north."}},
		{"DEPLOYMENTS 12000", []string{"It's Orlo’s [deployment] of [12,000] soldiers."}},
		{`"to the north"`, []string{"Troops were deployed [to the north].", "The troop deploys north of the river, [to the north]."}},
		{`"the north" troop`, []string{"[Troops] were deployed to [the north].", "The [troop] deploys north of the river, to [the north]."}},
		{`"deployed to"`, []string{"Troops were [deployed to] the north."}},
		{`"deploy to"`, nil},
		{"deploym*", []string{"It's Orlo’s [deployment] of 12,000 soldiers."}},
		{"dy* ly*", []string{"[Dying] men are [lying] there."}},
		{"orlo", []string{"[Orlo] deploys troops", "Überall in [Orlø]: nichts.", "It's [Orlo’s] deployment of 12,000 soldiers."}},
		{"uberall", []string{"[Überall] in Orlø: nichts."}},
		{"us official", []string{"A [U.S]. [official] denied it."}},
		{"U.S.", []string{"A [U.S]. official denied it."}},
		{"troop -deploys", nil},
		{"north -river", []string{"Troops were deployed to the [north]."}},
		{`north -"to the"`, nil},
		{"север", []string{"войска переброшены на [север]"}},
		{"вой*", []string{"[войска] переброшены на север"}},
		{"朝鮮", []string{"北[朝][鮮]軍 in 2024."}},
		{"the troops of", []string{"Orlo deploys [troops]", "[Troops] were deployed to the north.", "The [troop] deploys north of the river, to the north."}},
		{"official moon", []string{"A U.S. [official] denied it."}},
		{`"to the north`, []string{"Troops were deployed [to the north].", "The troop deploys north of the river, [to the north]."}},
		{`.*+?^${}()|[]\ official`, []string{"A U.S. [official] denied it."}},
	} {
		got, r := find(t, db, graph.SearchQuery{Text: c.text})
		slices.Sort(got)
		want := slices.Sorted(slices.Values(c.want))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.text, diff)
		}
		if r.Total != len(c.want) || r.AtLeast || r.Next != "" {
			t.Errorf("%s: %+v", c.text, r)
		}
		if any := c.text == "official moon"; r.Any != any {
			t.Errorf("%s: any %v", c.text, r.Any)
		}
	}
}

func TestSearchRefusesWhatAsksForNothingWithASentence(t *testing.T) {
	db := memory(t)
	graphtest.Put(t, db, quoting(1, "One", "Two three."))
	for _, c := range []struct{ text, says string }{
		{"", "no words"}, {"  \t ", "no words"}, {`"" -`, "no words"}, {"*?!", "no words"}, {"the of and", "nearly every quote"},
		{`"to be"`, "nearly every quote"}, {"-two", "no quote may have"}, {`-"two three"`, "no quote may have"}, {"t*", "two short"},
		{strings.Repeat("word ", 10_000), "more than 64 words"}, {strings.Repeat("a-", 100), "more than 64 words"},
	} {
		err := db.View(t.Context(), func(tx *graph.Tx) error { _, err := tx.Search(graph.SearchQuery{Text: c.text}); return err })
		if says := strings.Replace(c.says, "two short", "too short", 1); !errors.Is(err, graph.ErrBadQuery) || !strings.Contains(err.Error(), says) {
			t.Errorf("%.40q: %v, want it to say %q", c.text, err, says)
		}
	}
	for _, text := range []string{"\xff\xfe two", strings.Repeat("x", 1<<20), `two "`, "‘two’", "two\x00three"} {
		find(t, db, graph.SearchQuery{Text: text})
	}
	for _, after := range []string{"x", "AAAA", strings.Repeat("0", 42)} {
		err := db.View(t.Context(), func(tx *graph.Tx) error {
			_, err := tx.Search(graph.SearchQuery{Text: "two", Page: graph.Page{After: after}})
			return err
		})
		if !errors.Is(err, graph.ErrBadCursor) {
			t.Errorf("after %q: %v", after, err)
		}
	}
}

func TestSnippetOfALongQuoteIsThePartWithTheMarks(t *testing.T) {
	db := memory(t)
	long := strings.Repeat("Ähnliches wurde gesagt und ", 60) + "the convoy crossed the bridge " + strings.Repeat("oder auch nicht, ", 60) + "ende"
	d := quoting(1, "Title", long)
	graphtest.Put(t, db, d)
	for _, text := range []string{"convoy bridge", `"convoy crossed"`, "ende", "ahnliches"} {
		_, r := find(t, db, graph.SearchQuery{Text: text})
		if len(r.Hits) != 1 {
			t.Fatalf("%s: %d hits", text, len(r.Hits))
		}
		s := r.Hits[0].Snippet
		runes := []rune(d.Article.Text)
		n := len([]rune(s.Text))
		if string(runes[s.Start:s.Start+n]) != s.Text || n > 300 || n < 150 || len(s.Marks) == 0 {
			t.Errorf("%s: %+v", text, s)
		}
	}
}

// searchModel is what Search must find: all passages are looked at.
type searchModel struct {
	n, words int
	passages []modelPassage
}

type modelPassage struct {
	article graph.Article
	version string // the SHA-256 of the text that a quote is of
	title   bool
	claims  []graph.Claim
	text    string
	words   []string // but stop words
	folded  []string
}

func newSearchModel(t testing.TB, tx *graph.Tx) *searchModel {
	m := &searchModel{}
	for a, err := range tx.Articles(graph.ArticleFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		list := []modelPassage{{article: a, title: true, text: a.Title}}
		for c, err := range tx.Claims(graph.ClaimFilter{Article: a.ID}) {
			if err != nil {
				t.Fatal(err)
			}
			of, err := tx.Evidence(c) // the versions of an article have offsets of their own
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(list[1:], func(p modelPassage) bool {
				e := p.claims[0].Evidence
				return e.Start == c.Evidence.Start && e.End == c.Evidence.End && p.version == of.SHA256
			})
			if i >= 0 {
				list[1+i].claims = append(list[1+i].claims, c)
			} else {
				list = append(list, modelPassage{article: a, version: of.SHA256, text: c.Evidence.Quote, claims: []graph.Claim{c}})
			}
		}
		for _, p := range list {
			p.folded = graph.FoldedWords(p.text)
			for _, w := range p.folded {
				if !graph.IsStopWord(w) {
					p.words = append(p.words, graph.StemOf(w))
				}
			}
			m.n++
			m.words += len(p.words)
			m.passages = append(m.passages, p)
		}
	}
	return m
}

// find is the passages that have all words, the best first, as lines.
func (m *searchModel) find(words []string, keep func(*modelPassage) bool) []string {
	found := make([]int, len(words))
	for i, w := range words {
		for _, p := range m.passages {
			if slices.Contains(p.words, w) {
				found[i]++
			}
		}
	}
	type hit struct {
		score float64
		at    int
	}
	var hits []hit
	for at := range m.passages {
		p := &m.passages[at]
		score, all := 0.0, true
		for i, w := range words {
			f := 0.0
			for _, v := range p.words {
				if v == w {
					f++
				}
			}
			all = all && f > 0
			f = min(f, 8)
			average := max(1, float64(m.words)/float64(m.n))
			score += math.Log(1+(float64(m.n-found[i])+0.5)/(float64(found[i])+0.5)) * f * 2.2 / (f + 1.2*(1-0.75+0.75*float64(len(p.words))/average))
		}
		if all && keep(p) {
			hits = append(hits, hit{score, at})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		if math.Abs(a.score-b.score) < 1e-9 {
			return 0
		}
		if a.score > b.score {
			return -1
		}
		return 1
	})
	var out []string
	for _, h := range hits {
		p := &m.passages[h.at]
		out = append(out, line(p.article, p.claims, p.text, h.score))
	}
	return out
}

func line(a graph.Article, claims []graph.Claim, text string, score float64) string {
	var ids []string
	for _, c := range claims {
		ids = append(ids, c.ID.String()[:8])
	}
	return fmt.Sprintf("%.6f %s %v %q", score, a.ID, ids, text)
}

// pages is what a query finds, page by page, as lines.
func pages(t testing.TB, tx *graph.Tx, q graph.SearchQuery) (out []string, r graph.Results) {
	t.Helper()
	for {
		var err error
		if r, err = tx.Search(q); err != nil {
			t.Fatalf("search %q: %v", q.Text, err)
		}
		for _, h := range r.Hits {
			out = append(out, line(h.Article, h.Claims, h.Snippet.Text, h.Score))
		}
		if q.After = r.Next; r.Next == "" {
			return out, r
		}
	}
}

// checkSearch compares what a transaction finds with the model.
func checkSearch(t testing.TB, tx *graph.Tx) {
	t.Helper()
	m := newSearchModel(t, tx)
	check := func(name string, q graph.SearchQuery, want []string) {
		t.Helper()
		got, r := pages(t, tx, q)
		if len(want) == 0 && r.Any {
			return
		}
		if diff := cmp.Diff(want, got); diff != "" || r.Total != len(want) {
			t.Fatalf("%s: total %d (-model +store):\n%s", name, r.Total, diff)
		}
	}
	all := func(*modelPassage) bool { return true }
	for _, words := range [][]string{{"sentenc"}, {"yes"}, {"sentenc", "no"}, {"one"}, {"naiv", "sentenc"}, {"2"}} {
		text := strings.NewReplacer("sentenc", "sentence", "naiv", "Naïves").Replace(strings.Join(words, " "))
		if words[0] == "no" || len(words) > 1 && words[1] == "no" {
			words = words[:1] // a stop word
		}
		check(text, graph.SearchQuery{Text: text, Page: graph.Page{Limit: 3}}, m.find(words, all))
	}
	check("phrase", graph.SearchQuery{Text: `"of näives yes"`, Page: graph.Page{Limit: 2}}, m.find([]string{"naiv", "yes"}, func(p *modelPassage) bool {
		return strings.Contains(strings.Join(p.folded, " "), "of naives yes")
	}))
	for _, f := range []graph.ClaimFilter{
		{Stance: graph.Denies}, {Type: graph.Supplies}, {Quantified: true}, {Since: graph.Date{Year: 2024}}, {Until: graph.Date{Year: 2024, Month: 10}},
		{Outlet: graph.NewEntity{Class: graph.ClassBody, Key: graph.FoldName("Sample Wire")}.ID()}, {Realis: graph.Prospective, Since: graph.Date{Year: 2023}},
		{MinQuantity: new(float64)},
	} {
		title := func(p *modelPassage) bool {
			d := p.article.Published
			return p.title && f.Stance == 0 && f.Type == 0 && !f.Quantified && f.Realis == 0 && f.MinQuantity == nil &&
				(f.Outlet.IsZero() || f.Outlet == p.article.OutletID) && (f.Since.IsZero() || d.Year >= f.Since.Year) &&
				(f.Until.IsZero() || d.Year > 0 && d.Year*10_000+d.Month*100+d.Day <= f.Until.Year*10_000+f.Until.Month*100+31)
		}
		ids := map[graph.ID]bool{}
		for c, err := range tx.Claims(f) {
			if err != nil {
				t.Fatal(err)
			}
			ids[c.ID] = true
		}
		filtered := *m
		filtered.passages = slices.Clone(m.passages)
		for i := range filtered.passages {
			p := &filtered.passages[i]
			p.claims = slices.DeleteFunc(slices.Clone(p.claims), func(c graph.Claim) bool { return !ids[c.ID] })
		}
		in := func(p *modelPassage) bool { return title(p) || len(p.claims) > 0 }
		q := graph.SearchQuery{Text: "sentence", Filter: f, Page: graph.Page{Limit: 4}}
		check(fmt.Sprintf("%+v", f), q, filtered.find([]string{"sentenc"}, in))
	}
}

func TestSearchAnswersLikeAModel(t *testing.T) {
	db := memory(t)
	rapid.Check(t, func(t *rapid.T) {
		m := graphtest.Model{}
		defer empty(t, db)
		for range rapid.IntRange(1, 5).Draw(t, "updates") {
			undo := copied(m)
			fail := rapid.IntRange(0, 5).Draw(t, "fail") == 0
			errFail := errors.New("fail")
			err := db.Update(t.Context(), func(tx *graph.Tx) error {
				for range rapid.IntRange(0, 5).Draw(t, "writes") {
					write(t, tx, m)
					if rapid.IntRange(0, 3).Draw(t, "look") == 0 {
						checkSearchRapid(t, tx)
					}
				}
				if fail {
					return errFail
				}
				return nil
			})
			if fail != errors.Is(err, errFail) || !fail && err != nil {
				t.Fatalf("update: %v", err)
			}
			if fail {
				m = undo
			}
			if err := db.View(t.Context(), func(tx *graph.Tx) error { checkSearchRapid(t, tx); return nil }); err != nil {
				t.Fatal(err)
			}
			for p, err := range db.Verify(t.Context()) {
				t.Fatalf("verify: %v %v", p, err)
			}
		}
	})
}

// rapidTB lets helpers of tests fail a rapid check.
type rapidTB struct {
	testing.TB
	t *rapid.T
}

func (r rapidTB) Helper()                   {}
func (r rapidTB) Fatal(a ...any)            { r.t.Fatal(a...) }
func (r rapidTB) Fatalf(f string, a ...any) { r.t.Fatalf(f, a...) }

func checkSearchRapid(t *rapid.T, tx *graph.Tx) { checkSearch(rapidTB{t: t}, tx) }

// TestSearchIsTheSameHoweverTheStoreCameToBe stores documents in several ways and orders.
func TestSearchIsTheSameHoweverTheStoreCameToBe(t *testing.T) {
	docs := crowded(700)
	queries := []graph.SearchQuery{{Text: "said"}, {Text: "soldiers sent"}, {Text: "so* -the"}, {Text: "agency", Filter: graph.ClaimFilter{Type: graph.Supplies}}}
	for i := range 6 {
		q := docs[i*7].Claims[0].Evidence.Quote
		words := graph.FoldedWords(q)
		queries = append(queries, graph.SearchQuery{Text: words[0] + " " + words[len(words)-1]}, graph.SearchQuery{Text: `"` + q + `"`})
	}
	answers := func(db *graph.DB) string {
		var b strings.Builder
		err := db.View(t.Context(), func(tx *graph.Tx) error {
			for _, q := range queries {
				q.Limit = 100
				lines, r := pages(t, tx, q)
				fmt.Fprintf(&b, "%s: %d %v\n%s\n", q.Text, r.Total, r.Any, strings.Join(lines, "\n"))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if p := problems(t, db); p != nil {
			t.Fatalf("%d problems: %q", len(p), p[:min(5, len(p))])
		}
		return b.String()
	}
	want := ""
	for _, way := range []struct {
		name string
		fill func(*graph.DB)
	}{
		{"Bulk", func(db *graph.DB) {
			if _, err := db.Bulk(t.Context(), sequence(docs), nil); err != nil {
				t.Fatal(err)
			}
		}},
		{"one by one, backwards", func(db *graph.DB) {
			for i := len(docs) - 1; i >= 0; i-- {
				graphtest.Put(t, db, docs[i])
			}
		}},
		{"Put", func(db *graph.DB) { putAll(t, db, docs) }},
		{"Put over other forms, and others removed", func(db *graph.DB) {
			others := slices.Clone(docs)
			for i := range others {
				others[i].Claims = others[i].Claims[:len(others[i].Claims)/2]
				others[i].Article.Title += " so far"
			}
			putAll(t, db, append(others[:300:300], crowded(900)[700:]...))
			putAll(t, db, docs)
			for _, d := range crowded(900)[700:] {
				err := db.Update(t.Context(), func(tx *graph.Tx) error { return tx.RemoveArticle(graphtest.ArticleID(d)) })
				if err != nil {
					t.Fatal(err)
				}
			}
		}},
	} {
		db := memory(t)
		way.fill(db)
		got := answers(db)
		if want == "" {
			want = got
		} else if got != want {
			t.Errorf("%s: other answers: %s", way.name, cmp.Diff(want, got))
		}
	}
	if strings.Count(want, "\n") < 500 {
		t.Errorf("little is found:\n%s", want)
	}
}

// A page goes on behind any hit, not only behind the last of a page.
func TestSearchGoesOnBehindEveryHit(t *testing.T) {
	db := memory(t)
	var docs []graph.Document
	for i := range 12 {
		docs = append(docs, quoting(i, "Soldiers", "Orlo sends soldiers to the north.", strings.Repeat("Soldiers of the north rest. ", 1+i%3)))
	}
	putAll(t, db, docs)
	err := db.View(t.Context(), func(tx *graph.Tx) error {
		for _, text := range []string{"soldiers", "soldiers north", `"sends soldiers"`} {
			q := graph.SearchQuery{Text: text, Page: graph.Page{Limit: 1000}}
			all, r := pages(t, tx, q)
			if len(all) < 12 {
				t.Fatalf("%q has %d hits", text, len(all))
			}
			for i := range r.Hits {
				q.After = r.Hits[i].Cursor()
				if rest, _ := pages(t, tx, q); !slices.Equal(rest, all[i+1:]) {
					t.Errorf("%q behind hit %d: %d hits, want %d", text, i, len(rest), len(all)-i-1)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
