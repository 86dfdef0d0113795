package graph

import (
	"encoding/base32"
	"fmt"
	"unicode/utf8"
)

// A cursor is a mark for the kind of record and the record's place, in base 32 with an alphabet that sorts as its bytes do. So
// the cursors of one query sort as its records.
const (
	markArticle  = 'a'
	markClaim    = 'c'
	markEntity   = 'e'
	markFound    = 'f'
	markRelation = 'r'
	markPair     = 's'
)

// base32 with the extended hex alphabet keeps the order of the bytes (RFC 4648, section 7); base64 does not.
func cursorText() *base32.Encoding { return base32.HexEncoding.WithPadding(base32.NoPadding) }

func formatCursor(mark byte, place []byte) string {
	return cursorText().EncodeToString(append([]byte{mark}, place...))
}

// parseCursor is the place of a cursor; nil for the empty cursor.
func parseCursor(mark byte, s string) ([]byte, error) {
	if s == "" {
		return nil, nil
	}
	b, err := cursorText().DecodeString(s)
	if err != nil || len(b) == 0 || b[0] != mark || cursorText().EncodeToString(b) != s {
		return nil, fmt.Errorf("%w: %q", ErrBadCursor, s)
	}
	place := b[1:]
	ok := false
	switch mark {
	case markArticle:
		_, dated := dateOfKey(place)
		ok = dated && len(place) == articlePlaceSize
	case markClaim:
		_, dated := dateOfKey(place)
		ok = dated && len(place) == placeSize
	case markEntity:
		folded, _, split := splitName(place)
		ok = split && utf8.Valid(folded)
	case markFound:
		_, _, ok = splitFound(place)
	case markPair:
		ok = isPairPlace(place)
	case markRelation:
		_, ok = splitTriple(place)
	}
	if !ok {
		return nil, fmt.Errorf("%w: %q", ErrBadCursor, s)
	}
	return place, nil
}

// Cursor is the claim's place in every query for claims, for Page.After. Cursors of claims sort as the claims do: newest article
// first, then article, then position in the article.
func (c Claim) Cursor() string {
	return formatCursor(markClaim, claimPlace(c.Published, c.Article.ref(), c.n))
}

// Cursor is the entity's place in the query that it came from, for Page.After. The cursors of one query sort as its entities do.
func (e Entity) Cursor() string {
	at := e.at
	if at == "" {
		at = FoldName(e.Name)
	}
	return formatCursor(markEntity, nameKey(at, e.ID.ref())[1:])
}

// Cursor is the entity's place in the query that found it, for Page.After. The cursors of one query sort as its entities do.
func (f Found) Cursor() string {
	return formatCursor(markFound, foundPlace(f.entry, f.Entity.ID.ref()))
}

// Cursor is the suggestion's place in the query that it came from, for Page.After. The cursors of one query sort as its
// suggestions do.
func (s Suggestion) Cursor() string {
	return formatCursor(markPair, pairPlace(entityPlace(&s.A), entityPlace(&s.B)))
}

// Cursor is the relation's place in every query for relations, for Page.After. The cursors of relations sort as the relations do.
func (r Relation) Cursor() string {
	t := triple{r.Type, r.Subject.ref(), r.Object.ref()}
	return formatCursor(markRelation, t.key(0)[1:])
}

// Cursor is the article's place in every query for articles, for Page.After. Articles sort newest first, those without a date
// last, then by their ids, and so do their cursors.
func (a Article) Cursor() string {
	return formatCursor(markArticle, articlePlace(a.Published, a.ID.ref()))
}
