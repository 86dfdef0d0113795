package schema

import (
	"unicode/utf8"

	"github.com/whosaid/whosaid/graph"
)

// version resolves Version. Like article it holds no text.
type version struct {
	of      *article
	v       graph.Article
	current bool
}

// Versions is the texts that the article had, the latest first.
func (a *article) Versions() []*version {
	a.r.mu.Lock()
	defer a.r.mu.Unlock()
	must(0, a.r.charge(0)) // nothing is read for a request that is refused already
	versions := []*version{}
	for v, err := range a.r.tx.Versions(a.a.ID) {
		must(0, err)
		v.Text, v.Mentions = "", nil
		versions = append(versions, &version{a, v, len(versions) == 0})
	}
	must(0, a.r.charge(len(versions)))
	return versions
}

func (v *version) Current() bool          { return v.current }
func (v *version) Seen() *timeScalar      { return knownTime(v.v.Seen) }
func (v *version) Title() *string         { return known(v.v.Title) }
func (v *version) Author() *string        { return known(v.v.Author) }
func (v *version) Published() *dateScalar { return knownDate(v.v.Published) }
func (v *version) Modified() *dateScalar  { return knownDate(v.v.Modified) }
func (v *version) Sha256() string         { return v.v.SHA256 }
func (v *version) ReadSha256() *string    { return known(v.v.ReadSHA256) }
func (v *version) Notices() []string      { return append([]string{}, v.v.Notices...) }
func (v *version) Length() int32          { return int32(utf8.RuneCountInString(v.Text())) }

func (v *version) Text() string {
	r := v.of.r
	r.mu.Lock()
	defer r.mu.Unlock()
	must(0, r.charge(0))
	for full, err := range r.tx.Versions(v.of.a.ID) {
		must(0, err)
		if full.SHA256 == v.v.SHA256 {
			must(0, r.charge(len(full.Text)/textPerNode))
			return full.Text
		}
	}
	must(0, error(&damage{graph.ErrNotFound}))
	return ""
}
