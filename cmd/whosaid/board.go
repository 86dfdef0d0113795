package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/whosaid/whosaid/graph"
)

// boardSheet is a board on its way to a reader, with the articles that its claims stand in.
type boardSheet struct {
	*graph.Board
	tx       *graph.Tx
	articles map[graph.ID]*graph.Article
}

// maxSentences is how many sentences the table shows of a position; JSON has all.
const maxSentences = 4

// maxPairs is how many pairs the table shows one by one; JSON has all.
const maxPairs = 20

// article reads an article once, and keeps it without its text.
func (s *boardSheet) article(id graph.ID) (*graph.Article, error) {
	if a := s.articles[id]; a != nil {
		return a, nil
	}
	a, err := s.tx.Article(id)
	if err != nil {
		return nil, err
	}
	a.Text, a.Mentions = "", nil
	s.articles[id] = &a
	return &a, nil
}

// shown is a claim as the table of claims shows it.
func (s *boardSheet) shown(c *graph.Claim) (claim, error) {
	var out claim
	a, err := s.article(c.Article)
	if err != nil {
		return out, err
	}
	out.Article.ID, out.Article.Title, out.Article.Outlet = a.ID.String(), given(a.Title), given(a.Outlet)
	out.Article.Published, out.Article.URL = given(a.Published.String()), given(a.URL)
	out.Stance, out.Evidence.Quote = c.Stance.String(), c.Evidence.Quote
	out.Source.Name = cmp.Or(c.Source.Name, a.Title, a.URL, a.ID.String())
	for _, l := range c.Chain {
		out.Via = append(out.Via, struct{ Role, Name string }{strings.ToUpper(l.Role.String()), cmp.Or(l.Source.Name, a.Title, a.URL)})
	}
	return out, nil
}

// write prints the board: each group with its positions, then how they agree, then what each group comes to.
func (s *boardSheet) write(w io.Writer, reasons bool) error {
	width := cmp.Or(tableWidth(w), pageWidth)
	var b bytes.Buffer
	for i, g := range s.Groups {
		var rows []row
		for n := range s.Positions {
			if s.Positions[n].Group != i {
				continue
			}
			r, err := s.row(n)
			if err != nil {
				return err
			}
			rows = append(rows, r)
		}
		if rows == nil {
			continue
		}
		writeWrapped(&b, heading(&g), width)
		b.WriteByte('\n')
		columns := []column{{"", 4, 4}, {"number", 24, 10}, {"where or whom", 22, 10}, {"date", 22, 10}, {"source", 40, 14}}
		if !g.Numbered {
			columns[1].head = "what"
		}
		if err := writeTable(&b, width, columns, rows); err != nil {
			return err
		}
	}
	if err := s.writePairs(&b, width); err != nil {
		return err
	}
	if err := s.writeCounts(&b, width); err != nil {
		return err
	}
	if reasons {
		if err := s.writeReasons(&b, width); err != nil {
			return err
		}
	}
	_, err := b.WriteTo(w)
	return err
}

// writeReasons prints which claims of the board were counted as one, and why.
func (s *boardSheet) writeReasons(b *bytes.Buffer, width int) error {
	e := explanation{tx: s.tx, articles: s.articles}
	for i := range s.Positions {
		e.claims = append(e.claims, s.Positions[i].Claims...)
		e.counted = append(e.counted, s.Positions[i].Counted...)
	}
	b.WriteByte('\n')
	return e.write(b, width, true)
}

// heading names a group.
func heading(g *graph.Group) string {
	text := cmp.Or(g.Subject.Name, "?") + " " + g.Predicate.String() + ": "
	switch {
	case !g.Numbered:
		text += "without a number"
	case g.Measure == "":
		text += "numbers of what is not named"
	default:
		text += g.Measure
	}
	return oneLine(text + ", " + realisWord(g.Realis))
}

func realisWord(r graph.Realis) string {
	switch r {
	case graph.Actual:
		return "realised"
	case graph.Prospective:
		return "planned or expected"
	}
	return "realised or planned, which is not known"
}

// row is a position as a row, with its sentences and their articles below.
func (s *boardSheet) row(n int) (row, error) {
	p := &s.Positions[n]
	var sources []string
	said := map[string]int{}
	var quotes []string
	articles := map[string][]string{}
	for i := range p.Claims {
		c, err := s.shown(&p.Claims[i])
		if err != nil {
			return row{}, err
		}
		who := c.source() + ": " + c.Stance
		if said[who] == 0 {
			sources = append(sources, who)
		}
		said[who]++
		quote := oneLine(c.Evidence.Quote)
		if articles[quote] == nil {
			quotes = append(quotes, quote)
		}
		if in := "— " + c.article(); !slices.Contains(articles[quote], in) {
			articles[quote] = append(articles[quote], in)
		}
	}
	var below []string
	for i, q := range quotes {
		if i == maxSentences {
			below = append(below, fmt.Sprintf("… and %s; --json has them all", plural(len(quotes)-i, "more sentence")))
			break
		}
		below = append(below, q)
		in := articles[q]
		if len(in) > maxSentences {
			in = append(in[:maxSentences:maxSentences], "… and "+plural(len(in)-maxSentences, "more article"))
		}
		below = append(below, in...)
	}
	where := cmp.Or(p.Object.Name, "?")
	return row{
		cells: clean(strconv.Itoa(n+1), numberOf(p), where, dateOf(p.When), strings.Join(sources, "; ")),
		below: clean(below...),
	}, nil
}

// numberOf is a position's number in its words, or what it says without one.
func numberOf(p *graph.Position) string {
	var text string
	switch {
	case p.Low != nil || p.High != nil:
		q := p.Claims[0].Quantity
		for _, c := range p.Claims {
			if len(p.Words) > 0 && c.Quantity.Text == p.Words[0] {
				q = c.Quantity
				break
			}
		}
		text = withUnit(q.Text, q.Unit)
	case p.Denied:
		return "denied" + bracketed(p.Item.Name)
	case p.Item.Name != "":
		return p.Item.Name
	default:
		return "?"
	}
	if p.Denied {
		text += ", denied"
	}
	return text + bracketed(p.Item.Name)
}

func bracketed(text string) string {
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}

// dateOf is a time as the articles state it; nothing for none.
func dateOf(w graph.When) string {
	from, to := w.Earliest.String(), w.Latest.String()
	switch {
	case from == to:
		return from
	case from == "":
		return "until " + to
	case to == "":
		return "from " + from
	}
	return from + " to " + to
}

// telling is how much a pair tells: lower tells more, and what is not told one by one has 0.
func telling(p *graph.Pair) int {
	switch {
	case p.Class == graph.Conflicts:
		return 1
	case p.Class == graph.PossibleConflict:
		return 2
	case p.Class == graph.Overlaps:
		return 3
	case p.Class == graph.Agrees:
		return 4
	case p.Scope == graph.ScopePart:
		return 5
	case p.Scope == graph.ScopeTime:
		return 6
	}
	return 0
}

func className(p *graph.Pair) string {
	if p.Scope != 0 {
		return p.Class.String() + ": " + p.Scope.String()
	}
	return p.Class.String()
}

// writePairs prints the pairs that tell something, the most telling first, and counts the others.
func (s *boardSheet) writePairs(b *bytes.Buffer, width int) error {
	var told []*graph.Pair
	rest := map[string]int{}
	for i := range s.Pairs {
		if p := &s.Pairs[i]; telling(p) > 0 {
			told = append(told, p)
		} else {
			rest[className(p)]++
		}
	}
	slices.SortStableFunc(told, func(x, y *graph.Pair) int { return cmp.Compare(telling(x), telling(y)) })
	if len(told) > maxPairs {
		for _, p := range told[maxPairs:] {
			rest[className(p)]++
		}
		told = told[:maxPairs]
	}
	if len(told) > 0 {
		rows := make([]row, len(told))
		for i, p := range told {
			rows[i].cells = clean(fmt.Sprintf("%d, %d", p.A+1, p.B+1), className(p), p.Reason)
		}
		if err := writeTable(b, width, []column{{"pair", 6, 6}, {"class", 24, 17}, {"reason", 84, 20}}, rows); err != nil {
			return err
		}
	}
	var names []string
	for n := range rest {
		names = append(names, n)
	}
	slices.Sort(names)
	for i, n := range names {
		names[i] = fmt.Sprintf("%s %s", group(rest[n]), n)
	}
	if names != nil {
		more := "Pairs"
		if len(told) > 0 {
			more = "More pairs"
		}
		writeWrapped(b, fmt.Sprintf("%s, with their reasons in --json: %s.", more, strings.Join(names, ", ")), width)
	}
	if len(s.Pairs) > 0 {
		b.WriteByte('\n')
	}
	return nil
}

// writeCounts prints what each group comes to.
func (s *boardSheet) writeCounts(b *bytes.Buffer, width int) error {
	for i := range s.Groups {
		g := &s.Groups[i]
		names, err := s.origins(g)
		if err != nil {
			return err
		}
		lines := []string{fmt.Sprintf("%s in %s, of %s: %s", plural(g.Claims, "claim"), plural(g.Articles, "article"),
			plural(len(g.Origins), "independent origin"), names)}
		if g.Numbered {
			lines = append([]string{s.stretch(i)}, lines...)
		}
		writeWrapped(b, heading(g), width)
		for _, l := range clean(lines...) {
			for _, w := range wrap(l, max(1, min(readable, width-indent)), 0) {
				b.WriteString(strings.Repeat(" ", indent) + w + "\n")
			}
		}
	}
	if s.LeftOut > 0 {
		writeWrapped(b, fmt.Sprintf("Of %s positions %s left out, those of the fewest origins; more conditions make the board smaller.",
			group(len(s.Positions)+s.LeftOut), many(s.LeftOut, "is", "are")), width)
	}
	if s.Corrected+s.Withdrawn > 0 {
		parts := []string{plural(s.Corrected, "corrected claim"), plural(s.Withdrawn, "withdrawn claim")}
		if s.Corrected == 0 {
			parts = parts[1:]
		} else if s.Withdrawn == 0 {
			parts = parts[:1]
		}
		writeWrapped(b, fmt.Sprintf("Not compared, because the articles do not say so any more: %s; whosaid claims --status lists such claims.",
			strings.Join(parts, " and ")), width)
	}
	if s.Cut {
		writeWrapped(b, fmt.Sprintf("More claims fit than the %s that are compared here; more conditions make them fewer.", group(s.Claims)), width)
	}
	return nil
}

// stretch is the range of a group in words.
func (s *boardSheet) stretch(at int) string {
	g := &s.Groups[at]
	bound := func(f *float64, approx bool) string {
		if approx {
			return "about " + digits(*f)
		}
		return digits(*f)
	}
	var text string
	switch {
	case g.Min == nil && g.Max == nil:
		text = "no number but of parts and denials"
	case g.Min == nil:
		text = "at most " + bound(g.Max, g.MaxApprox)
	case g.Max == nil:
		text = "at least " + bound(g.Min, g.MinApprox)
	case *g.Min == *g.Max:
		text = bound(g.Min, g.MinApprox && g.MaxApprox)
	default:
		text = bound(g.Min, g.MinApprox) + " to " + bound(g.Max, g.MaxApprox)
	}
	for n := range s.Positions {
		p := &s.Positions[n]
		words := "“" + strings.Join(p.Words, "” or “") + "”"
		switch {
		case p.Group != at || p.Denied:
		case p.OfAnother:
			text += "; " + words + " is a part"
		case p.Low == nil:
			text += "; " + words + " has no lower bound"
		case p.High == nil:
			text += "; " + words + " has no upper bound"
		}
	}
	return text
}

// origins names the origins of a group, with their states.
func (s *boardSheet) origins(g *graph.Group) (string, error) {
	const most = 12 // names
	var names []string
	for i := range g.Origins {
		o := &g.Origins[i]
		if i == most {
			names = append(names, group(len(g.Origins)-i)+" more")
			break
		}
		name := o.Name
		if name == "" { // the voice of an article without an outlet
			a, err := s.article(o.ID)
			if err != nil {
				return "", err
			}
			name = cmp.Or(a.Title, a.URL, a.ID.String())
		}
		if !o.Side.ID.IsZero() && o.Side.ID != o.ID {
			name += " (" + o.Side.Name + ")"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", "), nil
}

// digits is a number with commas between groups of three digits.
func digits(f float64) string {
	if f == float64(int(f)) && f >= 0 {
		return group(int(f))
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// writeWrapped writes a text in lines of at most width columns.
func writeWrapped(b *bytes.Buffer, text string, width int) {
	for _, line := range wrap(text, max(1, width), 0) {
		b.WriteString(line + "\n")
	}
}

// writeJSON prints the board as one object.
func (s *boardSheet) writeJSON(w io.Writer) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	b, err := s.record()
	if err != nil {
		return err
	}
	return out.Encode(b)
}
