package graph_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

// A store and its model are asked about sentences that two articles print in other words. The first sentence of each article is what
// officials say of the relation.
func TestRewordedSentencesAreCountedLikeAModel(t *testing.T) {
	const before, long, short = "As of now, ", "The customs office counted 12 trucks at the gate of the northern depot on Sunday.", "Sentence 1 of näives: yes."
	first := func(n int, start string) []string { // a story that begins with one of its sentences, in other words
		s := slices.Clone(stories[n])
		i := slices.Index(s, stories[0][0])
		return slices.Insert(slices.Delete(s, i, i+1), 0, start+stories[0][0])
	}
	for name, c := range map[string]struct {
		a, b    []string
		oneText bool
		origins int
	}{
		"only sentence of a reprint":           {first(1, ""), []string{before + stories[0][0]}, true, 1},
		"every sentence of a reprint":          {stories[0][:1], []string{before + stories[0][0]}, true, 1},
		"every sentence, in other words twice": {[]string{before + stories[0][0]}, []string{before + before + stories[0][0]}, true, 1},
		"copied into another story":            {first(0, ""), first(1, before), false, 1},
		"copied in other words twice":          {first(0, before+before), first(1, ""), false, 1},
		"with another number":                  {[]string{long}, []string{before + strings.Replace(long, "12", "13", 1)}, false, 2},
		"short, with as many words of its own": {[]string{before + short}, []string{before + before + short}, false, 2},
		"short, of the same runs of words":     {[]string{before + before + short}, []string{before + before + before + short}, false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			db, m := memory(t), graphtest.Model{}
			var ids []graph.ID
			for i, sentences := range [][]string{c.a, c.b} {
				var d graphtest.Draft
				d.Article.URL, d.Article.Published = fmt.Sprintf("https://example.org/%d", i), graph.Date{Year: 2024, Month: 10, Day: 18 + i}
				d.Entities = []graph.NewEntity{orlo, varia}
				for n, s := range sentences {
					claim := graph.Claim{
						Source: graph.Source{Kind: graph.SourceUnnamed, Name: "officials"}, Stance: graph.Asserts, Realis: graph.Actual, Predicate: graph.Other,
					}
					if n == 0 {
						claim.Predicate, claim.Subject, claim.Object = graph.DeploysTo, orlo.ID(), varia.ID()
					}
					d.Claim(s, claim)
				}
				graphtest.Put(t, db, d.Document)
				m.Put(d.Document)
				ids = append(ids, graphtest.ArticleID(d.Document))
			}
			err := db.View(t.Context(), func(tx *graph.Tx) error {
				cluster, err := tx.Cluster(ids[1])
				if err != nil {
					return err
				}
				if oneText := slices.Equal(cluster, ids); oneText != c.oneText {
					t.Errorf("one text: %v, want %v", oneText, c.oneText)
				}
				s, err := tx.Summary(graph.RelationID(graph.DeploysTo, orlo.ID(), varia.ID()))
				if s.Origins != c.origins {
					t.Errorf("%d origins, want %d", s.Origins, c.origins)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			graphtest.Compare(t, db, m)
		})
	}
}

// A store and its model are asked about what earlier versions said when the outlet was another entity. Another article reprints the
// present version and has a credit line, which is nothing to the earlier ones.
func TestOutletOfAnEarlierVersionSaysItsClaims(t *testing.T) {
	const gone = "Nobody at the bridge had seen a convoy since the snow came in the first week of the month."
	for name, c := range map[string]struct {
		outlet string
		entity graph.NewEntity
		want   func(article graph.ID) graph.ID
	}{
		"of another name": {"Old Sample Wire", orlo, func(graph.ID) graph.ID { return graph.EntityID(graph.ClassBody, "old sample wire") }},
		"another entity of the name": {
			"Sample Wire", graph.NewEntity{Class: graph.ClassBody, Key: "sw", Kind: graph.Agency, Name: "Sample Wire"},
			func(graph.ID) graph.ID { return graph.EntityID(graph.ClassBody, "sw") },
		},
		"none": {"", orlo, func(article graph.ID) graph.ID { return article }},
		"same": {"Sample Wire", orlo, func(graph.ID) graph.ID { return ministry.ID() }},
	} {
		t.Run(name, func(t *testing.T) {
			report := func(url, outlet string, hour int, entities []graph.NewEntity, sentences ...string) graph.Document {
				var d graphtest.Draft
				d.Article.URL, d.Article.Outlet, d.Article.Seen = url, outlet, seenAt(hour)
				d.Article.Published = graph.Date{Year: 2024, Month: 10, Day: 18}
				d.Entities = entities
				for _, s := range sentences {
					d.Claim(s, graph.Claim{
						Source: graph.Source{Kind: graph.SourceArticle}, Stance: graph.Asserts, Realis: graph.Actual, Predicate: graph.Other,
					})
				}
				return d.Document
			}
			first := report("https://example.org/1", c.outlet, 1, []graph.NewEntity{c.entity}, gone)
			now := report("https://example.org/1", "Sample Wire", 2, nil, stories[0]...)
			reprint := report("https://example.org/2", "Bay Messenger", 0, []graph.NewEntity{ministry}, stories[0]...)
			reprint.Article.Credits = []graph.ID{ministry.ID()}
			db, m := memory(t), graphtest.Model{}
			graphtest.Put(t, db, reprint)
			m.Put(reprint)
			for _, d := range []graph.Document{first, now} {
				if _, err := db.PutVersion(t.Context(), d); err != nil {
					t.Fatal(err)
				}
				m.PutVersion(d)
			}
			err := db.View(t.Context(), func(tx *graph.Tx) error {
				n := 0
				for claim, err := range tx.Claims(graph.ClaimFilter{Status: graph.Withdrawn}) {
					if err != nil {
						return err
					}
					n++
					o, err := tx.Origin(claim)
					if want := c.want(claim.Article); err != nil || o.Origin.ID != want {
						t.Errorf("it counts for %+v, %v; want %s", o, err, want)
					}
				}
				if n != 1 {
					t.Errorf("%d claims were withdrawn, want 1", n)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			graphtest.Compare(t, db, m)
		})
	}
}
