package graphtest

import (
	"errors"
	"slices"

	"github.com/whosaid/whosaid/graph"
)

// compareSubgraphs asks what is around entities and between them.
func compareSubgraphs(t TB, tx *graph.Tx, m Model) {
	t.Helper()
	relations, entities := m.Relations(), m.Entities()
	stated := map[graph.ID]bool{} // relations that a current claim supports
	for _, c := range m.Claims() {
		if c.Status == graph.Current {
			stated[relation(c)] = true
		}
	}
	led := only(relations, func(r graph.Relation) bool { return stated[r.ID()] })
	names := map[graph.ID]graph.EntityName{}
	for _, e := range entities {
		names[e.ID] = graph.EntityName{ID: e.ID, Name: e.Name, Kind: e.Kind}
	}
	for i, e := range entities[:min(len(entities), 6)] {
		var near []graph.Neighbor
		for _, r := range relations {
			switch {
			case r.Subject == e.ID:
				near = append(near, graph.Neighbor{EntityName: names[r.Object], Relation: r})
			case r.Object == e.ID:
				near = append(near, graph.Neighbor{EntityName: names[r.Subject], Relation: r})
			}
		}
		if got := collect(t, "neighbors", tx.Neighbors(e.ID, graph.RelationFilter{})); text(got) != text(near) {
			t.Errorf("neighbors of %s: got %s\nwant %s", e.Name, text(got), text(near))
		}
		for depth := 1; depth <= 2; depth++ {
			q := graph.NeighborhoodQuery{Roots: []graph.ID{e.ID}, Depth: depth, Each: 1000, Limit: 10_000}
			if depth == 2 {
				q.Types = []graph.Predicate{graph.DeploysTo, graph.Supplies}
			}
			want := around(q, led, names)
			if got, err := tx.Neighborhood(q); err != nil || text(got) != text(want) {
				t.Errorf("neighborhood %s: got %s, %v\nwant %s", text(q), text(got), err, text(want))
			}
		}
		for _, to := range entities[i:min(len(entities), i+4)] {
			q := graph.PathQuery{From: e.ID, To: to.ID, Steps: 3, Limit: 1000}
			want := ways(q, led, names)
			if got, err := tx.Paths(q); err != nil || text(got) != text(graph.Paths{Paths: want}) {
				t.Errorf("paths %s: got %s, %v\nwant %s", text(q), text(got), err, text(want))
			}
		}
	}
	claims := m.Claims()
	for _, r := range relations[:min(len(relations), 4)] {
		compareTimeline(t, tx, r, only(claims, func(c graph.Claim) bool { return c.Status == graph.Current && relation(c) == r.ID() }))
	}
	whole, err := tx.Subgraph(graph.ClaimFilter{}, 100_000)
	if err != nil || text(whole.Relations) != text(relations) || whole.Cut != "" {
		t.Errorf("subgraph of all claims: got %s, %v\nwant %s", text(whole.Relations), err, text(relations))
	}
	nobody := graph.EntityID(graph.ClassBody, "nobody at all")
	if _, err := tx.Neighborhood(graph.NeighborhoodQuery{Roots: []graph.ID{nobody}}); !errors.Is(err, graph.ErrNotFound) {
		t.Errorf("neighborhood of nobody: %v", err)
	}
	if _, err := tx.Paths(graph.PathQuery{From: nobody, To: nobody}); !errors.Is(err, graph.ErrNotFound) {
		t.Errorf("paths from nobody: %v", err)
	}
}

// around is a neighborhood, found by going through all relations for every entity.
func around(q graph.NeighborhoodQuery, relations []graph.Relation, names map[graph.ID]graph.EntityName) graph.Subgraph {
	var out graph.Subgraph
	found := map[graph.ID]bool{}
	add := func(id graph.ID) {
		if !found[id] {
			found[id] = true
			out.Entities = append(out.Entities, names[id])
		}
	}
	for _, r := range q.Roots {
		add(r)
	}
	used := map[graph.Relation]bool{}
	from := 0
	for range q.Depth {
		for to := len(out.Entities); from < to; from++ {
			e := out.Entities[from].ID
			wanted := only(relations, func(r graph.Relation) bool { return len(q.Types) == 0 || slices.Contains(q.Types, r.Type) })
			for _, r := range wanted {
				if r.Subject == e {
					used[r] = true
					add(r.Object)
				}
			}
			for _, r := range wanted {
				if r.Object == e {
					used[r] = true
					add(r.Subject)
				}
			}
		}
	}
	out.Relations = only(relations, func(r graph.Relation) bool { return used[r] })
	return out
}

// ways is all shortest paths, found by trying every way of each length.
func ways(q graph.PathQuery, relations []graph.Relation, names map[graph.ID]graph.EntityName) []graph.Path {
	paths := []graph.Path{{Entities: []graph.EntityName{names[q.From]}}}
	for range q.Steps + 1 {
		there := only(paths, func(p graph.Path) bool { return p.Entities[len(p.Entities)-1].ID == q.To })
		if len(there) > 0 || len(paths[0].Relations) == q.Steps {
			return there
		}
		var next []graph.Path
		for _, p := range paths {
			at := p.Entities[len(p.Entities)-1].ID
			for _, r := range relations {
				to := r.Object
				if r.Subject != at {
					to = r.Subject
				}
				if r.Subject != at && r.Object != at || slices.ContainsFunc(p.Entities, func(e graph.EntityName) bool { return e.ID == to }) {
					continue
				}
				next = append(next, graph.Path{
					Entities: append(slices.Clone(p.Entities), names[to]), Relations: append(slices.Clone(p.Relations), r),
				})
			}
		}
		if paths = next; len(paths) == 0 {
			return nil
		}
	}
	return nil
}

func compareTimeline(t TB, tx *graph.Tx, r graph.Relation, claims []graph.Claim) {
	t.Helper()
	got, cut, err := tx.Timeline(r.ID())
	if err != nil || cut {
		t.Errorf("timeline: %v, cut %v", err, cut)
		return
	}
	n := map[graph.Date]int{}
	for _, c := range claims {
		m := graph.Date{Year: c.Published.Year, Month: c.Published.Month}
		if m.Year == 0 {
			m = graph.Date{}
		}
		n[m]++
	}
	for i, p := range got {
		if p.Claims != n[p.Month] {
			t.Errorf("timeline: %d claims in %s, want %d", p.Claims, p.Month, n[p.Month])
		}
		delete(n, p.Month)
		if i > 0 && !p.Month.IsZero() && newest(got[i-1].Month, p.Month) <= 0 {
			t.Errorf("timeline: %s stands before %s", got[i-1].Month, p.Month)
		}
	}
	if len(n) > 0 {
		t.Errorf("timeline: it lacks %v", n)
	}
}
