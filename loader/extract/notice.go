package extract

import (
	"slices"
	"strings"

	"github.com/whosaid/whosaid/loader/lang"
)

// isNotice is why a paragraph is passed over in which an outlet corrects or withdraws what its article said: it repeats what does
// not hold, and nobody claims it.
const isNotice = "a correction notice: it tells what the article said wrongly"

var (
	noticeLabels  = set("correction corrections clarification clarifications retraction erratum errata")
	noticeDates   = set("january february march april may june july august september october november december jan feb mar apr jun jul aug sept sep oct nov dec monday tuesday wednesday thursday friday saturday sunday")
	noticeEarlier = set("earlier previous original prior")
	noticePieces  = set("article story report post piece headline column page dispatch")
	noticeActs    = set("corrected amended retracted withdrawn clarified revised")
	noticeChanges = set("updated edited changed modified")
	noticeAims    = set("correct clarify fix amend")
)

// notice reports whether a paragraph is a correction notice, by the label that opens it or by what its first words say of the
// article itself, and whether it is the label alone: then the paragraph below is the notice.
func notice(doc *lang.Doc, p Range) (is, bare bool) {
	// Two sentences have the turn of phrase, or none has; a notice of a name and a long list of facts has it too.
	words := make([]string, 0, 64)
	for i := p.First; i < p.Last && len(words) < cap(words); i++ {
		if w := strings.ToLower(doc.Surface[i]); len(words) > 0 || w != "(" && w != "[" && strings.Trim(w, "*_") != "" {
			words = append(words, w)
		}
	}
	if len(words) == 0 {
		return false, false
	}
	if noticeLabels[words[0]] {
		if is, bare := label(words); is {
			return true, bare
		}
	}
	return noticeOpening(words) || noticePhrase(words), false
}

// label reports whether words that open with a label are one, down to a colon or a dash or all of them, with a date or without,
// and whether nothing comes behind it but a date.
func label(words []string) (is, bare bool) {
	for _, w := range words[1:] {
		switch short := strings.TrimRight(w, "."); {
		case w == ":" || w == "—" || w == "–" || w == "-" || w == "--":
			is = true
		case noticeLabels[w] || noticeDates[short] || w == "and" || w == "&" || w == "appended" || w == "," || w == "(" || w == ")" ||
			strings.Trim(short, "0123456789") == "":
		default:
			return is, false
		}
	}
	return true, true
}

// noticeOpening reports whether words open as what is said of the article itself: "This story was corrected".
func noticeOpening(words []string) bool {
	if len(words) < 4 || words[0] != "this" || !noticePieces[words[1]] {
		return false
	}
	rest := words[2:]
	switch {
	case rest[0] == "was":
		rest = rest[1:]
	case rest[0] == "has" && rest[1] == "been":
		rest = rest[2:]
	default:
		return false
	}
	if len(rest) > 0 && rest[0] == "since" {
		rest = rest[1:]
	}
	switch {
	case len(rest) == 0:
		return false
	case noticeActs[rest[0]]:
		return true
	case !noticeChanges[rest[0]]:
		return false
	}
	to := slices.Index(rest[:min(len(rest), 10)], "to")
	return to >= 0 && to+1 < len(rest) && noticeAims[rest[to+1]]
}

// noticePhrase reports whether the words name an earlier version of the article itself.
func noticePhrase(words []string) bool {
	for i := 0; i+4 < len(words); i++ {
		if noticeEarlier[words[i]] && (words[i+1] == "version" || words[i+1] == "versions") && words[i+2] == "of" &&
			(words[i+3] == "this" || words[i+3] == "our") && noticePieces[words[i+4]] {
			return true
		}
	}
	return false
}
