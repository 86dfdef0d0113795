package graph_test

import (
	"flag"
	"iter"
	"testing"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

var reprints = flag.Int("reprints", 4_000, "made-up articles in which reprints are looked for")

// TestReprintsAreFound finds the reprints among made-up articles and holds the clusters against the truth. With -v it shows what was
// joined wrongly and what was missed.
func TestReprintsAreFound(t *testing.T) {
	w := graphtest.NewReprints(1, *reprints, 0.1)
	dir := t.TempDir()
	db, err := graph.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	begun := time.Now()
	if _, err := db.Bulk(t.Context(), documents(w), nil); err != nil {
		t.Fatal(err)
	}
	t.Logf("loaded in %v", time.Since(begun).Round(time.Millisecond))
	clusters := map[graph.ID]graph.ID{}
	err = db.View(t.Context(), func(tx *graph.Tx) error {
		for a, err := range tx.Articles(graph.ArticleFilter{Brief: true}) {
			if err != nil {
				return err
			}
			ids, err := tx.Cluster(a.ID)
			if err != nil {
				return err
			}
			clusters[a.ID] = ids[0]
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	truths := w.Truths()
	s := graphtest.ScoreReprints(truths, clusters)
	t.Logf("%d articles: %d of %d reprints found, recall %.4f; %d of %d joined are right, precision %.4f",
		w.Len(), s.Found, s.Reprints, s.Recall(), s.Right, s.Joined, s.Precision())
	if s.Precision() < 0.98 || s.Recall() < 0.90 || s.Reprints < w.Len()/20 {
		t.Errorf("precision %.4f and recall %.4f of %d reprints; at least 0.98 and 0.90 are wanted", s.Precision(), s.Recall(), s.Reprints)
	}
	show := func(what string, ids []graph.ID) {
		kinds := map[graphtest.ReprintKind]int{}
		for i, id := range ids {
			truth := truths[id]
			kinds[truth.Kind]++
			if i >= 10 {
				continue
			}
			first := truths[clusters[id]]
			t.Logf("%s: article %d, %s of %d (from %d, group %d), in the cluster of %d, %s of %d (group %d)\n%s\n---\n%s", what,
				truth.Number, truth.Kind, truth.Original, truth.From, truth.Group, first.Number, first.Kind, first.Original, first.Group,
				w.Document(truth.Number).Article.Text, w.Document(truth.From).Article.Text)
		}
		t.Logf("%s: %d, %v", what, len(ids), kinds)
	}
	show("joined wrongly", s.Wrong)
	show("missed", s.Missed)
}

func documents(w *graphtest.Reprints) iter.Seq2[graph.Document, error] {
	return func(yield func(graph.Document, error) bool) {
		for d := range w.Documents() {
			if !yield(d, nil) {
				return
			}
		}
	}
}
