package export_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/export"
)

var update = flag.Bool("update", false, "write the goldens")

// TestGraphFormatsAreAsTheGoldens holds the formats for graphs, byte for byte, against files of a small store.
func TestGraphFormatsAreAsTheGoldens(t *testing.T) {
	f := fixtures[2]
	db := f.open(t)
	for _, name := range []string{"gexf", "gexf12", "graphml", "dot"} {
		for _, p := range []export.Projection{export.Claims, export.Flat} {
			t.Run(name+" "+p.String(), func(t *testing.T) {
				got, h := written(t, db, export.Options{Format: name, Projection: p, Tool: "whosaid test"})
				golden := filepath.Join("testdata", f.name+"-"+p.String()+"."+name)
				if *update {
					if err := os.WriteFile(golden, got, 0o600); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(golden)
				if err != nil {
					t.Fatal(err)
				}
				if d := cmp.Diff(string(want), string(got)); d != "" {
					t.Errorf("not as %s (-want +got); -update writes it:\n%s", golden, d)
				}
				if n := (size{h.Counts.Nodes, h.Counts.Edges}); n != f.size(p) {
					t.Errorf("the header counts %+v; want %+v", n, f.size(p))
				}
				again, _ := written(t, db, export.Options{Format: name, Projection: p, Tool: "whosaid test"})
				if !bytes.Equal(got, again) {
					t.Error("written a second time it is another")
				}
			})
		}
	}
}

// TestGraphFormatsTellWhatTheyLeaveOut holds the sentences of the header, and of the comment at the end, against what was written.
func TestGraphFormatsTellWhatTheyLeaveOut(t *testing.T) {
	const (
		native  = "texts, earlier versions, notices, mentions, languages and credits of articles, and cues, offsets and words of times of claims, are in the format native only"
		flat    = "articles and unnamed sources are no nodes, and who passed a claim on is left out; the projection claims has them"
		halves  = "6 claims without a subject or an object are no edges; the projection claims has them"
		noTime  = "GraphML has no time: dates are texts, as exact as they are known"
		noTimes = "DOT has no time: dates are texts, as exact as they are known"
	)
	tests := []struct {
		fixture, format string
		projection      export.Projection
		want            []string
	}{
		{"empty", "gexf", export.Claims, []string{}},
		{"half", "gexf", export.Claims, []string{native}},
		{"half", "gexf12", export.Flat, []string{native, flat, halves}},
		{"half", "graphml", export.Flat, []string{native, flat, halves, noTime}},
		{"half", "dot", export.Flat, []string{native, flat, halves, noTimes}},
		{"tiny", "graphml", export.Flat, []string{native, flat, "numbers nearer to 0 than 2.2250738585072014e-308 are left out", noTime}},
		{"control", "gexf", export.Flat, []string{native, flat, "control characters that the format cannot hold are left out"}},
		{"control", "dot", export.Flat, []string{native, flat, "control characters that the format cannot hold are left out", noTimes}},
		{"long", "dot", export.Flat, []string{native, flat, "labels are cut to 3 lines of some 24 letters; the tooltips have all of them", noTimes}},
	}
	all := append(fixtures[:len(fixtures):len(fixtures)], fixture{"tiny", tiny, false}, fixture{"control", control, false})
	for _, tt := range tests {
		t.Run(tt.fixture+" "+tt.format+" "+tt.projection.String(), func(t *testing.T) {
			for _, f := range all {
				if f.name != tt.fixture {
					continue
				}
				file, h := written(t, f.open(t), export.Options{Format: tt.format, Projection: tt.projection})
				if d := cmp.Diff(tt.want, h.Lost); d != "" {
					t.Error(d)
				}
				for _, s := range tt.want {
					if !strings.Contains(string(file[bytes.LastIndex(bytes.TrimSpace(file), []byte("\n")):]), s) {
						t.Errorf("the last line does not tell: %s", s)
					}
				}
				return
			}
			t.Fatal("there is no such fixture")
		})
	}
}

// tiny has a number that has fewer digits than others.
func tiny() []graph.Document {
	d := draft(1, "Outlet", "Tiny", graph.Date{}, korea, russia)
	c := said(korea, korea, graph.DeploysTo, russia)
	c.Quantity = &graph.Quantity{Min: ptr(5e-324), Text: "next to nothing"}
	d.Claim("It is next to nothing.", c)
	return []graph.Document{d.Document}
}

// control has two control characters in one quote.
func control() []graph.Document {
	d := draft(1, "Outlet", "Control", graph.Date{}, korea, russia)
	d.Claim("A bell\x07 and a null\x00.", said(korea, korea, graph.DeploysTo, russia))
	return []graph.Document{d.Document}
}

// TestExportsStopWhereTheWriterFails writes to writers that fail after so many bytes: the error must come back.
func TestExportsStopWhereTheWriterFails(t *testing.T) {
	db := fixtures[10].open(t)
	full := errors.New("the disk is full")
	for _, f := range export.Formats() {
		whole, _ := written(t, db, export.Options{Format: f.Name})
		for _, n := range []int{0, len(whole) / 2, len(whole) - 1} {
			err := db.View(t.Context(), func(tx *graph.Tx) error {
				_, err := export.Write(t.Context(), tx, &limited{n, full}, export.Options{Format: f.Name})
				return err
			})
			if !errors.Is(err, full) {
				t.Errorf("%s, after %d bytes: %v", f.Name, n, err)
			}
		}
	}
}

// limited takes so many bytes.
type limited struct {
	left int
	err  error
}

func (l *limited) Write(b []byte) (int, error) {
	if len(b) > l.left {
		n := l.left
		l.left = 0
		return n, l.err
	}
	l.left -= len(b)
	return len(b), nil
}

// written is an export of a whole store.
func written(t testing.TB, db *graph.DB, o export.Options) ([]byte, export.Header) {
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
	return b.Bytes(), h
}

// TestXMLIsWellFormed has the decoder of Go, which is stricter than most, go through every fixture.
func TestXMLIsWellFormed(t *testing.T) {
	for _, f := range fixtures {
		if f.full {
			continue
		}
		db := f.open(t)
		for _, name := range []string{"gexf", "gexf12", "graphml"} {
			file, _ := written(t, db, export.Options{Format: name, Selection: export.Selection{Words: "--> \x00 \uffff ]]>"}, Tool: "--><& \x01"})
			d := xml.NewDecoder(bytes.NewReader(file))
			for {
				_, err := d.Token()
				if err == io.EOF {
					break
				}
				if err != nil {
					t.Fatalf("%s, %s: %v", f.name, name, err)
				}
			}
		}
	}
}
