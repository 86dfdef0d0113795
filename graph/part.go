package graph

import "strings"

// Words that make the number beside them a part of a larger one. "Including" is none of them: what a package includes is all that
// there is of it.
var (
	partOrdinals = wordSet("first second third initial next last latest new another further advance")
	partNouns    = wordSet("batch group wave contingent tranche shipment delivery consignment instalment installment echelon lot party")
	partOfNouns  = wordSet("batch part portion fraction tranche")     // "a batch of"
	partShares   = wordSet("some part most half many")                // "some of the"
	partWholes   = wordSet("the them these those whom which")         // behind a share and "of"
	partPronouns = wordSet("them these those whom which")             // "of whom", "among them"
	partAdded    = wordSet("another additional further")              // in the number: "another 3,000"
	partPeople   = wordSet("soldiers troops men servicemen fighters") // "of the soldiers"
)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// How near the words stand: what is read before and after a number in bytes, and how many other words may stand between.
const (
	partBytes   = 80
	partBetween = 4
)

// partWords is the words beside a number in its quote that make it a part of a larger one; "" where there are none. Words of
// another clause say nothing.
func partWords(quote, number string) string {
	if number == "" {
		return ""
	}
	before, after, ok := strings.Cut(quote, number)
	if !ok {
		return ""
	}
	before = before[max(0, len(before)-partBytes):]
	if before = before[strings.LastIndexAny(before, ".;:!?")+1:]; mayBePart(before) {
		if p := partBefore(strings.Fields(before)); p != "" {
			return p
		}
	}
	if first, _, _ := strings.Cut(number, " "); partAdded[strings.ToLower(first)] {
		return first
	}
	after = after[:min(len(after), partBytes)]
	if end := strings.IndexAny(after, ".,;:!?"); end >= 0 {
		after = after[:end]
	}
	if !strings.Contains(strings.ToLower(after), "of") {
		return ""
	}
	return partAfter(strings.Fields(after))
}

// bareWord is a word in lower case without what is written against it.
func bareWord(w string) string { return strings.Trim(strings.ToLower(w), `,"'“”‘’()`) }

// mayBePart reports whether a text holds what one of the words that partBefore looks for ends with, so that most need no second look.
func mayBePart(text string) bool {
	if text = strings.ToLower(text); strings.Contains(text, "of") || strings.Contains(text, "among") {
		return true
	}
	for n := range partNouns {
		if strings.Contains(text, n) {
			return true
		}
	}
	return false
}

// partBefore finds the nearest of the words before a number.
func partBefore(words []string) string {
	words = words[max(0, len(words)-partBetween-4):] // a phrase has at most three words, and one stands before it
	bare := make([]string, len(words))
	for i, w := range words {
		bare[i] = bareWord(w)
	}
	at := func(i int) string {
		if i < 0 {
			return ""
		}
		return bare[i]
	}
	for end := len(words); end > 0 && len(words)-end <= partBetween; end-- {
		from, w := -1, at(end-1)
		switch last := end - 1; {
		case partNouns[w] && partOrdinals[at(last-1)]:
			from = last - 1
		case w != "of" && !partWholes[w]:
		case w == "of" && partNouns[at(last-1)] && partOrdinals[at(last-2)]:
			from = last - 2
		case w == "of" && partOfNouns[at(last-1)] && (at(last-2) == "a" || at(last-2) == "one"):
			from = last - 2
		case w == "of" && partShares[at(last-1)]:
			from = last - 1
		case partWholes[w] && at(last-1) == "of" && partShares[at(last-2)]:
			from = last - 2
		case partPronouns[w] && (at(last-1) == "of" || at(last-1) == "among"):
			from = last - 1
		}
		if from >= 0 && at(from-1) != "as" { // "as part of a deal" is no part of a number
			return strings.Trim(strings.Join(words[from:end], " "), `,"“”`)
		}
	}
	return ""
}

// partAfter finds the words that follow a number: "500 of them".
func partAfter(words []string) string {
	for i := 0; i+1 < len(words) && i <= partBetween; i++ {
		if bareWord(words[i]) != "of" {
			continue
		}
		switch w := bareWord(words[i+1]); {
		case partPronouns[w]:
			return words[i] + " " + words[i+1]
		case w == "the" && i+2 < len(words) && partPeople[bareWord(words[i+2])]:
			return strings.Join(words[i:i+3], " ")
		}
	}
	return ""
}
