package loader

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/loader/extract"
	"github.com/whosaid/whosaid/loader/lexicon"
)

// Item is an article with what is said in it, as something else than Load has read it.
type Item struct {
	Path     string          // where it was read, as messages name it
	Record   *extract.Record // nil where Document is given
	Document graph.Document
	Part     bool // claims of the article may be missing
}

// ImportOptions say how Import works. The zero value is the default.
type ImportOptions struct {
	Lexicon *lexicon.Lexicon // by whose names the entities of records are one across articles; nil: lexicon.Default
	DryRun  bool             // change nothing: say of each item what storing it would do
	Replace bool             // let an item that is a part take the place of an article
}

// ErrPart is the error of an item that may lack claims, and would take the place of an article that the store holds with others.
var ErrPart = errors.New("the store holds the article with other claims, and the file may have only a part of them; import it into another store, or replace the article with --replace")

// Import stores items under the laws that Load stores articles under, as versions of their articles. An item that fails is reported and
// the others go on, as is each error of in; the error is only for what stops the whole import. report may be nil; it is called by one
// goroutine at a time.
//
// Records that were extracted from parts of an input give the store of one Load of all of it, in whatever order they come, where the
// texts of one URL say when they were seen. Of two that do not, or that say the same second, the one that comes last is the later one,
// and in an empty store the one that graph.DB.Bulk takes for it.
//
// An empty store is filled as graph.DB.Bulk does it: then nothing is stored until in ends, only items that fail or of which claims
// are refused are reported, and an article that is given again counts as replaced. The whole of an article of which a part came before
// is put beside it, and reported, when the store is filled; until then it is in memory, as are the ids of all articles, at some 50
// bytes each. In a dry run each item is held against the store as it is, which is left so.
func Import(ctx context.Context, db *graph.DB, in iter.Seq2[Item, error], o ImportOptions, report func(Result)) (Summary, error) {
	lex := o.Lexicon
	if lex == nil {
		lex = lexicon.Default()
	}
	m := &imports{load: load{db: db, lex: lex, report: report}, o: o}
	var held graph.Stats
	err := db.View(ctx, func(tx *graph.Tx) (err error) {
		held, err = tx.Stats()
		return err
	})
	switch {
	case err != nil:
	case held == graph.Stats{} && !o.DryRun:
		err = m.bulk(ctx, in)
	default:
		err = m.puts(ctx, in)
	}
	if err != nil {
		err = fmt.Errorf("import: %w", err)
	}
	return m.sum, err
}

// imports is an import under way.
type imports struct {
	load

	o  ImportOptions
	mu sync.Mutex // of what follows, and of sum and report
	at ring
}

// document makes the document of an item, and the result that it has so far: one with an error where it is none.
func (m *imports) document(i Item, err error) (graph.Document, Result) {
	r := Result{Path: i.Path, Status: Failed, Err: err}
	d := i.Document
	if err == nil && i.Record != nil {
		r.ID = i.Record.ID
		d, r.Refused, r.Err = documentBy(m.lex, *i.Record)
		d.Article.SHA256 = i.Record.SHA256
		if r.Err != nil {
			r.Err = fmt.Errorf("%s: %w", i.Path, r.Err)
		}
	}
	a := &d.Article
	r.Title, r.URL, r.Outlet, r.Published, r.ReadSHA256 = a.Title, a.URL, a.Outlet, a.Published.String(), a.ReadSHA256
	return d, r
}

// puts stores the items in a store that has some.
func (m *imports) puts(ctx context.Context, in iter.Seq2[Item, error]) error {
	var docs []graph.Document
	var results []Result
	size := 0 // bytes of the texts of docs
	put := func() error {
		err := m.putAll(ctx, docs, results)
		clear(docs)
		docs, results, size = docs[:0], results[:0], 0
		return err
	}
	for i, err := range in {
		if err := ctx.Err(); err != nil {
			return err
		}
		d, r := m.document(i, err)
		if r.Err == nil && (m.o.DryRun || i.Part && !m.o.Replace) {
			if len(docs) > 0 { // what comes before it may be the same article
				if err := put(); err != nil {
					return err
				}
			}
			if err := m.try(ctx, d, i, &r); err != nil {
				return err
			}
		}
		if m.o.DryRun {
			m.tell(r)
			continue
		}
		docs, results, size = append(docs, d), append(results, r), size+len(d.Article.Text)
		if len(docs) == maxBatch || size > roomSize || i.Part {
			if err := put(); err != nil {
				return err
			}
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return put()
}

// try says in r what storing a document would do, and changes nothing.
func (m *imports) try(ctx context.Context, d graph.Document, i Item, r *Result) error {
	tried := *r
	if err := m.load.try(ctx, d, &tried); err != nil {
		return err
	}
	if (tried.Status == Replaced || tried.Status == Versioned) && i.Part && !m.o.Replace {
		r.Err = fmt.Errorf("%s: %w", i.Path, ErrPart)
		return nil
	}
	*r = tried
	return nil
}

// bulk stores the items in an empty store.
func (m *imports) bulk(ctx context.Context, in iter.Seq2[Item, error]) error {
	seen := 0                    // documents that were handed on
	parts := map[graph.ID]bool{} // the articles that came, each with whether it was a part
	var whole []Item             // of articles of which a part came before
	docs := func(yield func(graph.Document, error) bool) {
		for i, err := range in {
			d, r := m.document(i, err)
			if r.Err == nil && !m.o.Replace {
				id := d.ArticleID()
				part, again := parts[id]
				switch {
				case again && i.Part:
					r.Err = fmt.Errorf("%s: %w", i.Path, ErrPart)
				case again && part:
					whole = append(whole, i)
					continue
				default:
					parts[id] = i.Part
				}
			}
			if r.Err != nil {
				m.failed(r)
				continue
			}
			m.mu.Lock()
			m.sum.Refused += len(r.Refused)
			if len(r.Refused) > 0 && m.report != nil {
				r.Status = ""
				m.report(r)
			}
			m.at.set(d.ArticleID(), i.Path)
			m.mu.Unlock()
			if seen++; !yield(d, nil) {
				return
			}
		}
		if err := ctx.Err(); err != nil { // then in may not be whole
			yield(graph.Document{}, err)
		}
	}
	refused := 0
	s, err := m.db.Bulk(ctx, docs, func(d graph.Document, err error) error {
		m.mu.Lock()
		path := m.at.get(d.ArticleID())
		m.mu.Unlock()
		refused++
		m.failed(Result{Path: path, Title: d.Article.Title, Status: Failed, Err: fmt.Errorf("%s: %w", path, err)})
		return nil
	})
	if err != nil {
		return err
	}
	m.sum.Articles += seen - refused
	m.sum.Stored, m.sum.Replaced = s.Articles, seen-refused-s.Articles
	m.sum.Claims, m.sum.Relations = s.Claims, s.Relations
	return m.puts(ctx, func(yield func(Item, error) bool) {
		for _, i := range whole {
			if !yield(i, nil) {
				return
			}
		}
	})
}

// failed counts and reports an item that failed.
func (m *imports) failed(r Result) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tell(r)
}

// ring knows where the last documents come from: far more than are prepared at a time.
type ring struct {
	paths map[graph.ID]string
	ids   []graph.ID
	next  int
}

const ringSize = 4096 // documents

func (r *ring) set(id graph.ID, path string) {
	if r.paths == nil {
		r.paths, r.ids = map[graph.ID]string{}, make([]graph.ID, ringSize)
	}
	delete(r.paths, r.ids[r.next])
	r.paths[id], r.ids[r.next] = path, id
	r.next = (r.next + 1) % ringSize
}

func (r *ring) get(id graph.ID) string { return r.paths[id] }
