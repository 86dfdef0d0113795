package schema

import (
	"fmt"
	"testing"

	"github.com/whosaid/whosaid/graph"
)

// Several parts of the graph are one: each relation once, in the order of relations, and no entity without one.
func TestUnitedSubgraphsHaveEveryRelationOnce(t *testing.T) {
	at := func(n int) graph.ID { return graph.EntityID(graph.ClassBody, fmt.Sprint(n)) }
	part := func(cut string, ends ...int) (g graph.Subgraph) {
		g.Cut = cut
		for _, n := range ends {
			g.Entities = append(g.Entities, graph.EntityName{ID: at(n), Name: fmt.Sprint(n)})
			g.Relations = append(g.Relations, graph.Relation{Type: graph.Leads, Subject: at(n), Object: at(ends[0])})
		}
		return g
	}
	for _, tt := range []struct {
		name                string
		parts               []graph.Subgraph
		limit               int
		entities, relations int
		cut                 string
	}{
		{"one", []graph.Subgraph{part("cut", 1, 2)}, 1, 2, 2, "cut"},
		{"apart", []graph.Subgraph{part("", 1, 2), part("", 3, 4)}, 10, 4, 4, ""},
		{"the same", []graph.Subgraph{part("a", 1, 2, 3), part("a", 1, 2, 3), part("b", 1)}, 10, 3, 3, "a; b"},
		{"too many", []graph.Subgraph{part("a", 1), part("", 2), part("", 3)}, 2, 2, 2, "a; only 2 of 3 relations are shown"},
		{"nothing", []graph.Subgraph{{}, {}}, 2, 0, 0, ""},
	} {
		got := united(tt.parts, tt.limit)
		if len(got.Entities) != tt.entities || len(got.Relations) != tt.relations || got.Cut != tt.cut {
			t.Errorf("%s: %d entities, %d relations, cut %q", tt.name, len(got.Entities), len(got.Relations), got.Cut)
		}
		for i := 1; i < len(got.Relations); i++ {
			if got.Relations[i-1].Cursor() >= got.Relations[i].Cursor() {
				t.Errorf("%s: relation %d is not behind the one before", tt.name, i)
			}
		}
	}
}
