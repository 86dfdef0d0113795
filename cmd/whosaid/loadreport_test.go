package main

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/loader"
	"github.com/whosaid/whosaid/loader/source"
)

func TestReportRowSaysWhatBecameOfAnArticle(t *testing.T) {
	r := loader.Result{Path: "a.html", ID: "a", Title: strings.Repeat("ü", 600), URL: "https://example.org/a", Outlet: "Harbour Post", Published: "2024-10",
		Status: loader.Stored, Claims: 3, Took: 12345 * time.Microsecond, ReadSHA256: "0a",
		Dropped: []source.Dropped{{Reason: "advert"}, {Reason: "caption"}, {Reason: "advert"}}, Refused: []loader.Refusal{{}}}
	want := reportRow{Path: "a.html", ID: "a", Title: strings.Repeat("ü", 499) + "…", URL: "https://example.org/a", Outlet: "Harbour Post", Published: "2024-10",
		Status: "stored", Claims: 3, Refused: 1, Dropped: map[string]int{"advert": 2, "caption": 1}, Milliseconds: 12.3, ReadSHA256: "0a"}
	if d := cmp.Diff(want, newReportRow(&r, false)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	r = loader.Result{Path: "b.html", Status: loader.Failed, Err: errors.New("b.html: no text\nin it")}
	want = reportRow{Path: "b.html", Status: "refused", Why: "b.html: no text in it", DryRun: true}
	if d := cmp.Diff(want, newReportRow(&r, true)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

const rowOfA = `{"path":"a","article":"0d8f57ae-179e-51eb-a78c-910c5ebbdc5c","status":"stored","read_sha256":"01"}` + "\n"

func TestReportIsTakenUpWhereItEnds(t *testing.T) {
	for _, tt := range []struct {
		name, had string
		left      string // of what it had
		done      int    // articles that are passed over
		told      int    // lines on stderr
		err       string // a part of it
	}{
		{name: "empty"},
		{name: "a row", had: rowOfA, left: rowOfA, done: 1},
		{name: "a torn row", had: rowOfA + `{"path":"b","id`, left: rowOfA, done: 1},
		{name: "nothing but a torn row", had: `{"path":"b","id`},
		{name: "nothing but the begin of a row", had: `{"pa`},
		{name: "no row in the middle", had: rowOfA + "\x00\x00\nnull\n[]\n\n" + rowOfA, left: rowOfA + "\x00\x00\nnull\n[]\n\n" + rowOfA, done: 1, told: 3},
		{name: "refused later", had: rowOfA + `{"path":"a","status":"refused","why":"x"}` + "\n", left: rowOfA + `{"path":"a","status":"refused","why":"x"}` + "\n"},
		{name: "a dry run", had: `{"path":"a","status":"stored","read_sha256":"01","dry_run":true}` + "\n", left: `{"path":"a","status":"stored","read_sha256":"01","dry_run":true}` + "\n"},
		{name: "a text", had: "The minister said so.\n", left: "The minister said so.\n", err: "something else than a report"},
		{name: "articles", had: `{"text": "The minister said so."}`, left: `{"text": "The minister said so."}`, err: "something else than a report"},
		{name: "settings without a line break", had: `{"path":"/srv","key":"k"}`, left: `{"path":"/srv","key":"k"}`, err: "something else than a report"},
		{name: "lines of another program", had: "{\"path\":\"/a\",\n\"k\":1}", left: "{\"path\":\"/a\",\n\"k\":1}", err: "something else than a report"},
		{name: "a record", had: `{"format":"whosaid-extract/1"`, left: `{"format":"whosaid-extract/1"`, err: "something else than a report"},
	} {
		name := filepath.Join(t.TempDir(), "report.jsonl")
		if err := os.WriteFile(name, []byte(tt.had), 0o666); err != nil {
			t.Fatal(err)
		}
		var stderr bytes.Buffer
		r, err := openReport(name, true, false, &stderr)
		if err == nil {
			if len(r.done) != tt.done {
				t.Errorf("%s: %d articles are passed over, want %d", tt.name, len(r.done), tt.done)
			}
			err = errors.Join(r.add(&loader.Result{Path: "z", Status: loader.Stored}), r.close())
			tt.left += `{"path":"z","id":"","url":"","title":"","outlet":"","published":"","status":"stored","claims":0,"milliseconds":0,"read_sha256":""}` + "\n"
		}
		if (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.err)
		}
		if n := strings.Count(stderr.String(), "\n"); n != tt.told {
			t.Errorf("%s: %d lines are told, want %d: %s", tt.name, n, tt.told, stderr.String())
		}
		if left, err := os.ReadFile(name); err != nil || string(left) != tt.left {
			t.Errorf("%s: the file holds %q, want %q (%v)", tt.name, left, tt.left, err)
		}
	}
}

func TestReportIsWrittenByOneLoad(t *testing.T) {
	name := filepath.Join(t.TempDir(), "report.jsonl")
	r, err := openReport(name, false, false, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	torn := `{"path":"b","id`
	if _, err := r.f.WriteString(torn); err != nil { // as if the row were half written
		t.Fatal(err)
	}
	if _, err := openReport(name, true, false, io.Discard); !errors.Is(err, errReportInUse) || report(err, io.Discard) != 11 {
		t.Errorf("got %v", err)
	}
	if b, err := os.ReadFile(name); err != nil || string(b) != torn {
		t.Errorf("the file holds %q, %v", b, err)
	}
	if err := r.close(); err != nil {
		t.Fatal(err)
	}
	again, err := openReport(name, true, false, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	_ = again.close()
}

func FuzzReport(f *testing.F) {
	for _, s := range []string{"", rowOfA, rowOfA + `{"path":"b"`, `{"path":1}` + "\n" + rowOfA, `{"path":"\ud800","article":"x"}` + "\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, had string) {
		name := filepath.Join(t.TempDir(), "report.jsonl")
		if err := os.WriteFile(name, []byte(had), 0o666); err != nil {
			t.Fatal(err)
		}
		r, err := openReport(name, true, false, io.Discard)
		if err == nil {
			err = r.close()
		}
		left, readErr := os.ReadFile(name)
		if readErr != nil {
			t.Fatal(readErr)
		}
		switch {
		case !strings.HasPrefix(had, string(left)):
			t.Errorf("%q became %q", had, left)
		case err != nil && had != string(left):
			t.Errorf("%q was refused and became %q", had, left)
		case err == nil && len(left) > 0 && left[len(left)-1] != '\n':
			t.Errorf("%q is taken up at %q", had, left)
		}
	})
}

func TestPace(t *testing.T) {
	for _, tt := range []struct {
		counts
		took time.Duration
		want string
	}{
		{counts{articles: 1, claims: 1}, time.Second, "1 article, 1 claim"},
		{counts{articles: 1200, claims: 3400, failed: 2}, time.Minute, "1,200 articles, 3,400 claims, 2 failed, 20 a second"},
		{counts{articles: 30, read: 25, total: 100}, time.Minute, "30 articles, 0 claims, 25 %, 0.5 a second, 3 min left"},
		{counts{articles: 90000, read: 1, total: 200}, time.Minute, "90,000 articles, 0 claims, 0 %, 1,500 a second, 3 h 19 min left"},
		{counts{articles: 600, read: 99, total: 100}, time.Minute, "600 articles, 0 claims, 99 %, 10 a second, 1 s left"},
		{counts{articles: 600, read: 100, total: 100}, time.Minute, "600 articles, 0 claims, 100 %, 10 a second"},
		{counts{articles: 600, read: 300, total: 100}, time.Minute, "600 articles, 0 claims, 100 %, 10 a second"},
		{counts{articles: 600, read: 300, total: -1}, time.Minute, "600 articles, 0 claims, 10 a second"},
		{counts{total: 100}, time.Minute, "0 articles, 0 claims, 0 %, 0.0 a second"},
	} {
		if got := pace(tt.counts, tt.took); got != tt.want {
			t.Errorf("%+v after %s: %q, want %q", tt.counts, tt.took, got, tt.want)
		}
	}
}

func TestPeekYieldsEverythingAndMakesNoStoreForNothing(t *testing.T) {
	bad := errors.New("bad")
	seq := func(errs ...error) iter.Seq2[int, error] {
		return func(yield func(int, error) bool) {
			for i, err := range errs {
				if !yield(i, err) {
					return
				}
			}
		}
	}
	for _, tt := range []struct {
		name string
		in   iter.Seq2[int, error]
		want []int
		some bool
	}{
		{"nothing", seq(), nil, false},
		{"failures", seq(bad, bad), []int{0, 1}, false},
		{"a value behind failures", seq(bad, nil, bad, nil), []int{0, 1, 2, 3}, true},
	} {
		rest, some, stop := peek(tt.in)
		var got []int
		for i := range rest {
			got = append(got, i)
		}
		stop()
		if d := cmp.Diff(tt.want, got); d != "" || some != tt.some {
			t.Errorf("%s: some %v (-want +got):\n%s", tt.name, some, d)
		}
		dir := filepath.Join(t.TempDir(), "store")
		filled := 0
		err := fillStore(t.Context(), dir, false, func(*graph.DB) iter.Seq2[int, error] { return tt.in }, func(db *graph.DB, in iter.Seq2[int, error]) error {
			for range in {
				filled++
			}
			return nil
		})
		_, statErr := os.Stat(dir)
		if err != nil || filled != len(tt.want) || (statErr == nil) != tt.some {
			t.Errorf("%s: %d of %d are filled in, %v; the store: %v", tt.name, filled, len(tt.want), err, statErr)
		}
	}
}
