package graphtest

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/whosaid/whosaid/graph"
)

// Clusters is the cluster of each article, the original first. Every two articles are held against each other: their claims need not
// quote the same sentences, because one may have other words in front.
func (m Model) Clusters() map[graph.ID][]graph.ID {
	type item struct {
		id  graph.ID
		doc graph.Document
		set int
	}
	var all []*item
	for id, d := range m {
		all = append(all, &item{id, d, len(all)})
	}
	for i, x := range all {
		for _, y := range all[:i] {
			if x.set == y.set {
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
	if s.Kind == graph.SourceEntity || s.Kind == graph.SourceArticle && s.ID != w.voice(c.Article) {
		return s.ID // what an earlier version says counts for its outlet, if that was another entity
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
	var said []graph.Claim
	for _, c := range claims {
		if len(wordsOf(c.Evidence.Quote)) < 8 || c.Source.Kind == graph.SourceEntity || origin(c).ID != c.Source.ID {
			all[w.origin(c)] = true
			continue
		}
		said = append(said, c)
	}
	slices.SortFunc(said, func(a, b graph.Claim) int {
		return cmp.Or(w.uncredited(a)-w.uncredited(b), cmp.Compare(age(a.Published), age(b.Published)), bytes.Compare(a.Article[:], b.Article[:]),
			cmp.Compare(a.Evidence.Start, b.Evidence.Start))
	})
	var originals []graph.Claim
	for _, c := range said {
		if !slices.ContainsFunc(originals, func(o graph.Claim) bool { return copies(c, o) }) {
			originals = append(originals, c)
			all[w.origin(c)] = true
		}
	}
	return len(all)
}

// copies reports whether a claim without a named source is a copy of another article's: one sentence but for a word or two, with the
// same numbers. It is for quotes without apostrophes and marks, which part words here.
func copies(c, o graph.Claim) bool {
	if c.Article == o.Article || c.Source.Kind != o.Source.Kind ||
		c.Source.Kind == graph.SourceUnnamed && graph.FoldName(c.Source.Name) != graph.FoldName(o.Source.Name) {
		return false
	}
	x, y := wordsOf(c.Evidence.Quote), wordsOf(o.Evidence.Quote)
	if !slices.Equal(only(x, isNumber), only(y, isNumber)) {
		return false
	}
	runs, others := runsOf(x), runsOf(y)
	union := len(others)
	for r := range runs {
		if !others[r] {
			union++
		}
	}
	return 10*(len(runs)+len(others)-union) >= 8*union
}

func isNumber(word string) bool { return strings.Trim(word, "0123456789") == "" }

// runsOf is the runs of three words, each once.
func runsOf(words []string) map[string]bool {
	all := map[string]bool{}
	for i := range max(0, len(words)-2) {
		all[strings.Join(words[i:i+3], " ")] = true
	}
	return all
}

// uncredited puts what an article with a credit line says itself before others.
func (w *world) uncredited(c graph.Claim) int {
	if c.Source.Kind == graph.SourceArticle && len(w.credits[c.Article]) > 0 {
		return 0
	}
	return 1
}

func (w *world) voice(article graph.ID) graph.ID { return cmp.Or(w.outlets[article], article) }
