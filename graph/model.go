package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Article is one text from one outlet.
type Article struct {
	ID        ID
	URL       string // "" when unknown
	Title     string
	Outlet    string // name of the outlet; "" when unknown: the article then vouches for itself
	OutletID  ID     // the outlet's entity; zero when the outlet is unknown; set by PutArticle
	Published Date   // as exact as known
	Language  string // BCP 47 tag; "" when unknown
	Text      string // UTF-8, as people read it; every offset counts its code points
	SHA256    string // of Text, lower-case hex; set by PutArticle
	Mentions  []Mention

	Author     string    // who wrote it, as its byline names them; "" when unknown
	Modified   Date      // when its outlet last changed it, as exact as known
	Seen       time.Time // when this text was last seen to be the article's, in UTC and to the second; zero when unknown
	ReadSHA256 string    // of the bytes that it was read from, lower-case hex; "" when unknown
	Notices    []string  // what the outlet says it corrected or withdrew, verbatim, in the order of the text

	// Credits is the entities that a credit line of the article names as where it comes from ("Reuters", "first published by"), in
	// the order of the text: the first is the origin of what the article says in its own voice. PutArticle leaves out the outlet's
	// own entity and doubles; at most 8 are left. Tx.Article and Tx.Articles set it alike: it costs no read of the text.
	Credits []ID
}

// Mention is a place in an article's text where an entity is named. Offsets count code points, end exclusive.
type Mention struct {
	Entity     ID
	Start, End int
}

// Entity is a node of the graph. Its kind, name and aliases are computed from every article that names it: the most
// frequent wins, then the smallest in byte order.
type Entity struct {
	ID       ID
	Class    Class
	Key      string // what, with Class, the id is computed from
	Kind     Kind
	Name     string
	Aliases  []string // other names seen, sorted; without Name
	Articles int      // how many articles name it

	at string // the folded name under which a query by name lists it; "" for its own name
}

// Claim is one source, in one passage of one article, saying one thing.
type Claim struct {
	ID        ID   // set by PutArticle
	Article   ID   // set by PutArticle
	Published Date // the article's; set by PutArticle
	Source    Source
	Chain     []Link   // the rest of the way, nearest to the article first
	Cue       string   // the words that attribute; "" where the article has none
	Evidence  Evidence // of the version of the article that makes the claim
	Stance    Stance
	Realis    Realis
	Predicate Predicate
	Subject   ID // entity; zero when missing
	Object    ID // entity; zero when missing
	Item      ID // entity; zero when missing
	Quantity  *Quantity
	When      When

	Status      ClaimStatus // set by PutArticle: Current unless the article's text has changed since
	CorrectedBy ID          // the claim of a later version that has taken its place, where Status is Corrected; set by PutArticle

	n int // its number in the article
}

// Relation is the id of the relation that the claim supports: the zero ID where its predicate is no relation type or an end is
// missing. It is computed from these.
func (c Claim) Relation() ID {
	if !c.supports() {
		return ID{}
	}
	return RelationID(c.Predicate, c.Subject, c.Object)
}

// supports reports whether the claim supports a relation.
func (c *Claim) supports() bool {
	return c.Predicate.IsRelation() && !c.Subject.IsZero() && !c.Object.IsZero()
}

// Source is who vouches for a claim.
type Source struct {
	Kind SourceKind
	// ID is the entity, the outlet's entity (or the article, where the outlet is unknown), or the unnamed source's own
	// record of its article. PutArticle sets it for SourceArticle and SourceUnnamed.
	ID   ID
	Name string // the entity's name, the outlet's, or the unnamed source's words; set on reading for entities
	Of   ID     // the side of an unnamed source where stated ("Ukrainian sources": Ukraine); zero when not
}

// Link is one step of a claim's chain.
type Link struct {
	Role   LinkRole
	Source Source
}

// Evidence is the exact passage a claim stands on.
type Evidence struct {
	Quote          string
	Start, End     int    // code points of the article's text, end exclusive
	Prefix, Suffix string // up to 32 code points before and after; set by Tx.Evidence
	SHA256         string // of the text the offsets hold for; set by Tx.Evidence; PutArticle checks it where it is given
}

// Quantity is a number with its bounds and its words. A nil bound is unknown: "up to 12,000" has no Min.
type Quantity struct {
	Min, Max *float64
	Approx   bool
	Unit     string // singular or as the article words it; "USD" for money
	Text     string // the literal words
}

// When is the time of what is claimed, as far as it is stated. The zero When is "not stated".
type When struct {
	Earliest, Latest Date // equal for one date; a zero bound is open
	Text             string
}

// Relation is a typed, directed edge between two entities. It exists only while a claim supports it, which may be one that was corrected
// or withdrawn: what was once said does not disappear, but a Summary counts it apart.
type Relation struct {
	Type            Predicate
	Subject, Object ID
}

// ID is the relation's id, by [RelationID]. It costs a microsecond.
func (r Relation) ID() ID { return RelationID(r.Type, r.Subject, r.Object) }

// Summary is what the claims of a relation come to, computed from them: all but Corrected and Withdrawn is of the current ones alone.
type Summary struct {
	Claims      int
	Articles    int
	Origins     int  // independent origins of the claims
	OriginsCut  bool // Origins counts only those of the newest 10,000 claims
	Stances     map[Stance]int
	Realis      map[Realis]int
	Min, Max    *float64 // range of the quantities stated in Unit; nil when no claim states that bound
	Unit        string   // the most frequent unit of the quantities stated
	First, Last Date     // publication dates of the first and the last article that says so
	Corrected   int      // claims that articles made, and in whose place they say something else now
	Withdrawn   int      // claims that articles made and no longer make
}

// Document is an article as the loader hands it over: what PutArticle stores or refuses as a whole.
//
// Entities must hold every entity that the claims and mentions refer to. IDs computed by [EntityID] tie them together.
type Document struct {
	Article  Article
	Entities []NewEntity
	Claims   []Claim

	// Earlier is the article's earlier versions, each with the entities and claims of its own text and without Earlier. PutArticle
	// sorts them by Article.Seen, the one seen last first and those seen at the same second as they come, and refuses two of one text, one that was seen later than the article, and
	// one of another URL; an article without a URL has none. They may leave out the URL. Each has its own outlet, as it was named then.
	// Of more versions than MaxVersions and MaxVersionBytes allow, the article among them, the oldest are left out.
	//
	// What of them no longer stands in the text of the article is kept as claims whose Status says so; Tx.Document sets it in the
	// claims here too, and leaves it zero where the words still stand. See ClaimStatus.
	Earlier []Document
}

// ArticleID is the id that the document's article has, or will have.
func (d *Document) ArticleID() ID {
	sha := ""
	if d.Article.URL == "" {
		sum := sha256.Sum256([]byte(d.Article.Text))
		sha = hex.EncodeToString(sum[:])
	}
	return ArticleID(d.Article.URL, d.Article.Outlet, sha)
}

// NewEntity is an entity as one article names it.
type NewEntity struct {
	Class   Class
	Key     string // see EntityID
	Kind    Kind
	Name    string
	Aliases []string
}

// ID is the entity's id, by [EntityID].
func (e NewEntity) ID() ID { return EntityID(e.Class, e.Key) }

// EntityID is the id of the entity with this coarse class and key. The key is an external key ("iso:KP") or the folded
// name; it never holds the fine kind, so that one article's Leader and another's Person are one entity.
func EntityID(class Class, key string) ID { return newID("entity", string(class), key) }

// ArticleID is the id of an article: of its URL, or where it has none of its outlet and the SHA-256 of its text.
func ArticleID(url, outlet, sha256 string) ID {
	if url != "" {
		return newID("article", "url", url)
	}
	return newID("article", "text", outlet, sha256)
}

// RelationID is the id of the relation of this type between two entities.
func RelationID(t Predicate, subject, object ID) ID {
	var buf [keySize]byte
	k := beginKey(buf[:0], "relation")
	k = k.str(t.String())
	k = k.of(subject)
	k = k.of(object)
	return k.id()
}

// UnnamedID is the id of an unnamed source: a record of its article, by its folded words. "Officials" of two articles are
// never one source.
func UnnamedID(article ID, words string) ID {
	var buf [keySize]byte
	k := beginKey(buf[:0], "unnamed")
	k = k.of(article)
	k = k.str(FoldName(words))
	return k.id()
}
