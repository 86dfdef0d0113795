package server

import (
	"net/http"
	"strings"
	"testing"
)

var (
	sumA = strings.Repeat("0a", 32)
	sumB = strings.Repeat("0B", 32)
)

func TestReadTokens(t *testing.T) {
	for _, tt := range []struct{ name, file, want string }{
		{"two", "# who may read\n\nread " + sumA + " desk\n  read\t" + sumB + "  night-desk \r\n", ""},
		{"one that loads", "load " + sumA + " feed\nread " + sumB + " desk", ""},
		{"empty", "", "it holds no token; make one with whosaid token"},
		{"comments only", "# read\n", "it holds no token; make one with whosaid token"},
		{"another role", "read " + sumA + " a\nwrite " + sumB + " b\n", `line 2: "write" is no role: there are read and load`},
		{"no name", "read " + sumA, "line 1: want the role, the SHA-256 of the token and a name, as whosaid token writes them"},
		{"four words", "read " + sumA + " news desk", "line 1: want the role, the SHA-256 of the token and a name, as whosaid token writes them"},
		{"a short hash", "read 0a0a desk", "line 1: the second word is not a SHA-256: want 64 hexadecimal digits, as whosaid token writes them"},
		{"a long hash", "read " + sumA + "0a desk", "line 1: the second word is not a SHA-256: want 64 hexadecimal digits, as whosaid token writes them"},
		{"the token itself", "read whosaid_" + sumA + " desk", "line 1: the second word is not a SHA-256: want 64 hexadecimal digits, as whosaid token writes them"},
		{"a name twice", "read " + sumA + " a\nread " + sumB + " a", "line 2: the name or the hash of a is there twice; take one of the lines out"},
		{"a hash twice", "read " + sumA + " a\nread " + sumA + " b", "line 2: the name or the hash of b is there twice; take one of the lines out"},
		{"a name that steers a terminal", "read " + sumA + " a\x1b[2J", `line 1: "a\x1b[2J" is no name for a token: want 1 to 64 visible characters without spaces`},
		{"a line too long", "#" + strings.Repeat("x", 100_000), "line 1: it is longer than 64 KiB, so this is no file of tokens"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ReadTokens(strings.NewReader(tt.file))
			got := ""
			if err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestNewTokenIsTakenByItsLine(t *testing.T) {
	token, line, err := NewToken(RoleRead, "desk")
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := NewToken(RoleRead, "desk")
	if err != nil || other == token {
		t.Errorf("the second token is %q, %v", other, err)
	}
	if strings.Contains(line, token[len("whosaid_"):]) {
		t.Errorf("the line %q holds the token", line)
	}
	tokens, err := ReadTokens(strings.NewReader(line))
	if err != nil {
		t.Fatal(err)
	}
	if g, ok := tokens.find(token); !ok || g.name != "desk" || g.role != RoleRead && g.role != RoleLoad {
		t.Errorf("found %v, %v", g, ok)
	}
	for _, wrong := range []string{"", other, token + "0", token[1:], strings.ToUpper(token), line} {
		if _, ok := tokens.find(wrong); ok {
			t.Errorf("%q is taken", wrong)
		}
	}
	for _, name := range []string{"", "a b", "#a", "\xff", strings.Repeat("x", 65)} {
		if _, _, err := NewToken(RoleRead, name); err == nil {
			t.Errorf("the name %q is taken", name)
		}
	}
}

func TestHoldFindsARole(t *testing.T) {
	for file, want := range map[string]bool{"read " + sumA + " a": false, "load " + sumA + " a": true, "read " + sumA + " a\nload " + sumB + " b": true} {
		tokens, err := ReadTokens(strings.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		if got := tokens.Hold(RoleLoad); got != want {
			t.Errorf("%q: %v", file, got)
		}
	}
}

func TestSaneID(t *testing.T) {
	for id, want := range map[string]bool{
		"": false, "a": true, "7f.A-b_9": true, strings.Repeat("x", 64): true, strings.Repeat("x", 65): false, "a b": false,
		"a\n": false, "é": false, `a"`: false,
	} {
		if got := saneID(id); got != want {
			t.Errorf("%q: %v", id, got)
		}
	}
}

// FuzzHeaders checks that whatever headers say, the answer has a type that is offered, and nothing steers a log or a header.
func FuzzHeaders(f *testing.F) {
	for _, s := range []string{"", "*/*;q=0.1, application/json", "Bearer whosaid_0a", "bearer  x ", "r-1", "a\r\nX: y", ";;q=,=", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, value string) {
		if media := negotiate([]string{value}); media != "" && media != mediaJSON && media != mediaResponse {
			t.Errorf("the type %q", media)
		}
		r := &http.Request{Header: http.Header{"Authorization": {value}, "X-Request-Id": {value}}}
		if token := bearer(r); token != strings.TrimSpace(token) || !strings.HasSuffix(strings.TrimSpace(value), token) {
			t.Errorf("the token %q", token)
		}
		if id := requestID(r); id == "" || len(id) > 64 || strings.ContainsFunc(id, func(c rune) bool { return c <= ' ' || c > '~' || c == '"' }) {
			t.Errorf("the id %q", id)
		}
	})
}

// FuzzTokens checks that a file of tokens that is taken says the same when it is written anew.
func FuzzTokens(f *testing.F) {
	for _, s := range []string{"read " + sumA + " desk\n", "# a\n\nread " + sumB + " é\r\n", "write x y", "read", "load " + sumA + " feed", "\x00", "read " + sumA + " #"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, file string) {
		tokens, err := ReadTokens(strings.NewReader(file))
		if err != nil {
			if err.Error() == "" || tokens != nil {
				t.Errorf("refused with %q and %v", err, tokens)
			}
			return
		}
		var b strings.Builder
		for _, g := range tokens.list {
			if checkTokenName(g.name) != nil || g.role != RoleRead && g.role != RoleLoad {
				t.Errorf("taken: %v %q", g.role, g.name)
			}
			b.WriteString(g.String() + "\n")
		}
		again, err := ReadTokens(strings.NewReader(b.String()))
		if err != nil || len(again.list) != len(tokens.list) {
			t.Fatalf("%q is not taken again: %v", b.String(), err)
		}
		for i, g := range again.list {
			if g != tokens.list[i] {
				t.Errorf("%v became %v", tokens.list[i], g)
			}
		}
	})
}
