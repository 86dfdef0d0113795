package extract

import (
	"strings"

	"github.com/whosaid/whosaid/loader/lexicon"
)

// owner reads whose a body is: "South Korea's National Intelligence Service", "US Central Command", "X, Russia's state exporter".
func (x *relating) owner(m int) {
	b := x.mention(m)
	if b.Type == "Unit" || x.outlet(m) {
		return
	}
	k := b.First - 1
	for n := 0; n < 2 && k > x.s.First && x.class[k] == noun && x.named[k] < 0 && !x.caps[k]; n++ {
		k-- // "Russia's domestic X"
	}
	if k > x.s.First && x.class[k] == poss && b.Type == "Agency" && x.whole(m) && x.caps[b.First] {
		if o := x.closing(k); o >= 0 && (x.state(o) || Class(x.mention(o).Type) == "body" && !x.outlet(o)) && agree(b, x.mention(o)) {
			x.say("part_of", x.end(m), x.end(o), b.First)
			return
		}
	}
	if x.is(b.Last, x.s, ",") {
		if o := x.opening(b.Last + 1); o >= 0 && x.state(o) && x.possessed(o) && agree(b, x.mention(o)) {
			for k := x.mention(o).Last + 1; k < x.s.Last && k < b.Last+10 && x.class[k] == noun; k++ {
				if x.row("public", k) != nil && !x.caps[k] {
					x.say("part_of", x.end(m), x.end(o), k)
					return
				}
			}
		}
	}
	if n, id := x.nation(b.First); n > 0 && b.Type == "Agency" && id == b.Country && b.First+n+1 < b.Last && x.low[b.First+n] == "'s" && x.caps[b.First+n+1] {
		x.say("part_of", x.end(m), Role{Mention: -1, Country: id}, b.First) // the name holds the genitive: "Ukraine's Security Service"
		return
	}
	if b.Type == "Agency" && b.Country != "" && x.row("owned", b.Last-1) != nil {
		// "Ukrainian military intelligence": the country's name opens the body's
		n, id := x.nation(b.First)
		if n > 0 && n < b.Last-b.First && id == b.Country || x.closing(b.First) >= 0 && x.state(x.closing(b.First)) && x.mention(x.closing(b.First)).Country == b.Country {
			x.say("part_of", x.end(m), Role{Mention: -1, Country: b.Country}, b.First)
		}
	}
}

// nation is the country that the words at token k name, and how many words do; the longest name that starts there may be the
// body's own.
func (x *relating) nation(k int) (int, string) {
	for n := 2; n > 0; n-- {
		if k+n > x.s.Last {
			continue
		}
		if l, ms := x.lex.Longest(x.doc.Surface[k : k+n]); l == n && ms[0].Entry.Kind == "Country" {
			return n, ms[0].Entry.ID
		}
	}
	return 0, ""
}

// arm reads "X, an arm of Y", "X, which is part of Y", "X is a unit of Y".
func (x *relating) arm(m int) {
	k := x.mention(m).Last
	if x.is(k, x.s, ",") {
		k++
	} else if !x.is(k, x.s, "is") {
		return
	}
	if x.is(k, x.s, "which") {
		k++
	}
	if x.is(k, x.s, "is") {
		k++
	}
	for ; k < x.s.Last && (x.class[k] == det || x.class[k] == adv || x.class[k] == noun); k++ {
		row := x.row("arm", k)
		if row == nil || !x.is(k+1, x.s, "of") {
			if x.named[k] >= 0 {
				return
			}
			continue
		}
		o := x.opening(k + 2)
		if o >= 0 && x.whole(o) && row.takes(x.mention(o).Type) {
			x.say(row.predicate, x.end(m), x.end(o), k)
		}
		return
	}
}

// address reads where a body is: "the Institute in Y", "X, a think-tank in Y", "X, based in Y", "Y-based X".
func (x *relating) address(m int) {
	b := x.mention(m)
	if x.outlet(m) {
		return
	}
	if k := b.First - 1; k >= x.s.First {
		for j := k; j >= x.s.First && j > k-4 && x.class[j] == noun; j-- {
			where, based := strings.CutSuffix(x.low[j], "-based")
			if !based {
				continue
			}
			if o := x.named[j]; o >= 0 && (x.state(o) || Class(x.mention(o).Type) == "place") {
				x.say("located_in", x.end(m), x.end(o), j)
			} else if n, ms := x.lex.Longest([]string{where}); n == 1 && ms[0].Entry.Kind == "Country" && ms[0].Role != lexicon.RoleCapital {
				x.say("located_in", x.end(m), Role{Mention: -1, Country: ms[0].Entry.ID}, j)
			}
			return
		}
	}
	k := b.Last
	if x.is(k, x.s, "(") && x.is(k+2, x.s, ")") {
		k += 3
	}
	if row := x.row("house", b.Last-1); row != nil || b.Last-b.First > 1 && x.house(b.First, b.Last) != nil {
		x.seat(m, k)
	}
	if !x.is(k, x.s, ",") {
		return
	}
	for k++; k < x.s.Last && (x.class[k] == noun || x.class[k] == det || x.class[k] == sub && x.low[k] == "which" || x.low[k] == "is" || x.row("based", k) != nil); k++ {
		if x.row("based", k) != nil || x.row("house", k) != nil && x.is(k+len(x.row("house", k).words), x.s, "in") {
			j := k + 1
			if row := x.row("house", k); row != nil {
				j = k + len(row.words)
			} else if x.is(j, x.s, "at") { // "based at Fort X"
				if o := x.opening(j + 1); o >= 0 && x.mention(o).Type == "Location" && x.whole(o) {
					x.say("located_in", x.end(m), x.end(o), k)
				}
				return
			}
			x.seat(m, j)
			return
		}
		if x.named[k] >= 0 {
			return
		}
	}
}

// house is the row of the first word of a name that says that it has an address: "Institute for Military Analysis".
func (x *relating) house(f, l int) *relation {
	for k := f; k < l && x.class[k] == noun; k++ {
		if row := x.row("house", k); row != nil && x.caps[k] {
			return row
		}
	}
	return nil
}

// seat adds that a body is in the place that "in" at token k names.
func (x *relating) seat(m, k int) {
	if !x.is(k, x.s, "in") {
		return
	}
	if o := x.opening(k + 1); o >= 0 && (Class(x.mention(o).Type) == "place" || x.state(o) && !x.mention(o).Demonym && !x.mention(o).Capital) && x.whole(o) {
		x.say("located_in", x.end(m), x.end(o), k)
	}
}

// heads reads who is at the head of a body: "the agency X, led by Y", "Y, who heads X", "Y heads X".
func (x *relating) heads(m int) {
	k := x.mention(m).Last + 1
	if row := x.row("by", k); row != nil && x.is(k-1, x.s, ",", "is") && x.is(k+1, x.s, "by") {
		at := k + 2
		if n := x.title(at, x.s); n > 0 {
			at += n
		}
		if o := x.opening(at); o >= 0 && Class(x.mention(o).Type) == "person" && x.endsApposition(x.mention(o).Last) {
			x.tell(row.predicate, x.end(o), x.end(m), k)
		}
		return
	}
	k = x.mention(m).First - 1
	if x.is(k, x.s, "the") {
		k--
	}
	if k <= x.s.First || x.class[k] != verb || !strings.HasSuffix(x.low[k], "s") || !x.whole(m) {
		return
	}
	if row := relationRows["verb "+x.lemma[k]]; row != nil && row[0].predicate == "leads" {
		j := k
		if x.is(j-1, x.s, "who") {
			j--
			if x.is(j-1, x.s, ",") {
				j--
			}
		}
		if o := x.closing(j); o >= 0 && Class(x.mention(o).Type) == "person" {
			x.tell("leads", x.end(o), x.end(m), k)
		}
	}
}
