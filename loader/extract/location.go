package extract

import (
	"strings"

	"github.com/whosaid/whosaid/loader/lexicon"
)

// place reads where a place lies: "Minsk, Belarus", "the Donbas region of eastern Ukraine", "Ukraine's Poltava region", "the
// Syrian towns of X and Y", "the X region, near Y". What the lexicon knows of a place must not speak against it.
func (x *relating) place(m int) {
	if e := x.mention(m).Entry; e != nil && x.mention(m).Country == "" {
		return // a sea or a continent
	}
	x.within(m)
	x.belongs(m)
	x.kind(m)
	x.beside(m)
	x.site(m)
}

// contains reports whether place m may lie in o.
func (x *relating) contains(o, m int) bool {
	a, b := x.mention(m), x.mention(o)
	if o == m || b.Entry != nil && b.Country == "" || a.Entry != nil && a.Entry == b.Entry || !agree(a, b) {
		return false
	}
	switch {
	case x.state(o):
		return true
	case b.Type != "Location":
		return false
	case a.Entry != nil && region(b.Entry): // a place is in its own region, and regions are not in each other
		return a.Entry.Parent == b.Entry.ID || a.Entry.Parent == "" && !region(a.Entry) && (a.Entry.Population > 0 || !x.listed(b.Last) && !x.is(b.Last, x.s, "and"))
	case a.Entry != nil && b.Entry != nil && b.Entry.Population > 0:
		return false // two towns
	}
	return true
}

// region reports whether an entry is a first-level division of a country: its id is the country's and a number.
func region(e *lexicon.Entry) bool {
	return e != nil && e.Country != "" && strings.HasPrefix(e.ID, e.Country+".")
}

// lies adds that m lies in o, where it may.
func (x *relating) lies(m, o, at int) bool {
	if o < 0 || !x.contains(o, m) {
		return false
	}
	x.say("located_in", x.end(m), x.end(o), at)
	return true
}

// within reads what follows a place: ", Belarus", "in northern Iraq", "region of Ukraine".
func (x *relating) within(m int) {
	a := x.mention(m)
	k := a.Last
	kind := x.row("place", k-1) != nil && k-a.First > 1
	if x.row("place", k) != nil && !villages[x.low[k]] { // not "the northern Iraq villages of X"
		k, kind = k+1, true
	}
	if x.is(k, x.s, ",") && x.is(k+1, x.s, "a", "an", "the") { // "X, a town in Y", "X, the capital of Y"
		j := k + 2
		for j < x.s.Last && x.class[j] == noun && x.named[j] < 0 && x.row("place", j) == nil && x.low[j] != "capital" {
			j++
		}
		if j < x.s.Last && (x.row("place", j) != nil || x.low[j] == "capital") && x.is(j+1, x.s, "in", "of") {
			if o := x.opening(j + 2); o >= 0 && !x.mention(o).Demonym && (x.whole(o) || x.row("place", x.mention(o).Last) != nil) {
				x.lies(m, o, j)
			}
		}
		return
	}
	switch {
	case x.is(k, x.s, ",") && k == a.Last:
		o := x.opening(k + 1)
		if o < 0 || x.mention(o).Demonym || !x.whole(o) || x.mention(o).First != k+1 || !x.state(o) && !region(x.mention(o).Entry) {
			return
		}
		if a.Country == "" && (!x.is(x.mention(o).Last, x.s, ",", ".", ";", ")") || !x.is(a.First-1, x.s, "in", "near", "at", "from", "to", "outside")) {
			return
		}
		if a.Country == "" && x.listed(x.mention(o).Last) {
			return
		}
		x.lies(m, o, k+1)
	case x.is(k, x.s, "in"), kind && x.is(k, x.s, "of"):
		if o := x.opening(k + 1); o >= 0 && !x.mention(o).Demonym && (x.whole(o) || x.row("place", x.mention(o).Last) != nil) && x.lies(m, o, k) {
			for _, j := range x.siblings(m) {
				x.lies(j, o, k)
			}
		}
	}
}

// listed reports whether a list goes on at token k: ", Belarus and Poland".
func (x *relating) listed(k int) bool {
	if !x.is(k, x.s, ",") {
		return false
	}
	if x.is(k+1, x.s, "and", "or") {
		k++
	}
	o := x.opening(k + 1)
	return o >= 0 && (x.state(o) || x.mention(o).Type == "Location")
}

// siblings are the places that stand before place m in one list after "of": "the villages of X and Y".
func (x *relating) siblings(m int) []int {
	var out []int
	k := x.mention(m).First
	for x.is(k-1, x.s, "and", ",") {
		k--
		for x.is(k-1, x.s, ",") {
			k--
		}
		o := x.closing(k)
		if o < 0 || x.mention(o).Type != "Location" {
			return nil
		}
		out = append(out, o)
		k = x.mention(o).First
	}
	if !x.is(k-1, x.s, "of") || x.row("place", k-2) == nil {
		return nil
	}
	return out
}

// belongs reads "Ukraine's Poltava region", "Russia's western Kursk region".
func (x *relating) belongs(m int) {
	k := x.mention(m).First - 1
	for k > x.s.First && directions[x.low[k]] {
		k--
	}
	if k > x.s.First && x.class[k] == poss {
		if o := x.closing(k); o >= 0 && x.state(o) && (x.whole(m) || x.row("place", x.mention(m).Last) != nil) {
			x.lies(m, o, k)
		}
	}
}

// kind reads what kind of place of whom a place is: "the Russian city of X", "the northern Iraq villages of X and Y".
func (x *relating) kind(m int) {
	k := x.mention(m).First - 1
	if x.is(k, x.s, "the") {
		k--
	}
	if !x.is(k, x.s, "of") {
		return
	}
	k--
	if x.row("place", k) == nil {
		return
	}
	k--
	for n := 0; n < 3 && k > x.s.First && x.named[k] < 0 && (x.class[k] == noun && !x.caps[k] || x.class[k] == poss); n++ {
		k--
	}
	o := x.closing(k + 1)
	if o < 0 || !x.lies(m, o, k) {
		return
	}
	at := x.mention(m).Last
	for x.is(at, x.s, "and", ",") {
		if x.is(at, x.s, ",") && x.is(at+1, x.s, "and") {
			at++
		}
		j := x.opening(at + 1)
		if j < 0 || x.mention(j).Type != "Location" || x.is(at, x.s, ",") && !x.listed(x.mention(j).Last) && !x.is(x.mention(j).Last, x.s, "and") {
			return
		}
		x.lies(j, o, k)
		at = x.mention(j).Last
	}
}

// beside reads "in the X region, near Y", where the lexicon knows that Y is in X or does not know Y.
func (x *relating) beside(m int) {
	k := x.mention(m).First - 1
	if !x.is(k, x.s, "near") || !x.is(k-1, x.s, ",") {
		return
	}
	j := k - 1
	if x.row("place", j-1) != nil && x.named[j-1] < 0 {
		j--
	}
	o := x.closing(j)
	if o < 0 || x.mention(o).Type != "Location" || x.mention(o).Entry == nil {
		return
	}
	if e := x.mention(m).Entry; e != nil && e.Parent != x.mention(o).Entry.ID {
		return
	}
	x.lies(m, o, k)
}

// site reads "a Russian base in X", "Russia's navy day in X", where the lexicon knows that X is in that country.
func (x *relating) site(m int) {
	a := x.mention(m)
	k := a.First - 1
	if x.is(k, x.s, "the") {
		k--
	}
	if a.Entry == nil || !x.is(k, x.s, "in", "at", "near") {
		return
	}
	site := x.row("site", k-1) != nil || x.row("place", k-1) != nil
	for n := 0; n < 6 && k > x.s.First; n++ {
		k--
		if o := x.named[k]; o >= 0 {
			if x.state(o) && x.mention(o).Country == a.Country && !x.mention(o).Capital && (site || x.possessed(o)) {
				x.lies(m, o, a.First)
			}
			return
		}
		if x.class[k] != noun && x.class[k] != poss {
			return
		}
	}
}
