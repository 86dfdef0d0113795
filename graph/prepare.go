package graph

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"golang.org/x/text/unicode/norm"
)

// prepare checks a document and makes what is stored of it. It reads nothing else, so that the same document always gives the
// same.
func prepare(d *Document) (*stored, error) {
	a, err := prepareText(d)
	if err == nil {
		err = a.setEarlier(d.Earlier)
	}
	if err != nil {
		return nil, err
	}
	return a, nil
}

// prepareText is prepare without the earlier versions.
func prepareText(d *Document) (*stored, error) {
	a := &stored{Article: d.Article}
	if err := checkArticle(&a.Article); err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(a.Text))
	a.SHA256 = hex.EncodeToString(sum[:])
	if d.Article.SHA256 != "" && d.Article.SHA256 != a.SHA256 {
		return nil, invalid("SHA256 %s is not that of the text, %s; leave it empty", d.Article.SHA256, a.SHA256)
	}
	a.ID = ArticleID(a.URL, a.Outlet, a.SHA256)
	if !d.Article.ID.IsZero() && d.Article.ID != a.ID {
		return nil, invalid("id %s is not that of the article, %s; leave it zero", d.Article.ID, a.ID)
	}
	if err := a.nameEntities(d.Entities); err != nil {
		return nil, err
	}
	known := make(map[ID]bool, len(a.namings))
	for i := range a.namings {
		known[a.namings[i].id] = true
	}
	text := newRunes(a.Text)
	if err := a.setMentions(d.Article.Mentions, known, text.n); err != nil {
		return nil, err
	}
	if err := a.setCredits(d.Article.Credits, known); err != nil {
		return nil, err
	}
	if err := a.setClaims(d.Claims, known, text); err != nil {
		return nil, err
	}
	return a, nil
}

// nameEntities joins the entities of the document by id, and adds the outlet's.
func (a *stored) nameEntities(entities []NewEntity) error {
	byID := map[ID]*naming{}
	add := func(e *NewEntity) *naming {
		id := e.ID()
		n := byID[id]
		if n == nil {
			// EntityID takes keys of one normal form alike, so the key is kept in that form.
			n = &naming{id: id, class: e.Class, key: norm.NFC.String(e.Key)}
			byID[id] = n
		}
		n.names = append(n.names, e.Name)
		n.aliases = append(n.aliases, e.Aliases...)
		return n
	}
	for i := range entities {
		if err := checkEntity(&entities[i]); err != nil {
			return err
		}
		n := add(&entities[i])
		n.kinds = append(n.kinds, entities[i].Kind)
	}
	a.OutletID = ID{}
	if a.Outlet != "" {
		if a.OutletID = outletAmong(entities, a.Outlet); a.OutletID.IsZero() {
			e := NewEntity{Class: ClassBody, Key: FoldName(a.Outlet), Kind: Organization, Name: a.Outlet}
			n := add(&e)
			if len(n.kinds) == 0 {
				n.kinds = []Kind{e.Kind}
			}
			a.OutletID = e.ID()
		}
	}
	ids := make([]ID, 0, len(byID))
	for id := range byID {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, compareID)
	a.namings = make([]naming, len(ids))
	for i, id := range ids {
		if i > 0 && ids[i-1].ref() == id.ref() {
			return fmt.Errorf("%w: the entities %s and %s", ErrCollision, ids[i-1], id)
		}
		n := byID[id]
		slices.Sort(n.kinds)
		slices.Sort(n.names)
		slices.Sort(n.aliases)
		n.kinds, n.names, n.aliases = slices.Compact(n.kinds), slices.Compact(n.names), slices.Compact(n.aliases)
		a.namings[i] = *n
	}
	return nil
}

func compareID(a, b ID) int { return bytes.Compare(a[:], b[:]) }

// outletAmong is the entity that an outlet of this name is: the body that has the name, before one that has it as an alias;
// the zero ID when there is none. An outlet is a body, so a state or a person of the same name is another entity.
func outletAmong(entities []NewEntity, outlet string) ID {
	folded := FoldName(outlet)
	var named, alias []ID
	for i := range entities {
		e := &entities[i]
		switch {
		case e.Class != ClassBody:
		case foldsTo(e.Name, folded):
			named = append(named, e.ID())
		case slices.ContainsFunc(e.Aliases, func(s string) bool { return foldsTo(s, folded) }):
			alias = append(alias, e.ID())
		}
	}
	for _, ids := range [][]ID{named, alias} {
		if len(ids) > 0 {
			return slices.MinFunc(ids, compareID)
		}
	}
	return ID{}
}

func (a *stored) setMentions(mentions []Mention, known map[ID]bool, n int) error {
	a.Mentions = slices.Clone(mentions)
	for _, m := range a.Mentions {
		if !known[m.Entity] {
			return fmt.Errorf("%w: %s, mentioned at %d", ErrUnknownEntity, m.Entity, m.Start)
		}
		if m.Start < 0 || m.End <= m.Start || m.End > n {
			return invalid("mention of %s at %d to %d, in a text of %d code points", m.Entity, m.Start, m.End, n)
		}
	}
	slices.SortFunc(a.Mentions, func(x, y Mention) int {
		return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(x.End, y.End), compareID(x.Entity, y.Entity))
	})
	a.Mentions = slices.Compact(a.Mentions)
	return nil
}

// setCredits checks the credits, and leaves out doubles and the outlet, which needs no credit for what it says.
func (a *stored) setCredits(credits []ID, known map[ID]bool) error {
	a.Credits = nil
	for n, id := range credits {
		if !known[id] {
			return fmt.Errorf("%w: credit %d, %s", ErrUnknownEntity, n+1, id)
		}
		if id != a.OutletID && !slices.Contains(a.Credits, id) {
			a.Credits = append(a.Credits, id)
		}
	}
	if len(a.Credits) > maxCredits {
		return invalid("the article credits %d entities, at most %d are allowed; keep the first", len(a.Credits), maxCredits)
	}
	return nil
}

// setClaims checks and completes the claims. Claims of equal content become one.
func (a *stored) setClaims(claims []Claim, known map[ID]bool, text *runes) error {
	if len(claims) > maxClaims {
		return fmt.Errorf("%w: it has %d claims, at most %d are allowed", ErrTooLarge, len(claims), maxClaims)
	}
	a.claims = make([]Claim, len(claims))
	for i := range claims {
		c := &a.claims[i]
		*c = claims[i]
		if err := a.complete(c, known, text); err != nil {
			return fmt.Errorf("claim %d (%q): %w", i+1, shorten(c.Evidence.Quote), err)
		}
	}
	slices.SortFunc(a.claims, func(x, y Claim) int {
		return cmp.Or(cmp.Compare(x.Evidence.Start, y.Evidence.Start), compareID(x.ID, y.ID))
	})
	a.claims = slices.CompactFunc(a.claims, func(x, y Claim) bool { return x.ID == y.ID })
	for i := range a.claims {
		a.claims[i].n = i
	}
	a.current = len(a.claims)
	return nil
}

// complete checks a claim and sets what PutArticle sets.
func (a *stored) complete(c *Claim, known map[ID]bool, text *runes) error {
	if err := checkEvidence(&c.Evidence, text, a.SHA256); err != nil {
		return err
	}
	if err := checkClaim(c); err != nil {
		return err
	}
	c.Article, c.Published = a.ID, a.Published
	c.Status, c.CorrectedBy = Current, ID{}
	c.Evidence.SHA256, c.Evidence.Prefix, c.Evidence.Suffix = "", "", "" // see Tx.Evidence
	for _, r := range []struct {
		role string
		id   ID
	}{{"subject", c.Subject}, {"object", c.Object}, {"item", c.Item}} {
		if !r.id.IsZero() && !known[r.id] {
			return fmt.Errorf("%w: %s %s", ErrUnknownEntity, r.role, r.id)
		}
	}
	if err := a.completeSource(&c.Source, known); err != nil {
		return err
	}
	c.Chain = slices.Clone(c.Chain)
	for i := range c.Chain {
		if err := a.completeSource(&c.Chain[i].Source, known); err != nil {
			return fmt.Errorf("link %d of the chain: %w", i+1, err)
		}
	}
	c.ID = claimID(c)
	return nil
}

// completeSource is law 2, and sets the ids of the sources that have no entity.
func (a *stored) completeSource(s *Source, known map[ID]bool) error {
	switch s.Kind {
	case 0:
		return ErrNoSource
	case SourceEntity:
		if s.ID.IsZero() {
			return fmt.Errorf("%w: the source is an entity, and its id is zero", ErrNoSource)
		}
		if !known[s.ID] {
			return fmt.Errorf("%w: source %s", ErrUnknownEntity, s.ID)
		}
		s.Name = ""
	case SourceArticle:
		s.ID, s.Name = a.voice(), ""
	case SourceUnnamed:
		if foldsAway(s.Name) {
			return fmt.Errorf("%w: the words of the unnamed source are empty", ErrNoSource)
		}
		if err := checkTexts(field{"words of the unnamed source", s.Name, maxName}); err != nil {
			return err
		}
		s.ID = UnnamedID(a.ID, s.Name)
	default:
		return invalid("unknown source kind %d", s.Kind)
	}
	if !s.Of.IsZero() && !known[s.Of] {
		return fmt.Errorf("%w: %s, the side of the source", ErrUnknownEntity, s.Of)
	}
	return nil
}

// claimID is the id of a claim: of its article and of all that it says.
func claimID(c *Claim) ID {
	var buf [keySize]byte
	k := beginKey(buf[:0], "claim")
	k = k.of(c.Article)
	source := func(s *Source) {
		k = k.str(s.Kind.String())
		k = k.of(s.ID)
		k = k.of(s.Of)
		if s.Kind == SourceUnnamed {
			k = k.str(s.Name)
		}
	}
	source(&c.Source)
	k = k.int(len(c.Chain))
	for i := range c.Chain {
		k = k.str(c.Chain[i].Role.String())
		source(&c.Chain[i].Source)
	}
	k = k.str(c.Cue)
	k = k.str(c.Evidence.Quote)
	k = k.int(c.Evidence.Start)
	k = k.int(c.Evidence.End)
	k = k.str(c.Stance.String())
	k = k.str(c.Realis.String())
	k = k.str(c.Predicate.String())
	k = k.of(c.Subject)
	k = k.of(c.Object)
	k = k.of(c.Item)
	if q := c.Quantity; q != nil {
		k = k.str(bound(q.Min))
		k = k.str(bound(q.Max))
		k = k.str(strconv.FormatBool(q.Approx))
		k = k.str(q.Unit)
		k = k.str(q.Text)
	}
	k = k.str(c.When.Earliest.String())
	k = k.str(c.When.Latest.String())
	k = k.str(c.When.Text)
	return k.id()
}

func bound(f *float64) string {
	if f == nil {
		return ""
	}
	return strconv.FormatFloat(*f, 'g', -1, 64)
}
