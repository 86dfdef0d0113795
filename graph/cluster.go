package graph

import (
	"fmt"
	"slices"
)

// leadPairs is the article's entries in the index by leads.
func (a *stored) leadPairs(ps []pair) []pair {
	at := a.ID.ref()
	for _, l := range a.shingled().leads() {
		ps = append(ps, pair{key(keyByLead, l[:], at[:]), []byte{}})
	}
	return ps
}

// clusterChange brings the clusters up to date with the change of one article.
type clusterChange struct {
	tx       *Tx
	s        *stage
	self     ref              // the article that changes
	old, now []lead           // of its forms
	members  map[ref]*member  // as far as they were made
	counts   map[lead]int     // articles of a lead after the change, up to one more than may share it
	shared   map[lead][]ref   // the articles of a lead before the change, without the one that changes
	affected map[ref]*reprint // articles whose cluster may change, with their records
	fault    error            // of reading a lead
}

// recluster writes what changes in the clusters when one form of an article takes the place of another. Either may be nil.
func (tx *Tx) recluster(s *stage, old, now *stored) error {
	c := clusterChange{
		tx: tx, s: s, members: map[ref]*member{}, counts: map[lead]int{}, shared: map[lead][]ref{}, affected: map[ref]*reprint{},
	}
	if old != nil {
		c.self, c.old = old.ID.ref(), old.shingled().leads()
		if err := c.affect(c.self); err != nil {
			return err
		}
	}
	if now != nil {
		c.self, c.now = now.ID.ref(), now.shingled().leads()
	}
	if err := c.gather(now); err != nil {
		return err
	}
	if len(c.affected) == 0 && now.credit().IsZero() {
		return nil // no other has its text, which is so of most
	}
	return c.write(now)
}

// look reads the articles of a lead.
func (c *clusterChange) look(l lead) error {
	if _, ok := c.counts[l]; ok {
		return nil
	}
	i := c.tx.index(keyByLead, l[:])
	defer i.close()
	var all []ref
	for i.seek(nil); i.place() != nil && len(all) <= maxShared; i.next() {
		if len(i.place()) != refSize {
			return fmt.Errorf("%w: a key of the index by leads", ErrDamaged)
		}
		if r := ref(i.place()); r != c.self {
			all = append(all, r)
		}
	}
	n := len(all)
	if slices.Contains(c.now, l) {
		n++
	}
	c.counts[l], c.shared[l] = n, all
	return nil
}

// gather finds the articles whose cluster may change.
func (c *clusterChange) gather(now *stored) error {
	for _, l := range c.old {
		if err := c.look(l); err != nil {
			return err
		}
		if c.counts[l] == maxShared && len(c.shared[l]) == maxShared { // it was one more, and common
			if err := c.affect(c.shared[l]...); err != nil {
				return err
			}
		}
	}
	shares := map[ref]int{}
	var order []ref
	for _, l := range c.now {
		if err := c.look(l); err != nil {
			return err
		}
		if c.counts[l] == maxShared+1 && len(c.shared[l]) == maxShared { // it becomes common
			if err := c.affect(c.shared[l]...); err != nil {
				return err
			}
		}
		if c.common(l) {
			continue
		}
		for _, r := range c.shared[l] {
			if shares[r]++; shares[r] == minShared {
				order = append(order, r)
			}
		}
	}
	return c.link(now, order)
}

// link adds those of the candidates that are one text with the article, with their clusters.
func (c *clusterChange) link(now *stored, candidates []ref) error {
	for _, r := range candidates {
		if _, ok := c.affected[r]; ok { // by another of its cluster
			continue
		}
		m, err := c.member(r)
		if err != nil {
			return err
		}
		if c.own(now).sketch.same(&m.sketch) {
			if err := c.affect(r); err != nil {
				return err
			}
		}
	}
	return nil
}

// common reports whether so many articles have a lead, after the change, that it tells nothing.
func (c *clusterChange) common(l lead) bool {
	if err := c.look(l); err != nil {
		c.fault = err
	}
	return c.counts[l] > maxShared
}

// affect adds articles with their clusters.
func (c *clusterChange) affect(articles ...ref) error {
	for _, r := range articles {
		if _, ok := c.affected[r]; ok {
			continue
		}
		rec, err := c.tx.reprint(r)
		if err != nil {
			return err
		}
		c.affected[r] = rec
		if rec == nil || !rec.clustered {
			continue
		}
		others, err := c.tx.clusterOf(rec)
		if err != nil {
			return err
		}
		for _, o := range others {
			if c.affected[o], err = c.tx.reprint(o); err != nil {
				return err
			}
		}
	}
	return nil
}

// own is the member that the article becomes.
func (c *clusterChange) own(now *stored) *member {
	if c.members[c.self] == nil {
		c.members[c.self] = memberOf(now)
	}
	return c.members[c.self]
}

// member reads an article that does not change.
func (c *clusterChange) member(r ref) (*member, error) {
	if m := c.members[r]; m != nil {
		return m, nil
	}
	a, err := indexed(c.tx.stored(r))
	if err == nil {
		err = a.all()
	}
	if err != nil {
		return nil, fmt.Errorf("article %x: %w", r, err)
	}
	m := memberOf(a)
	c.members[r] = m
	return m, nil
}

// write makes the clusters of what is affected anew.
func (c *clusterChange) write(now *stored) error {
	was := map[string][]byte{}
	var all []*member
	for r, rec := range c.affected {
		if rec != nil {
			for _, k := range rec.keys(r) {
				was[string(k)] = nil
			}
		}
		if r == c.self {
			continue
		}
		m, err := c.member(r)
		if err != nil {
			return err
		}
		all = append(all, m)
	}
	if now != nil {
		all = append(all, c.own(now))
	}
	is := map[string][]byte{}
	for _, members := range clusters(all, c.common) {
		for _, p := range clusterPairs(members) {
			is[string(p.key)] = p.value
		}
	}
	c.s.replace(was, is)
	return c.fault
}

// clusters groups articles, each group in order.
func clusters(all []*member, common func(lead) bool) [][]*member {
	byLead := map[lead][]int{}
	sets := newSets(len(all))
	for i, m := range all {
		for _, l := range m.leads {
			byLead[l] = append(byLead[l], i)
		}
	}
	for i, m := range all {
		for _, l := range m.leads {
			if len(byLead[l]) < 2 || common(l) {
				continue
			}
			for _, j := range byLead[l] {
				if j < i && sets.find(i) != sets.find(j) && m.same(all[j], common) {
					sets.join(i, j)
				}
			}
		}
	}
	return sets.groups(all)
}

// sets is disjoint sets of numbers; the smallest of each stands for it.
type sets []int

func newSets(n int) sets {
	s := make(sets, n)
	for i := range s {
		s[i] = i
	}
	return s
}

func (s sets) find(i int) int {
	for s[i] != i {
		s[i] = s[s[i]]
		i = s[i]
	}
	return i
}

func (s sets) join(i, j int) {
	i, j = s.find(i), s.find(j)
	s[max(i, j)] = min(i, j)
}

// groups is the members by set, those of each in order.
func (s sets) groups(all []*member) [][]*member {
	at := map[int]int{}
	var out [][]*member
	for i, m := range all {
		root := s.find(i)
		n, ok := at[root]
		if !ok {
			n = len(out)
			at[root] = n
			out = append(out, nil)
		}
		out[n] = append(out[n], m)
	}
	for _, members := range out {
		slices.SortFunc(members, compareMembers)
	}
	return out
}
