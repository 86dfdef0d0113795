package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/klauspost/compress/s2"

	"github.com/whosaid/whosaid/graph/graphtest"
)

// tell says on a terminal what is being done.
func (b *bench) tell(format string, args ...any) {
	if terminalWidth(b.stderr) > 0 {
		_, _ = fmt.Fprintf(b.stderr, format+"\n", args...) // a terminal that is gone shows nothing; the run goes on
	}
}

// maxStored is how many articles are stored one by one at most. More say nothing more, and take very long.
const maxStored = 100_000

// stored is how many articles are stored one by one.
func (b *bench) stored() int { return min(b.articles, maxStored) }

// ingest measures how fast articles become durable one by one.
func (b *bench) ingest(ctx context.Context) error {
	for n := range b.rounds {
		b.tell("ingest, round %d of %d", n+1, b.rounds)
		o := partOptions{dir: b.place("ingest"), articles: b.stored(), callers: b.callers}
		r, err := b.part(ctx, "ingest", o)
		if err != nil {
			return err
		}
		b.board.add("durable ingest", float64(o.articles)/r.Seconds)
		b.board.add("durable ingest, until stored, p50", r.P50)
		b.board.add("durable ingest, until stored, p99", r.P99)
		y := partOptions{dir: b.place("ingest-yardstick"), articles: b.stored()}
		if r, err = b.part(ctx, "ingest-yardstick", y); err != nil {
			return err
		}
		b.board.addYardstick("durable ingest", float64(y.articles)/r.Seconds)
		b.board.addYardstick("durable ingest, until stored, p50", r.P50)
		b.board.addYardstick("durable ingest, until stored, p99", r.P99)
		for _, dir := range []string{o.dir, y.dir} {
			if err := os.RemoveAll(dir); err != nil {
				return err
			}
		}
	}
	return nil
}

// load measures how fast an empty store is filled. The stores of the last round stay, compacted, for the
// rest.
func (b *bench) load(ctx context.Context) error {
	edges := float64(b.articles * graphtest.WorkloadEdges)
	for n := range b.rounds {
		b.tell("bulk load, round %d of %d", n+1, b.rounds)
		for _, dir := range []string{b.place("store"), b.place("yardstick")} {
			if err := os.RemoveAll(dir); err != nil {
				return err
			}
		}
		r, err := b.part(ctx, "load", partOptions{dir: b.place("store"), articles: b.articles})
		if err != nil {
			return err
		}
		b.board.add("bulk load", edges/r.Seconds)
		if r.Peak > 0 {
			b.board.add("bulk load, peak memory", r.Peak)
		}
		if r, err = b.part(ctx, "load-yardstick", partOptions{dir: b.place("yardstick"), articles: b.articles}); err != nil {
			return err
		}
		b.board.addYardstick("bulk load", edges/r.Seconds)
		if r.Peak > 0 {
			b.board.addYardstick("bulk load, peak memory", r.Peak)
		}
	}
	if _, err := b.part(ctx, "compact", partOptions{dir: b.place("store")}); err != nil {
		return err
	}
	b.tell("verify")
	r, err := b.part(ctx, "verify", partOptions{dir: b.place("store")})
	b.board.add(verified, r.Seconds)
	return err
}

// export measures how fast all that the store holds is written out, and what memory that takes.
func (b *bench) export(ctx context.Context) error {
	for n := range b.rounds {
		b.tell("export, round %d of %d", n+1, b.rounds)
		r, err := b.part(ctx, "export", partOptions{dir: b.place("store")})
		if err != nil {
			return err
		}
		b.board.add(exportNative, float64(r.Bytes)/1e6/r.Seconds)
		if r.Peak > 0 {
			b.board.add(exportNative+", memory over rest", r.Peak-r.Rest)
			b.board.add(exportNative+", memory over rest, anonymous", r.Anonymous)
		}
	}
	return nil
}

// size measures what the compacted store takes on the disk. The yardstick holds no texts.
func (b *bench) size(context.Context) error {
	edges := float64(b.articles * graphtest.WorkloadEdges)
	whole, err := bytesIn(b.place("store"))
	if err != nil {
		return err
	}
	yardstick, err := bytesIn(b.place("yardstick"))
	if err != nil {
		return err
	}
	texts := b.textBytes()
	b.board.add("disk, whole directory", float64(whole)/edges)
	b.board.add("disk, without the compressed texts", float64(whole-texts)/edges)
	b.board.addYardstick("disk, without the compressed texts", float64(yardstick)/edges)
	return nil
}

// textBytes is how long the texts of the articles are, each compressed by itself as the store compresses them.
func (b *bench) textBytes() (n int64) {
	var buf []byte
	for i := range b.articles {
		text := []byte(b.world.Document(i).Article.Text)
		buf = slices.Grow(buf[:0], s2.MaxEncodedLen(len(text)))
		n += int64(len(s2.EncodeBetter(buf[:cap(buf)], text)))
	}
	return n
}

// bytesIn is what the files of a directory take on the disk.
func bytesIn(dir string) (n int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		i, err := d.Info()
		if err == nil {
			n += allocated(i)
		}
		return err
	})
	return n, err
}

// firstSource is a source of a store of so many articles, to ask for once it is open.
func (b *bench) firstSource(articles int) string {
	return b.world.Arguments(articles, 1).Sources[0].String()
}

// open measures how soon a store answers that nobody has opened for a while.
func (b *bench) open(ctx context.Context) error {
	for n := range b.rounds {
		b.tell("open, round %d of %d", n+1, b.rounds)
		for _, part := range []string{"open", "open-yardstick"} {
			o := partOptions{dir: b.place("store"), articles: b.articles, source: b.firstSource(b.articles)}
			add := b.board.add
			if part != "open" {
				o.dir, add = b.place("yardstick"), b.board.addYardstick
			}
			if err := dropCache(o.dir); err != nil {
				return err
			}
			r, err := b.part(ctx, part, o)
			if err != nil {
				return err
			}
			add("open and ask, nothing cached", r.Seconds*1e3)
		}
	}
	return nil
}

// openKilled measures how soon a store answers whose writer was killed.
func (b *bench) openKilled(ctx context.Context) error {
	for n := range b.rounds {
		b.tell("open after a SIGKILL, round %d of %d", n+1, b.rounds)
		o := partOptions{dir: b.place("killed"), callers: b.callers, articles: b.stored(), source: b.firstSource(b.stored())}
		if err := os.RemoveAll(o.dir); err != nil {
			return err
		}
		w, err := startWriter(ctx, o, b.stderr)
		if err != nil {
			return err
		}
		for acknowledged := 0; ; acknowledged++ {
			if _, ok := w.acknowledged(); !ok {
				break
			}
			if acknowledged == o.articles+b.callers {
				w.kill()
			}
		}
		if err := w.wait(); err != nil {
			return err
		}
		r, err := b.part(ctx, "open", o)
		if err != nil {
			return err
		}
		b.board.add("open and ask, after a SIGKILL", r.Seconds)
	}
	return os.RemoveAll(b.place("killed"))
}
