package graph

import (
	"encoding/binary"
	"maps"
	"slices"
)

// own is every key that belongs to the article alone, with its value. They follow from the article, so that what was stored can be
// found again to remove it or to verify it. The first two kinds, the article and its text, are what the others follow from.
func (a *stored) own() []pair {
	if a.ID.IsZero() {
		return nil
	}
	at := a.ID.ref()
	ps := make([]pair, 0, 8+8*len(a.claims))
	record, body := encodeArticle(a)
	ps = append(ps, pair{refKey(keyArticle, at), record})
	ps = append(ps, bodies(at, body)...)
	return a.indexes(ps)
}

// indexes adds the article's keys but those of the article itself and its text.
func (a *stored) indexes(ps []pair) []pair {
	at := a.ID.ref()
	place := articlePlace(a.Published, at)
	all := append(make([]byte, 0, 1+2*len(a.claims)), recordVersion)
	for n := range a.claims {
		m := markOf(&a.claims[n])
		all = m.appendPlain(all)
	}
	ps = append(ps, pair{key(keyByDate, place), all})
	if !a.OutletID.IsZero() {
		outlet := a.OutletID.ref()
		ps = append(ps, pair{key(keyByOutlet, outlet[:], place), all})
	}
	ps = a.leadPairs(ps)
	unnamed := map[ID]bool{}
	posted := map[string][]byte{} // entries that hold several claims
	for n := range a.claims {
		c := &a.claims[n]
		m := markOf(c)
		where := claimPlace(a.Published, at, n)
		ps = append(ps,
			pair{key(keyBySource, m.source[:], where), encodeClaim(c, a.ofClaim(n).voice())},
			pair{refKey(keyClaimID, c.ID.ref()), encodeClaimID(at, n)})
		t := c.triple()
		if !t.subject.isZero() && !t.object.isZero() && !c.supports() { // those of relations are the relation's
			ps = append(ps, pair{append(t.key(keyByPair), where...), m.append(nil)})
		}
		if !m.origin.isZero() {
			ps = append(ps, pair{key(keyByOrigin, m.origin[:], where), m.append(nil)})
		}
		post := func(k []byte) { posted[string(k)] = appendMark(posted[string(k)], n, m) }
		for _, r := range []struct {
			role role
			id   ID
		}{{roleSubject, c.Subject}, {roleObject, c.Object}, {roleItem, c.Item}} {
			if !r.id.IsZero() {
				e := r.id.ref()
				post(key(keyByRole, e[:], []byte{byte(r.role)}, place))
			}
		}
		for _, f := range facetKeys(c) {
			k := key(keyByFacet, []byte{f}, place)
			posted[string(k)] = m.appendPlain(binary.AppendUvarint(posted[string(k)], uint64(n)))
		}
		c.eachSource(func(s *Source) {
			if s.Kind == SourceUnnamed && !unnamed[s.ID] {
				unnamed[s.ID] = true
				ps = append(ps, pair{refKey(keyUnnamed, s.ID.ref()), encodeUnnamed(at)})
			}
		})
	}
	for _, k := range slices.Sorted(maps.Keys(posted)) {
		ps = append(ps, pair{[]byte(k), posted[k]})
	}
	return ps
}

// facetKeys is the facets under which the claim is found.
func facetKeys(c *Claim) []byte {
	var fs []byte
	if !c.supports() {
		fs = append(fs, facetOfPredicate(c.Predicate))
	}
	if c.Stance != Asserts {
		fs = append(fs, facetOfStance(c.Stance))
	}
	if c.Realis != Actual {
		fs = append(fs, facetOfRealis(c.Realis))
	}
	if c.Status != Current {
		fs = append(fs, facetOfStatus(c.Status))
	}
	return fs
}

// eachSource calls fn with the claim's source and those of its chain.
func (c *Claim) eachSource(fn func(*Source)) {
	fn(&c.Source)
	for i := range c.Chain {
		fn(&c.Chain[i].Source)
	}
}

// unnamedSource is the article's unnamed source of an id; the error is ErrNotFound where it has none. Where several passages word
// it differently, the first in the text counts, and the first side that is stated.
func (a *stored) unnamedSource(id ID) (Source, error) {
	found := Source{}
	for i := range a.claims {
		a.claims[i].eachSource(func(s *Source) {
			if s.Kind != SourceUnnamed || s.ID != id {
				return
			}
			if found.Kind == 0 {
				found = *s
			}
			if found.Of.IsZero() {
				found.Of = s.Of
			}
		})
	}
	if found.Kind == 0 {
		return Source{}, ErrNotFound
	}
	return found, nil
}
