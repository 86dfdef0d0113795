package graph

// articleRecord is what an article's own key holds: everything but its text and its mentions.
type articleRecord struct {
	Article
	digest [32]byte // of everything the article contributes
	chunks int      // pieces of text
	claims int
}

func encodeArticle(a *articleRecord) []byte {
	e := newEncoder()
	e.id(a.ID)
	e.b = append(e.b, a.digest[:]...)
	e.str(a.URL)
	e.str(a.Title)
	e.str(a.Outlet)
	e.optID(a.OutletID)
	e.date(a.Published)
	e.str(a.Language)
	e.hash(a.SHA256)
	e.int(a.chunks)
	e.int(a.claims)
	return e.b
}

func decodeArticle(b []byte) (articleRecord, error) {
	d := newDecoder(b)
	var a articleRecord
	a.ID = d.id()
	copy(a.digest[:], d.take(len(a.digest), "digest"))
	a.URL = d.str()
	a.Title = d.str()
	a.Outlet = d.str()
	a.OutletID = d.optID()
	a.Published = d.date()
	a.Language = d.str()
	a.SHA256 = d.hash()
	a.chunks = d.int()
	a.claims = d.int()
	return a, d.end()
}

// encodeMentions writes each entity once, and the places as distances.
func encodeMentions(ms []Mention) []byte {
	e := newEncoder()
	nth := map[ID]int{}
	var ids []ID
	for _, m := range ms {
		if _, ok := nth[m.Entity]; !ok {
			nth[m.Entity] = len(ids)
			ids = append(ids, m.Entity)
		}
	}
	e.int(len(ids))
	for _, id := range ids {
		e.id(id)
	}
	e.int(len(ms))
	for _, m := range ms {
		e.int(nth[m.Entity])
		e.int(m.Start)
		e.int(m.End - m.Start)
	}
	return e.b
}

func decodeMentions(b []byte) ([]Mention, error) {
	d := newDecoder(b)
	ids := make([]ID, d.count(idSize))
	for i := range ids {
		ids[i] = d.id()
	}
	n := d.count(3)
	if n == 0 {
		return nil, d.end()
	}
	ms := make([]Mention, n)
	for i := range ms {
		nth, start, length := d.int(), d.int(), d.int()
		if nth >= len(ids) {
			d.fail("mention")
			break
		}
		ms[i] = Mention{ids[nth], start, start + length}
	}
	if err := d.end(); err != nil {
		return nil, err
	}
	return ms, nil
}

// naming is an entity as one article names it: what the article adds to the entity, and what its removal takes back.
type naming struct {
	class   Class
	key     string
	kinds   []Kind   // sorted, without doubles, as the names and aliases
	names   []string //
	aliases []string
}

func (n *naming) id() ID { return EntityID(n.class, n.key) }

func encodeNamings(ns []naming) []byte {
	e := newEncoder()
	e.int(len(ns))
	for _, n := range ns {
		e.str(string(n.class))
		e.str(n.key)
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
	return e.b
}

func decodeNamings(b []byte) ([]naming, error) {
	d := newDecoder(b)
	ns := make([]naming, d.count(5))
	for i := range ns {
		n := &ns[i]
		n.class = Class(d.str())
		n.key = d.str()
		n.kinds = make([]Kind, d.count(1))
		for j := range n.kinds {
			n.kinds[j] = Kind(d.byte())
		}
		for _, list := range []*[]string{&n.names, &n.aliases} {
			*list = make([]string, d.count(1))
			for j := range *list {
				(*list)[j] = d.str()
			}
		}
		if d.err != nil {
			break
		}
	}
	if err := d.end(); err != nil {
		return nil, err
	}
	return ns, nil
}

// relationRecord is a relation and how many claims support it.
type relationRecord struct {
	Relation
	claims int
}

func encodeRelation(r *relationRecord) []byte {
	e := newEncoder()
	e.id(r.ID)
	e.byte(byte(r.Type))
	e.id(r.Subject)
	e.id(r.Object)
	e.int(r.claims)
	return e.b
}

func decodeRelation(b []byte) (relationRecord, error) {
	d := newDecoder(b)
	var r relationRecord
	r.ID = d.id()
	r.Type = Predicate(d.byte())
	r.Subject = d.id()
	r.Object = d.id()
	r.claims = d.int()
	return r, d.end()
}

// unnamedRecord is an unnamed source: a record of its article.
type unnamedRecord struct {
	id, article ID
	words       string
	of          ID
}

func encodeUnnamed(u *unnamedRecord) []byte {
	e := newEncoder()
	e.id(u.article)
	e.str(u.words)
	e.optID(u.of)
	return e.b
}

func decodeUnnamed(id ID, b []byte) (unnamedRecord, error) {
	d := newDecoder(b)
	u := unnamedRecord{id: id, article: d.id(), words: d.str(), of: d.optID()}
	return u, d.end()
}

func encodeStats(s Stats) []byte {
	e := newEncoder()
	e.int(s.Articles)
	e.int(s.Entities)
	e.int(s.Relations)
	e.int(s.Claims)
	return e.b
}

func decodeStats(b []byte) (Stats, error) {
	d := newDecoder(b)
	s := Stats{Articles: d.int(), Entities: d.int(), Relations: d.int(), Claims: d.int()}
	return s, d.end()
}
