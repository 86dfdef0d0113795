package source

import (
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
)

// decodeText is a plain text as UTF-8, by the charset that came with it; bytes that are no character of it become U+FFFD.
// What is UTF-8 is left alone whatever is said of it.
func decodeText(b []byte, mediaType string) string {
	if utf8.Valid(b) {
		return string(b)
	}
	if _, params, err := mime.ParseMediaType(mediaType); err == nil {
		if e, err := htmlindex.Get(params["charset"]); err == nil {
			if s, err := e.NewDecoder().Bytes(b); err == nil {
				return strings.ToValidUTF8(string(s), "\uFFFD")
			}
		}
	}
	return strings.ToValidUTF8(string(b), "\uFFFD")
}
