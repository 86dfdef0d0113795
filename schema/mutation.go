package schema

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/graph-gophers/graphql-go"
	gqlerrors "github.com/graph-gophers/graphql-go/errors"

	"github.com/whosaid/whosaid/graph"
)

const (
	maxMutations = 10 // fields of Mutation in one request
	maxLoading   = 8  // requests with mutations at the same time, most of which wait for their turn; the others are for readers
)

// A request with mutations is run twice.
//
// First as every request is, inside a View: the fields of Mutation then only say that they were asked for. It shows what is
// wrong with the document and its variables (graphql-go finds some of that only while it runs, and would carry out the rest),
// so that a request that is refused as a whole changes nothing. Then outside of that View, by mutate: graphql-go runs the fields
// one after the other, each with all that is below it, and each reads its payload from a snapshot opened after its write.

// Change is what one field of Mutation did.
type Change struct {
	Op      string          // "load", "fetch" or "remove"
	Article graph.ID        // zero where it is not known
	Status  graph.PutStatus // of a load or a fetch; zero where it failed
	Refused int             // claims that a load found and did not store
	Code    string          // of the error; "" where it was carried out
}

// root gives graphql-go the resolvers.
type root struct{ s *Schema }

func (r *root) Query() *query               { return &query{r.s} }
func (r *root) Mutation() *mutation         { return &mutation{r.s} }
func (r *root) Subscription() *subscription { return &subscription{} }

// mutation resolves the fields of Mutation.
type mutation struct{ s *Schema }

// errPlanned is the error of a mutation in the first run.
var errPlanned = errors.New("a mutation that is only counted")

// errMayNotLoad refuses the mutations of those who may only read.
var errMayNotLoad = refuse(CodeForbidden, "mutations want a token with the role load: make one with whosaid token --role load --tokens FILE NAME, "+
	"start whosaid serve --tokens FILE, and send it as Authorization: Bearer TOKEN")

// errBySafe refuses the mutations of requests that must be safe to send again.
var errBySafe = refuse(CodeForbidden, "a mutation changes the store: send it by POST")

// changes is what the mutations of one request share. Only one of them runs at a time.
type changes struct {
	s       *Schema
	now     *request // of the snapshot after the last write; its budget is the request's
	release func()   // ends that snapshot
	done    []string // what was changed, for the client that does not get its answer
}

// mutate carries out the mutations of a request; asked and planned are what the first run gave.
func (s *Schema) mutate(ctx context.Context, q Request, asked int, planned *graphql.Response) *Response {
	c := &changes{s: s, now: newRequest(nil), release: func() {}}
	if ctx.Err() != nil {
		return c.unanswered(ctx.Err())
	}
	if !q.Load || s.ingester == nil {
		return c.refused(errMayNotLoad)
	}
	wrong := slices.DeleteFunc(planned.Errors, func(e *gqlerrors.QueryError) bool { return e.ResolverError == errPlanned })
	if slices.ContainsFunc(wrong, func(e *gqlerrors.QueryError) bool { return len(e.Path) == 0 }) {
		return s.response(ctx, &graphql.Response{Errors: wrong})
	}
	if asked > maxMutations {
		return c.unanswered(refuse(CodeTooLarge, "the request has %d mutations: the cap is %d; send them in several requests", asked, maxMutations))
	}
	select {
	case s.loading <- struct{}{}:
		defer func() { <-s.loading }()
	default:
		return c.unanswered(refuse(CodeOverloaded, "%d requests with mutations are under way: send this one again in a second, or fewer at the same time", maxLoading))
	}
	defer func() { c.release() }()
	ctx = graph.WithPause(ctx, nil) // what is being changed neither waits for other requests nor gives way to them
	res := s.gql.Exec(context.WithValue(ctx, requestKey{}, &request{changes: c}), q.Query, q.OperationName, maps.Clone(q.Variables))
	switch {
	case res.Data == nil && ctx.Err() != nil:
		return c.unanswered(ctx.Err())
	case c.now.spent:
		return c.unanswered(errSpent)
	}
	return s.response(ctx, res)
}

func (c *changes) refused(err error) *Response {
	return &Response{Errors: []*Error{c.s.publish(err)}}
}

// unanswered is the answer without data, which says what was changed all the same.
func (c *changes) unanswered(err error) *Response {
	res := c.refused(err)
	told := "; nothing was changed"
	if len(c.done) > 0 {
		told = "; before that, and to stay, " + strings.Join(c.done, ", ")
	}
	res.Errors[0].Message += told
	return res
}

// write runs a change of the store when its turn has come, and returns a request of a snapshot that has it. fn returns what it
// did, in words.
func (c *changes) write(ctx context.Context, fn func() (done string, err error)) (*request, error) {
	select {
	case c.s.writing <- struct{}{}:
		defer func() { <-c.s.writing }() // not before the snapshot is open: nobody comes between
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	// Nobody reads the last payload any more, and who waits for all readers to end would keep the next snapshot waiting.
	c.release()
	c.release = func() {}
	done, err := fn()
	if err != nil {
		return nil, err
	}
	c.done = append(c.done, done)
	tx, release, err := snapshot(ctx, c.s.db)
	if err != nil {
		return nil, err
	}
	c.release = release
	now := newRequest(tx)
	now.nodes, now.spent = c.now.nodes, c.now.spent
	c.now = now
	return now, nil
}

// snapshot opens a View that stays open until release is called.
func snapshot(ctx context.Context, db *graph.DB) (*graph.Tx, func(), error) {
	var err error // of a View that did not begin
	opened, closing, closed := make(chan *graph.Tx), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(closed)
		err = db.View(ctx, func(tx *graph.Tx) error {
			opened <- tx
			<-closing
			return nil
		})
	}()
	select {
	case tx := <-opened:
		return tx, func() { close(closing); <-closed }, nil
	case <-closed:
		return nil, nil, err
	}
}

// planned says that a mutation was asked for, in the first run; c is nil then.
func planned(ctx context.Context) (c *changes, err error) {
	r := of(ctx)
	if r.changes != nil {
		return r.changes, nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked++
	return nil, errPlanned
}

func (m *mutation) LoadArticle(ctx context.Context, a struct{ Input loadInput }) (*loadPayload, error) {
	c, err := planned(ctx)
	if err != nil {
		return nil, err
	}
	in, err := a.Input.incoming()
	if err != nil {
		m.s.tell(Change{Op: "load"}, err)
		return nil, err
	}
	return m.load(ctx, c, "load", in)
}

// load stores an article, and returns the payload from a snapshot after that.
func (m *mutation) load(ctx context.Context, c *changes, op string, in Incoming) (*loadPayload, error) {
	var out Ingested
	r, err := c.write(ctx, func() (string, error) {
		var err error
		out, err = m.s.ingester.Ingest(ctx, in)
		return fmt.Sprintf("article %s was %s", out.ID, out.Status), ingestError(err)
	})
	m.s.tell(Change{Op: op, Article: out.ID, Status: out.Status, Refused: len(out.Refused)}, err)
	if err != nil {
		return nil, err
	}
	v, err := r.loadArticle(out.ID)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return &loadPayload{r, v, out}, r.charge(1 + len(out.Refused))
}

func (m *mutation) RemoveArticle(ctx context.Context, a struct{ ID graphql.ID }) (*removePayload, error) {
	c, err := planned(ctx)
	if err != nil {
		return nil, err
	}
	var out *removePayload
	id, err := articleID(string(a.ID))
	if err != nil {
		err = refuse(CodeBadInput, "id: %q is neither an article's id (36 characters) nor a URL", a.ID)
	} else {
		_, err = c.write(ctx, func() (string, error) {
			// Removed whole, also where the client goes away meanwhile.
			err := m.s.db.Update(context.WithoutCancel(ctx), func(tx *graph.Tx) (err error) {
				out, err = remove(tx, id)
				return err
			})
			return fmt.Sprintf("article %s was removed", id), err
		})
		if errors.Is(err, graph.ErrNotFound) {
			err = refuse(CodeNotFound, "no article has the id or the URL %q; nothing was removed", a.ID)
		}
	}
	m.s.tell(Change{Op: "remove", Article: id}, err)
	if err != nil {
		return nil, err
	}
	return out, nil
}

// remove removes an article and says what went.
func remove(tx *graph.Tx, id graph.ID) (*removePayload, error) {
	a, err := tx.Article(id)
	if err != nil {
		return nil, err
	}
	claims := 0
	for _, err := range tx.Claims(graph.ClaimFilter{Article: id}) {
		if err != nil {
			return nil, err
		}
		claims++
	}
	return &removePayload{a, claims}, tx.RemoveArticle(id)
}

// tell passes on what a mutation did.
func (s *Schema) tell(c Change, err error) {
	if s.changed == nil {
		return
	}
	if err != nil {
		c.Code = codeOf(err)
	}
	s.changed(c)
}

// loadPayload resolves LoadPayload.
type loadPayload struct {
	r   *request
	a   *article
	out Ingested
}

func (p *loadPayload) Article() *article { return p.a }
func (p *loadPayload) Status() string    { return upper(p.out.Status) }

func (p *loadPayload) Claims(ctx context.Context, args pageArgs) (*connection[*claim], error) {
	return p.a.Claims(ctx, claimArgs{pageArgs: args})
}

func (p *loadPayload) Refused() []*refusedClaim {
	all := make([]*refusedClaim, len(p.out.Refused))
	for i, r := range p.out.Refused {
		all[i] = &refusedClaim{r}
	}
	return all
}

// refusedClaim resolves RefusedClaim.
type refusedClaim struct{ r Refused }

func (c *refusedClaim) Quote() string  { return c.r.Quote }
func (c *refusedClaim) Reason() string { return c.r.Reason }

// removePayload resolves RemovePayload.
type removePayload struct {
	a      graph.Article
	claims int
}

func (p *removePayload) ID() graphql.ID  { return graphql.ID(p.a.ID.String()) }
func (p *removePayload) Title() *string  { return known(p.a.Title) }
func (p *removePayload) URL() *urlScalar { return knownURL(p.a.URL) }
func (p *removePayload) Claims() int32   { return int32(p.claims) }
