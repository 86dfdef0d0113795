package schema

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/graph-gophers/graphql-go"
	gqlerrors "github.com/graph-gophers/graphql-go/errors"

	"github.com/whosaid/whosaid/graph"
)

// Codes that Error.Code can have. Clients see them as extensions.code.
const (
	CodeNotFound    = "NOT_FOUND"   // no record has this id or name
	CodeAmbiguous   = "AMBIGUOUS"   // several entities have this name, and one is wanted
	CodeBadInput    = "BAD_INPUT"   // an argument or a variable cannot be used
	CodeBadCursor   = "BAD_CURSOR"  // the cursor is not one of this list's
	CodeTooLarge    = "TOO_LARGE"   // the request asks for more than a limit allows
	CodeSyntax      = "SYNTAX"      // the document is not GraphQL
	CodeInvalid     = "INVALID"     // the document does not fit the schema
	CodeTimeout     = "TIMEOUT"     // the request took too long
	CodeCancelled   = "CANCELLED"   // the client went away
	CodeUnavailable = "UNAVAILABLE" // the store is closed
	CodeForbidden   = "FORBIDDEN"   // who asks may not change the store
	CodeOverloaded  = "OVERLOADED"  // too many requests of this kind are under way
	CodeDiskFull    = "DISK_FULL"   // the store has no room for what was sent
	CodeReadOnly    = "READ_ONLY"   // nothing is stored while the store is served
	CodeLagged      = "LAGGED"      // the client did not keep up with what was stored
	CodeInternal    = "INTERNAL"    // our fault; the log says more
)

// codes is the one table from errors to codes; the first that fits wins. What is not in it is internal.
var codes = []struct {
	err  error
	code string
}{
	{graph.ErrNotFound, CodeNotFound},
	{graph.ErrBadID, CodeBadInput},
	{graph.ErrBadCursor, CodeBadCursor},
	{graph.ErrBadQuery, CodeBadInput},
	{graph.ErrClosed, CodeUnavailable},
	{graph.ErrReadOnly, CodeForbidden},
	{graph.ErrDiskFull, CodeDiskFull},
	{ErrBadArticle, CodeBadInput},
	{graph.ErrLagged, CodeLagged},
	{context.DeadlineExceeded, CodeTimeout},
	{context.Canceled, CodeCancelled},
	{gqlerrors.ErrSyntax, CodeSyntax},
	{graphql.ErrTooManySelections, CodeTooLarge},
}

// rules are the validation rules that are limits; the others say that the document does not fit the schema.
var rules = map[string]string{
	"MaxDepthExceeded":               CodeTooLarge,
	"OverlapValidationLimitExceeded": CodeTooLarge,
	"VariablesOfCorrectType":         CodeBadInput,
}

// refusal is an error of ours: a sentence for the client, with its code.
type refusal struct {
	code string
	text string
	hint []string // what the client may have meant
}

func (r *refusal) Error() string { return r.text }

// refuse returns a refusal.
func refuse(code, format string, args ...any) *refusal {
	return &refusal{code: code, text: fmt.Sprintf(format, args...)}
}

// codeOf is the code of an error, by the table.
func codeOf(err error) string {
	if r, ok := errors.AsType[*refusal](err); ok {
		return r.code
	}
	for _, c := range codes {
		if errors.Is(err, c.err) {
			return c.code
		}
	}
	return CodeInternal
}

// publish is the client's view of an error. Internal ones go to the log, and the client learns no more than that.
func (s *Schema) publish(err error) *Error {
	e := &Error{Code: codeOf(err), Message: err.Error()}
	if r, ok := errors.AsType[*refusal](err); ok {
		e.Hint = r.hint
		return e // it is a sentence for the client
	}
	switch e.Code {
	case CodeInternal:
		if !errors.Is(err, errPanic) { // its stack is in the log already
			s.log.Error("graphql: internal error", "err", err)
		}
		e.Message = "internal error"
	case CodeUnavailable:
		e.Message = "the store is closed"
	case CodeDiskFull:
		e.Message = "the disk of the store is full, and nothing was written; make room on it, then send this again"
	case CodeLagged:
		e.Message = "this subscription did not keep up with what was stored; read what is there with claims, and subscribe again"
	case CodeTimeout:
		e.Message = "the request took too long and was stopped; ask for less at once"
	case CodeCancelled:
		e.Message = "the request was cancelled"
	}
	return e
}

// response is graphql-go's answer with our codes. Errors have a stable order, whatever ran first.
//
// An error without a path is one of the request as a whole (a variable of the wrong type, too many selections): graphql-go
// answers it with partial data and the field missing, so the data goes.
func (s *Schema) response(ctx context.Context, res *graphql.Response) *Response {
	if err := ctx.Err(); err != nil && res.Data == nil {
		return &Response{Errors: []*Error{s.publish(err)}}
	}
	out := &Response{Data: res.Data}
	for _, q := range res.Errors {
		e := s.convert(q)
		if len(e.Path) == 0 {
			out.Data = nil
		}
		out.Errors = append(out.Errors, e)
	}
	slices.SortStableFunc(out.Errors, func(a, b *Error) int {
		return cmp.Or(strings.Compare(fmt.Sprint(a.Path...), fmt.Sprint(b.Path...)), strings.Compare(a.Message, b.Message))
	})
	return out
}

// convert is the client's view of one of graphql-go's errors.
func (s *Schema) convert(q *gqlerrors.QueryError) *Error {
	var e *Error
	switch code, known := rules[q.Rule]; {
	case q.ResolverError != nil:
		e = s.publish(q.ResolverError)
	case known:
		e = &Error{Code: code, Message: s.plain(q.Message)}
	case q.Rule != "":
		e = &Error{Code: CodeInvalid, Message: s.plain(q.Message)}
	case q.Err != nil && codeOf(q.Err) != CodeInternal:
		e = &Error{Code: codeOf(q.Err), Message: s.plain(strings.TrimPrefix(q.Message, "graphql: "))}
	case len(q.Path) > 0:
		// graphql-go's own errors while it runs: a value that the schema does not allow. Our data did that.
		e = s.publish(q)
	case strings.HasPrefix(q.Message, "query length"):
		e = &Error{Code: CodeTooLarge, Message: q.Message}
	case q.Message == noMutations:
		e = s.publish(errBySafe)
	case q.Message == noSubscriptions:
		e = &Error{Code: CodeInvalid, Message: "a subscription is answered over a WebSocket: connect to /graphql of a server with the subprotocol graphql-transport-ws"}
	default:
		e = &Error{Code: CodeBadInput, Message: s.plain(q.Message)}
	}
	e.Path = q.Path
	for _, l := range q.Locations {
		e.Locations = append(e.Locations, Location(l))
	}
	return e
}

// failure carries an error out of a resolver that has no error result.
//
// graphql-go starts a goroutine for each field whose resolver can return an error; for the hundreds of small fields of a page
// that costs more than the fields. So a failed read inside them is thrown, and panicHandler, which is called with the field's
// path at hand, turns it back into an ordinary error.
type failure struct{ err error }

var errPanic = errors.New("a resolver panicked")

type panicHandler struct{}

// MakePanicError is the error of the field whose resolver panicked.
func (panicHandler) MakePanicError(_ context.Context, v any) *gqlerrors.QueryError {
	err := errPanic
	if f, ok := v.(failure); ok {
		err = f.err
	}
	return &gqlerrors.QueryError{Message: "internal error", ResolverError: err}
}

type panicLogger struct{ log *slog.Logger }

// LogPanic logs a panic with its stack; a failure is logged where it is published.
func (l panicLogger) LogPanic(ctx context.Context, v any) {
	if u, ok := ctx.Value(subscriptionKey{}).(*Subscription); ok && u.panicked(v) {
		return
	}
	if _, ok := v.(failure); !ok {
		l.log.ErrorContext(ctx, "graphql: panic", "value", fmt.Sprint(v), "stack", string(debug.Stack()))
	}
}
