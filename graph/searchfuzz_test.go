package graph

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// sealedArticle is the segment of one article that has everything in it.
func sealedArticle() sealed {
	var l lexicons
	return openArticles([]*searched{l.searched(article())}).seal()
}

func FuzzSearchDecoders(f *testing.F) {
	s := sealedArticle()
	for _, p := range s.pairs {
		f.Add(p.value)
	}
	f.Add(encodeManifest([]segmentEntry{s.segmentEntry}))
	f.Add(encodeDead([]int{0, 3, 4}))
	f.Add(encodePosts([]post{newPost(3, 1), newPost(7, 4)}, 100))
	f.Add(encodePosts([]post{newPost(3, 1), newPost(7, 4)}, 9))
	f.Fuzz(func(t *testing.T, b []byte) {
		again(t, "manifest", b, decodeManifest, encodeManifest)
		again(t, "gone", b, func(b []byte) ([]int, error) { return decodeDead(b, 1<<20) }, encodeDead)
		again(t, "table", b,
			func(b []byte) (as []tableEntry, err error) {
				err = decodeTable(b, func(a tableEntry) { as = append(as, a) })
				return as, err
			},
			func(as []tableEntry) []byte {
				e := &encoder{}
				for i := range as {
					as[i].encode(e)
				}
				return e.b
			})
		for n := range 6 {
			for _, passages := range []int{n, 5, 40, 2000} {
				l, err := decodePosts(b, n, passages)
				if err != nil {
					continue
				}
				var ps []post
				l.each(func(p post) { ps = append(ps, p) })
				from := 0
				for _, p := range ps {
					if l.often(p.number(), &from) != p.often() {
						t.Fatalf("post %d of %v", p.number(), ps)
					}
				}
				m, err := decodePosts(encodePosts(ps, passages), len(ps), passages)
				if err != nil || !reflect.DeepEqual(l, m) {
					t.Fatalf("%+v became %+v, %v", l, m, err)
				}
			}
		}
		if s, err := decodeSegment(segmentID{}, b); err == nil && s.whole() == nil {
			t.Fatal("a segment without its articles is whole")
		}
		_ = decodeTerms(b, nil, true, func(*termEntry) bool { return true })
		if rest, before, err := skipTerms(b, "said"); err == nil {
			_ = decodeTerms(rest, before, false, func(*termEntry) bool { return true })
		}
	})
}

func FuzzSearchQuery(f *testing.F) {
	for _, s := range []string{"troops deployed", `"to the north" -river`, "so* -so*", `-"a b`, "U.S. 12,000 1.5", "北朝鮮軍 войска", "\xff", "Ⅷ ﬁ ½ ı"} {
		f.Add(s)
	}
	db, err := OpenMemory()
	if err != nil {
		f.Fatal(err)
	}
	defer db.Close()
	f.Fuzz(func(t *testing.T, text string) {
		x := &lexicon{known: map[string]*lexeme{}}
		end := 0
		x.words(text, func(w []byte, from, to int) {
			if len(w) == 0 || !utf8.Valid(w) && utf8.ValidString(text) || from < end || to <= from || to > len(text) {
				t.Fatalf("%q: the word %q at %d to %d", text, w, from, to)
			}
			end = to
		})
		_, _ = parseQuestion(text, x)
		if _, err := parseHit(text, ""); err == nil && text != "" {
			if h, _ := parseHit(text, ""); formatHit(h, "") != text {
				t.Fatalf("cursor %q", text)
			}
		}
		s := search{question: &question{words: []wanted{{text: "a", prefix: true}}, own: 1}, lexicon: x}
		if utf8.ValidString(text) {
			got := s.snippet(text)
			if !strings.Contains(text, got.Text) || got.Start < 0 {
				t.Fatalf("%q: %+v", text, got)
			}
			for _, m := range got.Marks {
				if m.Start >= m.End || m.End > utf8.RuneCountInString(got.Text) {
					t.Fatalf("%q: %+v", text, got)
				}
			}
		}
	})
}

// drawSearched is articles of few words.
func drawSearched(t *rapid.T, n int) *searched {
	s := &searched{}
	s.place = [articlePlaceSize]byte(articlePlace(Date{Year: 2000 + rapid.IntRange(0, 3).Draw(t, "year")}, ref{byte(n), 1}))
	for range rapid.IntRange(1, 20).Draw(t, "passages") {
		before := len(s.uses)
		for range rapid.IntRange(0, 12).Draw(t, "words") {
			w := rapid.SampledFrom([]string{"deploy", "deploys", "deployed", "orlo", "12", "said", "sad", "s", "войска"}).Draw(t, "word")
			s.uses = append(s.uses, use{&lexeme{word: w, stem: stemOf(w)}, len(s.lens)})
		}
		s.lens = append(s.lens, uint8(len(s.uses)-before))
	}
	s.claims = len(s.lens) - 1
	if len(s.lens) > 1 && rapid.Bool().Draw(t, "shared") {
		for range rapid.IntRange(0, 30).Draw(t, "claims") {
			s.owner = append(s.owner, uint16(rapid.IntRange(1, len(s.lens)-1).Draw(t, "owner")))
		}
		s.claims = len(s.owner)
		if s.owner == nil {
			s.claims = len(s.lens) - 1
		}
	}
	return s
}

// TestMergedSegmentsAreThoseOfTheirArticles makes segments of articles in groups, with some gone, and merges them.
func TestMergedSegmentsAreThoseOfTheirArticles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var left []*searched
		var of []*openSegment
		var gone [][]int
		n := 0
		for range rapid.IntRange(1, 4).Draw(t, "segments") {
			var as []*searched
			for range rapid.IntRange(1, 6).Draw(t, "articles") {
				as = append(as, drawSearched(t, n))
				n++
			}
			o := openArticles(as)
			var dead []int
			for i := range o.articles {
				if rapid.IntRange(0, 3).Draw(t, "gone") == 0 {
					dead = append(dead, i)
					continue
				}
				left = append(left, as[slices.IndexFunc(as, func(a *searched) bool { return a.place == o.articles[i].place })])
			}
			of, gone = append(of, o), append(gone, dead)
		}
		if left == nil {
			return
		}
		want, got := openArticles(left).seal(), mergeSegments(of, gone).seal()
		if !reflect.DeepEqual(want, got) {
			t.Fatalf("the merged segment is another: %+v, want %+v", got.segmentEntry, want.segmentEntry)
		}
	})
}

func TestStemsBeginWithTheFirstTwoLettersOfTheirWords(t *testing.T) {
	odd := map[string]bool{"dying": true, "lying": true, "tying": true}
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.StringMatching(`[a-z]{2,6}(s|es|ies|ed|eed|ing|ly|ement|ational|iviti|y|ying)?`).Draw(t, "word")
		if s := stemOf(w); !odd[w] && !strings.HasPrefix(s, w[:2]) {
			t.Fatalf("%s has the stem %s", w, s)
		}
	})
	for w := range odd {
		if s := stemOf(w); s != w[:1]+"ie" {
			t.Errorf("%s has the stem %s", w, s)
		}
	}
}

func TestSkippingTermsFindsTheSameAsReadingThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfNDistinct(rapid.StringMatching(`[ab]{1,5}(ing|s)?`), 1, 20, rapid.ID).Draw(t, "words")
		s := &searched{lens: []uint8{1}}
		for _, w := range words {
			s.uses = append(s.uses, use{&lexeme{word: w, stem: stemOf(w)}, 0})
		}
		var block []byte
		for _, p := range openArticles([]*searched{s}).seal().pairs {
			if bytes.Contains(p.key[2+len(segmentID{}):], []byte{partTerms}) {
				block = p.value
			}
		}
		from := rapid.StringMatching(`[ab]{1,5}(ing|s)?`).Draw(t, "from")
		read := func(b, before []byte) (out []string) {
			err := decodeTerms(b, before, true, func(e *termEntry) bool {
				if string(e.stem) >= from {
					out = append(out, string(e.stem)+" "+e.word)
				}
				return true
			})
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		rest, before, err := skipTerms(block, from)
		if want, got := read(block, nil), read(rest, before); err != nil || !slices.Equal(want, got) {
			t.Fatalf("from %s: %q, want %q, %v", from, got, want, err)
		}
	})
}
