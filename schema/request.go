package schema

import (
	"context"
	"errors"
	"sync"

	"github.com/whosaid/whosaid/graph"
)

type requestKey struct{}

// request is what the resolvers of one request share: the snapshot, what was read from it, and what is left of the budget.
//
// graphql-go runs fields that take arguments in goroutines of their own, and a graph.Tx is for one goroutine, so mu is held
// around every read.
type request struct {
	mu        sync.Mutex
	tx        *graph.Tx
	nodes     int  // left of maxNodes
	spent     bool // whether a field found nothing left
	entities  map[graph.ID]*entity
	articles  map[graph.ID]*article
	relations map[graph.ID]*relation
	summaries map[graph.ID]*summary
	names     map[string][]graph.ID // entities that a name fits, by folded name
	titles    map[string][]graph.ID // articles that have a title, by folded title
	asked     int                   // mutations that the request asks for
	changes   *changes              // nil unless mutations are carried out; the rest is empty then
}

func newRequest(tx *graph.Tx) *request {
	return &request{
		tx:        tx,
		nodes:     maxNodes,
		entities:  map[graph.ID]*entity{},
		articles:  map[graph.ID]*article{},
		relations: map[graph.ID]*relation{},
		summaries: map[graph.ID]*summary{},
		names:     map[string][]graph.ID{},
		titles:    map[string][]graph.ID{},
	}
}

// renew makes r a request that has asked nothing yet, of another snapshot. No goroutine of the one before may run.
func (r *request) renew(tx *graph.Tx) {
	fresh := newRequest(tx)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tx, r.nodes, r.spent = fresh.tx, fresh.nodes, false
	r.entities, r.articles, r.relations, r.summaries = fresh.entities, fresh.articles, fresh.relations, fresh.summaries
	r.names, r.titles = fresh.names, fresh.titles
	r.asked, r.changes = 0, nil
}

// of is the request a resolver of the root runs in.
func of(ctx context.Context) *request { return ctx.Value(requestKey{}).(*request) }

// errSpent refuses a request whose budget is spent. Which field finds it spent depends on what ran first, so the request is
// refused as a whole.
var errSpent = refuse(CodeTooLarge, "this request asks for more than %d records in all; ask for shorter lists, or in several requests", maxNodes)

// charge takes n records from the budget. mu must be held.
func (r *request) charge(n int) error {
	if r.nodes -= n; r.nodes < 0 {
		r.spent = true
		return errSpent
	}
	return nil
}

// load returns the record with this id from the cache, reading it once.
func load[R any](r *request, cache map[graph.ID]*R, id graph.ID, read func(graph.ID) (*R, error)) (*R, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if v, ok := cache[id]; ok {
		return v, nil
	}
	v, err := read(id)
	if err == nil {
		cache[id] = v
	}
	return v, err
}

func (r *request) loadEntity(id graph.ID) (*entity, error) {
	return load(r, r.entities, id, func(id graph.ID) (*entity, error) {
		e, err := r.tx.Entity(id)
		return &entity{r, e}, err
	})
}

func (r *request) loadArticle(id graph.ID) (*article, error) {
	return load(r, r.articles, id, func(id graph.ID) (*article, error) {
		a, err := r.tx.Article(id)
		return newArticle(r, a), err
	})
}

// loadClaim reads a claim that another one refers to; it counts as one node.
func (r *request) loadClaim(id graph.ID) (*claim, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.charge(1); err != nil {
		return nil, err
	}
	c, err := r.tx.Claim(id)
	return &claim{r, c}, err
}

func (r *request) loadRelation(id graph.ID) (*relation, error) {
	return load(r, r.relations, id, func(id graph.ID) (*relation, error) {
		v, err := r.tx.Relation(id)
		return &relation{r, v}, err
	})
}

// loadEvidence reads what stands around a claim's quote.
func (r *request) loadEvidence(c graph.Claim) (graph.Evidence, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.tx.Evidence(c)
}

// must is v, or the failure of the field that wanted it. A record that another one refers to is there, unless the store is
// damaged: then "not found" is an internal error.
func must[T any](v T, err error) T {
	if errors.Is(err, graph.ErrNotFound) {
		err = &damage{err}
	}
	if err != nil {
		panic(failure{err})
	}
	return v
}

// damage hides from the table of codes that something was not found.
type damage struct{ err error }

func (d *damage) Error() string {
	return "a record of the store refers to a missing one: " + d.err.Error()
}

// entity is the entity with this id; nil for the zero id.
func (r *request) entity(id graph.ID) *entity {
	if id.IsZero() {
		return nil
	}
	return must(r.loadEntity(id))
}
