package graph

// ClaimFilter says which claims a query wants. Its zero value means all, those that their article no longer makes among them: Status
// Current leaves these out. Every condition given must hold.
type ClaimFilter struct {
	Source      ID        // the source's ID: an entity, an article, an unnamed source
	Origin      ID        // the ID of whom the claim counts for: see Tx.Origin
	Type        Predicate // predicate
	Subject     ID
	Object      ID
	Item        ID
	About       ID // subject, object or item
	Place       ID // the object is this or lies in it, as far as relations and names of the store say (see Compare)
	Article     ID
	Outlet      ID // of the article: the outlet's entity
	Relation    ID
	Stance      Stance
	Realis      Realis
	Status      ClaimStatus // whether the article still says it
	Quantified  bool        // with a quantity
	MinQuantity *float64    // quantities that may reach it: overlap, an open bound counts as unbounded
	MaxQuantity *float64    // quantities that may stay under it
	Since       Date        // published on that day or later; articles without a year are left out; an unknown day is the first
	Until       Date        // published on that day or before; articles without a year are left out; an unknown day is the last
	Where       *Where      // what other filters say; nil: nothing more
	Oldest      bool        // oldest article first, those without a year last; within an article the last claim first
	Page
}

// Where is a condition made of filters, whose own Where may be such again. Their pages and their
// order do not count. Its zero value holds for every
// claim.
type Where struct {
	All  []ClaimFilter // every one fits
	Any  []ClaimFilter // one of them fits at least; none given: no condition
	None []ClaimFilter // none of them fits
}

// EntityFilter says which entities a query wants. Its zero value means all.
type EntityFilter struct {
	Kind Kind
	Name string // a name or alias that starts with this, folded by FoldName; whole-name matches first
	Page
}

// RelationFilter says which relations a query wants. Its zero value means all.
type RelationFilter struct {
	Type    Predicate
	Subject ID
	Object  ID
	Entity  ID // subject or object
	Page
}

// ArticleFilter says which articles a query wants. Its zero value means all.
type ArticleFilter struct {
	Outlet ID   // the outlet's entity
	Since  Date // published on that day or later, as in ClaimFilter
	Until  Date // published on that day or before, as in ClaimFilter
	Oldest bool // oldest first, those without a year last
	Brief  bool // leave out Text and Mentions, which cost most of the reading
	Page
}

// Page is a part of a sequence. Its zero value is the whole.
type Page struct {
	After string // the Cursor of the last record seen; "" from the start
	Limit int    // at most so many; 0 for all
}

// Stats counts the records of a store. Claims are all that it shows, those of earlier versions of articles among them.
type Stats struct {
	Articles  int `json:"articles"`
	Entities  int `json:"entities"`
	Relations int `json:"relations"`
	Claims    int `json:"claims"`

	EarlierVersions int `json:"earlierVersions"` // of articles, beside their present ones
	Corrected       int `json:"corrected"`       // of Claims: see ClaimStatus
	Withdrawn       int `json:"withdrawn"`       // of Claims
}
