package graphtest

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/whosaid/whosaid/graph"
)

// Clusters is the cluster of each article, the original first. Articles of which no claim of one quotes what a claim of the other does
// are not held against each other.
func (m Model) Clusters() map[graph.ID][]graph.ID {
	type item struct {
		id     graph.ID
		doc    graph.Document
		quotes map[string]bool
		set    int
	}
	var all []*item
	for id, d := range m {
		x := &item{id, d, map[string]bool{}, len(all)}
		for _, c := range d.Claims {
			x.quotes[c.Evidence.Quote] = true
		}
		all = append(all, x)
	}
	for i, x := range all {
		for _, y := range all[:i] {
			meet := false
			for q := range x.quotes {
				meet = meet || y.quotes[q]
			}
			if !meet || x.set == y.set {
				continue
			}
			same, err := graph.SameText(&x.doc, &y.doc)
			if err != nil {
				panic(err) // a model takes only what a store takes
			}
			if from, to := x.set, y.set; same {
				for _, z := range all {
					if z.set == from {
						z.set = to
					}
				}
			}
		}
	}
	sets := map[int][]*item{}
	for _, x := range all {
		sets[x.set] = append(sets[x.set], x)
	}
	out := map[graph.ID][]graph.ID{}
	for _, set := range sets {
		slices.SortFunc(set, func(x, y *item) int {
			return cmp.Or(cmp.Compare(age(x.doc.Article.Published), age(y.doc.Article.Published)), bytes.Compare(x.id[:], y.id[:]))
		})
		ids := make([]graph.ID, len(set))
		for i, x := range set {
			ids[i] = x.id
		}
		for _, id := range ids {
			out[id] = ids
		}
	}
	return out
}

// age is a number that grows with a date; an unknown day comes before the first, and what has no year last.
func age(d graph.Date) int {
	if d.Year == 0 {
		return 1 << 40
	}
	return d.Year<<16 | d.Month<<8 | d.Day
}

// origin is the id of whom a claim counts for.
func (w *world) origin(c graph.Claim) graph.ID {
	s := origin(c)
	if s.Kind == graph.SourceEntity {
		return s.ID
	}
	cluster := w.clusters[c.Article]
	if s.Kind == graph.SourceUnnamed {
		return graph.UnnamedID(cluster[0], s.Name)
	}
	return cmp.Or(w.credit(c), w.outlets[cluster[0]], cluster[0])
}

// credit is whom the article of a claim, or another of its cluster, credits; the zero ID where none does.
func (w *world) credit(c graph.Claim) graph.ID {
	for _, id := range w.clusters[c.Article] {
		if credits := w.credits[id]; len(credits) > 0 {
			return credits[0]
		}
	}
	return graph.ID{}
}

// origins is how many origins claims have, that of a passage and its copies once.
func (w *world) origins(claims []graph.Claim) int {
	all := map[graph.ID]bool{}
	said := map[string][]graph.Claim{}
	for _, c := range claims {
		words := strings.Fields(c.Evidence.Quote)
		if len(words) < 8 || c.Source.Kind == graph.SourceEntity || origin(c).ID != c.Source.ID {
			all[w.origin(c)] = true
			continue
		}
		k := c.Evidence.Quote
		if c.Source.Kind == graph.SourceUnnamed {
			k += "\x00" + graph.FoldName(c.Source.Name)
		}
		said[k] = append(said[k], c)
	}
	for _, cs := range said {
		first := slices.MinFunc(cs, func(a, b graph.Claim) int {
			return cmp.Or(w.uncredited(a)-w.uncredited(b), cmp.Compare(age(a.Published), age(b.Published)), bytes.Compare(a.Article[:], b.Article[:]))
		})
		for _, c := range cs {
			if c.Article == first.Article {
				all[w.origin(c)] = true
			}
		}
	}
	return len(all)
}

// uncredited puts a claim whose origin is a credit before others.
func (w *world) uncredited(c graph.Claim) int {
	if id := w.credit(c); c.Source.Kind == graph.SourceUnnamed || id.IsZero() || id == w.voice(c.Article) {
		return 1
	}
	return 0
}

func (w *world) voice(article graph.ID) graph.ID { return cmp.Or(w.outlets[article], article) }
