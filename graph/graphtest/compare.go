package graphtest

import (
	"context"
	"encoding/binary"
	"iter"
	"math/rand/v2"
	"slices"

	"github.com/whosaid/whosaid/graph"
)

// TB is what the checks need of a test; *testing.T and *rapid.T have it.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Compare asks a store every kind of question and compares the answers with the model's.
func Compare(t TB, db *graph.DB, m Model) {
	t.Helper()
	err := db.View(context.Background(), func(tx *graph.Tx) error {
		CompareTx(t, tx, m)
		return nil
	})
	if err != nil {
		t.Fatalf("view: %v", err)
	}
	for p, err := range db.Verify(context.Background()) {
		if err != nil {
			t.Fatalf("verify: %v", err)
		}
		t.Errorf("verify: %v", p)
	}
}

// CompareTx is Compare inside a transaction, without the verification.
func CompareTx(t TB, tx *graph.Tx, m Model) {
	t.Helper()
	if got, err := tx.Stats(); err != nil || got != m.Stats() {
		t.Errorf("stats: got %+v, %v; want %+v", got, err, m.Stats())
	}
	compareEntities(t, tx, m)
	w := m.world()
	compareRelations(t, tx, m, w)
	compareArticles(t, tx, m, w)
	compareClaims(t, tx, m, w)
	compareSubgraphs(t, tx, m)
}

// paged is a record that knows its place.
type paged interface{ Cursor() string }

// same compares a query with what it should yield: at once, and in pages of two.
func same[T paged](t TB, what string, want []T, query func(graph.Page) iter.Seq2[T, error]) {
	t.Helper()
	all := collect(t, what, query(graph.Page{}))
	if len(all) != len(want) {
		t.Errorf("%s: got %d records, want %d", what, len(all), len(want))
		return
	}
	for i := range all {
		if got, want := text(all[i]), text(want[i]); got != want {
			t.Errorf("%s: record %d:\n got %s\nwant %s", what, i, got, want)
		}
		if i > 0 && all[i-1].Cursor() >= all[i].Cursor() {
			t.Errorf("%s: the cursors of records %d and %d do not sort as the records", what, i-1, i)
		}
	}
	samePages(t, what, all, query)
}

// oldestFirst is records in the other order: those with a year first.
func oldestFirst[T any](all []T, published func(T) graph.Date) []T {
	reversed := slices.Clone(all)
	slices.Reverse(reversed)
	return slices.Concat(
		only(reversed, func(v T) bool { return published(v).Year > 0 }),
		only(reversed, func(v T) bool { return published(v).Year == 0 }),
	)
}

// sameOldest compares a query that wants the oldest first with what it should yield.
func sameOldest[T paged](t TB, what string, want []T, published func(T) graph.Date, query func(graph.Page) iter.Seq2[T, error]) {
	t.Helper()
	what += ", oldest first"
	all := collect(t, what, query(graph.Page{}))
	if got, want := text(all), text(oldestFirst(want, published)); len(all) > 0 && got != want {
		t.Errorf("%s:\n got %s\nwant %s", what, got, want)
	}
	if len(all) != len(want) {
		t.Errorf("%s: got %d records, want %d", what, len(all), len(want))
	}
	samePages(t, what, all, query)
}

// samePages compares the pages of a query with the whole of it.
func samePages[T paged](t TB, what string, all []T, query func(graph.Page) iter.Seq2[T, error]) {
	t.Helper()
	var pages []T
	for p := (graph.Page{Limit: 2}); ; {
		page := collect(t, what, query(p))
		pages = append(pages, page...)
		if len(page) < 2 || len(pages) > len(all) {
			break
		}
		p.After = page[1].Cursor()
	}
	if got, want := text(pages), text(all); got != want {
		t.Errorf("%s: the pages of two together:\n got %s\nwant %s", what, got, want)
	}
}

func collect[T any](t TB, what string, seq iter.Seq2[T, error]) []T {
	t.Helper()
	var out []T
	for v, err := range seq {
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		out = append(out, v)
	}
	return out
}

// only is the records that fit.
func only[T any](all []T, fits func(T) bool) []T {
	var out []T
	for _, v := range all {
		if fits(v) {
			out = append(out, v)
		}
	}
	return out
}

func compareEntities(t TB, tx *graph.Tx, m Model) {
	t.Helper()
	entities := m.Entities()
	query := func(f graph.EntityFilter) func(graph.Page) iter.Seq2[graph.Entity, error] {
		return func(p graph.Page) iter.Seq2[graph.Entity, error] { f.Page = p; return tx.Entities(f) }
	}
	same(t, "entities", entities, query(graph.EntityFilter{}))
	prefixes, degrees := map[string]bool{}, m.Degrees()
	for _, e := range entities {
		if got, err := tx.Entity(e.ID); err != nil || text(got) != text(e) {
			t.Errorf("entity: got %s, %v\nwant %s", text(got), err, text(e))
		}
		if s, err := tx.Source(e.ID); err != nil || s != (graph.Source{Kind: graph.SourceEntity, ID: e.ID, Name: e.Name}) {
			t.Errorf("source %s: got %+v, %v", e.Name, s, err)
		}
		if n, err := tx.Name(e.ID); err != nil || n != e.Name {
			t.Errorf("name of %s: got %q, %v", e.Name, n, err)
		}
		if d, err := tx.Degree(e.ID); err != nil || d != degrees[e.ID] {
			t.Errorf("degree of %s: got %+v, %v; want %+v", e.Name, d, err, degrees[e.ID])
		}
		f := graph.FoldName(e.Name)
		prefixes[f], prefixes[string([]rune(f)[:1])] = true, true
	}
	for p := range prefixes {
		same(t, "entities named "+p, m.Named(p), query(graph.EntityFilter{Name: p}))
	}
	for k := graph.Country; k <= graph.Materiel; k++ {
		want := only(entities, func(e graph.Entity) bool { return e.Kind == k })
		same(t, "entities of kind "+k.String(), want, query(graph.EntityFilter{Kind: k}))
	}
}

func compareRelations(t TB, tx *graph.Tx, m Model, w *world) {
	t.Helper()
	relations, claims := m.Relations(), m.Claims()
	check := func(f graph.RelationFilter) {
		t.Helper()
		want := only(relations, func(r graph.Relation) bool {
			return (f.Type == 0 || f.Type == r.Type) && (f.Subject.IsZero() || f.Subject == r.Subject) &&
				(f.Object.IsZero() || f.Object == r.Object) && (f.Entity.IsZero() || f.Entity == r.Subject || f.Entity == r.Object)
		})
		same(t, "relations "+text(f), want, func(p graph.Page) iter.Seq2[graph.Relation, error] { f.Page = p; return tx.Relations(f) })
	}
	check(graph.RelationFilter{})
	for _, r := range relations {
		check(graph.RelationFilter{Subject: r.Subject})
		check(graph.RelationFilter{Object: r.Object})
		check(graph.RelationFilter{Entity: r.Object, Type: r.Type})
		check(graph.RelationFilter{Subject: r.Subject, Object: r.Object})
		check(graph.RelationFilter{Subject: r.Subject, Entity: r.Object})
		if got, err := tx.Relation(r.ID()); err != nil || got != r {
			t.Errorf("relation: got %+v, %v; want %+v", got, err, r)
		}
		compareSummary(t, tx, w, claims, r)
	}
}

func compareSummary(t TB, tx *graph.Tx, w *world, claims []graph.Claim, r graph.Relation) {
	t.Helper()
	s, err := tx.Summary(r.ID())
	if err != nil {
		t.Fatalf("summary: %v", err)
	}
	claims = only(claims, func(c graph.Claim) bool { return relation(c) == r.ID() })
	corrected := len(only(claims, func(c graph.Claim) bool { return c.Status == graph.Corrected }))
	withdrawn := len(only(claims, func(c graph.Claim) bool { return c.Status == graph.Withdrawn }))
	if s.Corrected != corrected || s.Withdrawn != withdrawn {
		t.Errorf("summary: %d claims were corrected and %d withdrawn; want %d and %d", s.Corrected, s.Withdrawn, corrected, withdrawn)
	}
	claims = only(claims, func(c graph.Claim) bool { return c.Status == graph.Current })
	articles, stances, realis := map[graph.ID]bool{}, map[graph.Stance]int{}, map[graph.Realis]int{}
	dated := only(claims, func(c graph.Claim) bool { return c.Published.Year > 0 })
	for _, c := range claims {
		articles[c.Article] = true
		stances[c.Stance]++
		realis[c.Realis]++
	}
	origins := w.origins(claims)
	if s.Claims != len(claims) || s.Articles != len(articles) || s.Origins != origins || s.OriginsCut ||
		text(s.Stances) != text(stances) || text(s.Realis) != text(realis) {
		t.Errorf("summary: got %s; want %d claims in %d articles of %d origins, %v, %v", text(s), len(claims), len(articles), origins, stances, realis)
	}
	if len(dated) > 0 && (s.Last != dated[0].Published || s.First != dated[len(dated)-1].Published) {
		t.Errorf("summary: first %s and last %s; want %s and %s", s.First, s.Last, dated[len(dated)-1].Published, dated[0].Published)
	}
	var low, high *float64
	for _, c := range claims {
		if q := c.Quantity; q != nil && q.Unit == s.Unit {
			if q.Min != nil && (low == nil || *q.Min < *low) {
				low = q.Min
			}
			if q.Max != nil && (high == nil || *q.Max > *high) {
				high = q.Max
			}
		}
	}
	if text([]*float64{low, high}) != text([]*float64{s.Min, s.Max}) {
		t.Errorf("summary: range %s, want %s", text([]*float64{s.Min, s.Max}), text([]*float64{low, high}))
	}
}

func compareArticles(t TB, tx *graph.Tx, m Model, w *world) {
	t.Helper()
	articles := m.Articles()
	query := func(f graph.ArticleFilter) func(graph.Page) iter.Seq2[graph.Article, error] {
		return func(p graph.Page) iter.Seq2[graph.Article, error] { f.Page = p; return tx.Articles(f) }
	}
	same(t, "articles", articles, query(graph.ArticleFilter{}))
	brief := slices.Clone(articles)
	for i := range brief {
		brief[i].Text, brief[i].Mentions = "", nil
	}
	same(t, "articles in brief", brief, query(graph.ArticleFilter{Brief: true}))
	check := func(f graph.ArticleFilter) {
		t.Helper()
		want := only(brief, func(a graph.Article) bool {
			return (f.Outlet.IsZero() || f.Outlet == a.OutletID) && dated(a.Published, f.Since, f.Until)
		})
		f.Brief = true
		what := "articles " + text(f)
		same(t, what, want, query(f))
		if n, err := tx.CountArticles(f); err != nil || n != len(want) {
			t.Errorf("count of %s: got %d, %v; want %d", what, n, err, len(want))
		}
		f.Oldest = true
		sameOldest(t, what, want, func(a graph.Article) graph.Date { return a.Published }, query(f))
	}
	check(graph.ArticleFilter{})
	for i, a := range articles {
		if i%max(1, len(articles)) > 0 {
			continue
		}
		d := a.Published
		check(graph.ArticleFilter{Outlet: a.OutletID, Since: d})
		check(graph.ArticleFilter{Until: d})
		check(graph.ArticleFilter{Since: graph.Date{Year: d.Year, Month: d.Month}, Until: graph.Date{Year: d.Year}})
	}
	for _, a := range articles {
		if got, err := tx.Article(a.ID); err != nil || text(got) != text(a) {
			t.Errorf("article: got %s, %v\nwant %s", text(got), err, text(a))
		}
		if got, err := tx.Cluster(a.ID); err != nil || !slices.Equal(got, w.clusters[a.ID]) {
			t.Errorf("cluster of %s: got %v, %v; want %v", a.ID, got, err, w.clusters[a.ID])
		}
		if a.OutletID.IsZero() {
			if s, err := tx.Source(a.ID); err != nil || s != (graph.Source{Kind: graph.SourceArticle, ID: a.ID}) {
				t.Errorf("source of an article without outlet: got %+v, %v", s, err)
			}
			continue
		}
		want := only(articles, func(o graph.Article) bool { return o.OutletID == a.OutletID })
		same(t, "articles of "+a.Outlet, want, query(graph.ArticleFilter{Outlet: a.OutletID}))
	}
}

func compareClaims(t TB, tx *graph.Tx, m Model, w *world) {
	t.Helper()
	claims := m.Claims()
	// The ids of the claims are the store's own; the model takes them over, once they are seen to be good.
	got := collect(t, "claims", tx.Claims(graph.ClaimFilter{}))
	if len(got) != len(claims) {
		t.Errorf("claims: got %d, want %d", len(got), len(claims))
		return
	}
	ids := map[graph.ID]bool{}
	first := 0 // of the article
	for i, c := range claims {
		if c.Article != claims[first].Article {
			first = i
		}
		if c.Status == graph.Corrected {
			n := int(binary.BigEndian.Uint32(c.CorrectedBy[12:])) - 1
			claims[i].CorrectedBy = got[first+n].ID
		}
	}
	for i, c := range got {
		if c.ID.IsZero() || ids[c.ID] {
			t.Errorf("claim id %s is zero or there twice", c.ID)
		}
		ids[c.ID] = true
		claims[i].ID = c.ID
		if one, err := tx.Claim(c.ID); err != nil || text(one) != text(claims[i]) {
			t.Errorf("claim: got %s, %v\nwant %s", text(one), err, text(claims[i]))
		}
		if e, err := tx.Evidence(c); err != nil || e != m.Evidence(c) {
			t.Errorf("evidence: got %+v, %v\nwant %+v", e, err, m.Evidence(c))
		}
		source := c.Source
		if o := w.outlets[c.Article]; source.ID == c.Article && !o.IsZero() { // an earlier version had no outlet: the id of the article stands for the one that it has
			source.ID, source.Name = o, only(m.Entities(), func(e graph.Entity) bool { return e.ID == o })[0].Name
		}
		if s, err := tx.Source(c.Source.ID); err != nil || s.ID != source.ID || source.Kind != graph.SourceUnnamed && s.Name != source.Name {
			t.Errorf("source of claim %s: got %+v, %v; want %+v", c.ID, s, err, source)
		}
	}
	checked := 0
	check := func(f graph.ClaimFilter) {
		t.Helper()
		want := only(claims, func(c graph.Claim) bool { return w.match(f, c) })
		same(t, "claims "+text(f), want, func(p graph.Page) iter.Seq2[graph.Claim, error] { f.Page = p; return tx.Claims(f) })
		if checked++; checked%12 > 1 { // what is read downwards costs as much again
			compareCounts(t, tx, f, want)
			return
		}
		sameOldest(t, "claims "+text(f), want, func(c graph.Claim) graph.Date { return c.Published },
			func(p graph.Page) iter.Seq2[graph.Claim, error] { f.Page, f.Oldest = p, true; return tx.Claims(f) })
		f.Oldest, f.Page = false, graph.Page{}
		compareCounts(t, tx, f, want)
	}
	check(graph.ClaimFilter{})
	n := 1000.0
	check(graph.ClaimFilter{MinQuantity: &n})
	check(graph.ClaimFilter{MaxQuantity: &n})
	for s := graph.Asserts; s <= graph.Fears; s++ {
		check(graph.ClaimFilter{Stance: s, Realis: graph.Actual})
	}
	var leaves []graph.ClaimFilter
	for i, c := range claims {
		if i%max(1, len(claims)/5) > 0 {
			continue
		}
		for _, f := range []graph.ClaimFilter{
			{Source: c.Source.ID},
			{Source: c.Source.ID, Type: c.Predicate, Stance: c.Stance},
			{Source: c.Source.ID, About: c.Subject},
			{Type: c.Predicate},
			{Type: c.Predicate, Subject: c.Subject, Object: c.Object},
			{Subject: c.Subject},
			{Subject: c.Subject, Since: c.Published},
			{Object: c.Object, Subject: c.Subject},
			{About: c.Object, Type: c.Predicate},
			{About: c.Item},
			{Article: c.Article},
			{Article: c.Article, Source: c.Source.ID},
			{Relation: c.Relation()},
			{Relation: c.Relation(), Source: c.Source.ID, MinQuantity: &n},
			{Since: c.Published},
			{Since: graph.Date{Year: c.Published.Year, Month: c.Published.Month}},
			{Until: c.Published},
			{Until: graph.Date{Year: c.Published.Year, Month: c.Published.Month}, Type: c.Predicate},
			{Since: c.Published, Until: c.Published, About: c.Subject},
			{Item: c.Item, Quantified: true},
			{Place: c.Object},
			{Place: c.Object, Subject: c.Subject, Type: c.Predicate},
			{Outlet: c.Source.ID},
			{Outlet: c.Source.ID, Stance: c.Stance},
			{Origin: w.origin(c)},
			{Origin: w.origin(c), Subject: c.Subject},
			{Source: c.Source.ID, Origin: w.origin(c)},
			{Origin: origin(c).ID},
			{Origin: origin(c).ID, Stance: c.Stance},
			{Stance: c.Stance},
			{Realis: c.Realis},
			{Status: c.Status},
			{Status: c.Status, Source: c.Source.ID},
			{Status: graph.Current, Relation: c.Relation()},
			{Status: graph.Corrected, About: c.Subject},
			{Status: graph.Withdrawn, Article: c.Article},
			{Realis: c.Realis, Stance: c.Stance, Type: c.Predicate},
			{Subject: c.Subject, Realis: c.Realis, MaxQuantity: &n},
			{Type: c.Predicate, Object: c.Object, Source: c.Source.ID},
		} {
			check(f)
			leaves = append(leaves, f)
		}
	}
	if len(leaves) == 0 {
		return
	}
	r := rand.New(rand.NewPCG(uint64(len(claims)), uint64(len(leaves))))
	for range 2 {
		check(tree(r, leaves, 3))
	}
}

// tree is a filter made of some of the others, as deep as may be.
func tree(r *rand.Rand, leaves []graph.ClaimFilter, depth int) graph.ClaimFilter {
	f := graph.ClaimFilter{}
	if r.IntN(2) == 0 {
		f = leaves[r.IntN(len(leaves))]
	}
	if depth == 0 {
		return f
	}
	f.Where = &graph.Where{}
	for _, part := range []*[]graph.ClaimFilter{&f.Where.All, &f.Where.Any, &f.Where.None} {
		if r.IntN(3) == 0 {
			continue
		}
		for range r.IntN(3) {
			*part = append(*part, tree(r, leaves, r.IntN(depth)))
		}
	}
	return f
}

// compareCounts compares what is counted of the claims of a filter.
func compareCounts(t TB, tx *graph.Tx, f graph.ClaimFilter, want []graph.Claim) {
	t.Helper()
	if n, err := tx.Count(f); err != nil || n != len(want) {
		t.Errorf("count of claims %s: got %d, %v; want %d", text(f), n, err, len(want))
	}
	fs := graph.Facets{
		Claims: len(want), Types: map[graph.Predicate]int{}, Stances: map[graph.Stance]int{}, Realis: map[graph.Realis]int{},
		Sources: map[graph.ID]int{}, Statuses: map[graph.ClaimStatus]int{}, Months: map[graph.Date]int{},
	}
	articles := map[graph.ID]bool{}
	for _, c := range want {
		articles[c.Article] = true
		fs.Types[c.Predicate]++
		fs.Stances[c.Stance]++
		fs.Realis[c.Realis]++
		id := c.Source.ID
		if c.Source.Kind == graph.SourceUnnamed || id == c.Article {
			id = graph.ID{}
		}
		fs.Sources[id]++
		fs.Statuses[c.Status]++
		fs.Months[graph.Date{Year: c.Published.Year, Month: c.Published.Month}]++
	}
	fs.Articles = len(articles)
	if got, err := tx.Facets(f); err != nil || text(got) != text(fs) {
		t.Errorf("facets of claims %s: got %s, %v\nwant %s", text(f), text(got), err, text(fs))
	}
	if p, err := tx.Explain(f); err != nil || p.Index == "" {
		t.Errorf("explain %s: %+v, %v", text(f), p, err)
	}
}
