package source

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

var bom = []byte("\xef\xbb\xbf")

// Remedies with a %s take the file's name.
const (
	remedyUTF16 = "convert it, for example: iconv -f UTF-16 -t UTF-8 %s"
	remedyUTF32 = "convert it, for example: iconv -f UTF-32 -t UTF-8 %s"
	remedyPlain = "save it as plain text"
)

// formats are the openings of files that are often taken for texts, and what to do about each.
var formats = []struct{ magic, what, remedy string }{
	{"\xff\xfe\x00\x00", "UTF-32 text, not UTF-8", remedyUTF32},
	{"\x00\x00\xfe\xff", "UTF-32 text, not UTF-8", remedyUTF32},
	{"\xff\xfe", "UTF-16 text, not UTF-8", remedyUTF16},
	{"\xfe\xff", "UTF-16 text, not UTF-8", remedyUTF16},
	{"%PDF-", "a PDF, not a text", "save its text, for example: pdftotext %s"},
	{"PK\x03\x04", "a zip archive or an office document, not a text", "unpack the archive, or save the document as plain text"},
	{"{\\rtf", "a rich text document (RTF), not plain text", remedyPlain},
}

// mail is the head of a message: header fields alone, of which one is MIME-Version (RFC 2045), before the first empty line.
var mail = regexp.MustCompile(`^(?:From [^\n]*\n)?(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t]+\S[^\n]*\n)*)*(?i:mime-version):[ \t]*1\.0`)

// foreign is what is wrong with an input by its first bytes; nil where they could be UTF-8 text.
func foreign(head []byte, name string) *Error {
	for _, f := range formats {
		if bytes.HasPrefix(head, []byte(f.magic)) {
			return notText(name, f.what, f.remedy)
		}
	}
	if mail.Match(head) {
		return notText(name, "a mail, or a page that a browser saved as one file (MHTML)", "save the page as HTML, or the mail's text as plain text")
	}
	if order := utf16Order(head); order != "" {
		return notText(name, "UTF-16 text without a byte order mark, not UTF-8", "convert it, for example: iconv -f UTF-16"+order+" -t UTF-8 %s")
	}
	control := 0
	for _, b := range head {
		if b < 0x20 && b != '\t' && b != '\n' && b != '\r' && b != '\f' && b != '\v' {
			control++
		}
	}
	// Texts in any encoding but UTF-16 and UTF-32 have next to no control characters; noise has 27 in 256.
	if bytes.IndexByte(head, 0) >= 0 || control*20 > len(head) {
		return binary(name)
	}
	return nil
}

// notText is the error of a file in another format; remedy may take the file's name.
func notText(name, what, remedy string) *Error {
	if strings.Contains(remedy, "%s") {
		remedy = fmt.Sprintf(remedy, argument(name))
	}
	return &Error{Path: name, Reason: what, Remedy: remedy}
}

// argument is a file's name as a shell takes it; FILE where it would have to be quoted or is none.
func argument(name string) string {
	for _, c := range name {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("._-/", c)) {
			return "FILE"
		}
	}
	if name == "" || name[0] == '-' {
		return "FILE"
	}
	return name
}

// utf16Order is the byte order of UTF-16 text in a script whose characters mostly stand below U+0100: one byte in two is
// zero, always the same one. It is LE, BE or "" for neither.
func utf16Order(head []byte) string {
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	pairs := len(head) / 2
	switch {
	case pairs < 2:
		return ""
	case zeros[0] == 0 && zeros[1]*10 >= pairs*7:
		return "LE"
	case zeros[1] == 0 && zeros[0]*10 >= pairs*7:
		return "BE"
	}
	return ""
}

func binary(path string) *Error {
	return &Error{Path: path, Reason: "a binary file, not a text", Remedy: "name pages, feeds, web archives (WARC), JSON Lines or texts"}
}

// badUTF8 is the error of bytes that are not UTF-8; nil where they are. offset is where b starts in its file.
func badUTF8(b []byte, offset int64, path, file string) *Error {
	if utf8.Valid(b) {
		return nil
	}
	i := 0
	for i < len(b) {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		i += n
	}
	return &Error{Path: path, Reason: fmt.Sprintf("not UTF-8 at byte offset %d (0x%02X)", offset+int64(i), b[i]),
		Remedy: fmt.Sprintf("convert it, for example: iconv -f WINDOWS-1252 -t UTF-8 %s", argument(file))}
}
