package source

import (
	"bytes"
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
)

// headBytes is how much of an input its format is told by.
const headBytes = 4 << 10

// Formats are the formats that Options.As may name, in the order in which help lists them.
func Formats() []Format { return []Format{Text, Markdown, JSONLines, HTML, Feed, WARC} }

// ParseFormat is the format of this name. The error lists the names.
func ParseFormat(s string) (Format, error) {
	var names []string
	for _, f := range Formats() {
		if string(f) == s {
			return f, nil
		}
		names = append(names, string(f))
	}
	return "", fmt.Errorf("%q is no format: want %s or %s", s, strings.Join(names[:len(names)-1], ", "), names[len(names)-1])
}

// formatOf is the format of an input by its first bytes; its name counts only where they leave it open. It is "" where they are
// none that is read.
func formatOf(head []byte, path string) Format {
	if bytes.HasPrefix(head, []byte("WARC/")) {
		return WARC
	}
	if f := markup(head); f != "" {
		return f
	}
	ext := strings.ToLower(filepath.Ext(path))
	if foreign(head, path) != nil {
		return ""
	}
	switch ext {
	case ".html", ".htm", ".xhtml", ".shtml":
		if tag.Match(head) {
			return HTML
		}
	}
	switch {
	case startsObject(head):
		if jsonFeed.Match(head) {
			return Feed
		}
		return JSONLines
	case isLines(path):
		return JSONLines
	case ext == ".md" || ext == ".markdown":
		return Markdown
	}
	return Text
}

var (
	tag      = regexp.MustCompile(`<[A-Za-z!]`)
	jsonFeed = regexp.MustCompile(`"version"\s*:\s*"https?:(?:\\?/){2}(?:www\.)?jsonfeed\.org(?:\\?/)version`)
	xmlHead  = regexp.MustCompile(`^(?:<\?[^>]*>|<!--(?s:.*?)-->|\s+)+`)
	element  = regexp.MustCompile(`^<(!?[A-Za-z][A-Za-z0-9:_.-]*)`)
)

// htmlOpenings are the elements that open pages; in a text, an angle bracket and one of these words at its very beginning is
// markup too.
var htmlOpenings = map[string]bool{"html": true, "head": true, "body": true, "title": true, "meta": true, "link": true, "base": true, "script": true,
	"style": true, "article": true, "main": true, "div": true, "h1": true, "p": true, "table": true, "section": true, "header": true}

// markup is HTML or Feed where an input begins as a page or as a feed in XML, in UTF-8, UTF-16 or anything that agrees with ASCII; ""
// where it does not. Comments and declarations before the first element are passed by.
func markup(head []byte) Format {
	s := bytes.TrimPrefix(head, bom)
	if bytes.HasPrefix(s, []byte("\xff\xfe")) || bytes.HasPrefix(s, []byte("\xfe\xff")) || utf16Order(s) != "" {
		s = bytes.ReplaceAll(bytes.TrimLeft(s, "\xff\xfe"), []byte{0}, nil)
	}
	s = s[len(xmlHead.Find(s)):]
	m := element.FindSubmatch(s)
	if m == nil {
		return ""
	}
	name := strings.ToLower(string(m[1]))
	switch {
	case name == "!doctype":
		if f := bytes.Fields(bytes.ToLower(s[len(m[0]):])); len(f) > 0 && bytes.HasPrefix(f[0], []byte("html")) {
			return HTML
		}
		if i := bytes.IndexByte(s, '>'); i >= 0 { // RSS 0.91 has a document type
			return markup(s[i+1:])
		}
	case htmlOpenings[name]:
		return HTML
	case name == "rss" || name == "feed" || strings.HasSuffix(name, ":feed"):
		return Feed
	case name == "rdf:rdf" && (bytes.Contains(s, []byte("purl.org/rss")) || bytes.Contains(s, []byte("netscape.com/rdf"))):
		return Feed
	}
	return ""
}

// asset is what a file beside saved pages is where it is no article: a picture, a script, a font; "" where it may be one. Documents
// that a reader may have meant to load, such as PDF, are none.
func asset(head []byte, path string) string {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".css", ".js", ".mjs", ".map", ".webmanifest":
		return "a part of a web page"
	case ".svg":
		return "a picture"
	}
	kind, _, _ := strings.Cut(http.DetectContentType(head), "/")
	switch kind {
	case "image":
		return "a picture"
	case "audio", "video":
		return "a recording"
	case "font":
		return "a font"
	}
	if first, _, _ := bytes.Cut(head, []byte("\n")); bytes.HasPrefix(first, []byte(`{"path":"`)) && bytes.Contains(first, []byte(`"status":"`)) && !bytes.Contains(first, []byte(`"text":`)) {
		return "the report of a load"
	}
	if e := foreign(head, path); e != nil && *e == *binary(path) {
		return "a binary file"
	}
	return ""
}

// isAssetFolder reports whether a directory is the one that a browser puts the parts of a saved page into: NAME_files beside
// NAME.html.
func isAssetFolder(name string, beside map[string]bool) bool {
	for _, end := range []string{"_files", ".files"} {
		if base, ok := strings.CutSuffix(name, end); ok {
			for _, ext := range []string{".html", ".htm", ".xhtml"} {
				if beside[base+ext] {
					return true
				}
			}
		}
	}
	return false
}
