package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// number is the end of a number: digits with inner separators, an ordinal's letters, or a word that starts with digits
// (122-mm, 3rd, S-300 is a word of its own). Times, dates and telephone numbers are one token: 8:30, 9/11, 345-9945.
func (d *Doc) number(i int) (int, Kind) {
	t := d.Text
	j := d.digits(i)
	switch {
	case j < len(t) && t[j] == ':' && d.digitAt(j+1):
		for j < len(t) && t[j] == ':' && d.digitAt(j+1) {
			j = d.digits(j + 1)
		}
	case j < len(t) && t[j] == '/' && d.digitAt(j+1):
		if k := d.slashes(i, j); k > 0 {
			return k, Word
		}
	case j < len(t) && t[j] == '-' && d.digitAt(j+1):
		if k := d.dialled(i, j); k > 0 {
			if k < len(t) && t[k] == '.' && d.wordByte(k+1) {
				if e := d.address(k); e > 0 {
					return e, Word
				}
			}
			return k, Word
		}
	case d.decade(i, j):
		return j + strings.IndexByte(t[j:], 's') + 1, Word
	case j+1 < len(t) && (t[j] == '.' || t[j] == '_' || t[j] == '-') && d.wordByte(j+1):
		if k := d.address(j); k > 0 { // 0308.doc
			return k, Word
		}
	}
	r, _ := utf8.DecodeRuneInString(t[j:])
	if unicode.IsLetter(r) { // 3rd, 15K, 50bn
		end, _ := d.word(j)
		return end, Number
	}
	if j < len(t) && t[j] == '-' && j+1 < len(t) {
		if r, _ := utf8.DecodeRuneInString(t[j+1:]); unicode.IsLetter(r) { // 122-mm, 24-year-old
			end, _ := d.word(j + 1)
			return end, Word
		}
	}
	return j, Number
}

// digits is the end of the digits at byte i and the separators inside them.
func (d *Doc) digits(i int) int {
	t := d.Text
	j := i
	for j < len(t) {
		if c := t[j]; c >= '0' && c <= '9' || (c == ',' || c == '.') && j > i && d.digitAt(j+1) {
			j++
			continue
		}
		r, n := utf8.DecodeRuneInString(t[j:])
		if !unicode.IsDigit(r) {
			break
		}
		j += n
	}
	return j
}

// slashes is the end of a date or a fraction whose first digits are [i, j): 9/11, 11/28/2000, and telephone numbers; 0 for
// two numbers that a slash parts (2001/02).
func (d *Doc) slashes(i, j int) int {
	t := d.Text
	k := d.digits(j + 1)
	if k < len(t) && t[k] == '/' && d.digitAt(k+1) {
		return d.digits(k + 1)
	}
	if j-i == 3 && k-j == 4 && k < len(t) && t[k] == '-' && d.digitAt(k+1) {
		return d.digits(k + 1)
	}
	a, b := small(t[i:j]), small(t[j+1:k])
	if a >= 1 && a <= 12 && b >= 1 && b <= 31 && (a == 1 || b != a+1) {
		return k
	}
	return 0
}

// dialled is the end of a telephone number, a post code or a date whose first digits are [i, j): 713-853-3989, 345-9945,
// 11-20-2000; 0 for a range (2-3, 1969-1970).
func (d *Doc) dialled(i, j int) int {
	t := d.Text
	k := d.digits(j + 1)
	n := 1
	last := k - j - 1
	end := k
	for end < len(t) && t[end] == '-' && d.digitAt(end+1) {
		e := d.digits(end + 1)
		last = e - end - 1
		end = e
		n++
	}
	if n > 1 || last == 4 && (j-i == 3 || j-i == 5 || j-i == 1) {
		return end
	}
	return 0
}

// decade reports whether the digits [i, j) name a decade that is written with an apostrophe: 60's, 1930’s.
func (d *Doc) decade(i, j int) bool {
	t := d.Text
	if j-i != 2 && j-i != 4 || t[j-1] != '0' || j >= len(t) {
		return false
	}
	n := 1
	if strings.HasPrefix(t[j:], "’") {
		n = len("’")
	} else if t[j] != '\'' {
		return false
	}
	return j+n < len(t) && t[j+n] == 's' && !d.letterAt(j+n+1) && !d.digitAt(j+n+1) && t[i] >= '1' && t[i] <= '9' && (j-i == 2 || t[i] == '1')
}

// small is the value of one or two digits, -1 for anything else.
func small(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return -1
		}
		n = 10*n + int(s[i]-'0')
	}
	if len(s) == 0 || len(s) > 2 {
		return -1
	}
	return n
}
