package extract

import (
	"encoding/json"
	"errors"
	"fmt"
)

// Format names the version of the extract format that this package writes.
const Format = "whosaid-extract/1"

// Record is what was read from one article, in its stable JSON form: the extract format, described by the JSON Schema
// beside this file. Another program may produce or correct it. Every offset counts Unicode code points of Text.
type Record struct {
	Format       string        `json:"format"`
	ID           string        `json:"id"`
	Title        *string       `json:"title"`
	URL          *string       `json:"url"`
	Outlet       *string       `json:"outlet"`
	Published    *string       `json:"published"` // ISO date as exact as known
	SHA256       string        `json:"sha256"`    // of Text, lower-case hex
	Text         string        `json:"text"`
	Entities     []Entity      `json:"entities"`
	Claims       []Claim       `json:"claims"`
	Relations    []Relation    `json:"relations"`
	Attributions []Attribution `json:"attributions"`
	Credits      []string      `json:"credits,omitempty"` // names of entities that credit lines name, in the order of the text

	Author     string    `json:"author,omitempty"`
	Modified   string    `json:"modified,omitempty"`    // ISO date as exact as known
	Seen       string    `json:"seen,omitempty"`        // RFC 3339 instant when this was the article's text
	Language   string    `json:"language,omitempty"`    // BCP 47 tag
	ReadFrom   string    `json:"read_from,omitempty"`   // the URL that it was read from, where that is not URL
	ReadSHA256 string    `json:"read_sha256,omitempty"` // of the bytes that it was read from
	Notices    []string  `json:"notices,omitempty"`     // what the outlet says that it corrected or withdrew, verbatim
	Dropped    []Dropped `json:"dropped,omitempty"`     // what was on the page and is not in the text
}

// Dropped is a block that is not in an article's text, and why.
type Dropped struct {
	Reason string `json:"reason"`
	Text   string `json:"text"` // its first words
}

// Span is a half-open range of code points: [start, end].
type Span [2]int

// Entity is a thing that the article names.
type Entity struct {
	Type     string   `json:"type"` // Country, Leader, Person, Agency, Organization, Unit, Location, Materiel
	Name     string   `json:"name"`
	Aliases  []string `json:"aliases"`
	Mentions []Span   `json:"mentions"`
}

// Claim is one source saying one thing in one passage. Names refer to Entities.
type Claim struct {
	Source    Source    `json:"source"`
	Via       []Link    `json:"via"` // nearest to the article first
	Cue       *string   `json:"cue"`
	Quote     string    `json:"quote"`
	Start     int       `json:"start"`
	End       int       `json:"end"`
	Stance    string    `json:"stance"`    // asserts, denies, suggests, expects, fears
	Realis    string    `json:"realis"`    // actual, prospective, unknown
	Predicate string    `json:"predicate"` // deploys_to, supplies, leads, part_of, located_in, trains_at, other
	Subject   *string   `json:"subject"`
	Object    *string   `json:"object"`
	Item      *string   `json:"item"`
	Quantity  *Quantity `json:"quantity"`
	Date      *string   `json:"date"` // ISO, as exact as known; --11-01 without a year
}

// Source is who vouches for a claim: exactly one of Name (an entity's), Anonymous (the article's words for somebody
// unnamed) and Article (the outlet's own voice) is set. In JSON: "name", {"anonymous": …, "of": …} or "article".
type Source struct {
	Name      string
	Anonymous string
	Of        string // name of the entity whose side an unnamed source is on; "" when not stated
	Article   bool
}

type anonymous struct {
	Anonymous string  `json:"anonymous"`
	Of        *string `json:"of"`
}

// MarshalJSON writes the form described at Source.
func (s Source) MarshalJSON() ([]byte, error) {
	switch {
	case s.Article:
		return []byte(`"article"`), nil
	case s.Name != "":
		return json.Marshal(s.Name)
	case s.Anonymous != "":
		return json.Marshal(anonymous{s.Anonymous, optional(s.Of)})
	}
	return []byte("null"), nil
}

// UnmarshalJSON reads what MarshalJSON writes. An entity called "article" cannot be a source.
func (s *Source) UnmarshalJSON(b []byte) error {
	*s = Source{}
	if len(b) > 0 && b[0] == '"' {
		if err := json.Unmarshal(b, &s.Name); err != nil {
			return err
		}
		if s.Name == "article" {
			*s = Source{Article: true}
		}
		return nil
	}
	var a anonymous
	if err := json.Unmarshal(b, &a); err != nil {
		return fmt.Errorf(`source: want a name, "article" or {"anonymous": words}: %w`, err)
	}
	if string(b) != "null" && a.Anonymous == "" {
		return errors.New(`source: want a name, "article" or {"anonymous": words}`)
	}
	s.Anonymous = a.Anonymous
	if a.Of != nil {
		s.Of = *a.Of
	}
	return nil
}

// Link is one step of the chain behind a claim. Exactly one of Name and Anonymous is set.
type Link struct {
	Name      string `json:"name,omitempty"`
	Anonymous string `json:"anonymous,omitempty"`
	Role      string `json:"role"` // relay, basis
}

// Quantity is a number with its bounds and its words. A null bound is unknown.
type Quantity struct {
	Min    *float64 `json:"min"`
	Max    *float64 `json:"max"`
	Approx bool     `json:"approx"`
	Unit   string   `json:"unit"`
	Text   string   `json:"text"`
}

// Relation is a typed relation that at least one claim of the record supports.
type Relation struct {
	Type string `json:"type"`
	From string `json:"from"`
	To   string `json:"to"`
}

// Attribution is the raw reading: source, cue and content as they stand in the text, each a list of spans.
type Attribution struct {
	Source  []Span `json:"source"`
	Cue     []Span `json:"cue"`
	Content []Span `json:"content"`
}

// optional is nil for an empty string.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
