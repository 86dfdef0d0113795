package main

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/whosaid/whosaid/graph"
)

// explanation says of claims how many origins they have, and why several were counted as one.
type explanation struct {
	tx       *graph.Tx
	articles map[graph.ID]*graph.Article
	claims   []graph.Claim
	counted  []graph.Counted
}

// explain finds whom the claims count for.
func explain(tx *graph.Tx, claims []graph.Claim) (*explanation, error) {
	counted, err := tx.Origins(claims)
	return &explanation{tx, map[graph.ID]*graph.Article{}, claims, counted}, err
}

// heads is the documents and the independent origins, apart.
func (e *explanation) heads() string {
	articles, origins := map[graph.ID]bool{}, map[graph.ID]bool{}
	for i := range e.claims {
		articles[e.claims[i].Article], origins[e.counted[i].Origin.ID] = true, true
	}
	return fmt.Sprintf("%s in %s, of %s", plural(len(e.claims), "claim"), plural(len(articles), "article"), plural(len(origins), "independent origin"))
}

// called names an article: its outlet, title and date, as far as they are known.
func (e *explanation) called(id graph.ID) (string, error) {
	a := e.articles[id]
	if a == nil {
		read, err := e.tx.Article(id)
		if err != nil {
			return "", err
		}
		read.Text, read.Mentions = "", nil
		a = &read
		e.articles[id] = a
	}
	name := cmp.Or(a.Title, a.URL, a.ID.String())
	if a.Title != "" {
		name = "“" + name + "”"
	}
	if a.Outlet != "" {
		name = a.Outlet + " " + name
	}
	if !a.Published.IsZero() {
		name += " (" + a.Published.String() + ")"
	}
	return name, nil
}

// originName names an origin.
func (e *explanation) originName(s *graph.Source) (string, error) {
	if s.Name != "" {
		return s.Name, nil
	}
	return e.called(s.ID)
}

// lines says of each origin that several articles count for, or one that is not its own, why.
func (e *explanation) lines() ([]string, error) {
	type one struct {
		name    string
		voices  map[graph.ID]bool
		reasons []string
		other   bool // a claim counts for it by a credit, or as a copy
	}
	var order []graph.ID
	found := map[graph.ID]*one{}
	for i := range e.claims {
		c, counted := &e.claims[i], &e.counted[i]
		o := found[counted.Origin.ID]
		if o == nil {
			name, err := e.originName(&counted.Origin)
			if err != nil {
				return nil, err
			}
			o = &one{name: name, voices: map[graph.ID]bool{}}
			found[counted.Origin.ID] = o
			order = append(order, counted.Origin.ID)
		}
		o.voices[c.Article] = true
		o.other = o.other || counted.Why > graph.Relayed
		reason, err := e.reason(c, counted, o.name)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(o.reasons, reason) {
			o.reasons = append(o.reasons, reason)
		}
	}
	slices.SortStableFunc(order, func(a, b graph.ID) int { return cmp.Compare(found[a].name, found[b].name) })
	var lines []string
	for _, id := range order {
		o := found[id]
		if len(o.voices) < 2 && !o.other {
			continue
		}
		slices.Sort(o.reasons)
		lines = append(lines, fmt.Sprintf("%s: one origin of %s", o.name, plural(len(o.voices), "article")))
		for _, r := range o.reasons {
			lines = append(lines, "  "+r)
		}
	}
	return lines, nil
}

// sides names the states that several origins belong to.
func (e *explanation) sides() ([]string, error) {
	seen := map[graph.ID]bool{}
	var sources []graph.Source
	for i := range e.counted {
		if s := e.counted[i].Origin; !seen[s.ID] {
			seen[s.ID] = true
			sources = append(sources, s)
		}
	}
	origins, err := e.tx.Sides(sources)
	if err != nil {
		return nil, err
	}
	names := map[graph.ID][]string{}
	var order []graph.Ref
	for _, o := range origins {
		if o.Side.ID.IsZero() {
			continue
		}
		if names[o.Side.ID] == nil {
			order = append(order, o.Side)
		}
		names[o.Side.ID] = append(names[o.Side.ID], o.Name)
	}
	slices.SortFunc(order, func(a, b graph.Ref) int { return cmp.Compare(a.Name, b.Name) })
	var lines []string
	for _, side := range order {
		if all := names[side.ID]; len(all) > 1 {
			slices.Sort(all)
			lines = append(lines, fmt.Sprintf("%d origins of one side, %s: %s", len(all), side.Name, strings.Join(all, ", ")))
		}
	}
	return lines, nil
}

// reason says why a claim counts for its origin.
func (e *explanation) reason(c *graph.Claim, counted *graph.Counted, origin string) (string, error) {
	article, err := e.called(c.Article)
	if err != nil {
		return "", err
	}
	of := ""
	if !counted.Of.IsZero() {
		if of, err = e.called(counted.Of); err != nil {
			return "", err
		}
	}
	switch counted.Why {
	case graph.Relayed:
		return article + " passes on what it says", nil
	case graph.Credited:
		if of != "" && counted.Of != c.Article {
			return article + " has the text of " + of + ", and a credit line names " + origin, nil
		}
		return article + " names it in its credit line", nil
	case graph.Reprinted:
		return article + " reprints " + of, nil
	case graph.Copied:
		return article + " has a sentence of " + of + ", word for word or nearly so", nil
	}
	if c.Source.Kind == graph.SourceArticle {
		return article + " says so itself", nil
	}
	return article + " quotes it", nil
}

// write prints the counts and, where they are wanted, the reasons.
func (e *explanation) write(b *bytes.Buffer, width int, reasons bool) error {
	text := e.heads() + "."
	if !reasons {
		writeWrapped(b, oneLine(text), width)
		return nil
	}
	lines, err := e.lines()
	if err != nil {
		return err
	}
	if len(lines) == 0 {
		text += " No two were counted as one."
	}
	sides, err := e.sides()
	if err != nil {
		return err
	}
	lines = append(lines, sides...)
	writeWrapped(b, oneLine(text), width)
	for _, l := range lines {
		rest := strings.TrimLeft(l, " ")
		deep := len(l) - len(rest)
		for i, w := range wrap(oneLine(rest), max(1, min(readable, width-indent-deep)), 0) {
			if i > 0 {
				w = "  " + w
			}
			b.WriteString(strings.Repeat(" ", indent+deep) + w + "\n")
		}
	}
	return nil
}
