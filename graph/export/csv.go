package export

import (
	"archive/zip"
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/whosaid/whosaid/graph"
)

// csvZip writes a ZIP of the tables entities.csv and edges.csv, which Gephi imports by their column names, claims.csv with every
// claim, articles.csv with every article, and README.txt with the header. The tables are RFC 4180, UTF-8 without a byte order mark.
type csvZip struct{}

func (csvZip) Write(w io.Writer, g *Graph) error {
	z := zip.NewWriter(w)
	// No time of writing: the same store gives the same bytes.
	err := writeTables(g, func(name string) (io.Writer, error) {
		return z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
	})
	if err != nil {
		return err
	}
	return z.Close()
}

// WriteTables writes what the format csv holds as files of a folder, which is made where there is none: entities.csv, edges.csv,
// claims.csv, articles.csv and README.txt. Files of these names are replaced. Of the options Format is not read. Its errors are those of Write,
// and those of the file system.
func WriteTables(ctx context.Context, tx *graph.Tx, dir string, o Options) (Header, error) {
	o.Format = "csv"
	if o.Projection != 0 {
		return Header{}, fmt.Errorf("export: csv, %s: %w", o.Projection, ErrNoProjection)
	}
	g, err := newGraph(ctx, tx, o)
	if err != nil {
		return Header{}, fmt.Errorf("export: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Header{}, fmt.Errorf("export: csv: %w", err)
	}
	var open *os.File
	done := func() error {
		if open == nil {
			return nil
		}
		f := open
		open = nil
		return f.Close()
	}
	err = writeTables(g, func(name string) (io.Writer, error) {
		if err := done(); err != nil {
			return nil, err
		}
		f, err := os.Create(filepath.Join(dir, name))
		open = f
		return f, err
	})
	if err := cmp.Or(err, done()); err != nil {
		return Header{}, fmt.Errorf("export: csv: %w", err)
	}
	return g.header, nil
}

// writeTables writes the tables one after the other, each to what create gives for its name.
func writeTables(g *Graph, create func(name string) (io.Writer, error)) error {
	g.proj = Flat // of edges.csv; claims.csv has every claim
	t := &tables{create: create}
	for _, write := range []func(*tables, *Graph) error{writeEntities, writeEdges, writeClaims, writeArticles} {
		if err := write(t, g); err != nil {
			return err
		}
	}
	loseTexts(g)
	if g.header.Counts.Articles > 0 {
		g.Lose("credits of articles are in the format native only")
	}
	if t.guarded > 0 {
		g.Lose("%d cells begin with =, +, -, @, a tab or a line break, which a spreadsheet would run: an apostrophe stands before them", t.guarded)
	}
	if t.semicolons > 0 {
		g.Lose("%d aliases have a semicolon: it is a comma in the list", t.semicolons)
	}
	return t.readme(g.Header())
}

// tables writes tables.
type tables struct {
	create     func(name string) (io.Writer, error)
	b          *bufio.Writer
	row        []byte
	guarded    int // cells
	semicolons int // items of lists
}

func (t *tables) begin(name string, columns ...string) error {
	w, err := t.create(name)
	if err != nil {
		return err
	}
	t.b = bufio.NewWriterSize(w, 1<<16)
	for _, c := range columns {
		t.cell(c)
	}
	return t.end()
}

// cell writes a text that may come from an article.
func (t *tables) cell(s string) {
	guarded := guard(s)
	if guarded != s {
		t.guarded++
	}
	t.row = appendCell(t.row, guarded)
}

// number writes a text that is a number, or nothing.
func (t *tables) number(s string) { t.row = appendCell(t.row, s) }

// attr writes a value, or nothing for nil.
func (t *tables) attr(v any) {
	switch v := v.(type) {
	case nil:
		t.number("")
	case string:
		t.cell(v)
	case float64:
		t.number(strconv.FormatFloat(v, 'g', -1, 64))
	case int:
		t.number(strconv.Itoa(v))
	case bool:
		t.number(strconv.FormatBool(v))
	case graph.Date:
		t.cell(v.String())
	case []string:
		items := slices.Clone(v)
		for i, s := range items {
			if strings.Contains(s, ";") {
				t.semicolons++
				items[i] = strings.ReplaceAll(s, ";", ",")
			}
		}
		t.cell(strings.Join(items, "; "))
	}
}

func (t *tables) end() error {
	t.row[len(t.row)-1] = '\r'
	t.row = append(t.row, '\n')
	_, err := t.b.Write(t.row)
	t.row = t.row[:0]
	return err
}

// guard puts an apostrophe before a text that spreadsheets take for a formula. One that stands there already gets another, so that
// the text can be had back: see https://owasp.org/www-community/attacks/CSV_Injection.
func guard(s string) string {
	if rest := strings.TrimLeft(s, "'"); rest != "" && strings.IndexByte("=+-@\t\r\n", rest[0]) >= 0 {
		return "'" + s
	}
	return s
}

// appendCell writes a cell and a comma, in quotes where RFC 4180 wants them.
func appendCell(b []byte, s string) []byte {
	if !strings.ContainsAny(s, ",\"\r\n") && strings.TrimSpace(s) == s {
		return append(append(b, s...), ',')
	}
	b = append(b, '"')
	for {
		i := strings.IndexByte(s, '"')
		if i < 0 {
			break
		}
		b = append(append(b, s[:i]...), '"', '"')
		s = s[i+1:]
	}
	return append(append(b, s...), '"', ',')
}

func writeEntities(t *tables, g *Graph) error {
	if err := t.begin("entities.csv", "Id", "Label", "kind", "aliases", "articles"); err != nil {
		return err
	}
	for n, err := range g.Nodes() {
		if err != nil {
			return err
		}
		t.cell(n.ID)
		t.cell(n.Label)
		for _, name := range []string{"kind", "aliases", "articles"} {
			t.attr(n.Attrs.get(name))
		}
		if err := t.end(); err != nil {
			return err
		}
	}
	return t.b.Flush()
}

func writeEdges(t *tables, g *Graph) error {
	columns := []string{"Source", "Target", "Type", "Id", "Label", "relation"}
	for _, c := range EdgeColumns {
		if c.Name != "role" {
			columns = append(columns, c.Name)
		}
	}
	if err := t.begin("edges.csv", columns...); err != nil {
		return err
	}
	for e, err := range g.Edges() {
		if err != nil {
			return err
		}
		for _, s := range []string{e.From, e.To, "Directed", e.ID, e.Label, e.Type} {
			t.cell(s)
		}
		for _, c := range columns[6:] {
			t.attr(e.Attrs.get(c))
		}
		if err := t.end(); err != nil {
			return err
		}
	}
	return t.b.Flush()
}

func writeClaims(t *tables, g *Graph) error {
	err := t.begin("claims.csv", "id", "source", "source_kind", "source_id", "stance", "realis", "predicate", "subject", "object", "item",
		"subject_id", "object_id", "item_id", "min", "max", "approx", "unit", "quantity", "earliest", "latest", "when", "cue", "chain",
		"quote", "start", "end", "published", "article", "outlet", "url", "article_id", "status", "corrected_by", "author",
		"counts_for", "counts_for_id", "counts_why")
	if err != nil {
		return err
	}
	var article graph.Article
	for c, err := range g.Claims() {
		if err != nil {
			return err
		}
		if article, err = g.articleOf(&c, article); err != nil {
			return err
		}
		t.cell(claimNode(c.ID))
		for _, s := range []string{sourceName(&c, &article), c.Source.Kind.String(), c.Source.ID.String(), c.Stance.String(), c.Realis.String(), c.Predicate.String()} {
			t.cell(s)
		}
		roles := []graph.ID{c.Subject, c.Object, c.Item}
		for _, id := range roles {
			name, err := g.name(id)
			if err != nil {
				return err
			}
			t.cell(name)
		}
		for _, id := range roles {
			if id.IsZero() {
				t.cell("")
				continue
			}
			t.cell(entityNode(id))
		}
		attrs := Attrs{}.quantity(&c).when(&c)
		for _, name := range []string{"min", "max", "approx", "unit", "quantity", "earliest", "latest"} {
			t.attr(attrs.get(name))
		}
		for _, s := range []string{c.When.Text, c.Cue, chainText(&c), c.Evidence.Quote} {
			t.cell(s)
		}
		t.attr(c.Evidence.Start)
		t.attr(c.Evidence.End)
		t.attr(c.Published)
		v, err := g.voice(&c)
		if err != nil {
			return err
		}
		for _, s := range []string{article.Title, article.Outlet, article.URL, article.ID.String(), c.Status.String(), replacement(&c), article.Author,
			v.name, v.id, v.why} {
			t.cell(s)
		}
		if err := t.end(); err != nil {
			return err
		}
	}
	return t.b.Flush()
}

func writeArticles(t *tables, g *Graph) error {
	err := t.begin("articles.csv", "article_id", "title", "outlet", "author", "published", "modified", "seen", "url", "language", "sha256", "read_sha256", "notices")
	if err != nil {
		return err
	}
	for a, err := range g.Articles() {
		if err != nil {
			return err
		}
		for _, s := range []string{a.ID.String(), a.Title, a.Outlet, a.Author, a.Published.String(), a.Modified.String(), instant(a.Seen),
			a.URL, a.Language, a.SHA256, a.ReadSHA256} {
			t.cell(s)
		}
		t.cell(strings.Join(a.Notices, "\n"))
		if err := t.end(); err != nil {
			return err
		}
	}
	return t.b.Flush()
}

// chainText is the chain of a claim in words: "relay: Reuters; basis: intelligence reports".
func chainText(c *graph.Claim) string {
	var all []string
	for _, l := range c.Chain {
		all = append(all, l.Role.String()+": "+l.Source.Name)
	}
	return strings.Join(all, "; ")
}

// readme writes what the tables are.
func (t *tables) readme(h Header) error {
	w, err := t.create("README.txt")
	if err != nil {
		return err
	}
	var s strings.Builder
	fmt.Fprintf(&s, "Who said what: an export of %s.\n\n", cmp.Or(line(h.Tool), "whosaid"))
	fmt.Fprintf(&s, "Format: %s, version %d\n", h.Format, h.Version)
	if h.Selection != "" {
		fmt.Fprintf(&s, "Selection: %s\n", line(h.Selection))
	}
	fmt.Fprintf(&s, "Articles: %d\nEntities: %d\nClaims: %d\nEdges: %d\n\n", h.Counts.Articles, h.Counts.Entities, h.Counts.Claims, h.Counts.Edges)
	s.WriteString(`entities.csv  the nodes: import it into Gephi as a table of nodes
edges.csv     a row for each claim that has a subject and an object: then import it as a table of edges
claims.csv    every claim, with its source, its words and its article; claims of one counts_for_id, as of a text and its reprint, are
              one source
articles.csv  every article, with who wrote it, when it was seen, and what its outlet says that it corrected

The tables are RFC 4180: commas, double quotes, line breaks inside quotes; UTF-8 without a byte order mark. Dates are as exact as
known: 2024-10-18, 2024-10, 2024, --11-01 where the year is unknown. Items of a list are separated by a semicolon. Notices of an
article are a line each. An empty cell is not known. A cell of text that begins with =, +, -, @, a tab or a line break, which a
spreadsheet would run, has an apostrophe before it.
`)
	s.WriteString("\nColumns of edges.csv\n")
	for _, c := range EdgeColumns {
		if c.Name != "role" {
			fmt.Fprintf(&s, "%-10s %s\n", c.Name, c.About)
		}
	}
	s.WriteString("\nNot in these tables\n")
	if len(h.Lost) == 0 {
		s.WriteString("nothing was left out\n")
	}
	for _, l := range h.Lost {
		fmt.Fprintf(&s, "%s\n", line(l))
	}
	_, err = io.WriteString(w, s.String())
	return err
}
