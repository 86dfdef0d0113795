package source

import (
	"regexp"
	"slices"
	"strings"
)

// beforeNotice is what may stand before the words of a notice: a bullet, a dash, a bracket, a mark of Markdown.
const beforeNotice = `[\s*_\[(•·▪►–—-]*`

// A notice is what an outlet says in an article about the article: that it corrected, clarified, amended or withdrew it.
// Outlets mark them by a label at the head of a paragraph, or say so in one of a few turns of phrase; both are found by
// their wording, in the languages in which the forms below are written.
var (
	noticeLabel = regexp.MustCompile(`(?i)^` + beforeNotice + `(?:` +
		`corrections?(?:\s+(?:and|&)\s+clarifications?)?|corrections?\s+appended|clarifications?|errat(?:um|a)|retractions?|retracted|withdrawn|amendment|` +
		`(?:an?\s+)?editor['’]?s['’]?\s+notes?|note\s+from\s+the\s+editors?|editors['’]\s+note|` +
		`berichtigung|korrektur(?:hinweis)?|richtigstellung|anmerkung\s+der\s+redaktion|rectificatif|erratum|note\s+de\s+la\s+rédaction|mise\s+au\s+point|` +
		`fe\s+de\s+err(?:ores|atas)|corrección|rectificación|nota\s+del\s+editor|nota\s+de\s+la\s+redacción|errata\s+corrige|rettifica|correção|errata|nota\s+da\s+redação|` +
		`correctie|rectificatie|sprostowanie|korekta|rättelse|rettelse|oprava|исправление|уточнение|поправка|виправлення|düzeltme` +
		`)\s*(?:\([^)]{1,60}\)|[,-]?\s*(?:\p{L}+\.?\s+)?\d[^:.\n]{3,30})?[*_]*\s*(?:[:.–—-]+|$)`)
	noticePhrase = regexp.MustCompile(`(?i)(?:` +
		`\b(?:an?|the)\s+(?:earlier|previous|original|prior)\s+(?:version|edition)s?\s+of\s+(?:this|the|our)\s+(?:article|story|report|post|piece|headline|column|graphic|page|caption|dispatch|text)\b|` +
		`\bin\s+an\s+(?:earlier|previous)\s+version\b.{0,80}\b(?:incorrectly|wrongly|misstated|mistakenly|said|stated)\b|` +
		`^` + beforeNotice + `this\s+(?:article|story|report|post|piece|headline|column|page|dispatch|text|item)\s+(?:has\s+been|was|is\s+being)\s+(?:since\s+)?(?:corrected|amended|retracted|withdrawn|clarified|taken\s+down|removed)\b|` +
		`^` + beforeNotice + `this\s+(?:article|story|report|post|piece|headline|column|page)\s+(?:has\s+been|was)\s+(?:updated|edited|changed|revised|modified)\s+(?:on\s+[^.]{3,40}\s+)?to\s+(?:correct|clarify|reflect|fix|remove|amend)\b|` +
		`^` + beforeNotice + `(?:we|[\p{L}\s]{2,40})\s+(?:regrets?|apologi[sz]es?\s+for)\s+the\s+errors?\b|` +
		`\bin\s+einer\s+(?:früheren|vorherigen|ersten)\s+(?:version|fassung)\b|` +
		`\bune\s+(?:première\s+)?version\s+(?:précédente|antérieure)\s+de\s+cet?\s+article\b|` +
		`\buna\s+versión\s+(?:anterior|previa)\s+de\s+est[ea]\s+(?:artículo|nota|noticia)\b)`)
)

// isNotice reports whether a paragraph is a notice, and whether it is nothing but the label of one.
func isNotice(paragraph string) (notice, bare bool) {
	head := paragraph
	if len(head) > 1000 {
		head = strings.ToValidUTF8(head[:1000], "")
	}
	start := head
	if len(start) > maxLabel {
		start = strings.ToValidUTF8(start[:maxLabel], "")
	}
	if opensLikeLabel(start) {
		if at := noticeLabel.FindStringIndex(start); at != nil {
			return true, strings.TrimSpace(head[at[1]:]) == ""
		}
	}
	for _, w := range noticeWords {
		if strings.Contains(head, w) {
			return noticePhrase.MatchString(head), false
		}
	}
	return false, false
}

// labelStarts are the openings of the first words of labels, in lower case: what opens otherwise is none.
var labelStarts = []string{"correc", "clarif", "errat", "retract", "withdrawn", "amendment", "a ", "an ", "editor", "note ", "bericht", "korre", "richtig", "anmerk", "rectif", "mise ",
	"fe ", "nota ", "rettif", "sprost", "korekt", "rättel", "rettel", "oprava", "исправ", "уточн", "поправ", "виправ", "düzel"}

func opensLikeLabel(s string) bool {
	s = strings.TrimLeft(s, " \t*_[(•·▪►–—-")
	if len(s) > 16 {
		s = s[:16]
	}
	s = strings.ToLower(s)
	return slices.ContainsFunc(labelStarts, func(start string) bool { return strings.HasPrefix(s, start) })
}

// maxLabel is how many bytes from the head of a paragraph a label may reach.
const maxLabel = 200

// noticeWords are parts of words of which each of the phrases has one: a paragraph without any is not looked at closer.
var noticeWords = []string{"version", "versi", "Fassung", "edition", "corrected", "amended", "retracted", "withdrawn", "clarified", "taken down", "removed",
	"to correct", "to clarify", "to reflect", "to fix", "to amend", "to remove", "regret", "apolog"}

// maxNotices is how many notices an article has at most: each is compared with the others.
const maxNotices = 100

// notices are the first maxNotices notices of a text, as they stand in it, in its order. A label on a line of its own has the
// paragraph below it. The cost is linear in the text.
func notices(text string) []string {
	var all []string
	open := -1 // where a bare label starts whose paragraph is to come
	at := 0
	for line := range strings.SplitAfterSeq(text, "\n") {
		if len(all) == maxNotices {
			break
		}
		start := at
		at += len(line)
		p := strings.TrimSpace(line)
		if p == "" {
			continue
		}
		notice, bare := isNotice(p)
		switch {
		case bare && open < 0:
			open = start
			continue
		case open >= 0:
			all = append(all, strings.TrimSpace(text[open:at]))
			open = -1
		case notice:
			all = append(all, p)
		}
	}
	return all
}

// withNotices is an article with the notices of its text; those that it has already stand first.
func withNotices(a Article) Article {
	for _, n := range notices(a.Text) {
		if !slices.Contains(a.Notices, n) {
			a.Notices = append(a.Notices, n)
		}
	}
	return a
}

// addNotices adds those of more that the article has not, in whole or as a part of one, up to maxNotices.
func (a *Article) addNotices(more []string) {
	var lines []string
	for _, n := range a.Notices {
		lines = append(lines, oneLine(n))
	}
	for _, n := range more {
		if len(lines) >= maxNotices {
			return
		}
		line := oneLine(n)
		if !slices.ContainsFunc(lines, func(l string) bool { return strings.Contains(l, line) }) {
			a.Notices, lines = append(a.Notices, n), append(lines, line)
		}
	}
}
