package schema

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"runtime/debug"
	"slices"
	"time"

	"github.com/graph-gophers/graphql-go"
	gqlerrors "github.com/graph-gophers/graphql-go/errors"

	"github.com/whosaid/whosaid/graph"
)

// What subscriptions may take.
const (
	eventTime  = 10 * time.Second // for the events that are answered from one snapshot
	eventBatch = 64               // events that are answered from one snapshot,
	batchBytes = 256 << 10        // unless they have more bytes than this: what has been answered waits in memory
)

// Subscribes says whether a request asks for a subscription, and has a valid document. It runs nothing.
func (s *Schema) Subscribes(q Request) bool {
	return isSubscription(s.probe(q))
}

// probe is graphql-go's answer to a request of which no field is resolved.
func (s *Schema) probe(q Request) *graphql.Response {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return s.gql.Exec(ctx, q.Query, q.OperationName, maps.Clone(q.Variables))
}

func isSubscription(res *graphql.Response) bool {
	return len(res.Errors) == 1 && res.Errors[0].Message == noSubscriptions
}

// Subscription is a subscription that has begun. Close it, or range over its Events to their end.
type Subscription struct {
	s       *Schema
	r       *request // of the event that is being answered
	filters []graph.ClaimFilter
	changes iter.Seq2[graph.Change, error]

	// graphql-go answers what comes in events, one after the other, and sends each answer before it takes the next event.
	events  chan *claim
	answers <-chan any

	// begins takes the panics while graphql-go begins: it panics over a variable that does not fit.
	begins *[]string

	life context.Context // graphql-go ends when it does
	end  context.CancelFunc
}

// Subscribe begins a subscription: what is stored from now on is told by its Events. Where the request is refused, the
// Subscription is nil and the Response says why: it is not valid, it asks for no subscription, its filter names what is not there,
// or the store is open for reading only, so that nothing would ever come.
//
// The names in a filter are looked up now, in ctx, and stand for the records that have them now: ids never change, but an entity
// that gets such a name later is not meant. Events waits for nobody: what is stored before it is called is kept for it.
func (s *Schema) Subscribe(ctx context.Context, q Request) (*Subscription, *Response) {
	refused := func(err error) (*Subscription, *Response) { return nil, &Response{Errors: []*Error{s.publish(err)}} }
	switch res := s.probe(q); {
	case isSubscription(res):
	case len(res.Errors) == 1 && res.Errors[0].Message == context.Canceled.Error():
		return refused(refuse(CodeBadInput, "this is no subscription; ask it as a query"))
	default:
		return nil, s.response(ctx, res)
	}
	if hasDefault(q.Query) {
		return refused(refuse(CodeBadInput, "the variables of a subscription take no default values; send the value, or write it into the filter"))
	}
	u := &Subscription{s: s, r: newRequest(nil), begins: new([]string)}
	u.life, u.end = context.WithCancel(context.WithoutCancel(ctx))
	// It watches before the names are looked up, so that nothing falls between.
	var err error
	if u.changes, err = s.db.Watch(u.life); err != nil {
		u.end()
		if errors.Is(err, graph.ErrReadOnly) {
			err = refuse(CodeReadOnly, "this store is open for reading only, so that nothing will be stored that a subscription could tell of")
		}
		return refused(err)
	}
	err = s.db.View(ctx, func(tx *graph.Tx) (err error) {
		u.r.renew(tx)
		ctx := context.WithValue(context.WithValue(u.life, requestKey{}, u.r), subscriptionKey{}, u)
		u.answers, err = s.gql.Subscribe(ctx, q.Query, q.OperationName, maps.Clone(q.Variables))
		return err
	})
	switch {
	case err != nil:
	case u.r.spent && ctx.Err() == nil:
		err = errSpent
	case u.events == nil:
		answer := <-u.answers
		u.end()
		if res, ok := answer.(*graphql.Response); ok {
			return nil, s.response(ctx, u.refusal(res))
		}
		return refused(errPanic)
	default:
		u.begins = nil
		return u, nil
	}
	u.end()
	return refused(err)
}

// panicked keeps a panic that came while graphql-go began; it reports whether that was so.
func (u *Subscription) panicked(v any) bool {
	if u.begins == nil {
		return false
	}
	*u.begins = append(*u.begins, fmt.Sprintf("%v\n%s", v, debug.Stack()))
	return true
}

// refusal is graphql-go's answer to a subscription that did not begin. A panic in it that follows from another error is left out, and
// one that does not is logged.
func (u *Subscription) refusal(res *graphql.Response) *graphql.Response {
	isPanic := func(e *gqlerrors.QueryError) bool { return errors.Is(e.ResolverError, errPanic) }
	if errs := slices.DeleteFunc(slices.Clone(res.Errors), isPanic); len(errs) > 0 {
		return &graphql.Response{Errors: errs}
	}
	for _, p := range *u.begins {
		u.s.log.Error("graphql: panic", "value", p)
	}
	return res
}

// Close ends the subscription. It may be called again, and beside Events.
func (u *Subscription) Close() { u.end() }

// Events are the answers, one for each claim that fits, in the order in which the articles were stored and in the order of the
// article. It can be ranged over once; at its end the subscription is closed.
//
// Each is answered from a snapshot that holds the claim's article whole, with a budget of its own as a query has. A claim that is
// gone by then is left out; the claims of an article that took the place of another come again, under their ids. No snapshot is
// open while what the loop does is waited for. A few subscriptions at a time are answered, as many as half of the cores, so that
// they leave room for queries.
//
// It ends with an error when ctx ends, when the store is closed, and when the loop is too slow for what is stored: an [*Error], of
// which the code is CodeCancelled, CodeUnavailable and CodeLagged.
func (u *Subscription) Events(ctx context.Context) iter.Seq2[*Response, error] {
	return func(yield func(*Response, error) bool) {
		defer u.end()
		defer context.AfterFunc(ctx, u.end)()
		for change, err := range u.changes {
			if ctx.Err() != nil {
				err = ctx.Err()
			}
			var todo []graph.ID
			for begun := false; err == nil && change.Status != graph.Removed && (!begun || len(todo) > 0); begun = true {
				var answers []*Response
				answers, todo, err = u.answer(ctx, change.Article, todo)
				for _, a := range answers {
					if !yield(a, nil) {
						return
					}
				}
			}
			if err != nil {
				yield(nil, u.s.publish(err))
				return
			}
		}
	}
}

// answer answers some of the claims to do; without any it begins with all claims of the article that fit. It returns what is left
// to do.
func (u *Subscription) answer(ctx context.Context, article graph.ID, todo []graph.ID) (answers []*Response, left []graph.ID, err error) {
	select {
	case u.s.turns <- struct{}{}:
		defer func() { <-u.s.turns }()
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	ctx, cancel := context.WithTimeout(ctx, eventTime)
	defer cancel()
	err = u.s.db.View(ctx, func(tx *graph.Tx) error {
		if len(todo) == 0 {
			var err error
			if todo, err = fitting(tx, article, u.filters); err != nil {
				return err
			}
		}
		size := 0
		for len(todo) > 0 && len(answers) < eventBatch && size < batchBytes {
			c, err := tx.Claim(todo[0])
			todo = todo[1:]
			if errors.Is(err, graph.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			a, err := u.tell(ctx, tx, c)
			if err != nil {
				return err
			}
			answers, size = append(answers, a), size+len(a.Data)
		}
		return nil
	})
	return answers, todo, err
}

// fitting is the claims of an article that fit any of the filters, in the order of the article.
func fitting(tx *graph.Tx, article graph.ID, filters []graph.ClaimFilter) ([]graph.ID, error) {
	var ids []graph.ID
	for c, err := range tx.Claims(graph.ClaimFilter{Article: article, Where: &graph.Where{Any: filters}}) {
		if err != nil {
			return nil, err
		}
		ids = append(ids, c.ID)
	}
	return ids, nil
}

// tell answers one event. It does not return before graphql-go has read all that it reads of the snapshot, also where ctx ends.
func (u *Subscription) tell(ctx context.Context, tx *graph.Tx, c graph.Claim) (*Response, error) {
	u.r.renew(tx)
	select {
	case u.events <- &claim{u.r, c}:
	case <-u.life.Done():
		return nil, context.Canceled
	}
	answer, ok := <-u.answers
	res, is := answer.(*graphql.Response)
	if !ok || !is {
		return nil, context.Canceled
	}
	if u.r.spent && ctx.Err() == nil {
		return &Response{Errors: []*Error{u.s.publish(errSpent)}}, nil
	}
	out := u.s.response(ctx, res)
	if out.Data == nil && slices.ContainsFunc(out.Errors, func(e *Error) bool { return len(e.Path) > 0 }) {
		out.Data = json.RawMessage("null") // an error reached the root
	}
	return out, nil
}

type subscriptionKey struct{}

// subscription resolves the fields of Subscription.
type subscription struct{}

// ClaimStored begins a subscription; its events come from Subscription.Events.
func (*subscription) ClaimStored(ctx context.Context, a struct{ Filter *claimFilter }) (<-chan *claim, error) {
	u := ctx.Value(subscriptionKey{}).(*Subscription)
	filters, err := a.Filter.resolve(u.r)
	if err != nil {
		return nil, err
	}
	u.filters, u.events = filters, make(chan *claim)
	return u.events, nil
}

// hasDefault says whether a document gives a variable a default value, which graphql-go leaves out in subscriptions. In no other
// place outside of strings and comments has GraphQL an equals sign.
func hasDefault(doc string) bool {
	for i := 0; i < len(doc); i++ {
		switch doc[i] {
		case '=':
			return true
		case '#':
			for i < len(doc) && doc[i] != '\n' && doc[i] != '\r' {
				i++
			}
		case '"':
			i = stringEnd(doc, i)
		}
	}
	return false
}

// stringEnd is the place of the last quotation mark of the string that begins at i, or the end of the document.
func stringEnd(doc string, i int) int {
	const block = `"""`
	mark := `"`
	if len(doc)-i >= len(block) && doc[i:i+len(block)] == block {
		mark = block
	}
	for i += len(mark); i < len(doc); i++ {
		switch {
		case mark == `"` && doc[i] == '\\':
			i++
		case mark == block && len(doc)-i > len(block) && doc[i:i+len(block)+1] == `\"""`:
			i += len(block)
		case len(doc)-i >= len(mark) && doc[i:i+len(mark)] == mark:
			return i + len(mark) - 1
		}
	}
	return len(doc)
}
