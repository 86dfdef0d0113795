package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// address is the end of the e-mail address, host name or file name that goes on at byte j, or 0 where there is none.
func (d *Doc) address(j int) int {
	t := d.Text
	end := j
	for end < len(t) && end-j < reach {
		c := t[end]
		if c < utf8.RuneSelf && wordBytes[c] || c == '.' || c == '-' || c == '_' || c == '+' || c == '%' {
			end++
			continue
		}
		break
	}
	if end < len(t) && t[end] == '@' && d.wordByte(end+1) {
		return d.host(end + 1)
	}
	for end > j && !wordBytes[t[end-1]] {
		end--
	}
	dot := strings.LastIndexByte(t[j:end], '.')
	if dot < 0 {
		return 0
	}
	if !suffixed(t[j+dot+1 : end]) {
		start := max(0, j-5)
		w := t[start:j]
		if strings.HasSuffix(w, "www") || newsgroup(w[strings.LastIndexByte(w, ' ')+1:]) && t[j] == '.' && t[j+1] >= 'a' && t[j+1] <= 'z' {
			return d.url(j)
		}
		return 0
	}
	if end < len(t) && t[end] == '/' {
		return d.url(j)
	}
	return end
}

// reach is how many bytes of a word are looked at for an address, so that no text costs more than a fixed sum a byte.
const reach = 96

// host is the end of the host name at byte i, behind the @ of an address.
func (d *Doc) host(i int) int {
	t := d.Text
	j := i
	for j < len(t) && (d.wordByte(j) || (t[j] == '.' || t[j] == '-' || t[j] == '_') && d.wordByte(j+1)) {
		j++
	}
	return j
}

// url is the end of an address: up to white space or a closing bracket or mark.
func (d *Doc) url(i int) int {
	t := d.Text
	j := i
	for j < len(t) {
		r, n := utf8.DecodeRuneInString(t[j:])
		if unicode.IsSpace(r) || strings.ContainsRune("<>\"”)]", r) {
			break
		}
		j += n
	}
	return i + len(strings.TrimRight(t[i:j], ".,;:!?'’"))
}

// extension is the end of a file name's extension that stands alone at byte i, as in "Analysis .doc"; 0 for other points.
func (d *Doc) extension(i int) int {
	t := d.Text
	if t[i] != '.' || i == 0 || t[i-1] != ' ' && t[i-1] != ')' {
		return 0
	}
	j := i + 1
	for j < len(t) && j-i <= 5 && d.wordByte(j) {
		j++
	}
	if suffixed(t[i+1:j]) && !d.letterAt(j) {
		return j
	}
	return 0
}

// newsgroup reports whether w opens the name of a newsgroup.
func newsgroup(w string) bool {
	switch w {
	case "alt", "comp", "misc", "rec", "sci", "soc":
		return true
	}
	return false
}

// suffixed reports whether s, behind the last point of a name, makes the name a host's or a file's.
func suffixed(s string) bool {
	var b [8]byte
	low := fold(s, &b)
	if low == nil || s[0] != low[0] && s[len(s)-1] == low[len(s)-1] { // "the year.De Gaulle"
		return false
	}
	switch string(low) {
	case "com", "net", "org", "edu", "gov", "mil", "info", "uk", "ca", "au", "nz", "ru", "de", "fr", "eu", "jp", "ua", "io",
		"html", "htm", "pdf", "doc", "docx", "xls", "xlsx", "ppt", "txt", "jpg", "jpeg", "png", "gif", "mp3", "exe", "zip",
		"asp", "aspx", "php":
		return true
	}
	return false
}
