package extract

import (
	"strconv"
	"strings"

	"github.com/whosaid/whosaid/loader/lang"
)

// numberWords are cardinals in words.
var numberWords = map[string]float64{"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
	"nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
	"eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}

// magnitudes multiply the number before them.
var magnitudes = map[string]float64{"hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
	"dozen": 12, "k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12, "trn": 1e12}

// vague are plural words for numbers: at least so many.
var vague = map[string]float64{"dozens": 12, "scores": 20, "hundreds": 100, "thousands": 1000, "millions": 1e6, "billions": 1e9, "tens": 10}

// isMagnitude reports whether token i is a magnitude in letters.
func (r *reader) isMagnitude(i int) bool { return magnitudes[r.low[i]] > 0 && len(r.low[i]) > 3 }

// numberAt is the value and the end of the number that starts at token i: 1,500, 15K, "twenty-five thousand", "a hundred and
// fifty", "one and a half million", "half a million", "two dozen".
func (r *reader) numberAt(i int, s lang.Sentence) (float64, int, bool) {
	if i >= s.Last || r.named[i] >= 0 {
		return 0, i, false
	}
	w, end := r.low[i], i+1
	if w == "[" && i+3 < s.Last && r.low[i+2] == "]" && len(r.low[i+1]) == 1 { // [t]wenty
		w, end = r.low[i+1]+r.low[i+3], i+4
	}
	v, ok := value(w, r.doc.Tokens[i].Kind == lang.Number)
	switch {
	case ok:
	case (w == "a" || w == "an") && i+1 < s.Last && r.isMagnitude(end):
		v, ok = 1, true
	case w == "half" && r.is(end, s, "a") && end+1 < s.Last && r.isMagnitude(end+1):
		v, ok, end = 0.5, true, end+1
	case w == "dozen" && i > s.First && determiners[r.low[i-1]]: // "another dozen"
		return 12, end, true
	}
	if !ok {
		return 0, i, false
	}
	if r.is(end, s, "and") && r.is(end+1, s, "a") && r.is(end+2, s, "half") { // one and a half million
		v, end = v+0.5, end+3
	}
	scale := 0.0
	for end < s.Last && magnitudes[r.low[end]] > 0 && len(r.low[end]) > 1 {
		scale = magnitudes[r.low[end]]
		v *= scale
		end++
	}
	if scale >= 100 && r.doc.Tokens[i].Kind != lang.Number { // two hundred and fifty, three thousand five hundred
		k := end
		if r.is(k, s, "and") {
			k++
		}
		if k < s.Last && r.named[k] < 0 {
			if x, ok := value(r.low[k], false); ok && x < scale {
				k++
				for k < s.Last && magnitudes[r.low[k]] > 0 && magnitudes[r.low[k]] < scale && len(r.low[k]) > 1 {
					x *= magnitudes[r.low[k]]
					k++
				}
				if x < scale {
					v, end = v+x, k
				}
			}
		}
	}
	return v, end, true
}

// value is the number that one word is. digits says that it starts with a digit and is no compound.
func value(w string, digits bool) (float64, bool) {
	if v, ok := numberWords[w]; ok {
		return v, true
	}
	if digits {
		d := strings.TrimRight(w, "abcdefghijklmnopqrstuvwxyz")
		suffix := w[len(d):]
		f, err := strconv.ParseFloat(strings.ReplaceAll(d, ",", ""), 64)
		if err != nil || suffix != "" && magnitudes[suffix] == 0 {
			return 0, false
		}
		if suffix != "" {
			f *= magnitudes[suffix]
		}
		return f, true
	}
	a, b, found := strings.Cut(w, "-")
	switch {
	case !found:
	case numberWords[a] >= 20 && numberWords[b] > 0 && numberWords[b] < 10: // twenty-five; 24-year-old is none
		return numberWords[a] + numberWords[b], true
	case len(b) > 2 && magnitudes[b] >= 100: // twenty-thousand, 5-million, half-million
		if v := numberWords[a]; v > 0 {
			return v * magnitudes[b], true
		}
		if a == "half" {
			return magnitudes[b] / 2, true
		}
		if f, err := strconv.ParseFloat(strings.ReplaceAll(a, ",", ""), 64); err == nil && f > 0 && a[0] <= '9' {
			return f * magnitudes[b], true
		}
	case b == "strong": // a 10,000-strong force
		if f, err := strconv.ParseFloat(strings.ReplaceAll(a, ",", ""), 64); err == nil && f > 0 && a[0] <= '9' {
			return f, true
		}
	}
	return 0, false
}
