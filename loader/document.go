package loader

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/loader/extract"
	"github.com/whosaid/whosaid/loader/lexicon"
	"github.com/whosaid/whosaid/loader/resolve"
)

// Document turns a record into what the graph stores. Claims that refer to an entity the record does not have, or whose
// quote is not in its place, are left out and returned as refusals; the error is for a record that is none.
//
// Entities are known by the embedded lexicon; Load takes that of its options.
func Document(r extract.Record) (graph.Document, []Refusal, error) {
	return documentBy(lexicon.Default(), r)
}

// documentBy is Document with the names of a lexicon.
func documentBy(lex *lexicon.Lexicon, r extract.Record) (graph.Document, []Refusal, error) {
	published, err := graph.ParseDate(value(r.Published))
	if err != nil {
		return graph.Document{}, nil, fmt.Errorf("published: %w", err)
	}
	modified, err := graph.ParseDate(r.Modified)
	if err != nil {
		return graph.Document{}, nil, fmt.Errorf("modified: %w", err)
	}
	seen, err := parseSeen(r.Seen)
	if err != nil {
		return graph.Document{}, nil, err
	}
	d := document{rec: &r, lex: lex, byName: map[string]graph.ID{}, at: map[graph.ID]int{}, offsets: offsets(r.Text)}
	d.out.Article = graph.Article{URL: value(r.URL), Title: value(r.Title), Outlet: value(r.Outlet), Published: published,
		Language: r.Language, Text: r.Text, Author: r.Author, Modified: modified, Seen: seen, ReadSHA256: r.ReadSHA256,
		Notices: slices.Clone(r.Notices)}
	for i, e := range r.Entities {
		if err := d.entity(e); err != nil {
			return graph.Document{}, nil, fmt.Errorf("entity %d: %w", i+1, err)
		}
	}
	d.outlet(value(r.Outlet))
	var refused []Refusal
	for _, name := range r.Credits {
		id, err := d.named(name)
		if err != nil || id.IsZero() {
			refused = append(refused, Refusal{Quote: name, Reason: fmt.Sprintf("the record credits %q, which its entities do not hold; add it to them", name)})
			continue
		}
		d.out.Article.Credits = append(d.out.Article.Credits, id)
	}
	for _, c := range r.Claims {
		g, err := d.claim(c)
		if err != nil {
			refused = append(refused, Refusal{Quote: c.Quote, Reason: err.Error()})
			continue
		}
		d.out.Claims = append(d.out.Claims, g)
	}
	return d.out, refused, nil
}

// parseSeen reads an RFC 3339 instant, as the graph keeps it: in UTC and to the second. "" is the zero time.
func parseSeen(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}, fmt.Errorf("seen: %q is not an instant: want 2024-10-18T09:00:00Z", s)
	}
	return t.UTC().Truncate(time.Second), nil
}

// document is a Document in the making.
type document struct {
	rec     *extract.Record
	lex     *lexicon.Lexicon
	out     graph.Document
	byName  map[string]graph.ID
	at      map[graph.ID]int // index in out.Entities
	offsets []int            // byte offset of each code point, and of the end
}

// offsets are the byte offsets of the text's code points, with the text's length at the end.
func offsets(text string) []int {
	at := make([]int, 0, utf8.RuneCountInString(text)+1)
	for i := range text {
		at = append(at, i)
	}
	return append(at, len(text))
}

func (d *document) entity(e extract.Entity) error {
	kind, err := graph.ParseKind(e.Type)
	if err != nil {
		return err
	}
	key := resolve.Key(d.lex, e.Type, e.Name, d.rec.SHA256)
	if slices.Contains(d.rec.Credits, e.Name) && kind.Class() == graph.ClassBody {
		key = resolve.OutletKey(d.lex, e.Name)
	}
	n := graph.NewEntity{Class: kind.Class(), Key: key, Kind: kind, Name: e.Name}
	id := n.ID()
	i, ok := d.at[id]
	if !ok {
		i = len(d.out.Entities)
		d.at[id] = i
		d.out.Entities = append(d.out.Entities, n)
	} else if e.Name != d.out.Entities[i].Name {
		e.Aliases = append(slices.Clone(e.Aliases), e.Name)
	}
	have := &d.out.Entities[i]
	for _, a := range e.Aliases {
		if a != "" && a != have.Name && !slices.Contains(have.Aliases, a) {
			have.Aliases = append(have.Aliases, a)
		}
	}
	slices.Sort(have.Aliases)
	d.byName[e.Name] = id
	for _, m := range e.Mentions {
		if m[0] < 0 || m[1] <= m[0] || m[1] >= len(d.offsets) {
			return fmt.Errorf("%s: the mention [%d, %d] is not inside the text", e.Name, m[0], m[1])
		}
		d.out.Article.Mentions = append(d.out.Article.Mentions, graph.Mention{Entity: id, Start: m[0], End: m[1]})
	}
	return nil
}

// outlet adds the outlet to the entities, so that it is the same entity where other articles credit or name it.
func (d *document) outlet(name string) {
	if strings.TrimSpace(name) == "" {
		return
	}
	n := graph.NewEntity{Class: graph.ClassBody, Key: resolve.OutletKey(d.lex, name), Kind: graph.Organization, Name: name}
	i, ok := d.at[n.ID()]
	if !ok {
		d.at[n.ID()] = len(d.out.Entities)
		d.out.Entities = append(d.out.Entities, n)
		return
	}
	have := &d.out.Entities[i]
	if name != have.Name && !slices.Contains(have.Aliases, name) {
		have.Aliases = append(have.Aliases, name)
		slices.Sort(have.Aliases)
	}
}

func (d *document) claim(c extract.Claim) (graph.Claim, error) {
	if c.Start < 0 || c.End <= c.Start || c.End >= len(d.offsets) || d.rec.Text[d.offsets[c.Start]:d.offsets[c.End]] != c.Quote {
		return graph.Claim{}, graph.ErrQuote
	}
	g := graph.Claim{Cue: value(c.Cue), Evidence: graph.Evidence{Quote: c.Quote, Start: c.Start, End: c.End}}
	var err error
	if g.Source, err = d.source(c.Source); err != nil {
		return g, err
	}
	for _, v := range c.Via {
		role, err := graph.ParseLinkRole(v.Role)
		if err != nil {
			return g, err
		}
		s, err := d.source(extract.Source{Name: v.Name, Anonymous: v.Anonymous})
		if err != nil {
			return g, err
		}
		g.Chain = append(g.Chain, graph.Link{Role: role, Source: s})
	}
	if g.Stance, err = graph.ParseStance(c.Stance); err != nil {
		return g, err
	}
	if g.Realis, err = graph.ParseRealis(c.Realis); err != nil {
		return g, err
	}
	if g.Predicate, err = graph.ParsePredicate(c.Predicate); err != nil {
		return g, err
	}
	for _, role := range []struct {
		name *string
		id   *graph.ID
	}{{c.Subject, &g.Subject}, {c.Object, &g.Object}, {c.Item, &g.Item}} {
		if *role.id, err = d.named(value(role.name)); err != nil {
			return g, err
		}
	}
	if q := c.Quantity; q != nil {
		g.Quantity = &graph.Quantity{Min: q.Min, Max: q.Max, Approx: q.Approx, Unit: q.Unit, Text: q.Text}
	}
	on, err := graph.ParseDate(value(c.Date))
	g.When = graph.When{Earliest: on, Latest: on}
	return g, err
}

// source is who vouches, or a link.
func (d *document) source(s extract.Source) (graph.Source, error) {
	switch {
	case s.Article:
		return graph.Source{Kind: graph.SourceArticle}, nil
	case strings.ContainsFunc(s.Anonymous, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }):
		of, err := d.named(s.Of)
		return graph.Source{Kind: graph.SourceUnnamed, Name: s.Anonymous, Of: of}, err
	case s.Name != "":
		id, err := d.named(s.Name)
		return graph.Source{Kind: graph.SourceEntity, ID: id}, err
	}
	return graph.Source{}, graph.ErrNoSource
}

// named is the entity with this name in the record; zero for "".
func (d *document) named(name string) (graph.ID, error) {
	if name == "" {
		return graph.ID{}, nil
	}
	id, ok := d.byName[name]
	if !ok {
		return id, fmt.Errorf("the record's entities do not hold %q", name)
	}
	return id, nil
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
