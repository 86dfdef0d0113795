package extract

import (
	"strings"

	"github.com/whosaid/whosaid/loader/lang"
	"github.com/whosaid/whosaid/loader/lexicon"
)

// setting is the type that the words before an unknown capitalised name [i, run) give it: "the villages of X and Y", "in X, Poland,",
// "Poland-based X", "the new president, X, left", "led by X"; "" for none.
func (r *reader) setting(i, run int, s lang.Sentence) string {
	n := run - i
	switch {
	case n > 4:
		return ""
	case n < 4 && i > s.First+2 && (r.is(i-1, s, "of") && villages[r.low[i-2]] || r.villageList(i, s)):
		return "Location"
	case n < 4 && r.is(i-1, s, "in", "near", "at") && r.is(run, s, ",") && r.country(run+1, s):
		return "Location"
	case r.seated(i, s) && (n > 1 || r.endsName(run, s)):
		return "Organization"
	case n > 1:
		return r.ofOffice(i, run, s)
	}
	return ""
}

// villages are kinds of inhabited places, before "of" and the name.
var villages = set("village villages town towns city cities hamlet settlement suburb port")

// villageList reports whether the name at token i goes on with a list of villages: "the villages of X and Y".
func (r *reader) villageList(i int, s lang.Sentence) bool {
	k := i - 1
	for n := 0; n < 8 && r.is(k, s, "and", ","); n++ {
		if r.is(k-1, s, ",") {
			k--
		}
		m := -1
		if k-1 >= s.First {
			m = r.named[k-1]
		}
		if m < 0 || r.out.Mentions[m].Type != "Location" {
			return false
		}
		k = r.out.Mentions[m].First - 1
	}
	return k < i-1 && r.is(k, s, "of") && k > s.First && strings.HasSuffix(r.low[k-1], "s") && villages[r.low[k-1]]
}

// country reports whether the name of a country stands at token k and ends there: "Zarmuk, Poland,".
func (r *reader) country(k int, s lang.Sentence) bool {
	n, m := r.lookup(k, s)
	return n > 0 && m[0].Entry.Kind == "Country" && m[0].Role != lexicon.RoleDemonym && m[0].Role != lexicon.RoleCapital &&
		(k+n >= s.Last || r.is(k+n, s, ",", ".", ";"))
}

// seated reports whether the word before token i says where a body is: "Poland-based X". People have a noun before their names.
func (r *reader) seated(i int, s lang.Sentence) bool {
	if i == s.First || r.isGiven(r.low[i]) {
		return false
	}
	where, based := strings.CutSuffix(r.doc.Surface[i-1], "-based")
	if !based {
		return false
	}
	n, m := r.lex.Longest([]string{where})
	return n == 1 && (m[0].Entry.Kind == "Country" || m[0].Entry.Kind == "Location")
}

// ofOffice is the type of a person whose office stands before the name: "the new president, X, left", "the ambassador to Norway, X,",
// "led by X"; "" for none.
func (r *reader) ofOffice(i, run int, s lang.Sentence) string {
	k := i - 2
	if k <= s.First {
		return ""
	}
	for j := i; j < run; j++ {
		if n, _ := r.lex.Title(r.doc.Surface[j:run]); n > 0 || j+1 < run && len(r.low[j]) > 2 && strings.HasSuffix(r.low[j], ".") { // "the governor, Ohio Gov. X,"
			return ""
		}
	}
	switch {
	case r.is(k+1, s, "by") && r.is(k, s, "led", "headed", "chaired", "commanded"):
		return "Person"
	case !r.is(k+1, s, ",") || !r.is(run, s, ",", "."):
		return ""
	case personNouns[r.low[k]]:
		if r.low[k] == "minister" || r.low[k] != "leader" && relationRows["state "+r.low[k]] != nil {
			return "Leader"
		}
		return "Person"
	case r.named[k] >= 0 && k > s.First+1 && prepositions[r.low[k-1]] && (personNouns[r.low[k-2]] || delegates[r.low[k-2]]):
		return "Person"
	}
	return ""
}

// endsName reports whether no noun follows at token e that a single capitalised word might only describe.
func (r *reader) endsName(e int, s lang.Sentence) bool {
	if e >= s.Last || r.doc.Tokens[e].Kind != lang.Word || r.low[e] == "'s" {
		return true
	}
	v, ok := vocabulary.forms[r.low[e]]
	return ok && v.form&finite != 0 || auxiliaries[r.low[e]] || modals[r.low[e]]
}
