package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the answer in README.md anew")

var readmePath = filepath.Join("..", "..", "README.md")

func readme(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(readmePath)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// only is the one match of a pattern's first group in the README.
func only(t *testing.T, text, what, pattern string) string {
	t.Helper()
	m := regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1)
	if len(m) != 1 {
		t.Fatalf("README.md has %d times %s, want one", len(m), what)
	}
	return m[0][1]
}

// answerBlock is the README's one block of JSON.
const answerBlock = "(?s)\n```json\n(.*?)\n```\n"

// demo serves the samples as serve --demo does, and returns the address.
func demo(t *testing.T) string {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	r, w := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := runServe(ctx, serveOptions{demo: true, listen: "127.0.0.1:0"}, w, io.Discard)
		w.CloseWithError(errors.Join(err, io.EOF))
		done <- err
	}()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	for lines := bufio.NewScanner(r); lines.Scan(); {
		if m := regexp.MustCompile(`^whosaid serves (\S+) `).FindStringSubmatch(lines.Text()); m != nil {
			return m[1]
		}
	}
	t.Fatal("serve --demo told no address")
	return ""
}

// TestReadmeQueryHasTheAnswerShown sends the README's query to the demo. With -update it writes the answer into the README.
func TestReadmeQueryHasTheAnswerShown(t *testing.T) {
	text := readme(t)
	query := only(t, text, "a query", `--data-urlencode 'query=([^']+)'`)
	shown := only(t, text, "an answer", answerBlock)

	res, err := http.Get(demo(t) + "graphql?query=" + url.QueryEscape(query))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		text = strings.Replace(text, "\n"+shown+"\n", "\n"+laidOut(t, body)+"\n", 1)
		if err := os.WriteFile(readmePath, []byte(text), 0o644); err != nil { //nolint:gosec // a file that everybody reads
			t.Fatal(err)
		}
		return
	}
	var got, want any
	if err := errors.Join(json.Unmarshal(body, &got), json.Unmarshal([]byte(shown), &want)); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("the answer is another (-README +demo); write it anew with -update:\n%s", d)
	}
}

// TestReadmeQueriesAreAnswered sends the README's blocks of GraphQL to the demo.
func TestReadmeQueriesAreAnswered(t *testing.T) {
	base := demo(t)
	blocks := regexp.MustCompile("(?s)\n```graphql\n(.*?)\n```\n").FindAllStringSubmatch(readme(t), -1)
	if len(blocks) == 0 {
		t.Fatal("README.md has no block of GraphQL")
	}
	for _, b := range blocks {
		res, err := http.Get(base + "graphql?query=" + url.QueryEscape(b[1]))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		if err := errors.Join(err, res.Body.Close()); err != nil {
			t.Fatal(err)
		}
		if res.StatusCode != http.StatusOK || bytes.Contains(body, []byte(`"errors"`)) || !bytes.Contains(body, []byte(`"quote"`)) {
			t.Errorf("%s\nis answered with %d %s", b[1], res.StatusCode, body)
		}
	}
}

// TestReadmeAnswersAreThoseOfTheSamples runs the README's commands that have their output below them, in a store of the samples or in
// the one that they name, which is a new one. With -update it writes the output into the README.
func TestReadmeAnswersAreThoseOfTheSamples(t *testing.T) {
	text := readme(t)
	stores := t.TempDir()
	t.Setenv("COLUMNS", "")
	answer := func(args ...string) string {
		t.Helper()
		db := filepath.Join(stores, "samples")
		if i := slices.Index(args, "--db"); i >= 0 {
			db = filepath.Join(stores, args[i+1])
			args = slices.Delete(args, i, i+2)
		}
		for i, a := range args {
			args[i] = strings.TrimPrefix(a, "cmd/whosaid/") // where the test runs
		}
		var out, complaints bytes.Buffer
		if code := run(append(args, "--db", db), strings.NewReader(""), &out, &complaints); code != 0 {
			t.Fatalf("%v: exit code %d: %s", args, code, complaints.String())
		}
		return out.String()
	}
	samples := filepath.Join("..", "..", only(t, text, "a load of the samples", `(?m)^    go run ./cmd/whosaid load (\S+samples)$`))
	answer("load", "--quiet", samples)
	shown := regexp.MustCompile("(?s)\n    go run ./cmd/whosaid ([^\n]+)(\n\n```text\n.*?```\n)").FindAllStringSubmatch(text, -1)
	if len(shown) < 2 {
		t.Fatalf("%d commands with their output, there were two", len(shown))
	}
	for _, m := range shown {
		words := regexp.MustCompile(`'[^']*'|"[^"]*"|\S+`).FindAllString(m[1], -1)
		for i, w := range words {
			if w[0] == '"' || w[0] == '\'' {
				words[i] = w[1 : len(w)-1]
			}
		}
		want := "\n\n```text\n" + answer(words...) + "```\n"
		if *update {
			text = strings.Replace(text, m[2], want, 1)
		} else if d := cmp.Diff(m[2], want); d != "" {
			t.Errorf("%s: the output is another (-README +samples); write it anew with -update:\n%s", m[1], d)
		}
	}
	if *update {
		if err := os.WriteFile(readmePath, []byte(text), 0o644); err != nil { //nolint:gosec // a file that everybody reads
			t.Fatal(err)
		}
	}
}

// laidOut is JSON with line breaks, where an object that holds no other takes one line, and brackets that open or close
// together stand in one.
func laidOut(t *testing.T, answer []byte) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Indent(&b, bytes.TrimSpace(answer), "", " "); err != nil {
		t.Fatal(err)
	}
	s := regexp.MustCompile(`\{\n[^{}]*\n *\}`).ReplaceAllStringFunc(b.String(), func(innermost string) string {
		return regexp.MustCompile(`\n *`).ReplaceAllString(innermost, " ")
	})
	s += "\n"
	for together, by := range map[string]string{
		`([{[])\n *("\w+": [{[])\n`:              "$1 $2\n",
		`(?m)^ *([}\]][ }\]]*)\n( *)([}\]],?)\n`: "$2$1 $3\n",
	} {
		for re, before := regexp.MustCompile(together), ""; s != before; {
			before, s = s, re.ReplaceAllString(s, by)
		}
	}
	return strings.TrimSuffix(s, "\n")
}

// TestReadmePictureShowsTheDemo looks up what the picture says in the answer below it.
func TestReadmePictureShowsTheDemo(t *testing.T) {
	text := readme(t)
	answer := only(t, text, "an answer", answerBlock)
	b, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(only(t, text, "a picture", `!\[[^\]]*\]\(([^)]+)\)`))))
	if err != nil {
		t.Fatal(err)
	}
	claims := regexp.MustCompile(`<text class="source"[^>]*>([^<]+)</text><text class="quantity"[^>]*>([^<]+)</text>\s*<text class="small"[^>]*>“(?:… )?([^<]+?)(?: …)?”</text>`).
		FindAllStringSubmatch(string(b), -1)
	if len(claims) == 0 {
		t.Fatal("the picture shows no claim")
	}
	for _, c := range claims {
		words, err := json.Marshal(c[3])
		if err != nil {
			t.Fatal(err)
		}
		claim := `(?s)"source": \{ "name": "` + regexp.QuoteMeta(c[1]) + `" \},[^{]*"quantity": \{ [^{}]*"text": "` + regexp.QuoteMeta(c[2]) +
			`" \},\s*"evidence": \{ "quote": "[^{}]*` + regexp.QuoteMeta(strings.Trim(string(words), `"`))
		if !regexp.MustCompile(claim).MatchString(answer) {
			t.Errorf("the answer has no claim of %s with %s and %q", c[1], c[2], c[3])
		}
	}
}

// TestReadmeProgramIsTheTestedExample compares the README's Go code with the example that the tests of loader run.
func TestReadmeProgramIsTheTestedExample(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "..", "loader", "example_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	example := string(b)
	_, example, _ = strings.Cut(example, "\nfunc Example() {\n")
	example, _, ok := strings.Cut(example, "\t// Output:")
	if !ok {
		t.Fatal("loader has no example")
	}
	example = strings.TrimSpace(regexp.MustCompile(`(?m)^\t`).ReplaceAllString(example, ""))
	if d := cmp.Diff(example, only(t, readme(t), "a Go program", "(?s)\n```go\n(.*?)\n```\n")); d != "" {
		t.Errorf("-example +README:\n%s", d)
	}
}

func TestReadmeNamesEveryVerbAndOnlyFilesThatExist(t *testing.T) {
	text := readme(t)
	for _, c := range newRoot().Commands() {
		if c.Name() != "help" && !strings.Contains(text, "`"+c.Name()+" ") && !strings.Contains(text, "`"+c.Name()+"`") {
			t.Errorf("README.md does not name the verb %s", c.Name())
		}
	}
	for _, m := range regexp.MustCompile(`\]\(([^)#:]+)\)`).FindAllStringSubmatch(text, -1) {
		if _, err := os.Stat(filepath.Join("..", "..", filepath.FromSlash(m[1]))); err != nil {
			t.Errorf("README.md links to what is not there: %v", err)
		}
	}
}
