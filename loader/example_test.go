package loader_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/loader"
	"github.com/whosaid/whosaid/loader/source"
)

// A program reads an article and asks who denies what. README.md shows this function.
func Example() {
	ctx := context.Background()
	db, err := graph.OpenMemory() // or graph.Open("whosaid.db")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()

	report := strings.NewReader("Iran denied that it has supplied drones to Russia.")
	articles := source.Read([]string{"-"}, source.Options{Stdin: report}) // or files and directories
	if _, err := loader.Load(ctx, db, articles, loader.Options{}, nil); err != nil {
		log.Fatal(err)
	}

	err = db.View(ctx, func(tx *graph.Tx) error {
		for c, err := range tx.Claims(graph.ClaimFilter{Stance: graph.Denies}) {
			if err != nil {
				return err
			}
			fmt.Printf("%s %s, in these words: %s\n", c.Source.Name, c.Stance, c.Evidence.Quote)
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: Iran denies, in these words: Iran denied that it has supplied drones to Russia.
}

// A program takes one article at a time, and tells what became of each.
func ExampleIngester_Ingest() {
	db, err := graph.OpenMemory()
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	in := loader.NewIngester(db, loader.Options{})
	report := source.Article{URL: "https://news.example/1", Published: "2024-10-18", Text: "Iran denied that it has supplied drones to Russia."}
	for range 2 {
		r, err := in.Ingest(context.Background(), report)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(r.Status, r.Claims, "claim")
	}
	// Output:
	// stored 1 claim
	// unchanged 1 claim
}
