package graph

import (
	"bytes"
	"cmp"
	"fmt"
	"iter"
	"slices"
	"time"
)

// The bounds of an article's versions: its texts over time, the present one among them. Where there are more, the oldest are left out.
const (
	MaxVersions     = 64
	MaxVersionBytes = 3 << 20 // of the versions that are newer than the oldest; a claim counts 512 and twice the bytes of its quote
)

// maxVersionSum is what all versions come to at most, as MaxVersionBytes counts, so that a transaction can hold them.
const maxVersionSum = 5 << 20

// The seconds that Article.Seen can be: of the years 1 to 9999.
var (
	earliestSeen = time.Date(1, 1, 1, 0, 0, 1, 0, time.UTC).Unix()
	latestSeen   = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC).Unix()
)

// Versions yields the versions of an article, the present one first, then the earlier ones, the one seen last first: each as an article
// with the ID and URL of this one and with its own text. The error wraps ErrNotFound when there is no such article; after an error the
// sequence ends. It costs one read.
func (tx *Tx) Versions(id ID) iter.Seq2[Article, error] {
	return func(yield func(Article, error) bool) {
		a, err := tx.stored(id.ref())
		if err == nil && a.ID != id {
			err = ErrNotFound
		}
		if err != nil {
			yield(Article{}, wrap(err, "versions of article", id))
			return
		}
		for _, v := range a.versions() {
			if !yield(v.Article, nil) {
				return
			}
		}
	}
}

// CountVersions is how many versions of an article Versions yields. The error wraps ErrNotFound when there is no such article. It reads
// no text.
func (tx *Tx) CountVersions(id ID) (int, error) {
	h, err := tx.articleHead(id)
	if err != nil {
		return 0, wrap(err, "count versions of article", id)
	}
	return 1 + h.earlier, nil
}

// versions is all versions, the present one first.
func (a *stored) versions() []*stored {
	return append(append(make([]*stored, 0, 1+len(a.earlier)), a), a.earlier...)
}

// ofClaim is the version whose claim the article's claim of a number is.
func (a *stored) ofClaim(n int) *stored {
	if n < a.current {
		return a
	}
	return a.earlier[a.of[n-a.current]]
}

// version is the version whose claim a claim of the article is; the article itself where it is none that is shown.
func (a *stored) version(c *Claim) (*stored, error) {
	if len(a.earlier) == 0 {
		return a, nil
	}
	if c.n < a.current {
		if own, err := a.quoted(c.n); err != nil || own.ID == c.ID {
			return a, err
		}
	}
	if err := a.whole(); err != nil {
		return nil, err
	}
	if n := slices.IndexFunc(a.claims, func(o Claim) bool { return o.ID == c.ID }); n >= 0 {
		return a.ofClaim(n), nil
	}
	return a, nil
}

// named is all entities that the article and what it shows of earlier versions name.
func (a *stored) named() []naming {
	if len(a.past) == 0 {
		return a.namings
	}
	return slices.Concat(a.namings, a.past)
}

// setEarlier checks the earlier versions of a document and puts them in order.
func (a *stored) setEarlier(earlier []Document) error {
	if len(earlier) == 0 {
		return nil
	}
	if a.URL == "" {
		return invalid("an article without a URL has earlier versions, and its id is that of its text; give it a URL, or leave out Earlier")
	}
	texts := map[string]bool{a.SHA256: true}
	for i := range earlier {
		d := earlier[i]
		d.Article.URL = cmp.Or(d.Article.URL, a.URL)
		v, err := a.prepareEarlier(&d)
		if err == nil && texts[v.SHA256] {
			err = invalid("its text is that of another version")
		}
		if err != nil {
			return fmt.Errorf("earlier version %d: %w", i+1, err)
		}
		texts[v.SHA256] = true
		a.earlier = append(a.earlier, v)
	}
	slices.SortStableFunc(a.earlier, func(x, y *stored) int { return y.Seen.Compare(x.Seen) })
	a.earlier = a.earlier[:min(len(a.earlier), MaxVersions-1)]
	// A version is left out for what is newer, not for its own size: else an older one that is smaller would take its room when it
	// comes later. Only one that has more than maxVersionSum-MaxVersionBytes itself can be left out for its size.
	size := a.weight()
	for i, v := range a.earlier {
		if size > MaxVersionBytes || size+v.weight() > maxVersionSum {
			a.earlier = a.earlier[:i]
			break
		}
		size += v.weight()
	}
	a.show()
	if len(a.past) == 0 {
		return nil
	}
	ids := map[ref]ID{}
	for _, n := range a.named() {
		if other, ok := ids[n.id.ref()]; ok {
			return fmt.Errorf("%w: the entities %s and %s", ErrCollision, other, n.id)
		}
		ids[n.id.ref()] = n.id
	}
	return nil
}

// weight is what a version counts against MaxVersionBytes: what it writes when none of its claims stands in a later text.
func (a *stored) weight() int {
	n := len(a.Text)
	for i := range a.claims[:a.current] {
		n += 512 + 2*len(a.claims[i].Evidence.Quote)
	}
	return n
}

// prepareEarlier is prepare for an earlier version.
func (a *stored) prepareEarlier(d *Document) (*stored, error) {
	switch {
	case len(d.Earlier) > 0:
		return nil, invalid("it has earlier versions itself; put all of them beside each other")
	case d.Article.URL != a.URL:
		return nil, invalid("its URL is %q, and that of the article %q; leave it out", shorten(d.Article.URL), shorten(a.URL))
	case d.Article.Seen.After(a.Seen):
		return nil, invalid("it was seen later than the article (%s, %s); of the versions of an article the one seen last is the article",
			d.Article.Seen.UTC().Format(time.RFC3339), a.Seen.Format(time.RFC3339))
	}
	return prepareText(d)
}

// show adds to the claims of the article those of earlier versions whose words are gone, and tells what has become of them.
//
// A claim of an earlier version is shown when its quote (in which any white space is a space) stands neither in the text of the article
// nor in a claim that a later version shows already; so what an article said is there once. It is what it was, and its evidence is
// that of its own version's text; it is found as a claim of the article, by the article's date, and numbered behind the claims of the
// text: those of the version seen last come first.
//
// It is corrected when the next later version that lacks its quote has a claim in its place: see replaced. Else it is withdrawn. What
// has taken the place may have gone too, or been corrected in its turn: CorrectedBy is the last claim of that chain.
//
// The quotes and ids of all claims of all versions must be set. All versions are read once; a claim whose words are gone costs some
// microseconds more for each claim of its source that the next version has.
func (a *stored) show() {
	a.shown = true
	s := newSuccession(a)
	ids := map[ID]bool{}
	for n := range a.claims {
		ids[a.claims[n].ID] = true
	}
	for i := range a.earlier {
		v := a.earlier[i]
		s.fold(i + 1)
		var fresh []int // numbers of the claims of this version that are shown
		for x := range v.claims {
			c := &v.claims[x]
			c.Status, c.CorrectedBy = 0, ID{}
			q := s.quotes[i+1][x]
			if s.texts[0].has(q) || len(s.byQuote[q]) > 0 || ids[c.ID] || len(a.claims) >= maxClaims {
				continue
			}
			j := i // the version that lacks it, by its place among all
			for j > 0 && s.texts[j].has(q) {
				j--
			}
			ids[c.ID] = true
			n := len(a.claims)
			shown := *c
			shown.Published, shown.n, shown.Status = a.Published, n, Withdrawn
			by := s.replaced(i+1, x, j)
			if by >= 0 {
				shown.Status, shown.CorrectedBy = Corrected, a.claims[by].ID
			}
			c.Status, c.CorrectedBy = shown.Status, shown.CorrectedBy
			a.claims, a.of = append(a.claims, shown), append(a.of, i)
			s.shown[i+1][x], s.by = n, append(s.by, by)
			fresh = append(fresh, n)
			a.name(&shown, v)
		}
		for _, n := range fresh { // only now: several claims may have one quote
			q := foldSpace(a.claims[n].Evidence.Quote)
			s.byQuote[q] = append(s.byQuote[q], n)
		}
	}
	slices.SortFunc(a.past, func(x, y naming) int { return bytes.Compare(x.id[:], y.id[:]) })
}

// name adds to the article's entities those that a claim of an earlier version refers to.
func (a *stored) name(c *Claim, v *stored) {
	add := func(id ID) {
		is := func(n naming) bool { return n.id == id }
		if id.IsZero() || slices.ContainsFunc(a.past, is) {
			return
		}
		byID := func(n naming, id ID) int { return compareID(n.id, id) }
		if _, ok := slices.BinarySearchFunc(a.namings, id, byID); ok {
			return
		}
		if i, ok := slices.BinarySearchFunc(v.namings, id, byID); ok { // an unnamed source is no entity
			a.past = append(a.past, v.namings[i])
		}
	}
	c.eachSource(func(s *Source) {
		add(s.ID)
		add(s.Of)
	})
	for _, id := range []ID{c.Subject, c.Object, c.Item} {
		add(id)
	}
}
