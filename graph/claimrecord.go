package graph

import (
	"encoding/binary"
	"slices"
)

// claim writes what a claim says, without its id, its source and where its quote begins. entity writes a reference to an entity.
func (e *encoder) claim(c *Claim, entity func(ID)) {
	e.int(c.Evidence.End - c.Evidence.Start)
	e.byte(facets(c))
	flags := byte(0)
	for i, on := range []bool{
		c.Cue != "", len(c.Chain) > 0, c.Quantity != nil, c.When != (When{}), !c.Subject.IsZero(), !c.Object.IsZero(), !c.Item.IsZero(),
	} {
		if on {
			flags |= 1 << i
		}
	}
	e.byte(flags)
	if c.Cue != "" {
		e.str(c.Cue)
	}
	if len(c.Chain) > 0 {
		e.int(len(c.Chain))
		for i := range c.Chain {
			l := &c.Chain[i]
			e.byte(byte(l.Role))
			e.source(&l.Source, false, entity)
		}
	}
	if q := c.Quantity; q != nil {
		e.quantity(q)
	}
	if c.When != (When{}) {
		e.date(c.When.Earliest)
		e.date(c.When.Latest)
		e.str(c.When.Text)
	}
	for _, id := range []ID{c.Subject, c.Object, c.Item} {
		if !id.IsZero() {
			entity(id)
		}
	}
}

func (d *decoder) claim(c *Claim, entity func() ID) {
	c.Evidence.End = c.Evidence.Start + d.int()
	c.Predicate, c.Stance, c.Realis = splitFacets(d.byte())
	flags := d.byte()
	has := func(bit int) bool { return flags&(1<<bit) != 0 }
	if has(0) {
		c.Cue = d.str()
	}
	if has(1) {
		if n := d.count(2); n > 0 {
			c.Chain = make([]Link, n)
			for i := range c.Chain {
				c.Chain[i].Role = LinkRole(d.byte())
				d.source(&c.Chain[i].Source, false, entity)
			}
		}
	}
	if has(2) {
		c.Quantity = d.quantity()
	}
	if has(3) {
		c.When = When{Earliest: d.date(), Latest: d.date(), Text: d.str()}
	}
	for i, id := range []*ID{&c.Subject, &c.Object, &c.Item} {
		if has(4 + i) {
			*id = entity()
		}
	}
}

// facets is what a claim is, in one byte: three bits of predicate, three of stance, two of realis.
func facets(c *Claim) byte { return byte(c.Predicate)<<5 | byte(c.Stance)<<2 | byte(c.Realis) }

func splitFacets(b byte) (Predicate, Stance, Realis) {
	return Predicate(b >> 5), Stance(b >> 2 & 7), Realis(b & 3)
}

func (e *encoder) quantity(q *Quantity) {
	flags := byte(0)
	point := q.Min != nil && q.Max != nil && *q.Min == *q.Max
	for i, on := range []bool{q.Min != nil, q.Max != nil, q.Approx, point, q.Unit != ""} {
		if on {
			flags |= 1 << i
		}
	}
	e.byte(flags)
	if q.Min != nil {
		e.num(*q.Min)
	}
	if q.Max != nil && !point {
		e.num(*q.Max)
	}
	if q.Unit != "" {
		e.str(q.Unit)
	}
	e.str(q.Text)
}

func (d *decoder) quantity() *Quantity {
	flags := d.byte()
	has := func(bit int) bool { return flags&(1<<bit) != 0 }
	all := &struct {
		Quantity
		min, max float64
	}{Quantity: Quantity{Approx: has(2)}} // in one piece of memory
	q := &all.Quantity
	if has(0) {
		all.min = d.num()
		q.Min = &all.min
	}
	if has(1) {
		if all.max = all.min; !has(3) || q.Min == nil {
			all.max = d.num()
		}
		q.Max = &all.max
	}
	if has(4) {
		q.Unit = d.str()
	}
	q.Text = d.str()
	return q
}

// source writes a source. The article's own voice needs no more than its kind, and the id of an unnamed one follows from its
// words; keyed leaves out the id of an entity where the record's key has it.
func (e *encoder) source(s *Source, keyed bool, entity func(ID)) {
	b := byte(s.Kind)
	if !s.Of.IsZero() {
		b |= 0x80
	}
	e.byte(b)
	switch {
	case s.Kind == SourceEntity && !keyed:
		entity(s.ID)
	case s.Kind == SourceUnnamed:
		e.str(s.Name)
	}
	if !s.Of.IsZero() {
		entity(s.Of)
	}
}

// source reads a source, without the id of one that is no entity.
func (d *decoder) source(s *Source, keyed bool, entity func() ID) {
	b := d.byte()
	s.Kind = SourceKind(b &^ 0x80)
	switch s.Kind {
	case SourceArticle:
	case SourceEntity:
		if !keyed {
			s.ID = entity()
		}
	case SourceUnnamed:
		s.Name = d.str()
	default:
		d.fail("kind of a source")
	}
	if b&0x80 != 0 {
		s.Of = entity()
	}
}

// encodeClaim writes the whole claim, for the index by source, whose key says the source, the article, the date and the number.
// Names of entities are not written: they are looked up on reading. voice is the article's own.
func encodeClaim(c *Claim, voice ID) []byte {
	e := &encoder{append(make([]byte, 0, 320), recordVersion)}
	m := markOf(c)
	e.b = m.appendPlain(e.b)
	if c.Status == Corrected {
		e.id(c.CorrectedBy)
	}
	e.id(c.ID)
	e.b = append(e.b, c.Article.tail()...)
	e.str(c.Evidence.Quote)
	e.int(c.Evidence.Start)
	entity := func(id ID) { e.ref(id.ref()) }
	e.source(&c.Source, true, entity)
	voiced := c.voiced()
	e.bool(voiced)
	if voiced {
		e.ref(voice.ref())
	}
	e.claim(c, entity)
	return e.b
}

// voiced reports whether the article itself is a link of the claim's chain.
func (c *Claim) voiced() bool {
	return slices.ContainsFunc(c.Chain, func(l Link) bool { return l.Source.Kind == SourceArticle })
}

// decodeClaim reads a claim from the index by source; resolve is the ID of a ref.
func decodeClaim(source ref, place, b []byte, resolve func(ref) (ID, error)) (Claim, error) {
	published, article, n, ok := splitPlace(place)
	d := newTextDecoder(b)
	if !ok {
		d.fail("place")
	}
	c := Claim{Published: published, n: n, Status: d.plainMark().status}
	if c.Status == Corrected {
		c.CorrectedBy = d.id()
	}
	c.ID = d.id()
	c.Article = article.id(d.take(refSize, "id"))
	c.Evidence.Quote = d.str()
	c.Evidence.Start = d.int()
	resolved := func(r ref) (id ID) {
		if d.err == nil {
			id, d.err = resolve(r)
		}
		return id
	}
	entity := func() ID { return resolved(d.ref()) }
	d.source(&c.Source, true, entity)
	var voice ref
	if d.bool() {
		voice = d.ref()
	}
	d.claim(&c, entity)
	own := func(r ref) ID {
		if r == article {
			return c.Article
		}
		return resolved(r)
	}
	switch c.Source.Kind {
	case SourceEntity:
		c.Source.ID = resolved(source)
	case SourceArticle:
		c.Source.ID = own(source)
	case SourceUnnamed:
		c.Source.ID = UnnamedID(c.Article, c.Source.Name)
	}
	for i := range c.Chain {
		switch s := &c.Chain[i].Source; s.Kind {
		case SourceArticle:
			s.ID = own(voice)
		case SourceUnnamed:
			s.ID = UnnamedID(c.Article, s.Name)
		}
	}
	if err := d.end(); err != nil {
		return Claim{}, err
	}
	return c, nil
}

// mark is what an index tells of a claim: what it is, and the source under which it is kept. A plain one does not say the source.
type mark struct {
	facets   byte
	quantity bool
	status   ClaimStatus
	source   ref
	origin   ref  // of the claim; zero where it is the source
	own      bool // the origin is the article's voice or a source that it does not name
	plain    bool
}

func markOf(c *Claim) mark {
	m := mark{facets: facets(c), quantity: c.Quantity != nil, status: c.Status, source: c.Source.ID.ref()}
	o := c.Origin()
	if o.ID != c.Source.ID {
		m.origin = o.ID.ref()
	}
	m.own = o.Kind != SourceEntity
	return m
}

// statusShift is where the status stands in the flags of a mark; that of a current claim is zeros there.
const statusShift = 3

func (m *mark) append(b []byte) []byte {
	return append(m.appendPlain(b), m.source[:]...)
}

// appendPlain is append for a place that says the source itself.
func (m *mark) appendPlain(b []byte) []byte {
	flags := byte(0)
	if m.quantity {
		flags |= 1
	}
	if m.own {
		flags |= 4
	}
	flags |= byte(m.status-Current) << statusShift
	if m.origin.isZero() {
		return append(b, m.facets, flags)
	}
	return append(append(b, m.facets, flags|2), m.origin[:]...)
}

func (d *decoder) mark() mark {
	m := d.plainMark()
	m.source = d.ref()
	return m
}

func (d *decoder) plainMark() mark {
	m := mark{facets: d.byte()}
	flags := d.byte()
	m.status = Current + ClaimStatus(flags>>statusShift)
	if m.status > Withdrawn {
		d.fail("mark")
		m.status = Current
	}
	m.quantity, m.own = flags&1 != 0, flags&4 != 0
	if flags&2 != 0 {
		m.origin = d.ref()
	}
	return m
}

// numbered is a mark and the number of its claim in the article.
type numbered struct {
	n int
	mark
}

// decodeMarks reads the marks of an article's claims; plain ones do not say the source.
func decodeMarks(b []byte, plain bool, into []numbered) ([]numbered, error) {
	d := decoder{b: b}
	last := -1
	for len(d.b) > 0 && d.err == nil {
		n := d.int()
		if n <= last || n > maxClaims {
			d.fail("number of a claim")
			break
		}
		last = n
		if plain {
			m := d.plainMark()
			m.plain = true
			into = append(into, numbered{n, m})
		} else {
			into = append(into, numbered{n, d.mark()})
		}
	}
	return into, d.err
}

// decodeAllMarks reads the marks of all claims of an article.
func decodeAllMarks(b []byte, into []mark) ([]mark, error) {
	d := newDecoder(b)
	for len(d.b) > 0 && d.err == nil {
		m := d.plainMark()
		m.plain = true
		into = append(into, m)
	}
	return into, d.err
}

// appendMark adds a claim to the marks of an article.
func appendMark(b []byte, n int, m mark) []byte {
	return m.append(binary.AppendUvarint(b, uint64(n)))
}
