package graph

// encodeClaim writes a claim without what its place says: article and publication date. Names of entities are not written:
// they are looked up on reading.
func encodeClaim(c *Claim) []byte {
	e := newEncoder()
	e.id(c.ID)
	e.source(&c.Source)
	e.int(len(c.Chain))
	for i := range c.Chain {
		e.byte(byte(c.Chain[i].Role))
		e.source(&c.Chain[i].Source)
	}
	e.str(c.Cue)
	e.str(c.Evidence.Quote)
	e.int(c.Evidence.Start)
	e.int(c.Evidence.End)
	e.str(c.Evidence.Prefix)
	e.str(c.Evidence.Suffix)
	e.hash(c.Evidence.SHA256)
	e.byte(byte(c.Stance))
	e.byte(byte(c.Realis))
	e.byte(byte(c.Predicate))
	e.optID(c.Subject)
	e.optID(c.Object)
	e.optID(c.Item)
	e.bool(c.Quantity != nil)
	if q := c.Quantity; q != nil {
		e.optFloat(q.Min)
		e.optFloat(q.Max)
		e.bool(q.Approx)
		e.str(q.Unit)
		e.str(q.Text)
	}
	e.date(c.When.Earliest)
	e.date(c.When.Latest)
	e.str(c.When.Text)
	e.optID(c.Relation)
	return e.b
}

// decodeClaim reads the claim at a place.
func decodeClaim(place, b []byte) (Claim, error) {
	p := decoder{b: place}
	c := Claim{Published: p.date(), Article: p.id()}
	p.take(placeSize-dateSize-idSize, "place")
	if err := p.end(); err != nil {
		return Claim{}, err
	}
	d := newDecoder(b)
	c.ID = d.id()
	c.Source = d.source()
	if n := d.count(4); n > 0 {
		c.Chain = make([]Link, n)
		for i := range c.Chain {
			c.Chain[i].Role = LinkRole(d.byte())
			c.Chain[i].Source = d.source()
		}
	}
	c.Cue = d.str()
	c.Evidence.Quote = d.str()
	c.Evidence.Start = d.int()
	c.Evidence.End = d.int()
	c.Evidence.Prefix = d.str()
	c.Evidence.Suffix = d.str()
	c.Evidence.SHA256 = d.hash()
	c.Stance = Stance(d.byte())
	c.Realis = Realis(d.byte())
	c.Predicate = Predicate(d.byte())
	c.Subject = d.optID()
	c.Object = d.optID()
	c.Item = d.optID()
	if d.bool() {
		q := &Quantity{Min: d.optFloat(), Max: d.optFloat(), Approx: d.bool()}
		q.Unit = d.str()
		q.Text = d.str()
		c.Quantity = q
	}
	c.When.Earliest = d.date()
	c.When.Latest = d.date()
	c.When.Text = d.str()
	c.Relation = d.optID()
	if err := d.end(); err != nil {
		return Claim{}, err
	}
	return c, nil
}

func (e *encoder) source(s *Source) {
	e.byte(byte(s.Kind))
	e.optID(s.ID)
	if s.Kind == SourceUnnamed {
		e.str(s.Name)
	}
	e.optID(s.Of)
}

func (d *decoder) source() Source {
	s := Source{Kind: SourceKind(d.byte()), ID: d.optID()}
	if s.Kind == SourceUnnamed {
		s.Name = d.str()
	}
	s.Of = d.optID()
	return s
}
