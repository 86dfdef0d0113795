package source

// page is a web page as it was got, before anything is read from it.
type page struct {
	body      []byte
	url       string // "" when unknown
	mediaType string // the Content-Type that came with it, with its charset; "" when none did
	seen      string // RFC 3339 instant when it was got; "" when unknown
	id        string // of its article, where it has no other
	path      string // as messages name it
}

// article reads the page's article. It is safe for concurrent use. The error is an *Error.
func (p page) article(Options) (Article, error) {
	return Article{}, &Error{Path: p.path, Reason: "an HTML page, not plain text", Remedy: "save its text and load that"}
}
