package graph

import (
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"

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
	var buf [keySize]byte
	k := beginKey(buf[:0], kind)
	for _, s := range key {
		k = k.str(s)
	}
	return k.id()
}

// idKey is the key of an id in the making, behind the namespace. It is handed on by value, so that the buffer of its maker can stay off
// the heap: millions are made.
type idKey []byte

// keySize is enough for most keys.
const keySize = 768

func beginKey(buf []byte, kind string) idKey {
	return appendJSON(append(append(buf, recipe[:]...), '['), kind)
}

func (k idKey) str(s string) idKey { return appendJSON(append(k, ','), s) }

// of adds the text of another id.
func (k idKey) of(id ID) idKey {
	k = append(k, ',', '"')
	if !id.IsZero() {
		k = append(k, "01234567-89ab-cdef-0123-456789abcdef"...)
		to := k[len(k)-36:]
		from := 0
		for i, n := range [...]int{4, 2, 2, 2, 6} { // bytes between the hyphens
			if i > 0 {
				to = to[1:]
			}
			hex.Encode(to, id[from:from+n])
			from, to = from+n, to[2*n:]
		}
	}
	return append(k, '"')
}

func (k idKey) int(n int) idKey {
	return append(strconv.AppendInt(append(k, ',', '"'), int64(n), 10), '"')
}

// id is what uuid.NewSHA1 makes of the namespace and the key.
func (k idKey) id() ID {
	sum := sha1.Sum(append(k, ']')) //nolint:gosec // a name, not a secret: RFC 9562 asks for SHA-1
	id := ID(sum[:16])
	id[6] = id[6]&0x0f | 5<<4 // version
	id[8] = id[8]&0x3f | 0x80 // variant
	return id
}

// appendJSON appends a string in NFC as encoding/json writes it.
func appendJSON(b []byte, s string) []byte {
	plain := true
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == 0x7f {
			plain = false
			break
		}
	}
	if plain {
		return append(append(append(b, '"'), s...), '"')
	}
	v, err := json.Marshal(norm.NFC.String(s))
	if err != nil { // strings always marshal
		panic(err)
	}
	return append(b, v...)
}

// ref is the id inside the store: the first eight bytes of the ID. Sixty of its bits are those of a hash, so that in a store of
// ten million records two would share one with a chance of one in 23,000; a record that does is refused with ErrCollision.
// Being computed from the ID, it needs no dictionary and is the same in whatever order articles arrive.
type ref [refSize]byte

const refSize = 8

func (id ID) ref() ref { return ref(id[:refSize]) }

func (r ref) isZero() bool { return r == ref{} }

// id completes a ref to the ID whose last eight bytes are these.
func (r ref) id(tail []byte) ID {
	var id ID
	copy(id[:], r[:])
	copy(id[refSize:], tail)
	return id
}

// tail is the part of the ID that its ref leaves out.
func (id ID) tail() []byte { return id[refSize:] }

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
