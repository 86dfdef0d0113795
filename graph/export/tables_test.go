package export_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/export"
	"github.com/whosaid/whosaid/graph/graphtest"
)

// TestGoldens holds the fixture news against what each format wrote of it before. csv is a folder of its tables.
func TestGoldens(t *testing.T) {
	db := fixtures[2].open(t)
	for _, name := range []string{"cytoscape", "d3", "jsonld", "nquads", "stix", "html"} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "news")
			writeFile(t, db, file, export.Options{Format: name, Tool: "whosaid test"})
			golden(t, file, "testdata/news."+name)
		})
	}
	t.Run("csv", func(t *testing.T) {
		dir := t.TempDir()
		writeTables(t, db, dir)
		for _, name := range []string{"entities.csv", "edges.csv", "claims.csv", "articles.csv", "README.txt"} {
			golden(t, filepath.Join(dir, name), "testdata/csv/"+name)
		}
	})
}

func golden(t *testing.T, file, want string) {
	t.Helper()
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.MkdirAll(filepath.Dir(want), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(want, got, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	old, err := os.ReadFile(want)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, old) {
		t.Errorf("%s is not what was written; -update takes it over:\n%s", want, brief(string(got)))
	}
}

func writeTables(t *testing.T, db *graph.DB, dir string) export.Header {
	t.Helper()
	var h export.Header
	err := db.View(t.Context(), func(tx *graph.Tx) (err error) {
		h, err = export.WriteTables(t.Context(), tx, dir, export.Options{Tool: "whosaid test"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// TestTheZipHoldsTheTablesOfTheFolder compares what csv writes both ways.
func TestTheZipHoldsTheTablesOfTheFolder(t *testing.T) {
	db := fixtures[3].open(t)
	dir := t.TempDir()
	writeTables(t, db, dir)
	file := filepath.Join(t.TempDir(), "all.zip")
	writeFile(t, db, file, export.Options{Format: "csv", Tool: "whosaid test"})
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	if len(z.File) != 5 {
		t.Errorf("the ZIP has %d files", len(z.File))
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		in, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if out, err := os.ReadFile(filepath.Join(dir, filepath.Base(f.Name))); err != nil || !bytes.Equal(in, out) {
			t.Errorf("%s differs: %v", f.Name, err)
		}
	}
}

func TestTablesHaveNoProjection(t *testing.T) {
	db := fixtures[1].open(t)
	err := db.View(t.Context(), func(tx *graph.Tx) error {
		_, err := export.WriteTables(t.Context(), tx, t.TempDir(), export.Options{Projection: export.Claims})
		return err
	})
	if !errors.Is(err, export.ErrNoProjection) {
		t.Errorf("the error is %v", err)
	}
}

// TestJSONLDSaysWhatNQuadsSays has jsonld and N3 read both formats of each fixture: the statements must be the same.
func TestJSONLDSaysWhatNQuadsSays(t *testing.T) {
	node("jsonld")(t)
	node("n3")(t)
	var linked, quads []string
	for _, f := range fixtures {
		if f.full {
			continue
		}
		db := f.open(t)
		base := filepath.Join(t.TempDir(), "file")
		writeFile(t, db, base+".jsonld", export.Options{Format: "jsonld", Tool: "whosaid test"})
		writeFile(t, db, base+".nq", export.Options{Format: "nquads", Tool: "whosaid test"})
		linked, quads = append(linked, base+".jsonld"), append(quads, base+".nq")
	}
	a, b := digests(t, "jsonld", linked), digests(t, "n3", quads)
	for i := range a {
		if a[i] != b[i] || a[i] == "" {
			t.Errorf("fixture %d: jsonld has the statements %q, nquads %q", i, a[i], b[i])
		}
	}
}

// digests is what read.mjs makes of the statements of files.
func digests(t *testing.T, reader string, files []string) []string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out, err := exec.CommandContext(ctx, "node", append([]string{"testdata/readers/read.mjs", reader, reader}, files...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	d := json.NewDecoder(bytes.NewReader(out))
	for d.More() {
		var r struct{ Statements, Error string }
		if err := d.Decode(&r); err != nil {
			t.Fatal(err)
		}
		if r.Error != "" {
			t.Fatal(r.Error)
		}
		all = append(all, r.Statements)
	}
	if len(all) != len(files) {
		t.Fatalf("it tells of %d files of %d", len(all), len(files))
	}
	return all
}

// A table tells of every claim whom it counts for, so that who adds up its rows counts a reprint once.
func TestTablesTellWhomAClaimCountsFor(t *testing.T) {
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	wire := graph.NewEntity{Class: graph.ClassBody, Key: "wire", Kind: graph.Organization, Name: "Wire"}
	story := []string{
		"The convoy left the harbour before dawn and turned east along the coast road, and three people watched it pass.",
		"None of the drivers carried papers, and the trucks bore the markings of a freight company that closed years ago.",
		"By noon the last of the 40 trailers had crossed the bridge at the border, where guards waved it on without a word.",
	}
	for i, a := range []struct {
		outlet  string
		credits []graph.ID
	}{{"Morning Paper", []graph.ID{wire.ID()}}, {"Evening Paper", nil}, {"", nil}} {
		d := graphtest.Draft{}
		d.Article = graph.Article{URL: fmt.Sprintf("https://example.org/%d", i), Title: fmt.Sprintf("Convoy %d", i), Outlet: a.outlet, Credits: a.credits,
			Published: graph.Date{Year: 2024, Month: 10, Day: 18 + i}}
		d.Entities = []graph.NewEntity{wire}
		said := story
		if a.outlet == "" {
			said = []string{"Nobody has seen any convoy at all since the spring, and the harbour has been closed to trucks for a year."}
		}
		for _, s := range said {
			d.Claim(s, graph.Claim{Stance: graph.Asserts, Realis: graph.Actual, Predicate: graph.Other, Source: graph.Source{Kind: graph.SourceArticle}})
		}
		graphtest.Put(t, db, d.Document)
	}
	dir := filepath.Join(t.TempDir(), "tables")
	writeTables(t, db, dir)
	f, err := os.Open(filepath.Join(dir, "claims.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, row := range rows[1:] {
		at := func(column string) string { return row[slices.Index(rows[0], column)] }
		got[at("article")+": "+at("counts_for")+", "+at("counts_why")]++
	}
	want := map[string]int{"Convoy 0: Wire, credited": 3, "Convoy 1: Wire, credited": 3, "Convoy 2: Convoy 2, said": 1}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
