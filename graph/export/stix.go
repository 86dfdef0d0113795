package export

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/whosaid/whosaid/graph"
)

// stix writes a bundle of STIX 2.1, https://docs.oasis-open.org/cti/stix/v2.1/stix-v2.1.html. Countries and places are locations, all
// others identities; an article is a report of its entities, relations and claims; a relation is a relationship; a claim is a note
// on the relation with the quote; where its source denies, an opinion is added to the note. Ids are those of the store, so that
// importing twice changes nothing. The last note is the header.
//
// Memory grows with the relations of a selection that is not the whole store.
type stix struct{}

// stixEpoch is the time of what has none. STIX wants times of all objects, and an export may not look at the clock.
const stixEpoch = "1970-01-01T00:00:00.000Z"

// stixTool is the identity that made the notes.
var stixTool = "identity--" + uuid.NewSHA1(uuid.NameSpaceURL, []byte("https://github.com/whosaid/whosaid")).String()

func (stix) Write(w io.Writer, g *Graph) error {
	s := &stixWriter{g: g, b: bufio.NewWriterSize(w, 1<<16), names: map[graph.ID]stixName{}}
	key, err := json.Marshal([]any{g.header.Tool, g.header.Selection, g.header.Counts})
	if err != nil {
		return err
	}
	fmt.Fprintf(s.b, `{"type":"bundle","id":"bundle--%s","objects":[`, uuid.NewSHA1(uuid.NameSpaceURL, key))
	s.sep = "\n"
	s.put(stixObject(nil, "identity", stixTool, stixEpoch), Attrs{{"name", "whosaid"}, {"description", "Reads news articles and keeps who said what."}, {"identity_class", "system"}})
	for _, write := range []func() error{s.entities, s.relations, s.articles} {
		if err := write(); err != nil {
			return err
		}
	}
	s.lose()
	header, err := json.MarshalIndent(g.Header(), "", "  ")
	if err != nil {
		return err
	}
	id := "note--" + uuid.NewSHA1(uuid.NameSpaceURL, append(key, "header"...)).String()
	s.put(stixObject(nil, "note", id, stixEpoch), Attrs{
		{"created_by_ref", stixTool},
		{"abstract", "What this export holds, and what it does not"},
		{"content", string(header)},
		{"object_refs", []string{stixTool}},
	})
	emit(s.b, "\n]}\n")
	return s.b.Flush()
}

type stixWriter struct {
	g     *Graph
	b     *bufio.Writer
	buf   []byte
	sep   string
	names map[graph.ID]stixName // of entities: some that were asked for last

	undated, rounded, noURL, noCode int // what was lost, for the header
}

type stixName struct{ ref, name string }

// stixObject begins an object with what all have.
func stixObject(b []byte, typ, id, at string) []byte {
	b = appendText(append(b, '{'), "type", typ)
	b = appendText(b, "spec_version", "2.1")
	b = appendText(b, "id", id)
	b = appendText(b, "created", at)
	return appendText(b, "modified", at)
}

// put writes an object that stixObject began, with its other properties.
func (s *stixWriter) put(object []byte, rest Attrs) {
	s.buf = append(append(s.buf[:0], s.sep...), object...)
	s.buf = append(appendAttrs(s.buf, rest), '}')
	emit(s.b, string(s.buf))
	s.sep = ",\n"
}

func (s *stixWriter) lose() {
	if s.g.header.Counts.Articles == 0 {
		return
	}
	s.g.Lose("texts, earlier versions and mentions of articles are in the format native only")
	if s.g.header.Counts.Claims > 0 {
		s.g.Lose("sources, numbers, times and chains of claims are in the words of notes only")
	}
	for _, l := range []struct {
		n    int
		what string
	}{
		{s.undated, "articles without a year have 1970 as their time"},
		{s.rounded, "times that are known by year or month have its first day"},
		{s.noURL, "addresses of articles that are no absolute URL stand in the description only"},
		{s.noCode, "places without a country code have their name as their region"},
	} {
		if l.n > 0 {
			s.g.Lose("%d %s", l.n, l.what)
		}
	}
}

// at is a date as STIX has times. A date without a year has none.
func (s *stixWriter) at(d graph.Date) string {
	if d.Year == 0 {
		s.undated++
		return stixEpoch
	}
	if d.Day == 0 {
		s.rounded++
	}
	return fmt.Sprintf("%04d-%02d-%02dT00:00:00.000Z", d.Year, max(d.Month, 1), max(d.Day, 1))
}

// stixRef is the id of an entity's object.
func stixRef(e *graph.Entity) string {
	if e.Kind == graph.Country || e.Kind == graph.Location {
		return "location--" + e.ID.String()
	}
	return "identity--" + e.ID.String()
}

// of is the object and the name of an entity.
func (s *stixWriter) of(id graph.ID) (stixName, error) {
	if n, ok := s.names[id]; ok {
		return n, nil
	}
	e, err := s.g.tx.Entity(id)
	if err != nil {
		return stixName{}, err
	}
	const keep = 10_000 // some 2 MB
	if len(s.names) >= keep {
		clear(s.names)
	}
	n := stixName{stixRef(&e), e.Name}
	s.names[id] = n
	return n, nil
}

// stixClasses is the identity class of a kind.
var stixClasses = map[graph.Kind]string{
	graph.Leader:       "individual",
	graph.Person:       "individual",
	graph.Agency:       "organization",
	graph.Organization: "organization",
	graph.Unit:         "group",
	graph.Materiel:     "unspecified",
}

var isoCode = regexp.MustCompile(`^iso:([A-Z]{2})$`)

func (s *stixWriter) entities() error {
	for e, err := range s.g.Entities() {
		if err != nil {
			return err
		}
		typ, _, _ := strings.Cut(stixRef(&e), "--")
		rest := Attrs{{"created_by_ref", stixTool}, {"name", e.Name}, {"labels", []string{strings.ToLower(e.Kind.String())}}}
		if len(e.Aliases) > 0 {
			rest = append(rest, Attr{"x_opencti_aliases", e.Aliases})
		}
		code := isoCode.FindStringSubmatch(e.Key)
		switch {
		case typ == "identity":
			rest = append(rest, Attr{"identity_class", stixClasses[e.Kind]})
		case e.Kind == graph.Country && code != nil:
			rest = append(rest, Attr{"country", code[1]}, Attr{"x_opencti_location_type", "Country"})
		default:
			s.noCode++
			kind := "Administrative-Area"
			if e.Kind == graph.Country {
				kind = "Country"
			}
			rest = append(rest, Attr{"region", e.Name}, Attr{"x_opencti_location_type", kind})
		}
		s.put(stixObject(nil, typ, stixRef(&e), stixEpoch), rest)
	}
	return nil
}

// stixRelations is what predicates are as types of relationships, which have no underscores.
func stixRelation(p graph.Predicate) string {
	if p == graph.LocatedIn {
		return "located-at" // the word of STIX
	}
	return strings.ReplaceAll(p.String(), "_", "-")
}

func (s *stixWriter) relations() error {
	put := func(r graph.Relation) error {
		from, err := s.of(r.Subject)
		if err != nil {
			return err
		}
		to, err := s.of(r.Object)
		if err != nil {
			return err
		}
		s.put(stixObject(nil, "relationship", "relationship--"+r.ID().String(), stixEpoch), Attrs{
			{"created_by_ref", stixTool},
			{"relationship_type", stixRelation(r.Type)},
			{"description", from.name + " " + strings.ReplaceAll(r.Type.String(), "_", " ") + " " + to.name + ": see the notes for who says so, and who denies it"},
			{"source_ref", from.ref},
			{"target_ref", to.ref},
		})
		return nil
	}
	if s.g.sel.Whole() {
		for r, err := range s.g.tx.Relations(graph.RelationFilter{}) {
			if err != nil {
				return err
			}
			if err := put(r); err != nil {
				return err
			}
		}
		return nil
	}
	seen := map[graph.ID]bool{}
	for c, err := range s.g.Claims() {
		if err != nil {
			return err
		}
		id := c.Relation()
		if id.IsZero() || seen[id] {
			continue
		}
		seen[id] = true
		if err := put(graph.Relation{Type: c.Predicate, Subject: c.Subject, Object: c.Object}); err != nil {
			return err
		}
	}
	return nil
}

// articles writes each article's unnamed sources, notes and opinions, then its report.
func (s *stixWriter) articles() error {
	claims, err := s.claimsByArticle()
	if err != nil {
		return err
	}
	for a, err := range s.g.Articles() {
		if err != nil {
			return err
		}
		var refs []string
		seen := map[string]bool{}
		add := func(ref string) {
			if !seen[ref] {
				seen[ref] = true
				refs = append(refs, ref)
			}
		}
		if !a.OutletID.IsZero() {
			n, err := s.of(a.OutletID)
			if err != nil {
				return err
			}
			add(n.ref)
		}
		for c, err := range claims(a.ID) {
			if err != nil {
				return err
			}
			if err := s.claim(&c, &a, add); err != nil {
				return err
			}
		}
		if err := s.report(&a, refs); err != nil {
			return err
		}
	}
	return nil
}

func (s *stixWriter) report(a *graph.Article, refs []string) error {
	by := stixTool
	if !a.OutletID.IsZero() {
		n, err := s.of(a.OutletID)
		if err != nil {
			return err
		}
		if strings.HasPrefix(n.ref, "identity--") {
			by = n.ref
		}
	}
	if len(refs) == 0 {
		refs = []string{stixTool} // a report is of something
	}
	at := s.at(a.Published)
	object := stixObject(nil, "report", "report--"+a.ID.String(), at)
	if languageTag.MatchString(a.Language) {
		object = appendText(object, "lang", a.Language)
	}
	object = appendText(object, "description", stixReport(a))
	address := stixURL(a.URL)
	if a.URL != "" {
		object = append(appendName(object, "external_references"), '[', '{')
		object = appendText(object, "source_name", cmp.Or(a.Outlet, "article"))
		if address == "" {
			s.noURL++
			object = appendText(object, "description", a.URL)
		}
		object = append(appendText(object, "url", address), '}', ']')
	}
	s.put(object, Attrs{
		{"created_by_ref", by},
		{"name", articleName(a)},
		{"published", at},
		{"object_refs", refs},
	})
	return nil
}

// stixReport is what is known of an article that a report has no property for, a line for each; "" for none.
func stixReport(a *graph.Article) string {
	var lines []string
	for _, l := range []struct{ what, value string }{
		{"Author", a.Author}, {"Modified", a.Modified.String()}, {"Seen", instant(a.Seen)}, {"Notice", strings.Join(a.Notices, "\nNotice: ")},
	} {
		if l.value != "" {
			lines = append(lines, l.what+": "+l.value)
		}
	}
	return strings.Join(lines, "\n")
}

// languageTag is the tags that the schema of STIX takes, as far as articles have them.
var languageTag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$`)

// plainURL is the characters of a URL (RFC 3986).
var plainURL = regexp.MustCompile(`^[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+$`)

// stixURL is an address where it is an absolute URL of the web; "" where not.
func stixURL(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || !plainURL.MatchString(s) {
		return ""
	}
	return s
}

// claimsByArticle is the claims of an article that are taken.
func (s *stixWriter) claimsByArticle() (func(graph.ID) iter.Seq2[graph.Claim, error], error) {
	taken := map[graph.ID]map[graph.ID]bool{}
	whole := s.g.sel.Whole()
	if !whole {
		for c, err := range s.g.Claims() {
			if err != nil {
				return nil, err
			}
			if taken[c.Article] == nil {
				taken[c.Article] = map[graph.ID]bool{}
			}
			taken[c.Article][c.ID] = true
		}
	}
	return func(article graph.ID) iter.Seq2[graph.Claim, error] {
		return where(s.g.tx.Claims(graph.ClaimFilter{Article: article}), func(c *graph.Claim) bool {
			return whole || taken[article][c.ID]
		})
	}, nil
}

// claim writes a claim's note, and tells what its article's report is of.
func (s *stixWriter) claim(c *graph.Claim, a *graph.Article, add func(string)) error {
	var refs []string
	if r := c.Relation(); !r.IsZero() {
		refs = append(refs, "relationship--"+r.String())
	}
	names := map[graph.ID]string{}
	about := func(id graph.ID) error {
		if id.IsZero() {
			return nil
		}
		n, err := s.of(id)
		if err != nil {
			return err
		}
		names[id] = n.name
		if !slices.Contains(refs, n.ref) {
			refs = append(refs, n.ref)
		}
		return nil
	}
	for _, id := range []graph.ID{c.Subject, c.Object, c.Item} {
		if err := about(id); err != nil {
			return err
		}
	}
	for _, src := range sourcesOf(c) {
		switch {
		case src.Kind == graph.SourceEntity, src.Kind == graph.SourceArticle && src.ID != c.Article:
			if err := about(src.ID); err != nil {
				return err
			}
		}
		if err := about(src.Of); err != nil {
			return err
		}
	}
	for _, ref := range refs {
		add(ref)
	}
	if len(refs) == 0 {
		refs = append(refs, stixTool) // a note is on something; the report of its article has it
	}
	at := stixEpoch
	if c.Published.Year > 0 {
		at = s.at(c.Published)
	}
	who := sourceName(c, a)
	v, err := s.g.voice(c)
	if err != nil {
		return err
	}
	note := "note--" + c.ID.String()
	labels := []string{c.Stance.String(), c.Realis.String(), strings.ReplaceAll(c.Predicate.String(), "_", "-")}
	if c.Status.Gone() {
		labels = append(labels, c.Status.String())
	}
	s.put(stixObject(nil, "note", note, at), Attrs{
		{"created_by_ref", stixTool},
		{"abstract", line(who + " " + claimName(c))},
		{"content", stixNote(c, who, v, names)},
		{"authors", []string{who}},
		{"labels", labels},
		{"object_refs", refs},
	})
	add(note)
	if c.Stance != graph.Denies {
		return nil
	}
	opinion := "opinion--" + c.ID.String()
	on := refs[0]
	if c.Relation().IsZero() {
		on = note
	}
	s.put(stixObject(nil, "opinion", opinion, at), Attrs{
		{"created_by_ref", stixTool},
		{"explanation", c.Evidence.Quote},
		{"authors", []string{who}},
		{"opinion", "strongly-disagree"},
		{"object_refs", []string{on}},
	})
	add(opinion)
	return nil
}

// stixNote is a claim in words, a line for each thing that is known.
func stixNote(c *graph.Claim, who string, v voice, names map[graph.ID]string) string {
	var b strings.Builder
	say := func(what, value string) {
		if value != "" {
			fmt.Fprintf(&b, "\n%s: %s", what, value)
		}
	}
	b.WriteString(c.Evidence.Quote)
	b.WriteString("\n")
	say("Source", who)
	for _, l := range c.Chain {
		say(l.Role.String(), l.Source.Name)
	}
	say("Cue", c.Cue)
	say("Status", c.Status.String())
	if !c.CorrectedBy.IsZero() {
		say("Corrected by", "note--"+c.CorrectedBy.String())
	}
	if v.why != "" {
		say("Counts for", v.name+" ("+v.why+")")
	}
	say("Stance", c.Stance.String())
	say("Realis", c.Realis.String())
	say("Predicate", c.Predicate.String())
	say("Subject", names[c.Subject])
	say("Object", names[c.Object])
	say("Item", names[c.Item])
	if q := c.Quantity; q != nil {
		say("Quantity", q.Text)
		number := func(what string, f *float64) {
			if f != nil {
				say(what, strconv.FormatFloat(*f, 'g', -1, 64))
			}
		}
		number("Min", q.Min)
		number("Max", q.Max)
		if q.Approx {
			say("Approximate", "yes")
		}
		say("Unit", q.Unit)
	}
	say("When", c.When.Text)
	say("Earliest", c.When.Earliest.String())
	say("Latest", c.When.Latest.String())
	say("Offsets", fmt.Sprintf("%d to %d", c.Evidence.Start, c.Evidence.End))
	return b.String()
}
