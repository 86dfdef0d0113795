package graph_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"
	"unicode/utf8"

	"github.com/whosaid/whosaid/graph"
)

// report is a document of one article: a ministry says how many soldiers are in a place.
func report() graph.Document {
	ministry := graph.NewEntity{Class: graph.ClassBody, Key: "ministry of orlo", Kind: graph.Agency, Name: "Ministry of Orlo"}
	orlo := graph.NewEntity{Class: graph.ClassState, Key: "orlo", Kind: graph.Country, Name: "Orlo"}
	varia := graph.NewEntity{Class: graph.ClassPlace, Key: "varia", Kind: graph.Location, Name: "Varia"}
	count := 1500.0
	return graph.Document{
		Article: graph.Article{
			URL:       "https://example.org/varia",
			Outlet:    "Sample Wire",
			Published: graph.Date{Year: 2024, Month: 10, Day: 18},
			Text:      "The Ministry of Orlo said that 1,500 soldiers are in Varia. It rained.",
		},
		Entities: []graph.NewEntity{ministry, orlo, varia},
		Claims: []graph.Claim{{
			Source:    graph.Source{Kind: graph.SourceEntity, ID: ministry.ID()},
			Cue:       "said",
			Evidence:  graph.Evidence{Quote: "The Ministry of Orlo said that 1,500 soldiers are in Varia.", Start: 0, End: 59},
			Stance:    graph.Asserts,
			Realis:    graph.Actual,
			Predicate: graph.DeploysTo,
			Subject:   orlo.ID(),
			Object:    varia.ID(),
			Quantity:  &graph.Quantity{Min: &count, Max: &count, Unit: "soldier", Text: "1,500"},
		}},
	}
}

func ExampleOpenMemory() {
	db, err := graph.OpenMemory()
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	err = db.View(context.Background(), func(tx *graph.Tx) error {
		s, err := tx.Stats()
		fmt.Println(s.Articles, "articles")
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: 0 articles
}

func ExampleTx_PutArticle() {
	db, err := graph.OpenMemory()
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	for range 2 {
		err = db.Update(context.Background(), func(tx *graph.Tx) error {
			p, err := tx.PutArticle(report())
			fmt.Println(p.Status, p.Claims, "claim,", p.Entities, "entities")
			return err
		})
		if err != nil {
			log.Fatal(err)
		}
	}
	// Output:
	// stored 1 claim, 4 entities
	// unchanged 1 claim, 4 entities
}

func ExampleTx_Claims() {
	db, err := graph.OpenMemory()
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	ctx := context.Background()
	err = db.Update(ctx, func(tx *graph.Tx) error { _, err := tx.PutArticle(report()); return err })
	if err != nil {
		log.Fatal(err)
	}
	err = db.View(ctx, func(tx *graph.Tx) error {
		orlo := graph.EntityID(graph.ClassState, "orlo")
		for c, err := range tx.Claims(graph.ClaimFilter{Type: graph.DeploysTo, Subject: orlo}) {
			if err != nil {
				return err
			}
			fmt.Printf("%s %s %s %s: %q\n", c.Published, c.Source.Name, c.Stance, c.Quantity.Text, c.Evidence.Quote)
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: 2024-10-18 Ministry of Orlo asserts 1,500: "The Ministry of Orlo said that 1,500 soldiers are in Varia."
}

func ExampleWhere() {
	db, err := graph.OpenMemory()
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	ctx := context.Background()
	err = db.Update(ctx, func(tx *graph.Tx) error { _, err := tx.PutArticle(report()); return err })
	if err != nil {
		log.Fatal(err)
	}
	err = db.View(ctx, func(tx *graph.Tx) error {
		// What is said of soldiers that are sent or of supplies, but for denials.
		n, err := tx.Count(graph.ClaimFilter{Where: &graph.Where{
			Any:  []graph.ClaimFilter{{Type: graph.DeploysTo}, {Type: graph.Supplies}},
			None: []graph.ClaimFilter{{Stance: graph.Denies}},
		}})
		fmt.Println(n)
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: 1
}

func ExampleTx_Compare() {
	db, err := graph.OpenMemory()
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	orlo, varia := graph.EntityID(graph.ClassState, "orlo"), graph.EntityID(graph.ClassPlace, "varia")
	ctx := context.Background()
	err = db.Update(ctx, func(tx *graph.Tx) error {
		if _, err := tx.PutArticle(report()); err != nil {
			return err
		}
		other := report()
		count := 11_000.0
		other.Article.URL, other.Article.Text = "https://example.org/orlo", "Nearly 11,000 soldiers are in Varia, officials said."
		c := &other.Claims[0]
		c.Source = graph.Source{Kind: graph.SourceUnnamed, Name: "officials"}
		c.Evidence = graph.Evidence{Quote: other.Article.Text, Start: 0, End: 52}
		c.Quantity = &graph.Quantity{Min: &count, Max: &count, Approx: true, Unit: "soldier", Text: "Nearly 11,000"}
		_, err := tx.PutArticle(other)
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	err = db.View(ctx, func(tx *graph.Tx) error {
		board, err := tx.Compare(graph.CompareQuery{Type: graph.DeploysTo, Subject: orlo, Object: varia})
		if err != nil {
			return err
		}
		for _, p := range board.Positions {
			fmt.Printf("%s in %s: %s\n", p.Words[0], p.Object.Name, p.Claims[0].Source.Name)
		}
		for _, p := range board.Pairs {
			fmt.Printf("%s: %s\n", p.Class, p.Reason)
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// 1,500 in Varia: Ministry of Orlo
	// Nearly 11,000 in Varia: officials
	// possible_conflict: “Nearly 11,000” is approximate; neither is dated
}

// filled is a store that holds the report.
func filled() *graph.DB {
	db, err := graph.OpenMemory()
	if err != nil {
		log.Fatal(err)
	}
	if _, err := db.Put(context.Background(), report()); err != nil {
		log.Fatal(err)
	}
	return db
}

// view runs fn on a snapshot.
func view(db *graph.DB, fn func(*graph.Tx) error) {
	if err := db.View(context.Background(), fn); err != nil {
		log.Fatal(err)
	}
}

func ExampleOpen() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	db, err := graph.Open(filepath.Join(dir, "store"))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	p, err := db.Put(context.Background(), report()) // on disk when it returns
	fmt.Println(p.Status, err)
	// Output: stored <nil>
}

func ExampleDB_Put() {
	db := filled()
	defer db.Close()
	again, err := db.Put(context.Background(), report())
	fmt.Println(again.Status, again.Claims, "claim", err)
	bad := report()
	bad.Claims[0].Evidence.Start = 4
	_, err = db.Put(context.Background(), bad)
	fmt.Println(errors.Is(err, graph.ErrQuote))
	// Output:
	// unchanged 1 claim <nil>
	// true
}

func ExampleDB_Bulk() {
	db, err := graph.OpenMemory()
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	s, err := db.Bulk(context.Background(), func(yield func(graph.Document, error) bool) {
		for n := range 3 {
			d := report()
			d.Article.URL = fmt.Sprintf("https://example.org/varia/%d", n)
			if !yield(d, nil) {
				return
			}
		}
	}, nil)
	fmt.Println(s.Articles, "articles,", s.Claims, "claims,", s.Relations, "relation,", err)
	// Output: 3 articles, 3 claims, 1 relation, <nil>
}

func ExampleDB_Verify() {
	db := filled()
	defer db.Close()
	n := 0
	for p, err := range db.Verify(context.Background()) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(p)
		n++
	}
	fmt.Println(n, "problems")
	// Output: 0 problems
}

func ExampleTx_Entities() {
	db := filled()
	defer db.Close()
	view(db, func(tx *graph.Tx) error {
		for e, err := range tx.Entities(graph.EntityFilter{Name: "var"}) {
			if err != nil {
				return err
			}
			d, err := tx.Degree(e.ID)
			if err != nil {
				return err
			}
			fmt.Println(e.Name, e.Kind, "is the object of", d.Object, "claim")
		}
		return nil
	})
	// Output: Varia Location is the object of 1 claim
}

func ExampleTx_Relations() {
	db := filled()
	defer db.Close()
	view(db, func(tx *graph.Tx) error {
		for r, err := range tx.Relations(graph.RelationFilter{Type: graph.DeploysTo}) {
			if err != nil {
				return err
			}
			s, err := tx.Summary(r.ID())
			if err != nil {
				return err
			}
			fmt.Println(r.Type, s.Claims, "claim of", s.Origins, "origin,", *s.Min, s.Unit)
		}
		return nil
	})
	// Output: deploys_to 1 claim of 1 origin, 1500 soldier
}

func ExampleTx_Explain() {
	db := filled()
	defer db.Close()
	view(db, func(tx *graph.Tx) error {
		orlo := graph.EntityID(graph.ClassState, "orlo")
		p, err := tx.Explain(graph.ClaimFilter{Subject: orlo, Stance: graph.Denies})
		fmt.Println(p)
		return err
	})
	// Output: claims by subject (1 claim); then looks at each for stance
}

func ExampleTx_Facets() {
	db := filled()
	defer db.Close()
	view(db, func(tx *graph.Tx) error {
		f, err := tx.Facets(graph.ClaimFilter{About: graph.EntityID(graph.ClassPlace, "varia")})
		fmt.Println(f.Claims, "claim,", f.Types[graph.DeploysTo], "of deploys_to,", f.Stances[graph.Denies], "denial")
		return err
	})
	// Output: 1 claim, 1 of deploys_to, 0 denial
}

func ExampleTx_Evidence() {
	db := filled()
	defer db.Close()
	view(db, func(tx *graph.Tx) error {
		for c, err := range tx.Claims(graph.ClaimFilter{}) {
			if err != nil {
				return err
			}
			e, err := tx.Evidence(c)
			if err != nil {
				return err
			}
			fmt.Printf("%d to %d, followed by %q\n", e.Start, e.End, e.Suffix)
		}
		return nil
	})
	// Output: 0 to 59, followed by " It rained."
}

func ExampleTx_Neighborhood() {
	db := filled()
	defer db.Close()
	view(db, func(tx *graph.Tx) error {
		g, err := tx.Neighborhood(graph.NeighborhoodQuery{Roots: []graph.ID{graph.EntityID(graph.ClassState, "orlo")}, Depth: 2})
		for _, e := range g.Entities {
			fmt.Println(e.Name, e.Kind)
		}
		return err
	})
	// Output:
	// Orlo Country
	// Varia Location
}

func ExampleTx_Paths() {
	db := filled()
	defer db.Close()
	view(db, func(tx *graph.Tx) error {
		orlo, varia := graph.EntityID(graph.ClassState, "orlo"), graph.EntityID(graph.ClassPlace, "varia")
		p, err := tx.Paths(graph.PathQuery{From: varia, To: orlo})
		if err != nil {
			return err
		}
		for i, r := range p.Paths[0].Relations {
			fmt.Println(p.Paths[0].Entities[i].Name, "–", r.Type, "–", p.Paths[0].Entities[i+1].Name)
		}
		return nil
	})
	// Output: Varia – deploys_to – Orlo
}

func ExampleTx_Origins() {
	db, err := graph.OpenMemory()
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	ctx := context.Background()
	const quote = "The ferry ran aground on a sandbank outside the harbour shortly after four in the morning on Tuesday, " +
		"and its passengers were taken off by fishing boats before the tide turned."
	for day, outlet := range []string{"Bay Messenger", "Hill Courier"} {
		_, err := db.Put(ctx, graph.Document{
			Article: graph.Article{Text: quote, Outlet: outlet, Published: graph.Date{Year: 2024, Month: 10, Day: 18 + day}},
			Claims: []graph.Claim{{
				Source:   graph.Source{Kind: graph.SourceArticle},
				Evidence: graph.Evidence{Quote: quote, End: len(quote)},
				Stance:   graph.Asserts, Realis: graph.Actual, Predicate: graph.Other,
			}},
		})
		if err != nil {
			log.Fatal(err)
		}
	}
	err = db.View(ctx, func(tx *graph.Tx) error {
		var claims []graph.Claim
		for c, err := range tx.Claims(graph.ClaimFilter{}) {
			if err != nil {
				return err
			}
			claims = append(claims, c)
		}
		counted, err := tx.Origins(claims)
		if err != nil {
			return err
		}
		for i, c := range counted {
			articles, err := tx.Cluster(claims[i].Article)
			if err != nil {
				return err
			}
			fmt.Println(claims[i].Source.Name, "counts for", c.Origin.Name+":", c.Why, "in", len(articles), "articles")
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// Hill Courier counts for Bay Messenger: reprinted in 2 articles
	// Bay Messenger counts for Bay Messenger: said in 2 articles
}

func ExampleTx_Timeline() {
	db := filled()
	defer db.Close()
	view(db, func(tx *graph.Tx) error {
		r := graph.RelationID(graph.DeploysTo, graph.EntityID(graph.ClassState, "orlo"), graph.EntityID(graph.ClassPlace, "varia"))
		periods, _, err := tx.Timeline(r)
		for _, p := range periods {
			fmt.Println(p.Month, p.Claims, "claim")
		}
		return err
	})
	// Output: 2024-10 1 claim
}

func ExampleTx_Subgraph() {
	db := filled()
	defer db.Close()
	view(db, func(tx *graph.Tx) error {
		g, err := tx.Subgraph(graph.ClaimFilter{Type: graph.DeploysTo}, 100)
		fmt.Println(len(g.Entities), "entities,", len(g.Relations), "relation")
		return err
	})
	// Output: 2 entities, 1 relation
}

func ExampleTx_FindEntities() {
	db, err := graph.OpenMemory()
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	ctx := context.Background()
	err = db.Update(ctx, func(tx *graph.Tx) error { _, err := tx.PutArticle(report()); return err })
	if err != nil {
		log.Fatal(err)
	}
	err = db.View(ctx, func(tx *graph.Tx) error {
		for _, name := range []string{"ministry", "Wire", "Варія"} {
			for f, err := range tx.FindEntities(graph.FindQuery{Name: name}) {
				if err != nil {
					return err
				}
				fmt.Printf("%s finds %s by its %s\n", name, f.As, f.Match)
			}
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// ministry finds Ministry of Orlo by its start
	// Wire finds Sample Wire by its word
	// Варія finds Varia by its script
}

func ExampleTx_Suggestions() {
	db, err := graph.OpenMemory()
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	ctx := context.Background()
	first, second := report(), report()
	second.Article.URL = "https://example.org/variya"
	second.Article.Text = "Soldiers of Orlo are in Variya, the MOO says."
	second.Entities = []graph.NewEntity{
		{Class: graph.ClassPlace, Key: "variya", Kind: graph.Location, Name: "Variya"},
		{Class: graph.ClassBody, Key: "moo", Kind: graph.Agency, Name: "MOO"},
	}
	second.Claims = nil
	err = db.Update(ctx, func(tx *graph.Tx) error {
		_, err := tx.PutArticle(first)
		if err == nil {
			_, err = tx.PutArticle(second)
		}
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	err = db.View(ctx, func(tx *graph.Tx) error {
		for s, err := range tx.Suggestions(graph.SuggestionQuery{}) {
			if err != nil {
				return err
			}
			fmt.Println(s.A.Name, "may be", s.B.Name, "as", s.Reasons[0])
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// Ministry of Orlo may be MOO as "MOO" abbreviates "Ministry of Orlo"
	// Varia may be Variya as "Varia" is a spelling of "Variya"
}

func ExampleTx_Search() {
	db, err := graph.OpenMemory()
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Put(context.Background(), report()); err != nil {
		log.Fatal(err)
	}
	err = db.View(context.Background(), func(tx *graph.Tx) error {
		found, err := tx.Search(graph.SearchQuery{Text: `soldier "are in"`})
		for _, h := range found.Hits {
			fmt.Println(h.Claims[0].Source.Name+":", h.Snippet.Text, h.Snippet.Marks)
		}
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: Ministry of Orlo: The Ministry of Orlo said that 1,500 soldiers are in Varia. [{37 45} {46 52}]
}

func ExampleDB_PutVersion() {
	ctx := context.Background()
	db, err := graph.OpenMemory()
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	orlo := graph.NewEntity{Class: graph.ClassState, Key: "iso:XO", Kind: graph.Country, Name: "Orlo"}
	report := func(seen time.Time, sentence string) graph.Document {
		return graph.Document{
			Article:  graph.Article{URL: "https://example.org/report", Text: sentence, Seen: seen},
			Entities: []graph.NewEntity{orlo},
			Claims: []graph.Claim{{
				Source: graph.Source{Kind: graph.SourceArticle}, Stance: graph.Asserts, Realis: graph.Actual, Predicate: graph.Other,
				Subject: orlo.ID(), Evidence: graph.Evidence{Quote: sentence, End: utf8.RuneCountInString(sentence)},
			}},
		}
	}
	morning := time.Date(2024, 10, 18, 9, 0, 0, 0, time.UTC)
	for _, d := range []graph.Document{
		report(morning.Add(time.Hour), "Orlo has 1,200 soldiers at the border."), // the order does not matter
		report(morning, "Orlo has 12,000 soldiers at the border."),
	} {
		put, err := db.PutVersion(ctx, d)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(put.Status, put.Versions)
	}
	err = db.View(ctx, func(tx *graph.Tx) error {
		for c, err := range tx.Claims(graph.ClaimFilter{}) {
			if err != nil {
				return err
			}
			fmt.Println(c.Evidence.Quote, c.Status)
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// stored 1
	// versioned 2
	// Orlo has 1,200 soldiers at the border. current
	// Orlo has 12,000 soldiers at the border. corrected
}
