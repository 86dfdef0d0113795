package extract

import (
	"strings"

	"github.com/whosaid/whosaid/loader/lang"
	"github.com/whosaid/whosaid/loader/lexicon"
)

// Head nouns of names, lower case, and the type that they give to a capitalised run that ends in them.
var headNouns = heads(map[string]string{
	"Agency": `ministry service agency directorate department command centre center council committee commission bureau office court administration
		navy army police parliament senate congress treasury embassy consulate academy cabinet government guard militia prosecutor customs inspectorate
		authority assembly secretariat`,
	"Organization": `party institute foundation university corporation company group organization organisation union association federation alliance
		league front movement bank fund club society network forum times post news journal herald tribune gazette daily television radio
		corp inc ltd plc co industries systems aerospace dynamics technologies energy airlines airways watch initiative coalition bloc`,
	"Unit": `brigade division regiment battalion battalions squadron fleet corps legion company-sized platoon flotilla`,
	"Location": `region oblast krai province district sea gulf ocean river island islands peninsula mountains base airport airfield port city county strait
		square airbase valley desert bay canal coast prefecture governorate republic territory village town`,
})

func heads(m map[string]string) map[string]string {
	out := map[string]string{}
	for t, list := range m {
		for w := range set(list) {
			out[w] = t
		}
	}
	return out
}

// regions are words that add nothing to the name of a region: "the Crimea region".
var regions = set("region oblast krai province peninsula governorate")

// lowerHeads are head nouns that make a name of the capitalised words before them though they are written small: "Kursk
// region", "Russian defence ministry".
var lowerLocation = set("region oblast krai province district peninsula border frontier island islands strait governorate county")

// institutions follow a country's name or adjective to name one of its bodies.
var institutions = [][]string{
	{"military", "intelligence"}, {"defence", "intelligence"}, {"defense", "intelligence"}, {"foreign", "intelligence"}, {"intelligence", "service"}, {"intelligence", "services"},
	{"intelligence", "agency"}, {"intelligence", "agencies"}, {"spy", "agency"}, {"intelligence"}, {"general", "staff"}, {"foreign", "ministry"}, {"defence", "ministry"},
	{"defense", "ministry"}, {"interior", "ministry"}, {"ministry", "of", "defence"}, {"ministry", "of", "defense"}, {"ministry", "of", "foreign", "affairs"}, {"state", "media"}, {"parliament"}, {"air", "force"},
	{"armed", "forces"}, {"military"}, {"army"}, {"navy"}, {"government"}, {"security", "service"}, {"embassy"}, {"central", "bank"}, {"coast", "guard"}, {"marine", "corps"},
	{"national", "guard"}, {"state", "department"}, {"defense", "department"}, {"joint", "chiefs", "of", "staff"}}

// bodyOnly are institutions that are the state itself where they act.
var bodyOnly = set("government")

var directions = set("eastern western northern southern central northeastern northwestern southeastern southwestern north-eastern north-western south-eastern south-western northeast northwest southeast southwest")

// mentions finds the names.
func (r *reader) mentions() {
	r.bearers()
	for _, s := range r.doc.Sentences {
		for i := s.First; i < s.Last; {
			if n := r.nameAt(i, s); n > 0 {
				i += n
				continue
			}
			i++
		}
	}
	r.abbreviations()
	r.sides()
	r.repeats()
	r.places()
}

// sides gives people the country of the body in their apposition: "X, spokesman for the Russian Defense Ministry,".
func (r *reader) sides() {
	for i := range r.out.Mentions {
		m := &r.out.Mentions[i]
		if m.Country != "" || m.Type != "Person" && m.Type != "Leader" || m.Last >= len(r.low) || r.low[m.Last] != "," {
			continue
		}
		s := r.doc.Sentences[r.sent[m.First]]
		office := false
		for k := m.Last + 1; k < s.Last && k < m.Last+10 && r.low[k] != ","; k++ {
			office = office || personNouns[r.low[k]]
			if n := r.named[k]; n >= 0 && r.out.Mentions[n].Country != "" && (office || r.out.Mentions[n].Demonym) {
				m.Country = r.out.Mentions[n].Country
				break
			}
		}
	}
}

// nameAt records the name that starts at token i and returns its length in tokens, 0 when none does.
func (r *reader) nameAt(i int, s lang.Sentence) int {
	if r.doc.Tokens[i].Kind != lang.Word && r.doc.Tokens[i].Kind != lang.Number {
		return 0
	}
	if (r.low[i] == "border" || r.low[i] == "borders" || r.low[i] == "frontier") && i+2 < s.Last && (r.low[i+1] == "with" || r.low[i+1] == "between") {
		e := i + 2
		for ends := 0; e < s.Last && ends < 2; ends++ { // border between X and Y
			n, m := r.lookup(e, s)
			if n == 0 || m[0].Entry.Kind != "Country" {
				break
			}
			r.noteMatch(e, n, m, s)
			e += n
			if r.low[i+1] == "with" || ends == 1 || !r.is(e, s, "and") {
				break
			}
			e++
		}
		if e > i+2 {
			r.note(Mention{Same: -1, Range: Range{i, e}, Type: "Location", Name: r.clean(i, e)})
			return e - i
		}
	}
	if directions[r.low[i]] && i+1 < s.Last {
		if n, m := r.lookup(i+1, s); n > 0 && m[0].Entry != nil && (m[0].Entry.Kind == "Country" && m[0].Role != lexicon.RoleDemonym || m[0].Entry.Kind == "Location") {
			r.note(Mention{Same: -1, Range: Range{i, i + 1 + n}, Type: "Location", Name: r.clean(i, i+1+n), Country: home(m[0].Entry)})
			return 1 + n
		}
	}
	r.compound(i)
	if strings.HasPrefix(r.doc.Surface[i], "pro-") && len(r.doc.Surface[i]) > 5 {
		if e := r.peoples(i, i+1, s); e > i+1 {
			r.note(Mention{Same: -1, Range: Range{i, e}, Type: "Unit", Name: r.clean(i, e)})
			return e - i
		}
	}
	if !r.caps[i] && r.doc.Tokens[i].Kind != lang.Number && r.doc.Surface[i] != "al-Qaeda" && !strings.HasPrefix(r.low[i], "al-") {
		return 0
	}
	n, matches := r.lookup(i, s)
	if n == 0 && strings.HasSuffix(r.low[i], "-based") { // "Poland-based X": no part of the name
		return 0
	}
	if n == 0 && determiners[r.low[i]] {
		return 0 // "The European Harbour Institute": a name opens behind it
	}
	run := r.run(i, s)
	// A longer capitalised run that ends in a head noun is a name of its own, unless the lexicon knows all of it.
	e, t := r.headed(i, run, s)
	if e > i+n {
		country := ""
		if t == "Location" && n > 0 && e == i+n+1 && regions[r.low[e-1]] { // "the Crimea region" is Crimea; "the Poltava region" is not the city of Poltava
			for _, m := range matches {
				if m.Entry.Kind == "Location" && m.Entry.Population == 0 && m.Entry.Country != "" {
					r.note(Mention{Same: -1, Range: Range{i, e}, Type: "Location", Name: m.Entry.Name, Entry: m.Entry, Country: m.Entry.Country, Others: matches})
					return e - i
				}
			}
		}
		if n > 0 && matches[0].Entry.Kind == "Country" {
			country = matches[0].Entry.ID
			if n < e-i && r.low[i+n] == "'s" { // "Ukraine's Centre for ..."
				r.noteMatch(i, n, matches, s)
				start := i + n + 1
				k, own := r.lookup(start, s)
				if k > 0 && k == e-start && r.choose(start, k, own, s).Entry != nil { // "Russia's Belgorod region"
					r.noteMatch(start, k, own, s)
					return e - i
				}
				if t == "Location" { // "Ukraine's Crimea region"
					if k := r.nameAt(start, s); k > 0 {
						if m := &r.out.Mentions[len(r.out.Mentions)-1]; m.First == start && m.Country == "" && m.Entry == nil {
							m.Country = country
						}
						return start + k - i
					}
				}
				if e > start {
					r.note(Mention{Same: -1, Range: Range{start, e}, Type: t, Name: r.clean(start, e), Country: country})
				}
				return e - i
			}
			if matches[0].Role == lexicon.RoleDemonym || matches[0].Role == lexicon.RoleAlias {
				r.noteMatch(i, n, matches, s)
			}
		}
		r.note(Mention{Same: -1, Range: Range{i, e}, Type: t, Name: r.clean(i, e), Country: country})
		return e - i
	}
	if n == 1 && r.bearsPlace(i, run, matches, s) {
		r.note(Mention{Same: -1, Range: Range{i, run}, Type: "Person", Name: r.clean(i, run)})
		return run - i
	}
	if n > 0 {
		if k := r.known(i, n, matches, s); k > 0 {
			return k
		}
		if e > i { // a body of no stated country, by its head noun
			r.note(Mention{Same: -1, Range: Range{i, e}, Type: t, Name: r.clean(i, e)})
			return e - i
		}
	}
	if e := r.opened(i, run, s); e > i {
		r.note(Mention{Same: -1, Range: Range{i, e}, Type: "Location", Name: r.clean(i, e)})
		return e - i
	}
	if t := r.title(i, s); t > 0 {
		return r.person(i, t, s)
	}
	return r.unknown(i, run, s)
}

// lookup asks the lexicon.
func (r *reader) lookup(i int, s lang.Sentence) (int, []lexicon.Match) {
	end := min(s.Last, i+10)
	return r.lex.Longest(r.doc.Surface[i:end])
}

// run is the end of the run of capitalised words that starts at token i; "of", "for", "and", "the" join it inside a name with
// a head noun only, see headed.
func (r *reader) run(i int, s lang.Sentence) int {
	e := i
	for e < s.Last && (r.caps[e] && r.doc.Tokens[e].Kind == lang.Word || e > i && r.doc.Tokens[e].Kind == lang.Word && nameParticles[r.low[e]] && e+1 < s.Last && r.caps[e+1]) {
		e++
	}
	return e
}

var nameParticles = set("al bin ibn van von de del der da di la le bint abu")

// headed is the end and the type of a name with a head noun that starts at token i and whose first run of capitals ends at
// run: "Centre for Strategic Communication and Information Security", "155th Naval Infantry Brigade". The end is i when
// there is none.
func (r *reader) headed(i, run int, s lang.Sentence) (int, string) {
	if r.doc.Tokens[i].Kind == lang.Number { // 155th Naval Infantry Brigade
		run = r.run(i+1, s)
		if run <= i+1 || headNouns[r.low[run-1]] != "Unit" || !strings.HasSuffix(r.low[i], "th") && !strings.HasSuffix(r.low[i], "st") && !strings.HasSuffix(r.low[i], "nd") && !strings.HasSuffix(r.low[i], "rd") {
			return i, ""
		}
		return run, "Unit"
	}
	end, kind := i, ""
	for k := i; k < run; k++ {
		if t := headNouns[r.low[k]]; t != "" {
			end, kind = k+1, t
		}
	}
	// a possessive inside: South Korea's National Intelligence Service
	if run < s.Last && r.low[run] == "'s" && run+1 < s.Last && r.caps[run+1] {
		if e, t := r.headed(run+1, r.run(run+1, s), s); e > run+1 && t != "" {
			if n, m := r.lookup(i, s); n == run-i && m[0].Entry.Kind == "Country" {
				return e, t
			}
		}
	}
	// Kursk region: the head noun written small
	if run < s.Last && lowerLocation[r.low[run]] && run > i {
		if n, m := r.lookup(i, s); n == 0 || m[0].Role != lexicon.RoleDemonym {
			return run + 1, "Location"
		}
	}
	if kind == "" || end == i+1 && end == run && !r.joins(end, s) {
		return i, ""
	}
	if end < run && !r.joins(run, s) {
		return i, "" // the head noun is not the last word: a person's name may follow
	}
	if r.joins(end, s) && end == run {
		e := r.run(end+1, s)
		if e == end+1 && r.low[end+1] == "the" {
			e = r.run(end+2, s)
		}
		for e+1 < s.Last && (r.low[e] == "and" || r.low[e] == "of") && r.caps[e+1] && kind != "Location" {
			if n, m := r.lookup(e+1, s); n > 0 && r.low[e] == "and" && m[0].Entry.Kind != "Location" {
				break
			}
			e = r.run(e+1, s)
		}
		if e > end+1 {
			return e, kind
		}
	}
	if end == i+1 {
		return i, ""
	}
	return end, kind
}

// placeOpeners open names of places.
var placeOpeners = set("fort camp lake mount cape")

// opened is the end of a place's name that opens with what it is: "Fort Stewart", "Naval Station Norfolk"; i when none does.
func (r *reader) opened(i, run int, s lang.Sentence) int {
	n := 1
	if (r.low[i] == "naval" || r.low[i] == "air") && r.is(i+1, s, "station", "base") || r.low[i] == "joint" && r.is(i+1, s, "base") {
		n = 2
	} else if !placeOpeners[r.low[i]] {
		return i
	}
	if run-i <= n || run-i > n+2 || i == s.First && run-i > n+1 {
		return i
	}
	return run
}

// joins reports whether token i is "of" or "for" and a capital follows.
func (r *reader) joins(i int, s lang.Sentence) bool {
	return (r.is(i, s, "of", "for")) && i+1 < s.Last && (r.caps[i+1] || r.low[i+1] == "the" && i+2 < s.Last && r.caps[i+2])
}

// known records a name that the lexicon knows, with what stands around it: a contingent, an institution, a title.
func (r *reader) known(i, n int, matches []lexicon.Match, s lang.Sentence) int {
	m := r.choose(i, n, matches, s)
	if m.Entry == nil {
		return 0
	}
	if m.Entry.Kind == "Country" {
		return r.ofCountry(i, n, m, matches, s)
	}
	if last := i + n - 1; m.Entry.Kind == "Agency" && !r.caps[last] && (r.attributive(i+n, s) || i+n < s.Last && r.forceOrGoods(i+n)) {
		if k, c := r.lookup(i, s); k > 0 && c[0].Entry.Kind == "Country" {
			return r.ofCountry(i, k, c[0], c, s)
		}
		if k, c := r.lex.Longest(r.doc.Surface[i : i+1]); k > 0 && c[0].Entry.Kind == "Country" { // "Russian military uniforms"
			return r.ofCountry(i, k, c[0], c, s)
		}
	}
	if (m.Entry.Kind == "Location" || m.Entry.Kind == "Materiel") && i+n < s.Last && r.caps[i+n] && m.Context {
		return 0
	}
	r.noteEntry(i, n, m, matches)
	return n
}

// choose takes the reading that the context supports. The zero Match is none.
func (r *reader) choose(i, n int, matches []lexicon.Match, s lang.Sentence) lexicon.Match {
	var best lexicon.Match
	city := hasCapital(matches) && r.asCity(i, n, matches, s)
	for _, m := range matches {
		if m.Context && !(city && m.Entry.Kind == "Location") && !r.supported(i, n, m, s) {
			continue
		}
		if m.Role == lexicon.RoleCapital && city {
			continue
		}
		if best.Entry == nil || m.Entry.Kind == "Country" && best.Entry.Kind == "Location" {
			best = m
		}
	}
	// Several bodies with one abbreviation: the country that stands before it decides, then the one the article names.
	if len(matches) > 1 && best.Entry != nil && best.Entry.Kind == "Agency" {
		near := r.countryBefore(i, s)
		for _, m := range matches {
			if m.Entry.Country != "" && m.Entry.Country == near {
				return m
			}
		}
		if best.Role == lexicon.RoleAbbreviation {
			return lexicon.Match{} // unknown whose it is: the article's own "X (ABBR)" decides
		}
	}
	return best
}

// countryBefore is the country named right before token i, with or without 's.
func (r *reader) countryBefore(i int, s lang.Sentence) string {
	k := i - 1
	if k >= s.First && (r.low[k] == "'s" || r.low[k] == "'") {
		k--
	}
	if k >= s.First && r.named[k] >= 0 {
		return r.out.Mentions[r.named[k]].Country
	}
	return ""
}

// supported reports whether the words around a doubtful name speak for it: a place after a preposition of place, after another
// place, or before the region or the country that it is in.
func (r *reader) supported(i, n int, m lexicon.Match, s lang.Sentence) bool {
	if m.Entry.Kind == "Agency" && strings.HasPrefix(m.Entry.Name, r.clean(i, i+n)+" of ") { // many countries have a National Security Agency
		return m.Entry.Country == r.countryBefore(i, s)
	}
	if m.Entry.Kind != "Location" && m.Entry.Kind != "Country" {
		return i > s.First
	}
	e := i + n
	if r.is(e, s, ",") && e+1 < s.Last && r.caps[e+1] {
		if _, in := r.lookup(e+1, s); len(in) > 0 && (in[0].Entry.ID == m.Entry.Country || in[len(in)-1].Entry.ID == m.Entry.Parent) {
			return true
		}
	}
	if e < s.Last && r.caps[e] {
		return false
	}
	k := i - 1
	if r.is(k, s, "the") {
		k--
	}
	if r.is(k, s, "in", "near", "to", "from", "at", "around", "outside", "into", "towards", "toward") {
		return true
	}
	if r.is(k, s, "and", "or", ",") && k > s.First && r.named[k-1] >= 0 && r.out.Mentions[r.named[k-1]].Type == "Location" {
		return true
	}
	return m.Entry.Kind == "Country" && n == 1 && m.Role != lexicon.RoleDemonym && m.Role != lexicon.RoleCapital && !r.borne[r.low[i]]
}

// ofCountry records a country's name, and the contingent or the institution that it opens.
func (r *reader) ofCountry(i, n int, m lexicon.Match, others []lexicon.Match, s lang.Sentence) int {
	r.noteEntry(i, n, m, others)
	e := i + n
	if m.Role == lexicon.RoleCapital && e < s.Last && r.caps[e] {
		return n
	}
	k := e
	if k < s.Last && r.low[k] == "'s" {
		k++
	}
	for _, w := range institutions {
		if k+len(w) <= s.Last && r.wordsAt(k, w) && !bodyOnly[w[0]] {
			if k+len(w) < s.Last && (len(w) == 1 && r.forceOrGoods(k+1) || r.attributive(k+len(w), s)) {
				break
			}
			start := i
			if k > e {
				start = k // "Ukraine's military intelligence": named with its country all the same
			}
			name := r.clean(start, k+len(w))
			if k > e {
				name = r.clean(i, e) + " " + name
			}
			r.note(Mention{Same: -1, Range: Range{i, k + len(w)}, Type: "Agency", Name: name, Country: m.Entry.ID})
			return k + len(w) - i
		}
	}
	if adjective := m.Role == lexicon.RoleDemonym || strings.ToUpper(r.doc.Surface[i]) == r.doc.Surface[i] || e > i+1; k == e && m.Role != lexicon.RoleCapital {
		if h, ok := r.contingent(e, s); ok && (adjective || h == e) {
			r.note(Mention{Same: -1, Range: Range{i, h + 1}, Type: "Unit", Name: r.clean(i, h+1), Country: m.Entry.ID})
			return h + 1 - i
		}
	}
	return n
}

// attributive reports whether token i is a noun that makes an adjective of the body before it: "Russian military uniforms".
func (r *reader) attributive(i int, s lang.Sentence) bool {
	return i < s.Last && headedByBody[r.low[i]] && !r.caps[i]
}

var headedByBody = set(`official officials officer officers sources source aid equipment support supplies infrastructure hardware personnel chief spokesman
	reports report assistance operations leaders gear training uniforms analysts base bases cooperation intervention presence exercises action aircraft
	vehicles units positions resources campaign might power strikes attacks offensive operation goods convoy convoys`)

// contingent is the head noun of a force at or shortly after token e, with only small words between: "combat troops".
func (r *reader) contingent(e int, s lang.Sentence) (int, bool) {
	for k := e; k < s.Last && k < e+3; k++ {
		w := r.low[k]
		if r.doc.Tokens[k].Kind != lang.Word || r.caps[k] || determiners[w] || prepositions[w] || conjunctions[w] || auxiliaries[w] || modals[w] || w == "to" {
			return 0, false
		}
		if v, ok := vocabulary.forms[w]; ok && v.form&(gerund|finite) != 0 && !vocabulary.nounish(w) {
			if _, _, noun := r.lex.ForceNoun(w); !noun {
				return 0, false
			}
		}
		if _, c, ok := r.lex.ForceNoun(r.low[k]); ok && c != "platform" {
			for k+1 < s.Last {
				if _, _, more := r.lex.ForceNoun(r.low[k+1]); !more {
					break
				}
				k++
			}
			return k, true
		}
	}
	return 0, false
}

// title is the length in tokens of the title at token i, where a capitalised name follows it.
func (r *reader) title(i int, s lang.Sentence) int {
	n, _ := r.lex.Title(r.doc.Surface[i:min(s.Last, i+8)])
	if n > 0 && i+n < s.Last && r.caps[i+n] && r.doc.Tokens[i+n].Kind == lang.Word {
		return n
	}
	return 0
}

// person records the person whose title is the t tokens at i.
func (r *reader) person(i, t int, s lang.Sentence) int {
	start := i + t
	if n, m := r.lookup(start, s); n > 0 {
		if x := r.choose(start, n, m, s); x.Entry != nil && (x.Entry.Kind == "Leader" || x.Entry.Kind == "Person") {
			r.noteEntry(start, n, x, m)
			r.out.Mentions[len(r.out.Mentions)-1].Title = strings.ToLower(r.doc.Span(i, start))
			return t + n
		} else if x.Entry != nil && x.Entry.Kind == "Country" && x.Role != lexicon.RoleDemonym && (n > 1 || r.is(start-1, s, "of", "for", "the") || !r.opensPerson(start, r.run(start, s), s)) {
			return t
		}
	}
	if more := r.title(start, s); more > 0 { // Deputy Foreign Minister, Lt. Gen.
		return r.person(i, t+more, s)
	}
	e := r.run(start, s)
	if e == start {
		return t
	}
	e = min(e, start+4)
	_, c := r.lex.Title(r.doc.Surface[i : i+t])
	kind := "Person"
	if c == "leader-office" || c == "rank" && commands(r.low[i:i+t]) && !r.spokesman(e, s) {
		kind = "Leader"
	}
	r.note(Mention{Same: -1, Range: Range{start, e}, Type: kind, Name: r.clean(start, e), Title: strings.ToLower(r.doc.Span(i, i+t))})
	return e - i
}

// peoples is the end of a force named by a people or an allegiance: "Kurdish fighters", "pro-Russian separatists",
// "Iranian-backed militias"; i when there is none.
func (r *reader) peoples(i, run int, s lang.Sentence) int {
	w := r.doc.Surface[i]
	allegiance := strings.HasPrefix(w, "pro-") || strings.HasSuffix(w, "-backed") || strings.HasSuffix(w, "-led") || strings.HasSuffix(w, "-allied") || strings.HasSuffix(w, "-aligned")
	adjective := false
	for _, end := range []string{"ish", "ian", "ese", "ic", "ite", "an", "i"} {
		adjective = adjective || strings.HasSuffix(w, end)
	}
	if run > i+1 || !allegiance && (!adjective || i == s.First && closedWord(r.low[i])) {
		return i
	}
	for k := i + 1; k < s.Last && k < i+3; k++ {
		if _, c, ok := r.lex.ForceNoun(r.low[k]); ok && c != "platform" && !r.caps[k] {
			return k + 1
		}
		if v, ok := vocabulary.forms[r.low[k]]; ok && v.form&finite != 0 || closedWord(r.low[k]) {
			return i
		}
	}
	return i
}

// commands reports whether a rank is one of those who lead forces: generals and admirals.
func commands(title []string) bool {
	for _, w := range title {
		switch strings.TrimSuffix(w, ".") {
		case "gen", "general", "adm", "admiral", "marshal":
			return true
		}
	}
	return false
}

// spokesman reports whether an apposition at token e says that the person speaks for somebody.
func (r *reader) spokesman(e int, s lang.Sentence) bool {
	if !r.is(e, s, ",") {
		return false
	}
	for k := e + 1; k < s.Last && k < e+7 && r.low[k] != ","; k++ {
		if strings.HasPrefix(r.low[k], "spokes") {
			return true
		}
	}
	return false
}

// unknown records a capitalised run that no list and no head noun explains, where its form or its surroundings tell what it
// is: a person (two or three names, the first a given name, or an apposition that says so), a place after "near".
func (r *reader) unknown(i, run int, s lang.Sentence) int {
	n := run - i
	if n == 0 {
		return 0
	}
	if s.Heading {
		return 0
	}
	if e := r.peoples(i, run, s); e > run {
		r.note(Mention{Same: -1, Range: Range{i, e}, Type: "Unit", Name: r.clean(i, e)})
		return e - i
	}
	if n == 1 && i > s.First && r.is(i-1, s, "near", "outside") {
		r.note(Mention{Same: -1, Range: Range{i, run}, Type: "Location", Name: r.clean(i, run)})
		return n
	}
	kind := r.setting(i, run, s)
	if kind == "Location" || kind == "Organization" {
		r.note(Mention{Same: -1, Range: Range{i, run}, Type: kind, Name: r.clean(i, run)})
		return n
	}
	if n < 2 || n > 4 {
		return 0
	}
	for k := i; k < run; k++ {
		if strings.ToUpper(r.doc.Surface[k]) == r.doc.Surface[k] && len(r.low[k]) > 2 || closedWord(r.low[k]) || r.isMonth(k) || timeNouns[r.low[k]] {
			return 0
		}
	}
	if k := i - 1; k > s.First+1 && r.named[k] >= 0 && prepositions[r.low[k-1]] && (personNouns[r.low[k-2]] || delegates[r.low[k-2]]) {
		r.note(Mention{Same: -1, Range: Range{i, run}, Type: "Person", Name: r.clean(i, run)})
		return n
	}
	if kind != "" {
		r.note(Mention{Same: -1, Range: Range{i, run}, Type: kind, Name: r.clean(i, run)})
		return n
	}
	if r.isGiven(r.low[i]) || r.appositionOfPerson(run, s) || r.speaks(i, run, s) || i > s.First && personNouns[r.low[i-1]] {
		r.note(Mention{Same: -1, Range: Range{i, run}, Type: "Person", Name: r.clean(i, run)})
		return n
	}
	return 0
}

// closedWord reports whether a capitalised word is only the first of a sentence.
func closedWord(w string) bool {
	return determiners[w] || prepositions[w] || conjunctions[w] || subordinators[w] || adverbs[w] || pronouns[w] || auxiliaries[w] || modals[w]
}

// given reports whether a word is the first name of somebody in the lexicon.
func (r *reader) isGiven(low string) bool { return r.given[low] }

// personNouns stand before a name: "analyst John Smith".
var personNouns = set("analyst spokesman spokeswoman spokesperson correspondent reporter lawmaker minister ambassador envoy expert professor director editor author researcher fellow commander leader chief president chairman chairwoman head deputy secretary senator adviser advisor founder veteran journalist aide official attorney governor mayor negotiator")

// appositionOfPerson reports whether ", a spokesman ..." follows.
func (r *reader) appositionOfPerson(e int, s lang.Sentence) bool {
	if !r.is(e, s, ",") {
		return false
	}
	if r.is(e+1, s, "of") && r.is(e+2, s, "the") { // "Kaas, of the Centre for Defence Studies,"
		return true
	}
	for k := e + 1; k < s.Last && k < e+9; k++ {
		if personNouns[r.low[k]] || r.low[k] == "who" && k == e+1 {
			return true
		}
		if r.low[k] == "," {
			return false
		}
	}
	return false
}

// speaks reports whether a verb of saying stands right before or behind the name.
func (r *reader) speaks(i, e int, s lang.Sentence) bool {
	for _, k := range []int{i - 1, e, e + 1} {
		if k < s.First || k >= s.Last {
			continue
		}
		if k == e+1 && r.low[e] != "has" && r.low[e] != "had" && r.low[e] != "also" && r.low[e] != "later" {
			continue
		}
		if v, ok := vocabulary.forms[r.low[k]]; ok && v.form&finite != 0 {
			if c := vocabulary.cues[v.lemma]; c != nil && c.statement && strings.Contains(c.frames, "q") {
				return true
			}
		}
	}
	return false
}

// clean is the text of the tokens without a final 's and with white space made single.
func (r *reader) clean(f, l int) string {
	for l > f && (r.low[l-1] == "'s" || r.low[l-1] == "'") {
		l--
	}
	return strings.Join(strings.Fields(r.doc.Span(f, l)), " ")
}

// home is the country that an entry is or belongs to.
func home(e *lexicon.Entry) string {
	if e.Kind == "Country" {
		return e.ID
	}
	return e.Country
}

// noteMatch records a lexicon name at token i.
func (r *reader) noteMatch(i, n int, matches []lexicon.Match, s lang.Sentence) {
	if m := r.choose(i, n, matches, s); m.Entry != nil {
		r.noteEntry(i, n, m, matches)
	}
}

func (r *reader) noteEntry(i, n int, m lexicon.Match, others []lexicon.Match) {
	r.note(Mention{Same: -1, Range: Range{i, i + n}, Type: m.Entry.Kind, Name: m.Entry.Name, Entry: m.Entry, Country: home(m.Entry),
		Demonym: m.Role == lexicon.RoleDemonym, Capital: m.Role == lexicon.RoleCapital, Others: others})
}

// note records a mention. A wider one may be recorded after the one it holds.
func (r *reader) note(m Mention) {
	for k := m.First; k < m.Last; k++ {
		if r.named[k] < 0 || !m.Covers(r.out.Mentions[r.named[k]].Range) {
			r.named[k] = len(r.out.Mentions)
		}
	}
	r.out.Mentions = append(r.out.Mentions, m)
}

// abbreviations ties "(NIS)" to the name before it.
func (r *reader) abbreviations() {
	for i := range r.out.Mentions {
		m := &r.out.Mentions[i]
		e := m.Last
		if e+2 < len(r.low) && r.low[e] == "(" && r.low[e+2] == ")" {
			a := r.doc.Surface[e+1]
			if len(a) >= 2 && len(a) <= 8 && strings.ToUpper(a) == a && r.doc.Tokens[e+1].Kind == lang.Word {
				m.Abbrev = a
				if r.named[e+1] < 0 || r.out.Mentions[r.named[e+1]].Entry == nil || m.Entry == nil {
					r.named[e+1] = i
				}
			}
		}
	}
}

// familyFirst are family names that Korean, Chinese and Vietnamese names open with.
var familyFirst = set("Kim Lee Park Choi Jeong Moon Yoon Cho Kang Roh Ri Pak Choe Hwang Xi Li Wang Zhang Liu Chen Yang Wu Zhao Zhou Hu Jiang Deng Mao Wen Dong Wei Lin Tsai Lai Ma Nguyen Tran Pham Vo")

// outletWords are last words of outlets' names by which articles call them: the Times.
var outletWords = set("times post journal monitor herald guardian tribune telegraph standard independent star news")

// class2 is one word for the types that name people and one for those that name bodies.
func class2(t string) string {
	switch t {
	case "Leader", "Person":
		return "person"
	case "Agency", "Organization":
		return "body"
	}
	return t
}

// repeats finds the places where a name comes back shorter: a person's last name, a body's abbreviation.
func (r *reader) repeats() {
	short := map[string]int{}    // mention that a short name repeats, counted from 1
	people := map[string][]int{} // those whose last name it is, in the order of the text
	bears := map[bearer]bool{}
	for i, m := range r.out.Mentions {
		switch {
		case m.Abbrev != "":
			short[m.Abbrev] = i + 1
		case m.Entry != nil && m.Entry.Outlet && m.Last-m.First > 1 && r.caps[m.Last-1]:
			if last := r.doc.Surface[m.Last-1]; outletWords[strings.ToLower(last)] && short[last] == 0 {
				short[last] = i + 1
			}
		case m.Type == "Leader" || m.Type == "Person":
			f := strings.Fields(m.Name)
			if m.Entry != nil {
				f = strings.Fields(r.clean(m.First, m.Last))
			}
			if len(f) < 2 {
				continue
			}
			last := f[len(f)-1]
			if len(last) > 2 {
				people[last] = append(people[last], i)
				bears[bearer{last, m.Entry}] = true
			}
			if familyFirst[f[0]] && f[0] != last {
				people[f[0]] = append(people[f[0]], i)
				bears[bearer{f[0], m.Entry}] = true
			}
		}
	}
	places := r.standsForPlace(people)
	// A last name alone is that of somebody the article names in full, whoever else bears it.
	for i := range r.out.Mentions {
		m := &r.out.Mentions[i]
		one := m.Last-m.First == 1 || m.Last-m.First == 2 && r.low[m.First] == "the"
		word := r.doc.Surface[m.Last-1]
		k := r.repeated(word, m.First, short, people)
		if !one || k == 0 || k-1 == i || m.Entry == nil || r.out.Mentions[k-1].Entry == m.Entry || bears[bearer{word, m.Entry}] {
			continue
		}
		of := r.out.Mentions[k-1]
		person := class2(of.Type) == "person" && (m.Type == "Location" && !r.ofState(m) || r.ofState(m) && of.First < m.First && !places[word])
		if (class2(of.Type) == class2(m.Type) || person) && of.Last-of.First > 1 {
			m.Same, m.Entry, m.Name, m.Type, m.Country = k-1, nil, of.Name, of.Type, of.Country
		}
	}
	for _, s := range r.doc.Sentences {
		for i := s.First; i < s.Last; i++ {
			if r.named[i] >= 0 || r.doc.Tokens[i].Kind != lang.Word {
				continue
			}
			if k := r.repeated(r.doc.Surface[i], i, short, people); k > 0 {
				of := r.out.Mentions[k-1]
				r.note(Mention{Range: Range{i, i + 1}, Type: of.Type, Name: of.Name, Country: of.Country, Same: k - 1})
			}
		}
	}
}
