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
