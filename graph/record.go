package graph

import (
	"bytes"
	"crypto/sha256"
	"fmt"
)

// stored is an article as the store keeps it: checked, completed and in an order that does not depend on the document's. It
// holds everything that the article says, so that all other records follow from it.
type stored struct {
	Article
	chunks  int      // pieces of the text
	namings []naming // by id
	claims  []Claim  // by start and id
}

// naming is an entity as one article names it: what the article adds to the entity, and what its removal takes back.
type naming struct {
	id      ID
	class   Class
	key     string
	kinds   []Kind   // sorted, without doubles, as the names and aliases
	names   []string //
	aliases []string
}

// digestSize is how many bytes of a record's own SHA-256 are kept with it: what the engine's checksums do not see is a record that
// was written wrong.
const digestSize = 8

// encodeArticle writes an article without its text. What its claims quote stands in the text, and what they refer to in its
// namings, so that a claim takes some twenty bytes here.
func encodeArticle(a *stored) []byte {
	e := &encoder{make([]byte, 1+digestSize, 1024)}
	e.b[0] = recordVersion
	e.b = append(e.b, a.ID.tail()...)
	e.str(a.URL)
	e.str(a.Title)
	e.str(a.Outlet)
	e.date(a.Published)
	e.str(a.Language)
	e.hash(a.SHA256)
	e.int(len(a.Text))
	e.int(len(a.claims))
	e.int(len(a.namings))
	nth := make(map[ID]int, len(a.namings))
	for i := range a.namings {
		nth[a.namings[i].id] = i + 1
		a.namings[i].encode(e)
	}
	e.int(nth[a.OutletID])
	entity := func(id ID) { e.int(nth[id]) }
	e.int(len(a.Mentions))
	at := 0
	for _, m := range a.Mentions {
		entity(m.Entity)
		e.int(m.Start - at)
		e.int(m.End - m.Start)
		at = m.Start
	}
	at = 0
	for i := range a.claims {
		c := &a.claims[i]
		e.int(c.Evidence.Start - at)
		at = c.Evidence.Start
		e.source(&c.Source, false, entity)
		e.claim(c, entity)
	}
	sum := sha256.Sum256(e.b)
	copy(e.b[1:], sum[:digestSize])
	return e.b
}

// digestHolds reports whether a record is the one whose digest it has.
func digestHolds(b []byte) bool {
	if len(b) < 1+digestSize {
		return false
	}
	plain := bytes.Clone(b)
	clear(plain[1 : 1+digestSize])
	sum := sha256.Sum256(plain)
	return bytes.Equal(sum[:digestSize], b[1:1+digestSize])
}

// decodeHead reads what stands before the entities of an article: the Article without its outlet's id, text and mentions.
func decodeHead(r ref, d *decoder) (a *stored, size, claims int) {
	d.take(digestSize, "digest")
	a = &stored{}
	a.ID = r.id(d.take(refSize, "id"))
	a.URL = d.str()
	a.Title = d.str()
	a.Outlet = d.str()
	a.Published = d.date()
	a.Language = d.str()
	a.SHA256 = d.hash()
	size, claims = d.int(), d.int()
	if size > MaxText {
		d.fail("length of the text")
	}
	a.chunks = (size + textChunk - 1) / textChunk
	return a, size, claims
}

// decodeArticle reads an article; its text and the quotes and ids of its claims are set by fill.
func decodeArticle(r ref, b []byte) (*stored, error) {
	d := newDecoder(b)
	a, _, claims := decodeHead(r, d)
	a.namings = make([]naming, d.count(4))
	for i := range a.namings {
		a.namings[i].decode(d)
	}
	entity := func() ID {
		i := d.int()
		if i > len(a.namings) {
			d.fail("number of an entity")
			return ID{}
		}
		if i == 0 {
			return ID{}
		}
		return a.namings[i-1].id
	}
	a.OutletID = entity()
	if n := d.count(3); n > 0 {
		a.Mentions = make([]Mention, n)
		at := 0
		for i := range a.Mentions {
			m := &a.Mentions[i]
			m.Entity = entity()
			m.Start = at + d.int()
			m.End = m.Start + d.int()
			at = m.Start
		}
	}
	if claims > len(d.b) {
		d.fail("number of claims")
		claims = 0
	}
	a.claims = make([]Claim, claims)
	at := 0
	for i := range a.claims {
		c := &a.claims[i]
		c.Article, c.Published, c.n = a.ID, a.Published, i
		at += d.int()
		c.Evidence.Start = at
		d.source(&c.Source, false, entity)
		a.identify(&c.Source)
		d.claim(c, entity)
		for j := range c.Chain {
			a.identify(&c.Chain[j].Source)
		}
		c.relate()
		if d.err != nil {
			break
		}
	}
	if err := d.end(); err != nil {
		return nil, fmt.Errorf("article %s: %w", a.ID, err)
	}
	return a, nil
}

// fill sets the text, and what follows from it. The error wraps ErrDamaged where the quotes do not stand in it.
func (a *stored) fill(text string) error {
	a.Text = text
	r := newRunes(text)
	for i := range a.claims {
		c := &a.claims[i]
		quote, ok := r.slice(c.Evidence.Start, c.Evidence.End)
		if !ok || quote == "" {
			return fmt.Errorf("%w: article %s: claim %d stands at %d to %d of a text of %d code points", ErrDamaged, a.ID, i+1,
				c.Evidence.Start, c.Evidence.End, r.n)
		}
		c.Evidence.Quote = quote
		c.ID = claimID(c)
	}
	return nil
}

// identify sets the id of a source that is known by what the article says.
func (a *stored) identify(s *Source) {
	switch s.Kind {
	case SourceArticle:
		s.ID = a.voice()
	case SourceUnnamed:
		s.ID = UnnamedID(a.ID, s.Name)
	}
}

// voice is the id of the source that the article's own words have.
func (a *stored) voice() ID {
	if a.OutletID.IsZero() {
		return a.ID
	}
	return a.OutletID
}

// encode writes a naming. Its key is mostly the folded name, which then need not be written.
func (n *naming) encode(e *encoder) {
	e.byte(classCode(n.class))
	if len(n.names) > 0 && FoldName(n.names[0]) == n.key {
		e.str("")
	} else {
		e.str(n.key)
	}
	e.int(len(n.kinds))
	for _, k := range n.kinds {
		e.byte(byte(k))
	}
	for _, list := range [][]string{n.names, n.aliases} {
		e.int(len(list))
		for _, s := range list {
			e.str(s)
		}
	}
}

func (n *naming) decode(d *decoder) {
	n.class = d.class()
	n.key = d.str()
	n.kinds = make([]Kind, d.count(1))
	for j := range n.kinds {
		n.kinds[j] = Kind(d.byte())
	}
	for _, list := range []*[]string{&n.names, &n.aliases} {
		count := d.count(1)
		if count == 0 {
			continue
		}
		*list = make([]string, count)
		for j := range *list {
			(*list)[j] = d.str()
		}
	}
	if n.key == "" {
		if len(n.names) == 0 {
			d.fail("key of an entity")
			return
		}
		n.key = FoldName(n.names[0])
	}
	if d.err == nil {
		n.id = EntityID(n.class, n.key)
	}
}

// classes is the classes by their codes in records.
func classes() []Class {
	return []Class{ClassState, ClassPerson, ClassBody, ClassForce, ClassPlace, ClassThing}
}

func classCode(c Class) byte {
	for i, v := range classes() {
		if v == c {
			return byte(i + 1)
		}
	}
	panic("graph: unknown class " + string(c)) // checkEntity refuses it
}

func (d *decoder) class() Class {
	n := int(d.byte())
	if n == 0 || n > len(classes()) {
		d.fail("class")
		return ""
	}
	return classes()[n-1]
}

// unnamedRecord is an unnamed source: the article whose words it is known by.
func encodeUnnamed(id ID, article ref) []byte {
	e := newEncoder()
	e.b = append(e.b, id.tail()...)
	e.ref(article)
	return e.b
}

func decodeUnnamed(r ref, b []byte) (id ID, article ref, err error) {
	d := newDecoder(b)
	id, article = r.id(d.take(refSize, "id")), d.ref()
	return id, article, d.end()
}

// encodeClaimID writes where the claim of an id is.
func encodeClaimID(id ID, article ref, n int) []byte {
	e := newEncoder()
	e.b = append(e.b, id.tail()...)
	e.ref(article)
	e.int(n)
	return e.b
}

func decodeClaimID(r ref, b []byte) (id ID, article ref, n int, err error) {
	d := newDecoder(b)
	id, article, n = r.id(d.take(refSize, "id")), d.ref(), d.int()
	return id, article, n, d.end()
}

// counts is Stats, and how many claims of each kind there are.
type counts struct {
	Stats
	types   [Other + 1]int
	stances [Fears + 1]int
	realis  [Unknown + 1]int
}

// count adds an article's claims (n is 1) or takes them back (n is -1).
func (c *counts) count(a *stored, n int) {
	c.Articles += n
	c.Claims += n * len(a.claims)
	for i := range a.claims {
		c.types[a.claims[i].Predicate] += n
		c.stances[a.claims[i].Stance] += n
		c.realis[a.claims[i].Realis] += n
	}
}

// fields is the counters by their order in the record.
func (c *counts) fields() []*int {
	fs := []*int{&c.Articles, &c.Entities, &c.Relations, &c.Claims}
	for _, list := range [][]int{c.types[1:], c.stances[1:], c.realis[1:]} {
		for i := range list {
			fs = append(fs, &list[i])
		}
	}
	return fs
}

func encodeCounts(c *counts) []byte {
	e := newEncoder()
	for _, f := range c.fields() {
		e.int(*f)
	}
	return e.b
}

func decodeCounts(b []byte) (counts, error) {
	d := newDecoder(b)
	var c counts
	for _, f := range c.fields() {
		*f = d.int()
	}
	return c, d.end()
}
