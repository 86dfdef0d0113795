package graph_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

// drawEntity is one of a few entities, by one of the names that articles have for it.
func drawEntity(t *rapid.T) graph.NewEntity {
	kinds := [][]graph.Kind{{graph.Leader, graph.Person}, {graph.Agency, graph.Organization}, {graph.Country}, {graph.Location}}
	n := rapid.IntRange(0, 5).Draw(t, "entity")
	kind := rapid.SampledFrom(kinds[n%len(kinds)]).Draw(t, "kind")
	name := rapid.SampledFrom([]string{fmt.Sprintf("Ab%d", n), fmt.Sprintf("AB %d", n), fmt.Sprintf("Ä%d", n), "Shared"}).Draw(t, "name")
	aliases := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"Ab", "abc", "Shared", "ABC", "zé"}), 0, 2, rapid.ID).Draw(t, "aliases")
	return graph.NewEntity{Class: kind.Class(), Key: fmt.Sprintf("key %d", n), Kind: kind, Name: name, Aliases: aliases}
}

// stories is texts that several articles print: some of a story's sentences, or all.
var stories = [][]string{
	{
		"The convoy left the harbour before dawn and turned east along the coast road, according to three people who watched it pass.",
		"None of the drivers carried papers, and the trucks bore the markings of a freight company that closed years ago.",
		"Port officials declined to say who had ordered the loading or why the gates stood open through the night.",
		"By noon the last of the trailers had crossed the bridge at the border, where guards waved it on without a word.",
	},
	{
		"A spokesman for the ministry confirmed that the second shipment of rifles had reached the depot outside the capital.",
		"The convoy left the harbour before dawn and turned east along the coast road, according to three people who watched it pass.",
		"Rebels in the northern hills said they had counted forty crates and fired upon the last of the mules.",
		"Nobody at the depot would answer the telephone on Sunday, and a neighbour heard engines until the morning.",
	},
}

// drawDocument is a small document in a small world, so that documents share what they name.
func drawDocument(t *rapid.T) graph.Document {
	var d graphtest.Draft
	for range rapid.IntRange(0, 4).Draw(t, "entities") {
		e := drawEntity(t)
		if !slices.ContainsFunc(d.Entities, func(o graph.NewEntity) bool { return o.ID() == e.ID() }) {
			d.Entities = append(d.Entities, e)
		}
	}
	n := rapid.IntRange(0, 6).Draw(t, "article")
	if n > 0 { // one in seven has no URL
		d.Article.URL = fmt.Sprintf("https://example.org/%d", n)
	}
	d.Article.Outlet = rapid.SampledFrom([]string{"", "Sample Wire", "AB 1", "key 1"}).Draw(t, "outlet")
	d.Article.Title = rapid.SampledFrom([]string{"", "One", "Two"}).Draw(t, "title")
	d.Article.Published = rapid.SampledFrom([]graph.Date{
		{}, {Year: 2024}, {Year: 2024, Month: 10}, {Year: 2024, Month: 10, Day: 18}, {Year: 2023, Month: 12, Day: 31}, {Month: 11, Day: 1},
	}).Draw(t, "published")
	d.Article.Text = rapid.SampledFrom([]string{"Vorab: überall.", "Ω"}).Draw(t, "beginning")
	story := rapid.IntRange(0, len(stories)).Draw(t, "story")
	ids := []graph.ID{{}}
	for _, e := range d.Entities {
		ids = append(ids, e.ID())
	}
	id := rapid.SampledFrom(ids)
	if len(ids) > 1 {
		d.Article.Credits = rapid.SliceOfN(rapid.SampledFrom(ids[1:]), 0, 3).Draw(t, "credits")
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "claims") {
		c := graph.Claim{
			Stance: graph.Stance(rapid.IntRange(1, 5).Draw(t, "stance")), Realis: graph.Realis(rapid.IntRange(1, 3).Draw(t, "realis")),
			Predicate: rapid.SampledFrom([]graph.Predicate{graph.DeploysTo, graph.Supplies, graph.Other}).Draw(t, "predicate"),
			Subject:   id.Draw(t, "subject"), Object: id.Draw(t, "object"), Item: id.Draw(t, "item"), Source: drawSource(t, ids),
		}
		if rapid.Bool().Draw(t, "chain") {
			c.Chain = []graph.Link{{Role: graph.Relay, Source: drawSource(t, ids)}}
		}
		if rapid.Bool().Draw(t, "quantity") {
			f := float64(rapid.IntRange(0, 2000).Draw(t, "number"))
			c.Quantity = &graph.Quantity{Unit: rapid.SampledFrom([]string{"", "soldier", "tank"}).Draw(t, "unit")}
			if rapid.Bool().Draw(t, "min") {
				c.Quantity.Min = &f
			}
			if rapid.Bool().Draw(t, "max") {
				c.Quantity.Max = &f
			}
		}
		sentence := fmt.Sprintf("Sentence %d of näives: %s.", i, rapid.SampledFrom([]string{"yes", "no"}).Draw(t, "words"))
		if story > 0 {
			sentence = stories[story-1][i]
		}
		d.Claim(sentence, c)
		if rapid.IntRange(0, 3).Draw(t, "again") == 0 {
			d.Claims = append(d.Claims, d.Claims[len(d.Claims)-1])
		}
	}
	return d.Document
}

func drawSource(t *rapid.T, ids []graph.ID) graph.Source {
	id := rapid.SampledFrom(ids).Draw(t, "source")
	switch rapid.IntRange(0, 2).Draw(t, "source kind") {
	case 0:
		return graph.Source{Kind: graph.SourceArticle}
	case 1:
		if !id.IsZero() {
			return graph.Source{Kind: graph.SourceEntity, ID: id}
		}
	}
	return graph.Source{Kind: graph.SourceUnnamed, Name: rapid.SampledFrom([]string{"officials", "Officials", "reports"}).Draw(t, "words"), Of: id}
}

// shuffled is the same document in another order.
func shuffled(t *rapid.T, d graph.Document) graph.Document {
	d.Entities = rapid.Permutation(d.Entities).Draw(t, "entities in another order")
	d.Claims = rapid.Permutation(d.Claims).Draw(t, "claims in another order")
	d.Article.Mentions = rapid.Permutation(d.Article.Mentions).Draw(t, "mentions in another order")
	return d
}

func TestStoreAnswersLikeAModel(t *testing.T) {
	db := memory(t)
	rapid.Check(t, func(t *rapid.T) {
		m := graphtest.Model{}
		defer empty(t, db)
		for range rapid.IntRange(1, 4).Draw(t, "updates") {
			undo := copied(m)
			fail := rapid.IntRange(0, 5).Draw(t, "fail") == 0
			errFail := errors.New("fail")
			err := db.Update(t.Context(), func(tx *graph.Tx) error {
				for range rapid.IntRange(0, 5).Draw(t, "writes") {
					write(t, tx, m)
				}
				graphtest.CompareTx(t, tx, m) // a transaction sees its own writes
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
			graphtest.Compare(t, db, m)
		}
	})
}

// memory is a store in memory that ends with the test.
func memory(t testing.TB) *graph.DB {
	t.Helper()
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// empty removes every article, and checks that nothing is left.
func empty(t *rapid.T, db *graph.DB) {
	err := db.Update(t.Context(), func(tx *graph.Tx) error {
		for a, err := range tx.Articles(graph.ArticleFilter{}) {
			if err != nil {
				return err
			}
			if err := tx.RemoveArticle(a.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	graphtest.Compare(t, db, graphtest.Model{})
}

func copied(m graphtest.Model) graphtest.Model {
	c := graphtest.Model{}
	for id, d := range m {
		c[id] = d
	}
	return c
}

// write puts or removes one article, in the store and in the model.
func write(t *rapid.T, tx *graph.Tx, m graphtest.Model) {
	held := make([]graph.ID, 0, len(m))
	for _, a := range m.Articles() {
		held = append(held, a.ID)
	}
	if len(held) > 0 {
		id := rapid.SampledFrom(held).Draw(t, "held")
		switch rapid.IntRange(0, 4).Draw(t, "what") {
		case 0:
			if err := tx.RemoveArticle(id); err != nil {
				t.Fatalf("remove: %v", err)
			}
			delete(m, id)
			if err := tx.RemoveArticle(id); !errors.Is(err, graph.ErrNotFound) {
				t.Fatalf("removed twice: %v", err)
			}
			return
		case 1:
			p, err := tx.PutArticle(shuffled(t, m[id]))
			if err != nil || p.Status != graph.Unchanged || p.ID != id {
				t.Fatalf("the same article in another order: %+v, %v", p, err)
			}
			return
		case 2:
			if m[id].Article.URL != "" {
				writeVersion(t, tx, m, drawVersion(t, m[id]))
				return
			}
		}
	}
	d := drawDocument(t)
	id := graphtest.ArticleID(d)
	old, had := m[id]
	if had && d.Article.URL != "" && rapid.Bool().Draw(t, "as a version") {
		writeVersion(t, tx, m, drawVersion(t, old))
		return
	}
	p, err := tx.PutArticle(d)
	if err != nil {
		t.Fatalf("put: %v", err)
	}
	if p.ID != id || had == (p.Status == graph.Stored) {
		t.Fatalf("put: %+v; the store held it: %v", p, had)
	}
	m.Put(d)
}

// drawVersion is another version of a document: one of its sentences is dropped or in another place, or another document of its URL.
func drawVersion(t *rapid.T, held graph.Document) graph.Document {
	v := drawDocument(t)
	if len(held.Claims) > 0 && rapid.Bool().Draw(t, "edited") {
		var d graphtest.Draft
		d.Article.Text, d.Article.Outlet, d.Article.Title = "Vorab: überall.", held.Article.Outlet, held.Article.Title
		d.Entities = held.Entities
		for _, c := range rapid.Permutation(held.Claims).Draw(t, "order")[:rapid.IntRange(0, len(held.Claims)).Draw(t, "claims kept")] {
			quote := c.Evidence.Quote
			if rapid.Bool().Draw(t, "reworded") {
				quote = "As of now, " + quote
			}
			c.Evidence = graph.Evidence{}
			d.Claim(quote, c)
		}
		v = d.Document
	}
	v.Article.URL, v.Article.Outlet = held.Article.URL, held.Article.Outlet
	v.Article.Seen = rapid.SampledFrom([]time.Time{{}, seenAt(1), seenAt(2), seenAt(3)}).Draw(t, "seen")
	v.Article.Notices = rapid.SampledFrom([][]string{nil, {"Correction: a number was wrong."}}).Draw(t, "notices")
	return v
}

// seenAt is an instant.
func seenAt(hour int) time.Time { return time.Date(2024, 10, 18, hour, 0, 0, 0, time.UTC) }

func writeVersion(t *rapid.T, tx *graph.Tx, m graphtest.Model, d graph.Document) {
	m.PutVersion(d)
	want := m[graphtest.ArticleID(d)]
	p, err := tx.PutVersion(d)
	if err != nil {
		t.Fatalf("put a version: %v", err)
	}
	if p.Status == graph.Stored || p.Versions != 1+len(want.Earlier) {
		t.Fatalf("put a version: %+v, want %d versions", p, 1+len(want.Earlier))
	}
	if p, err = tx.PutVersion(d); err != nil || p.Status != graph.Unchanged {
		t.Fatalf("put a version again: %+v, %v", p, err)
	}
	n := 0
	for _, err := range tx.Versions(p.ID) {
		if n++; err != nil {
			t.Fatalf("versions: %v", err)
		}
	}
	if n != p.Versions {
		t.Fatalf("there are %d versions, and put said %d", n, p.Versions)
	}
}

func TestOrderOfLoadingNeverShows(t *testing.T) {
	db := memory(t)
	rapid.Check(t, func(t *rapid.T) {
		docs := rapid.SliceOfNDistinct(rapid.Custom(drawDocument), 1, 5, func(d graph.Document) graph.ID { return graphtest.ArticleID(d) }).Draw(t, "documents")
		extra := drawDocument(t)
		m := graphtest.Model{}
		for _, d := range docs {
			m.Put(d)
		}
		var dumps []string
		for range 2 {
			err := db.Update(t.Context(), func(tx *graph.Tx) error {
				// What is there and goes again must leave no trace.
				if _, err := tx.PutArticle(extra); err != nil {
					return err
				}
				for _, d := range rapid.Permutation(docs).Draw(t, "order") {
					if _, err := tx.PutArticle(shuffled(t, d)); err != nil {
						return err
					}
				}
				if _, ok := m[graphtest.ArticleID(extra)]; !ok {
					return tx.RemoveArticle(graphtest.ArticleID(extra))
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			graphtest.Compare(t, db, m)
			dumps = append(dumps, graph.Dump(db))
			empty(t, db)
		}
		if dumps[0] != dumps[1] {
			t.Fatalf("two orders, two stores:\n%s\n%s", dumps[0], dumps[1])
		}
	})
}
