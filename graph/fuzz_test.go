package graph

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash/crc32"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/dgraph-io/badger/v4/options"
)

// article is a small one with everything in it.
func article() *stored {
	one, two := 1.5, 20.0
	orlo := NewEntity{Class: ClassState, Key: "orlo", Kind: Country, Name: "Orlo", Aliases: []string{"O"}}
	wire := NewEntity{Class: ClassBody, Key: "x:1", Kind: Organization, Name: "Wire"}
	agency := NewEntity{Class: ClassBody, Key: "agency", Kind: Organization, Name: "Agency"}
	d := Document{
		Article: Article{URL: "u", Title: "t", Outlet: "Wire", Language: "en", Published: Date{2024, 10, 18}, Text: "Ab Grüße cd.",
			Mentions: []Mention{{orlo.ID(), 1, 2}, {orlo.ID(), 4, 9}}, Credits: []ID{agency.ID(), orlo.ID()}},
		Entities: []NewEntity{orlo, wire, agency},
		Claims: []Claim{{
			Source: Source{Kind: SourceUnnamed, Name: "officials", Of: orlo.ID()}, Cue: "said",
			Chain:    []Link{{Relay, Source{Kind: SourceEntity, ID: orlo.ID()}}, {Basis, Source{Kind: SourceArticle}}},
			Evidence: Evidence{Quote: "Grüße", Start: 3, End: 8}, Stance: Denies, Realis: Actual, Predicate: Supplies,
			Subject: orlo.ID(), Object: wire.ID(), Quantity: &Quantity{Min: &one, Max: &two, Unit: "tank", Text: "some"},
			When: When{Earliest: Date{Year: 2024}},
		}, {
			Source: Source{Kind: SourceArticle}, Chain: []Link{{Relay, Source{Kind: SourceUnnamed, Name: "they"}}},
			Evidence: Evidence{Quote: "cd", Start: 9, End: 11}, Stance: Asserts, Realis: Unknown, Predicate: Other, Item: wire.ID(),
		}},
	}
	a, err := prepare(&d)
	if err != nil {
		panic(err)
	}
	return a
}

// seeds is a good record of each kind, by the type byte of its key.
func seeds() map[byte][]pair {
	a := article()
	all := map[byte][]pair{}
	for _, p := range append(a.own(), a.shared()...) {
		all[p.key[0]] = append(all[p.key[0]], p)
	}
	one, other := memberOf(a), memberOf(a)
	other.id, other.published, other.credit = ID{7}, Date{Year: 2025}, ID{8}
	for _, p := range clusterPairs([]*member{one, other}) {
		all[p.key[0]] = append(all[p.key[0]], p)
	}
	all[keyByLead] = []pair{{key(keyByLead, make([]byte, len(lead{})), refOf(a)), []byte{}}}
	var c counts
	c.count(a, 1)
	all[keyStats] = []pair{{[]byte{keyStats}, encodeCounts(&c)}}
	all[keyByName] = []pair{{nameKey("orlo", ref{1}), nameValue(Country, true)}}
	all[keyByForm] = []pair{{formKey(formSpelling, "arl", ref{1}), nameValue(Country, true)}}
	return all
}

// versioned is the article with earlier versions.
func versioned() *stored {
	d := article().document()
	d.Article.Seen, d.Article.Author, d.Article.Modified = time.Unix(1e9, 0), "A", Date{Year: 2024}
	d.Article.ReadSHA256, d.Article.Notices = d.Article.SHA256, []string{"n"}
	old, older := article().document(), article().document()
	old.Article.Text, old.Article.SHA256, old.Claims[1].Evidence = "Ab Grüße ef.", "", Evidence{Quote: "ef", Start: 9, End: 11}
	older.Article.Text, older.Article.SHA256, older.Claims = "Ab grüße gh.", "", older.Claims[:1]
	older.Claims[0].Evidence = Evidence{Quote: "grüße", Start: 3, End: 8}
	old.Article.Seen = time.Unix(1e8, 0)
	d.Earlier = []Document{old, older}
	a, err := prepare(&d)
	if err != nil {
		panic(err)
	}
	return a
}

func refOf(a *stored) []byte { r := a.ID.ref(); return r[:] }

// resolved completes a ref with zeros.
func resolved(r ref) (ID, error) { return r.id(nil), nil }

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
	for _, ps := range seeds() {
		for _, p := range ps {
			f.Add(p.value)
			f.Add(p.value[:len(p.value)/2])
		}
	}
	a := article()
	f.Add(encodeRest(a))
	v := versioned()
	f.Add(encodeRest(v))
	f.Add([]byte("\x02\x01\x01\xf00a00000000000000000000")) // a listed claim of no status
	for _, p := range append(v.own(), v.shared()...) {
		f.Add(p.value)
	}
	f.Add(memberOf(a).encode())
	r, place := a.ID.ref(), claimPlace(a.Published, a.ID.ref(), 0)
	f.Fuzz(func(t *testing.T, b []byte) {
		again(t, "claim", b,
			func(b []byte) (Claim, error) { return decodeClaim(ref{1}, place, b, resolved) },
			func(c Claim) []byte {
				voice := ID{}
				for _, l := range c.Chain {
					if l.Source.Kind == SourceArticle {
						voice = l.Source.ID
					}
				}
				return encodeClaim(&c, voice)
			})
		again(t, "entity", b,
			func(b []byte) (*entityRecord, error) { return decodeEntity(r, b) },
			encodeEntity)
		again(t, "relation", b, decodeRelation, encodeRelation)
		again(t, "triple", b, decodeTriple, func(v triple) []byte { return encodeTriple(&v) })
		again(t, "cluster of an article", b, func(b []byte) (*reprint, error) { return decodeReprint(r, b) }, (*reprint).encode)
		again(t, "sketch of an article", b, decodeMember, (*member).encode)
		again(t, "counts", b, decodeCounts, func(c counts) []byte { return encodeCounts(&c) })
		again(t, "marks", b,
			func(b []byte) ([]numbered, error) { return decodeMarks(b, false, nil) },
			func(ms []numbered) (b []byte) {
				for _, m := range ms {
					b = appendMark(b, m.n, m.mark)
				}
				return b
			})
		_, _ = decodeMarks(b, true, nil)
		_, _ = decodeAllMarks(b, nil)
		_, _ = decodeUnnamed(b)
		_, _, _ = decodeClaimID(b)
		_, _, _ = decodeNameValue(b)
		_, _ = decodeBody(b, nil)
		if h, err := decodeHead(r, b); err == nil && len(h.Credits) > maxCredits {
			t.Fatalf("%d credits", len(h.Credits))
		}
		_, _ = decodeLabel(r, b)
		_, _ = decodeClaim(ref{1}, b, seeds()[keyBySource][0].value, resolved)
		if e, err := decodeEntity(r, b); err == nil {
			e.entity()
			e.nameEntries()
		}
		for claims := range 3 {
			h := head{Article: a.Article, text: len(a.Text), rest: len(b), claims: claims}
			for _, h.earlier = range []int{0, 1, 2} {
				if v, err := decodeArticle(&h, append([]byte(a.Text), b...)); err == nil {
					_ = v.whole()
					v.shares()
					v.passages()
				}
			}
		}
	})
}

func TestVersionsAreReadAsTheyWereWritten(t *testing.T) {
	a := versioned()
	record, body := encodeArticle(a)
	h, err := decodeHead(a.ID.ref(), record)
	if err != nil {
		t.Fatal(err)
	}
	v, err := checkStored(&h, record, body)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(v, a) {
		t.Errorf("the article\n%+v\nis read as\n%+v", a, v)
	}
	if len(a.claims) != 4 || a.claims[2].Status != Withdrawn || a.claims[3].Status != Corrected {
		t.Errorf("it has %d claims: %+v", len(a.claims), a.claims[2:])
	}
}

func TestSeedsOfTheDecodersAreGood(t *testing.T) {
	a := article()
	r := a.ID.ref()
	for kind, ps := range seeds() {
		for _, p := range ps {
			var err error
			switch kind {
			case keyArticle:
				var h head
				if h, err = decodeHead(r, p.value); err == nil {
					var v *stored
					body, _ := decodeBody(seeds()[keyBody][0].value, nil)
					if v, err = checkStored(&h, p.value, body); err == nil && !reflect.DeepEqual(v, a) {
						t.Errorf("the article\n%+v\nis read as\n%+v", a, v)
					}
				}
			case keyBody:
				_, err = decodeBody(p.value, nil)
			case keyRelation:
				_, err = decodeRelation(p.value)
			case keyEntity:
				if _, err = decodeEntity(ref(p.key[1:]), p.value); err == nil {
					_, err = decodeLabel(ref(p.key[1:]), p.value)
				}
			case keyTriple:
				_, err = decodeTriple(p.value)
			case keyUnnamed:
				_, err = decodeUnnamed(p.value)
			case keyClaimID:
				_, _, err = decodeClaimID(p.value)
			case keyReprint:
				_, err = decodeReprint(r, p.value)
			case keyByRole, keyRepeated, keyByFacet:
				_, err = decodeMarks(p.value, kind == keyByFacet, nil)
			case keyByOrigin:
				d := decoder{b: p.value}
				d.mark()
				err = d.end()
			case keyBySource:
				_, err = decodeClaim(ref(p.key[1:1+refSize]), p.key[1+refSize:], p.value, resolved)
			case keyByName, keyByForm:
				_, _, err = decodeNameValue(p.value)
			case keyStats:
				_, err = decodeCounts(p.value)
			case keyByDate, keyByOutlet:
				_, err = decodeAllMarks(p.value, nil)
			case keyByObject, keyByLead, keyCluster:
			default:
				t.Errorf("no decoder for the records of type %c", kind)
			}
			if err != nil {
				t.Errorf("%s: %v", describe(p.key), err)
			}
		}
	}
}

func FuzzParseCursor(f *testing.F) {
	f.Add(Claim{Published: Date{2024, 10, 18}}.Cursor())
	f.Add(Entity{Name: "Orlo"}.Cursor())
	f.Add(Found{Entity: Entity{Name: "Orlo"}, entry: findEntry{listWords, "orlo"}}.Cursor())
	f.Add(Suggestion{A: Entity{Name: "Orlo"}, B: Entity{Name: "Varia"}}.Cursor())
	f.Add(Article{}.Cursor())
	f.Add(Relation{}.Cursor())
	f.Add("!")
	f.Fuzz(func(t *testing.T, s string) {
		for _, mark := range []byte{markArticle, markClaim, markEntity, markFound, markPair, markRelation} {
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
		for _, other := range []string{once, s, strings.ToLower(s)} {
			if foldsTo(s, other) != (once == other) {
				t.Errorf("%q: foldsTo(%q) is %v", s, other, foldsTo(s, other))
			}
		}
		if foldsAway(s) != (once == "") {
			t.Errorf("%q: foldsAway is %v", s, foldsAway(s))
		}
		if strings.TrimSpace(once) != once || utf8.ValidString(s) && !utf8.ValidString(once) {
			t.Errorf("%q folds to %q", s, once)
		}
	})
}

// FuzzReadBackup reads what is no backup, and what nearly is one: no panic, and no more memory than there are bytes.
func FuzzReadBackup(f *testing.F) {
	db, err := OpenMemory()
	if err != nil {
		f.Fatal(err)
	}
	if err := db.engine.write(article().own()); err != nil {
		f.Fatal(err)
	}
	a := article()
	var c counts
	c.count(a, 1)
	if err := db.engine.write([]pair{{[]byte{keyStats}, encodeCounts(&c)}}); err != nil {
		f.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := db.Backup(f.Context(), &b); err != nil {
		f.Fatal(err)
	}
	if err := db.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add(b.Bytes()[:b.Len()/2])
	huge := append([]byte(backupPrefix+"1"+backupOf+"2\n"), 'A', 0x03, 0xff, 0xff, 0xff)
	f.Add(huge)
	f.Fuzz(func(t *testing.T, b []byte) {
		for a, err := range newFrameReader(bytes.NewReader(b)).all() {
			if err != nil {
				if !errors.Is(err, ErrBackup) && !errors.Is(err, ErrVersion) {
					t.Fatal(err)
				}
				break
			}
			if _, _, err := a.check(); err != nil && !errors.Is(err, ErrBackup) {
				t.Fatal(err)
			}
		}
		// The same payload behind right checksums.
		r := newFrameReader(nil)
		as, _ := r.articles(0, b)
		for i := range as {
			_, _, _ = as[i].check()
		}
	})
}

// FuzzDecoders1 reads records of format 1.
func FuzzDecoders1(f *testing.F) {
	golden, err := os.ReadFile("testdata/layout1.golden")
	if err != nil {
		f.Fatal(err)
	}
	for line := range strings.Lines(string(golden)) {
		if record, ok := strings.CutPrefix(line, "  = "); ok {
			b, err := hex.DecodeString(strings.TrimSpace(record))
			if err != nil {
				f.Fatal(err)
			}
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		_, _, _, _ = decodeArticle1(b)
		_, _ = decodeMentions1(b)
		if es, err := decodeNamings1(b); err == nil {
			for i := range es {
				_ = checkEntity(&es[i])
			}
		}
		if c, err := decodeClaim1(b); err == nil {
			claimID(&c)
		}
	})
}

// FuzzEngineFiles reads logs and tables that anything may stand in.
func FuzzEngineFiles(f *testing.F) {
	f.Add(make([]byte, 64))
	entry := append([]byte{0x40, 0, 9, 1, 0}, "k\xff\xff\xff\xff\xff\xff\xff\xfev"...)
	log := append(make([]byte, logHead), entry...)
	f.Add(binary.BigEndian.AppendUint32(log, crc32.Checksum(entry, castagnoli)))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, _, _, err := walkLog("log", b, true); err != nil && !errors.Is(err, ErrDamaged) {
			t.Fatal(err)
		}
		later(b, 0, 0)
		_, _, _ = readIndex(bytes.NewReader(b), int64(len(b)))
		for _, c := range []options.CompressionType{options.None, options.Snappy, options.ZSTD} {
			r := blockReader{r: bytes.NewReader(b), compression: c}
			_ = r.check(0, len(b))
		}
	})
}
