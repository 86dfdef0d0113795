package graph

import (
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"
)

// ID names a record: a UUID of version 5 (RFC 9562), computed from the record's immutable key. The zero ID names nothing.
type ID uuid.UUID

// recipe is the namespace of every id. Its number changes only with the way keys are built.
var recipe = uuid.NewSHA1(uuid.NameSpaceURL, []byte("https://github.com/whosaid/whosaid/id/v1"))

// newID is the UUIDv5 of a key: a compact JSON array of NFC-normalised strings, which cannot collide the way joined
// strings do.
func newID(kind string, key ...string) ID {
	parts := make([]string, 0, len(key)+1)
	parts = append(parts, kind)
	for _, k := range key {
		parts = append(parts, norm.NFC.String(k))
	}
	b, err := json.Marshal(parts)
	if err != nil { // strings always marshal
		panic(err)
	}
	return ID(uuid.NewSHA1(recipe, b))
}

// ParseID reads the text form of an ID. The error wraps [ErrBadID].
func ParseID(s string) (ID, error) {
	u, err := uuid.Parse(s)
	if err != nil || len(s) != 36 {
		return ID{}, fmt.Errorf("%w: %q", ErrBadID, s)
	}
	return ID(u), nil
}

// IsZero reports whether the ID names nothing.
func (id ID) IsZero() bool { return id == ID{} }

// String is the canonical text form, 36 characters; the zero ID is "".
func (id ID) String() string {
	if id.IsZero() {
		return ""
	}
	return uuid.UUID(id).String()
}

// MarshalText is String as bytes.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads what MarshalText wrote; empty text is the zero ID.
func (id *ID) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*id = ID{}
		return nil
	}
	v, err := ParseID(string(b))
	if err == nil {
		*id = v
	}
	return err
}
