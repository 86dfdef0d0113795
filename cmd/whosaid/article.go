package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/loader/lang"
)

// The record of articles --json for one article. What is not known is null.
type (
	articleSheet struct {
		articleLine
		SHA256     string          `json:"sha256"`     // of the text
		ReadSHA256 *string         `json:"readSha256"` // of the bytes that it was read from
		Length     int             `json:"length"`     // code points of the text
		Credits    []refRecord     `json:"credits"`
		Notices    []string        `json:"notices"`
		Cluster    []articleRecord `json:"cluster"` // articles with this text, the original first, this one included
		Texts      []versionRecord `json:"texts"`   // the latest first
		Gone       []goneRecord    `json:"gone"`    // claims that it does not hold any more
	}
	versionRecord struct {
		Seen       *time.Time  `json:"seen"`
		Title      *string     `json:"title"`
		Author     *string     `json:"author"`
		Published  *graph.Date `json:"published"`
		Modified   *graph.Date `json:"modified"`
		SHA256     string      `json:"sha256"`
		ReadSHA256 *string     `json:"readSha256"`
		Length     int         `json:"length"`
		Notices    []string    `json:"notices"`
		Added      []string    `json:"added"`   // sentences that the version before does not have
		Removed    []string    `json:"removed"` // sentences of the version before that it does not have
	}
	goneRecord struct {
		ID     graph.ID     `json:"id"`
		Source sourceRecord `json:"source"`
		Status string       `json:"status"`
		Quote  string       `json:"quote"`
		SHA256 string       `json:"sha256"` // of the text that it stands in
		Now    *nowRecord   `json:"now"`    // the claim that has taken its place
	}
	nowRecord struct {
		ID    graph.ID `json:"id"`
		Quote string   `json:"quote"`
	}
)

// runArticle prints one article.
func runArticle(ctx context.Context, o articlesOptions, stdout io.Writer) error {
	return readStore(o.db, func(db *graph.DB) error {
		return db.View(ctx, func(tx *graph.Tx) error {
			id, err := articleNamed(tx, o.which)
			if err != nil {
				return err
			}
			s, err := sheetOf(tx, id)
			if err != nil {
				return err
			}
			if o.json {
				return encode(stdout, s)
			}
			return s.write(stdout)
		})
	})
}

// articleNamed is the article that an id, a URL or a whole title means. A title costs a look at every article.
func articleNamed(tx *graph.Tx, which string) (graph.ID, error) {
	id, err := graph.ParseID(which)
	if err != nil {
		id = graph.ArticleID(which, "", "")
	}
	switch _, err := tx.Article(id); {
	case err == nil:
		return id, nil
	case !errors.Is(err, graph.ErrNotFound):
		return id, err
	}
	var found []graph.ID
	folded := graph.FoldName(which)
	for a, err := range tx.Articles(graph.ArticleFilter{Brief: true}) {
		if err != nil {
			return id, err
		}
		if folded != "" && graph.FoldName(a.Title) == folded {
			found = append(found, a.ID)
		}
	}
	shown := cut(oneLine(which), 80)
	switch len(found) {
	case 0:
		return id, fmt.Errorf("no article has the id, the URL or the title %q; whosaid articles lists them", shown)
	case 1:
		return found[0], nil
	}
	return id, fmt.Errorf("%s have the title %q; give the id or the URL of one: whosaid articles --json", plural(len(found), "article"), shown)
}

// sheetOf reads all that there is to say of an article.
func sheetOf(tx *graph.Tx, id graph.ID) (*articleSheet, error) {
	var versions []graph.Article
	for v, err := range tx.Versions(id) {
		if err != nil {
			return nil, err
		}
		v.Mentions = nil
		versions = append(versions, v)
	}
	a := &versions[0]
	line, err := lineOfArticle(tx, a)
	if err != nil {
		return nil, err
	}
	s := &articleSheet{
		articleLine: line, SHA256: a.SHA256, ReadSHA256: given(a.ReadSHA256), Length: utf8.RuneCountInString(a.Text),
		Credits: []refRecord{}, Notices: append([]string{}, a.Notices...), Cluster: []articleRecord{}, Gone: []goneRecord{},
	}
	for _, id := range a.Credits {
		name, err := tx.Name(id)
		if err != nil {
			return nil, err
		}
		s.Credits = append(s.Credits, refRecord{id, name})
	}
	ids, err := tx.Cluster(id)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		o, err := tx.Article(id)
		if err != nil {
			return nil, err
		}
		s.Cluster = append(s.Cluster, articleRecord{o.ID, given(o.Title), given(o.Outlet), givenDate(o.Published), given(o.URL)})
	}
	for i := range versions {
		v := &versions[i]
		r := versionRecord{
			Seen: givenTime(v.Seen), Title: given(v.Title), Author: given(v.Author), Published: givenDate(v.Published), Modified: givenDate(v.Modified),
			SHA256: v.SHA256, ReadSHA256: given(v.ReadSHA256), Length: utf8.RuneCountInString(v.Text), Notices: append([]string{}, v.Notices...),
			Added: []string{}, Removed: []string{},
		}
		if i+1 < len(versions) {
			r.Added, r.Removed = changed(versions[i+1].Text, v.Text)
		}
		s.Texts = append(s.Texts, r)
	}
	for c, err := range tx.Claims(graph.ClaimFilter{Article: id}) {
		if err != nil {
			return nil, err
		}
		if !c.Status.Gone() {
			continue
		}
		g, err := goneOf(tx, &c)
		if err != nil {
			return nil, err
		}
		s.Gone = append(s.Gone, g)
	}
	return s, nil
}

// goneOf is a claim that its article does not hold any more, with what stands there now.
func goneOf(tx *graph.Tx, c *graph.Claim) (goneRecord, error) {
	e, err := tx.Evidence(*c)
	g := goneRecord{c.ID, recordSource(&c.Source), upper(c.Status.String()), c.Evidence.Quote, e.SHA256, nil}
	if err != nil || c.CorrectedBy.IsZero() {
		return g, err
	}
	now, err := tx.Claim(c.CorrectedBy)
	g.Now = &nowRecord{now.ID, now.Evidence.Quote}
	return g, err
}

// changed is the sentences of a text that an earlier one does not have, and those that it had and the later one does not, each in the
// order of its text. White space does not count, and what only stands elsewhere is no change.
func changed(before, after string) (added, removed []string) {
	old, now := sentences(before), sentences(after)
	return without(now, old), without(old, now)
}

// sentences is the sentences of a text, headings among them, in one line each.
func sentences(text string) []string {
	d := lang.Analyze(text)
	all := make([]string, len(d.Sentences))
	for i, s := range d.Sentences {
		all[i] = oneLine(d.Span(s.First, s.Last))
	}
	return all
}

// without is the sentences that others do not have, or not as often.
func without(all, others []string) []string {
	left := map[string]int{}
	for _, s := range others {
		left[s]++
	}
	rest := []string{}
	for _, s := range all {
		if left[s] > 0 {
			left[s]--
			continue
		}
		rest = append(rest, s)
	}
	return rest
}

// write prints the sheet for people.
func (s *articleSheet) write(w io.Writer) error {
	width := cmp.Or(tableWidth(w), pageWidth)
	var b bytes.Buffer
	writeWrapped(&b, oneLine(cmp.Or(value(s.Title), value(s.URL), s.ID.String())), width)
	s.writeFacts(&b, width)
	if len(s.Notices) > 0 {
		b.WriteString("\nWhat its outlet says\n")
		for _, n := range s.Notices {
			writeBelow(&b, "", n, width)
		}
	}
	if len(s.Gone) > 0 {
		b.WriteString("\nClaims that it does not hold any more\n")
		s.writeGone(&b, width)
	}
	if len(s.Texts) > 1 {
		b.WriteString("\nVersions, the latest first\n")
		for i := range s.Texts {
			s.writeVersion(&b, i, width)
		}
	}
	_, err := b.WriteTo(w)
	return err
}

// writeGone prints the claims that the article does not hold any more, those of one sentence and one fate together.
func (s *articleSheet) writeGone(b *bytes.Buffer, width int) {
	type fate struct{ quote, status, now string }
	var fates []fate
	sources := map[fate][]string{}
	for _, g := range s.Gone {
		f := fate{g.Quote, strings.ToLower(g.Status), ""}
		if g.Now != nil {
			f.now = g.Now.Quote
		}
		if sources[f] == nil {
			fates = append(fates, f)
		}
		if name := cmp.Or(value(g.Source.Name), "the article"); !slices.Contains(sources[f], name) {
			sources[f] = append(sources[f], name)
		}
	}
	for _, f := range fates {
		writeBelow(b, "- ", fmt.Sprintf("%s (%s; %s)", f.quote, strings.Join(sources[f], ", "), f.status), width)
		if f.now != "" {
			writeBelow(b, "+ ", f.now, width)
		}
	}
}

// writeFacts prints what is known of the article, a line for each.
func (s *articleSheet) writeFacts(b *bytes.Buffer, width int) {
	var credits, reprints []string
	for _, c := range s.Credits {
		credits = append(credits, c.Name)
	}
	for _, a := range s.Cluster {
		if a.ID != s.ID {
			reprints = append(reprints, cmp.Or(value(a.URL), value(a.Outlet), value(a.Title), a.ID.String()))
		}
	}
	original := ""
	if len(s.Cluster) > 1 && s.Cluster[0].ID != s.ID {
		original, reprints = reprints[0], reprints[1:]
	}
	var published, modified, seen, read string
	if s.Published != nil {
		published = s.Published.String()
	}
	if s.Modified != nil {
		modified = s.Modified.String()
	}
	if s.Seen != nil {
		seen = instant(*s.Seen)
	}
	if s.ReadSHA256 != nil {
		read = "SHA-256 " + *s.ReadSHA256
	}
	for _, f := range []struct{ what, value string }{
		{"outlet", value(s.Outlet)}, {"author", value(s.Author)}, {"published", published}, {"modified", modified}, {"seen", seen},
		{"url", value(s.URL)}, {"id", s.ID.String()}, {"language", value(s.Language)},
		{"text", fmt.Sprintf("%s, SHA-256 %s", plural(s.Length, "code point"), s.SHA256)}, {"read from", read},
		{"credits", strings.Join(credits, ", ")}, {"reprint of", original}, {"reprints", strings.Join(reprints, ", ")},
		{"claims", s.Claims.String()}, {"versions", group(s.Versions)},
	} {
		if f.value == "" {
			continue
		}
		const column = 12 // of the values, behind the indent
		for i, line := range wrap(oneLine(f.value), max(1, min(readable, width-indent-column)), 0) {
			if i > 0 {
				f.what = ""
			}
			fmt.Fprintf(b, "%*s%-*s%s\n", indent, "", column, f.what, line)
		}
	}
}

// writeVersion prints what a version brought and took away.
func (s *articleSheet) writeVersion(b *bytes.Buffer, i, width int) {
	v := &s.Texts[i]
	head := "seen at an unknown time"
	if v.Seen != nil {
		head = "seen " + instant(*v.Seen)
	}
	b.WriteString(strings.Repeat(" ", indent) + head + ", " + plural(v.Length, "code point") + ", SHA-256 " + v.SHA256[:12] + "…\n")
	if i+1 == len(s.Texts) {
		writeBelow(b, "  ", "the first that was seen", width)
		return
	}
	before := &s.Texts[i+1]
	for _, c := range []struct{ what, old, now string }{
		{"title", value(before.Title), value(v.Title)}, {"author", value(before.Author), value(v.Author)},
	} {
		if c.old != c.now {
			writeBelow(b, "  ", fmt.Sprintf("%s: %s, was %s", c.what, cmp.Or(inMarks(c.now), "none"), cmp.Or(inMarks(c.old), "none")), width)
		}
	}
	const most = 10 // sentences of each kind; JSON has all
	for _, part := range []struct {
		mark  string
		texts []string
	}{{"  - ", v.Removed}, {"  + ", v.Added}} {
		for n, text := range part.texts {
			if n == most {
				writeBelow(b, "  ", "… and "+plural(len(part.texts)-n, "more sentence")+"; --json has them all", width)
				break
			}
			writeBelow(b, part.mark, text, width)
		}
	}
	if len(v.Removed)+len(v.Added) == 0 {
		writeBelow(b, "  ", "the same sentences, in another order or with other white space", width)
	}
}

func inMarks(s string) string {
	if s == "" {
		return ""
	}
	return "“" + s + "”"
}

// writeBelow prints a text behind a mark, indented and wrapped.
func writeBelow(b *bytes.Buffer, mark, text string, width int) {
	for i, line := range wrap(oneLine(text), max(1, min(readable, width-indent-len(mark))), 0) {
		if i > 0 {
			mark = strings.Repeat(" ", len(mark))
		}
		b.WriteString(strings.Repeat(" ", indent) + mark + line + "\n")
	}
}
