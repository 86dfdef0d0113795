package graph

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// told is a document whose sentences are claims, but for those that begin with a plus.
func told(url, outlet string, published Date, sentences ...string) *Document {
	d := Document{Article: Article{URL: url, Outlet: outlet, Published: published}}
	at := 0
	for i, s := range sentences {
		s, plain := strings.CutPrefix(s, "+")
		if i > 0 {
			d.Article.Text += " "
			at++
		}
		d.Article.Text += s
		n := utf8.RuneCountInString(s)
		if !plain {
			d.Claims = append(d.Claims, Claim{
				Source: Source{Kind: SourceArticle}, Evidence: Evidence{Quote: s, Start: at, End: at + n},
				Stance: Asserts, Realis: Actual, Predicate: Other,
			})
		}
		at += n
	}
	return &d
}

// story is ten sentences.
var story = []string{
	"The ferry Halcyon ran aground on a sandbank outside the old harbour of Velm shortly after four in the morning on Tuesday.",
	"All 212 passengers were taken off by fishing boats before the tide turned, the coast guard said.",
	"Two crew members were treated for cuts, and a third had been flown inland with a broken shoulder.",
	"Captain Ilse Maran told investigators that the buoy which marks the channel had been dark for 3 nights.",
	"Harbour records show that a repair had been ordered on Friday and was put off for want of a lamp.",
	"The owner of the line, a family firm from the next valley, has run the crossing since 1948.",
	"Divers found no leak in the hull, though paint and weed had been scraped away along 40 metres of the keel.",
	"A tug from the mainland is expected to pull the ship free at high water on Thursday evening.",
	"Until then the crossing is served by a bus that takes the long road round the bay and needs two hours.",
	"Fishermen in the harbour said it was the third grounding in as many winters, and that nobody had listened to them.",
}

// footer is what an outlet prints under its articles, a claim among it.
var footer = []string{
	"+Sign up for the morning letter to have the news of the bay in your mailbox before breakfast every day of the week.",
	"+Our reporters are paid by readers; if you value what they find out, become a member for the price of a coffee a month.",
	"The Bay Messenger was founded in 1921 by two printers from Velm and belongs to a trust that may not sell it.",
	"+Follow us on every channel, write to the editor, or call the desk between nine and five; corrections are printed on page two.",
}

// figures is a daily report, of which only the numbers and names change.
func figures(day, killed, wounded, tanks int, town string) []string {
	return []string{
		fmt.Sprintf("The general staff said on the %dth of the month that %d soldiers were killed and %d wounded over the last day.", day, killed, wounded),
		fmt.Sprintf("According to the evening summary %d tanks and %d armoured vehicles were destroyed by artillery and drones near %s.", tanks, tanks*3, town),
		fmt.Sprintf("The enemy carried out %d air strikes and fired %d times from multiple rocket launchers at positions and villages.", killed/7, wounded/3),
		"The summary could not be checked independently, and neither side says how many men it has lost in all.",
	}
}

func TestNearCopiesAreOneText(t *testing.T) {
	day := Date{2024, 10, 18}
	original := told("https://example.org/1", "Bay Messenger", day, story...)
	for name, c := range map[string]struct {
		a, b *Document
		want bool
	}{
		"word for word":        {original, told("u", "Other", day, story...), true},
		"cut to six sentences": {original, told("u", "Other", day, story[:6]...), true},
		"cut to the last five": {original, told("u", "Other", day, story[5:]...), true},
		"in another order": {original, told("u", "Other", day,
			story[6], story[7], story[0], story[1], story[8], story[9], story[2], story[3], story[4], story[5]), true},
		"with sentences of its own": {original, told("u", "Other", day, append([]string{
			"+Passengers spent an anxious night off our coast this week.",
			"The mayor called the owners to a meeting in the town hall for Monday next."}, story[:7]...)...), true},
		"with other marks, case and spelling of numbers": {original, told("u", "Other", day, strings.Split(strings.ToUpper(strings.Join(story, "|")), "|")...), true},
		"in other words": {original, told("u", "Other", day,
			"A passenger ship with 212 people aboard got stuck off Velm before dawn on Tuesday.",
			"Small boats brought everybody to land, according to the coast guard, and three members of the crew were hurt.",
			"The captain blames a buoy whose light was out; the harbour had known since Friday.",
			"It should float again on Thursday night."), false},
		"one sentence of it in another report": {original, told("u", "Other", day,
			"Groundings along this coast have become more frequent, a survey by the ministry of transport found in spring.",
			"It counted 31 of them in ten years, most in winter, and most of them near two harbours.",
			story[9],
			"The ministry said that new lamps had been bought, and would be hung out as soon as the weather allows it.",
			"Insurers have raised what they ask of small lines twice, and one of them no longer takes any."), false},
		"the footer of an outlet": {
			told("v", "Bay Messenger", day, append([]string{
				"The market in Velm opens an hour later from Monday because the road is being mended.",
				"Traders asked the council for the change, and will pay less for their stalls until it is done."}, footer...)...),
			told("u", "Bay Messenger", day, append([]string{
				"A pair of storks has built its nest on the chimney of the old dairy for the first time.",
				"The school has set up a camera, and the children keep a list of what the birds bring home."}, footer...)...), false},
		"the figures of another day": {told("v", "Staff", day, figures(17, 120, 431, 7, "Orlo")...), told("u", "Staff", day, figures(18, 97, 388, 11, "Terrin")...), false},
		"the figures of one day":     {told("v", "Staff", day, figures(17, 120, 431, 7, "Orlo")...), told("u", "Wire", day, figures(17, 120, 431, 7, "Orlo")...), true},
		"too short to tell":          {told("v", "A", day, "It rained in Velm."), told("u", "B", day, "It rained in Velm."), false},
		"without claims":             {told("v", "A", day, "+"+story[0], "+"+story[1]), told("u", "B", day, "+"+story[0], "+"+story[1]), false},
	} {
		t.Run(name, func(t *testing.T) {
			for _, docs := range [][2]*Document{{c.a, c.b}, {c.b, c.a}} {
				got, err := SameText(docs[0], docs[1])
				if err != nil || got != c.want {
					t.Errorf("got %v, %v; want %v", got, err, c.want)
				}
			}
		})
	}
	if _, err := SameText(original, &Document{}); err == nil {
		t.Error("a document without a text is taken")
	}
}

func TestContainmentOfSamples(t *testing.T) {
	numbers := func(from, to int) []uint64 {
		var hs []uint64
		for i := from; i < to; i++ {
			hs = append(hs, mix(uint64(i)))
		}
		return hs
	}
	for _, c := range []struct {
		a, b [2]int
		want float64
	}{
		{[2]int{0, 400}, [2]int{0, 400}, 1}, {[2]int{0, 400}, [2]int{200, 400}, 1}, {[2]int{0, 400}, [2]int{200, 600}, 0.5},
		{[2]int{0, 400}, [2]int{360, 760}, 0.1}, {[2]int{0, 400}, [2]int{400, 800}, 0}, {[2]int{0, 1000}, [2]int{0, 30}, 1},
		{[2]int{0, 20}, [2]int{10, 30}, 0.5}, {[2]int{0, 0}, [2]int{0, 10}, 0},
	} {
		a, b := sampleOf(numbers(c.a[0], c.a[1]), textSample), sampleOf(numbers(c.b[0], c.b[1]), textSample)
		got, back := a.containment(&b), b.containment(&a)
		if got != back || got < c.want-0.2 || got > c.want+0.2 || c.want == 0 && got != 0 {
			t.Errorf("%v in %v: %.2f, the other way %.2f; want about %.2f", c.a, c.b, got, back, c.want)
		}
	}
}

func TestWordsOfShingles(t *testing.T) {
	words := func(s string) int { return len(wordHashes(s)) }
	same := func(a, b string) bool {
		return slices.EqualFunc(wordHashes(a), wordHashes(b), func(x, y shingleWord) bool { return x.hash == y.hash })
	}
	for text, n := range map[string]int{"": 0, "…": 0, "one": 1, "don’t stop": 2, "12,000 men": 2, "1, 2": 2, "a-b": 2, "Ä ö": 2, "x,": 1} {
		if got := words(text); got != n {
			t.Errorf("%q: %d words, want %d", text, got, n)
		}
	}
	for _, p := range [][2]string{{"don’t", "DON'T"}, {"12,000", "12000"}, {"Straße", "straße"}, {"a  b", "a, b."}} {
		if !same(p[0], p[1]) {
			t.Errorf("%q and %q differ", p[0], p[1])
		}
	}
	for i, w := range wordHashes("Äb 12,000 c") {
		want := [][2]int32{{0, 2}, {3, 9}, {10, 11}}[i]
		if w.start != want[0] || w.end != want[1] || w.number != (i == 1) {
			t.Errorf("word %d: %+v", i, w)
		}
	}
}

// FuzzSketch sketches any text: no panic, and every text is the same as itself if it is long enough.
func FuzzSketch(f *testing.F) {
	f.Add(strings.Join(story, " "))
	f.Add("a’a' 1,2,3 ,,, \u0301\u0301x")
	f.Fuzz(func(t *testing.T, s string) {
		a := &stored{Article: Article{Text: s}, claims: []Claim{{Evidence: Evidence{Start: 0, End: utf8.RuneCountInString(s)}}}}
		m := memberOf(a)
		if got := m.sketch.same(&m.sketch); got != (m.said >= minSaid) {
			t.Errorf("%q is the same as itself: %v, of %d shingles", s, got, m.said)
		}
		if len(m.leads) > 0 && !m.same(m, func(lead) bool { return false }) && m.said >= minSaid {
			t.Errorf("%q is not found by its own leads", s)
		}
	})
}

// What very many articles have in common makes no cluster, whatever the order in which they come and go.
func TestCommonPassageMakesNoCluster(t *testing.T) {
	db, err := OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	doc := func(i int) *Document {
		return told(fmt.Sprintf("https://example.org/%d", i), fmt.Sprintf("Outlet %d", i), Date{2024, 1, 1}, story[:4]...)
	}
	size := func(i int) int {
		t.Helper()
		var ids []ID
		err := db.View(t.Context(), func(tx *Tx) (err error) {
			ids, err = tx.Cluster(doc(i).ArticleID())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return len(ids)
	}
	put := func(i int) {
		t.Helper()
		if _, err := db.Put(t.Context(), *doc(i)); err != nil {
			t.Fatal(err)
		}
	}
	for i := range maxShared {
		put(i)
	}
	if got := size(3); got != maxShared {
		t.Errorf("%d articles of one text are a cluster of %d", maxShared, got)
	}
	full := Dump(db)
	put(maxShared)
	for _, i := range []int{3, maxShared} {
		if got := size(i); got != 1 {
			t.Errorf("with one more, article %d is in a cluster of %d", i, got)
		}
	}
	for p, err := range db.Verify(t.Context()) {
		t.Error(p, err)
	}
	if err := db.Update(t.Context(), func(tx *Tx) error { return tx.RemoveArticle(doc(maxShared).ArticleID()) }); err != nil {
		t.Fatal(err)
	}
	if Dump(db) != full {
		t.Error("the clusters are not as they were after the last article has gone")
	}
}

// BenchmarkSketch is what an article of 570 words costs: its leads, which every article needs as it is stored, and its sketch, which
// only those need that share one with another.
func BenchmarkSketch(b *testing.B) {
	d := told("u", "O", Date{}, append(append(append([]string{}, story...), story...), story...)...)
	a, err := prepare(d)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("leads", func(b *testing.B) {
		for b.Loop() {
			a.words = nil
			a.shingled().leads()
		}
	})
	b.Run("sketch", func(b *testing.B) {
		for b.Loop() {
			a.words = nil
			memberOf(a)
		}
	})
}
