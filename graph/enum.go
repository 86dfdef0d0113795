package graph

import (
	"fmt"
	"strings"
)

// Kind is what an entity is.
type Kind uint8

// The kinds of entity. The zero Kind is not a kind; in filters it means any.
const (
	Country Kind = iota + 1
	Leader
	Person
	Agency
	Organization
	Unit
	Location
	Materiel
)

// Predicate is what a claim says of its roles. All but Other are relation types.
type Predicate uint8

// The predicates. The zero Predicate is none; in filters it means any.
const (
	DeploysTo Predicate = iota + 1
	Supplies
	Leads
	PartOf
	LocatedIn
	TrainsAt
	Other
)

// IsRelation reports whether the predicate is a relation type.
func (p Predicate) IsRelation() bool { return p >= DeploysTo && p <= TrainsAt }

// Stance is what a source does with what it says.
type Stance uint8

// The stances. The zero Stance is none; in filters it means any.
const (
	Asserts Stance = iota + 1
	Denies
	Suggests
	Expects
	Fears
)

// ClaimStatus is whether the article still says what a claim says.
//
// A claim of an earlier version is kept where its quote, with any white space taken for a space, stands no more in the text: as whole
// words and numbers, and outside of Article.Notices, which repeat what was wrong. It is Corrected where the next version without the quote
// has a new claim of the same source and predicate, with the same roles where both have them, in a passage that shares six in ten of its
// words or that stands between the same two sentences; else it is Withdrawn.
type ClaimStatus uint8

// The statuses. The zero ClaimStatus is none; in filters it means any.
const (
	Current   ClaimStatus = iota + 1 // it stands in the article as it was last seen
	Corrected                        // a later version of the article says something else in its place
	Withdrawn                        // it is no longer in the article, and nothing stands in its place
)

// Realis is how real the event is, as worded. A denial keeps the realis of what it denies.
type Realis uint8

// The realis values. The zero Realis is none; in filters it means any.
const (
	Actual      Realis = iota + 1 // past or ongoing
	Prospective                   // planned, offered, conditional, threatened
	Unknown
)

// SourceKind is how a source is known.
type SourceKind uint8

// The kinds of source. The zero SourceKind is none.
const (
	SourceEntity  SourceKind = iota + 1 // an entity of the graph
	SourceArticle                       // the article's own voice: its outlet, or itself where the outlet is unknown
	SourceUnnamed                       // somebody unnamed, in the article's words
)

// LinkRole is what a link of a chain did.
type LinkRole uint8

// The roles of a chain's links. The zero LinkRole is none.
const (
	Relay LinkRole = iota + 1 // carried the words to the article
	Basis                     // what the source itself relies on
)

// Class is the coarse sort of thing an entity's identity rests on: it never changes with the kind an article saw.
type Class string

// The classes.
const (
	ClassState  Class = "state"
	ClassPerson Class = "person"
	ClassBody   Class = "body"
	ClassForce  Class = "force"
	ClassPlace  Class = "place"
	ClassThing  Class = "thing"
)

// Class is the coarse class of the kind; "" for the zero Kind.
func (k Kind) Class() Class {
	switch k {
	case Country:
		return ClassState
	case Leader, Person:
		return ClassPerson
	case Agency, Organization:
		return ClassBody
	case Unit:
		return ClassForce
	case Location:
		return ClassPlace
	case Materiel:
		return ClassThing
	}
	return ""
}

var (
	kindNames       = []string{"", "Country", "Leader", "Person", "Agency", "Organization", "Unit", "Location", "Materiel"}
	predicateNames  = []string{"", "deploys_to", "supplies", "leads", "part_of", "located_in", "trains_at", "other"}
	stanceNames     = []string{"", "asserts", "denies", "suggests", "expects", "fears"}
	statusNames     = []string{"", "current", "corrected", "withdrawn"}
	realisNames     = []string{"", "actual", "prospective", "unknown"}
	sourceKindNames = []string{"", "entity", "article", "unnamed"}
	linkRoleNames   = []string{"", "relay", "basis"}
)

// name is the word of an enum value; a value out of range prints as "what(n)".
func name[T ~uint8](names []string, what string, v T) string {
	if int(v) < len(names) {
		return names[v]
	}
	return fmt.Sprintf("%s(%d)", what, v)
}

// parse finds the value of a word, in any case; "" is the zero value.
func parse[T ~uint8](names []string, what, s string) (T, error) {
	for i, n := range names {
		if strings.EqualFold(n, s) {
			return T(i), nil
		}
	}
	return 0, fmt.Errorf("unknown %s %q: use one of %s", what, s, strings.Join(names[1:], ", "))
}

func (k Kind) String() string        { return name(kindNames, "kind", k) }
func (p Predicate) String() string   { return name(predicateNames, "predicate", p) }
func (s Stance) String() string      { return name(stanceNames, "stance", s) }
func (s ClaimStatus) String() string { return name(statusNames, "claim status", s) }
func (r Realis) String() string      { return name(realisNames, "realis", r) }
func (k SourceKind) String() string  { return name(sourceKindNames, "source kind", k) }
func (r LinkRole) String() string    { return name(linkRoleNames, "link role", r) }

// Gone reports whether the article does not say so any more: the claim was corrected or withdrawn.
func (s ClaimStatus) Gone() bool { return s > Current }

// ParseKind reads a Kind's word in any case; the error lists the words.
func ParseKind(s string) (Kind, error) { return parse[Kind](kindNames, "kind", s) }

// ParsePredicate reads a Predicate's word in any case; the error lists the words.
func ParsePredicate(s string) (Predicate, error) {
	return parse[Predicate](predicateNames, "relation type", s)
}

// ParseStance reads a Stance's word in any case; the error lists the words.
func ParseStance(s string) (Stance, error) { return parse[Stance](stanceNames, "stance", s) }

// ParseClaimStatus reads a ClaimStatus' word in any case; the error lists the words.
func ParseClaimStatus(s string) (ClaimStatus, error) {
	return parse[ClaimStatus](statusNames, "claim status", s)
}

// ParseRealis reads a Realis' word in any case; the error lists the words.
func ParseRealis(s string) (Realis, error) { return parse[Realis](realisNames, "realis", s) }

// ParseLinkRole reads a LinkRole's word in any case; the error lists the words.
func ParseLinkRole(s string) (LinkRole, error) { return parse[LinkRole](linkRoleNames, "link role", s) }
