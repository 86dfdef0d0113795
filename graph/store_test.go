package graph_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

func TestStoreInMemory(t *testing.T) {
	graphtest.Run(t, func(t testing.TB) *graph.DB { return memory(t) })
}

func TestStoreOnDisk(t *testing.T) {
	graphtest.Run(t, func(t testing.TB) *graph.DB { return disk(t, filepath.Join(t.TempDir(), "new", "store")) })
}

func disk(t testing.TB, dir string, opts ...graph.Option) *graph.DB {
	t.Helper()
	db, err := graph.Open(dir, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func generated(n int) []graph.Document {
	g := graphtest.NewGenerator(1, 40)
	docs := make([]graph.Document, n)
	for i := range docs {
		docs[i] = g.Next()
	}
	return docs
}

func TestStoreOpensAgainAsItWas(t *testing.T) {
	dir := t.TempDir()
	m := graphtest.Model{}
	for i, d := range generated(6) {
		db := disk(t, dir)
		graphtest.Put(t, db, d)
		m.Put(d)
		if i%3 == 2 {
			graphtest.Compare(t, db, m)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOpenRefusesWhatIsNoStore(t *testing.T) {
	file := func(name, content string) func(dir string) {
		return func(dir string) {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, c := range []struct {
		name  string
		setUp func(dir string)
		opts  []graph.Option
		want  error
		says  string
	}{
		{"an empty directory that must be a store", func(string) {}, []graph.Option{graph.MustExist()}, graph.ErrNoStore, ""},
		{"no directory that must be a store", func(d string) { os.Remove(d) }, []graph.Option{graph.MustExist()}, graph.ErrNoStore, ""},
		{"other files", file("report.txt", "x"), nil, graph.ErrNoStore, "report.txt"},
		{"another database", file("MANIFEST", "x"), nil, graph.ErrNoStore, "another program"},
		{"a newer format", file("WHOSAID", "whosaid store, format 5\n"), nil, graph.ErrVersion, "newer whosaid"},
		{"an older format", file("WHOSAID", "whosaid store, format 1\n"), nil, graph.ErrVersion, "whosaid migrate"},
		{"no format", file("WHOSAID", ""), nil, graph.ErrVersion, "WHOSAID"},
		{"tables without a manifest", func(d string) {
			file("WHOSAID", "whosaid store, format 4\n")(d)
			file("000001.sst", "x")(d)
		}, nil, graph.ErrDamaged, "MANIFEST"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "store")
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			c.setUp(dir)
			before, _ := os.ReadDir(dir)
			db, err := graph.Open(dir, c.opts...)
			if err == nil {
				db.Close()
			}
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), dir) {
				t.Errorf("got %v, want %v that says %q", err, c.want, c.says)
			}
			if after, _ := os.ReadDir(dir); len(after) != len(before) {
				t.Errorf("Open wrote into the directory: %v", after)
			}
		})
	}
	if _, err := graph.Open(""); err == nil {
		t.Error("no directory given: no error")
	}
	plain := filepath.Join(t.TempDir(), "file")
	file("file", "x")(filepath.Dir(plain))
	if _, err := graph.Open(plain); err == nil {
		t.Error("a file: no error")
	}
}

func TestOpenEndsACreationThatWasCutOff(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "WHOSAID"), []byte("whosaid store, format 4\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := graph.Open(dir, graph.MustExist()); !errors.Is(err, graph.ErrNoStore) {
		t.Errorf("a store that was never written: %v", err)
	}
	if err := disk(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	if err := disk(t, dir, graph.MustExist()).Close(); err != nil {
		t.Fatal(err)
	}
}

// base is a document that is accepted: one claim of a body about two states.
func base() graph.Document {
	d := graphtest.Draft{}
	d.Article.URL = "https://example.org/base"
	d.Entities = []graph.NewEntity{ministry, orlo, varia}
	d.Claim("Das Ministerium für Orlo said so.", graph.Claim{
		Source: graphtest.Named(ministry), Stance: graph.Asserts, Realis: graph.Actual, Predicate: graph.DeploysTo,
		Subject: orlo.ID(), Object: varia.ID(),
	})
	return d.Document
}

var (
	ministry = graph.NewEntity{Class: graph.ClassBody, Key: "ministry", Kind: graph.Agency, Name: "Ministry of Orlo"}
	orlo     = graph.NewEntity{Class: graph.ClassState, Key: "orlo", Kind: graph.Country, Name: "Orlo"}
	varia    = graph.NewEntity{Class: graph.ClassPlace, Key: "varia", Kind: graph.Location, Name: "Varia"}
)

func TestPutArticleRefuses(t *testing.T) {
	f := func(v float64) *float64 { return &v }
	stranger := graph.EntityID(graph.ClassBody, "stranger")
	for _, c := range []struct {
		name   string
		change func(d *graph.Document, c *graph.Claim)
		want   error
	}{
		{"no text", func(d *graph.Document, _ *graph.Claim) { d.Article.Text = "" }, graph.ErrNoText},
		{"white space", func(d *graph.Document, _ *graph.Claim) { d.Article.Text = " \n\t" }, graph.ErrNoText},
		{"broken text", func(d *graph.Document, _ *graph.Claim) { d.Article.Text += "\xff" }, graph.ErrBadText},
		{"too long", func(d *graph.Document, _ *graph.Claim) { d.Article.Text += strings.Repeat("x", graph.MaxText) }, graph.ErrTooLarge},
		{"broken title", func(d *graph.Document, _ *graph.Claim) { d.Article.Title = "\xff" }, graph.ErrBadRecord},
		{"31 April", func(d *graph.Document, _ *graph.Claim) {
			d.Article.Published = graph.Date{Year: 2024, Month: 4, Day: 31}
		}, graph.ErrBadRecord},
		{"foreign id", func(d *graph.Document, _ *graph.Claim) { d.Article.ID = stranger }, graph.ErrBadRecord},
		{"foreign hash", func(d *graph.Document, _ *graph.Claim) { d.Article.SHA256 = "00" }, graph.ErrBadRecord},
		{"outlet of full stops", func(d *graph.Document, _ *graph.Claim) { d.Article.Outlet = "..." }, graph.ErrBadRecord},
		{"mention outside", func(d *graph.Document, _ *graph.Claim) {
			d.Article.Mentions = []graph.Mention{{Entity: orlo.ID(), Start: 30, End: 90}}
		}, graph.ErrBadRecord},
		{"mention of a stranger", func(d *graph.Document, _ *graph.Claim) {
			d.Article.Mentions = []graph.Mention{{Entity: stranger, Start: 0, End: 2}}
		}, graph.ErrUnknownEntity},
		{"credit to a stranger", func(d *graph.Document, _ *graph.Claim) { d.Article.Credits = []graph.ID{orlo.ID(), stranger} }, graph.ErrUnknownEntity},
		{"credit to nobody", func(d *graph.Document, _ *graph.Claim) { d.Article.Credits = []graph.ID{{}} }, graph.ErrUnknownEntity},
		{"nine credits", func(d *graph.Document, _ *graph.Claim) {
			for i := range 9 {
				e := graph.NewEntity{Class: graph.ClassBody, Key: fmt.Sprint(i), Kind: graph.Organization, Name: fmt.Sprint("Wire ", i)}
				d.Entities, d.Article.Credits = append(d.Entities, e), append(d.Article.Credits, e.ID())
			}
		}, graph.ErrBadRecord},
		{"entity without name", func(d *graph.Document, _ *graph.Claim) { d.Entities[0].Name = " " }, graph.ErrBadRecord},
		{"entity without key", func(d *graph.Document, _ *graph.Claim) { d.Entities[0].Key = "" }, graph.ErrBadRecord},
		{"name of a page", func(d *graph.Document, _ *graph.Claim) { d.Entities[0].Name = strings.Repeat("x", 5000) }, graph.ErrBadRecord},
		{"empty alias", func(d *graph.Document, _ *graph.Claim) { d.Entities[0].Aliases = []string{""} }, graph.ErrBadRecord},
		{"zero byte in a name", func(d *graph.Document, _ *graph.Claim) { d.Entities[0].Aliases = []string{"a\x00b"} }, graph.ErrBadRecord},
		{"class and kind", func(d *graph.Document, _ *graph.Claim) { d.Entities[0].Kind = graph.Country }, graph.ErrBadRecord},
		{"no kind", func(d *graph.Document, _ *graph.Claim) { d.Entities[0].Kind, d.Entities[0].Class = 0, "" }, graph.ErrBadRecord},
		{"quote in bytes", func(_ *graph.Document, c *graph.Claim) { c.Evidence.End++ }, graph.ErrQuote},
		{"quote one off", func(_ *graph.Document, c *graph.Claim) { c.Evidence.Start++ }, graph.ErrQuote},
		{"quote before the text", func(_ *graph.Document, c *graph.Claim) { c.Evidence.Start = -1 }, graph.ErrQuote},
		{"quote of nothing", func(_ *graph.Document, c *graph.Claim) { c.Evidence = graph.Evidence{Start: 3, End: 3} }, graph.ErrQuote},
		{"quote corrected", func(_ *graph.Document, c *graph.Claim) {
			c.Evidence.Quote = strings.Replace(c.Evidence.Quote, "ü", "u", 1)
		}, graph.ErrQuote},
		{"offsets of another text", func(_ *graph.Document, c *graph.Claim) { c.Evidence.SHA256 = strings.Repeat("0", 64) }, graph.ErrQuote},
		{"no source", func(_ *graph.Document, c *graph.Claim) { c.Source = graph.Source{} }, graph.ErrNoSource},
		{"entity source without id", func(_ *graph.Document, c *graph.Claim) { c.Source.ID = graph.ID{} }, graph.ErrNoSource},
		{"unnamed source without words", func(_ *graph.Document, c *graph.Claim) { c.Source = graph.Source{Kind: graph.SourceUnnamed, Name: "."} }, graph.ErrNoSource},
		{"unknown source kind", func(_ *graph.Document, c *graph.Claim) { c.Source.Kind = 9 }, graph.ErrBadRecord},
		{"stranger as source", func(_ *graph.Document, c *graph.Claim) { c.Source.ID = stranger }, graph.ErrUnknownEntity},
		{"stranger as side", func(_ *graph.Document, c *graph.Claim) { c.Source.Of = stranger }, graph.ErrUnknownEntity},
		{"stranger as subject", func(_ *graph.Document, c *graph.Claim) { c.Subject = stranger }, graph.ErrUnknownEntity},
		{"stranger as object", func(_ *graph.Document, c *graph.Claim) { c.Object = stranger }, graph.ErrUnknownEntity},
		{"stranger as item", func(_ *graph.Document, c *graph.Claim) { c.Item = stranger }, graph.ErrUnknownEntity},
		{"link without source", func(_ *graph.Document, c *graph.Claim) { c.Chain = []graph.Link{{Role: graph.Relay}} }, graph.ErrNoSource},
		{"link without role", func(_ *graph.Document, c *graph.Claim) { c.Chain = []graph.Link{{Source: graphtest.Named(ministry)}} }, graph.ErrBadRecord},
		{"stranger in the chain", func(_ *graph.Document, c *graph.Claim) {
			c.Chain = []graph.Link{{Role: graph.Relay, Source: graph.Source{Kind: graph.SourceEntity, ID: stranger}}}
		}, graph.ErrUnknownEntity},
		{"no stance", func(_ *graph.Document, c *graph.Claim) { c.Stance = 0 }, graph.ErrBadRecord},
		{"no realis", func(_ *graph.Document, c *graph.Claim) { c.Realis = 0 }, graph.ErrBadRecord},
		{"no predicate", func(_ *graph.Document, c *graph.Claim) { c.Predicate = 0 }, graph.ErrBadRecord},
		{"predicate 9", func(_ *graph.Document, c *graph.Claim) { c.Predicate = 9 }, graph.ErrBadRecord},
		{"min above max", func(_ *graph.Document, c *graph.Claim) { c.Quantity = &graph.Quantity{Min: f(2), Max: f(1)} }, graph.ErrBadRecord},
		{"NaN", func(_ *graph.Document, c *graph.Claim) { c.Quantity = &graph.Quantity{Min: f(math.NaN())} }, graph.ErrBadRecord},
		{"infinity", func(_ *graph.Document, c *graph.Claim) { c.Quantity = &graph.Quantity{Max: f(math.Inf(1))} }, graph.ErrBadRecord},
		{"29 February 2023", func(_ *graph.Document, c *graph.Claim) { c.When.Latest = graph.Date{Year: 2023, Month: 2, Day: 29} }, graph.ErrBadRecord},
		{"from May to April", func(_ *graph.Document, c *graph.Claim) {
			c.When = graph.When{Earliest: graph.Date{Year: 2024, Month: 5}, Latest: graph.Date{Year: 2024, Month: 4, Day: 3}}
		}, graph.ErrBadRecord},
		{"broken cue", func(_ *graph.Document, c *graph.Claim) { c.Cue = "\xff" }, graph.ErrBadRecord},
	} {
		t.Run(c.name, func(t *testing.T) {
			db := memory(t)
			d := base()
			c.change(&d, &d.Claims[0])
			err := db.Update(t.Context(), func(tx *graph.Tx) error {
				_, err := tx.PutArticle(d)
				if !errors.Is(err, c.want) {
					t.Errorf("got %v, want %v", err, c.want)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if dump := graph.Dump(db); dump != "" {
				t.Errorf("something was stored:\n%s", dump)
			}
		})
	}
}

func TestClaimsThatAreNotWholeAreKept(t *testing.T) {
	db := memory(t)
	d := base()
	c := &d.Claims[0]
	c.Subject, c.Object, c.Predicate = graph.ID{}, graph.ID{}, graph.Other
	c.When = graph.When{Earliest: graph.Date{Year: 2023, Month: 12}, Latest: graph.Date{Year: 2024}, Text: "since December"}
	graphtest.Put(t, db, d)
	m := graphtest.Model{}
	m.Put(d)
	graphtest.Compare(t, db, m)
}

func TestOutletIsAnEntity(t *testing.T) {
	own := graph.EntityID(graph.ClassBody, "the orlo post")
	for _, c := range []struct {
		name   string
		entity graph.NewEntity
		want   graph.ID
	}{
		{"of its own", orlo, own},
		{"that the document holds by name", graph.NewEntity{Class: graph.ClassBody, Key: "k", Kind: graph.Agency, Name: "The Orlo-Post"}, graph.EntityID(graph.ClassBody, "k")},
		{"that the document holds by alias", graph.NewEntity{Class: graph.ClassBody, Key: "k", Kind: graph.Agency, Name: "X", Aliases: []string{"the orlo post"}}, graph.EntityID(graph.ClassBody, "k")},
		{"never a place", graph.NewEntity{Class: graph.ClassPlace, Key: "k", Kind: graph.Location, Name: "The Orlo Post"}, own},
	} {
		t.Run(c.name, func(t *testing.T) {
			db := memory(t)
			d := graphtest.Draft{}
			d.Article.Outlet = "The Orlo Post"
			d.Entities = []graph.NewEntity{c.entity}
			d.Claim("It rained.", graph.Claim{Source: graph.Source{Kind: graph.SourceArticle}, Stance: graph.Asserts, Realis: graph.Actual, Predicate: graph.Other})
			graphtest.Put(t, db, d.Document)
			err := db.View(t.Context(), func(tx *graph.Tx) error {
				for got, err := range tx.Claims(graph.ClaimFilter{Source: c.want}) {
					if err != nil {
						return err
					}
					e, err := tx.Entity(c.want)
					if err != nil || got.Source.Name != e.Name || got.Source.Kind != graph.SourceArticle {
						t.Errorf("source %+v, entity %+v, %v", got.Source, e, err)
					}
					return nil
				}
				t.Error("the outlet says nothing")
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestUnnamedSourceIsARecordOfItsArticle(t *testing.T) {
	db := memory(t)
	d := base()
	d.Claims[0].Source = graph.Source{Kind: graph.SourceUnnamed, Name: "Some officials", Of: orlo.ID()}
	graphtest.Put(t, db, d)
	id := graph.UnnamedID(graphtest.ArticleID(d), "some officials")
	err := db.View(t.Context(), func(tx *graph.Tx) error {
		s, err := tx.Source(id)
		if want := (graph.Source{Kind: graph.SourceUnnamed, ID: id, Name: "Some officials", Of: orlo.ID()}); s != want {
			t.Errorf("got %+v, want %+v", s, want)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatDoesNotFitIsLeftOut(t *testing.T) {
	db := memory(t)
	m := graphtest.Model{}
	docs := generated(4)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range docs {
		// Text that cannot be compressed.
		var b strings.Builder
		for b.Len() < 3<<20 {
			b.WriteRune(rune(0x4e00 + r.IntN(0x5000)))
		}
		docs[i].Article.Text += " " + b.String()
	}
	err := db.Update(t.Context(), func(tx *graph.Tx) error {
		var status []bool
		for _, d := range docs {
			_, err := tx.PutArticle(d)
			if err != nil && !errors.Is(err, graph.ErrTooLarge) {
				return err
			}
			if status = append(status, err == nil); err == nil {
				m.Put(d)
			}
		}
		if !slices.Equal(status, []bool{true, true, false, false}) {
			t.Errorf("stored: %v", status)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	graphtest.Compare(t, db, m)
}
