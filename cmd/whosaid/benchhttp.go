package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
	"github.com/whosaid/whosaid/server"
)

// What is measured of the server. The yardstick is a plain handler that reads the same from the same store and writes it with
// encoding/json.
const (
	pageRate  = "page of 20 claims, highest rate"
	pageShare = "its share of the yardstick's rate"
	pageHalf  = "page of 20 claims, at half its highest rate"
)

var httpGoals = []goal{
	{pageRate, "1/s", 0, 0, true},
	{pageShare, "%", 35, 50, true},
	{pageHalf + ", p50", "ms", 0, 0, false},
	{pageHalf + ", p99", "ms", 20, 8, false},
}

// pageQuery asks for the newest 20 claims of a source with source, relation and article: 17 leaf fields each.
const pageQuery = `query ($source: String) { claims(first: 20, filter: {source: $source}) { edges { node {
	id stance realis predicate
	when { earliest latest }
	quantity { min max }
	evidence { quote }
	source { name kind }
	relation { type subject { name } object { name } }
	article { title outlet published }
} } } }`

// connections is how many ask at the same time.
const connections = 16

// measureHTTP takes the figures of the server.
func measureHTTP(ctx context.Context, o benchOptions, dir string, stdout, stderr io.Writer) error {
	b := &bench{benchOptions: o, base: dir, stderr: stderr, world: graphtest.NewWorkload(), board: newBoard(httpGoals)}
	b.tell("loading %s", plural(o.articles, "article"))
	if _, err := b.part(ctx, "load", partOptions{dir: b.place("store"), articles: o.articles}); err != nil {
		return err
	}
	db, err := graph.Open(b.place("store"), graph.MustExist())
	if err != nil {
		return err
	}
	if err := errors.Join(b.askHTTP(ctx, db), db.Close()); err != nil {
		return err
	}
	if o.json {
		return b.writeJSON(stdout)
	}
	return b.writeText(stdout)
}

func (b *bench) askHTTP(ctx context.Context, db *graph.DB) error {
	srv, err := server.New(db)
	if err != nil {
		return err
	}
	ours, stop, err := listenTo(ctx, srv)
	if err != nil {
		return err
	}
	defer stop()
	plain, stop, err := listenTo(ctx, plainPages(db))
	if err != nil {
		return err
	}
	defer stop()
	sources := b.world.Arguments(b.articles, 1_000).Sources
	if err := samePages(ctx, db, ours, plain, sources); err != nil {
		return err
	}
	for round := range b.rounds {
		b.tell("pages, round %d of %d", round+1, b.rounds)
		var rates [2]float64
		for i, addr := range []string{ours, plain} {
			took, seconds, err := askAll(ctx, addr, sources, 0)
			if err != nil {
				return err
			}
			rates[i] = float64(len(took)) / seconds
		}
		b.board.add(pageRate, rates[0])
		b.board.addYardstick(pageRate, rates[1])
		b.board.add(pageShare, 100*rates[0]/rates[1])
		for i, addr := range []string{ours, plain} {
			took, _, err := askAll(ctx, addr, sources, rates[0]/2)
			if err != nil {
				return err
			}
			add := [2]func(string, float64){b.board.add, b.board.addYardstick}[i]
			add(pageHalf+", p50", percentile(took, 50)*1e3)
			add(pageHalf+", p99", percentile(took, 99)*1e3)
		}
	}
	return nil
}

// listenTo serves a handler on a port of its own.
func listenTo(ctx context.Context, h http.Handler) (addr string, stop func(), err error) {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: time.Minute}
	go func() { _ = srv.Serve(ln) }() // it ends with an error that says so
	return ln.Addr().String(), func() { _ = srv.Close() }, nil
}

// pageRequest is the bytes of a POST for the page of a source.
func pageRequest(addr string, source graph.ID) ([]byte, error) {
	body, err := json.Marshal(map[string]any{"query": pageQuery, "variables": map[string]string{"source": source.String()}})
	if err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, "POST /graphql HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nAccept: application/json\r\nContent-Length: %d\r\n\r\n%s",
		addr, len(body), body), nil
}

// asker is one connection.
type asker struct {
	conn net.Conn
	in   *bufio.Reader
	addr string
}

func dial(ctx context.Context, addr string) (*asker, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	return &asker{conn, bufio.NewReader(conn), addr}, nil
}

// ask hands what is answered for a source to take.
func (a *asker) ask(source graph.ID, take func(io.Reader) error) error {
	req, err := pageRequest(a.addr, source)
	if err != nil {
		return err
	}
	if _, err := a.conn.Write(req); err != nil {
		return err
	}
	res, err := http.ReadResponse(a.in, nil)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("the server answered %s", res.Status)
	}
	return take(res.Body)
}

func forget(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	return err
}

// askAll asks for the page of each source over and over for two seconds, over all connections at the same time: as fast as it
// goes, or at a rate. How long an answer took, in seconds, counts from when it should have been asked for.
func askAll(ctx context.Context, addr string, sources []graph.ID, rate float64) (took []float64, seconds float64, err error) {
	const length = 2 * time.Second
	var mu sync.Mutex
	var wg sync.WaitGroup
	next := 0
	start := time.Now()
	turn := func() (source graph.ID, due time.Time, ok bool) {
		mu.Lock()
		defer mu.Unlock()
		due = time.Now()
		if rate > 0 {
			due = start.Add(time.Duration(float64(next) / rate * float64(time.Second)))
		}
		source = sources[next%len(sources)]
		next++
		return source, due, due.Sub(start) < length && ctx.Err() == nil && err == nil
	}
	for range connections {
		a, bad := dial(ctx, addr)
		if bad != nil {
			return nil, 0, bad
		}
		defer a.conn.Close()
		wg.Go(func() {
			for {
				source, due, ok := turn()
				if !ok {
					return
				}
				time.Sleep(time.Until(due))
				bad := a.ask(source, forget)
				t := time.Since(due).Seconds()
				mu.Lock()
				took, err = append(took, t), errors.Join(err, bad)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return took, time.Since(start).Seconds(), errors.Join(err, ctx.Err())
}

// samePages makes sure that both answer with the same values.
func samePages(ctx context.Context, db *graph.DB, ours, plain string, sources []graph.ID) error {
	for _, source := range sources[:min(20, len(sources))] {
		var got [2]any
		for i, addr := range []string{ours, plain} {
			a, err := dial(ctx, addr)
			if err != nil {
				return err
			}
			err = a.ask(source, func(r io.Reader) error { return json.NewDecoder(r).Decode(&got[i]) })
			if err := errors.Join(err, a.conn.Close()); err != nil {
				return err
			}
		}
		a, err := json.Marshal(got[0])
		if err != nil {
			return err
		}
		b, err := json.Marshal(got[1])
		if err != nil {
			return err
		}
		if !bytes.Equal(a, b) {
			return fmt.Errorf("the server and the plain handler answer differently for the source %s:\n%s\n%s", source, a, b)
		}
	}
	return nil
}

// The page of claims as the plain handler writes it.
type (
	plainClaim struct {
		ID        string         `json:"id"`
		Stance    string         `json:"stance"`
		Realis    string         `json:"realis"`
		Predicate string         `json:"predicate"`
		When      *plainWhen     `json:"when"`
		Quantity  *plainQuantity `json:"quantity"`
		Evidence  plainEvidence  `json:"evidence"`
		Source    plainSource    `json:"source"`
		Relation  *plainRelation `json:"relation"`
		Article   plainArticle   `json:"article"`
	}
	plainWhen struct {
		Earliest *string `json:"earliest"`
		Latest   *string `json:"latest"`
	}
	plainQuantity struct {
		Min *float64 `json:"min"`
		Max *float64 `json:"max"`
	}
	plainEvidence struct {
		Quote string `json:"quote"`
	}
	plainSource struct {
		Name string `json:"name"`
		Kind string `json:"kind"`
	}
	plainName struct {
		Name string `json:"name"`
	}
	plainRelation struct {
		Type    string    `json:"type"`
		Subject plainName `json:"subject"`
		Object  plainName `json:"object"`
	}
	plainArticle struct {
		Title     *string `json:"title"`
		Outlet    *string `json:"outlet"`
		Published *string `json:"published"`
	}
	plainEdge struct {
		Node plainClaim `json:"node"`
	}
	plainPage struct {
		Data struct {
			Claims struct {
				Edges []plainEdge `json:"edges"`
			} `json:"claims"`
		} `json:"data"`
	}
)

// plainPages answers the request for the page of a source by hand.
func plainPages(db *graph.DB) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var req struct {
			Variables struct {
				Source string `json:"source"`
			} `json:"variables"`
		}
		if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		id, err := graph.ParseID(req.Variables.Source)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		var page plainPage
		if err := db.View(r.Context(), func(tx *graph.Tx) error { return page.read(tx, id) }); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(page) // a client that is gone reads no error
	})
}

// read reads the page: each article, relation and entity once.
func (p *plainPage) read(tx *graph.Tx, source graph.ID) error {
	p.Data.Claims.Edges = []plainEdge{}
	articles := map[graph.ID]plainArticle{}
	names := map[graph.ID]plainName{}
	name := func(id graph.ID) (plainName, error) {
		if n, ok := names[id]; ok {
			return n, nil
		}
		e, err := tx.Entity(id)
		names[id] = plainName{e.Name}
		return names[id], err
	}
	for c, err := range tx.Claims(graph.ClaimFilter{Source: source, Page: graph.Page{Limit: 20}}) {
		if err != nil {
			return err
		}
		n := plainClaim{
			ID: c.ID.String(), Stance: loud(c.Stance), Realis: loud(c.Realis), Predicate: loud(c.Predicate),
			Evidence: plainEvidence{c.Evidence.Quote}, Source: plainSource{c.Source.Name, loud(c.Source.Kind)},
		}
		if c.When != (graph.When{}) {
			n.When = &plainWhen{orNull(c.When.Earliest.String()), orNull(c.When.Latest.String())}
		}
		if c.Quantity != nil {
			n.Quantity = &plainQuantity{c.Quantity.Min, c.Quantity.Max}
		}
		if id := c.Relation(); !id.IsZero() {
			r, err := tx.Relation(id)
			if err != nil {
				return err
			}
			n.Relation = &plainRelation{Type: loud(r.Type)}
			if n.Relation.Subject, err = name(r.Subject); err != nil {
				return err
			}
			if n.Relation.Object, err = name(r.Object); err != nil {
				return err
			}
		}
		a, ok := articles[c.Article]
		if !ok {
			v, err := tx.Article(c.Article)
			if err != nil {
				return err
			}
			a = plainArticle{orNull(v.Title), orNull(v.Outlet), orNull(v.Published.String())}
			articles[c.Article] = a
		}
		n.Article = a
		p.Data.Claims.Edges = append(p.Data.Claims.Edges, plainEdge{n})
	}
	return nil
}

func loud(v fmt.Stringer) string { return strings.ToUpper(v.String()) }

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
