package source

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

var bom = []byte("\xef\xbb\xbf")

// formats are the openings of files that are often taken for texts, and what to do about each.
var formats = []struct{ magic, what, remedy string }{
	{"\xff\xfe\x00\x00", "UTF-32 text, not UTF-8", "convert it, for example: iconv -f UTF-32 -t UTF-8"},
	{"\xff\xfe", "UTF-16 text, not UTF-8", "convert it, for example: iconv -f UTF-16 -t UTF-8"},
	{"\xfe\xff", "UTF-16 text, not UTF-8", "convert it, for example: iconv -f UTF-16 -t UTF-8"},
	{"%PDF-", "a PDF, not a text", "save its text, for example: pdftotext"},
	{"\x1f\x8b", "compressed with gzip", "unpack it first: gunzip"},
	{"PK\x03\x04", "a zip archive or an office document, not a text", "save it as plain text"},
	{"{\\rtf", "a rich text document (RTF), not plain text", "save it as plain text"},
	{"<!doctype html", "an HTML page, not plain text", "save its text and load that"},
	{"<html", "an HTML page, not plain text", "save its text and load that"},
}

// foreign is what is wrong with an input by its first bytes; nil where they could be text.
func foreign(head []byte, path string) *Error {
	lower := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head[:min(len(head), 512)], bom), " \t\r\n"))
	for _, f := range formats {
		if bytes.HasPrefix(head, []byte(f.magic)) || f.magic[0] == '<' && bytes.HasPrefix(lower, []byte(f.magic)) {
			return &Error{Path: path, Reason: f.what, Remedy: f.remedy}
		}
	}
	control := 0
	for _, b := range head {
		if b < 0x20 && b != '\t' && b != '\n' && b != '\r' && b != '\f' && b != '\v' {
			control++
		}
	}
	// Texts in any encoding but UTF-16 and UTF-32 have next to no control characters; noise has 27 in 256.
	if bytes.IndexByte(head, 0) >= 0 || control*20 > len(head) {
		return binary(path)
	}
	return nil
}

func binary(path string) *Error {
	return &Error{Path: path, Reason: "a binary file, not a text", Remedy: "name text files or JSON Lines (UTF-8)"}
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
	if file == stdinPath {
		file = "FILE"
	}
	return &Error{Path: path, Reason: fmt.Sprintf("not UTF-8 at byte offset %d (0x%02X)", offset+int64(i), b[i]),
		Remedy: fmt.Sprintf("convert it, for example: iconv -f WINDOWS-1252 -t UTF-8 %s", file)}
}
