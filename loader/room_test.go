package loader

import (
	"context"
	"errors"
	"iter"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/loader/extract"
	"github.com/whosaid/whosaid/loader/source"
)

// slow is an extractor that counts the bytes of the texts that it has at the same time.
type slow struct{ now, most atomic.Int64 }

func (s *slow) Extract(_ context.Context, a source.Article) (extract.Record, error) {
	now := s.now.Add(int64(len(a.Text)))
	defer s.now.Add(-int64(len(a.Text)))
	for most := s.most.Load(); now > most && !s.most.CompareAndSwap(most, now); most = s.most.Load() {
	}
	time.Sleep(time.Millisecond)
	return extract.Record{ID: a.ID, Text: a.Text}, nil
}

func texts(sizes ...int) iter.Seq2[source.Article, error] {
	return func(yield func(source.Article, error) bool) {
		for _, n := range sizes {
			if !yield(source.Article{Text: strings.Repeat("x", n)}, nil) {
				return
			}
		}
	}
}

func TestTextsInMemoryAreBoundedByTheirBytes(t *testing.T) {
	for _, tt := range []struct {
		name  string
		sizes []int
		most  int64
	}{
		{"of the longest, one at a time", []int{roomSize, roomSize, roomSize, roomSize}, roomSize},
		{"longer than there is room", []int{2 * roomSize, 10, 2 * roomSize}, 2 * roomSize},
		{"of half the size, two", []int{roomSize / 2, roomSize / 2, roomSize / 2, roomSize / 2, roomSize / 2}, roomSize},
		{"small ones beside each other", []int{10, 10, 10, 10, 10, 10, 10, 10}, 80},
	} {
		x := &slow{}
		n := 0
		err := Extract(t.Context(), texts(tt.sizes...), Options{Extractor: x, Workers: 8}, func(extract.Record, error) error {
			n++
			return nil
		})
		if err != nil || n != len(tt.sizes) {
			t.Errorf("%s: %d of %d texts, %v", tt.name, n, len(tt.sizes), err)
		}
		if most := x.most.Load(); most > tt.most || most < int64(tt.sizes[0]) {
			t.Errorf("%s: %d bytes at the same time, want at most %d", tt.name, most, tt.most)
		}
	}
}

func TestWhoWaitsForRoomStopsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	r := newRoom()
	if err := r.take(ctx, roomSize); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(5*time.Millisecond, cancel)
	if err := r.take(ctx, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	r.give(roomSize)
	if err := r.take(t.Context(), 1); err != nil {
		t.Error(err)
	}
}

func TestLoadThatIsStoppedTellsOfAllThatItStored(t *testing.T) {
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	told := 0
	in := func(yield func(source.Article, error) bool) {
		for i := range 1000 {
			if !yield(source.Article{Text: strings.Repeat("Officials said so. ", 1+i), Path: "x"}, nil) {
				return
			}
		}
	}
	sum, err := Load(ctx, db, in, Options{Extractor: &slow{}}, func(r Result) {
		if told++; told == 40 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || sum.Articles != told || told < 40 || told > 40+maxBatch {
		t.Errorf("%+v, %d told, %v", sum, told, err)
	}
	err = db.View(t.Context(), func(tx *graph.Tx) error {
		held, err := tx.Stats()
		if held.Articles != sum.Stored || sum.Stored != told {
			t.Errorf("%d articles are stored, %+v", held.Articles, sum)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestDryRunOfALoadChangesNothing(t *testing.T) {
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	one := source.Article{Text: "Officials said so.", URL: "https://example.org/one", Path: "one"}
	other := source.Article{Text: "Officials did not.", URL: "https://example.org/one", Path: "other"}
	load := func(o Options, all ...source.Article) (s []Status) {
		in := func(yield func(source.Article, error) bool) {
			for _, a := range all {
				if !yield(a, nil) {
					return
				}
			}
		}
		o.Extractor = &slow{}
		if _, err := Load(t.Context(), db, in, o, func(r Result) { s = append(s, r.Status) }); err != nil {
			t.Fatal(err)
		}
		return s
	}
	if s := load(Options{DryRun: true}, one, other, source.Article{Path: "empty"}); len(s) != 3 || s[0] != Stored || s[1] != Stored || s[2] != Failed {
		t.Errorf("of an empty store: %v", s)
	}
	if s := load(Options{}, one); s[0] != Stored {
		t.Errorf("after a dry run: %v", s)
	}
	if s := load(Options{DryRun: true}, one, other); s[0] != Unchanged || s[1] == Unchanged || s[1] == Failed {
		t.Errorf("of a store with one of them: %v", s)
	}
	if s := load(Options{}, one); s[0] != Unchanged {
		t.Errorf("after a second dry run: %v", s)
	}
}
