package graph

import (
	"bytes"
	"encoding/binary"
)

// The layout of the store. A key is one type byte and what follows; numbers are big-endian, so that keys sort as they read.
//
//	records
//	A article                         the article without its text: decodeArticle
//	T article chunk:2                 a piece of its text, at most textChunk bytes
//	M article                         its mentions
//	N article                         the entities as it names them: decodeNamings
//	C date:4 article start:4 id:8     a claim (this suffix is its place)
//	c claim                           the claim's place
//	U unnamed                         an unnamed source
//	E entity                          what all articles together say of the entity: decodeEntity
//	R relation                        its type, ends and number of claims
//	Z                                 the counts of Stats
//
//	claims, by
//	s source place                    the source's id
//	r relation place                  the relation supported
//	u subject place
//	o object place
//	i item place
//	t predicate:1 place
//
//	articles, by
//	d date:4 article                  publication date
//	p outlet date:4 article           outlet
//
//	entities, by
//	n name 0 entity                   folded name or alias; the value tells which, and the kind
//
//	relations, by
//	x subject relation
//	y object relation
//
// An id takes 16 bytes. A date is stored inverted (dateKey), so that the newest comes first and the undated last. Every place
// sorts alike in every index: newest article first, then article, then position in the article. Two index scans can
// therefore be merged or intersected as they run.
const (
	keyArticle  byte = 'A'
	keyText     byte = 'T'
	keyMentions byte = 'M'
	keyNamings  byte = 'N'
	keyClaim    byte = 'C'
	keyClaimID  byte = 'c'
	keyUnnamed  byte = 'U'
	keyEntity   byte = 'E'
	keyRelation byte = 'R'
	keyStats    byte = 'Z'

	keyBySource    byte = 's'
	keyByRelation  byte = 'r'
	keyBySubject   byte = 'u'
	keyByObject    byte = 'o'
	keyByItem      byte = 'i'
	keyByPredicate byte = 't'

	keyByDate   byte = 'd'
	keyByOutlet byte = 'p'

	keyByName byte = 'n'

	keyOfSubject byte = 'x'
	keyOfObject  byte = 'y'
)

const (
	idSize    = 16
	dateSize  = 4
	placeSize = dateSize + idSize + 4 + 8

	// textChunk is how many bytes of a text one value holds: well under the 1 MiB from which the engine would move a value out
	// of its sorted files.
	textChunk = 256 << 10
)

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

// idKey is the key of the record with this id.
func idKey(kind byte, id ID) []byte { return key(kind, id[:]) }

// textKey is the key of a piece of an article's text.
func textKey(article ID, chunk int) []byte {
	return binary.BigEndian.AppendUint16(idKey(keyText, article), uint16(chunk))
}

// dateKey is a date as four bytes that sort newest first: an unknown day after the days of its month, a date without a year
// after all that have one, the zero date last.
func dateKey(d Date) []byte {
	return binary.BigEndian.AppendUint32(nil, ^(uint32(d.Year)<<16 | uint32(d.Month)<<8 | uint32(d.Day)))
}

// dateOfKey is the date that dateKey wrote; false when b does not start with one.
func dateOfKey(b []byte) (Date, bool) {
	if len(b) < dateSize {
		return Date{}, false
	}
	v := ^binary.BigEndian.Uint32(b)
	d := Date{Year: int(v >> 16), Month: int(v >> 8 & 0xff), Day: int(v & 0xff)}
	return d, d.Valid()
}

// articlePlace is where an article stands among the articles.
func articlePlace(published Date, id ID) []byte { return append(dateKey(published), id[:]...) }

// claimPlace is where a claim stands among the claims. PutArticle refuses the two claims of one article, at one offset, whose
// ids share their first eight bytes; by chance that never happens.
func claimPlace(c *Claim) []byte {
	p := make([]byte, 0, placeSize)
	p = append(p, dateKey(c.Published)...)
	p = append(p, c.Article[:]...)
	p = binary.BigEndian.AppendUint32(p, uint32(c.Evidence.Start))
	return append(p, c.ID[:8]...)
}

// nameKey is the key of an entity under one of its folded names.
func nameKey(folded string, entity ID) []byte {
	return key(keyByName, []byte(folded), []byte{0}, entity[:])
}

// splitName takes a nameKey without its type byte apart.
func splitName(b []byte) (folded []byte, entity ID, ok bool) {
	at := len(b) - idSize - 1
	if at < 0 || b[at] != 0 || bytes.IndexByte(b[:at], 0) >= 0 {
		return nil, ID{}, false
	}
	copy(entity[:], b[at+1:])
	return b[:at], entity, true
}
