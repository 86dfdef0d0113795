package schema

import (
	"bytes"
	"context"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/whosaid/whosaid/graph"
)

// Exporter writes parts of a store in formats that other programs read.
type Exporter interface {
	// Export writes what is selected of a snapshot to w. The error is an [*Error] where the client asked for what there is not,
	// or that of w or ctx.
	Export(ctx context.Context, tx *graph.Tx, w io.Writer, q ExportRequest) (Exported, error)
}

// ExportRequest says what is to be written.
type ExportRequest struct {
	Format     string
	Projection string // claims or flat; "" for the format's default
	Selected          // what of the store
	Words      string // the selection in words; "" for the whole store
}

// Exported is what was written.
type Exported struct {
	MediaType                  string
	Articles, Entities, Claims int
	Lost                       []string // what the format did not hold, in sentences
}

const maxExport = 1 << 20 // bytes of an export in an answer

// errLargeExport refuses an export that does not fit an answer.
var errLargeExport = refuse(CodeTooLarge, "the export has more than %d bytes: choose a smaller part, or get it from /export or by whosaid export, which have no such cap", maxExport)

// projection is the enum Projection as input.
type projection string

// ImplementsGraphQLType says that it is a Projection.
func (*projection) ImplementsGraphQLType(name string) bool { return name == "Projection" }

// UnmarshalGraphQL reads one of its values.
func (p *projection) UnmarshalGraphQL(v any) error {
	switch v {
	case "CLAIMS":
		*p = "claims"
	case "FLAT":
		*p = "flat"
	default:
		return errors.New(literal(v) + " is not a Projection: use one of CLAIMS, FLAT")
	}
	return nil
}

// Export is a small part of the store as a text.
func (q *query) Export(ctx context.Context, a struct {
	Format     string
	Projection *projection
	Filter     *claimFilter
	Roots      *[]string
	Depth      *int32
},
) (*exported, error) {
	if q.s.exporter == nil {
		return nil, refuse(CodeBadInput, "nothing is exported here; whosaid serve and whosaid query do")
	}
	r := of(ctx)
	e := ExportRequest{Format: a.Format, Projection: string(value(a.Projection))}
	filters, err := a.Filter.resolve(r)
	if err != nil {
		return nil, err
	}
	if f := anyOf(filters); f != (graph.ClaimFilter{}) {
		e.Filters = []graph.ClaimFilter{f}
	}
	for _, name := range value(a.Roots) {
		ids, err := r.knownEntitiesFor("roots")(name)
		if err != nil {
			return nil, err
		}
		e.Roots = append(e.Roots, ids...)
	}
	switch e.Depth = int(value(a.Depth)); {
	case e.Depth < 0:
		return nil, refuse(CodeBadInput, "depth is %d: it must not be negative", e.Depth)
	case a.Depth != nil && len(e.Roots) == 0:
		return nil, refuse(CodeBadInput, "depth says how far from an entity: give roots too")
	}
	if len(e.Filters)+len(e.Roots) > 0 {
		e.Words = "a part, chosen by GraphQL"
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.charge(1); err != nil { // nothing is read for a request that is refused already
		return nil, err
	}
	out := &exported{}
	if out.of, err = q.s.exporter.Export(ctx, r.tx, (*shortText)(&out.text), e); err != nil {
		if errors.Is(err, errLargeExport) {
			return nil, errLargeExport
		}
		if told, ok := errors.AsType[*Error](err); ok {
			return nil, &refusal{code: told.Code, text: told.Message, hint: told.Hint}
		}
		return nil, err
	}
	if !utf8.Valid(out.text.Bytes()) {
		return nil, refuse(CodeBadInput, "format: %s is no text, and an answer holds texts only; get it from /export or by whosaid export", a.Format)
	}
	return out, r.charge(max(out.text.Len()/textPerNode, out.of.Claims))
}

// shortText takes as much text as an answer holds.
type shortText bytes.Buffer

func (t *shortText) Write(p []byte) (int, error) {
	b := (*bytes.Buffer)(t)
	if b.Len()+len(p) > maxExport {
		return 0, errLargeExport
	}
	return b.Write(p)
}

// exported resolves Export.
type exported struct {
	text bytes.Buffer
	of   Exported
}

func (e *exported) Text() string      { return e.text.String() }
func (e *exported) MediaType() string { return e.of.MediaType }
func (e *exported) Articles() int32   { return int32(e.of.Articles) }
func (e *exported) Entities() int32   { return int32(e.of.Entities) }
func (e *exported) Claims() int32     { return int32(e.of.Claims) }
func (e *exported) Lost() []string    { return append([]string{}, e.of.Lost...) }
