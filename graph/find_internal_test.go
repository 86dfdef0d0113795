package graph

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// named is a document that names entities.
func named(url string, es ...NewEntity) Document {
	return Document{Article: Article{URL: "https://example.org/" + url, Text: "Nothing is claimed here."}, Entities: es}
}

// entityOf is an entity of a kind that is keyed by its first name, and has the others as aliases.
func entityOf(k Kind, names ...string) NewEntity {
	return NewEntity{Class: k.Class(), Key: FoldName(names[0]), Kind: k, Name: names[0], Aliases: names[1:]}
}

func storeOf(t testing.TB, docs ...Document) *DB {
	t.Helper()
	db, err := OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	for _, d := range docs {
		if _, err := db.Put(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

func viewing(t testing.TB, db *DB, fn func(*Tx)) {
	t.Helper()
	if err := db.View(t.Context(), func(tx *Tx) error { fn(tx); return nil }); err != nil {
		t.Fatal(err)
	}
}

// answers is what a query finds, in words.
func answers(t testing.TB, tx *Tx, q FindQuery) []string {
	t.Helper()
	var all []string
	for f, err := range tx.FindEntities(q) {
		if err != nil {
			t.Fatalf("find %q: %v", q.Name, err)
		}
		all = append(all, fmt.Sprintf("%s: %s %s", f.Entity.Name, f.Match, f.As))
	}
	return all
}

func TestFindEntitiesTellsWhichNameFitsAndHow(t *testing.T) {
	db := storeOf(t, named("a",
		entityOf(Leader, "Kim Jong Un", "Kim"), entityOf(Leader, "Volodymyr Zelensky"), entityOf(Country, "Ukraine", "Kyiv", "Київ"),
		entityOf(Location, "Kursk Oblast"), entityOf(Location, "Luhansk"), entityOf(Agency, "Ministry of Defence", "The Ministry"),
		entityOf(Person, "Kyrylo Budanov"), entityOf(Person, "Bogdanov"), entityOf(Location, "평양"), entityOf(Materiel, "S-300 (SAM)"),
		entityOf(Organization, "القاعدة"), entityOf(Location, "北京"), NewEntity{Class: ClassPerson, Key: "long", Kind: Person, Name: strings.Repeat("Long ", 150) + "Name"}, entityOf(Organization, "R.*")))
	viewing(t, db, func(tx *Tx) {
		for _, c := range []struct {
			name string
			kind Kind
			want []string
		}{
			{"kim", 0, []string{"Kim Jong Un: name Kim"}},
			{"Kim Jong-u", 0, []string{"Kim Jong Un: start Kim Jong Un"}},
			{"jong", 0, []string{"Kim Jong Un: word Kim Jong Un"}},
			{"Jong Un", 0, []string{"Kim Jong Un: word Kim Jong Un"}},
			{"Kim Jongun", 0, []string{"Kim Jong Un: spelling Kim Jong Un"}},
			{"Зеленский", 0, []string{"Volodymyr Zelensky: last_name Volodymyr Zelensky"}},
			{"Volodymyr Zelenskyy", 0, []string{"Volodymyr Zelensky: spelling Volodymyr Zelensky"}},
			{"Владимир Зеленский", 0, []string{"Volodymyr Zelensky: script Volodymyr Zelensky"}},
			{"Kiev", 0, []string{"Ukraine: spelling Kyiv"}},
			{"Киев", 0, []string{"Ukraine: spelling Київ"}},
			{"Kiev", Country, []string{"Ukraine: spelling Kyiv"}},
			{"Kiev", Location, nil},
			{"Курск", 0, []string{"Kursk Oblast: alike_start Kursk Oblast"}},
			{"Lugansk", 0, []string{"Luhansk: spelling Luhansk"}},
			{"ministry of defense", 0, []string{"Ministry of Defence: spelling Ministry of Defence"}},
			{"Ministry", 0, []string{"Ministry of Defence: start Ministry of Defence"}},
			{"of", 0, nil},
			{"Budanov", 0, []string{"Kyrylo Budanov: word Kyrylo Budanov"}},
			{"Bogdanow", 0, []string{"Bogdanov: spelling Bogdanov"}},
			{"평양", 0, []string{"평양: name 평양"}},
			{"القا", 0, []string{"القاعدة: start القاعدة"}},
			{"北", 0, []string{"北京: start 北京"}},
			{"S-300", 0, []string{"S-300 (SAM): start S-300 (SAM)"}},
			{".*", 0, nil},
			{"R.*", 0, []string{"R.*: name R.*"}},
			{"***", 0, nil},
			{strings.Repeat("x", 10_000), 0, nil},
			{strings.Repeat("long ", 150), 0, []string{strings.Repeat("Long ", 150) + "Name: start " + strings.Repeat("Long ", 150) + "Name"}},
			{"\xff", 0, nil},
		} {
			if got := answers(t, tx, FindQuery{Name: c.name, Kind: c.kind}); !slices.Equal(got, c.want) {
				t.Errorf("%.40q: got %.200q, want %.200q", c.name, got, c.want)
			}
		}
	})
}

func TestFindEntitiesRefusesWhatIsNoNameAndNoCursor(t *testing.T) {
	db := storeOf(t, named("a", entityOf(Country, "Orlo")))
	viewing(t, db, func(tx *Tx) {
		foreign := Found{Entity: Entity{Name: "Varia"}, entry: findEntry{listNames, "varia"}}.Cursor()
		for _, c := range []struct {
			q    FindQuery
			want error
		}{
			{FindQuery{}, ErrNoName}, {FindQuery{Name: " . "}, ErrNoName}, {FindQuery{Name: "orlo", Page: Page{After: "x"}}, ErrBadCursor},
			{FindQuery{Name: "orlo", Page: Page{After: foreign}}, ErrBadCursor},
		} {
			n := 0
			for _, err := range tx.FindEntities(c.q) {
				if n++; !errors.Is(err, c.want) {
					t.Errorf("%+v: %v, want %v", c.q, err, c.want)
				}
			}
			if n != 1 {
				t.Errorf("%+v: %d answers", c.q, n)
			}
		}
	})
}

func FuzzFindEntities(f *testing.F) {
	db := storeOf(f, named("a", entityOf(Leader, "Kim Jong Un", "Kim"), entityOf(Country, "Ukraine", "Kyiv", "Київ"), entityOf(Agency, "NIS")))
	for _, s := range []string{"kim", "Kiev", "un", "\x00", "a\x00b", "щ", "...", "NIS", "\xff\xfe"} {
		f.Add(s, "")
	}
	viewing(f, db, func(tx *Tx) {
		for e, err := range tx.FindEntities(FindQuery{Name: "k"}) {
			if err != nil {
				f.Fatal(err)
			}
			f.Add("k", e.Cursor())
		}
	})
	f.Fuzz(func(t *testing.T, name, after string) {
		viewing(t, db, func(tx *Tx) {
			for e, err := range tx.FindEntities(FindQuery{Name: name, Page: Page{After: after}}) {
				if err != nil {
					if !errors.Is(err, ErrNoName) && !errors.Is(err, ErrBadCursor) {
						t.Errorf("find %q after %q: %v", name, after, err)
					}
					return
				}
				if e.Match == 0 || e.As != e.Entity.Name && !slices.Contains(e.Entity.Aliases, e.As) || after != "" && e.Cursor() <= after {
					t.Errorf("find %q after %q: %+v", name, after, e)
				}
			}
		})
	})
}

// drawNamed draws an entity with names of which many are near each other.
func drawNamed(t *rapid.T) NewEntity {
	kind := rapid.SampledFrom([]Kind{Person, Leader, Agency, Unit, Location, Country, Materiel}).Draw(t, "kind")
	first := []string{"Vladimir", "Volodymyr", "Владимир", "V.", "Kim", "President Vladimir"}
	last := []string{"Putin", "Путин", "Zelensky", "Zelenskyy", "Jong Un", "Jong-un", "Kim", "V. Putin"}
	other := []string{
		"National Intelligence Service", "NIS", "N.I.S.", "National Intelligence Service (NIS)", "Ministry of Defence", "Ministry of Defense", "MOD",
		"Orlo", "Orloan", "Orloan army", "Varian army", "Varia", "Kyiv", "Kiev", "Київ", "Luhansk", "Lugansk", "D-NY", "The Orlo", "Vladimir Putin",
	}
	names := rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) string {
		if kind.Class() == ClassPerson && rapid.Bool().Draw(t, "two words") {
			return rapid.SampledFrom(first).Draw(t, "first") + " " + rapid.SampledFrom(last).Draw(t, "last")
		}
		return rapid.SampledFrom(append(other, last...)).Draw(t, "name")
	}), 1, 3, rapid.ID[string]).Draw(t, "names")
	e := entityOf(kind, names...)
	switch rapid.IntRange(0, 3).Draw(t, "key") {
	case 0:
		e.Key = rapid.SampledFrom([]string{"iso:KP", "iso:KR", "lex:q1", "lex:q2"}).Draw(t, "external key")
	case 1:
		e.Key = rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "own key")
	}
	return e
}

// TestFindingIsLikeAScanOfAllEntities holds the answers from the indexes against those from reading every entity and every pair.
func TestFindingIsLikeAScanOfAllEntities(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		db, err := OpenMemory()
		if err != nil {
			rt.Fatal(err)
		}
		defer db.Close()
		n := rapid.IntRange(1, 5).Draw(rt, "articles")
		for i := range n {
			d := named(fmt.Sprint(i))
			for _, e := range rapid.SliceOfN(rapid.Custom(drawNamed), 1, 4).Draw(rt, "entities") {
				if !slices.ContainsFunc(d.Entities, func(o NewEntity) bool { return o.ID() == e.ID() }) {
					d.Entities = append(d.Entities, e)
				}
			}
			if _, err := db.Put(t.Context(), d); err != nil {
				rt.Fatal(err)
			}
		}
		if rapid.Bool().Draw(rt, "remove one") {
			err := db.Update(t.Context(), func(tx *Tx) error { return tx.RemoveArticle(ArticleID("https://example.org/0", "", "")) })
			if err != nil {
				rt.Fatal(err)
			}
		}
		for p, err := range db.Verify(t.Context()) {
			rt.Fatalf("verify: %v, %v", p, err)
		}
		name := rapid.SampledFrom([]string{
			"v", "Vladimir", "Vladimir Putin", "Putin", "jong", "Jong Un", "Kiev", "Kyiv", "NIS", "Lugansk", "Зеленський", "Kim Jongun", "orlo", "army",
		}).Draw(rt, "name")
		size := rapid.IntRange(1, 3).Draw(rt, "page")
		viewing(t, db, func(tx *Tx) {
			findLikeAScan(rt, tx, name, size)
			suggestLikeAScan(rt, tx, size)
		})
	})
}

func findLikeAScan(t *rapid.T, tx *Tx, name string, size int) {
	var want, got []Found
	s := seek(name)
	for e, err := range tx.Entities(EntityFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if f, ok := s.best(e); ok {
			f.Entity.at = ""
			want = append(want, f)
		}
	}
	slices.SortFunc(want, func(a, b Found) int { return strings.Compare(a.Cursor(), b.Cursor()) })
	for page := (Page{Limit: size}); ; {
		n := 0
		for f, err := range tx.FindEntities(FindQuery{Name: name, Page: page}) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, f)
			page.After = f.Cursor()
			n++
		}
		if n < size {
			break
		}
	}
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		t.Fatalf("%q finds\n%s\nand a scan\n%s", name, g, w)
	}
}

func suggestLikeAScan(t *rapid.T, tx *Tx, size int) {
	sg := newSuggester(tx)
	var all []*suspect
	for e, err := range tx.Entities(EntityFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		o, err := sg.suspect(e.ID.ref())
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, o)
	}
	slices.SortFunc(all, func(a, b *suspect) int { return bytes.Compare(a.place, b.place) })
	var want []string
	show := func(a, b *Entity, rs []Reason) string {
		return fmt.Sprintf("%s %s %s %s %v", a.Name, a.ID, b.Name, b.ID, rs)
	}
	for i, a := range all {
		for _, b := range all[i+1:] {
			p, err := sg.pair(a, b)
			if err != nil {
				t.Fatal(err)
			}
			if q, err := sg.pair(b, a); err != nil || fmt.Sprint(q) != fmt.Sprint(p) {
				t.Fatalf("%v and, the other way, %v, %v", p, q, err)
			}
			if len(p.reasons) > 0 {
				want = append(want, show(&a.Entity, &b.Entity, p.reasons))
			}
		}
	}
	var got []string
	by := map[string]int{}
	for page := (Page{Limit: size}); ; {
		n := 0
		for s, err := range tx.Suggestions(SuggestionQuery{Page: page}) {
			if err != nil {
				t.Fatal(err)
			}
			line := show(&s.A, &s.B, s.Reasons)
			got = append(got, line)
			by[line] += 2
			page.After = s.Cursor()
			n++
		}
		if n < size {
			break
		}
	}
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Fatalf("suggested is\n%s\nand a scan gives\n%s", g, w)
	}
	for _, a := range all {
		for s, err := range tx.Suggestions(SuggestionQuery{Entity: a.ID}) {
			if err != nil || s.A.ID != a.ID && s.B.ID != a.ID {
				t.Fatalf("for %s: %+v, %v", a.Name, s, err)
			}
			by[show(&s.A, &s.B, s.Reasons)]--
		}
	}
	for line, n := range by {
		if n != 0 {
			t.Fatalf("%s: not the same for each of the two: %d", line, n)
		}
	}
}

func TestSuggestionsGiveTheirReasons(t *testing.T) {
	state := func(code string, names ...string) NewEntity {
		e := entityOf(Country, names...)
		e.Key = "iso:" + code
		return e
	}
	keyed := func(key string, e NewEntity) NewEntity {
		e.Key = key
		return e
	}
	db := storeOf(t, named("a",
		state("KP", "North Korea", "Korea"), state("KR", "South Korea", "Korea"), state("ORL", "Orlo", "Orloan"), state("VAR", "Varia", "Varian"),
		entityOf(Agency, "National Intelligence Service"), entityOf(Agency, "NIS"),
		entityOf(Agency, "Orloan Defense Ministry", "Defense Ministry"), entityOf(Agency, "Varian Defense Ministry", "Defense Ministry"),
		entityOf(Agency, "CBS News", "CBS"), entityOf(Agency, "Central Border Service"),
		entityOf(Person, "Valery Gerasimov"), entityOf(Person, "Валерий Герасимов"), entityOf(Person, "Kyrylo Budanov"), entityOf(Person, "Kyrylo Bogdanov"),
		entityOf(Person, "Vladimir V. Putin"), entityOf(Person, "Vladimir Putin"), entityOf(Person, "Igor Putin"),
		entityOf(Person, "George H. W. Bush"), entityOf(Person, "George W. Bush"),
		entityOf(Location, "Luhansk"), entityOf(Location, "Lugansk"), entityOf(Location, "Burlington, Iowa", "Burlington"), entityOf(Location, "Burlington"),
		entityOf(Person, "Dan Kell", "D-NY"), entityOf(Person, "Ann Moss", "D-NY"), entityOf(Person, "Moss"),
		keyed("unit:7", entityOf(Unit, "Seventh Brigade")), keyed("unit:7", entityOf(Agency, "The Seventh")),
		entityOf(Person, "Port Vale"), entityOf(Location, "Port Vale"), entityOf(Location, "Varia Hills"),
		entityOf(Agency, "The Agency", "the agency"),
	))
	want := []string{
		`Ann Moss, Moss: "Moss" is the last name in "Ann Moss"`,
		`Lugansk, Luhansk: "Lugansk" is a spelling of "Luhansk"`,
		`NIS, National Intelligence Service: "NIS" abbreviates "National Intelligence Service"`,
		`Port Vale, Port Vale: both are called "Port Vale"; but one is a *, the other a *`,
		`Seventh Brigade, The Seventh: both have the key unit:7; but one is a force, the other a body`,
		`Valery Gerasimov, Валерий Герасимов: "Valery Gerasimov" is "Валерий Герасимов" in another script`,
		`Vladimir Putin, Vladimir V. Putin: "Vladimir V. Putin" is a fuller form of "Vladimir Putin"`,
	}
	viewing(t, db, func(tx *Tx) {
		var got []string
		for s, err := range tx.Suggestions(SuggestionQuery{}) {
			if err != nil {
				t.Fatal(err)
			}
			line := fmt.Sprintf("%s, %s: ", min(s.A.Name, s.B.Name), max(s.A.Name, s.B.Name))
			for i, r := range s.Reasons {
				if i > 0 {
					line += "; "
				}
				line += r.String()
			}
			for _, r := range s.Against {
				line += "; but " + r.String()
			}
			got = append(got, line)
		}
		slices.SortFunc(got, cmp.Compare[string])
		for i := range max(len(got), len(want)) {
			g, w := "", ""
			if i < len(got) {
				g = got[i]
			}
			if i < len(want) {
				w = want[i]
			}
			if g != w && g != strings.Replace(strings.Replace(w, "*", "person", 1), "*", "place", 1) && g != strings.Replace(strings.Replace(w, "*", "place", 1), "*", "person", 1) {
				t.Errorf("got  %s\nwant %s", g, w)
			}
		}
	})
}

// TestCommonNamesMakeNoFlood has names that many entities share: a surname, a generic name, a short abbreviation.
func TestCommonNamesMakeNoFlood(t *testing.T) {
	d := named("a")
	const consonants = "bdfglmnr"
	for i := range 64 {
		surname, court := entityOf(Person, "Kell"), entityOf(Agency, "Supreme Court")
		surname.Key, court.Key = fmt.Sprint("kell ", i), fmt.Sprint("court ", i)
		d.Entities = append(d.Entities, surname, court, entityOf(Person, fmt.Sprintf("Ta%co%c Moss", consonants[i/8], consonants[i%8])))
	}
	d.Entities = append(d.Entities, entityOf(Agency, "SC"), entityOf(Person, "Tom Kell"), entityOf(Person, "Moss"))
	viewing(t, storeOf(t, d), func(tx *Tx) {
		for s, err := range tx.Suggestions(SuggestionQuery{}) {
			t.Errorf("%s may be %s: %v, %v", s.A.Name, s.B.Name, s.Reasons, err)
		}
	})
}

func TestSuggestionsOfOneEntityAndOfAKind(t *testing.T) {
	luhansk := entityOf(Location, "Luhansk")
	db := storeOf(t, named("a", luhansk, entityOf(Location, "Lugansk"), entityOf(Agency, "NIS"), entityOf(Agency, "National Intelligence Service")))
	viewing(t, db, func(tx *Tx) {
		for _, c := range []struct {
			what string
			q    SuggestionQuery
			want int
		}{
			{"all", SuggestionQuery{}, 2},
			{"of an entity", SuggestionQuery{Entity: luhansk.ID()}, 1},
			{"of an entity that is not there", SuggestionQuery{Entity: EntityID(ClassPlace, "varia")}, 0},
			{"of a kind", SuggestionQuery{Kind: Agency}, 1},
			{"of a kind that has none", SuggestionQuery{Kind: Unit}, 0},
			{"of an entity and another kind", SuggestionQuery{Entity: luhansk.ID(), Kind: Agency}, 0},
			{"the first", SuggestionQuery{Page: Page{Limit: 1}}, 1},
		} {
			n := 0
			for s, err := range tx.Suggestions(c.q) {
				if err != nil || len(s.Reasons) == 0 {
					t.Errorf("%s: %+v, %v", c.what, s, err)
				}
				n++
			}
			if n != c.want {
				t.Errorf("%s: %d suggestions, want %d", c.what, n, c.want)
			}
		}
		for _, err := range tx.Suggestions(SuggestionQuery{Page: Page{After: "x"}}) {
			if !errors.Is(err, ErrBadCursor) {
				t.Errorf("a cursor that is none: %v", err)
			}
		}
	})
}
