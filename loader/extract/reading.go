// Package extract reads one article: the names it mentions, its quantities and dates, who says what in which words, and
// the relations that what is said supports. It works on the article alone; which mention is which entity is decided by
// package resolve.
package extract

import (
	"github.com/whosaid/whosaid/loader/lang"
	"github.com/whosaid/whosaid/loader/lexicon"
)

// Reading is what was read from one article. Every position is a token of Doc; Range and the spans of Doc turn it into
// bytes and code points.
type Reading struct {
	Doc          *lang.Doc // a copy of the document that was given, in which what was passed over counts as headings
	Mentions     []Mention // in the order of finding; one may hold another
	Quantities   []Amount  // in the order of the text
	Dates        []Date    // in the order of the text
	Attributions []Statement
	Claims       []Said
	Credits      []Credit  // in the order of the text
	Skipped      []Skipped // in the order of the text
}

// Range is the tokens [First, Last). The zero Range is nothing.
type Range struct{ First, Last int }

// Empty reports whether the range holds no token.
func (r Range) Empty() bool { return r.Last <= r.First }

// Has reports whether token i is inside.
func (r Range) Has(i int) bool { return r.First <= i && i < r.Last }

// Covers reports whether the other range lies inside.
func (r Range) Covers(o Range) bool { return r.First <= o.First && o.Last <= r.Last }

// Mention is a name in the text with the entity type it has there.
type Mention struct {
	Range
	Type    string          // an entity type of the format
	Name    string          // the name to show: canonical for what the lexicon knows, else as in the text
	Entry   *lexicon.Entry  // what the lexicon knows; nil for a name from a pattern
	Others  []lexicon.Match // other readings of the same name
	Country string          // lexicon id of the state it belongs to, where stated or known: the sender of a contingent
	Abbrev  string          // "NIS" in "National Intelligence Service (NIS)"
	Demonym bool            // an adjective or the people of a country
	Capital bool            // a capital that may stand for its state
	Title   string          // words of the title before a person's name
	Part    string          // the country's name inside the token: Iran in "Iran-made"; such a mention speaks and acts for nobody
	Same    int             // mention that this one repeats: a last name, an abbreviation; -1
}

// Amount is a quantity with its words.
type Amount struct {
	Range
	Min, Max *float64
	Approx   bool
	Unit     string // noun that is counted; "USD" for money
	Noun     int    // token of the counted noun; -1 for none
	Extent   bool   // a length, an area, a weight or a speed: how large something is, not how many there are
}

// Statement is a passage that is attributed: source, cue and content as they stand in the text.
type Statement struct {
	Source    []Range
	Cue       []Range
	Content   []Range
	Wide      []Range // the content with what the rules count to it besides: what claims are read from; nil: Content
	Sentence  int
	Statement bool   // a statement, not an attitude
	Stance    string // what the cue makes of it
	Outer     int    // the attribution it stands in; -1 for none
	Inherit   int    // the attribution whose source it shares; -1 for none
	Relay     Range  // "told Reuters", "in an interview with the BBC"
	Lemma     string // of the cue
	Doubtful  bool   // the rules see it, the models of attribution do not
}

// said is what claims are read from.
func (a *Statement) said() []Range {
	if a.Wide != nil {
		return a.Wide
	}
	return a.Content
}

// Said is one claim, with its roles as places in the text.
type Said struct {
	By        int  // the attribution; -1: the article's own voice
	Reported  bool // "reportedly": nobody is named
	Cue       Range
	Quote     Range
	Stance    string
	Realis    string
	Predicate string
	Subject   Role
	Object    Role
	Item      Role
	Amount    *Amount
	Date      string
	Instead   bool   // of a relation: the sentence's only claim of its source; where an end stays unknown, it is one of predicate other
	Office    string // of a minister or one who serves under one, where Object is the state: what the ministry is for ("defense")
}

// Role is who or what fills a claim's role: a mention by index, or a noun phrase in the text. The zero Role with Mention -1
// is missing.
type Role struct {
	Mention int
	Range   Range
	Country string // lexicon id, where the role is a state that no mention of its own names ("North Korean soldiers")
}

// None is the missing role.
var None = Role{Mention: -1}

// Missing reports whether nothing fills the role.
func (r Role) Missing() bool { return r.Mention < 0 && r.Range.Empty() && r.Country == "" }
