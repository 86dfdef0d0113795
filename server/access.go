package server

import (
	"bufio"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Role is what the holder of a token may do.
type Role int

// The roles.
const (
	RoleRead Role = iota + 1 // may ask queries
	RoleLoad                 // may ask queries, load articles and remove them
)

// String is the role's word in a file of tokens.
func (r Role) String() string {
	switch r {
	case RoleRead:
		return "read"
	case RoleLoad:
		return "load"
	}
	return fmt.Sprintf("Role(%d)", int(r))
}

// ParseRole reads the word of a role.
func ParseRole(s string) (Role, error) {
	for _, r := range []Role{RoleRead, RoleLoad} {
		if s == r.String() {
			return r, nil
		}
	}
	return 0, fmt.Errorf("%q is no role: there are read and load", s)
}

// Tokens are the tokens that a server takes, by their hashes. It is safe for concurrent use.
type Tokens struct{ list []grant }

// grant is one token: what it allows, to whom.
type grant struct {
	role Role
	sum  [sha256.Size]byte
	name string
}

const maxTokenName = 64 // characters

// Hold reports whether one of the tokens has the role.
func (t *Tokens) Hold(role Role) bool {
	return slices.ContainsFunc(t.list, func(g grant) bool { return g.role == role })
}

// ReadTokens reads a file of tokens: a line for each, with its role, the SHA-256 of the token in hex, and the name of its holder.
// Empty lines and those that begin with # are left out.
//
// A line that is none of these, a name or a hash that is there twice, and a file without a token are errors that name the line.
func ReadTokens(r io.Reader) (*Tokens, error) {
	t := &Tokens{}
	lines := bufio.NewScanner(r)
	n := 0
	for lines.Scan() {
		n++
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		g, err := parseGrant(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		for _, other := range t.list {
			if other.name == g.name || other.sum == g.sum {
				return nil, fmt.Errorf("line %d: the name or the hash of %s is there twice; take one of the lines out", n, g.name)
			}
		}
		t.list = append(t.list, g)
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return nil, fmt.Errorf("line %d: it is longer than %d KiB, so this is no file of tokens", n+1, bufio.MaxScanTokenSize>>10)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", n+1, err)
	}
	if len(t.list) == 0 {
		return nil, errors.New("it holds no token; make one with whosaid token")
	}
	return t, nil
}

func parseGrant(line string) (g grant, err error) {
	fields := strings.Fields(line)
	if len(fields) != 3 {
		return grant{}, errors.New("want the role, the SHA-256 of the token and a name, as whosaid token writes them")
	}
	if g.role, err = ParseRole(fields[0]); err != nil {
		return grant{}, err
	}
	if n, err := hex.Decode(g.sum[:], []byte(fields[1][:min(len(fields[1]), 2*sha256.Size)])); err != nil || n != sha256.Size || len(fields[1]) != 2*sha256.Size {
		return grant{}, errors.New("the second word is not a SHA-256: want 64 hexadecimal digits, as whosaid token writes them")
	}
	g.name = fields[2]
	return g, checkTokenName(g.name)
}

// checkTokenName refuses a name that cannot stand in a line of a log.
func checkTokenName(name string) error {
	bad := strings.ContainsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) })
	if n := utf8.RuneCountInString(name); n == 0 || n > maxTokenName || bad || !utf8.ValidString(name) || strings.HasPrefix(name, "#") {
		return fmt.Errorf("%q is no name for a token: want 1 to %d visible characters without spaces", name, maxTokenName)
	}
	return nil
}

// NewToken makes a token of 256 random bits, and the line by which ReadTokens knows it. The token cannot be had from the line.
func NewToken(role Role, name string) (token, line string, err error) {
	if err := checkTokenName(name); err != nil {
		return "", "", err
	}
	var b [32]byte
	// crypto/rand does not fail: it ends the program where the system has no randomness.
	_, _ = rand.Read(b[:])
	token = "whosaid_" + hex.EncodeToString(b[:])
	return token, grant{role, sha256.Sum256([]byte(token)), name}.String(), nil
}

// String is the line of a file of tokens.
func (g grant) String() string {
	return fmt.Sprintf("%s %s %s", g.role, hex.EncodeToString(g.sum[:]), g.name)
}

// find is what a token allows. Its time tells nothing about the tokens that there are but their number.
func (t *Tokens) find(token string) (found grant, ok bool) {
	sum := sha256.Sum256([]byte(token))
	for _, g := range t.list {
		if subtle.ConstantTimeCompare(sum[:], g.sum[:]) == 1 {
			found, ok = g, true
		}
	}
	return found, ok
}

// bearer is the token of an Authorization header; "" where there is none.
func bearer(r *http.Request) string { return bearerOf(r.Header.Get("Authorization")) }

// bearerOf is bearer for the value of the header.
func bearerOf(header string) string {
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// allowed says whether a request may read the store. Its holder is noted for the access log.
func (s *Server) allowed(w http.ResponseWriter, r *http.Request) bool {
	if s.tokens == nil {
		return true
	}
	g, ok := s.tokens.find(bearer(r))
	if ok {
		note(w, func(a *answered) { a.holder = g.name })
	}
	return ok // every role may read
}

// mayLoad says whether a request may change the store: only one with a token of that role.
func (s *Server) mayLoad(r *http.Request) bool {
	if s.tokens == nil {
		return false
	}
	g, ok := s.tokens.find(bearer(r))
	return ok && g.mayLoad()
}

// mayLoad says whether the holder of a token may change the store.
func (g grant) mayLoad() bool { return g.role == RoleLoad }

// reading answers those who may read the store, and tells others how to.
func (s *Server) reading(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if s.allowed(w, r) {
			next(w, r)
			return
		}
		s.unauthorized(w, r)
	}
}

// unauthorized tells who may not read the store how to.
func (*Server) unauthorized(w http.ResponseWriter, r *http.Request) {
	challenge, text := `Bearer realm="whosaid"`, "this server answers to those who have a token: send it as Authorization: Bearer TOKEN"
	if bearer(r) != "" {
		challenge, text = challenge+`, error="invalid_token"`, "this server does not know the token; ask whoever runs it for another"
	}
	w.Header().Set("WWW-Authenticate", challenge)
	refuse(w, http.StatusUnauthorized, "UNAUTHORIZED", text)
}
