package resolve

import (
	"slices"
	"strings"
	"unicode"

	"github.com/whosaid/whosaid/loader/extract"
	"github.com/whosaid/whosaid/loader/lang"
)

// speaker is a resolved source: an entity, or somebody unnamed in the article's words.
type speaker struct {
	thing *thing
	words string
	of    *thing
	basis string // "their sources": what the speaker relies on
	head  string // the phrase's head noun, lower case
	token int
}

// none reports whether it is nobody: no entity, and no words but marks.
func (s speaker) none() bool {
	return s.thing == nil && !strings.ContainsFunc(s.words, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

var documentNouns = map[string]bool{"statement": true, "report": true, "reports": true, "release": true, "communique": true, "communiqué": true, "letter": true, "memo": true, "video": true, "footage": true,
	"post": true, "tweet": true, "message": true, "speech": true, "briefing": true, "document": true, "documents": true, "claims": true, "assessment": true, "announcement": true, "data": true, "figures": true, "account": true}

var sourceNouns = map[string]bool{"sources": true, "source": true, "reports": true, "intelligence": true, "data": true, "estimates": true, "information": true, "figures": true, "findings": true}

var personHeads = map[string]bool{"official": true, "president": true, "minister": true, "spokesman": true, "spokeswoman": true, "spokesperson": true, "leader": true, "general": true, "secretary": true, "ambassador": true, "senator": true,
	"commander": true, "chief": true, "analyst": true, "premier": true, "diplomat": true, "man": true, "woman": true, "source": true, "expert": true, "admiral": true, "candidate": true, "governor": true, "mayor": true, "director": true, "chancellor": true}

var bodyHeads = map[string]bool{"agency": true, "ministry": true, "department": true, "service": true, "group": true, "organization": true, "organisation": true, "company": true, "alliance": true, "newspaper": true, "paper": true, "party": true,
	"government": true, "committee": true, "council": true, "commission": true, "campaign": true, "army": true, "military": true, "command": true, "institute": true, "network": true, "outlet": true, "body": true, "union": true, "court": true, "kingdom": true, "country": true, "nation": true, "administration": true, "bloc": true}

var stateHeads = map[string]bool{"authorities": true, "government": true, "forces": true, "leadership": true, "side": true}

// speakers resolves a source phrase: one speaker, or several where the phrase names several ("both the United States and
// NATO").
func (a *article) speakers(p extract.Range, before int) []speaker {
	parts := a.parts(p)
	if len(parts) == 2 { // "The US, Israel, and France": the commas of a list of names
		parts = append(a.list3(parts[0]), parts[1])
	}
	var out []speaker
	for _, q := range parts {
		if s := a.speaker(q, before); !s.none() {
			out = append(out, s)
		}
	}
	return out
}

// parts splits a phrase at "and" where both sides name somebody.
func (a *article) parts(p extract.Range) []extract.Range {
	for k := p.First + 1; k+1 < p.Last; k++ {
		if a.low(k) != "and" && a.low(k) != "&" {
			continue
		}
		if m := a.mentionAt(k); m >= 0 {
			continue
		}
		left, right := extract.Range{First: p.First, Last: k}, extract.Range{First: k + 1, Last: p.Last}
		if a.endsInName(left) && a.startsWithName(right) {
			if a.low(left.First) == "both" {
				left.First++
			}
			return append(a.parts(left), a.parts(right)...)
		}
	}
	return []extract.Range{p}
}

// list3 splits what stands before "and" at commas, where every part is one name.
func (a *article) list3(p extract.Range) []extract.Range {
	var out []extract.Range
	from := p.First
	for k := p.First; k <= p.Last; k++ {
		if k < p.Last && a.low(k) != "," {
			continue
		}
		part := extract.Range{First: from, Last: k}
		from = k + 1
		if part.Empty() && k == p.Last {
			continue
		}
		if part.Empty() || !a.endsInName(part) || !a.startsWithName(part) || part.Last-part.First > 5 {
			return []extract.Range{p}
		}
		out = append(out, part)
	}
	return out
}

func (a *article) endsInName(p extract.Range) bool {
	return !p.Empty() && a.mentionAt(p.Last-1) >= 0
}

func (a *article) startsWithName(p extract.Range) bool {
	k := p.First
	for k < p.Last && (a.low(k) == "the" || a.low(k) == "a") {
		k++
	}
	return k < p.Last && a.mentionAt(k) >= 0
}

// speaker resolves one phrase. before is the token in front of which an antecedent must stand.
func (a *article) speaker(p extract.Range, before int) speaker {
	for p.First < p.Last && (a.low(p.First) == "both" || a.low(p.First) == ",") {
		p.First++
	}
	if p.Empty() {
		return speaker{}
	}
	head := a.headEnd(p)
	hp := extract.Range{First: p.First, Last: head}
	s := speaker{head: a.low(head - 1), token: p.First}
	if head-p.First == 1 {
		if t, words := a.pronoun(a.low(p.First), p.First); t.thing != nil || t.words != "" {
			return t
		} else if words {
			return speaker{words: a.words(p), head: s.head, token: p.First}
		}
	}
	// a person named in the head or in its apposition
	if t := a.personIn(p, head); t != nil {
		s.thing = t
		return s
	}
	last := head - 1
	if a.low(last) == ")" {
		for last > p.First && a.low(last) != "(" {
			last--
		}
		last--
	}
	m := a.mentionAt(last)
	switch {
	case m >= 0 && !a.r.Mentions[m].Demonym || m >= 0 && a.r.Mentions[m].Last == last+1 && last == hp.Last-1 && a.plural(last):
		t := a.of[m]
		if st := a.state(t.country); st != nil && t.kind == "Unit" && strings.HasPrefix(t.key, "force:") {
			t = st
		}
		if t.kind == "Location" || t.kind == "Materiel" {
			break
		}
		s.thing = t
		return s
	}
	// "Budanov's reports", "NATO's report": the owner speaks
	if documentNouns[s.head] {
		for k := head - 2; k > p.First; k-- {
			if a.low(k) == "'s" || a.low(k) == "'" {
				if o := a.mentionAt(k - 1); o >= 0 {
					s.thing = a.of[o]
					return s
				}
			}
		}
		// "a statement from US Central Command"
		for k := head; k < p.Last; k++ {
			if w := a.low(k); w == "from" || w == "by" || w == "of" {
				o := a.mentionIn(extract.Range{First: k + 1, Last: p.Last})
				if o >= 0 { // "Ukraine's Centre for ...": the centre
					if n := a.r.Mentions[o].Last; n+1 < p.Last && a.low(n) == "'s" && a.mentionAt(n+1) >= 0 {
						o = a.mentionAt(n + 1)
					}
				}
				if o >= 0 {
					if k2 := a.r.Mentions[o]; extract.Class(a.of[o].kind) != "place" && k2.First <= k+5 {
						s.thing = a.of[o]
						return s
					}
				}
			}
		}
	}
	// "their sources": of the speaker before
	if w := a.low(p.First); (w == "their" || w == "his" || w == "her" || w == "its") && sourceNouns[s.head] {
		if t := a.lastSpeaker(p.First, func(t speaker) bool { return t.thing != nil }); t.thing != nil {
			t.basis = a.words(p)
			return t
		}
	}
	// "Ukrainian authorities", "the Russian government": the state
	if stateHeads[s.head] {
		if o := a.mentionIn(hp); o >= 0 && a.of[o].kind == "Country" {
			s.thing = a.of[o]
			return s
		}
	}
	if t := a.holder(hp); t != nil {
		s.thing = t
		return s
	}
	if t := a.definite(p, hp, s.head); !t.none() {
		return t
	}
	if t := a.titled(hp); t != nil {
		s.thing = t
		return s
	}
	s.words = a.words(p)
	if len(s.words) > 120 {
		s.words = a.words(hp)
	}
	s.of = a.sideOf(p)
	return s
}

// headEnd is where the head of a phrase ends: before its first preposition, comma or relative.
func (a *article) headEnd(p extract.Range) int {
	for k := p.First + 1; k < p.Last; k++ {
		switch a.low(k) {
		case "of", "for", "from", "at", "in", "on", "with", "to", "by", ",", "who", "which", "that", "near":
			if m := a.mentionAt(k); m >= 0 && a.r.Mentions[m].First < k {
				continue
			}
			return k
		}
	}
	return p.Last
}

// plural reports whether a token is the plural of a people: "the Ukrainians".
func (a *article) plural(k int) bool {
	w := a.r.Doc.Surface[k]
	return strings.HasSuffix(w, "s") || strings.HasSuffix(w, "ese") || strings.HasSuffix(w, "ish") || strings.HasSuffix(w, "ch")
}

// personIn is the person named in the head of the phrase, or in the apposition that follows it.
func (a *article) personIn(p extract.Range, head int) *thing {
	for k := p.First; k < head; k++ {
		if m := a.mentionAt(k); m >= 0 && extract.Class(a.of[m].kind) == "person" {
			if k2 := a.r.Mentions[m].Last; k2 < head && (a.low(k2) == "'s") {
				return nil // "Putin's spokesman"
			}
			return a.of[m]
		}
	}
	// "NATO's supreme allied commander, U.S. Gen. Phillip Breedlove"
	if head < p.Last && a.low(head) == "," {
		k := head + 1
		for k < p.Last && k < head+7 {
			if m := a.mentionAt(k); m >= 0 {
				if extract.Class(a.of[m].kind) == "person" && !a.nameAt(head-1) {
					return a.of[m]
				}
				if a.of[m].kind != "Country" {
					return nil
				}
			}
			k++
		}
	}
	return nil
}

func (a *article) nameAt(k int) bool { return a.mentionAt(k) >= 0 }

// pronoun resolves a pronoun standing at a token; the second result is true for a pronoun that stays unresolved.
func (a *article) pronoun(w string, at int) (speaker, bool) {
	switch w {
	case "he", "she", "i":
		return a.lastSpeaker(at, func(s speaker) bool {
			return s.thing != nil && extract.Class(s.thing.kind) == "person" || s.thing == nil && personHeads[s.head]
		}), true
	case "it":
		return a.lastSpeaker(at, func(s speaker) bool {
			return s.thing != nil && extract.Class(s.thing.kind) != "person" || s.thing == nil && (bodyHeads[s.head] || documentNouns[s.head])
		}), true
	case "they":
		if s := a.pluralSubject(at); !s.none() {
			return s, true
		}
		fallthrough
	case "we":
		return a.lastSpeaker(at, func(s speaker) bool {
			return s.thing == nil && strings.HasSuffix(s.head, "s") || s.thing != nil && extract.Class(s.thing.kind) != "person"
		}), true
	}
	return speaker{}, false
}

// pluralSubject is the plural of people or papers that opens the sentence before token at, in the same paragraph: "Other reports
// go further. They suggest ..."
func (a *article) pluralSubject(at int) speaker {
	n := a.r.Doc.SentenceAt(at)
	if n == 0 || a.r.Doc.Sentences[n-1].Paragraph != a.r.Doc.Sentences[n].Paragraph {
		return speaker{}
	}
	s := a.r.Doc.Sentences[n-1]
	for k := s.First; k < s.Last && k < s.First+4; k++ {
		w := a.low(k)
		switch {
		case strings.HasSuffix(w, "s") && (documentNouns[w] || sourceNouns[w] || a.lex.Agent(w)) && a.mentionAt(k) < 0:
			p := extract.Range{First: s.First, Last: k + 1}
			return speaker{words: a.words(p), head: w, token: at}
		case a.mentionAt(k) >= 0 || a.r.Doc.Tokens[k].Kind != lang.Word:
			return speaker{}
		}
	}
	return speaker{}
}

// lastSpeaker is the nearest earlier source that fits, else the nearest earlier mention that does.
func (a *article) lastSpeaker(at int, fits func(speaker) bool) speaker {
	for i := len(a.spoken) - 1; i >= 0 && i >= len(a.spoken)-6; i-- {
		if s := a.spoken[i]; s.token < at && fits(s) {
			// a person named since then comes first
			if m := a.lastMention(s.token+1, at, fits); m != nil && extract.Class(m.kind) == "person" {
				return speaker{thing: m, token: at}
			}
			s.token, s.basis = at, ""
			return s
		}
	}
	if m := a.lastMention(0, at, fits); m != nil {
		return speaker{thing: m, token: at}
	}
	return speaker{}
}

// lastMention is the entity named last between two tokens that fits; only the subject of a sentence counts: its first name.
func (a *article) lastMention(from, to int, fits func(speaker) bool) *thing {
	si := a.r.Doc.SentenceAt(to)
	for n := 0; si >= 0 && n < 3; si, n = si-1, n+1 {
		s := a.r.Doc.Sentences[si]
		for k := s.First; k < s.Last && k < to; k++ {
			if k < from {
				continue
			}
			if m := a.mentionAt(k); m >= 0 && !a.r.Mentions[m].Demonym && fits(speaker{thing: a.of[m]}) {
				return a.of[m]
			}
		}
	}
	return nil
}

// holder resolves "the Ukrainian president" to who held the office when the article appeared, or to the leader whom the
// article itself gives that title.
func (a *article) holder(hp extract.Range) *thing {
	country := ""
	for k := hp.First; k < hp.Last; k++ {
		if m := a.mentionAt(k); m >= 0 && a.of[m].kind == "Country" {
			country = a.of[m].country
		}
	}
	office := []string{}
	for k := hp.Last - 1; k >= hp.First && a.mentionAt(k) < 0 && a.low(k) != "the" && a.low(k) != "'s"; k-- {
		office = append([]string{a.low(k)}, office...)
	}
	title := strings.Join(office, " ")
	if title == "" {
		return nil
	}
	var named []*thing // who the article itself says has the office
	for _, t := range a.list {
		if t.kind == "Leader" && t.title != "" && strings.HasSuffix(t.title, title) && (country == "" || t.country == country || t.country == "") && len(t.mentions) > 0 && a.low(hp.First) == "the" {
			named = append(named, t)
		}
	}
	if len(named) > 0 && country != "" || len(named) == 1 {
		return named[0]
	}
	if country == "" {
		return nil // of two presidents nobody knows which is "the president"
	}
	if hs := a.lex.Holder(title, country, a.published); len(hs) == 1 && a.published != "" {
		if t := a.byKey["lex:"+hs[0].ID]; t != nil {
			return t
		}
	}
	return nil
}

// titled is the person whom the article names elsewhere behind the very words of the phrase: "the U.S. ambassador to NATO" where
// "U.S. Ambassador to NATO Douglas Lute" stands too.
func (a *article) titled(p extract.Range) *thing {
	for p.First < p.Last && (a.low(p.First) == "the" || a.low(p.First) == "a" || a.low(p.First) == "an") {
		p.First++
	}
	n := p.Last - p.First
	if n < 2 {
		return nil
	}
	for _, t := range a.list {
		if extract.Class(t.kind) != "person" {
			continue
		}
	mentions:
		for _, m := range t.mentions {
			at := a.r.Mentions[m].First
			if at < n {
				continue
			}
			for k := range n {
				if a.low(at-n+k) != a.low(p.First+k) {
					continue mentions
				}
			}
			return t
		}
	}
	return nil
}

// definite resolves "the official", "the ministry" to the nearest earlier source of that description.
func (a *article) definite(p, hp extract.Range, head string) speaker {
	if w := a.low(p.First); w != "the" && w != "that" && w != "this" || hp.Last-hp.First > 3 || hp.Last != p.Last {
		return speaker{}
	}
	switch {
	case bodyHeads[head]:
		for i := len(a.spoken) - 1; i >= 0 && i >= len(a.spoken)-8; i-- {
			if s := a.spoken[i]; s.thing != nil && extract.Class(s.thing.kind) != "person" && s.token < p.First && (a.describes(head, s.thing)) {
				s.token = p.First
				return s
			}
		}
		if s := a.lastSpeaker(p.First, func(s speaker) bool { return s.thing != nil && a.describes(head, s.thing) }); s.thing != nil {
			return s
		}
	case personHeads[head]:
		bears := func(t *thing) bool { return t.kind == "Leader" && strings.HasSuffix(t.title, head) }
		s := a.lastSpeaker(p.First, func(s speaker) bool {
			return s.thing == nil && s.head == head || s.thing != nil && bears(s.thing)
		})
		if s.thing != nil && !a.hasSpoken(s.thing) {
			for _, t := range a.list {
				if t != s.thing && bears(t) {
					return speaker{} // of two presidents, of whom neither spoke
				}
			}
		}
		return s
	}
	return speaker{}
}

// hasSpoken reports whether somebody is a source before.
func (a *article) hasSpoken(t *thing) bool {
	return slices.ContainsFunc(a.spoken, func(s speaker) bool { return s.thing == t })
}

// describes reports whether a common noun can stand for an entity: the ministry for the Defense Ministry, the alliance for
// NATO.
func (a *article) describes(head string, t *thing) bool {
	if strings.Contains(strings.ToLower(t.name), head) {
		return true
	}
	switch head {
	case "kingdom", "country", "nation", "government":
		return t.kind == "Country"
	case "agency", "service", "department", "ministry":
		return t.kind == "Agency"
	case "alliance", "bloc", "group", "organization", "organisation", "company", "newspaper", "paper", "network", "outlet", "party", "union":
		return t.kind == "Organization"
	}
	return false
}

// sideOf is the state on whose side an unnamed source is, where the words say so.
func (a *article) sideOf(p extract.Range) *thing {
	for k := p.First; k < p.Last; k++ {
		if m := a.mentionAt(k); m >= 0 {
			if t := a.of[m]; t.kind == "Country" {
				return t
			} else if t.country != "" && extract.Class(t.kind) == "body" {
				return a.state(t.country)
			}
		}
	}
	return nil
}
