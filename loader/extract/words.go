package extract

import (
	_ "embed"
	"strings"
)

//go:embed cues.tsv
var cuesTSV string

//go:embed events.tsv
var eventsTSV string

// form is what one inflected form of a verb can be.
type form uint8

const (
	finite     form = 1 << iota // says, said
	base                        // say
	participle                  // said
	gerund                      // saying
)

// cue is a verb that attributes.
type cue struct {
	lemma     string
	frames    string
	statement bool
	stance    string
}

// event is a verb that moves a force or passes something on.
type event struct{ lemma, reading string }

// verbForm is one reading of a word as a verb.
type verbForm struct {
	form  form
	lemma string
}

// words is what the reader knows of words: built once, read-only.
type words struct {
	forms  map[string]verbForm
	cues   map[string]*cue
	events map[string]*event
}

var vocabulary = buildWords()

func buildWords() *words {
	w := &words{forms: map[string]verbForm{}, cues: map[string]*cue{}, events: map[string]*event{}}
	for _, l := range strings.Split(plainVerbs, "\n") {
		for _, v := range strings.Fields(l) {
			parts := strings.Split(v, "/")
			irregular := "-"
			if len(parts) == 3 {
				irregular = parts[1] + " " + parts[2]
			}
			w.verb(parts[0], irregular)
		}
	}
	rows(eventsTSV, func(f []string) {
		w.verb(f[0], f[1])
		w.events[f[0]] = &event{f[0], f[2]}
	})
	rows(cuesTSV, func(f []string) {
		w.verb(f[0], f[1])
		w.cues[f[0]] = &cue{f[0], f[2], f[3] == "statement", f[4]}
	})
	return w
}

// rows calls fn with the columns of each row of a TSV, comments left out.
func rows(tsv string, fn func([]string)) {
	for _, l := range strings.Split(tsv, "\n") {
		if l != "" && l[0] != '#' {
			fn(strings.Split(l, "\t"))
		}
	}
}

// verb enters the forms of a verb; irregular is "past participle" or "-".
func (w *words) verb(lemma, irregular string) {
	past, part := regular(lemma), regular(lemma)
	if irregular != "-" {
		f := strings.Fields(irregular)
		past, part = f[0], f[1]
	}
	stem := lemma
	switch {
	case strings.HasSuffix(lemma, "ie"):
		stem = lemma[:len(lemma)-2] + "y"
	case strings.HasSuffix(lemma, "e") && !strings.HasSuffix(lemma, "ee"):
		stem = lemma[:len(lemma)-1]
	case strings.HasSuffix(past, "ed") && len(past) == len(lemma)+3: // admitted: admitting
		stem = past[:len(past)-2]
	case doubling[lemma]:
		stem = lemma + lemma[len(lemma)-1:]
	}
	add := func(s string, f form) {
		v := w.forms[s]
		v.lemma, v.form = lemma, v.form|f
		w.forms[s] = v
	}
	add(lemma, base)
	add(third(lemma), finite)
	add(past, finite)
	add(part, participle)
	add(stem+"ing", gerund)
}

// doubling are the irregular verbs whose last consonant doubles before -ing, and the regular ones that double throughout.
var doubling = set("get set put cut let hit run win begin sit shut split quit spread-")

// doubled are regular verbs whose last consonant doubles.
var doubled = set("admit commit permit submit plan slam stop drop ban transfer refer occur equip ship control rebel deter step trip tap plug blog map trap wrap grab rob beg")

// regular is the regular past of a verb.
func regular(v string) string {
	switch {
	case strings.HasSuffix(v, "e"):
		return v + "d"
	case strings.HasSuffix(v, "y") && !strings.ContainsRune("aeiou", rune(v[len(v)-2])):
		return v[:len(v)-1] + "ied"
	case doubled[v]:
		return v + v[len(v)-1:] + "ed"
	}
	return v + "ed"
}

// third is the third person of a verb.
func third(v string) string {
	switch {
	case v == "have":
		return "has"
	case strings.HasSuffix(v, "y") && !strings.ContainsRune("aeiou", rune(v[len(v)-2])):
		return v[:len(v)-1] + "ies"
	case strings.HasSuffix(v, "s"), strings.HasSuffix(v, "sh"), strings.HasSuffix(v, "ch"), strings.HasSuffix(v, "x"), strings.HasSuffix(v, "o"):
		return v + "es"
	}
	return v + "s"
}

// set is the set of the words of a list.
func set(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// Closed classes, lower case.
var (
	determiners   = set("the a an this that these those his her its their our my your some any no each every both either neither another all several many few more most much such")
	pronouns      = set("i we you he she it they me us him them who whom himself herself itself themselves everyone someone nobody")
	auxiliaries   = set("has have had having is are was were be been being am does do did 's 've 're 'd 'll isn't aren't wasn't weren't hasn't haven't hadn't doesn't don't didn't")
	modals        = set("will would could may might must should can shall cannot can't won't wouldn't couldn't shouldn't 'll 'd")
	prepositions  = set("of for from at in on with to by about into onto near toward towards over under against across through between among during since until after before within without around inside outside along amid despite including per via than like as")
	nounLinks     = set("of for from at in on")
	conjunctions  = set("and or but nor yet so")
	subordinators = set("that if when while because although though whether which who whom whose where why how as since unless until after before whereas what amid")
	adverbs       = set("also later then repeatedly once again previously already still even further just first now separately twice recently earlier since soon today yesterday often always never not n't only publicly too currently reportedly allegedly meanwhile however instead thus therefore long almost nearly once yet both there here back out up down likely further")
	delegates     = set("ambassador ambassadors envoy envoys adviser advisor advisers advisors aide aides delegate representative representatives witness witnesses")
	documents     = set("video videos footage report reports photo photos photograph photographs picture pictures image images imagery statement document documents survey poll study letter article evidence data record records analysis")
	particles     = set("out up down off over away back in")
	negations     = set("not n't never no without neither nor cannot isn't aren't wasn't weren't hasn't haven't hadn't doesn't don't didn't won't wouldn't couldn't can't shouldn't")
	timeNouns     = set("monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december today yesterday tomorrow tonight week month year weekend morning evening afternoon night")
)

// plainVerbs are common verbs that neither attribute nor move anything: known so that a noun phrase ends at them. A form
// is lemma, or lemma/past/participle where irregular.
const plainVerbs = `accept achieve act address affect aim allow answer apply approve assassinate attack attend avoid ban beat/beat/beaten become/became/become begin/began/begun
	block boost break/broke/broken build/built/built burn bury cancel capture carry cause celebrate change choose/chose/chosen claim clear close collapse come/came/come
	compare complete comprise conduct confront connect consist contain continue control cost/cost/cost cover create cross cut/cut/cut damage deal/dealt/dealt defeat depend deserve
	destroy detain determine develop die discuss displace do/did/done draw/drew/drawn drive/drove/driven drop earn eat/ate/eaten elect emerge end enable ensure escape
	establish evacuate examine exist expand explode exploit extend face fail fall/fell/fallen feel/felt/felt fight/fought/fought fire fly/flew/flown focus follow force
	form free fulfil/fulfilled/fulfilled fulfill gain get/got/got go/went/gone govern grow/grew/grown hang/hung/hung happen have/had/had hear/heard/heard help highlight hit/hit/hit hold/held/held house
	hurt/hurt/hurt ignore impose improve include increase injure intercept invade invest investigate invite involve join keep/kept/kept kill lack last launch lay/laid/laid
	lead/led/led leave/left/left let/let/let lie/lay/lain lift like link live look lose/lost/lost love maintain make/made/made manage mark match matter mean/meant/meant meet/met/met
	monitor need negotiate obtain occupy occur open operate organise organize own participate pass pay/paid/paid perform persuade play prepare press pressure prevent produce
	prohibit promote protect prove publish pull push raise range reach react recognise recognize recover reduce release remain remove replace represent require rescue
	resign resist respect resume retain retreat return ride/rode/ridden rise/rose/risen risk run/ran/run save see/saw/seen seize serve set/set/set settle shake/shook/shaken shape share
	shell shoot/shot/shot shut/shut/shut sign sit/sat/sat slow solve speak/spoke/spoken spend/spent/spent spread/spread/spread stand/stood/stood start stay steal/stole/stolen stem
	stop strengthen strike/struck/struck struggle study succeed suffer surround survive suspend sustain take/took/taken talk target tend test trade train travel trigger try
	turn understand/understood/understood undergo/underwent/undergone undermine unite unveil use validate view violate visit vote wait walk wear/wore/worn win/won/won wish withdraw/withdrew/withdrawn work worsen wound`
