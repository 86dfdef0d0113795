package graph

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
)

// member is an article as its cluster needs it: a cluster is the articles that are one text, those that reprint another and that one.
// Two articles are of one cluster when they are the same (see sketch) or when a chain of such pairs joins them, so that the clusters
// do not depend on the order of arrival.
type member struct {
	id        ID
	published Date
	voice     ID // of its own words
	credit    ID // where it says that it comes from; zero where it does not
	leads     []lead
	sketch
	own []ownSource
}

// ownSource is an origin that is the article's own: its voice, or a source that it does not name.
type ownSource struct {
	words string // "" for the voice
	id    ID
	marks []byte // of the claims that go back to it
}

// memberOf makes the member of an article, whose claims need no ids and no quotes for it; but all claims must be there.
func memberOf(a *stored) *member {
	s := a.shingled()
	m := &member{id: a.ID, published: a.Published, voice: a.voice(), credit: a.credit(), leads: s.leads(), sketch: s.sketch()}
	at := map[ID]int{}
	for n := range a.claims {
		c := &a.claims[n]
		o := c.Origin()
		if o.Kind == SourceEntity || o.Kind == SourceArticle && o.ID != m.voice { // the outlet had another name
			continue
		}
		i, ok := at[o.ID]
		if !ok {
			i = len(m.own)
			at[o.ID] = i
			words := ""
			if o.Kind == SourceUnnamed {
				words = o.Name
			}
			m.own = append(m.own, ownSource{words: words, id: o.ID})
		}
		m.own[i].marks = appendMark(m.own[i].marks, n, markOf(c))
	}
	return m
}

func (m *member) ref() ref { return m.id.ref() }

// same reports whether two articles are the same and found as such: they share some leads that are not common.
func (m *member) same(o *member, common func(lead) bool) bool {
	i, j, shared := 0, 0, 0
	for i < len(m.leads) && j < len(o.leads) {
		switch bytes.Compare(m.leads[i][:], o.leads[j][:]) {
		case -1:
			i++
		case 1:
			j++
		default:
			if !common(m.leads[i]) {
				if shared++; shared == minShared {
					return m.sketch.same(&o.sketch)
				}
			}
			i++
			j++
		}
	}
	return false
}

// compareMembers puts the one first that the others reprint: the earliest published, those without a date last, then by id.
func compareMembers(a, b *member) int {
	return cmp.Or(compareAges(a.published, b.published), compareID(a.id, b.id))
}

// compareAges is the order of publication dates, the earliest first, and those without a year last, all alike. An unknown day
// comes before the days of its month.
func compareAges(a, b Date) int {
	if a.Year == 0 || b.Year == 0 {
		return compareBools(a.Year == 0, b.Year == 0)
	}
	return compareDates(a, b)
}

// reprint is the record of an article that is one of a cluster, or has a credit.
type reprint struct {
	first     ref  // of the cluster; the article itself where it is in none
	published Date // of the article
	clustered bool
	credit    ref       // of the article; zero where it has none
	standIns  []standIn // its own sources, and whom they count for
}

type standIn struct{ from, to ref }

// clusterPairs is all records of a cluster whose members are in order; of one article they are those of its credit.
func clusterPairs(members []*member) []pair {
	first := members[0]
	voice := first.voice
	for _, m := range members {
		if !m.credit.IsZero() {
			voice = m.credit
			break
		}
	}
	var ps []pair
	for _, m := range members {
		r := reprint{first: first.ref(), published: m.published, clustered: len(members) > 1, credit: m.credit.ref()}
		if !r.clustered && r.credit.isZero() {
			continue
		}
		for i := range m.own {
			o := &m.own[i]
			to := voice
			switch {
			case o.words != "" && m == first:
				continue
			case o.words != "":
				to = UnnamedID(first.id, o.words)
			}
			if to == o.id {
				continue
			}
			s := standIn{o.id.ref(), to.ref()}
			r.standIns = append(r.standIns, s)
			ps = append(ps, pair{r.repeated(s, m.ref()), o.marks})
		}
		slices.SortFunc(r.standIns, func(a, b standIn) int { return compareRefs(a.from, b.from) })
		ps = append(ps, pair{refKey(keyReprint, m.ref()), r.encode()})
		if r.clustered {
			ps = append(ps, pair{r.clusterKey(m.ref()), []byte{}})
		}
	}
	return ps
}

func (r *reprint) clusterKey(article ref) []byte {
	return key(keyCluster, r.first[:], articlePlace(r.published, article))
}

// repeated is the key under which the claims of an article are found by whom they count for.
func (r *reprint) repeated(s standIn, article ref) []byte {
	return key(keyRepeated, s.to[:], articlePlace(r.published, article))
}

// keys is the keys of the article's records, as they are while it has this one.
func (r *reprint) keys(article ref) [][]byte {
	ks := [][]byte{refKey(keyReprint, article)}
	if r.clustered {
		ks = append(ks, r.clusterKey(article))
	}
	for _, s := range r.standIns {
		ks = append(ks, r.repeated(s, article))
	}
	return ks
}

// standFor is whom a source counts for.
func (r *reprint) standFor(source ref) ref {
	if r != nil {
		for _, s := range r.standIns {
			if s.from == source {
				return s.to
			}
		}
	}
	return source
}

func (r *reprint) encode() []byte {
	e := newEncoder()
	e.ref(r.first)
	e.date(r.published)
	e.bool(r.clustered)
	e.ref(r.credit)
	e.int(len(r.standIns))
	for _, s := range r.standIns {
		e.ref(s.from)
		e.ref(s.to)
	}
	return e.b
}

func decodeReprint(_ ref, b []byte) (*reprint, error) {
	d := newDecoder(b)
	r := &reprint{first: d.ref(), published: d.date(), clustered: d.bool(), credit: d.ref()}
	r.standIns = make([]standIn, d.count(2*refSize))
	for i := range r.standIns {
		r.standIns[i] = standIn{d.ref(), d.ref()}
	}
	return r, d.end()
}

// reprint is the record of an article; nil where it is in no cluster and has no credit. It is kept for the next who asks.
func (tx *Tx) reprint(article ref) (*reprint, error) {
	if r, ok := tx.reprints[article]; ok {
		return r, nil
	}
	r, err := record(tx, keyReprint, article, decodeReprint)
	if isAbsent(err) {
		r, err = nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cluster of article %x: %w", article, err)
	}
	if tx.reprints == nil || len(tx.reprints) >= maxReprints {
		tx.reprints = map[ref]*reprint{}
	}
	tx.reprints[article] = r
	return r, nil
}

// maxReprints is how many records a transaction keeps.
const maxReprints = 10_000

// originOf is whom the claim of a mark counts for.
func (tx *Tx) originOf(m *mark, article ref) (ref, error) {
	if !m.own {
		return m.goesBack(), nil
	}
	r, err := tx.reprint(article)
	return r.standFor(m.goesBack()), err
}

// clusterOf is the members of the cluster of an article's record, newest first.
func (tx *Tx) clusterOf(r *reprint) ([]ref, error) {
	i := tx.index(keyCluster, r.first[:])
	defer i.close()
	var all []ref
	for i.seek(nil); i.place() != nil; i.next() {
		if len(i.place()) != articlePlaceSize {
			return nil, fmt.Errorf("%w: a key of the index of clusters", ErrDamaged)
		}
		all = append(all, ref(i.place()[dateSize:]))
	}
	return all, nil
}

// Cluster is the articles that are one text with one of them, it included: the original first, which is the one published
// earliest (then that of the smallest id; one without a date comes after those that have one), then its reprints in the order of
// their publication. An article that is nobody's reprint and has none is a cluster of one.
//
// Two articles are one text when, as far as samples of their runs of five words tell, 45 in 100 of the shorter one stand in the
// other, 60 of what stands between its first and its last claim, half of what its claims quote and mostly the same numbers; or
// when such pairs join them over others. Articles without claims are in no cluster. The error wraps ErrNotFound where there is no
// such article. It costs a read for each article.
func (tx *Tx) Cluster(article ID) ([]ID, error) {
	ids, err := tx.cluster(article)
	return ids, wrap(err, "cluster of article", article)
}

func (tx *Tx) cluster(article ID) ([]ID, error) {
	if _, err := tx.articleHead(article); err != nil {
		return nil, err
	}
	r, err := tx.reprint(article.ref())
	if err != nil {
		return nil, err
	}
	if r == nil || !r.clustered {
		return []ID{article}, nil
	}
	refs, err := tx.clusterOf(r)
	if err != nil {
		return nil, err
	}
	ms := make([]*member, len(refs))
	for i, r := range refs {
		h, err := tx.head(r)
		if err != nil {
			return nil, fmt.Errorf("article %x: %w", r, err)
		}
		ms[i] = &member{id: h.ID, published: h.Published}
	}
	slices.SortFunc(ms, compareMembers)
	ids := make([]ID, len(ms))
	for i, m := range ms {
		ids[i] = m.id
	}
	return ids, nil
}

// SameText reports whether two documents would be one text for Cluster if there were no other. The error is that with which
// PutArticle would refuse one of them.
func SameText(a, b *Document) (bool, error) {
	x, err := prepare(a)
	if err != nil {
		return false, putError(a, err)
	}
	y, err := prepare(b)
	if err != nil {
		return false, putError(b, err)
	}
	return memberOf(x).same(memberOf(y), func(lead) bool { return false }), nil
}
