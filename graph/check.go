package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// MaxText is the largest text of an article, in bytes.
const MaxText = 4 << 20

// The bounds of what else a document may hold. They are far above what articles have, and keep a broken extractor from filling
// a store with what nobody can read.
const (
	maxName    = 1 << 10 // bytes of a name, an alias, a key, a unit
	maxWords   = 8 << 10 // bytes of a title, a URL, a cue, the words of a quantity or a time
	maxAliases = 256     // of one entity in one article
	maxChain   = 32      // links of a claim
	maxCredits = 8       // of an article
	maxClaims  = 1 << 15 // of an article
	maxNotices = 64      // of an article
)

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrBadRecord}, args...)...)
}

// field is a text of a record, for checks.
type field struct {
	what, text string
	limit      int
}

// checkTexts refuses text that is too long or not UTF-8.
func checkTexts(fields ...field) error {
	for _, f := range fields {
		if len(f.text) > f.limit {
			return invalid("%s has %d bytes, at most %d are allowed", f.what, len(f.text), f.limit)
		}
		if !utf8.ValidString(f.text) {
			return invalid("%s %q is not valid UTF-8", f.what, f.text)
		}
	}
	return nil
}

// checkName refuses a name by which nothing could be found again.
func checkName(what, s string) error {
	if err := checkTexts(field{what, s, maxName}); err != nil {
		return err
	}
	if strings.IndexByte(s, 0) >= 0 {
		return invalid("%s %q holds a zero byte", what, s)
	}
	if foldsAway(s) {
		return invalid("%s %q is empty", what, s)
	}
	return nil
}

func checkDate(what string, d Date) error {
	if !d.Valid() {
		return invalid("%s %d-%d-%d is not a date", what, d.Year, d.Month, d.Day)
	}
	return nil
}

func checkArticle(a *Article) error {
	switch {
	case strings.TrimSpace(a.Text) == "":
		return ErrNoText
	case len(a.Text) > MaxText:
		return fmt.Errorf("%w: its text has %d bytes, at most %d are allowed", ErrTooLarge, len(a.Text), MaxText)
	case !utf8.ValidString(a.Text):
		return ErrBadText
	}
	if a.Outlet != "" {
		if err := checkName("outlet", a.Outlet); err != nil {
			return err
		}
	}
	if err := checkTexts(field{"URL", a.URL, maxWords}, field{"title", a.Title, maxWords}, field{"language", a.Language, 64}); err != nil {
		return err
	}
	if err := checkDate("publication date", a.Published); err != nil {
		return err
	}
	return checkOrigin(a)
}

// checkOrigin checks who wrote an article, when it was changed and seen, of what it was read, and its notices, and brings them into
// one form.
func checkOrigin(a *Article) error {
	if err := checkTexts(field{"author", a.Author, maxWords}); err != nil {
		return err
	}
	if err := checkDate("date of modification", a.Modified); err != nil {
		return err
	}
	if a.ReadSHA256 != "" {
		if b, err := hex.DecodeString(a.ReadSHA256); err != nil || len(b) != sha256.Size || a.ReadSHA256 != strings.ToLower(a.ReadSHA256) {
			return invalid("the SHA-256 %q of what was read is not 64 lower-case hex digits", shorten(a.ReadSHA256))
		}
	}
	if a.Seen.IsZero() {
		a.Seen = time.Time{}
	} else {
		seen := a.Seen.Unix()
		if a.Seen.Nanosecond() != 0 || seen < earliestSeen || seen > latestSeen {
			return invalid("it was seen at %s, which is no whole second of the years 1 to 9999; truncate it", a.Seen.UTC().Format(time.RFC3339Nano))
		}
		a.Seen = time.Unix(seen, 0).UTC()
	}
	if len(a.Notices) > maxNotices {
		return invalid("the article has %d notices, at most %d are allowed; keep the first", len(a.Notices), maxNotices)
	}
	if len(a.Notices) == 0 {
		a.Notices = nil
	}
	for i, s := range a.Notices {
		if err := checkTexts(field{fmt.Sprintf("notice %d", i+1), s, maxWords}); err != nil {
			return err
		}
		if strings.TrimSpace(s) == "" {
			return invalid("notice %d is empty", i+1)
		}
	}
	a.Notices = slices.Clone(a.Notices)
	return nil
}

func checkEntity(e *NewEntity) error {
	if e.Kind == 0 || int(e.Kind) >= len(kindNames) {
		return invalid("entity %q has the unknown kind %d", e.Name, e.Kind)
	}
	if e.Class != e.Kind.Class() {
		return invalid("entity %q has the class %q, and its kind %s has %q", e.Name, e.Class, e.Kind, e.Kind.Class())
	}
	if err := checkTexts(field{"key", e.Key, maxName}); err != nil {
		return err
	}
	if e.Key == "" {
		return invalid("entity %q has no key", e.Name)
	}
	if err := checkName("name", e.Name); err != nil {
		return err
	}
	if len(e.Aliases) > maxAliases {
		return invalid("entity %q has %d aliases, at most %d are allowed", e.Name, len(e.Aliases), maxAliases)
	}
	for _, a := range e.Aliases {
		if err := checkName("alias", a); err != nil {
			return fmt.Errorf("entity %q: %w", e.Name, err)
		}
	}
	return nil
}

// checkEnum refuses a value outside 1 to the last of names.
func checkEnum[T ~uint8](names []string, what string, v T) error {
	if v == 0 || int(v) >= len(names) {
		return invalid("unknown %s %d", what, v)
	}
	return nil
}

// checkClaim checks what can be seen without the rest of the document.
func checkClaim(c *Claim) error {
	for _, err := range []error{
		checkEnum(stanceNames, "stance", c.Stance),
		checkEnum(realisNames, "realis", c.Realis),
		checkEnum(predicateNames, "predicate", c.Predicate),
		checkTexts(field{"cue", c.Cue, maxWords}, field{"words of the time", c.When.Text, maxWords}),
		checkDate("earliest date", c.When.Earliest),
		checkDate("latest date", c.When.Latest),
		checkQuantity(c.Quantity),
	} {
		if err != nil {
			return err
		}
	}
	if after(c.When.Earliest, c.When.Latest) {
		return invalid("earliest date %s is after latest date %s", c.When.Earliest, c.When.Latest)
	}
	if len(c.Chain) > maxChain {
		return invalid("chain has %d links, at most %d are allowed", len(c.Chain), maxChain)
	}
	for _, l := range c.Chain {
		if err := checkEnum(linkRoleNames, "role in the chain", l.Role); err != nil {
			return err
		}
	}
	return nil
}

// after reports whether a is surely after b, as far as both are known to the same part.
func after(a, b Date) bool {
	if a.Year == 0 || b.Year == 0 {
		return false
	}
	for _, p := range [][2]int{{a.Year, b.Year}, {a.Month, b.Month}, {a.Day, b.Day}} {
		if p[0] == 0 || p[1] == 0 || p[0] != p[1] {
			return p[0] > p[1] && p[1] != 0
		}
	}
	return false
}

func checkQuantity(q *Quantity) error {
	if q == nil {
		return nil
	}
	for _, b := range []*float64{q.Min, q.Max} {
		if b != nil && (math.IsNaN(*b) || math.IsInf(*b, 0)) {
			return invalid("quantity %q has the bound %v; leave out a bound that is not known", q.Text, *b)
		}
	}
	if q.Min != nil && q.Max != nil && *q.Min > *q.Max {
		return invalid("quantity %q has the minimum %v above its maximum %v", q.Text, *q.Min, *q.Max)
	}
	return checkTexts(field{"unit", q.Unit, maxName}, field{"words of the quantity", q.Text, maxWords})
}

// checkEvidence is law 1: the quote stands in the text at its offsets.
func checkEvidence(e *Evidence, text *runes, hash string) error {
	found, ok := text.slice(e.Start, e.End)
	switch {
	case !ok:
		return fmt.Errorf("%w: offsets %d to %d of a text of %d code points", ErrQuote, e.Start, e.End, text.n)
	case e.Start == e.End:
		return fmt.Errorf("%w: the quote at %d is empty", ErrQuote, e.Start)
	case found != e.Quote:
		return fmt.Errorf("%w: at %d to %d stands %q, and the quote is %q", ErrQuote, e.Start, e.End, shorten(found), shorten(e.Quote))
	case e.SHA256 != "" && e.SHA256 != hash:
		return fmt.Errorf("%w: the offsets were taken from another text (SHA-256 %s, this text has %s)", ErrQuote, e.SHA256, hash)
	}
	return nil
}

// shorten cuts a text for a message.
func shorten(s string) string {
	const limit = 80
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	return string([]rune(s)[:limit]) + "…"
}
