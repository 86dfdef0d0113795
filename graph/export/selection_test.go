package export_test

import (
	"encoding/xml"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/export"
)

// drawing is what GEXF holds of a graph.
type drawing struct {
	Nodes []struct {
		ID string `xml:"id,attr"`
	} `xml:"graph>nodes>node"`
	Edges []struct {
		ID   string `xml:"id,attr"`
		From string `xml:"source,attr"`
		To   string `xml:"target,attr"`
	} `xml:"graph>edges>edge"`
}

// TestGraphsHaveBothEndsOfEveryEdge holds whole stores and parts of them against what readers stumble over most: ids that are there
// twice, and edges between nodes that are not there. Of a part it counts the claims that fit, one by one.
func TestGraphsHaveBothEndsOfEveryEdge(t *testing.T) {
	for _, f := range fixtures {
		if f.full {
			continue
		}
		db := f.open(t)
		var claims []graph.Claim
		var entities []graph.ID
		beside := map[graph.ID][]graph.ID{}
		err := db.View(t.Context(), func(tx *graph.Tx) error {
			for c, err := range tx.Claims(graph.ClaimFilter{}) {
				if err != nil {
					return err
				}
				claims = append(claims, c)
				if !c.Relation().IsZero() {
					beside[c.Subject] = append(beside[c.Subject], c.Object)
					beside[c.Object] = append(beside[c.Object], c.Subject)
				}
			}
			for e, err := range tx.Entities(graph.EntityFilter{}) {
				if err != nil {
					return err
				}
				entities = append(entities, e.ID)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}

		selections := map[string]export.Selection{
			"whole":   {},
			"denials": {Filters: []graph.ClaimFilter{{Stance: graph.Denies}}},
			"gone":    {Filters: []graph.ClaimFilter{{Status: graph.Corrected}}},
			"two":     {Filters: []graph.ClaimFilter{{Stance: graph.Asserts}, {Type: graph.DeploysTo}}},
		}
		if len(entities) > 1 {
			roots := entities[:1:1]
			selections["root"] = export.Selection{Roots: roots}
			selections["near"] = export.Selection{Roots: roots, Depth: 1}
			selections["far"] = export.Selection{Roots: entities[:2:2], Depth: 3}
			selections["near denials"] = export.Selection{Roots: roots, Depth: 2, Filters: []graph.ClaimFilter{{Stance: graph.Denies}}}
		}
		for name, s := range selections {
			around := map[graph.ID]bool{}
			for _, id := range s.Roots {
				around[id] = true
			}
			for range s.Depth {
				var next []graph.ID
				for id := range around {
					next = append(next, beside[id]...)
				}
				for _, id := range next {
					around[id] = true
				}
			}
			want := 0
			for _, c := range claims {
				fits := len(s.Filters) == 0 || slices.ContainsFunc(s.Filters, func(f graph.ClaimFilter) bool {
					return (f.Stance == 0 || c.Stance == f.Stance) && (f.Type == 0 || c.Predicate == f.Type) && (f.Status == 0 || c.Status == f.Status)
				})
				if len(s.Roots) > 0 {
					near := func(id graph.ID) bool { return id.IsZero() || around[id] }
					fits = fits && near(c.Subject) && near(c.Object) && !(c.Subject.IsZero() && c.Object.IsZero())
				}
				if fits {
					want++
				}
			}
			for _, p := range []export.Projection{export.Claims, export.Flat} {
				t.Run(strings.Join([]string{f.name, name, p.String()}, " "), func(t *testing.T) {
					d, h := draw(t, db, s, p)
					if h.Counts.Claims != want {
						t.Errorf("the header counts %d claims; %d fit", h.Counts.Claims, want)
					}
					if len(d.Nodes) != h.Counts.Nodes || len(d.Edges) != h.Counts.Edges {
						t.Errorf("%d nodes and %d edges are written; the header counts %+v", len(d.Nodes), len(d.Edges), h.Counts)
					}
					ids, nodes := map[string]bool{}, map[string]bool{}
					for _, n := range d.Nodes {
						if ids[n.ID] {
							t.Errorf("the id %s is there twice", n.ID)
						}
						ids[n.ID], nodes[n.ID] = true, true
					}
					for _, e := range d.Edges {
						if ids[e.ID] {
							t.Errorf("the id %s is there twice", e.ID)
						}
						ids[e.ID] = true
						if !nodes[e.From] || !nodes[e.To] {
							t.Errorf("edge %s is from %s to %s, and not both are there", e.ID, e.From, e.To)
						}
					}
				})
			}
		}
	}
}

// TestCorrectionsHaveAnEdgeWhereBothClaimsAreThere draws an article that was corrected, whole and in parts that leave one claim out.
func TestCorrectionsHaveAnEdgeWhereBothClaimsAreThere(t *testing.T) {
	db := fixtures[slices.IndexFunc(fixtures, func(f fixture) bool { return f.name == "versions" })].open(t)
	for _, tt := range []struct {
		name string
		of   []graph.ClaimFilter
		want int
	}{
		{"everything", nil, 1},
		{"what is corrected", []graph.ClaimFilter{{Status: graph.Corrected}}, 0},
		{"what stands", []graph.ClaimFilter{{Status: graph.Current}}, 0},
		{"both", []graph.ClaimFilter{{Type: graph.DeploysTo}}, 1},
	} {
		d, _ := draw(t, db, export.Selection{Filters: tt.of}, export.Claims)
		got := 0
		for _, e := range d.Edges {
			if strings.HasSuffix(e.ID, ":corrected_by") {
				got++
			}
		}
		if got != tt.want {
			t.Errorf("%s: %d edges, want %d", tt.name, got, tt.want)
		}
	}
}

// draw is a part of a store as GEXF has it; nothing where nothing fits.
func draw(t *testing.T, db *graph.DB, s export.Selection, p export.Projection) (d drawing, h export.Header) {
	t.Helper()
	var b strings.Builder
	err := db.View(t.Context(), func(tx *graph.Tx) (err error) {
		h, err = export.Write(t.Context(), tx, &b, export.Options{Format: "gexf", Projection: p, Selection: s})
		return err
	})
	if errors.Is(err, export.ErrEmpty) && !s.Whole() {
		return drawing{}, export.Header{}
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := xml.Unmarshal([]byte(b.String()), &d); err != nil {
		t.Fatal(err)
	}
	return d, h
}
