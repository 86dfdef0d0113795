package graphtest

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
	"unicode"

	"github.com/whosaid/whosaid/graph"
)

// PutVersion keeps a document beside what the model has of the article, as PutVersion of a store does.
func (m Model) PutVersion(d graph.Document) {
	var all []graph.Document // the oldest first
	if held, ok := m[ArticleID(d)]; ok {
		all = oldestVersions(held)
	}
	all = append(all, oldestVersions(d)...)
	slices.SortStableFunc(all, func(a, b graph.Document) int { return a.Article.Seen.Compare(b.Article.Seen) })
	var kept []graph.Document // the newest first, each text once
	for _, v := range slices.Backward(all) {
		if !slices.ContainsFunc(kept, func(o graph.Document) bool { return o.Article.Text == v.Article.Text }) {
			kept = append(kept, v)
		}
	}
	now := kept[0]
	now.Earlier = kept[1:]
	m.Put(now)
}

// oldestVersions is the versions of a document, the oldest first, each without the others.
func oldestVersions(d graph.Document) []graph.Document {
	all := versions(d)
	slices.Reverse(all)
	return all
}

// versions is the versions of a document, the newest first, each without the others.
func versions(d graph.Document) []graph.Document {
	earlier := slices.Clone(d.Earlier)
	slices.SortStableFunc(earlier, func(a, b graph.Document) int { return b.Article.Seen.Compare(a.Article.Seen) })
	d.Earlier = nil
	return append([]graph.Document{d}, earlier...)
}

// sorted is the claims of a document by start, each once.
func sorted(d graph.Document) []graph.Claim {
	claims := slices.Clone(d.Claims)
	slices.SortFunc(claims, func(x, y graph.Claim) int { return cmp.Compare(x.Evidence.Start, y.Evidence.Start) })
	return slices.CompactFunc(claims, func(x, y graph.Claim) bool { return x.Evidence.Start == y.Evidence.Start })
}

// pastClaim is a claim that an article shows of an earlier version.
type pastClaim struct {
	graph.Claim
	of int // the version, from 1
	by int // the number in the article of the claim that corrects it; -1 where none does
}

// number is a number as an id, until the real one is known.
func number(n int) (id graph.ID) {
	binary.BigEndian.PutUint32(id[12:], uint32(n)+1)
	return id
}

// past is the claims of earlier versions that an article shows: a plain form of what graph.ClaimStatus says, for documents whose quotes
// are sentences.
func past(d graph.Document) []pastClaim {
	vs := versions(d)
	current := sorted(vs[0])
	var out []pastClaim
	// end is the number of what the claim of a version has come to.
	end := func(v int, c graph.Claim) int {
		for n, o := range current {
			if o.Evidence.Quote == c.Evidence.Quote && (v == 0 && o.Evidence.Start == c.Evidence.Start || v > 0 && takesPlace(o, c)) {
				return n
			}
		}
		for i, o := range out {
			if o.Evidence.Quote == c.Evidence.Quote && (o.of == v && o.Evidence.Start == c.Evidence.Start || o.of != v && takesPlace(o.Claim, c)) {
				if o.by >= 0 {
					return o.by
				}
				return len(current) + i
			}
		}
		return -1
	}
	for i := 1; i < len(vs); i++ {
		var fresh []pastClaim
		for _, c := range sorted(vs[i]) {
			q := c.Evidence.Quote
			if has(vs[0], q) || slices.ContainsFunc(out, func(o pastClaim) bool { return o.Evidence.Quote == q }) {
				continue
			}
			j := i - 1
			for has(vs[j], q) {
				j--
			}
			p := pastClaim{Claim: c, of: i, by: -1}
			best, between := 0.0, -1
			for _, o := range sorted(vs[j]) {
				n := end(j, o)
				if !takesPlace(o, c) || has(vs[i], o.Evidence.Quote) || n < 0 {
					continue
				}
				if like := alike(q, o.Evidence.Quote); like >= 0.6 && like > best {
					best, p.by = like, n
				}
				b1, a1 := beside(vs[i], q)
				b2, a2 := beside(vs[j], o.Evidence.Quote)
				if between < 0 && b1 == b2 && a1 == a2 && b1+a1 != "" {
					between = n
				}
			}
			if p.by < 0 {
				p.by = between
			}
			p.Status = graph.Withdrawn
			if p.by >= 0 {
				p.Status, p.CorrectedBy = graph.Corrected, number(p.by)
			}
			fresh = append(fresh, p)
		}
		out = append(out, fresh...)
	}
	return out
}

// has reports whether a sentence stands in a version.
func has(d graph.Document, sentence string) bool {
	return strings.Contains(" "+d.Article.Text+" ", " "+sentence+" ")
}

// takesPlace reports whether one claim may stand for another.
func takesPlace(c, d graph.Claim) bool {
	role := func(x, y graph.ID) bool { return x == y || x.IsZero() || y.IsZero() }
	s, o := c.Source, d.Source
	source := s.Kind == o.Kind && (s.Kind == graph.SourceArticle || s.Kind == graph.SourceEntity && s.ID == o.ID ||
		s.Kind == graph.SourceUnnamed && graph.FoldName(s.Name) == graph.FoldName(o.Name))
	return source && c.Predicate == d.Predicate && role(c.Subject, d.Subject) && role(c.Object, d.Object) && role(c.Item, d.Item)
}

func wordsOf(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
}

// alike is how many of the words of two sentences are the same.
func alike(a, b string) float64 {
	x, y := wordsOf(a), wordsOf(b)
	n := len(x) + len(y)
	shared := 0
	for _, w := range x {
		if i := slices.Index(y, w); i >= 0 {
			y = slices.Delete(y, i, i+1)
			shared++
		}
	}
	return 2 * float64(shared) / float64(n)
}

// beside is the sentences before and after one.
func beside(d graph.Document, sentence string) (before, after string) {
	var all []string
	at := ""
	for _, s := range strings.SplitAfter(d.Article.Text, ". ") {
		if at += s; len(wordsOf(at)) >= 3 {
			all = append(all, strings.TrimSpace(at))
			at = ""
		}
	}
	if at != "" {
		all = append(all, strings.TrimSpace(at))
	}
	for i, s := range all {
		if s != sentence && !strings.HasSuffix(s, " "+sentence) {
			continue
		}
		if i > 0 {
			before = all[i-1]
		}
		if i+1 < len(all) {
			after = all[i+1]
		}
		break
	}
	return before, after
}
