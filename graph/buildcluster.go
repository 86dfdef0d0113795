package graph

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
)

// print is what a builder keeps of an article that may be in a cluster or has a credit; nil of others.
func (a *stored) print() *pair {
	m := memberOf(a)
	if len(m.leads) == 0 && m.credit.IsZero() {
		return nil
	}
	at := m.ref()
	return &pair{at[:], m.encode()}
}

func (m *member) encode() []byte {
	e := newEncoder()
	e.id(m.id)
	e.date(m.published)
	e.id(m.voice)
	e.id(m.credit)
	e.int(len(m.leads))
	for _, l := range m.leads {
		e.b = append(e.b, l[:]...)
	}
	e.int(m.text)
	e.int(m.core)
	e.int(m.said)
	e.hashes(m.least)
	e.b = append(e.b, m.sets...)
	e.int(m.numbers.n)
	e.hashes(m.numbers.least)
	e.int(len(m.own))
	for _, o := range m.own {
		e.str(o.words)
		e.id(o.id)
		e.str(string(o.marks))
	}
	return e.b
}

func decodeMember(b []byte) (*member, error) {
	d := newDecoder(b)
	m := &member{id: d.id(), published: d.date(), voice: d.id(), credit: d.id()}
	m.leads = make([]lead, d.count(len(lead{})))
	for i := range m.leads {
		copy(m.leads[i][:], d.take(len(lead{}), "lead"))
	}
	m.text, m.core, m.said = d.int(), d.int(), d.int()
	m.least = d.hashes()
	m.sets = bytes.Clone(d.take(len(m.least), "sets of hashes"))
	m.numbers.n = d.int()
	m.numbers.least = d.hashes()
	m.own = make([]ownSource, d.count(2+len(ID{})))
	for i := range m.own {
		m.own[i] = ownSource{words: d.str(), id: d.id(), marks: bytes.Clone(d.take(d.int(), "marks"))}
	}
	return m, d.end()
}

func (e *encoder) hashes(hs []uint32) {
	e.int(len(hs))
	for _, h := range hs {
		e.b = binary.BigEndian.AppendUint32(e.b, h)
	}
}

func (d *decoder) hashes() []uint32 {
	hs := make([]uint32, d.count(4))
	for i := range hs {
		if b := d.take(4, "hash"); b != nil {
			hs[i] = binary.BigEndian.Uint32(b)
		}
	}
	return hs
}

// share takes in an entry of the index by leads.
func (b *builder) share(k []byte) {
	var l lead
	if n := copy(l[:], k[1:]); n < len(l) || l != b.lead {
		b.endLead()
		b.lead = l
	}
	if len(b.sharing) <= maxShared && len(k) == 1+len(l)+refSize {
		b.sharing = append(b.sharing, ref(k[1+len(l):]))
	}
}

// endLead keeps the articles of a lead if they are several, and not too many.
func (b *builder) endLead() {
	switch n := len(b.sharing); {
	case n > maxShared:
		b.common[b.lead] = true
	case n > 1:
		b.shared = append(b.shared, slices.Clone(b.sharing))
	}
	b.sharing = b.sharing[:0]
}

// cluster makes the clusters, when all leads are through. In memory are the sketches of the articles that share a lead with
// another: some 1 kB each.
func (b *builder) cluster() error {
	b.endLead()
	wanted := map[ref]int{}
	for _, refs := range b.shared {
		for _, r := range refs {
			wanted[r] = -1
		}
	}
	of, err := b.prints.sources()
	if err != nil {
		return err
	}
	prints := &merger{}
	if err := prints.add(of); err != nil {
		return err
	}
	put := func(members []*member) error {
		for _, p := range clusterPairs(members) {
			if err := b.clusters.add(p.key, p.value); err != nil {
				return err
			}
		}
		return nil
	}
	var all []*member
	for ; prints.key() != nil; err = prints.next() {
		if err != nil {
			return err
		}
		r := ref(prints.key())
		_, want := wanted[r]
		m, err := decodeMember(prints.value())
		if err != nil {
			return fmt.Errorf("sketch of article %x: %w", r, err)
		}
		if want {
			wanted[r] = len(all)
			all = append(all, m)
		} else if err := put([]*member{m}); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	sets := newSets(len(all))
	for _, refs := range b.shared {
		for i, r := range refs {
			x := wanted[r]
			for _, o := range refs[:i] {
				y := wanted[o]
				if x < 0 || y < 0 {
					return fmt.Errorf("%w: a lead of article %x, and no sketch", ErrDamaged, r)
				}
				if sets.find(x) != sets.find(y) && all[x].same(all[y], func(l lead) bool { return b.common[l] }) {
					sets.join(x, y)
				}
			}
		}
	}
	b.shared = nil
	for _, members := range sets.groups(all) {
		if err := put(members); err != nil {
			return err
		}
	}
	return nil
}
