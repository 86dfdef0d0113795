package graph_test

import (
	"context"
	"fmt"
	"log"

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
