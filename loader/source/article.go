// Package source reads what people have — text files, directories, JSON Lines — and yields articles.
package source

// Article is one article as it was found: its text unchanged, and what the input said about it.
type Article struct {
	ID        string // the given id, else the file's base name without its last extension
	Title     string // "" when unknown
	URL       string
	Outlet    string
	Published string // ISO date as exact as known; "" when unknown
	Language  string // BCP 47 tag; "" when unknown
	Text      string // UTF-8, without a byte order mark and without front matter
	Path      string // where it was read, for messages: "reports/0412.txt", "feed.jsonl:12"
}
