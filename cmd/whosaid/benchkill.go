package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"sync"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

const (
	// wholeEvery is after how many kills everything that a store holds is looked at, and a new store begun.
	wholeEvery = 10
	// A writer is killed between these times after its first article: before, while and after the store writes out what it
	// has gathered.
	soonest, latest = 10 * time.Millisecond, 600 * time.Millisecond
)

// kills is what was found after so many kills.
type kills struct {
	Kills        int `json:"kills"`
	Acknowledged int `json:"acknowledged"` // articles, in all
	Untold       int `json:"untold"`       // whole articles of which the writer had not told yet
	Verified     int `json:"verified"`     // verifications of a whole store
	Lost         int `json:"lost"`         // acknowledged articles that are not there
	Torn         int `json:"torn"`         // articles that are there in part
	Problems     int `json:"problems"`     // of the verifications
	Searches     int `json:"searches"`     // for two words side by side
	Differ       int `json:"differ"`       // searches that find another set of claims than a scan
}

// runKills kills writers and looks at what they leave.
func runKills(ctx context.Context, o benchOptions, dir string, stdout, stderr io.Writer) error {
	b := &bench{benchOptions: o, base: dir, stderr: stderr, world: graphtest.NewWorkload()}
	r := rand.New(rand.NewPCG(o.seed, 1))
	var all kills
	held := 0 // documents that the store has: all up to this one
	for n := range o.kill {
		b.tell("kill %d of %d", n+1, o.kill)
		p := partOptions{dir: b.place("killed"), first: held, callers: o.callers}
		acknowledged, err := killed(ctx, p, soonest+time.Duration(r.Int64N(int64(latest-soonest))), stderr)
		if err != nil {
			return err
		}
		all.Kills++
		all.Acknowledged += len(acknowledged)
		// Each caller may have stored one article that it did not come to tell of.
		next := held + len(acknowledged) + o.callers
		end := n == o.kill-1 || n%wholeEvery == wholeEvery-1
		err = inStore(p.dir, func(db *graph.DB) error {
			if err := b.lookThrough(ctx, db, r, &all); err != nil {
				return err
			}
			if err := b.look(ctx, db, held, next, acknowledged, &all); err != nil || !end {
				return err
			}
			return b.lookAtAll(ctx, db, next, &all)
		})
		if err != nil {
			return fmt.Errorf("after kill %d: %w", all.Kills, err)
		}
		if held = next; end {
			held = 0
			if err := os.RemoveAll(p.dir); err != nil {
				return err
			}
		}
	}
	if err := all.write(stdout, o.json); err != nil {
		return err
	}
	if all.Lost+all.Torn+all.Problems+all.Differ > 0 {
		return errors.New("the store does not keep what it acknowledged")
	}
	return nil
}

// killed has a writer store documents from first on, kills it some time after its first acknowledgement, and returns which it
// acknowledged.
func killed(ctx context.Context, o partOptions, after time.Duration, stderr io.Writer) (map[int]bool, error) {
	w, err := startWriter(ctx, o, stderr)
	if err != nil {
		return nil, err
	}
	acknowledged := map[int]bool{}
	for {
		i, ok := w.acknowledged()
		if !ok {
			break
		}
		if len(acknowledged) == 0 {
			time.AfterFunc(after, w.kill)
		}
		acknowledged[i] = true
	}
	return acknowledged, w.wait()
}

// look puts each document again that the last writer may have stored: an acknowledged one must be there, unchanged, and any
// other one must be there unchanged or not at all.
func (b *bench) look(ctx context.Context, db *graph.DB, first, next int, acknowledged map[int]bool, all *kills) error {
	before, err := statsOf(ctx, db)
	if err != nil {
		return err
	}
	var mu sync.Mutex
	whole := 0
	err = putAll(b.callers, first, next-first, func(i int) error {
		p, err := db.Put(ctx, b.world.Document(i))
		mu.Lock()
		defer mu.Unlock()
		switch {
		case err != nil:
			return err
		case p.Status == graph.Unchanged:
			whole++
			if !acknowledged[i] {
				all.Untold++
			}
		case p.Status == graph.Replaced:
			all.Torn++
		case acknowledged[i]:
			all.Lost++
		}
		return nil
	})
	if err != nil {
		return err
	}
	// What is there of no document that was put is there in part.
	if before.Articles != first+whole {
		all.Torn += max(1, before.Articles-first-whole)
	}
	return nil
}

// lookAtAll puts every document again, which must change nothing, and verifies the store.
func (b *bench) lookAtAll(ctx context.Context, db *graph.DB, next int, all *kills) error {
	var mu sync.Mutex
	err := putAll(b.callers, 0, next, func(i int) error {
		p, err := db.Put(ctx, b.world.Document(i))
		if err == nil && p.Status != graph.Unchanged {
			mu.Lock()
			defer mu.Unlock()
			if p.Status == graph.Replaced {
				all.Torn++
			} else {
				all.Lost++
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, err := range db.Verify(ctx) {
		if err != nil {
			return err
		}
		all.Problems++
	}
	all.Verified++
	return nil
}

func statsOf(ctx context.Context, db *graph.DB) (s graph.Stats, err error) {
	err = db.View(ctx, func(tx *graph.Tx) error {
		s, err = tx.Stats()
		return err
	})
	return s, err
}

func (k *kills) write(w io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(k)
	}
	_, err := fmt.Fprintf(w, "%s: %s acknowledged, %s lost, %s there in part\n%s more had been stored whole and not yet told; %s found %s\n%s for two words agreed with a scan, %s did not\n",
		plural(k.Kills, "kill"), plural(k.Acknowledged, "article"), group(k.Lost), group(k.Torn),
		group(k.Untold), plural(k.Verified, "verification"), plural(k.Problems, "problem"),
		many(k.Searches-k.Differ, "search", "searches"), group(k.Differ))
	return err
}
