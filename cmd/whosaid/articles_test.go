package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema/schematest"
)

// correctedStore is a store of the documents of schematest and the one that was corrected.
func correctedStore(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "store")
	db, err := graph.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	schematest.Put(t, db, append(schematest.Documents(), schematest.Corrected())...)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// What the verbs say of corrections, held against what they said before.
func TestVerbsTellCorrections(t *testing.T) {
	t.Setenv("COLUMNS", "120")
	dir := correctedStore(t)
	for _, tt := range []struct {
		golden string
		args   []string
	}{
		{"articles", []string{"articles"}},
		{"articles-outlet", []string{"articles", "--outlet", "sample courier", "--until", "2024-10", "--json"}},
		{"article", []string{"articles", "https://courier.example/kursk"}},
		{"article-json", []string{"articles", "3,000 soldiers in Kursk", "--json"}},
		{"article-once", []string{"articles", "A ministry denies"}},
		{"claims", []string{"claims", "--article", "https://courier.example/kursk", "--explain"}},
		{"claims-withdrawn", []string{"claims", "--status", "withdrawn"}},
		{"claims-json", []string{"claims", "--status", "corrected", "--json"}},
		{"compare", []string{"compare", "--subject", "North Korea", "--object", "Kursk"}},
		{"find", []string{"find", "8,000 soldiers", "--quotes"}},
	} {
		t.Run(tt.golden, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			if code := run(append(tt.args, "--db", dir), strings.NewReader(""), &stdout, &stderr); code != 0 || stderr.Len() > 0 {
				t.Fatalf("exit code %d: %s", code, stderr.String())
			}
			golden(t, filepath.Join("testdata", "corrections", tt.golden+".golden"), stdout.Bytes())
		})
	}
}

// golden holds a text against a file, or writes it there with -update.
func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("-%s +now; -update takes it over:\n%s", file, d)
	}
}

func TestArticleThatIsNotThere(t *testing.T) {
	dir := correctedStore(t)
	for _, tt := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"articles", "https://courier.example/nothing"}, 1, `no article has the id, the URL or the title "https://courier.example/nothing"; whosaid articles lists them`},
		{[]string{"articles", "..."}, 1, `no article has the id, the URL or the title "..."; whosaid articles lists them`},
		{[]string{"articles", " "}, 2, "the article is empty: give an id, a URL or a whole title (see whosaid articles --help)"},
		{[]string{"articles", "--since", "2024", "A ministry denies"}, 2, `--since is for lists: leave it out, or the article "A ministry denies" (see whosaid articles --help)`},
		{[]string{"articles", "A", "ministry"}, 2, "articles takes one id, URL or title, and got 2 arguments; put quotes around words that belong together (see whosaid articles --help)"},
		{[]string{"articles", "--outlet", "Nobody"}, 1, `outlet: nothing here is called "Nobody"`},
		{[]string{"articles", "--since", "2025"}, 0, "no article fits; leave out a condition, or see what there is: whosaid stats"},
		{[]string{"compare", "--type", "trains_at", "--object", "Russia"}, 0, "the articles do not say any more what fits; whosaid claims --status corrected, or withdrawn, lists such claims"},
		{[]string{"claims", "--status", "wrong"}, 2, `--status: unknown claim status "wrong": use one of current, corrected, withdrawn (see whosaid claims --help)`},
	} {
		var stdout, stderr bytes.Buffer
		code := run(append(tt.args, "--db", dir), strings.NewReader(""), &stdout, &stderr)
		if got := strings.TrimSuffix(stderr.String(), "\n"); code != tt.code || got != "whosaid: "+tt.want || stdout.Len() > 0 {
			t.Errorf("%q: exit code %d\n got %s\nwant %s", tt.args, code, got, tt.want)
		}
	}
}

func TestChangedSentences(t *testing.T) {
	for _, tt := range []struct{ name, before, after, added, removed string }{
		{"nothing", "It rains. It snows.", "It rains. It snows.", "", ""},
		{"white space", "It rains.\n\nIt snows.", "It  rains. It snows.", "", ""},
		{"a number", "Some 8,000 came. It rains.", "Some 3,000 came. It rains.", "Some 3,000 came.", "Some 8,000 came."},
		{"a sentence that goes", "It rains. It snows.", "It snows.", "", "It rains."},
		{"a sentence that comes", "It snows.", "It rains. It snows.", "It rains.", ""},
		{"a sentence that moves", "It rains. It snows.", "It snows. It rains.", "", ""},
		{"a sentence that stood twice", "It rains. It rains.", "It rains.", "", "It rains."},
		{"all", "It rains.", "", "", "It rains."},
	} {
		added, removed := changed(tt.before, tt.after)
		if a, r := strings.Join(added, "|"), strings.Join(removed, "|"); a != tt.added || r != tt.removed {
			t.Errorf("%s: added %q, removed %q", tt.name, a, r)
		}
	}
}
