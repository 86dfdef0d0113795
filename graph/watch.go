package graph

import (
	"context"
	"fmt"
	"iter"
	"sync"
)

// Change is what a commit did to one article.
type Change struct {
	Article ID
	Status  PutStatus // Stored, Replaced or Removed
}

// maxBehind is how many changes wait for a watcher before the next commit leaves it behind: some 200 KB. One commit may be larger,
// so that a bulk load is told whole.
const maxBehind = 8192

// Watch tells of every change of an article that is committed from now on: once, in the order of the commits, when it is on disk. A
// View that begins then sees it. Within a commit the changes stand in the order they were made in, those of Bulk in the order of its
// documents; what a commit did to one article is one change, and none where it put the article and took it away again.
//
// Writers do not wait for watchers. One that is more than 8,192 changes behind when a commit comes is let go: after what waits for it
// the sequence ends with ErrLagged. It ends with ctx's error when ctx does, and with ErrClosed when the store is closed. It can be
// ranged over once, by one goroutine; who stops before its end, or never begins, lets it go by ending ctx.
//
// The error of Watch is ErrClosed for a closed store, and ErrReadOnly for one that was opened with ReadOnly, where nothing changes. A
// commit costs some 70 ns more for each watcher.
func (db *DB) Watch(ctx context.Context) (iter.Seq2[Change, error], error) {
	if err := db.begin(ctx, "watch"); err != nil {
		return nil, err
	}
	defer db.running.Done() // Close waits for it, so that it ends every watcher
	if db.readOnly {
		return nil, fmt.Errorf("graph: watch: %w", ErrReadOnly)
	}
	w := db.watchers.add()
	stop := context.AfterFunc(ctx, func() { db.watchers.remove(w, ctx.Err()) })
	return func(yield func(Change, error) bool) {
		defer stop()
		defer db.watchers.remove(w, ErrClosed)
		for {
			commits, err := db.watchers.take(w)
			for _, changes := range commits {
				for _, c := range changes {
					if e := ctx.Err(); e != nil {
						yield(Change{}, fmt.Errorf("graph: watch: %w", e))
						return
					}
					if !yield(c, nil) {
						return
					}
				}
			}
			if err != nil {
				yield(Change{}, fmt.Errorf("graph: watch: %w", err))
				return
			}
			if len(commits) == 0 {
				<-w.more
			}
		}
	}, nil
}

// watchers is all who watch a store. Its zero value is ready.
type watchers struct {
	mu  sync.Mutex
	all map[*watcher]struct{}
}

// watcher is one who watches. Its fields but more are under the mutex of the watchers.
type watcher struct {
	commits [][]Change // that it has not taken; every watcher has the same slices, which nobody changes
	behind  int        // changes in commits
	end     error      // why no more will come
	more    chan struct{}
}

func (ws *watchers) add() *watcher {
	w := &watcher{more: make(chan struct{}, 1)}
	ws.mu.Lock()
	defer ws.mu.Unlock()
	if ws.all == nil {
		ws.all = map[*watcher]struct{}{}
	}
	ws.all[w] = struct{}{}
	return w
}

// remove ends a watcher; what waits for it stays.
func (ws *watchers) remove(w *watcher, why error) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	ws.drop(w, why)
}

// drop is remove with mu held.
func (ws *watchers) drop(w *watcher, why error) {
	delete(ws.all, w)
	if w.end == nil {
		w.end = why
	}
	w.wake()
}

// close ends all watchers.
func (ws *watchers) close() {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	for w := range ws.all {
		ws.drop(w, ErrClosed)
	}
}

// publish hands the changes of a commit to all watchers. Who calls it has the right to write, which gives the order.
func (ws *watchers) publish(changes []Change) {
	if len(changes) == 0 {
		return
	}
	ws.mu.Lock()
	defer ws.mu.Unlock()
	for w := range ws.all {
		if w.behind > maxBehind {
			ws.drop(w, ErrLagged)
			continue
		}
		w.commits, w.behind = append(w.commits, changes), w.behind+len(changes)
		w.wake()
	}
}

func (w *watcher) wake() {
	select {
	case w.more <- struct{}{}:
	default:
	}
}

// take is what waits for a watcher, and why nothing comes after it, if that is so.
func (ws *watchers) take(w *watcher) ([][]Change, error) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	commits := w.commits
	w.commits, w.behind = nil, 0
	return commits, w.end
}

// changes is what a transaction does to articles.
type changes struct {
	list []netChange
	at   map[ID]int // place in list
}

// netChange is whether the store held an article before a transaction, and holds it after.
type netChange struct {
	id            ID
	before, after bool
}

// add notes what an operation of the transaction did.
func (c *changes) add(id ID, s PutStatus) {
	if s == Unchanged {
		return
	}
	i, known := c.at[id]
	if !known {
		if c.at == nil {
			c.at = map[ID]int{}
		}
		i = len(c.list)
		c.at[id] = i
		c.list = append(c.list, netChange{id: id, before: s != Stored})
	}
	c.list[i].after = s != Removed
}

// net is what is left of it.
func (c *changes) net() []Change {
	var out []Change
	for _, n := range c.list {
		switch {
		case n.before && n.after:
			out = append(out, Change{n.id, Replaced})
		case n.before:
			out = append(out, Change{n.id, Removed})
		case n.after:
			out = append(out, Change{n.id, Stored})
		}
	}
	return out
}
