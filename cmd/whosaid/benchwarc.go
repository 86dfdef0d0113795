package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
	"github.com/whosaid/whosaid/loader"
	"github.com/whosaid/whosaid/loader/source"
)

// What is measured of web archives: how fast pages are loaded from one, beside the same texts as JSON Lines, and what memory an
// archive takes that is larger than any machine's.
const (
	textRate     = "articles, as JSON Lines"
	warcRate     = "the same as pages of a WARC"
	warcShare    = "its share of the rate of JSON Lines"
	packedRate   = "the same, packed with gzip"
	packedShare  = "its share of the rate of JSON Lines, packed"
	warcPeak     = "memory over rest, WARC of pages"
	sparseRate   = "WARC of mostly other things"
	sparseMemory = "its memory over rest"
)

var warcGoals = []goal{
	{textRate, "articles/s", 0, 0, true},
	{warcRate, "articles/s", 0, 0, true},
	{warcShare, "%", 40, 70, true},
	{packedRate, "articles/s", 0, 0, true},
	{packedShare, "%", 0, 0, true},
	{warcPeak, "MB", 0, 0, false},
	{sparseRate, "MB/s", 0, 0, true},
	{sparseMemory, "MB", 500, 300, false},
}

// Documents of the workload that one page has as its paragraphs: some 870 words.
const pageDocuments = 3

// hole is how many bytes of a sparse archive lie between two pages: a record of a video.
const hole = 250_000_000

// measureWARC takes the figures of web archives.
func measureWARC(ctx context.Context, o benchOptions, dir string, stdout, stderr io.Writer) error {
	b := &bench{benchOptions: o, base: dir, stderr: stderr, world: graphtest.NewWorkload(), board: newBoard(warcGoals)}
	b.tell("making archives of %s", plural(o.articles, "page"))
	inputs := []struct {
		path, rate, share string
		write             func(io.Writer) error
	}{
		{b.place("texts.jsonl"), textRate, "", b.writeTexts},
		{b.place("pages.warc"), warcRate, warcShare, b.writePages},
		{b.place("pages.warc.gz"), packedRate, packedShare, b.writePacked},
	}
	for _, in := range inputs {
		if err := writeFile(in.path, in.write); err != nil {
			return err
		}
	}
	for n := range b.rounds {
		b.tell("loading, round %d of %d", n+1, b.rounds)
		var base partResult
		for _, in := range inputs {
			r, err := b.loadFrom(ctx, in.path)
			if err != nil {
				return err
			}
			b.board.add(in.rate, float64(o.articles)/r.Seconds)
			if in.share == "" {
				base = r
				continue
			}
			if r.Bytes != base.Bytes {
				return fmt.Errorf("%s gave %d claims, its texts give %d", in.path, r.Bytes, base.Bytes)
			}
			b.board.add(in.share, 100*base.Seconds/r.Seconds)
			if in.rate == warcRate && r.Peak > 0 {
				b.board.add(warcPeak, r.Peak-r.Rest)
			}
		}
	}
	b.tell("loading an archive of %d GB", o.gigabytes)
	path := b.place("sparse.warc")
	size, err := b.writeSparse(path)
	if err != nil {
		return err
	}
	r, err := b.loadFrom(ctx, path)
	if err != nil {
		return err
	}
	b.board.add(sparseRate, float64(size)/1e6/r.Seconds)
	if r.Peak > 0 {
		b.board.add(sparseMemory, r.Peak-r.Rest)
	}
	if o.json {
		return b.writeJSON(stdout)
	}
	return b.writeText(stdout)
}

// loadFrom loads a file into a store of its own.
func (b *bench) loadFrom(ctx context.Context, path string) (partResult, error) {
	store := b.place("store")
	r, err := b.part(ctx, "articles", partOptions{dir: store, source: path})
	return r, errors.Join(err, os.RemoveAll(store))
}

// partArticles loads the articles of a file as load does. Bytes is the number of claims.
func partArticles(ctx context.Context, o partOptions, _ io.Writer) (r partResult, err error) {
	if os.Getenv("GOMEMLIMIT") == "" {
		defer limitMemory()()
	}
	r.Rest, _, _, _ = memoryHeld()
	err = inStore(o.dir, func(db *graph.DB) error {
		start := time.Now()
		sum, err := loader.Load(ctx, db, until(ctx, source.Read([]string{o.source}, source.Options{})), loader.Options{}, func(res loader.Result) {
			if res.Err != nil && err == nil {
				err = res.Err
			}
		})
		r.Seconds, r.Bytes = time.Since(start).Seconds(), int64(sum.Claims)
		return err
	})
	return r, err
}

// writeFile writes a file through a buffer.
func writeFile(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	return errors.Join(write(w), w.Flush(), f.Close())
}

// text is the article of a page: its title, and its paragraphs.
func (b *bench) text(i int) (title string, paragraphs []string) {
	for n := range pageDocuments {
		d := b.world.Document(pageDocuments*i + n)
		paragraphs = append(paragraphs, strings.TrimSpace(d.Article.Text))
	}
	return fmt.Sprintf("What was said on day %d", i), paragraphs
}

func pageURL(i int) string { return fmt.Sprintf("https://news%d.example/%d/story", i%40, i) }

func (b *bench) writeTexts(w io.Writer) error {
	out := json.NewEncoder(w)
	for i := range b.articles {
		title, paragraphs := b.text(i)
		err := out.Encode(map[string]string{"url": pageURL(i), "title": title, "outlet": fmt.Sprintf("Gazette %d", i%40), "published": "2024-10-21",
			"text": strings.Join(paragraphs, "\n\n")})
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) writePages(w io.Writer) error {
	for i := range b.articles {
		if _, err := io.WriteString(w, b.pageRecord(i)); err != nil {
			return err
		}
	}
	return nil
}

// writePacked packs each record by itself, as crawlers do.
func (b *bench) writePacked(w io.Writer) error {
	z := gzip.NewWriter(w)
	for i := range b.articles {
		z.Reset(w)
		if _, err := io.WriteString(z, b.pageRecord(i)); err != nil {
			return err
		}
		if err := z.Close(); err != nil {
			return err
		}
	}
	return nil
}

// writeSparse writes an archive of gigabytes, of which little takes room on the disk: pages, and between them records of
// other things whose content is a hole.
func (b *bench) writeSparse(path string) (size int64, err error) {
	f, err := os.Create(path)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	for i := 0; size < int64(b.gigabytes)*1e9; i++ {
		head := b.pageRecord(i) + fmt.Sprintf("WARC/1.1\r\nWARC-Type: resource\r\nWARC-Target-URI: https://news.example/%d.mp4\r\nContent-Type: video/mp4\r\nContent-Length: %d\r\n\r\n", i, hole)
		for _, s := range []string{head, "\r\n\r\n"} {
			if _, err := f.WriteAt([]byte(s), size); err != nil {
				return 0, err
			}
			size += int64(len(s))
			if len(s) > 4 {
				size += hole
			}
		}
	}
	return size, nil
}

// pageRecord is a record of a page with as much around its text as news sites have: some 45 kB.
func (b *bench) pageRecord(i int) string {
	page := b.page(i)
	head := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n", len(page))
	return fmt.Sprintf("WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:%08d-0000-4000-8000-000000000000>\r\nWARC-Target-URI: %s\r\nWARC-Date: 2024-10-22T00:00:00Z\r\n"+
		"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s%s\r\n\r\n", i, pageURL(i), len(head)+len(page), head, page)
}

// page is the page of an article.
func (b *bench) page(i int) string {
	rng := rand.New(rand.NewPCG(uint64(b.seed), uint64(i))) //nolint:gosec // pages that look alike are no secret
	title, paragraphs := b.text(i)
	outlet := fmt.Sprintf("Gazette %d", i%40)
	words := strings.Fields(paragraphs[0])
	phrase := func(n int) string {
		var w []string
		for range n {
			w = append(w, words[rng.IntN(len(words))])
		}
		return html.EscapeString(strings.Join(w, " "))
	}
	var p strings.Builder
	fmt.Fprintf(&p, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>%s | %s</title>\n<link rel=\"canonical\" href=\"%s\">\n", title, outlet, pageURL(i))
	fmt.Fprintf(&p, "<meta property=\"og:site_name\" content=\"%s\"><meta property=\"og:title\" content=\"%s\"><meta property=\"og:type\" content=\"article\">\n", outlet, title)
	fmt.Fprintf(&p, "<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\"headline\":%q,\"datePublished\":\"2024-10-21T06:00:00Z\",\"publisher\":{\"@type\":\"Organization\",\"name\":%q}}</script>\n", title, outlet)
	p.WriteString("<style>\n")
	for n := range 80 {
		fmt.Fprintf(&p, ".c%d-%d{margin:%dpx;padding:0 %dpx;color:#%06x}\n", n, rng.IntN(1e6), rng.IntN(40), rng.IntN(40), rng.IntN(1<<24))
	}
	p.WriteString("</style>\n<script>\n")
	for n := range 120 {
		fmt.Fprintf(&p, "window.q=window.q||[];q.push({slot:\"s%d\",id:%d,targeting:{a:%d<%d,k:\"%x\"}});\n", n, rng.IntN(1e9), rng.IntN(99), rng.IntN(99), rng.Uint64())
	}
	p.WriteString("</script></head><body><header><nav class=\"main-nav\"><ul>\n")
	for n := range 60 {
		fmt.Fprintf(&p, "<li class=\"nav__item\"><a class=\"nav__link\" href=\"/section/%d\" data-track=\"nav-%x\">%s</a></li>\n", n, rng.Uint32(), phrase(2))
	}
	fmt.Fprintf(&p, "</ul></nav></header><main><article class=\"story\"><h1>%s</h1><div class=\"story-body\">\n", title)
	for n, text := range paragraphs {
		fmt.Fprintf(&p, "<p>%s</p>\n", html.EscapeString(text))
		if n == 0 {
			fmt.Fprintf(&p, "<figure class=\"image\"><img src=\"/i/%d.jpg\" alt=\"%s\"><figcaption>%s</figcaption></figure>\n", i, phrase(5), phrase(9))
		}
	}
	p.WriteString("</div></article><aside class=\"related-stories\"><h2>Most read</h2><ul>\n")
	for range 24 {
		fmt.Fprintf(&p, "<li><div class=\"card\"><a href=\"/%d/story\"><img src=\"/t/%x.jpg\" loading=\"lazy\" alt=\"\"><h3>%s</h3></a><p>%s</p></div></li>\n", rng.IntN(1e6), rng.Uint32(), phrase(7), phrase(16))
	}
	p.WriteString("</ul></aside></main><section class=\"comments\" id=\"comments\">\n")
	for range 20 {
		fmt.Fprintf(&p, "<div class=\"comment\"><span class=\"comment-author\">%s</span><p>%s</p><a href=\"#reply\">Reply</a></div>\n", phrase(1), phrase(20))
	}
	p.WriteString("</section><footer class=\"footer\"><ul>\n")
	for n := range 40 {
		fmt.Fprintf(&p, "<li><a href=\"/about/%d\">%s</a></li>\n", n, phrase(2))
	}
	p.WriteString("</ul><p>All rights reserved.</p></footer></body></html>\n")
	return p.String()
}
