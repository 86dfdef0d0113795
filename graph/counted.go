package graph

import (
	"cmp"
	"slices"
)

// Why says why a claim counts for an origin.
type Why uint8

// Why a claim counts for its origin.
const (
	Said      Why = iota + 1 // the source of the claim says it
	Relayed                  // the article passes it on: the origin is the first other link of the chain
	Credited                 // the article's credit line, or that of an article with the same text, names the origin
	Reprinted                // the article has the text of another, whose origin it is
	Copied                   // the passage stands in another article too, word for word or nearly so, whose origin it is
)

var whyNames = []string{"", "said", "relayed", "credited", "reprinted", "copied"}

// String is the word that stands for w: "reprinted".
func (w Why) String() string { return name(whyNames, "why", w) }

// Counted is whom corroboration counts a claim for, and why. Claims with one origin are one voice, in however many articles.
type Counted struct {
	Origin Source
	Why    Why
	// Of is the original that the article reprints; so also where not the article itself has the credit, but another of its text. Of
	// what is copied it is the article that has the passage first. Else it is zero.
	Of ID
}

// Origin is whom corroboration counts the claim for, and why: its source, where that is an entity; else the first link of the chain
// that is not the article; else what a credit line names; else the voice, or the unnamed source of the same words, of the
// article that this one reprints (see Cluster); else the source. Whether another claim copies the passage is seen by Origins.
func (tx *Tx) Origin(c Claim) (Counted, error) {
	o, err := tx.origin(&c)
	return o, wrap(err, "origin of claim", c.ID)
}

func (tx *Tx) origin(c *Claim) (Counted, error) {
	out := Counted{Origin: c.Origin(), Why: Said}
	if out.Origin.ID != c.Source.ID {
		out.Why = Relayed
	}
	if out.Origin.Kind == SourceEntity {
		return out, nil
	}
	r, err := tx.reprint(c.Article.ref())
	if err != nil || r == nil {
		return out, err
	}
	from := out.Origin.ID.ref()
	to := r.standFor(from)
	if to == from {
		return out, nil
	}
	first, err := tx.head(r.first)
	if err != nil {
		return out, err
	}
	if out.Origin.Kind == SourceUnnamed {
		out.Origin.ID, out.Why, out.Of = UnnamedID(first.ID, out.Origin.Name), Reprinted, first.ID
		return out, nil
	}
	v, err := tx.label(to)
	switch {
	case isAbsent(err) && to == r.first: // an article without an outlet
		out.Origin = Source{Kind: SourceArticle, ID: first.ID}
	case err != nil:
		return out, err
	default:
		out.Origin = Source{Kind: SourceEntity, ID: v.id, Name: v.name}
	}
	voice := cmp.Or(first.OutletID, first.ID)
	switch {
	case out.Origin.ID != voice:
		out.Why = Credited
	default:
		out.Origin.Kind = SourceArticle
		out.Why, out.Of = Reprinted, first.ID
	}
	if out.Why == Credited && r.credit != to {
		out.Of = first.ID // the credit is that of another article with the text
	}
	return out, nil
}

// Origins is whom corroboration counts each of the claims for: Origin, and of those that the articles say themselves, or that
// unnamed sources of one wording say, in nearly the same words in several articles, that of the article which has a credit line,
// or was published first. What an article no longer says is no copy, and nobody's original. It costs a read for each article of
// claims that have no named source, and some microseconds a claim.
func (tx *Tx) Origins(claims []Claim) ([]Counted, error) {
	all := make([]Counted, len(claims))
	var said passages
	for i := range claims {
		c := &claims[i]
		var err error
		if all[i], err = tx.origin(c); err != nil {
			return nil, wrap(err, "origin of claim", c.ID)
		}
		if c.Status != Current || c.Source.Kind == SourceEntity || c.Origin().ID != c.Source.ID {
			continue
		}
		r, err := tx.reprint(c.Article.ref())
		if err != nil {
			return nil, wrap(err, "origin of claim", c.ID)
		}
		said.add(i, c, c.Source.Kind == SourceArticle && r != nil && !r.credit.isZero())
	}
	for i, of := range said.copies() {
		if all[i].Origin.ID != all[of].Origin.ID {
			all[i] = Counted{Origin: all[of].Origin, Why: Copied, Of: claims[of].Article}
		}
	}
	return all, nil
}

// passages is the quotes of claims that have no named source, of which some may be copies of others.
type passages []saidPassage

// saidPassage is a quote, with what decides which of several is the original.
type saidPassage struct {
	i        int // of the claim
	claim    *Claim
	credited bool
	words    string // of an unnamed source; "" for the article's voice
	quoteSketch
}

func (p *passages) add(i int, c *Claim, credited bool) {
	q := saidPassage{i: i, claim: c, credited: credited, quoteSketch: sketchQuote(c.Evidence.Quote)}
	if c.Source.Kind == SourceUnnamed {
		q.words = FoldName(c.Source.Name)
	}
	if len(q.hashes) >= minQuoteWords {
		*p = append(*p, q)
	}
}

// copies tells of each claim whose passage is a copy the claim whose passage is the original.
func (p passages) copies() map[int]int {
	slices.SortFunc(p, func(a, b saidPassage) int {
		x, y := a.claim, b.claim
		return cmp.Or(compareBools(b.credited, a.credited), compareAges(x.Published, y.Published), compareID(x.Article, y.Article),
			cmp.Compare(x.Evidence.Start, y.Evidence.Start), cmp.Compare(a.i, b.i))
	})
	out := map[int]int{}
	originals := map[uint64][]int{}
	for x := range p {
		leads := p[x].leads()
		of := p.original(x, leads, originals)
		if of >= 0 {
			out[p[x].i] = p[of].i
			continue
		}
		for _, h := range leads {
			originals[h] = append(originals[h], x)
		}
	}
	return out
}

// original is the passage that another is a copy of; -1 where there is none.
func (p passages) original(x int, leads []uint64, originals map[uint64][]int) int {
	for _, h := range leads {
		for _, y := range originals[h] {
			if p[x].claim.Article != p[y].claim.Article && p[x].words == p[y].words && p[x].same(&p[y].quoteSketch) {
				return y
			}
		}
	}
	return -1
}

// Sides is origins with the state that each belongs to, in the order of the sources: two ministries of one state are two origins of
// one side. It costs up to 32 reads a source.
func (tx *Tx) Sides(sources []Source) ([]Origin, error) {
	places := newContainment(tx)
	all := make([]Origin, len(sources))
	for i := range sources {
		side, err := places.side(&sources[i])
		if err != nil {
			return nil, wrap(err, "side of source", sources[i].ID)
		}
		all[i] = Origin{sources[i], side}
	}
	return all, nil
}

// countOrigins is how many origins claims have.
func (tx *Tx) countOrigins(claims []Claim) (int, error) {
	all, err := tx.Origins(claims)
	if err != nil {
		return 0, err
	}
	ids := map[ID]bool{}
	for i := range all {
		ids[all[i].Origin.ID] = true
	}
	return len(ids), nil
}
