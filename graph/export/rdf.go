package export

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/whosaid/whosaid/graph"
)

// The formats for RDF write the same statements. What is known of a claim from its article (who says it, in which words, where)
// stands in the default graph, in the words of PROV-O and schema.org; what it says stands in a named graph, whose name is the
// claim's: nobody's word is a fact, and whoever joins all graphs does so knowingly.

// Namespaces.
const (
	nsOwn    = "https://github.com/whosaid/whosaid/ns#"
	nsProv   = "http://www.w3.org/ns/prov#"
	nsSchema = "https://schema.org/"
	nsXSD    = "http://www.w3.org/2001/XMLSchema#"
	rdfType  = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
	rdfLabel = "http://www.w3.org/2000/01/rdf-schema#label"
)

// exportIRI is what the header is said of.
const exportIRI = nsOwn + "export"

// resource is statements about one thing in one graph.
type resource struct {
	graph string // name of the graph; "" for the default graph
	iri   string
	types []string // IRIs
	props []property
}

// property is one statement: of an IRI, or of a literal.
type property struct {
	pred  string // IRI
	iri   string
	value string
	typ   string // datatype of the literal: IRI; "" for a string
}

func (r *resource) link(pred, iri string) {
	r.props = append(r.props, property{pred: pred, iri: iri})
}

// entity links to a record by its id, if it has one.
func (r *resource) entity(pred string, id graph.ID) {
	if !id.IsZero() {
		r.link(pred, urn(id))
	}
}

func (r *resource) text(pred, s string) {
	if s != "" {
		r.props = append(r.props, property{pred: pred, value: s})
	}
}

func (r *resource) typed(pred, s, typ string) {
	r.props = append(r.props, property{pred: pred, value: s, typ: nsXSD + typ})
}

func (r *resource) whole(pred string, n int) { r.typed(pred, strconv.Itoa(n), "integer") }

func (r *resource) number(pred string, f *float64) {
	if f != nil {
		// No double: jsonld.js writes these anew, with a digit too few.
		r.typed(pred, strconv.FormatFloat(*f, 'f', -1, 64), "decimal")
	}
}

func (r *resource) date(pred string, d graph.Date) {
	if d.IsZero() {
		return
	}
	typ := "date"
	switch {
	case d.Year == 0 && d.Day == 0:
		typ = "gMonth"
	case d.Year == 0:
		typ = "gMonthDay"
	case d.Month == 0:
		typ = "gYear"
	case d.Day == 0:
		typ = "gYearMonth"
	}
	r.typed(pred, d.String(), typ)
}

func urn(id graph.ID) string { return "urn:uuid:" + id.String() }

// loseTexts tells what the formats without projections lose.
func loseTexts(g *Graph) {
	if g.header.Counts.Articles > 0 {
		g.Lose("texts, earlier versions and mentions of articles are in the format native only")
	}
}

// kindTypes is what a kind of entity is in PROV-O and schema.org.
var kindTypes = map[graph.Kind][]string{
	graph.Country:      {nsSchema + "Country", nsProv + "Agent", nsProv + "Location"},
	graph.Leader:       {nsSchema + "Person", nsProv + "Person"},
	graph.Person:       {nsSchema + "Person", nsProv + "Person"},
	graph.Agency:       {nsSchema + "GovernmentOrganization", nsProv + "Organization"},
	graph.Organization: {nsSchema + "Organization", nsProv + "Organization"},
	graph.Unit:         {nsSchema + "Organization", nsProv + "Organization"},
	graph.Location:     {nsSchema + "Place", nsProv + "Location"},
	graph.Materiel:     {nsSchema + "Product", nsProv + "Entity"},
}

// resources puts what the graph comes to in RDF: entities, articles, unnamed sources with the claims that they make, and the header.
//
// Two characters that raptor refuses in any way of writing, U+FFFE and U+FFFF, become U+FFFD.
func resources(g *Graph, write func(...resource) error) error {
	changed := 0
	put := func(all ...resource) error {
		for _, r := range all {
			for i := range r.props {
				if v := &r.props[i].value; strings.ContainsAny(*v, "\ufffe\uffff") {
					*v = strings.NewReplacer("\ufffe", "\ufffd", "\uffff", "\ufffd").Replace(*v)
					changed++
				}
			}
		}
		return write(all...)
	}
	for e, err := range g.Entities() {
		if err != nil {
			return err
		}
		r := resource{iri: urn(e.ID), types: append([]string{nsOwn + e.Kind.String()}, kindTypes[e.Kind]...)}
		r.text(rdfLabel, e.Name)
		for _, a := range e.Aliases {
			r.text(nsSchema+"alternateName", a)
		}
		r.whole(nsOwn+"articles", e.Articles)
		if err := put(r); err != nil {
			return err
		}
	}
	for a, err := range g.Articles() {
		if err != nil {
			return err
		}
		r := resource{iri: urn(a.ID), types: []string{nsSchema + "NewsArticle", nsProv + "Entity"}}
		r.text(rdfLabel, articleName(&a))
		r.text(nsSchema+"headline", a.Title)
		if a.URL != "" {
			r.text(nsSchema+"url", a.URL)
		}
		r.entity(nsSchema+"publisher", a.OutletID)
		r.date(nsSchema+"datePublished", a.Published)
		r.date(nsSchema+"dateModified", a.Modified)
		r.text(nsSchema+"author", a.Author)
		r.text(nsSchema+"inLanguage", a.Language)
		r.text(nsOwn+"sha256", a.SHA256)
		r.text(nsOwn+"readSha256", a.ReadSHA256)
		if !a.Seen.IsZero() {
			r.typed(nsOwn+"seen", instant(a.Seen), "dateTime")
		}
		for _, n := range a.Notices {
			r.text(nsSchema+"correction", n)
		}
		for _, id := range a.Credits {
			r.entity(nsOwn+"credit", id)
		}
		if err := put(r); err != nil {
			return err
		}
	}
	unnamed := g.unnamed()
	for c, err := range g.Claims() {
		if err != nil {
			return err
		}
		for _, s := range unnamed.of(&c) {
			r := resource{iri: urn(s.ID), types: []string{nsOwn + "UnnamedSource", nsProv + "Agent"}}
			r.text(rdfLabel, s.Name)
			r.entity(nsOwn+"of", s.Of)
			if err := put(r); err != nil {
				return err
			}
		}
		v, err := g.voice(&c)
		if err != nil {
			return err
		}
		if err := put(claimResources(&c, v)...); err != nil {
			return err
		}
	}
	loseTexts(g)
	if changed > 0 {
		g.Lose("%d texts have characters that RDF readers refuse (U+FFFE, U+FFFF): U+FFFD stands for them", changed)
	}
	return put(headerResource(g.Header()))
}

// claimResources is a claim: what is known of it, the links of its chain, and what it says.
func claimResources(c *graph.Claim, v voice) []resource {
	r := resource{iri: urn(c.ID), types: []string{nsSchema + "Claim", nsProv + "Entity"}}
	r.text(rdfLabel, claimName(c))
	r.text(nsSchema+"text", c.Evidence.Quote)
	r.entity(nsSchema+"author", c.Source.ID)
	if c.Source.Kind != graph.SourceArticle || c.Source.ID != c.Article { // an article of unknown outlet is no agent
		r.entity(nsProv+"wasAttributedTo", c.Source.ID)
	}
	r.entity(nsSchema+"appearance", c.Article)
	r.entity(nsProv+"wasQuotedFrom", c.Article)
	r.whole(nsOwn+"start", c.Evidence.Start)
	r.whole(nsOwn+"end", c.Evidence.End)
	r.text(nsOwn+"cue", c.Cue)
	r.text(nsOwn+"status", c.Status.String())
	r.entity(nsOwn+"correctedBy", c.CorrectedBy)
	r.text(nsOwn+"countsFor", v.name)
	r.text(nsOwn+"countsForId", v.id)
	r.text(nsOwn+"countsWhy", v.why)
	r.text(nsOwn+"stance", c.Stance.String())
	r.text(nsOwn+"realis", c.Realis.String())
	r.date(nsSchema+"datePublished", c.Published)
	all := []resource{r}
	for i, l := range c.Chain {
		iri := fmt.Sprintf("%s#via%d", urn(c.ID), i+1)
		all[0].link(nsOwn+"via", iri)
		via := resource{iri: iri, types: []string{nsOwn + "Link"}}
		via.whole(nsOwn+"position", i+1)
		via.text(nsOwn+"role", l.Role.String())
		via.entity(nsOwn+"source", l.Source.ID)
		all = append(all, via)
	}

	said := resource{graph: urn(c.ID), iri: urn(c.ID)}
	said.link(nsOwn+"predicate", nsOwn+c.Predicate.String())
	said.entity(nsOwn+"subject", c.Subject)
	said.entity(nsOwn+"object", c.Object)
	said.entity(nsOwn+"item", c.Item)
	if q := c.Quantity; q != nil {
		said.number(nsOwn+"min", q.Min)
		said.number(nsOwn+"max", q.Max)
		said.typed(nsOwn+"approx", strconv.FormatBool(q.Approx), "boolean")
		said.text(nsOwn+"unit", q.Unit)
		said.text(nsOwn+"quantity", q.Text)
	}
	said.date(nsOwn+"earliest", c.When.Earliest)
	said.date(nsOwn+"latest", c.When.Latest)
	said.text(nsOwn+"when", c.When.Text)
	all = append(all, said)
	if !c.Subject.IsZero() && !c.Object.IsZero() {
		edge := resource{graph: urn(c.ID), iri: urn(c.Subject)}
		edge.entity(nsOwn+c.Predicate.String(), c.Object)
		all = append(all, edge)
	}
	return all
}

// headerResource is the header; the format is not in it, so that all formats say the same.
func headerResource(h Header) resource {
	r := resource{iri: exportIRI, types: []string{nsSchema + "Dataset", nsProv + "Entity"}}
	r.whole(nsOwn+"version", h.Version)
	r.text(nsOwn+"tool", h.Tool)
	r.text(nsOwn+"selection", h.Selection)
	r.whole(nsOwn+"articles", h.Counts.Articles)
	r.whole(nsOwn+"entities", h.Counts.Entities)
	r.whole(nsOwn+"claims", h.Counts.Claims)
	for _, s := range h.Lost {
		r.text(nsOwn+"lost", s)
	}
	return r
}
