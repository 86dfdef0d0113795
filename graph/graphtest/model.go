package graphtest

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"github.com/whosaid/whosaid/graph"
)

// Model is a store as it should be, in the plainest way: a map of documents, read from end to end for every question. It takes
// only documents that a store takes, in which no two claims start at the same place, unless they are equal.
type Model map[graph.ID]graph.Document

// ArticleID is the id that a document's article has in a store.
func ArticleID(d graph.Document) graph.ID {
	return graph.ArticleID(d.Article.URL, d.Article.Outlet, hash(d.Article.Text))
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Put keeps a document.
func (m Model) Put(d graph.Document) { m[ArticleID(d)] = d }

// outlet is the entity that the document's outlet is; false where it has none. It need not be among the document's entities.
func outlet(d graph.Document) (graph.NewEntity, bool) {
	if d.Article.Outlet == "" {
		return graph.NewEntity{}, false
	}
	folded := graph.FoldName(d.Article.Outlet)
	for _, e := range d.Entities {
		if e.Class == graph.ClassBody && graph.FoldName(e.Name) == folded {
			return e, true
		}
	}
	return graph.NewEntity{Class: graph.ClassBody, Key: folded, Kind: graph.Organization, Name: d.Article.Outlet}, true
}

// Entities is all entities, in the order of their folded names.
func (m Model) Entities() []graph.Entity {
	type seen struct {
		graph.Entity
		kinds          map[graph.Kind]int
		names, aliases map[string]int
	}
	all := map[graph.ID]*seen{}
	for _, d := range m {
		counted := map[graph.ID]bool{}
		for _, n := range named(d) {
			e := n.NewEntity
			s := all[e.ID()]
			if s == nil {
				s = &seen{
					Entity: graph.Entity{ID: e.ID(), Class: e.Class, Key: e.Key},
					kinds:  map[graph.Kind]int{}, names: map[string]int{}, aliases: map[string]int{},
				}
				all[e.ID()] = s
			}
			if !counted[e.ID()] {
				s.Articles++
			}
			counted[e.ID()] = true
			if n.kind {
				s.kinds[e.Kind]++
			}
			s.names[e.Name]++
			for _, a := range e.Aliases {
				s.aliases[a]++
			}
		}
	}
	var out []graph.Entity
	for _, s := range all {
		s.Kind, s.Name = most(s.kinds), most(s.names)
		for n := range s.names {
			s.aliases[n]++
		}
		for n := range s.aliases {
			if n != s.Name {
				s.Aliases = append(s.Aliases, n)
			}
		}
		slices.Sort(s.Aliases)
		out = append(out, s.Entity)
	}
	slices.SortFunc(out, func(a, b graph.Entity) int {
		return cmp.Or(strings.Compare(graph.FoldName(a.Name), graph.FoldName(b.Name)), bytes.Compare(a.ID[:], b.ID[:]))
	})
	return out
}

// naming is an entity as a document names it, and whether its kind counts.
type naming struct {
	graph.NewEntity
	kind bool
}

// named is what a document names: the entities of its text and its outlet, and what the claims refer to that it shows of earlier versions.
func named(d graph.Document) []naming {
	all := namedNow(d)
	ids := map[graph.ID]bool{}
	for _, n := range all {
		ids[n.ID()] = true
	}
	vs := versions(d)
	for _, c := range past(d) {
		refs := []graph.ID{c.Subject, c.Object, c.Item}
		for _, s := range append([]graph.Source{c.Source}, sources(c.Chain)...) {
			refs = append(refs, s.Of)
			switch s.Kind {
			case graph.SourceEntity:
				refs = append(refs, s.ID)
			case graph.SourceArticle:
				if o, ok := outlet(vs[c.of]); ok {
					refs = append(refs, o.ID())
				}
			}
		}
		for _, id := range refs {
			if ids[id] {
				continue
			}
			for _, n := range namedNow(vs[c.of]) {
				if n.ID() == id {
					all = append(all, n)
				}
			}
			ids[id] = true
		}
	}
	return all
}

func sources(chain []graph.Link) []graph.Source {
	all := make([]graph.Source, len(chain))
	for i, l := range chain {
		all[i] = l.Source
	}
	return all
}

// namedNow is what the text of a document names, and its outlet. Of an outlet that the document holds under another name, the kind does
// not count.
func namedNow(d graph.Document) []naming {
	var all []naming
	for _, e := range d.Entities {
		all = append(all, naming{e, true})
	}
	if o, ok := outlet(d); ok && !slices.ContainsFunc(d.Entities, func(e graph.NewEntity) bool { return e.ID() == o.ID() && e.Name == o.Name }) {
		all = append(all, naming{o, !slices.ContainsFunc(d.Entities, func(e graph.NewEntity) bool { return e.ID() == o.ID() })})
	}
	return all
}

func most[T cmp.Ordered](counts map[T]int) (best T) {
	n := 0
	for v, c := range counts {
		if c > n || c == n && v < best {
			best, n = v, c
		}
	}
	return best
}

// Named is the entities that have a name or alias with this folded start, in the order in which a store gives them.
func (m Model) Named(folded string) []graph.Entity {
	at := map[graph.ID]string{}
	var out []graph.Entity
	for _, e := range m.Entities() {
		for _, n := range append([]string{e.Name}, e.Aliases...) {
			n = graph.FoldName(n)
			if first, ok := at[e.ID]; strings.HasPrefix(n, folded) && (!ok || n < first) {
				at[e.ID] = n
			}
		}
		if _, ok := at[e.ID]; ok {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b graph.Entity) int {
		return cmp.Or(strings.Compare(at[a.ID], at[b.ID]), bytes.Compare(a.ID[:], b.ID[:]))
	})
	return out
}

// Articles is all articles, newest first.
func (m Model) Articles() []graph.Article {
	var out []graph.Article
	for id, d := range m {
		a := d.Article
		a.ID, a.SHA256 = id, hash(a.Text)
		if o, ok := outlet(d); ok {
			a.OutletID = o.ID()
		}
		a.Mentions = slices.Clone(a.Mentions)
		slices.SortFunc(a.Mentions, func(x, y graph.Mention) int {
			return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(x.End, y.End), bytes.Compare(x.Entity[:], y.Entity[:]))
		})
		a.Mentions = slices.Compact(a.Mentions)
		a.Credits = credits(a)
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b graph.Article) int {
		return cmp.Or(newest(a.Published, b.Published), bytes.Compare(a.ID[:], b.ID[:]))
	})
	return out
}

// credits is whom an article credits: each once, and never its outlet.
func credits(a graph.Article) []graph.ID {
	var out []graph.ID
	for _, id := range a.Credits {
		if id != a.OutletID && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

func newest(a, b graph.Date) int {
	return cmp.Or(cmp.Compare(b.Year, a.Year), cmp.Compare(b.Month, a.Month), cmp.Compare(b.Day, a.Day))
}

// Claims is all claims, in the order in which a store gives them, and without their ids; CorrectedBy is the number of a claim of the
// same article.
func (m Model) Claims() []graph.Claim {
	names := map[graph.ID]string{}
	for _, e := range m.Entities() {
		names[e.ID] = e.Name
	}
	var out []graph.Claim
	for _, a := range m.Articles() {
		claims, vs := sorted(m[a.ID]), versions(m[a.ID])
		of := make([]int, len(claims)) // the version of each
		for i := range claims {
			claims[i].Status = graph.Current
		}
		for _, p := range past(m[a.ID]) {
			claims, of = append(claims, p.Claim), append(of, p.of)
		}
		for i, c := range claims {
			source := func(s *graph.Source) {
				switch s.Kind {
				case graph.SourceArticle: // the outlet may be another entity in an earlier version
					s.ID = a.ID
					if o, ok := outlet(vs[of[i]]); ok {
						s.ID = o.ID()
					}
					s.Name = names[s.ID]
				case graph.SourceUnnamed:
					s.ID = graph.UnnamedID(a.ID, s.Name)
				case graph.SourceEntity:
					s.Name = names[s.ID]
				}
			}
			c.Article, c.Published = a.ID, a.Published
			source(&c.Source)
			c.Chain = slices.Clone(c.Chain)
			for j := range c.Chain {
				source(&c.Chain[j].Source)
			}
			out = append(out, c)
		}
	}
	return out
}

// Evidence is a claim's evidence with what stands around the quote.
func (m Model) Evidence(c graph.Claim) graph.Evidence {
	e := c.Evidence
	text := []rune(m[c.Article].Article.Text)
	if c.Status != graph.Current { // of the latest version that makes it
		for _, v := range versions(m[c.Article])[1:] {
			if slices.ContainsFunc(v.Claims, func(o graph.Claim) bool { return o.Evidence.Start == e.Start && o.Evidence.Quote == e.Quote }) {
				text = []rune(v.Article.Text)
				break
			}
		}
	}
	e.SHA256 = hash(string(text))
	e.Prefix, e.Suffix = string(text[max(0, e.Start-32):e.Start]), string(text[e.End:min(len(text), e.End+32)])
	return e
}

// Relations is all relations, by type, subject and object.
func (m Model) Relations() []graph.Relation {
	var out []graph.Relation
	for _, c := range m.Claims() {
		if !relation(c).IsZero() {
			out = append(out, graph.Relation{Type: c.Predicate, Subject: c.Subject, Object: c.Object})
		}
	}
	slices.SortFunc(out, func(a, b graph.Relation) int {
		return cmp.Or(cmp.Compare(a.Type, b.Type), bytes.Compare(a.Subject[:], b.Subject[:]), bytes.Compare(a.Object[:], b.Object[:]))
	})
	return slices.Compact(out)
}

// Stats counts.
func (m Model) Stats() graph.Stats {
	s := graph.Stats{Articles: len(m), Entities: len(m.Entities()), Relations: len(m.Relations()), Claims: len(m.Claims())}
	for _, d := range m {
		s.EarlierVersions += len(d.Earlier)
	}
	for _, c := range m.Claims() {
		switch c.Status {
		case graph.Corrected:
			s.Corrected++
		case graph.Withdrawn:
			s.Withdrawn++
		}
	}
	return s
}

// world is what is asked of a model many times.
type world struct {
	outlets   map[graph.ID]graph.ID // by article
	relations []graph.Relation
	affirmed  map[graph.ID]bool // relations that somebody says are so
	entities  map[graph.ID]bool
	clusters  map[graph.ID][]graph.ID
	credits   map[graph.ID][]graph.ID
}

func (m Model) world() *world {
	w := &world{map[graph.ID]graph.ID{}, m.Relations(), map[graph.ID]bool{}, map[graph.ID]bool{}, m.Clusters(), map[graph.ID][]graph.ID{}}
	for _, a := range m.Articles() {
		w.outlets[a.ID], w.credits[a.ID] = a.OutletID, a.Credits
	}
	for _, e := range m.Entities() {
		w.entities[e.ID] = true
	}
	for _, c := range m.Claims() {
		if c.Status == graph.Current && c.Stance != graph.Denies && c.Realis != graph.Prospective {
			w.affirmed[relation(c)] = true
		}
	}
	return w
}

// match reports whether a claim matches a filter's conditions.
func (w *world) match(f graph.ClaimFilter, c graph.Claim) bool {
	id := func(want graph.ID, have ...graph.ID) bool { return want.IsZero() || slices.Contains(have, want) }
	ok := id(f.Source, c.Source.ID) && id(f.Subject, c.Subject) && id(f.Object, c.Object) && id(f.Article, c.Article) &&
		id(f.Relation, relation(c)) && id(f.About, c.Subject, c.Object, c.Item) && id(f.Item, c.Item) && id(f.Origin, w.origin(c))
	ok = ok && (f.Type == 0 || f.Type == c.Predicate) && (f.Stance == 0 || f.Stance == c.Stance) && (f.Realis == 0 || f.Realis == c.Realis) &&
		(f.Status == 0 || f.Status == c.Status)
	ok = ok && id(f.Outlet, w.outlets[c.Article])
	if ok && !f.Place.IsZero() {
		ok = slices.Contains(w.placesIn(f.Place), c.Object)
	}
	ok = ok && (!f.Quantified || c.Quantity != nil)
	if f.MinQuantity != nil {
		ok = ok && c.Quantity != nil && (c.Quantity.Max == nil || *c.Quantity.Max >= *f.MinQuantity)
	}
	if f.MaxQuantity != nil {
		ok = ok && c.Quantity != nil && (c.Quantity.Min == nil || *c.Quantity.Min <= *f.MaxQuantity)
	}
	ok = ok && dated(c.Published, f.Since, f.Until)
	if !ok || f.Where == nil {
		return ok
	}
	fits := func(o graph.ClaimFilter) bool { return w.match(o, c) }
	return !slices.ContainsFunc(f.Where.None, fits) && (len(f.Where.Any) == 0 || slices.ContainsFunc(f.Where.Any, fits)) &&
		!slices.ContainsFunc(f.Where.All, func(o graph.ClaimFilter) bool { return !fits(o) })
}

// dated reports whether a publication date lies between two days.
func dated(published, since, until graph.Date) bool {
	day := func(d graph.Date, month, day int) string {
		if d.Month == 0 {
			d.Month = month
		}
		if d.Day == 0 {
			d.Day = day
		}
		return d.String()
	}
	return (since.IsZero() || published.Year > 0 && day(published, 1, 1) >= day(since, 1, 1)) &&
		(until.IsZero() || published.Year > 0 && day(published, 1, 1) <= day(until, 12, 31))
}

// relation is the id of the relation that a claim supports.
func relation(c graph.Claim) graph.ID {
	if !c.Predicate.IsRelation() || c.Subject.IsZero() || c.Object.IsZero() {
		return graph.ID{}
	}
	return graph.RelationID(c.Predicate, c.Subject, c.Object)
}

// origin is whom a claim goes back to by its own words.
func origin(c graph.Claim) graph.Source {
	if c.Source.Kind == graph.SourceArticle {
		for _, l := range c.Chain {
			if l.Source.ID != c.Source.ID {
				return l.Source
			}
		}
	}
	return c.Source
}

// placesIn is a place and what lies in it by relations.
func (w *world) placesIn(id graph.ID) []graph.ID {
	if !w.entities[id] {
		return nil
	}
	in := []graph.ID{id}
	for i := 0; i < len(in); i++ {
		for _, r := range w.relations {
			if r.Object == in[i] && w.affirmed[r.ID()] && (r.Type == graph.LocatedIn || r.Type == graph.PartOf) && !slices.Contains(in, r.Subject) {
				in = append(in, r.Subject)
			}
		}
	}
	return in
}

// Degrees counts what refers to each entity.
func (m Model) Degrees() map[graph.ID]graph.Degree {
	all := map[graph.ID]graph.Degree{}
	count := func(id graph.ID, add func(*graph.Degree)) {
		d := all[id]
		add(&d)
		all[id] = d
	}
	for _, e := range m.Entities() {
		count(e.ID, func(d *graph.Degree) { d.Articles = e.Articles })
	}
	for _, a := range m.Articles() {
		count(a.OutletID, func(d *graph.Degree) { d.Published++ })
	}
	for _, c := range m.Claims() {
		count(c.Source.ID, func(d *graph.Degree) { d.Says++ })
		count(c.Subject, func(d *graph.Degree) { d.Subject++ })
		count(c.Object, func(d *graph.Degree) { d.Object++ })
		count(c.Item, func(d *graph.Degree) { d.Item++ })
	}
	for _, r := range m.Relations() {
		count(r.Subject, func(d *graph.Degree) { d.Out++ })
		count(r.Object, func(d *graph.Degree) { d.In++ })
	}
	return all
}

// text is a record as text, for comparisons: nil and empty lists are the same, pointers are what they point to.
func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return strings.ReplaceAll(string(b), ":null", ":[]")
}
