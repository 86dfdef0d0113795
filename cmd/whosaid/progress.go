package main

import (
	"fmt"
	"io"
	"iter"
	"os"
	"time"

	"golang.org/x/term"

	"github.com/whosaid/whosaid/loader"
	"github.com/whosaid/whosaid/loader/source"
)

type articles = iter.Seq2[source.Article, error]

// counts is how far a load has come.
type counts struct{ articles, failed, claims int }

func (c *counts) add(r loader.Result) {
	c.articles++
	c.claims += r.Claims
	if r.Status == loader.Failed {
		c.failed++
	}
}

// progress is one line of a terminal that is written again and again; on anything but a terminal it writes nothing.
type progress struct {
	w     io.Writer
	width int // columns; 0: off
	drawn bool
	last  time.Time
}

func newProgress(w io.Writer, quiet bool) *progress {
	if quiet {
		return &progress{}
	}
	return &progress{w: w, width: terminalWidth(w)}
}

// redraw is how long a line stands at least: faster nobody reads, and terminals are slow.
const redraw = 100 * time.Millisecond

// show writes the line, unless it was written a moment ago.
func (p *progress) show(c counts, path string) {
	if !p.due() {
		return
	}
	text := plural(c.articles, "article") + ", " + plural(c.claims, "claim")
	if c.failed > 0 {
		text += fmt.Sprintf(", %d failed", c.failed)
	}
	p.line(text + ": " + oneLine(path))
}

// due reports whether a line would be written.
func (p *progress) due() bool { return p.width != 0 && time.Since(p.last) >= redraw }

// line writes a text as the line, unless one was written a moment ago.
func (p *progress) line(text string) {
	if !p.due() {
		return
	}
	// A terminal that is gone shows nothing; the work goes on.
	_, _ = fmt.Fprint(p.w, "\r\x1b[K"+cut(text, p.width-1))
	p.drawn, p.last = true, time.Now()
}

// clear takes the line away, so that something else can be written.
func (p *progress) clear() {
	if p.drawn {
		_, _ = fmt.Fprint(p.w, "\r\x1b[K")
		p.drawn, p.last = false, time.Time{}
	}
}

// terminalWidth is how many columns w has; 0 where it is no terminal.
func terminalWidth(w io.Writer) int {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0
	}
	if n, _, err := term.GetSize(int(f.Fd())); err == nil && n > 0 {
		return n
	}
	return 80 // a terminal that does not know its size
}
