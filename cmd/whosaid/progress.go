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
type counts struct {
	articles, failed, claims int

	read  int64 // bytes of files
	total int64 // bytes that are to be read; 0 or less where that is not known
}

func (c *counts) add(r loader.Result) {
	c.articles++
	c.claims += r.Claims
	if r.Status == loader.Failed {
		c.failed++
	}
}

// progress is one line of a terminal that is written again and again; on anything but a terminal show writes a line now and then,
// so that a log says how far a long load has come.
type progress struct {
	w     io.Writer // nil: off
	width int       // columns; 0: no terminal
	drawn bool
	begun time.Time
	last  time.Time // when a line was written
}

func newProgress(w io.Writer, quiet bool) *progress {
	if quiet {
		return &progress{}
	}
	return &progress{w: w, width: terminalWidth(w), begun: time.Now()}
}

// on reports whether anything is shown, now or later.
func (p *progress) on() bool { return p.w != nil }

// redraw is how long a line stands at least: faster nobody reads, and terminals are slow.
const redraw = 100 * time.Millisecond

// relog is how long passes between lines where there is no terminal: a load of an hour writes sixty.
const relog = time.Minute

// show writes the line, unless it was written a moment ago.
func (p *progress) show(c counts, path string) {
	if p.due() {
		p.line(pace(c, time.Since(p.begun)) + ": " + oneLine(path))
		return
	}
	if p.w != nil && p.width == 0 && time.Since(p.begun) >= relog && time.Since(p.last) >= relog {
		p.last = time.Now()
		_, _ = fmt.Fprintln(p.w, "whosaid: "+pace(c, time.Since(p.begun)))
	}
}

// settled is how long a load runs before it is told how fast it is, and how long it will take.
const settled = 2 * time.Second

// pace is how far a load has come in a time, how fast it is, and where its size is known its share and the time that is left.
func pace(c counts, took time.Duration) string {
	text := plural(c.articles, "article") + ", " + plural(c.claims, "claim")
	if c.failed > 0 {
		text += ", " + group(c.failed) + " failed"
	}
	share := float64(c.read) / float64(c.total)
	if c.total > 0 {
		text += fmt.Sprintf(", %.0f %%", 100*min(share, 1))
	}
	if took < settled {
		return text
	}
	rate := float64(c.articles) / took.Seconds()
	switch {
	case rate >= 10:
		text += ", " + group(int(rate)) + " a second"
	default:
		text += fmt.Sprintf(", %.1f a second", rate)
	}
	if c.total > 0 && c.read > 0 && share < 1 {
		text += ", " + roughly(time.Duration(float64(took)*(1-share)/share)) + " left"
	}
	return text
}

// roughly is a time that is estimated.
func roughly(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", max(1, int(d.Seconds())))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	}
	return fmt.Sprintf("%d h %d min", int(d.Hours()), int(d.Minutes())%60)
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
