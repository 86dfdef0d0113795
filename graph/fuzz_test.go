package graph

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// seeds is one good record of each kind.
func seeds() [][]byte {
	one := 1.5
	hash := strings.Repeat("ab", 32)
	id := EntityID(ClassState, "orlo")
	c := Claim{
		ID: id, Source: Source{Kind: SourceUnnamed, ID: id, Name: "officials", Of: id}, Cue: "said",
		Chain:    []Link{{Relay, Source{Kind: SourceEntity, ID: id}}},
		Evidence: Evidence{Quote: "Grüße", Start: 3, End: 8, SHA256: hash}, Stance: Denies, Realis: Actual, Predicate: Supplies,
		Subject: id, Quantity: &Quantity{Min: &one, Unit: "tank", Text: "some"}, When: When{Earliest: Date{Year: 2024}},
	}
	e := entityRecord{class: ClassState, key: "k", articles: 1, kinds: tally[Kind]{{Country, 1}}, names: tally[string]{{"Orlo", 1}}}
	return [][]byte{
		encodeClaim(&c),
		encodeArticle(&articleRecord{Article: Article{ID: id, URL: "u", SHA256: hash, Published: Date{2024, 10, 18}}, chunks: 1}),
		encodeMentions([]Mention{{id, 1, 2}, {id, 4, 9}}),
		encodeNamings([]naming{{ClassState, "k", []Kind{Country}, []string{"Orlo"}, []string{"O"}}}),
		encodeEntity(&e),
		encodeRelation(&relationRecord{Relation{id, Supplies, id, id}, 3}),
		encodeUnnamed(&unnamedRecord{id, id, "officials", id}),
		encodeStats(Stats{1, 2, 3, 4}),
		nameValue(Country, true),
	}
}

// again checks that what was decoded is decoded alike after it was encoded.
func again[T any](t *testing.T, what string, b []byte, decode func([]byte) (T, error), encode func(T) []byte) {
	t.Helper()
	v, err := decode(b)
	if err != nil {
		return
	}
	w, err := decode(encode(v))
	if err != nil {
		t.Fatalf("%s: what was encoded cannot be decoded: %v", what, err)
	}
	if !reflect.DeepEqual(v, w) {
		t.Fatalf("%s: %+v became %+v", what, v, w)
	}
}

func FuzzDecoders(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s)
		f.Add(s[:len(s)/2])
	}
	place := make([]byte, placeSize)
	f.Fuzz(func(t *testing.T, b []byte) {
		again(t, "claim", b, func(b []byte) (Claim, error) { return decodeClaim(place, b) }, func(c Claim) []byte { return encodeClaim(&c) })
		again(t, "article", b, decodeArticle, func(a articleRecord) []byte { return encodeArticle(&a) })
		again(t, "mentions", b, decodeMentions, encodeMentions)
		again(t, "namings", b, decodeNamings, encodeNamings)
		again(t, "entity", b, decodeEntity, func(r entityRecord) []byte { return encodeEntity(&r) })
		again(t, "relation", b, decodeRelation, func(r relationRecord) []byte { return encodeRelation(&r) })
		again(t, "unnamed", b, func(b []byte) (unnamedRecord, error) { return decodeUnnamed(ID{}, b) }, func(u unnamedRecord) []byte { return encodeUnnamed(&u) })
		again(t, "stats", b, decodeStats, encodeStats)
		_, _, _ = decodeNameValue(b)
		_, _ = decodeClaim(b, seeds()[0])
		if r, err := decodeEntity(b); err == nil {
			r.entity(ID{})
			r.nameEntries(ID{})
		}
	})
}

func TestSeedsOfTheDecodersAreGood(t *testing.T) {
	s := seeds()
	_, c := decodeClaim(make([]byte, placeSize), s[0])
	if c == nil {
		t.Error("a place of zeros is not a date")
	}
	_, c = decodeClaim(claimPlace(&Claim{}), s[0])
	_, a := decodeArticle(s[1])
	_, m := decodeMentions(s[2])
	_, n := decodeNamings(s[3])
	_, e := decodeEntity(s[4])
	_, r := decodeRelation(s[5])
	_, u := decodeUnnamed(ID{}, s[6])
	_, z := decodeStats(s[7])
	_, _, v := decodeNameValue(s[8])
	for i, err := range []error{c, a, m, n, e, r, u, z, v} {
		if err != nil {
			t.Errorf("seed %d: %v", i, err)
		}
	}
}

func FuzzParseCursor(f *testing.F) {
	f.Add(Claim{Published: Date{2024, 10, 18}}.Cursor())
	f.Add(Entity{Name: "Orlo"}.Cursor())
	f.Add(Article{}.Cursor())
	f.Add(Relation{}.Cursor())
	f.Add("!")
	f.Fuzz(func(t *testing.T, s string) {
		for _, mark := range []byte{markArticle, markClaim, markEntity, markRelation} {
			place, err := parseCursor(mark, s)
			if err == nil && s != "" && formatCursor(mark, place) != s {
				t.Errorf("%q reads as %x, which is written %q", s, place, formatCursor(mark, place))
			}
		}
	})
}

func FuzzCursorsSortAsTheirPlaces(f *testing.F) {
	f.Add([]byte("a"), []byte("ab"))
	f.Add([]byte{0, 255}, []byte{1})
	f.Fuzz(func(t *testing.T, a, b []byte) {
		if got, want := strings.Compare(formatCursor('e', a), formatCursor('e', b)), bytes.Compare(a, b); got != want {
			t.Errorf("%x and %x: the cursors compare as %d, want %d", a, b, got, want)
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"", "2024-10-18", "2024-10", "2024", "--11-01", "--11", "2024-10-18T10:00:00+02:00", "2024-02-30", "0000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err != nil {
			return
		}
		if !d.Valid() {
			t.Errorf("%q is read as %+v, which cannot be", s, d)
		}
		if e, err := ParseDate(d.String()); err != nil || e != d {
			t.Errorf("%q is read as %+v, which is written %q and read as %+v, %v", s, d, d, e, err)
		}
		if e, ok := dateOfKey(dateKey(d)); !ok || e != d {
			t.Errorf("%+v comes back from its key as %+v", d, e)
		}
	})
}

func FuzzFoldName(f *testing.F) {
	for _, s := range []string{"U.S.", "Kim Jong-un", "Ångström", "O’Brien", "İzmir", "  a  b ", "ǅ", "ẞ", "\xff", "…", "a\u0345", "ϓ", "\xf2ϓ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := FoldName(s)
		if twice := FoldName(once); twice != once {
			t.Errorf("%q folds to %q, and that to %q", s, once, twice)
		}
		if strings.TrimSpace(once) != once || utf8.ValidString(s) && !utf8.ValidString(once) {
			t.Errorf("%q folds to %q", s, once)
		}
	})
}
