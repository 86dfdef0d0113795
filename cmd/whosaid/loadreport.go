package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/loader"
)

// reportRow is what became of one article, as a line of a report file. Path is its first field: by that a report is known.
type reportRow struct {
	Path         string         `json:"path"`
	ID           string         `json:"id"`
	Article      string         `json:"article,omitempty"` // its id in the store; "" when it was refused
	URL          string         `json:"url"`
	Title        string         `json:"title"`
	Outlet       string         `json:"outlet"`
	Published    string         `json:"published"`
	Status       string         `json:"status"` // stored, replaced, versioned, unchanged, refused
	Claims       int            `json:"claims"`
	Refused      int            `json:"refused_claims,omitempty"`
	Dropped      map[string]int `json:"dropped,omitempty"` // blocks that are not in the text, by the reason
	Why          string         `json:"why,omitempty"`     // it was refused
	Milliseconds float64        `json:"milliseconds"`      // that reading it took: measured
	ReadSHA256   string         `json:"read_sha256"`       // of the bytes that it was read from; "" when unknown
	DryRun       bool           `json:"dry_run,omitempty"` // whether this is only what would become of it
}

// refusedRow is the status of an article that is not stored.
const refusedRow = "refused"

// longestInRow is how many code points of a title, or of a reason, a row has at most.
const longestInRow = 500

func newReportRow(r *loader.Result, dryRun bool) reportRow {
	row := reportRow{
		Path: r.Path, ID: r.ID, Article: r.Article.String(), URL: r.URL, Title: short(r.Title), Outlet: r.Outlet, Published: r.Published,
		Status: string(r.Status), Claims: r.Claims, Refused: len(r.Refused), Dropped: countDropped(r),
		Milliseconds: math.Round(r.Took.Seconds()*1e4) / 10, ReadSHA256: r.ReadSHA256, DryRun: dryRun,
	}
	if r.Err != nil {
		row.Status, row.Why = refusedRow, short(oneLine(r.Err.Error()))
	}
	return row
}

// countDropped counts the blocks that are not in an article's text, by the reason.
func countDropped(r *loader.Result) map[string]int {
	if len(r.Dropped) == 0 {
		return nil
	}
	n := map[string]int{}
	for _, d := range r.Dropped {
		n[d.Reason]++
	}
	return n
}

// short is a text of which a row has no more than it may.
func short(s string) string {
	if utf8.RuneCountInString(s) <= longestInRow {
		return s
	}
	return string([]rune(s)[:longestInRow-1]) + "…"
}

// reportFile is the report of a load. The nil report takes rows and keeps none.
type reportFile struct {
	f      *os.File
	dryRun bool
	done   map[uint64]doneRow // by the hash of the path; nil where nothing is passed over
	passed atomic.Int64       // articles that were passed over
}

// doneRow is what a row says of an article that was stored.
type doneRow struct {
	read    uint64 // hash of ReadSHA256
	article graph.ID
}

// openReport opens a report to add rows, and makes one where there is none. A last line that a killed load left torn is taken away.
// With resume what it says of articles is kept in mind, some 60 bytes for each; lines that are no rows are told. Until it is closed no
// other process opens it: the error is errReportInUse.
func openReport(name string, resume, dryRun bool, stderr io.Writer) (_ *reportFile, err error) {
	if name == "" {
		return nil, nil
	}
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		return nil, reportError(name, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close())
		}
	}()
	r := &reportFile{f: f, dryRun: dryRun}
	if info, err := f.Stat(); err != nil {
		return nil, reportError(name, err)
	} else if !info.Mode().IsRegular() { // a pipe, a device: there is nothing to go on from
		if resume {
			return nil, fmt.Errorf("--report %s is not a file; --resume needs one", name)
		}
		return r, nil
	}
	if lockFile(f) { // or a row that the other load is writing would be taken for a torn one
		return nil, &told{fmt.Sprintf("--report %s: another load writes it; wait for that one to end, or name another file", name), errReportInUse}
	}
	if resume {
		r.done = map[uint64]doneRow{}
	}
	if err := r.readRows(name, stderr); err != nil {
		return nil, err
	}
	return r, nil
}

// errReportInUse is the cause of the error of a report that another process writes.
var errReportInUse = errors.New("the report is in use by another process")

func reportError(name string, err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		err = p.Err
	}
	return fmt.Errorf("--report %s: %w; name a file that can be written", name, err)
}

// rowBegins is how every row begins.
const rowBegins = `{"path":`

// readRows reads the rows that a report has, and takes away a torn one at its end.
func (r *reportFile) readRows(name string, stderr io.Writer) error {
	in := bufio.NewReader(r.f)
	head, err := in.Peek(len(rowBegins))
	switch {
	case len(head) == 0 && errors.Is(err, io.EOF):
		return nil
	case err != nil && !errors.Is(err, io.EOF):
		return reportError(name, err)
	case !strings.HasPrefix(rowBegins, string(head)):
		return otherFile(name)
	}
	var whole int64 // bytes of the lines that end
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			if len(line) == 0 {
				return nil
			}
			if json.Valid(line) && !isRow(line) { // whole, so that no row was torn: it is someone else's
				return otherFile(name)
			}
			if err := r.f.Truncate(whole); err != nil {
				return reportError(name, err)
			}
			return nil
		}
		if err != nil {
			return reportError(name, err)
		}
		if n == 1 && !isRow(line) {
			return otherFile(name)
		}
		whole += int64(len(line))
		if r.done != nil && !r.remember(line) {
			complain(stderr, fmt.Errorf("%s:%d: not a row of a report; the article that it told of is read again", name, n))
		}
	}
}

func otherFile(name string) error {
	return fmt.Errorf("--report %s: the file holds something else than a report; name another one, it is left as it is", name)
}

// isRow reports whether a line is a row of a report, and not an object of another program that also begins with a path.
func isRow(line []byte) bool {
	var row reportRow
	return json.Unmarshal(line, &row) == nil && row.Status != ""
}

// remember notes what a row says, and reports whether it is one. Of several rows of one path the last counts.
func (r *reportFile) remember(line []byte) bool {
	if len(bytes.TrimSpace(line)) == 0 {
		return true
	}
	var row reportRow
	if err := json.Unmarshal(line, &row); err != nil || row.Path == "" {
		return false
	}
	if row.DryRun {
		return true
	}
	key := hash(row.Path)
	delete(r.done, key)
	if id, err := graph.ParseID(row.Article); err == nil && row.Status != refusedRow && row.ReadSHA256 != "" {
		r.done[key] = doneRow{hash(row.ReadSHA256), id}
	}
	return true
}

func hash(s string) uint64 {
	h := sha256.Sum256([]byte(s))
	return binary.LittleEndian.Uint64(h[:])
}

// skip is source.Options.Skip of a load into a store: an article is passed over where a row says that it was stored, it would be
// read from the same bytes, and the store holds it. nil where none is. db is nil where the store is new.
func (r *reportFile) skip(ctx context.Context, db *graph.DB) func(path, readSHA256 string) bool {
	if r == nil || db == nil || len(r.done) == 0 {
		return nil
	}
	return func(path, read string) bool {
		d, ok := r.done[hash(path)]
		if !ok || d.read != hash(read) {
			return false
		}
		err := db.View(ctx, func(tx *graph.Tx) error {
			_, err := tx.Article(d.article)
			return err
		})
		if err != nil { // where it is not only missing, storing the article will say what is wrong
			return false
		}
		r.passed.Add(1)
		return true
	}
}

// add writes a row. It is whole in the file, or in the hands of the system, when add returns.
func (r *reportFile) add(result *loader.Result) error {
	if r == nil {
		return nil
	}
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	if err := out.Encode(newReportRow(result, r.dryRun)); err != nil {
		return err
	}
	if _, err := r.f.Write(b.Bytes()); err != nil {
		return reportError(r.f.Name(), err)
	}
	return nil
}

func (r *reportFile) close() error {
	if r == nil {
		return nil
	}
	return r.f.Close()
}
