package export_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/export"
	"github.com/whosaid/whosaid/graph/graphtest"
	"github.com/whosaid/whosaid/schema/schematest"
)

// open returns an empty store in memory that is closed with the test.
func open(t testing.TB) *graph.DB {
	t.Helper()
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// nativeDocuments is documents with all that claims can have.
func nativeDocuments(n int) []graph.Document {
	g := graphtest.NewGenerator(7, 40)
	var docs []graph.Document
	for i := range n {
		d := g.Next()
		switch i % 5 {
		case 1:
			d.Article.URL = ""
		case 2:
			d.Article.URL, d.Article.Outlet = "", ""
		case 3:
			d.Article.Outlet = d.Entities[0].Name
		case 4:
			d.Article.Seen = time.Date(2024, 10, 18, 9, i, 0, 0, time.UTC)
			d.Earlier = []graph.Document{graphtest.Edited(d, d.Article.Seen.Add(-time.Hour))}
			d.Article.Author, d.Article.Notices = "Örn \"Dal\"", []string{"Correction: <b>it</b> was another.", "Later."}
		}
		docs = append(docs, d)
	}
	return docs
}

// nasty is a document whose words are hard to write: quotes, line ends of every sort, control characters, scripts, marks.
func nasty() graph.Document {
	words := []string{
		`"quoted" 'single' <b>&amp;</b> \`, "line\nline\r\nline\ttab\u0085next\u2028line\u2029end", "\x01\x0b\x1f\x7f control", "😀👩‍👩‍👧 𝔘",
		"שלום \u202eevil\u202c", "한국 조선말", "e\u0301 a\u0308\u0323", "=cmd|' /C calc'!A0", "\ufffd\ufeff\ufffe", "+1 -2 @x", strings.Repeat("long ", 4000) + "\\",
	}
	d := graphtest.Draft{}
	d.Article = graph.Article{Title: strings.Join(words[:10], " "), Outlet: `The "Post" <&> \`, Published: graph.Date{Month: 11, Day: 1}, Language: "x-\\"}
	var last graph.NewEntity
	for i, w := range words {
		name := w[:min(len(w), 900)]
		e := graph.NewEntity{Class: graph.ClassThing, Key: fmt.Sprintf("k:%d \"\\", i), Kind: graph.Materiel, Name: fmt.Sprint(name, i), Aliases: []string{name + " alias"}}
		d.Entities = append(d.Entities, e)
		if i == 0 {
			other := e
			other.Name, other.Aliases = "another name", []string{"b", "a"}
			d.Entities = append(d.Entities, other)
			last = e
		}
		least, most := 9007199254740993.0, 1e300
		d.Claim(e.Name+" "+w, graph.Claim{
			Source: graph.Source{Kind: graph.SourceUnnamed, Name: "sources " + w[:min(len(w), 900)], Of: e.ID()}, Cue: w[:min(len(w), 900)],
			Chain: []graph.Link{
				{Role: graph.Relay, Source: graph.Source{Kind: graph.SourceArticle}},
				{Role: graph.Basis, Source: graphtest.Named(e)},
			},
			Stance: graph.Fears, Realis: graph.Prospective, Predicate: graph.Supplies, Subject: e.ID(), Object: last.ID(), Item: e.ID(),
			Quantity: &graph.Quantity{Min: &least, Max: &most, Approx: true, Unit: name, Text: w[:min(len(w), 900)]},
			When:     graph.When{Latest: graph.Date{Year: 2024}, Text: w[:min(len(w), 900)]},
		})
		last = e
	}
	for _, d := range []*graph.Date{&d.Claims[0].When.Latest, &d.Claims[1].When.Latest} {
		*d = graph.Date{Month: 2, Day: 29}
	}
	return d.Document
}

// store is a store in memory with documents.
func store(t testing.TB, docs ...graph.Document) *graph.DB {
	t.Helper()
	db := open(t)
	graphtest.Put(t, db, docs...)
	return db
}

func write(t testing.TB, db *graph.DB, o export.Options) (string, export.Header) {
	t.Helper()
	var b bytes.Buffer
	var h export.Header
	err := db.View(t.Context(), func(tx *graph.Tx) (err error) {
		h, err = export.Write(t.Context(), tx, &b, o)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), h
}

// readNative is the documents of a file.
func readNative(t testing.TB, text string) (export.NativeHeader, []graph.Document) {
	t.Helper()
	r, err := export.NewNativeReader(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var docs []graph.Document
	for {
		d, err := r.Next()
		if errors.Is(err, io.EOF) {
			return r.Header(), docs
		}
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, d)
	}
}

func TestNativeIsLossless(t *testing.T) {
	for name, docs := range map[string][]graph.Document{
		"empty": nil, "one": schematest.Documents()[:1], "sample": schematest.Documents(), "nasty": {nasty()}, "generated": nativeDocuments(200),
		"all": append(append(nativeDocuments(10), nasty()), schematest.Documents()...),
	} {
		t.Run(name, func(t *testing.T) {
			db := store(t, docs...)
			o := export.Options{Format: "native", Tool: "whosaid test"}
			first, h := write(t, db, o)
			header, read := readNative(t, first)
			if len(read) != len(docs) || header.Part || header.Counts != h.Counts || len(h.Lost) > 0 {
				t.Fatalf("%d documents of %d; header %+v, want %+v", len(read), len(docs), header, h)
			}
			if !utf8.ValidString(first) || strings.Count(first, "\n") != len(docs)+2 || len(strings.FieldsFunc(first, func(r rune) bool {
				return r == '\u0085' || r == '\u2028' || r == '\u2029' || r == '\r' || r == '\v' || r == '\f'
			})) != 1 {
				t.Error("a line of it is not a line everywhere")
			}
			second, _ := write(t, store(t, read...), o)
			if first != second {
				t.Errorf("not the same after a round trip:\n%.2000s\n%.2000s", first, second)
			}
			bulk := open(t)
			if _, err := bulk.Bulk(t.Context(), func(yield func(graph.Document, error) bool) {
				for _, d := range read {
					if !yield(d, nil) {
						return
					}
				}
			}, nil); err != nil {
				t.Fatal(err)
			}
			if third, _ := write(t, bulk, o); first != third {
				t.Error("not the same after a round trip in bulk")
			}
			if len(docs) > 20 { // to compare takes seconds
				return
			}
			m := graphtest.Model{}
			for _, d := range docs {
				m.Put(d)
			}
			graphtest.Compare(t, bulk, m)
		})
	}
}

func TestNativeOfAPartHasTheSelectedClaims(t *testing.T) {
	docs := nativeDocuments(40)
	db := store(t, docs...)
	want := 0
	err := db.View(t.Context(), func(tx *graph.Tx) error {
		for _, err := range tx.Claims(graph.ClaimFilter{Type: graph.Supplies}) {
			if err != nil {
				return err
			}
			want++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	o := export.Options{Format: "native", Selection: export.Selection{Filters: []graph.ClaimFilter{{Type: graph.Supplies}}, Words: "type supplies"}}
	text, h := write(t, db, o)
	header, read := readNative(t, text)
	claims, last := 0, graph.ID{}
	for _, d := range read {
		all := d.Claims
		for _, e := range d.Earlier { // of which those stand that the article shows
			all = append(all, e.Claims...)
		}
		claims += len(all)
		for _, c := range all {
			if c.Predicate != graph.Supplies {
				t.Errorf("a claim is %v", c.Predicate)
			}
		}
		if d.Article.Text == "" || bytes.Compare(last[:], d.Article.ID[:]) >= 0 {
			t.Errorf("article %v is out of order or has no text", d.Article.ID)
		}
		last = d.Article.ID
	}
	if !header.Part || header.Selection != "type supplies" || claims != want || h.Counts.Claims != want || len(read) != h.Counts.Articles {
		t.Errorf("%d claims in %d articles, want %d; %+v, %+v", claims, len(read), want, header, h)
	}
	err = db.View(t.Context(), func(tx *graph.Tx) error {
		o.Selection.Filters[0].Since = graph.Date{Year: 2090}
		_, err := export.Write(t.Context(), tx, io.Discard, o)
		return err
	})
	if !errors.Is(err, export.ErrEmpty) {
		t.Errorf("of nothing: %v", err)
	}
}

func TestNativeReaderSaysWhatIsWrong(t *testing.T) {
	whole, _ := write(t, store(t, schematest.Documents()...), export.Options{Format: "native", Tool: "t"})
	lines := strings.SplitAfter(whole, "\n") // a header, three articles, the end, nothing
	file := func(ls ...string) string { return strings.Join(ls, "") }
	for _, tt := range []struct {
		name, text string
		is         error
		says       string
		docs       int
	}{
		{"empty", "", export.ErrNotNative, "it is empty", 0},
		{"other", "{\"id\": 1}\n", export.ErrNotNative, "line 1 does not begin with", 0},
		{"text", "hello\n", export.ErrNotNative, "line 1 does not begin with", 0},
		{"newer", strings.Replace(whole, "native/1", "native/2", 1), export.ErrNotNative, `it has the version "2", and this program reads 1; use the whosaid`, 0},
		{"more in the header", strings.Replace(whole, `"tool"`, `"x":1,"tool"`, 1), export.ErrNotNative, `line 1: unknown field "x"`, 0},
		{"cut", file(lines[:3]...), export.ErrCut, "it ends after line 3, with 2 articles", 2},
		{"cut in a line", file(lines[:3]...) + lines[3][:100], export.ErrLine, "line 4: the line cannot be read: the JSON ends too early", 2},
		{"a line less", file(lines[0], lines[1], lines[3], lines[4]), export.ErrCut, "line 4: the file is not whole: it says that there are 3 articles", 2},
		{"a claim less", strings.Replace(whole, `"end":{"articles":3,"claims":`, `"end":{"articles":3,"claims":1`, 1), export.ErrCut, "line 5: ", 3},
		{"more", whole + "\n" + lines[0], export.ErrCut, "line 7: the file is not whole: something follows its last line, 5;", 3},
		{"blank lines", file(lines[0], "\n", lines[1], " \r\n", file(lines[2:]...)), io.EOF, "EOF", 3},
		{"unknown field", strings.Replace(whole, `"text":`, `"texts":`, 1), export.ErrLine, `line 2: the line cannot be read: unknown field "texts"; correct it`, 0},
		{"bad stance", strings.Replace(whole, `"stance":"asserts"`, `"stance":"claims"`, 1), export.ErrLine, `unknown stance "claims": use one of asserts`, 0},
		{"bad id", strings.Replace(whole, `"entities":[{"id":"`, `"entities":[{"id":"x`, 1), export.ErrLine, `not an id`, 0},
		{"other id", strings.Replace(whole, `"class":"state"`, `"class":"place"`, 1), export.ErrLine, `; leave out the id`, 0},
		{"two values", file(lines[0], strings.TrimSpace(lines[1]), lines[2]), export.ErrLine, `something follows the JSON object at byte`, 0},
		{"not UTF-8", file(lines[0], "{\"text\":\"\xff\"}\n"), export.ErrLine, "line 2: the line cannot be read: it is not UTF-8", 0},
		{"a short mention", file(lines[0], `{"entities":[{"kind":"Unit","mentions":[[1]]}]}`+"\n"), export.ErrLine, "entity 1: a mention has 1 numbers", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := export.NewNativeReader(strings.NewReader(tt.text))
			docs := 0
			for err == nil {
				if _, err = r.Next(); err == nil {
					docs++
				}
			}
			if !errors.Is(err, tt.is) || !strings.Contains(err.Error(), tt.says) || docs != tt.docs {
				t.Errorf("after %d documents: %v", docs, err)
			}
		})
	}
}

func TestNativeReaderGoesOnAfterABadLine(t *testing.T) {
	whole, _ := write(t, store(t, schematest.Documents()...), export.Options{Format: "native"})
	lines := strings.SplitAfter(whole, "\n")
	lines[2] = "{\n"
	r, err := export.NewNativeReader(strings.NewReader(strings.Join(lines, "")))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for range 5 {
		_, err := r.Next()
		got = append(got, fmt.Sprint(r.Line(), err == nil, errors.Is(err, export.ErrLine), errors.Is(err, io.EOF)))
	}
	want := []string{"2 true false false", "3 false true false", "4 true false false", "5 false false true", "5 false false true"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q", got)
	}
}

// shortWriter fails after some bytes.
type shortWriter struct{ left int }

func (w *shortWriter) Write(b []byte) (int, error) {
	if w.left -= len(b); w.left < 0 {
		return 0, errShort
	}
	return len(b), nil
}

var errShort = errors.New("no room")

func TestNativeEndsWithTheWriter(t *testing.T) {
	db := store(t, nativeDocuments(200)...)
	before := runtime.NumGoroutine()
	for _, left := range []int{0, 1 << 16, 3 << 16} {
		err := db.View(t.Context(), func(tx *graph.Tx) error {
			_, err := export.Write(t.Context(), tx, &shortWriter{left}, export.Options{Format: "native"})
			return err
		})
		if !errors.Is(err, errShort) {
			t.Errorf("after %d bytes: %v", left, err)
		}
	}
	for begin := time.Now(); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) { // those that end are seen a little longer
		if time.Since(begin) > 10*time.Second {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
	}
}

func FuzzNativeReader(f *testing.F) {
	text, _ := write(f, store(f, nasty(), nativeDocuments(2)[1], schematest.Documents()[0]), export.Options{Format: "native"})
	for _, l := range strings.Split(text, "\n") {
		f.Add([]byte(l))
	}
	head, _, _ := strings.Cut(text, "\n")
	f.Fuzz(func(t *testing.T, line []byte) {
		r, err := export.NewNativeReader(io.MultiReader(strings.NewReader(head+"\n"), bytes.NewReader(line)))
		if err != nil {
			t.Fatal(err)
		}
		for {
			d, err := r.Next()
			if errors.Is(err, export.ErrLine) {
				continue
			}
			if err != nil {
				return
			}
			db := open(t)
			if err := db.Update(t.Context(), func(tx *graph.Tx) error { _, err := tx.PutArticle(d); return err }); err != nil {
				continue
			}
			first, _ := write(t, db, export.Options{Format: "native"})
			_, docs := readNative(t, first)
			if second, _ := write(t, store(t, docs...), export.Options{Format: "native"}); first != second {
				t.Errorf("%s\n%s", first, second)
			}
		}
	})
}

// counter counts bytes.
type counter int64

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}

// BenchmarkNative writes stores of 2,000 articles of the workload, whole and in part, and reads them.
func BenchmarkNative(b *testing.B) {
	const articles = 2000
	w := graphtest.NewWorkload()
	db := open(b)
	if _, err := db.Bulk(b.Context(), func(yield func(graph.Document, error) bool) {
		for i := range articles {
			if !yield(w.Document(i), nil) {
				return
			}
		}
	}, nil); err != nil {
		b.Fatal(err)
	}
	part := export.Selection{Filters: []graph.ClaimFilter{{Type: graph.Supplies}}}
	for _, tt := range []struct {
		name string
		sel  export.Selection
	}{{"whole", export.Selection{}}, {"part", part}} {
		b.Run(tt.name, func(b *testing.B) {
			for b.Loop() {
				var n counter
				err := db.View(b.Context(), func(tx *graph.Tx) error {
					_, err := export.Write(b.Context(), tx, &n, export.Options{Format: "native", Selection: tt.sel})
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(n))
			}
		})
	}
	text, _ := write(b, db, export.Options{Format: "native"})
	b.Run("read", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			readNative(b, text)
		}
	})
}
