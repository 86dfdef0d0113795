package extract

import (
	"github.com/whosaid/whosaid/loader/lang"
	"github.com/whosaid/whosaid/loader/lexicon"
)

// A capital's name is the state where it acts, and the city where something happens to its ground or somebody moves: "Kyiv
// plans", but "a strike on Kyiv", "flew to Kyiv".

// cityNouns are what a city has and a state acts without: "the mayor of Kyiv", "a Kyiv suburb", "Kyiv's airport".
var cityNouns = set(`mayor mayors airport airports suburb suburbs street streets metro subway district districts outskirts neighbourhood neighbourhoods
	neighborhood neighborhoods residents inhabitants hospital hospitals hotel hotels university school schools park square centre center downtown
	region city skyline station road highway museum cathedral stadium courtroom`)

// ofCity are what is done to a city, or is a part of it, before "of".
var ofCity = set(`city capital mayor outskirts suburb suburbs streets centre center heart siege encirclement battle bombing bombardment shelling fall
	capture defence defense residents people population north south east west northeast northwest southeast southwest parts skies gates`)

// onCity are blows and marches before "on".
var onCity = set(`strike strikes airstrike airstrikes attack attacks raid raids assault assaults fell fall falling fallen fired firing rained rain march marched
	marching advance advanced advancing bombardment bombing bombs offensive drop dropped crashed crash rockets missiles drones closing moving`)

// wayTo are moves and ways before "to", "from" and "for".
var wayTo = set(`flew fly flies flying flown flight flights travel travels travelled traveled travelling traveling travelers arrive arrives arrived arriving return
	returns returned returning drive drove driven driving go goes going gone went came come comes coming head heads headed heading trip trips visit visits
	journey journeyed road roads highway train trains bus buses kilometres kilometers km miles away left leave leaves leaving departed fled moved move
	moving withdrew withdraw retreated walked marched sailed commute evacuated back home invited summoned`)

// toCity are moves to and blows against a city that take it as their object.
var toCity = set(`visit visits visited visiting leave leaves left leaving enter enters entered entering reach reached reaching bomb bombed bombing shell shelled
	shelling storm stormed besiege besieged besieging encircle encircled capture captured capturing seize seized flee fled fleeing surround surrounded
	surrounding evacuate evacuated occupy occupied liberate liberated hit struck pounded downtown central inner overnight`)

// placePrepositions stand before a city.
var placePrepositions = set("in near outside around inside across into through throughout within")

// asCity reports whether the name of a capital, n tokens at i, is that of the city: "arrived in Minsk", but not "officials in
// Minsk said".
func (r *reader) asCity(i, n int, matches []lexicon.Match, s lang.Sentence) bool {
	state := ""
	city := false
	for _, m := range matches {
		city = city || m.Entry.Kind == "Location"
		if m.Role == lexicon.RoleCapital {
			state = m.Entry.ID
		}
	}
	if !city {
		return false
	}
	e := i + n
	if e < s.Last && r.caps[e] {
		return false // "Washington Square Park"
	}
	if r.is(e, s, ",") && e+1 < s.Last { // "Tripoli, Libya"
		if _, ms := r.lookup(e+1, s); len(ms) > 0 && ms[0].Entry.ID == state && ms[0].Role != lexicon.RoleDemonym {
			return true
		}
	}
	if r.is(e, s, "'s") {
		e++
	}
	for e < s.Last && directions[r.low[e]] {
		e++
	}
	if e < s.Last && cityNouns[r.low[e]] && !r.caps[e] {
		return true
	}
	return r.ofCity(i, s)
}

// ofCity reports whether what stands before token i makes a city of a capital.
func (r *reader) ofCity(i int, s lang.Sentence) bool {
	k := i - 1
	if k < s.First {
		return false
	}
	before := ""
	if k > s.First {
		before = r.low[k-1]
	}
	switch w := r.low[k]; {
	case placePrepositions[w]:
		return before == "" || !r.lex.Agent(before) || relationRows["house "+before] != nil
	case w == "on":
		return onCity[before]
	case w == "of":
		return ofCity[before]
	case w == "at":
		if _, _, goods := r.lex.MaterielNoun(before); goods {
			return true
		}
		return before == "fired" || before == "launched" || before == "arrived"
	case w == "to" || w == "from" || w == "for":
		if n := r.placeAt(k-1, s); n != nil && n.Type == "Location" { // "left Damascus for Baghdad"
			return true
		}
		return wayTo[before]
	case w == "and" || w == ",":
		n := r.placeAt(k-1, s)
		return n != nil && n.Type == "Location" && n.Entry != nil && hasCapital(n.Others) && w == "and"
	default:
		return toCity[w]
	}
}

// hasCapital reports whether one of the readings is that of a capital for its state.
func hasCapital(ms []lexicon.Match) bool {
	for _, m := range ms {
		if m.Role == lexicon.RoleCapital {
			return true
		}
	}
	return false
}
