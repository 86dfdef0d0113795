package export

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	_ "embed" // the script and the style sheet of the page
	"encoding/base64"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/whosaid/whosaid/graph"
)

// htmlPage writes one page that asks nothing of any host: a drawing of the entities that most is said of, and the table of all
// claims, with their sources, quotes and articles. The table can be read without scripts; with them it can be filtered.
type htmlPage struct{}

//go:embed page/page.css
var pageStyle string

//go:embed page/page.js
var pageScript string

// The drawing takes so many entities and edges at most. More are drawn slowly, and are no longer told apart.
const (
	drawnNodes      = 150
	drawnEdges      = 600
	drawnCandidates = 2000 // entities that most articles name, of which the ones with most claims are drawn
)

func (htmlPage) Write(w io.Writer, g *Graph) error {
	b := bufio.NewWriterSize(w, 1<<16)
	h := g.Header()
	title := "Who said what"
	if h.Selection != "" {
		title += ": " + line(h.Selection)
	}
	fmt.Fprintf(b, `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="%s">
<title>%s</title>
<style>%s</style>
</head>
<body>
<header>
<h1>%s</h1>
<p>%s of %s, about %s. Each stands in the words of its article: what a source says is not a fact.</p>
</header>
<main>
`, cspHash(pageStyle), cspHash(pageScript), escapeHTML(line(h.Tool)), escapeHTML(title), pageStyle, escapeHTML(title),
		several(h.Counts.Claims, "claim", "claims"), several(h.Counts.Articles, "article", "articles"), several(h.Counts.Entities, "entity", "entities"))
	if err := writeDrawing(b, g); err != nil {
		return err
	}
	if err := writeRows(b, g); err != nil {
		return err
	}
	loseTexts(g)
	emit(b, "</main>\n<footer>\n<h2>What this page does not hold</h2>\n<ul>\n")
	lost := g.Header().Lost
	if len(lost) == 0 {
		lost = []string{"nothing was left out"}
	}
	for _, s := range lost {
		fmt.Fprintf(b, "<li>%s</li>\n", escapeHTML(s))
	}
	fmt.Fprintf(b, "</ul>\n<p>Format %s, version %d, by %s.</p>\n</footer>\n<script>%s</script>\n</body>\n</html>\n",
		h.Format, h.Version, escapeHTML(cmp.Or(line(h.Tool), "whosaid")), pageScript)
	return b.Flush()
}

// cspHash is how a content security policy names a script or style that stands in the page.
func cspHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

func several(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// escapeHTML is a text as it stands in a page, in an element or in quotes. Control characters, which pages may not have, become
// their pictures (U+2400 and following).
func escapeHTML(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&#34;")
		case r == '\'':
			b.WriteString("&#39;")
		case r == '\r':
			b.WriteString("&#13;") // a bare one would become a line feed
		case r < ' ' && r != '\n' && r != '\t':
			b.WriteRune(0x2400 + r)
		case r == 0x7f:
			b.WriteRune(0x2421)
		case r > 0x7f && r < 0xa0, r&0xfffe == 0xfffe:
			b.WriteRune('\ufffd')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// drawn is an edge of the drawing: what is claimed between two entities.
type drawn struct {
	from, to  graph.ID
	predicate graph.Predicate
}

type drawnCount struct{ claims, denied int }

// writeDrawing writes the data of the drawing: the entities with most claims among those that most articles name.
func writeDrawing(b *bufio.Writer, g *Graph) error {
	var best []graph.Entity
	more := func(a, b graph.Entity) int {
		return cmp.Or(cmp.Compare(b.Articles, a.Articles), compareIDs(a.ID, b.ID))
	}
	for e, err := range g.Entities() {
		if err != nil {
			return err
		}
		best = append(best, e)
		if len(best) == 2*drawnCandidates {
			slices.SortFunc(best, more)
			best = best[:drawnCandidates]
		}
	}
	slices.SortFunc(best, more)
	best = best[:min(len(best), drawnCandidates)]
	claims := make(map[graph.ID]int, len(best))
	for _, e := range best {
		claims[e.ID] = 0
	}
	edges := map[drawn]drawnCount{}
	for c, err := range g.Claims() {
		if err != nil {
			return err
		}
		if c.Subject.IsZero() || c.Object.IsZero() || c.Status.Gone() {
			continue
		}
		_, ok := claims[c.Subject]
		_, ok2 := claims[c.Object]
		if !ok || !ok2 {
			continue
		}
		claims[c.Subject]++
		claims[c.Object]++
		k := drawn{c.Subject, c.Object, c.Predicate}
		n := edges[k]
		n.claims++
		if c.Stance == graph.Denies {
			n.denied++
		}
		edges[k] = n
	}
	best = slices.DeleteFunc(best, func(e graph.Entity) bool { return claims[e.ID] == 0 })
	slices.SortFunc(best, func(a, b graph.Entity) int {
		return cmp.Or(cmp.Compare(claims[b.ID], claims[a.ID]), compareIDs(a.ID, b.ID))
	})
	if len(best) > drawnNodes {
		best = best[:drawnNodes]
		g.Lose("the drawing has the %d entities that most claims are about; the table has all claims", drawnNodes)
	}
	place := map[graph.ID]int{}
	for i, e := range best {
		place[e.ID] = i
	}
	var lines []drawn
	for k := range edges {
		_, ok := place[k.from]
		_, ok2 := place[k.to]
		if ok && ok2 {
			lines = append(lines, k)
		}
	}
	slices.SortFunc(lines, func(a, b drawn) int {
		return cmp.Or(cmp.Compare(edges[b].claims, edges[a].claims), compareIDs(a.from, b.from), compareIDs(a.to, b.to), cmp.Compare(a.predicate, b.predicate))
	})
	if len(lines) > drawnEdges {
		lines = lines[:drawnEdges]
		g.Lose("the drawing has the %d edges that most claims stand behind; the table has all claims", drawnEdges)
	}
	if len(lines) == 0 {
		emit(b, "<p>No claim has both a subject and an object: there is nothing to draw.</p>\n")
		return nil
	}
	cut := ""
	if len(best) == drawnNodes || len(lines) == drawnEdges {
		cut = fmt.Sprintf(" It is cut: at most %d entities and %d edges are drawn.", drawnNodes, drawnEdges)
	}
	fmt.Fprintf(b, "<figure id=\"graph\" data-nodes=\"%d\" data-edges=\"%d\">\n<noscript><p>The drawing needs JavaScript. The table below does not.</p></noscript>\n", len(best), len(lines))
	fmt.Fprintf(b, "<figcaption>%s and what is claimed between them; the number is of claims that stand in their article as it was last seen.%s</figcaption>\n</figure>\n", several(len(best), "entity", "entities"), cut)

	buf := []byte(`{"nodes":[`)
	for i, e := range best {
		if i > 0 {
			buf = append(buf, ',')
		}
		l := kindLooks[e.Kind.String()]
		buf = appendText(append(buf, '{'), "name", line(e.Name))
		buf = appendText(buf, "kind", e.Kind.String())
		buf = appendText(buf, "color", l.color.hex())
		buf = append(appendInt(appendName(buf, "claims"), claims[e.ID]), '}')
	}
	buf = append(buf, `],"edges":[`...)
	for i, k := range lines {
		if i > 0 {
			buf = append(buf, ',')
		}
		n := edges[k]
		buf = appendInt(appendName(append(buf, '{'), "from"), place[k.from])
		buf = appendInt(appendName(buf, "to"), place[k.to])
		buf = appendText(buf, "label", strings.ReplaceAll(k.predicate.String(), "_", " "))
		buf = appendText(buf, "color", cmp.Or(edgeColors[k.predicate.String()], color{150, 150, 150}).hex())
		buf = appendInt(appendName(buf, "claims"), n.claims)
		buf = append(appendInt(appendName(buf, "denied"), n.denied), '}')
	}
	buf = append(buf, `]}`...)
	emit(b, `<script type="application/json" id="data">`)
	emit(b, strings.NewReplacer("<", `\u003c`, ">", `\u003e`, "&", `\u0026`).Replace(string(buf)))
	emit(b, "</script>\n")
	return nil
}

// writeRows writes the table of claims.
func writeRows(b *bufio.Writer, g *Graph) error {
	emit(b, `<section aria-labelledby="claims">
<h2 id="claims">Claims</h2>
<p id="filter" hidden><label>Filter: <input type="search" autocomplete="off" placeholder="words of a row"></label> <output></output></p>
<div class="wide"><table>
<thead><tr><th>Source</th><th>Stance</th><th>Says</th><th>Quantity</th><th>When</th><th>In these words</th><th>Article</th></tr></thead>
<tbody>
`)
	pictures, cut := 0, 0
	cell := func(class, s string) {
		escaped := escapeHTML(s)
		if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' && r != '\r' || r >= 0x7f && r < 0xa0 }) {
			pictures++
		}
		fmt.Fprintf(b, `<td class="%s"><bdi dir="auto">%s</bdi></td>`, class, escaped)
	}
	var article graph.Article
	for c, err := range g.Claims() {
		if err != nil {
			return err
		}
		if article, err = g.articleOf(&c, article); err != nil {
			return err
		}
		var names [3]string
		for i, id := range []graph.ID{c.Subject, c.Object, c.Item} {
			if names[i], err = g.name(id); err != nil {
				return err
			}
		}
		class := c.Stance.String()
		if c.Status.Gone() {
			class += " gone"
		}
		fmt.Fprintf(b, `<tr id="%s" class="%s"><td class="source"><bdi dir="auto">%s</bdi>`, claimNode(c.ID), class, escapeHTML(sourceName(&c, &article)))
		if c.Source.Kind == graph.SourceUnnamed {
			emit(b, ` <small>unnamed</small>`)
		}
		for _, l := range c.Chain {
			fmt.Fprintf(b, `<br><small>%s <bdi dir="auto">%s</bdi></small>`, map[graph.LinkRole]string{graph.Relay: "via", graph.Basis: "citing"}[l.Role], escapeHTML(cmp.Or(l.Source.Name, articleName(&article))))
		}
		fmt.Fprintf(b, `</td><td class="stance">%s<br><small>%s</small>`, c.Stance, c.Realis)
		switch {
		case !c.CorrectedBy.IsZero() && g.replaces(c.CorrectedBy):
			fmt.Fprintf(b, `<br><small><a href="#%s">%s since</a></small>`, claimNode(c.CorrectedBy), c.Status)
		case c.Status.Gone():
			fmt.Fprintf(b, `<br><small>%s since</small>`, c.Status)
		}
		v, err := g.voice(&c)
		if err != nil {
			return err
		}
		if v.why == graph.Credited.String() || v.why == graph.Reprinted.String() {
			fmt.Fprintf(b, `<br><small>%s; counts for <bdi dir="auto">%s</bdi></small>`, v.why, escapeHTML(v.name))
		}
		emit(b, `</td><td class="says">`)
		said := []string{}
		if names[0] != "" {
			said = append(said, `<bdi dir="auto">`+escapeHTML(names[0])+`</bdi>`)
		}
		if c.Predicate != graph.Other || names[1] != "" {
			said = append(said, `<em>`+strings.ReplaceAll(c.Predicate.String(), "_", " ")+`</em>`)
		}
		if names[1] != "" {
			said = append(said, `<bdi dir="auto">`+escapeHTML(names[1])+`</bdi>`)
		}
		emit(b, strings.Join(said, " "))
		if names[2] != "" {
			fmt.Fprintf(b, `<br><small>item <bdi dir="auto">%s</bdi></small>`, escapeHTML(names[2]))
		}
		emit(b, "</td>")
		quantity := ""
		if c.Quantity != nil {
			quantity = c.Quantity.Text
		}
		cell("quantity", quantity)
		fmt.Fprintf(b, `<td class="when">%s</td>`, escapeHTML(whenText(&c)))
		cell("quote", c.Evidence.Quote)
		emit(b, `<td class="article">`)
		name := escapeHTML(articleName(&article))
		if address := stixURL(article.URL); address != "" {
			fmt.Fprintf(b, `<a href="%s" rel="noopener noreferrer"><bdi dir="auto">%s</bdi></a>`, escapeHTML(address), name)
		} else {
			if article.URL != "" {
				cut++
			}
			fmt.Fprintf(b, `<bdi dir="auto">%s</bdi>`, name)
		}
		for _, s := range []string{article.Author, article.Outlet, article.Published.String()} {
			if s != "" {
				fmt.Fprintf(b, `<br><small><bdi dir="auto">%s</bdi></small>`, escapeHTML(s))
			}
		}
		if _, err := b.WriteString("</td></tr>\n"); err != nil {
			return err
		}
	}
	emit(b, "</tbody>\n</table></div>\n</section>\n")
	if pictures > 0 {
		g.Lose("%d texts have control characters: their pictures stand for them", pictures)
	}
	if cut > 0 {
		g.Lose("%d claims stand in articles whose address is no absolute URL of the web: it is left out", cut)
	}
	g.Lose("aliases, bounds of numbers, cues and offsets are left out; the format csv has them in tables")
	return nil
}

// whenText is the time of a claim: its words and its bounds.
func whenText(c *graph.Claim) string {
	from, to := c.When.Earliest.String(), c.When.Latest.String()
	bounds := from
	switch {
	case from == "" && to != "":
		bounds = "until " + to
	case from != "" && to == "":
		bounds = "since " + from
	case from != to:
		bounds = from + " to " + to
	}
	switch {
	case c.When.Text == "":
		return bounds
	case bounds == "":
		return c.When.Text
	}
	return bounds + " (" + c.When.Text + ")"
}
