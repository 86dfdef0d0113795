package graphtest_test

import (
	"testing"

	"github.com/whosaid/whosaid/graph/graphtest"
)

func TestYardstickAnswersWhatWasStored(t *testing.T) {
	w := graphtest.NewWorkload()
	const articles = 100
	for name, store := range map[string]func(*graphtest.Yardstick) error{
		"ingest": func(y *graphtest.Yardstick) error { _, err := y.Ingest(articles); return err },
		"load":   func(y *graphtest.Yardstick) error { return y.Load(articles) },
	} {
		y, err := graphtest.OpenYardstick(t.TempDir(), w, name == "ingest")
		if err != nil {
			t.Fatal(err)
		}
		defer y.Close()
		if err := store(y); err != nil {
			t.Fatal(err)
		}
		if err := y.Compact(); err != nil {
			t.Fatal(err)
		}
		if err := y.Get(y.Keys(articles, 200)); err != nil {
			t.Errorf("%s: get: %v", name, err)
		}
		for _, s := range y.Sources(articles, 50) {
			if n, err := y.Claims(s); err != nil || n == 0 || n > 20 {
				t.Errorf("%s: %d claims of source %d, %v", name, n, s, err)
			}
		}
	}
}
