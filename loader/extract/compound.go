package extract

import (
	"strings"

	"github.com/whosaid/whosaid/loader/lexicon"
)

// capitalTails are second parts that make a state of a capital before them: "Moscow-backed", but not "London-based".
var capitalTails = set("backed led aligned allied controlled held installed friendly appointed imposed brokered supported funded sponsored approved")

// silentTails make of a country's name a word that says nothing of the state today: "Soviet-era", "Panamanian-flagged".
var silentTails = set("era style flagged flag registered born educated language speaking accented speaker sized inspired type")

// compound records the countries named inside a word: "Iran-made", "Bolivia-Paraguay", "pro-Russian". They are seen there, and
// neither act nor speak.
func (r *reader) compound(i int) {
	word := r.doc.Surface[i]
	if !strings.Contains(word, "-") {
		return
	}
	if n, _ := r.lex.Longest(r.doc.Surface[i : i+1]); n > 0 {
		return
	}
	parts := strings.Split(word, "-")
	for k, p := range parts {
		n, ms := r.lex.Longest([]string{p})
		if n == 0 || ms[0].Entry.Kind != "Country" || ms[0].Context || ms[0].Role == lexicon.RoleAbbreviation {
			continue
		}
		if ms[0].Role == lexicon.RoleCapital && (k+1 >= len(parts) || !capitalTails[strings.ToLower(parts[k+1])]) {
			continue
		}
		if strings.ToLower(p) == p || k+1 < len(parts) && silentTails[strings.ToLower(parts[k+1])] {
			continue
		}
		e := ms[0].Entry
		r.out.Mentions = append(r.out.Mentions, Mention{Same: -1, Range: Range{i, i + 1}, Type: e.Kind, Name: e.Name, Entry: e, Country: e.ID,
			Demonym: true, Part: p})
	}
}
