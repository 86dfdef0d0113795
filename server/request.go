package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"runtime"
	"strings"
	"unicode/utf8"

	"github.com/whosaid/whosaid/schema"
)

// refusal is why a request is not a GraphQL request.
type refusal struct {
	status int
	text   string
}

func malformed(format string, args ...any) *refusal {
	return &refusal{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

// params are the parameters of a request. Those that are absent or null stay nil.
type params struct {
	Query         *string        `json:"query"`
	OperationName *string        `json:"operationName"`
	Variables     map[string]any `json:"variables"`
	Extensions    map[string]any `json:"extensions"` // none are known; the type is checked
}

func (p params) request() (schema.Request, *refusal) {
	if p.Query == nil || *p.Query == "" {
		return schema.Request{}, malformed("the request has no query")
	}
	q := schema.Request{Query: *p.Query, Variables: p.Variables}
	if p.OperationName != nil {
		q.OperationName = *p.OperationName
	}
	return q, nil
}

// fromBody reads a POST.
func fromBody(w http.ResponseWriter, r *http.Request) (schema.Request, *refusal) {
	none := schema.Request{}
	media, opts, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != mediaJSON {
		return none, &refusal{http.StatusUnsupportedMediaType, "POST takes Content-Type: application/json"}
	}
	if c := opts["charset"]; c != "" && !strings.EqualFold(c, "utf-8") {
		return none, &refusal{http.StatusUnsupportedMediaType, fmt.Sprintf("POST takes UTF-8, not %s", c)}
	}
	if c := r.Header.Get("Content-Encoding"); c != "" && !strings.EqualFold(c, "identity") {
		return none, &refusal{http.StatusUnsupportedMediaType, fmt.Sprintf("POST takes a body that is not compressed, not %s", c)}
	}
	tooLarge := &refusal{http.StatusRequestEntityTooLarge, fmt.Sprintf("the body has more than %d bytes", maxBody)}
	if r.ContentLength > maxBody { // a client that asks before it sends learns it at once
		return none, tooLarge
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return none, tooLarge
		}
		if errors.Is(err, errNoRoom) {
			return none, &refusal{status: http.StatusServiceUnavailable}
		}
		return none, malformed("the body could not be read to its end")
	}
	if len(body) > largeBody {
		select {
		case largeBodies <- struct{}{}:
			defer func() { <-largeBodies }()
		case <-r.Context().Done():
			return none, malformed("the request was given up")
		}
	}
	return fromJSON(body)
}

// largeBodies holds one for each large body that is being decoded: many at the same time would keep small ones waiting.
var largeBodies = make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2))

// fromJSON reads the body of a POST.
func fromJSON(body []byte) (schema.Request, *refusal) {
	// encoding/json puts U+FFFD where bytes are broken: the request would ask for a name that nobody wrote.
	if !utf8.Valid(body) {
		return schema.Request{}, malformed("the body is not UTF-8")
	}
	var p params
	if err := json.Unmarshal(body, &p); err != nil {
		return schema.Request{}, badJSON(err)
	}
	if half := loneSurrogate(body); half != "" {
		return schema.Request{}, malformed("the body holds %s, half a character (a lone surrogate): write the text as UTF-8", half)
	}
	return p.request()
}

// escapes are the escapes in JSON; the two halves of a character are one.
var escapes = regexp.MustCompile(`\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[^u])`)

// loneSurrogate is the first escape \uD800 to \uDFFF of valid JSON without its other half; "" where there is none. encoding/json
// would put U+FFFD there, and an article would be stored as nobody wrote it.
func loneSurrogate(b []byte) string {
	if !bytes.Contains(b, []byte(`\ud`)) && !bytes.Contains(b, []byte(`\uD`)) {
		return ""
	}
	for _, e := range escapes.FindAll(b, -1) {
		if len(e) == 6 && (e[2] == 'd' || e[2] == 'D') && e[3] >= '8' {
			return string(e)
		}
	}
	return ""
}

// badJSON says what is wrong with a body in words that hold no Go.
func badJSON(err error) *refusal {
	t, ok := errors.AsType[*json.UnmarshalTypeError](err)
	switch {
	case !ok:
		return malformed("the body is not one JSON object: %v", err)
	case t.Type.Kind() == reflect.Float64:
		return malformed("%s is too large a number", strings.TrimPrefix(t.Value, "number "))
	case t.Field == "":
		return malformed(`the body is a JSON %s: send one object, as in {"query": "{ stats { claims } }"}`, t.Value)
	case t.Type.Kind() == reflect.String:
		return malformed("%s is a JSON %s: it must be a string", t.Field, t.Value)
	default:
		return malformed("%s is a JSON %s: it must be an object", t.Field, t.Value)
	}
}

// fromURL reads a GET.
func fromURL(_ http.ResponseWriter, r *http.Request) (schema.Request, *refusal) {
	return fromQuery(r.URL.RawQuery)
}

// fromQuery reads the parameters of a URL. An empty one counts as absent, and unknown ones are left alone.
func fromQuery(raw string) (schema.Request, *refusal) {
	none := schema.Request{}
	values, err := url.ParseQuery(raw)
	if err != nil {
		return none, malformed("the parameters of the URL are not percent-encoded: %v", err)
	}
	var p params
	for _, name := range []string{"query", "operationName", "variables", "extensions"} {
		if n := len(values[name]); n > 1 {
			return none, malformed("%s is given %d times", name, n)
		}
		v := values.Get(name)
		if v == "" {
			continue
		}
		if !utf8.ValidString(v) {
			return none, malformed("%s is not UTF-8", name)
		}
		switch name {
		case "query":
			p.Query = &v
		case "operationName":
			p.OperationName = &v
		case "variables":
			err = json.Unmarshal([]byte(v), &p.Variables)
		case "extensions":
			err = json.Unmarshal([]byte(v), &p.Extensions)
		}
		if err != nil {
			return none, malformed("%s is not a JSON object", name)
		}
		if half := loneSurrogate([]byte(v)); half != "" && name == "variables" {
			return none, malformed("variables holds %s, half a character (a lone surrogate): write the text as UTF-8", half)
		}
	}
	return p.request()
}
