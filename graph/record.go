package graph

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"
)

// stored is an article as the store keeps it: checked, completed and in an order that does not depend on the document's. It
// holds everything that the article says, so that all other records follow from it.
type stored struct {
	Article
	namings []naming  // by id
	claims  []Claim   // those of the text by start and id, then those of earlier versions that are shown; see all
	current int       // how many of the claims are those of the text
	earlier []*stored // the earlier versions, newest first, each without such; see show

	of   []int    // for each claim behind the current ones, the place in earlier of the version whose it is
	past []naming // of entities that only claims of earlier versions refer to, by id

	shown bool // claims holds what is shown of earlier versions

	runes *runes    // of the text, once a quote was looked up
	words *shingled // once they were asked for
}

// naming is an entity as one article names it: what the article adds to the entity, and what its removal takes back.
type naming struct {
	id      ID
	class   Class
	key     string
	kinds   []Kind   // sorted, without doubles, as the names and aliases
	names   []string //
	aliases []string
}

// head is the part of an article that is its record: what is shown of it in lists, and how to read the rest. The rest, which is the
// entities, mentions and claims, is kept behind the text and compressed with it, because it is mostly of the text's words.
type head struct {
	Article        // without text and mentions
	digest  digest // of everything
	text    int    // bytes of the text
	rest    int    // bytes of the rest
	claims  int    // of the text
	earlier int    // versions
}

// digest tells two forms of an article apart, and a record that was written wrong from one that was not.
type digest [16]byte

// chunks is how many pieces the text and the rest are kept in.
func (h *head) chunks() int { return (h.text + h.rest + textChunk - 1) / textChunk }

// encodeArticle is the article's record, and its text with the rest.
func encodeArticle(a *stored) (record, body []byte) {
	rest := encodeRest(a)
	e := &encoder{make([]byte, 1+len(digest{}), 256)}
	e.b[0] = recordVersion
	e.b = append(e.b, a.ID.tail()...)
	e.str(a.URL)
	e.about(a)
	e.int(len(a.Text))
	e.int(len(rest))
	e.int(a.current)
	if len(a.earlier) > 0 {
		e.int(len(a.earlier))
	}
	d := digestOf(e.b, rest)
	copy(e.b[1:], d[:])
	return e.b, append(append(make([]byte, 0, len(a.Text)+len(rest)), a.Text...), rest...)
}

// What is set in the byte that tells the outlet where more follows. Most articles have none of it, and take no room for it.
const (
	hasCredits = 0x80
	hasMore    = 0x40 // see encoder.more
	hasEarlier = 0x20 // earlier versions, in the rest

	hasAll = hasCredits | hasMore | hasEarlier
)

// about writes what an article, or an earlier version of it, is, but for its URL and its text.
func (e *encoder) about(a *stored) {
	e.str(a.Title)
	e.str(a.Outlet)
	flags := byte(0)
	if len(a.Credits) > 0 {
		flags |= hasCredits
	}
	if a.hasMore() {
		flags |= hasMore
	}
	if len(a.earlier) > 0 {
		flags |= hasEarlier
	}
	switch a.OutletID {
	case ID{}:
		e.byte(flags)
	case EntityID(ClassBody, FoldName(a.Outlet)):
		e.byte(1 | flags)
	default:
		e.byte(2 | flags)
		e.id(a.OutletID)
	}
	if len(a.Credits) > 0 {
		e.int(len(a.Credits))
		for _, id := range a.Credits {
			e.id(id)
		}
	}
	e.date(a.Published)
	e.str(a.Language)
	if flags&hasMore != 0 {
		e.more(&a.Article)
	}
	e.hash(a.SHA256)
}

// about reads what the encoder's about wrote, and whether there are earlier versions.
func (d *decoder) about(a *Article) (earlier bool) {
	a.Title = d.str()
	a.Outlet = d.str()
	flags := d.byte()
	switch flags &^ hasAll {
	case 0:
	case 1:
		a.OutletID = EntityID(ClassBody, FoldName(a.Outlet))
	case 2:
		a.OutletID = d.id()
	default:
		d.fail("outlet")
	}
	if flags&hasCredits != 0 {
		a.Credits = d.credits()
	}
	a.Published = d.date()
	a.Language = d.str()
	if flags&hasMore != 0 {
		d.more(a)
	}
	a.SHA256 = d.hash()
	return flags&hasEarlier != 0
}

// hasMore reports whether any of what more writes is known.
func (a *Article) hasMore() bool {
	return a.Author != "" || !a.Modified.IsZero() || !a.Seen.IsZero() || a.ReadSHA256 != "" || len(a.Notices) > 0
}

// more writes who wrote an article, when it was changed and seen, of what it was read, and its notices, as far as they are known.
func (e *encoder) more(a *Article) {
	flags := byte(0)
	for i, on := range []bool{a.Author != "", !a.Modified.IsZero(), !a.Seen.IsZero(), a.ReadSHA256 != "", len(a.Notices) > 0} {
		if on {
			flags |= 1 << i
		}
	}
	e.byte(flags)
	if a.Author != "" {
		e.str(a.Author)
	}
	if !a.Modified.IsZero() {
		e.date(a.Modified)
	}
	if !a.Seen.IsZero() {
		e.b = binary.AppendVarint(e.b, a.Seen.Unix())
	}
	if a.ReadSHA256 != "" {
		e.hash(a.ReadSHA256)
	}
	if len(a.Notices) > 0 {
		e.int(len(a.Notices))
		for _, s := range a.Notices {
			e.str(s)
		}
	}
}

func (d *decoder) more(a *Article) {
	flags := d.byte()
	if flags == 0 || flags > 0x1f {
		d.fail("flags of an article")
		return
	}
	has := func(bit int) bool { return flags&(1<<bit) != 0 }
	if has(0) {
		a.Author = d.str()
	}
	if has(1) {
		a.Modified = d.date()
	}
	if has(2) {
		a.Seen = d.instant()
	}
	if has(3) {
		a.ReadSHA256 = d.hash()
	}
	if has(4) {
		n := d.count(1)
		if n == 0 || n > maxNotices {
			d.fail("number of notices")
			return
		}
		a.Notices = make([]string, n)
		for i := range a.Notices {
			a.Notices[i] = d.str()
		}
	}
}

// instant reads a second, in UTC.
func (d *decoder) instant() time.Time {
	v, n := binary.Varint(d.b)
	if d.err != nil || n <= 0 || v < earliestSeen || v > latestSeen {
		d.fail("instant")
		return time.Time{}
	}
	d.b = d.b[n:]
	return time.Unix(v, 0).UTC()
}

// credits reads the credits of an article that has some.
func (d *decoder) credits() []ID {
	n := d.count(len(ID{}))
	if n == 0 || n > maxCredits {
		d.fail("number of credits")
		return nil
	}
	ids := make([]ID, n)
	for i := range ids {
		ids[i] = d.id()
	}
	return ids
}

// credit is the entity that the article credits for what it says in its own voice; the zero ID where it credits none.
func (a *stored) credit() ID {
	if len(a.Credits) == 0 {
		return ID{}
	}
	return a.Credits[0]
}

// digestOf is the digest of a record, in which its own place counts as zeros, and the rest. The text is in it by its hash.
func digestOf(record, rest []byte) digest {
	h := sha256.New()
	h.Write(record[:1])
	h.Write(make([]byte, len(digest{})))
	h.Write(record[1+len(digest{}):])
	h.Write(rest)
	return digest(h.Sum(nil)[:len(digest{})])
}

func decodeHead(r ref, b []byte) (head, error) {
	d := newDecoder(b)
	h := head{}
	copy(h.digest[:], d.take(len(h.digest), "digest"))
	h.ID = r.id(d.take(refSize, "id"))
	h.URL = d.str()
	earlier := d.about(&h.Article)
	h.text, h.rest, h.claims = d.int(), d.int(), d.int()
	if h.text > MaxText || h.rest > maxRest {
		d.fail("length")
	}
	if earlier {
		if h.earlier = d.int(); h.earlier == 0 || h.earlier >= MaxVersions {
			d.fail("number of versions")
		}
	}
	return h, d.end()
}

// maxRest is the largest rest, in bytes: an article that has more does not fit into a transaction.
const maxRest = 64 << 20

// encodeRest writes the entities, mentions and claims of an article, and its earlier versions where it has some, each with its text.
func encodeRest(a *stored) []byte {
	e := &encoder{make([]byte, 0, 1024)}
	e.said(a)
	if len(a.earlier) == 0 {
		return e.b
	}
	for _, v := range a.earlier {
		e.about(v)
		e.str(v.Text)
		e.int(v.current)
		e.said(v)
	}
	return e.b
}

// said writes the entities, mentions and claims of a text. What claims quote stands in the text, and what they refer to in the
// namings, so that a claim takes some twenty bytes.
func (e *encoder) said(a *stored) {
	e.int(len(a.namings))
	nth := make(map[ID]int, len(a.namings))
	for i := range a.namings {
		nth[a.namings[i].id] = i + 1
		a.namings[i].encode(e)
	}
	entity := func(id ID) { e.int(nth[id]) }
	e.int(len(a.Mentions))
	at := 0
	for _, m := range a.Mentions {
		entity(m.Entity)
		e.int(m.Start - at)
		e.int(m.End - m.Start)
		at = m.Start
	}
	at = 0
	for i := range a.claims[:a.current] {
		c := &a.claims[i]
		e.int(c.Evidence.Start - at)
		at = c.Evidence.Start
		e.source(&c.Source, false, entity)
		e.claim(c, entity)
	}
}

// decodeArticle reads an article from its head and its text with the rest. The quotes and ids of its claims are set by quoted, and what
// it shows of earlier versions is added by quoted or all: finding it out reads all texts.
func decodeArticle(h *head, body []byte) (*stored, error) {
	if len(body) != h.text+h.rest {
		return nil, fmt.Errorf("%w: article %s: its text has another length than was stored", ErrDamaged, h.ID)
	}
	a := &stored{Article: h.Article}
	a.Text = string(body[:h.text])
	d := &decoder{b: body[h.text:]}
	d.said(a, h.claims)
	d.earlier(a, h.earlier)
	if err := d.end(); err != nil {
		return nil, fmt.Errorf("article %s: %w", a.ID, err)
	}
	return a, nil
}

// all adds the claims that the article shows of earlier versions, if it lacks them yet.
func (a *stored) all() error {
	if a.shown || len(a.earlier) == 0 {
		return nil
	}
	for _, v := range a.versions() {
		if err := v.quoteAll(); err != nil {
			return err
		}
	}
	a.show()
	return nil
}

// earlier reads so many earlier versions of an article.
func (d *decoder) earlier(a *stored, n int) {
	for range n {
		v := &stored{Article: Article{ID: a.ID, URL: a.URL}}
		if d.about(&v.Article) {
			d.fail("version")
		}
		v.Text = d.str()
		d.said(v, d.int())
		if d.err != nil {
			return
		}
		a.earlier = append(a.earlier, v)
	}
}

// said reads the entities, mentions and so many claims of a text.
func (d *decoder) said(a *stored, claims int) {
	a.namings = make([]naming, d.count(4))
	for i := range a.namings {
		a.namings[i].decode(d)
	}
	entity := func() ID {
		i := d.int()
		if i > len(a.namings) {
			d.fail("number of an entity")
			return ID{}
		}
		if i == 0 {
			return ID{}
		}
		return a.namings[i-1].id
	}
	if n := d.count(3); n > 0 {
		a.Mentions = make([]Mention, n)
		at := 0
		for i := range a.Mentions {
			m := &a.Mentions[i]
			m.Entity = entity()
			m.Start = at + d.int()
			m.End = m.Start + d.int()
			at = m.Start
		}
	}
	if claims > len(d.b) || claims > maxClaims {
		d.fail("number of claims")
		return
	}
	a.claims, a.current = make([]Claim, claims), claims
	at := 0
	for i := range a.claims {
		if d.err != nil {
			break
		}
		c := &a.claims[i]
		c.Article, c.Published, c.Status, c.n = a.ID, a.Published, Current, i
		at += d.int()
		c.Evidence.Start = at
		d.source(&c.Source, false, entity)
		d.claim(c, entity)
		c.eachSource(a.identify)
	}
}

// quoted is the claim of a number, with its quote and id set. The error wraps ErrDamaged where the quote does not stand in the text.
func (a *stored) quoted(n int) (*Claim, error) {
	if n >= a.current {
		if err := a.all(); err != nil {
			return nil, err
		}
	}
	if n >= len(a.claims) {
		return nil, fmt.Errorf("%w: article %s has fewer claims than an index says", ErrDamaged, a.ID)
	}
	c := &a.claims[n]
	if !c.ID.IsZero() {
		return c, nil
	}
	if a.runes == nil {
		a.runes = newRunes(a.Text)
	}
	quote, ok := a.runes.slice(c.Evidence.Start, c.Evidence.End)
	if !ok || quote == "" {
		return nil, fmt.Errorf("%w: article %s: claim %d stands at %d to %d of a text of %d code points", ErrDamaged, a.ID, n+1,
			c.Evidence.Start, c.Evidence.End, a.runes.n)
	}
	c.Evidence.Quote = quote
	c.ID = claimID(c)
	return c, nil
}

// whole sets the quotes and ids of all claims, those of earlier versions among them.
func (a *stored) whole() error {
	if err := a.all(); err != nil {
		return err
	}
	return a.quoteAll()
}

// quoteAll sets the quotes and ids of the claims of the text.
func (a *stored) quoteAll() error {
	for n := range a.current {
		if _, err := a.quoted(n); err != nil {
			return err
		}
	}
	a.runes = nil
	return nil
}

// identify sets the id of a source that is known by what the article says.
func (a *stored) identify(s *Source) {
	switch s.Kind {
	case SourceArticle:
		s.ID = a.voice()
	case SourceUnnamed:
		s.ID = UnnamedID(a.ID, s.Name)
	}
}

// voice is the id of the source that the article's own words have.
func (a *stored) voice() ID {
	if a.OutletID.IsZero() {
		return a.ID
	}
	return a.OutletID
}

// encode writes a naming. Its key is mostly the folded name, which then need not be written.
func (n *naming) encode(e *encoder) {
	e.byte(classCode(n.class))
	if len(n.names) > 0 && foldsTo(n.names[0], n.key) {
		e.str("")
	} else {
		e.str(n.key)
	}
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

func (n *naming) decode(d *decoder) {
	n.class = d.class()
	n.key = d.str()
	n.kinds = make([]Kind, d.count(1))
	for j := range n.kinds {
		n.kinds[j] = Kind(d.byte())
	}
	for _, list := range []*[]string{&n.names, &n.aliases} {
		count := d.count(1)
		if count == 0 {
			continue
		}
		*list = make([]string, count)
		for j := range *list {
			(*list)[j] = d.str()
		}
	}
	if n.key == "" {
		if len(n.names) == 0 {
			d.fail("key of an entity")
			return
		}
		n.key = FoldName(n.names[0])
	}
	if d.err == nil {
		n.id = EntityID(n.class, n.key)
	}
}

// classes is the classes by their codes in records.
func classes() []Class {
	return []Class{ClassState, ClassPerson, ClassBody, ClassForce, ClassPlace, ClassThing}
}

func classCode(c Class) byte {
	for i, v := range classes() {
		if v == c {
			return byte(i + 1)
		}
	}
	panic("graph: unknown class " + string(c)) // checkEntity refuses it
}

func (d *decoder) class() Class {
	n := int(d.byte())
	if n == 0 || n > len(classes()) {
		d.fail("class")
		return ""
	}
	return classes()[n-1]
}

// encodeUnnamed writes the article of an unnamed source. Whose record it is shows when the source is looked for in the article.
func encodeUnnamed(article ref) []byte {
	e := newEncoder()
	e.ref(article)
	return e.b
}

func decodeUnnamed(b []byte) (article ref, err error) {
	d := newDecoder(b)
	article = d.ref()
	return article, d.end()
}

// encodeClaimID writes where the claim of an id is.
func encodeClaimID(article ref, n int) []byte {
	e := newEncoder()
	e.ref(article)
	e.int(n)
	return e.b
}

func decodeClaimID(b []byte) (article ref, n int, err error) {
	d := newDecoder(b)
	article, n = d.ref(), d.int()
	return article, n, d.end()
}

// counts is Stats, and how many claims of each kind there are.
type counts struct {
	Stats
	types   [Other + 1]int
	stances [Fears + 1]int
	realis  [Unknown + 1]int
}

// count adds an article's claims (n is 1) or takes them back (n is -1).
func (c *counts) count(a *stored, n int) {
	c.Articles += n
	c.Claims += n * len(a.claims)
	c.EarlierVersions += n * len(a.earlier)
	for i := range a.claims {
		c.types[a.claims[i].Predicate] += n
		c.stances[a.claims[i].Stance] += n
		c.realis[a.claims[i].Realis] += n
		switch a.claims[i].Status {
		case Corrected:
			c.Corrected += n
		case Withdrawn:
			c.Withdrawn += n
		}
	}
}

// fields is the counters by their order in the record.
func (c *counts) fields() []*int {
	fs := []*int{&c.Articles, &c.Entities, &c.Relations, &c.Claims}
	for _, list := range [][]int{c.types[1:], c.stances[1:], c.realis[1:]} {
		for i := range list {
			fs = append(fs, &list[i])
		}
	}
	return append(fs, &c.Corrected, &c.Withdrawn, &c.EarlierVersions)
}

func encodeCounts(c *counts) []byte {
	e := newEncoder()
	for _, f := range c.fields() {
		e.int(*f)
	}
	return e.b
}

func decodeCounts(b []byte) (counts, error) {
	d := newDecoder(b)
	var c counts
	for _, f := range c.fields() {
		*f = d.int()
	}
	return c, d.end()
}
