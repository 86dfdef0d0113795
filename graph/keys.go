package graph

import (
	"bytes"
	"encoding/binary"
)

// The layout of the store, format 4. A key is one type byte and what follows; numbers are big-endian, so that keys sort as they
// read. A ref is the first eight bytes of an ID; an article's place is date:3 article:8, a claim's is its article's and the
// number:2 of the claim in the article. Everything but the first two types follows from these two: they are what a backup holds,
// and the rest is computed anew by a repair.
//
//	articles
//	A article                         what lists show of it: decodeHead
//	B article chunk:2                 a piece of its text, of what it says and of its earlier versions, compressed: decodeArticle
//
//	records
//	L type:1 subject object           a relation: counts and ranges of its claims, and these if they are few: decodeRelation
//	N entity                          what all articles together say of the entity: decodeEntity
//	R relation                        the relation's type, subject and object
//	U unnamed                         the article of an unnamed source
//	c claim                           the article and the number of a claim
//	z                                 the counts of Stats
//
//	claims, by
//	s source place                    who says it; the value is the whole claim: decodeClaim
//	g origin place                    the origin where it is not the source; the value is a mark
//	e entity role:1 place-of-article  a role; the value is a mark for each claim of the article
//	t facet:1 place-of-article        what they are; likewise, without the source
//	v type:1 subject object place     the pair it is about, unless the relation lists its claims; the value is source:8 and the
//	                                  whole claim, or a mark where the type is none of a relation
//
//	articles, by
//	d place                           publication date; the value is the marks of all claims, without their sources
//	o outlet place                    outlet; likewise
//	h lead:5 article                  a lead: a hash of five words in a row that a claim quotes (sketch.go)
//
//	articles that are one text, or say where they come from
//	p article                         its cluster and whom its own sources count for: decodeReprint
//	q article place                   the articles of a cluster, by its first
//	w origin place-of-article         claims by whom they count for, where a cluster or a credit says so; marks as for roles
//
//	entities, by
//	n name 0 entity                   folded name or alias; the value tells which, and the kind
//	k form:1 text 0 entity            what else it is found by, as form says: the spelling of a name, of the last name of a person, a
//	                                  name from a later word on, initials; likewise
//
//	search
//	x s segment:8 part n:2            the search index of some articles: see openSegment
//	x z                               the list of the segments: decodeManifest
//
//	relations, by
//	y object type:1 subject           object
//
// Dates are stored inverted (dateKey), so that the newest comes first and the undated last. Every place sorts alike in every
// index: newest article first, then article, then position in the article. Scans of two indexes can therefore be merged or
// intersected as they run. A mark (see mark) tells what a claim is and where it is, so that what does not fit is passed over
// unread.
//
// The order of the type bytes matters to the bulk load: relations come before entities, whose degree they count, these before
// the names and their spellings, claims by source before those by pair, which are copies, leads before the clusters that they
// make, and the counts of everything last.
const (
	keyArticle  byte = 'A'
	keyBody     byte = 'B'
	keyRelation byte = 'L'
	keyEntity   byte = 'N'
	keyTriple   byte = 'R'
	keyUnnamed  byte = 'U'
	keyClaimID  byte = 'c'
	keyByDate   byte = 'd'
	keyByRole   byte = 'e'
	keyByOrigin byte = 'g'
	keyByLead   byte = 'h'
	keyByForm   byte = 'k'
	keyByName   byte = 'n'
	keyByOutlet byte = 'o'
	keyReprint  byte = 'p'
	keyCluster  byte = 'q'
	keyBySource byte = 's'
	keyByFacet  byte = 't'
	keyByPair   byte = 'v'
	keyRepeated byte = 'w'
	keySearch   byte = 'x'
	keyByObject byte = 'y'
	keyStats    byte = 'z'
)

const (
	dateSize         = 3
	articlePlaceSize = dateSize + refSize
	placeSize        = articlePlaceSize + 2

	// textChunk is how many bytes of a text one value holds: well under the 1 MiB from which the engine would move a value out
	// of its sorted files.
	textChunk = 256 << 10
)

// role is what an entity is in a claim.
type role byte

const (
	roleSubject role = 's'
	roleObject  role = 'o'
	roleItem    role = 'i'
)

// The facets by which claims are indexed: of stance, realis and status what is not the usual, and the predicates of claims that support no
// relation. The usual, which most claims have, is found as fast by going through all of them, and the claims of a type of relation
// that are few by going through the relations.
func facetOfPredicate(p Predicate) byte { return byte(p) }
func facetOfStance(s Stance) byte       { return 0x20 | byte(s) }
func facetOfRealis(r Realis) byte       { return 0x40 | byte(r) }
func facetOfStatus(s ClaimStatus) byte  { return 0x60 | byte(s) }

// key joins a type byte and the parts that follow it.
func key(kind byte, parts ...[]byte) []byte {
	n := 1
	for _, p := range parts {
		n += len(p)
	}
	k := append(make([]byte, 0, n), kind)
	for _, p := range parts {
		k = append(k, p...)
	}
	return k
}

// refKey is the key of the record with this id.
func refKey(kind byte, r ref) []byte {
	return append(append(make([]byte, 0, 1+refSize), kind), r[:]...)
}

// bodyKey is the key of a piece of an article's text.
func bodyKey(article ref, chunk int) []byte {
	return binary.BigEndian.AppendUint16(append(append(make([]byte, 0, 3+refSize), keyBody), article[:]...), uint16(chunk))
}

// dateKey is a date as three bytes that sort newest first: an unknown day after the days of its month, a date without a year
// after all that have one, the zero date last.
func dateKey(d Date) []byte {
	v := ^uint32(d.Year<<9 | d.Month<<5 | d.Day)
	return []byte{byte(v >> 16), byte(v >> 8), byte(v)}
}

// dateOfKey is the date that dateKey wrote; false when b does not start with one.
func dateOfKey(b []byte) (Date, bool) {
	if len(b) < dateSize {
		return Date{}, false
	}
	v := ^uint32(int(b[0])<<16|int(b[1])<<8|int(b[2])) & 0xffffff
	d := Date{Year: int(v >> 9), Month: int(v >> 5 & 0xf), Day: int(v & 0x1f)}
	return d, d.Valid()
}

// articlePlace is where an article stands among the articles.
func articlePlace(published Date, article ref) []byte {
	return append(append(make([]byte, 0, placeSize), dateKey(published)...), article[:]...)
}

// claimPlace is where the claim of this number in its article stands among the claims.
func claimPlace(published Date, article ref, n int) []byte {
	return binary.BigEndian.AppendUint16(articlePlace(published, article), uint16(n))
}

// splitPlace takes a claim's place apart; false when it is none.
func splitPlace(p []byte) (published Date, article ref, n int, ok bool) {
	if len(p) != placeSize {
		return Date{}, ref{}, 0, false
	}
	published, ok = dateOfKey(p)
	return published, ref(p[dateSize:articlePlaceSize]), int(binary.BigEndian.Uint16(p[articlePlaceSize:])), ok
}

// triple is the type and the ends of a relation, as keys have them. Relations are listed in the order of their triples.
type triple struct {
	typ             Predicate
	subject, object ref
}

const tripleSize = 1 + 2*refSize

// key is the triple after a type byte.
func (t *triple) key(kind byte) []byte {
	k := append(make([]byte, 0, 1+tripleSize+placeSize), kind, byte(t.typ))
	return append(append(k, t.subject[:]...), t.object[:]...)
}

// byObject is the triple's key in the index of relations by object. For one object it sorts as the triple does.
func (t *triple) byObject() []byte {
	k := append(append(make([]byte, 0, 1+tripleSize), keyByObject), t.object[:]...)
	return append(append(k, byte(t.typ)), t.subject[:]...)
}

// splitTriple takes apart what key wrote, without the type byte.
func splitTriple(b []byte) (triple, bool) {
	if len(b) != tripleSize {
		return triple{}, false
	}
	return triple{Predicate(b[0]), ref(b[1 : 1+refSize]), ref(b[1+refSize:])}, true
}

// nameKey is the key of an entity under one of its folded names.
func nameKey(folded string, entity ref) []byte {
	return key(keyByName, []byte(folded), []byte{0}, entity[:])
}

// form is what an entry of the index by form holds.
type form byte

const (
	formInitials form = 'i' // initials of a name, or what stands in brackets behind it
	formLast     form = 'l' // the skeleton of a person's last name
	formSpelling form = 's' // the skeleton of a name
	formWord     form = 'w' // a folded name from a later word on, its first maxForm bytes
)

// maxForm is how many bytes of a text the index by form keeps.
const maxForm = 32

// formKey is the key of an entity under a form of one of its names.
func formKey(f form, text string, entity ref) []byte {
	return key(keyByForm, []byte{byte(f)}, []byte(text), []byte{0}, entity[:])
}

// splitName takes a nameKey without its type byte apart.
func splitName(b []byte) (folded []byte, entity ref, ok bool) {
	at := len(b) - refSize - 1
	if at < 0 || b[at] != 0 || bytes.IndexByte(b[:at], 0) >= 0 {
		return nil, ref{}, false
	}
	return b[:at], ref(b[at+1:]), true
}
