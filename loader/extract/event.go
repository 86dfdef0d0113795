package extract

import (
	"strings"

	"github.com/whosaid/whosaid/loader/lang"
)

// occurrence is one event of moving forces or passing things on, with its roles as places in the text.
type occurrence struct {
	at        int // the trigger
	predicate string
	subject   Role
	object    Role
	item      Role
	amount    *Amount
	future    bool // will, plans to, is set to
	hedged    bool // may, could, appears to, reportedly
	negated   bool
	bare      bool  // an infinitive or a gerund without a subject: whoever says it
	span      Range // from the first role to the last
}

// occurrencesIn finds the events whose trigger stands inside the tokens [f, l) of a sentence.
func (r *reader) occurrencesIn(f, l int, s lang.Sentence) []occurrence {
	var out []occurrence
	for v := f; v < l; v++ {
		switch r.class[v] {
		case verb:
			if e := vocabulary.events[r.lemma[v]]; e != nil {
				if o, ok := r.verbEvent(v, e, s); ok {
					out = append(out, o)
				}
			}
		case aux:
			if o, ok := r.standing(v, s); ok {
				out = append(out, o)
			}
		case noun:
			if r.low[v] == "number" || r.low[v] == "numbers" {
				if o, ok := r.present(v, s); ok {
					out = append(out, o)
				}
			}
			if k, ok := eventNouns[r.low[v]]; ok && r.amount[v] < 0 {
				o, ok := r.nounEvent(v, k, s)
				if !ok {
					o, ok = r.again(v, k, s)
				}
				if ok {
					out = append(out, o)
				}
			}
			if givers[r.low[v]] {
				if o, ok := r.giver(v, s); ok {
					out = append(out, o)
				}
			}
		}
	}
	for i := range out {
		o := &out[i]
		if o.predicate != "supplies" {
			continue
		}
		if o.amount == nil {
			o.amount = r.worth(o.at, f, l)
		}
		if o.object.Missing() && !o.subject.Missing() {
			o.object = r.unsaid(o, s)
		}
	}
	return out
}

// unsaid is who receives what a sentence says is passed on too ("Norway will also send launchers"), or where it points back at the
// goods ("the weapons will be provided by"): whoever the sentences before name.
func (r *reader) unsaid(o *occurrence, s lang.Sentence) Role {
	const reach = 3 // sentences
	before, ok := r.recent["supplies"]
	if !ok || r.sent[o.at]-before.sentence > reach || before.object.same(o.subject) || before.object.Country != "" && before.object.Country == r.countryOf(o.subject) {
		return None
	}
	if !o.item.Missing() && r.is(o.item.Range.First-1, s, "the", "these", "those") {
		return before.object
	}
	for k := s.First; k < s.Last; k++ {
		switch r.low[k] {
		case "also", "too", "another", "additional", "further":
			return before.object
		}
	}
	return None
}

// worth is the sum of money nearest to token at inside [f, l), within a clause's length: what a supply without a count is worth.
func (r *reader) worth(at, f, l int) *Amount {
	const reach = 16
	var best *Amount
	near := reach
	for i := range r.out.Quantities {
		q := &r.out.Quantities[i]
		if q.First < f || q.Last > l || !isMoney(q.Unit) || q.First > f+1 && r.low[q.First-1] == "(" && r.amount[q.First-2] >= 0 { // "5 trillion won ($3.5 billion)"
			continue
		}
		if d := max(q.First-at, at-q.Last, 0); d < near {
			best, near = q, d
		}
	}
	return best
}

// eventNouns name an event; the value is the reading of the verb they belong to.
var eventNouns = map[string]string{"deployment": "place", "deployments": "place", "delivery": "give", "deliveries": "give", "shipment": "give", "shipments": "give",
	"supply": "give", "supplies": "give", "flow": "give", "flows": "give", "provision": "give", "donation": "give", "donations": "give", "handover": "give", "transfer": "give", "transfers": "give", "sale": "give", "sales": "give", "export": "give", "exports": "give", "arrival": "move", "dispatch": "place", "package": "give", "presence": "place", "movement": "place", "buildup": "place", "build-up": "place"}

// theme is what a noun phrase is, as far as an event cares.
type theme struct {
	Range
	force   bool
	goods   bool
	money   bool
	country string // the state it belongs to
	amount  *Amount
	mention int // of a unit or a materiel; -1
}

// themeOf reads a noun phrase as what is moved or passed on.
func (r *reader) themeOf(p Range) theme {
	t := theme{Range: p, mention: -1}
	if p.Empty() {
		return t
	}
	head := p.Last
	for i := p.First; i < p.Last; i++ {
		if r.class[i] == prep && r.low[i] != "of" && i > p.First {
			head = i
			break
		}
	}
	for i := p.First; i < head; i++ {
		if m := r.named[i]; m >= 0 {
			x := r.out.Mentions[m]
			switch x.Type {
			case "Unit":
				t.force, t.mention = true, m
				t.country = first(t.country, x.Country)
			case "Materiel":
				t.goods, t.mention = true, m
			case "Country":
				if x.Demonym || i+1 < p.Last && (r.low[i+1] == "'s" || r.class[i+1] == noun) {
					t.country = first(t.country, x.Country)
				}
			}
		}
		if a := r.amount[i]; a >= 0 && t.amount == nil {
			t.amount = &r.out.Quantities[a]
			t.money = isMoney(t.amount.Unit)
		}
		if r.modifies(i, head) {
			continue
		}
		if _, c, ok := r.lex.ForceNoun(r.low[i]); ok && r.named[i] < 0 {
			t.force = t.force || c != "platform"
			t.goods = t.goods || c == "platform"
		}
		if r.goodsNoun(i, p.First) {
			t.goods = true
		}
	}
	if t.amount == nil { // "eight million 122-mm and 152-mm shells", of which the phrase is the end
		for i := range r.out.Quantities {
			if q := &r.out.Quantities[i]; q.Noun >= p.First && q.Noun < head && q.Last <= p.First {
				t.amount = q
			}
		}
	}
	if t.amount == nil {
		t.amount = r.single(p)
	}
	if !t.force && !t.goods && t.mention < 0 && head > p.First+1 && militaryNouns[r.low[head-1]] {
		for i := p.First; i < head-1; i++ {
			t.goods = t.goods || militaryWords[r.low[i]]
		}
	}
	if t.force && t.goods { // "military supplies of the troops": the head decides
		for i := head - 1; i >= p.First; i-- {
			if r.goodsNoun(i, p.First) {
				t.force = false
				break
			}
			if _, c, ok := r.lex.ForceNoun(r.low[i]); ok {
				t.goods = c == "platform"
				break
			}
		}
	}
	return t
}

// modifies reports whether token i of a phrase that ends at last only says which kind of doing or of people the noun behind it
// is: "bomber patrols" are no bombers, "arms dealers" no arms.
func (r *reader) modifies(i, last int) bool {
	for i++; i < last && r.class[i] == noun && !r.forceOrGoods(i); i++ {
		w := r.low[i]
		if r.named[i] < 0 && (doings[w] || r.lex.Agent(strings.TrimSuffix(w, "s")) || strings.HasSuffix(w, "ers") || strings.HasSuffix(w, "ors")) {
			return true
		}
	}
	return false
}

// doings are what forces and weapons do or have done to them, where no force and no weapon changes place for good.
var doings = set("patrol patrols flight flights sortie sorties exercise exercises drill drills manoeuvre manoeuvres maneuver maneuvers test tests launch launches strike strikes attack attacks raid raids fire barrage barrages movement movements withdrawal withdrawals casualties losses morale training talks deal deals programme program programmes programs ban embargo")

// single is the quantity of one that an article says: "a squadron of fighters", "an aircraft carrier"; nil where the phrase is
// of something that is not counted.
func (r *reader) single(p Range) *Amount {
	if w := r.low[p.First]; w != "a" && w != "an" {
		return nil
	}
	head := p.First
	for i := p.First + 1; i < p.Last && (r.class[i] == noun || r.low[i] == "-"); i++ {
		if r.doc.Tokens[i].Kind == lang.Word {
			head = i
		}
	}
	for f := max(p.First+1, head-2); f <= head; f++ { // "air defence system", "battery"
		w := strings.Join(r.low[f:head+1], " ")
		one, class, ok := r.lex.ForceNoun(w)
		if ok = ok && w == one && class != "person"; !ok {
			one, class, ok = r.lex.MaterielNoun(w)
			ok = ok && w == one && (class == "weapon" || class == "vehicle" || class == "aircraft" || class == "ship")
		}
		if ok {
			n := 1.0
			return &Amount{Range: Range{p.First, p.First + 1}, Min: &n, Max: &n, Unit: r.low[head], Noun: head}
		}
	}
	return nil
}

// militaryNouns are goods where one of militaryWords stands before them.
var (
	militaryWords = set("military lethal defensive defence defense weapons arms combat")
	militaryNouns = set("resources gear hardware supplies goods technology capabilities systems package packages assistance support kit materiel stocks components parts uniforms")
)

// goodsNoun reports whether a word for weapons and goods, of up to three words, ends at token i and starts at first or later.
func (r *reader) goodsNoun(i, first int) bool {
	w := r.low[i]
	for n := 0; n < 3; n++ {
		if _, _, ok := r.lex.MaterielNoun(w); ok {
			return true
		}
		if i--; i < first {
			break
		}
		w = r.low[i] + " " + w
	}
	return false
}

func isMoney(unit string) bool { return len(unit) == 3 && strings.ToUpper(unit) == unit }

// verbEvent reads the event whose verb is token v.
func (r *reader) verbEvent(v int, e *event, s lang.Sentence) (occurrence, bool) {
	g := r.groupAt(v, s)
	o := occurrence{at: v, subject: None, object: None, item: None, negated: g.negated}
	r.mood(&o, g, s)
	subject, _ := r.subjectOf(g, s, 0)
	// a participle behind a noun is passive too: "troops sent to Russia"
	reduced := !g.be && !g.perfect && !g.to && g.modal == "" && r.form[v]&participle != 0 && r.form[v]&base == 0 && v+1 < s.Last && (r.class[v+1] == prep || r.low[v+1] == "to") && g.first == v && v > s.First && r.class[v-1] == noun
	passive := g.passive || reduced
	if g.to && g.matrix < 0 && !subject.Empty() && subject.First > s.First && r.class[subject.First-1] == verb && !r.partyLike(subject) && !r.themeOf(subject).force {
		if of, _ := r.subjectOf(r.groupAt(subject.First-1, s), s, 0); r.partyLike(of) { // "Hanwha signed a deal to export"
			subject = of
		}
	}
	if !passive && (g.to && g.matrix < 0 || r.form[v]&gerund != 0 && !g.be) && !r.partyLike(subject) && !r.themeOf(subject).force {
		subject, o.bare = Range{}, true
	}
	var obj Range
	k := v + 1
	for k < s.Last && (r.class[k] == adv || r.class[k] == openMark) {
		k++
	}
	if !passive {
		obj = r.phraseRight(k, s)
		if !obj.Empty() && r.is(obj.Last, s, "and", ",") && !r.partyLike(obj) { // "heavier and more powerful launchers"
			if t := r.themeOf(obj); !t.goods && !t.force && !t.money && t.amount == nil {
				if more := r.phraseRight(obj.Last+1, s); !more.Empty() && r.themeOf(more).goods {
					obj.Last = more.Last
				}
			}
		}
		if m := r.named[max(obj.First, 0)]; !obj.Empty() && m >= 0 && (e.reading == "give" || e.lemma == "send") { // "sold Poland tanks", but "sold US tanks"
			if x := r.out.Mentions[m]; x.Type == "Country" && !x.Demonym && strings.ToUpper(r.doc.Surface[x.First]) != r.doc.Surface[x.First] && x.First == obj.First && x.Last < obj.Last && r.class[x.Last] == noun && r.themeOf(Range{x.Last, obj.Last}).goods {
				obj.Last = x.Last
			}
		}
		if obj.Last > obj.First+1 && manned[r.low[obj.Last-1]] {
			obj.Last--
		}
		if !obj.Empty() {
			k = obj.Last
		}
		if obj.Last == obj.First+1 && pointers[r.low[obj.First]] && e.reading == "give" && r.phraseRight(obj.Last, s).Empty() {
			if p := r.goodsBefore(v, s); !p.Empty() {
				obj = p
			}
		}
	}
	if !passive && obj.Empty() && e.reading != "move" {
		obj = r.antecedent(subject, s)
	}
	for _, p := range []Range{subject, obj} {
		if !p.Empty() && r.low[p.First] == "no" {
			o.negated = true
		}
	}
	rest := Range{k, r.eventEnd(k, s)}
	o.span = Range{min(v, subject.First), rest.Last}
	if subject.Empty() {
		o.span.First = v
	}
	if e.lemma == "fly" && !obj.Empty() && doings[r.low[obj.Last-1]] { // patrols
		return o, false
	}
	switch e.reading {
	case "hand":
		if to := r.handsIn(rest, s); !to.Missing() {
			t := r.themeOf(obj)
			if passive {
				t = r.themeOf(subject)
			}
			o.predicate, o.object, o.item, o.amount = "supplies", to, r.itemOf(t), t.amount
			if passive {
				o.subject = r.agent(rest, t, s)
			} else {
				o.subject = r.party(subject)
			}
			return o, true
		}
	case "place":
		o, ok := r.place(o, e, g, subject, obj, passive, rest, s)
		if crew := r.crew(obj.Last, s); ok && o.amount == nil && crew != nil {
			o.amount = crew
		}
		return o, ok
	case "move":
		o, ok := r.arrive(o, r.themeOf(subject), rest, s)
		if !ok && !obj.Empty() { // "entering Ukraine"
			return r.arriveAt(o, r.themeOf(subject), r.party(obj), obj)
		}
		return o, ok
	case "give":
		return r.give(o, e, subject, obj, passive, rest, s)
	case "arm":
		recipient := obj
		if passive {
			recipient = subject
		}
		with := r.prepIn(rest, s, "with")
		t := r.themeOf(with)
		if !t.goods || recipient.Empty() {
			return o, false
		}
		o.predicate, o.object = "supplies", r.party(recipient)
		o.item, o.amount = r.itemOf(t), t.amount
		if passive {
			o.subject = r.agent(rest, t, s)
		} else {
			o.subject = r.party(subject)
		}
		return o, !o.object.Missing()
	case "take":
		if passive {
			return o, false
		}
		t := r.themeOf(obj)
		if !t.goods && !t.money || !r.partyLike(subject) {
			return o, false
		}
		o.predicate, o.object, o.item, o.amount = "supplies", r.party(subject), r.itemOf(t), t.amount
		if from := r.prepIn(Range{obj.First, rest.Last}, s, "from"); !from.Empty() {
			o.subject = r.party(from)
		} else if t.country != "" {
			o.subject = Role{Mention: -1, Country: t.country}
		}
		return o, !o.subject.Missing() && !o.object.Missing()
	}
	return o, false
}

// handsIn is the party in whose hands something is put.
func (r *reader) handsIn(in Range, s lang.Sentence) Role {
	for i := in.First; i+3 < in.Last; i++ {
		if r.is(i, s, "in", "into") && r.low[i+1] == "the" && r.low[i+2] == "hands" && r.low[i+3] == "of" {
			return r.party(r.phraseRight(i+4, s))
		}
	}
	return None
}

// pointers are pronouns that stand for goods named before: "they need arms, and we are providing those".
var pointers = set("those these them it some")

// goodsBefore is the phrase for goods that stands last before token v of the sentence.
func (r *reader) goodsBefore(v int, s lang.Sentence) Range {
	for k := v - 1; k > s.First; k-- {
		if r.goodsNoun(k, s.First) {
			return r.phraseLeft(k+1, s)
		}
	}
	return Range{}
}

// crew is the quantity of the forces that a participle behind goods at token k names: "batteries manned by 500 soldiers".
func (r *reader) crew(k int, s lang.Sentence) *Amount {
	if k+1 >= s.Last || !manned[r.low[k]] || r.low[k+1] != "by" && r.low[k+1] != "with" {
		return nil
	}
	if t := r.themeOf(r.phraseRight(k+2, s)); t.force {
		return t.amount
	}
	return nil
}

var manned = set("manned crewed operated staffed guarded accompanied")

// antecedent is the noun phrase that an object relative clause hangs on, by the clause's subject: "the missiles that the US sent",
// "the systems the US has sent".
func (r *reader) antecedent(subject Range, s lang.Sentence) Range {
	k := subject.First - 1
	if subject.Empty() || k <= s.First {
		return Range{}
	}
	switch {
	case r.class[k] == sub && (r.low[k] == "that" || r.low[k] == "which"):
		if r.low[k-1] == "," {
			k--
		}
		return r.phraseLeft(k, s)
	case r.class[k] == noun && (r.class[subject.First] == det || r.named[subject.First] >= 0) && r.named[k] != r.named[subject.First]:
		return r.phraseLeft(k+1, s)
	}
	return Range{}
}

// mood reads what the verb group says of the event's reality.
func (r *reader) mood(o *occurrence, g group, s lang.Sentence) {
	for depth := 0; depth < 4; depth++ {
		switch g.modal {
		case "will", "would", "shall", "'ll", "won't", "wouldn't":
			o.future = true
		case "may", "might", "could":
			o.hedged, o.future = true, true
		}
		for k := g.first; k < g.verb; k++ {
			switch r.low[k] {
			case "reportedly", "allegedly", "likely", "possibly", "apparently":
				o.hedged = true
			}
		}
		if k := g.first - 1; !g.to && r.form[g.verb]&gerund != 0 && !g.be && k >= s.First && r.class[k] == verb {
			g = r.groupAt(k, s)
			o.negated = o.negated || g.negated
			continue
		}
		if !g.to || g.matrix < 0 {
			if g.to {
				o.future = true
			}
			return
		}
		switch r.lemma[g.matrix] {
		case "appear", "seem", "believe", "think", "report", "say", "understand", "estimate":
			o.hedged = true
		case "help", "manage", "begin", "start", "continue":
		case "refuse", "decline", "fail":
			o.negated = true
		default:
			o.future = true
		}
		if r.low[g.matrix] == "likely" {
			o.hedged = true
		}
		g = r.groupAt(g.matrix, s)
		o.negated = o.negated || g.negated
	}
}

// eventEnd is where the words that can belong to an event end: the clause's end.
func (r *reader) eventEnd(k int, s lang.Sentence) int {
	for i := k; i < s.Last; i++ {
		switch {
		case r.class[i] == sub && r.low[i] != "where":
			return i
		case r.low[i] == ";" || r.low[i] == "—" || r.low[i] == "--":
			return i
		case r.class[i] == verb && r.form[i]&(finite) != 0 && i > k+1 && r.class[i-1] != prep,
			r.class[i] == verb && r.form[i]&gerund != 0 && i > k && r.low[i-1] == ",":
			return i
		case (r.low[i] == "and" || r.low[i] == "but" || r.low[i] == ",") && i+1 < s.Last && (r.class[i+1] == aux || r.class[i+1] == modal || r.class[i+1] == verb && r.form[i+1]&finite != 0 || r.class[i+1] == pron || r.low[i+1] == "with"):
			return i
		}
	}
	return r.sentenceEnd(s)
}

// prepIn is the noun phrase behind the first of the prepositions in the range.
func (r *reader) prepIn(in Range, s lang.Sentence, preps ...string) Range {
	for i := in.First; i+1 < in.Last; i++ {
		for _, p := range preps {
			if r.low[i] == p && (r.class[i] == prep) {
				if n := r.phraseRight(i+1, s); !n.Empty() {
					return n
				}
			}
		}
	}
	return Range{}
}

var placePreps = set("to into in at near on onto towards toward across inside around outside for from over along")

// placeIn is the most specific place named in the range: a location before a country. A country's adjective counts where
// nothing else stands there ("Russian soil").
func (r *reader) placeIn(in Range, s lang.Sentence) Role {
	var country, adjective = None, None
	for i := in.First; i+1 < in.Last; i++ {
		if r.class[i] != prep || !placePreps[r.low[i]] || r.low[i] == "from" {
			continue
		}
		p := r.phraseRight(i+1, s)
		for k := p.First; k < p.Last; k++ {
			m := r.named[k]
			if m < 0 {
				continue
			}
			x := r.out.Mentions[m]
			switch {
			case x.Type == "Location":
				return Role{Mention: m, Range: x.Range}
			case x.Type == "Country" && x.Demonym && adjective.Missing():
				adjective = Role{Mention: m, Range: x.Range, Country: x.Country}
			case x.Type == "Country" && !x.Demonym && country.Missing() && !(k+1 < len(r.low) && r.low[k+1] == "'s" && r.low[i] == "for"):
				country = Role{Mention: m, Range: x.Range, Country: x.Country}
			}
		}
	}
	if !country.Missing() {
		return country
	}
	if !adjective.Missing() {
		return adjective
	}
	return r.knownPlace(in, s)
}

// knownPlace is the place that "the base", "that region" points back to: the last one named before whose name has the noun, else
// the last place of all; for "the country" the last country.
func (r *reader) knownPlace(in Range, s lang.Sentence) Role {
	for i := in.First; i+2 < in.Last; i++ {
		if r.class[i] != prep || !placePreps[r.low[i]] || r.low[i] == "from" || r.low[i] == "for" || !r.is(i+1, s, "the", "that", "this") || !placeNouns[r.low[i+2]] {
			continue
		}
		if i+3 < in.Last && (r.class[i+3] == noun || r.class[i+3] == poss) {
			continue
		}
		head := r.low[i+2]
		found := None
		for m, x := range r.out.Mentions {
			if x.First >= i {
				continue
			}
			switch {
			case head == "country" && x.Type == "Country" && !x.Demonym,
				head != "country" && x.Type == "Location" && strings.Contains(strings.ToLower(x.Name), head):
				if found.Missing() || x.First > r.out.Mentions[found.Mention].First {
					found = Role{Mention: m, Range: x.Range, Country: x.Country}
				}
			}
		}
		if !found.Missing() {
			return found
		}
	}
	return None
}

// present reads "the number of troops along the border": forces that are in a place, as many as it may be.
func (r *reader) present(v int, s lang.Sentence) (occurrence, bool) {
	o := occurrence{at: v, subject: None, object: None, item: None}
	if !r.is(v+1, s, "of") {
		return o, false
	}
	p := r.phraseRight(v+2, s)
	t := r.themeOf(p)
	if !t.force {
		return o, false
	}
	rest := Range{p.First, r.eventEnd(p.Last, s)}
	o.span = Range{r.simpleLeft(v, s), rest.Last}
	return r.arrive(o, t, rest, s)
}

// placeNouns are common nouns that point back to a place.
var placeNouns = set("base bases country region city town area border province peninsula front island camp airport port airfield airbase facility district")

// place reads verbs that put their object somewhere.
func (r *reader) place(o occurrence, e *event, g group, subject, obj Range, passive bool, rest Range, s lang.Sentence) (occurrence, bool) {
	what := obj
	if passive {
		what = subject
	}
	t := r.themeOf(what)
	if !t.force && !t.goods && t.amount == nil && !t.money {
		// "has sent Ukraine missiles": two objects
		if !passive && r.partyLike(obj) {
			if second := r.themeOf(r.phraseRight(obj.Last, s)); second.goods || second.money {
				o.predicate, o.subject, o.object, o.item, o.amount = "supplies", r.party(subject), r.party(obj), r.itemOf(second), second.amount
				return o, !o.subject.Missing()
			}
		}
		if !passive || what.Empty() || !r.refersToForce(what) {
			return o, false
		}
		t.force = true
	}
	where := r.placeIn(rest, s)
	if where.Missing() {
		where = r.placeIn(what, s)
	}
	stays := e.lemma == "deploy" || e.lemma == "station" || e.lemma == "base" || e.lemma == "field" || e.lemma == "position" || e.lemma == "mass" || e.lemma == "amass" || e.lemma == "concentrate" || e.lemma == "garrison" || e.lemma == "redeploy"
	if t.force && !t.goods || stays || t.amount != nil && !t.goods && !t.money {
		o.predicate, o.object, o.item, o.amount = "deploys_to", where, r.itemOf(t), t.amount
		switch {
		case t.country != "" && r.samePlace(where, r.countryOf(r.party(subject))): // "Germany's decision to deploy US missiles in Germany"
			o.subject = Role{Mention: -1, Country: t.country}
		case !passive && r.partyLike(subject):
			o.subject = r.party(subject)
		case t.country != "":
			o.subject = Role{Mention: -1, Country: t.country}
		case passive:
			o.subject = r.agent(rest, t, s)
		default:
			o.subject = r.party(subject)
		}
		return o, !o.object.Missing()
	}
	// goods that are sent, moved, flown to a party are supplied; to a place they are deployed
	if to := r.party(r.prepIn(rest, s, "to", "for")); to.Mention >= 0 && r.out.Mentions[to.Mention].Type != "Country" && e.lemma != "move" && e.lemma != "relocate" {
		where = to
	}
	if where.Missing() && e.lemma == "send" && (passive || r.partyLike(subject)) {
		o.predicate, o.item, o.amount = "supplies", r.itemOf(t), t.amount
		if passive {
			o.subject = r.agent(rest, t, s)
		} else {
			o.subject = r.party(subject)
		}
		return o, true
	}
	if e.lemma == "move" || e.lemma == "relocate" || where.Missing() {
		if where.Missing() {
			return o, false
		}
		o.predicate = "deploys_to"
	} else if where.Mention >= 0 && r.out.Mentions[where.Mention].Type == "Location" {
		o.predicate = "deploys_to"
	} else {
		o.predicate = "supplies"
	}
	o.object, o.item, o.amount = where, r.itemOf(t), t.amount
	if passive {
		o.subject = r.agent(rest, t, s)
	} else {
		o.subject = r.party(subject)
	}
	return o, true
}

// refersToForce reports whether a phrase points back at forces: "they", "these", "more".
func (r *reader) refersToForce(p Range) bool {
	w := r.low[p.Last-1]
	return w == "they" || w == "these" || w == "more"
}

// arrive reads forces that go to a place, or are in one.
func (r *reader) arrive(o occurrence, t theme, rest Range, s lang.Sentence) (occurrence, bool) {
	if !t.force && t.country == "" && (t.goods || t.money) { // "arms worth a billion will head to the Ukrainian front"
		to := r.prepIn(rest, s, "to", "for", "into")
		if o.object = r.party(to); o.object.Missing() {
			o.object = r.placeIn(rest, s)
		}
		o.predicate, o.item, o.amount = "supplies", r.itemOf(t), t.amount
		o.subject = r.party(r.prepIn(rest, s, "from"))
		return o, !o.object.Missing()
	}
	if !t.force && !(t.goods && t.country != "") {
		return o, false
	}
	o.predicate, o.object = "deploys_to", r.placeIn(rest, s)
	if from := r.party(r.prepIn(rest, s, "from")); t.country == "" && from.Mention >= 0 && r.out.Mentions[from.Mention].Type == "Country" {
		t.country = r.countryOf(from)
		if o.object.Missing() {
			o.item, o.amount, o.subject = r.itemOf(t), t.amount, from
			return o, true
		}
	}
	if o.object.Missing() || r.samePlace(o.object, t.country) {
		return o, false
	}
	o.item, o.amount = r.itemOf(t), t.amount
	if t.country != "" {
		o.subject = Role{Mention: -1, Country: t.country}
	}
	return o, true
}

// arriveAt reads forces that enter a place, the verb's object.
func (r *reader) arriveAt(o occurrence, t theme, party Role, obj Range) (occurrence, bool) {
	if !t.force && !(t.goods && t.country != "") {
		return o, false
	}
	o.predicate, o.object, o.item, o.amount = "deploys_to", None, r.itemOf(t), t.amount
	for k := obj.First; k < obj.Last; k++ {
		if m := r.named[k]; m >= 0 && r.out.Mentions[m].Type == "Location" {
			o.object = Role{Mention: m, Range: r.out.Mentions[m].Range}
		}
	}
	if o.object.Missing() && party.Mention >= 0 && r.out.Mentions[party.Mention].Type == "Country" {
		o.object = party
	}
	if t.country != "" {
		o.subject = Role{Mention: -1, Country: t.country}
	}
	return o, !o.object.Missing() && !r.samePlace(o.object, t.country)
}

// samePlace reports whether a role is the country itself: an army at home is no deployment.
func (r *reader) samePlace(o Role, country string) bool { return country != "" && o.Country == country }

// standing reads "X troops are in Y" and "X has N troops in Y".
func (r *reader) standing(v int, s lang.Sentence) (occurrence, bool) {
	o := occurrence{at: v, subject: None, object: None, item: None}
	w := r.low[v]
	has := w == "has" || w == "have" || w == "had"
	k := v + 1
	for k < s.Last && r.class[k] == adv {
		o.negated = o.negated || negations[r.low[k]]
		k++
	}
	if k >= s.Last || r.class[k] == verb || r.class[k] == aux {
		return o, false
	}
	g := r.groupAt(v, s)
	g.verb = v
	r.mood(&o, g, s)
	subject, _ := r.subjectOf(g, s, 0)
	if !has && r.is(v+1, s, "there", "here") {
		return r.there(o, subject, Range{v, k}, s)
	}
	if has {
		obj := r.phraseRight(k, s)
		t := r.themeOf(obj)
		if !t.force && !(t.goods && t.amount != nil) || !r.partyLike(subject) {
			return o, false
		}
		rest := Range{k, r.eventEnd(obj.Last, s)}
		o.predicate, o.subject, o.object, o.item, o.amount = "deploys_to", r.party(subject), r.placeIn(rest, s), r.itemOf(t), t.amount
		o.span = Range{min(subject.First, v), rest.Last}
		return o, !o.object.Missing() && !r.samePlace(o.object, r.countryOf(o.subject))
	}
	if r.class[k] != prep || w == "be" || w == "been" {
		return o, false
	}
	rest := Range{k, r.eventEnd(k, s)}
	o.span = Range{min(subject.First, v), rest.Last}
	return r.arrive(o, r.themeOf(subject), rest, s)
}

// there reads a bare number of forces in a place that the sentence before names: "Close to 12,000 are there now."
func (r *reader) there(o occurrence, subject, rest Range, s lang.Sentence) (occurrence, bool) {
	before, ok := r.recent["deploys_to"]
	t := r.themeOf(subject)
	if !ok || r.sent[o.at]-before.sentence > 1 || t.amount == nil || t.amount.Noun >= 0 || t.money {
		return o, false
	}
	o.predicate, o.subject, o.object, o.item, o.amount = "deploys_to", before.subject, before.object, before.item, t.amount
	o.span = Range{subject.First, rest.Last}
	return o, true
}

// give reads verbs that pass their object to a party.
func (r *reader) give(o occurrence, e *event, subject, obj Range, passive bool, rest Range, s lang.Sentence) (occurrence, bool) {
	o.predicate = "supplies"
	what := obj
	if passive {
		what = subject
	}
	t := r.themeOf(what)
	if !t.goods && !t.money {
		// "supply Russia with shells", "give Ukraine tanks", "is supplied with"
		if !r.partyLike(what) {
			return o, false
		}
		second := r.themeOf(r.prepIn(rest, s, "with"))
		if !second.goods && !second.money && !passive {
			second = r.themeOf(r.phraseRight(what.Last, s))
		}
		if !second.goods && !second.money {
			return o, false
		}
		o.object, o.item, o.amount = r.party(what), r.itemOf(second), second.amount
		if passive {
			o.subject = r.agent(rest, second, s)
		} else {
			o.subject = r.party(subject)
		}
		return o, !o.object.Missing()
	}
	o.item, o.amount = r.itemOf(t), t.amount
	for in := rest; o.object.Missing() && in.First < in.Last; { // "for" may open a purpose before the receiver comes
		to := r.prepIn(in, s, "to", "for")
		if to.Empty() {
			break
		}
		o.object = r.party(to)
		in.First = to.Last
	}
	if o.object.Missing() { // "missiles for Ukrainian aircraft", inside the object
		o.object = r.partyInside(what, s)
	}
	if passive {
		o.subject = r.agent(rest, t, s)
	} else {
		o.subject = r.party(subject)
	}
	return o, e.lemma != "smuggle" || !o.object.Missing()
}

// partyInside is the party behind "to" or "for" inside a phrase.
func (r *reader) partyInside(p Range, s lang.Sentence) Role {
	if in := r.prepIn(p, s, "to", "for"); !in.Empty() {
		return r.party(in)
	}
	return None
}

// nounEvent reads "the deployment of 12,000 soldiers to Kursk", "arms deliveries to Kyiv".
func (r *reader) nounEvent(v int, reading string, s lang.Sentence) (occurrence, bool) {
	o := occurrence{at: v, subject: None, object: None, item: None}
	left := r.simpleLeft(v, s)
	if left > s.First+1 && r.class[left-1] == openMark { // France's “quiet deployment”
		left = r.simpleLeft(left-1, s)
	}
	rest := Range{v + 1, r.eventEnd(v+1, s)}
	o.span = Range{left, rest.Last}
	t := theme{mention: -1}
	of := v + 1
	if of < s.Last && r.class[of] == closeMark { // “episodic deployments” of missiles
		of++
	}
	if r.is(of, s, "of") {
		t = r.themeOf(r.phraseRight(of+1, s))
	}
	if !t.force && !t.goods && !t.money {
		t = r.themeOf(Range{left, v})
	}
	if !t.force && !t.goods && !t.money {
		return o, false
	}
	// the owner: "North Korea's supply", "Russian deliveries", "the ministry's package", "Biden's signing of a package"
	o.subject = r.owner(left, v, true)
	if o.subject.Missing() && left > s.First+2 && r.low[left-1] == "of" && approvals[r.low[left-2]] {
		o.subject = r.owner(r.simpleLeft(left-1, s), left-1, false)
	}
	if o.subject.Missing() && t.country != "" {
		o.subject = Role{Mention: -1, Country: t.country}
	}
	if o.subject.Missing() && left > s.First && r.class[left-1] == verb && !r.groupAt(left-1, s).passive && carries[r.lemma[left-1]] {
		if subject, _ := r.subjectOf(r.groupAt(left-1, s), s, 0); r.partyLike(subject) {
			o.subject = r.party(subject)
		}
	}
	if by := r.prepIn(rest, s, "by", "from"); o.subject.Missing() && !by.Empty() {
		o.subject = r.party(by)
	}
	o.item, o.amount = r.itemOf(t), t.amount
	if reading == "give" && !t.force {
		o.predicate = "supplies"
		o.object = r.party(r.prepIn(rest, s, "to", "for"))
	} else {
		o.predicate = "deploys_to"
		o.object = r.placeIn(rest, s)
	}
	return o, !o.object.Missing() && !o.subject.Missing()
}

// owner is who the tokens [f, l) of a noun phrase name as an owner; with adjectives, also by the adjective of a state.
func (r *reader) owner(f, l int, adjectives bool) Role {
	for k := f; k < l; k++ {
		m := r.named[k]
		if m < 0 {
			continue
		}
		x := r.out.Mentions[m]
		owns := x.Last < len(r.low) && r.class[x.Last] == poss
		switch x.Type {
		case "Country":
			if owns || adjectives {
				return Role{Mention: -1, Country: x.Country}
			}
		case "Agency", "Organization", "Unit", "Leader", "Person":
			if owns {
				return Role{Mention: m, Range: x.Range, Country: x.Country}
			}
		}
	}
	return None
}

// approvals are what the owner of does to a package or a sale: "Biden's signing of a package".
var approvals = set("signing signature approval announcement authorisation authorization passage unveiling endorsement release")

// givers are nouns for who passes things on: "South Korea has become Poland's main supplier of tanks".
var givers = set("supplier suppliers provider providers donor donors")

// giver reads a noun for a giver as the complement of a verb: its owner, or who stands behind "to", receives.
func (r *reader) giver(v int, s lang.Sentence) (occurrence, bool) {
	o := occurrence{at: v, predicate: "supplies", subject: None, object: None, item: None}
	left := r.simpleLeft(v, s)
	rest := Range{v + 1, r.eventEnd(v+1, s)}
	t := theme{mention: -1}
	if r.is(v+1, s, "of") {
		t = r.themeOf(r.phraseRight(v+2, s))
	}
	if !t.goods {
		t = r.themeOf(Range{left, v})
	}
	k := left - 1
	if k > s.First && r.low[k] == "as" {
		k--
	}
	if !t.goods || k <= s.First || r.class[k] != verb && r.class[k] != aux {
		return o, false
	}
	g := r.groupAt(k, s)
	o.negated = g.negated
	r.mood(&o, g, s)
	subject, _ := r.subjectOf(g, s, 0)
	if !r.partyLike(subject) {
		return o, false
	}
	o.subject, o.object = r.party(subject), r.owner(left, v, false)
	if o.object.Missing() {
		o.object = r.party(r.prepIn(rest, s, "to", "for"))
	}
	o.item, o.amount = r.itemOf(t), t.amount
	o.span = Range{min(subject.First, k), rest.Last}
	return o, !o.object.Missing()
}

// again reads a noun that points back at an event of the sentences before: "the delivery could happen at any time", "these
// shipments have included mortars", "has identified two million shells as part of these shipments".
func (r *reader) again(v int, reading string, s lang.Sentence) (occurrence, bool) {
	const reach = 3 // sentences
	o := occurrence{at: v, subject: None, object: None, item: None}
	predicate := "supplies"
	if reading != "give" {
		predicate = "deploys_to"
	}
	before, ok := r.recent[predicate]
	left := r.simpleLeft(v, s)
	si := r.sent[v]
	if !ok || si-before.sentence > reach || !r.is(left, s, "the", "this", "these", "those", "that", "such") {
		return o, false
	}
	o.predicate, o.subject, o.object = predicate, before.subject, before.object
	if left-3 > s.First && r.low[left-1] == "of" && r.low[left-2] == "part" && r.low[left-3] == "as" {
		t := r.themeOf(r.phraseLeft(left-3, s))
		if !t.goods && !t.force {
			return o, false
		}
		o.item, o.amount, o.span = r.itemOf(t), t.amount, Range{t.First, v + 1}
		return o, true
	}
	k := v + 1
	for k < s.Last && r.class[k] == adv {
		k++
	}
	if k >= s.Last || r.class[k] != verb && r.class[k] != aux && r.class[k] != modal {
		return o, false
	}
	main := r.mainVerb(k, s)
	if r.class[main] != verb || !phases[r.lemma[main]] {
		return o, false
	}
	g := r.groupAt(main, s)
	o.negated = g.negated
	r.mood(&o, g, s)
	rest := Range{main + 1, r.eventEnd(main+1, s)}
	o.span = Range{left, rest.Last}
	o.item, o.amount = before.item, nil
	if holds[r.lemma[main]] {
		t := r.themeOf(r.phraseRight(main+1, s))
		if !t.goods && !t.force {
			return o, false
		}
		o.item, o.amount = r.itemOf(t), t.amount
	}
	return o, true
}

// phases are verbs that say how an event goes on, or what it holds.
var (
	holds  = set("include contain comprise consist")
	phases = set("include contain comprise consist begin start happen occur arrive continue resume finish complete end stop take follow remain go")
)

// past is an event that later sentences may point back at.
type past struct {
	sentence              int
	subject, object, item Role
}

// carries are verbs whose subject does what the noun behind them says: "has completed the delivery of".
var carries = set("make complete fulfil fulfill begin start continue resume halt stop suspend approve announce order plan prepare confirm finish speed cancel delay promise")

// agent is who did it in a passive: the by-phrase, or the state that the thing belongs to.
func (r *reader) agent(rest Range, t theme, s lang.Sentence) Role {
	if by := r.prepIn(rest, s, "by"); !by.Empty() && r.partyLike(by) {
		return r.party(by)
	}
	if by := r.prepIn(rest, s, "from"); !by.Empty() && r.partyLike(by) {
		return r.party(by)
	}
	if t.country != "" {
		return Role{Mention: -1, Country: t.country}
	}
	return None
}

// partyLike reports whether a phrase names somebody who can send or receive: a state, a body, a force, a person, a pronoun.
func (r *reader) partyLike(p Range) bool {
	if p.Empty() {
		return false
	}
	if r.class[p.Last-1] == pron {
		return true
	}
	for k := p.First; k < p.Last; k++ {
		if m := r.named[k]; m >= 0 {
			switch r.out.Mentions[m].Type {
			case "Country", "Agency", "Organization", "Unit", "Leader", "Person":
				return true
			}
		}
	}
	return false
}

// party is the role that a phrase fills as sender or receiver. A body or a force stands for its state where it sends; the
// phrase's own mention is kept and resolved later.
func (r *reader) party(p Range) Role {
	if p.Empty() {
		return None
	}
	best := None
	for k := p.First; k < p.Last; k++ {
		if r.class[k] == prep && k > p.First && !best.Missing() {
			break
		}
		m := r.named[k]
		if m < 0 {
			continue
		}
		x := r.out.Mentions[m]
		role := Role{Mention: m, Range: x.Range, Country: x.Country}
		switch x.Type {
		case "Country":
			if x.Demonym && k+1 < p.Last { // "Ukrainian aircraft", "Russian forces": of that state
				if best.Missing() {
					best = Role{Mention: -1, Range: p, Country: x.Country}
				}
				continue
			}
			return role
		case "Agency", "Organization", "Unit", "Leader", "Person":
			if best.Missing() || best.Mention < 0 {
				best = role
			}
		}
	}
	if best.Missing() && r.class[p.Last-1] == pron {
		return Role{Mention: -1, Range: p}
	}
	if best.Missing() && r.is(p.First, r.doc.Sentences[r.sent[p.First]], "these", "those", "the", "such") && p.Last <= p.First+3 {
		if _, c, ok := r.lex.ForceNoun(r.low[p.Last-1]); ok && c != "platform" {
			for m, x := range r.out.Mentions {
				if x.Type == "Unit" && x.Last <= p.First && x.Country != "" && (best.Missing() || x.First > r.out.Mentions[best.Mention].First) {
					best = Role{Mention: m, Range: x.Range, Country: x.Country}
				}
			}
		}
	}
	return best
}

// countryOf is the state of a role.
func (r *reader) countryOf(o Role) string {
	if o.Country != "" {
		return o.Country
	}
	if o.Mention >= 0 {
		return r.out.Mentions[o.Mention].Country
	}
	return ""
}

// itemOf is the role of the thing moved: the unit's or materiel's mention, or the phrase without its number.
func (r *reader) itemOf(t theme) Role {
	if t.mention >= 0 {
		return Role{Mention: t.mention, Range: r.out.Mentions[t.mention].Range}
	}
	p := t.Range
	if p.Empty() || t.money {
		return None
	}
	for i := p.First; i+1 < p.Last; i++ {
		switch {
		case r.low[i] == "of" && i > p.First && sorts[r.low[i-1]], // "the latest type of missile"
			r.low[i] == "of" && i > p.First+1 && r.class[i-1] == closeMark && sorts[r.low[i-2]],
			r.low[i] == "and" && !r.goodsNoun(i-1, p.First) && !r.forceOrGoods(i-1): // "heavier and more powerful launchers"
			p.First = i + 1
		}
	}
	for p.First < p.Last && (r.class[p.First] == det || p.First+1 < p.Last && unspecific[r.low[p.First]] || r.amount[p.First] >= 0 && p.First != p.Last-1 && !r.forceOrGoods(p.First) || r.class[p.First] == adv || r.low[p.First] == "of" || r.low[p.First] == "more" || r.class[p.First] == closeMark || r.class[p.First] == openMark || r.class[p.First] == punct) {
		p.First++
	}
	for i := p.First; i < p.Last; i++ {
		if r.class[i] == prep && r.low[i] != "of" || r.low[i] == "," || r.low[i] == "(" {
			p.Last = i
			break
		}
	}
	if p.Empty() {
		return None
	}
	return Role{Mention: -1, Range: p, Country: t.country}
}

var (
	// sorts are nouns before "of" that say how much or which kind, and not what.
	sorts = set("type types kind kinds sort sorts number numbers amount amounts series variety array range batch batches quantity quantities load loads supply supplies shipment shipments consignment")
	// unspecific are adjectives that do not tell one thing from another.
	unspecific = set("additional other more new newer further latest several many such same extra heavier bigger larger undisclosed unspecified certain various different recent next first second last these those")
)
