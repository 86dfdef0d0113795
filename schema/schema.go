// Package schema answers GraphQL queries over a graph store.
//
// The SDL stands in schema.graphql, described field by field; the resolvers are thin and read everything through package
// graph. [Schema.Exec] runs one request inside one [graph.DB.View]: a request sees one snapshot and never half an article.
// Mutations are for requests that may load: an [Ingester], which the caller has, reads and stores their articles, and a [Fetcher] gets
// those that they name by URL. Package server puts it on HTTP.
package schema

import (
	"context"
	_ "embed"
	"fmt"
	"log/slog"
	"maps"
	"runtime"
	"time"

	"github.com/graph-gophers/graphql-go"

	"github.com/whosaid/whosaid/graph"
)

//go:embed schema.graphql
var sdl string

// SDL is the schema in GraphQL's schema definition language, with descriptions.
func SDL() string { return sdl }

// Schema answers queries over one store. It is safe for concurrent use.
type Schema struct {
	db       *graph.DB
	log      *slog.Logger
	gql      *graphql.Schema
	safe     *graphql.Schema // the same without mutations
	ingester Ingester
	fetcher  Fetcher
	exporter Exporter
	changed  func(Change)
	writing  chan struct{} // holds one while a mutation writes
	turns    chan struct{} // holds one for each subscription that is answered
	loading  chan struct{} // holds one for every request with mutations
	fetching chan struct{} // holds one for every page that is being got
}

// Options of a Schema. The zero value works.
type Options struct {
	// Log takes the errors that clients see as "internal error" only, and the stacks of panics; nil drops them.
	Log *slog.Logger
	// Ingester stores the articles that clients load; without one all mutations are refused.
	Ingester Ingester
	// Fetcher gets the pages whose URLs clients send; without one fetchArticle is refused, and without an Ingester too.
	Fetcher Fetcher
	// Exporter writes what clients export; without one all exports are refused.
	Exporter Exporter
	// Changed is told what every mutation did, when it is done, by the goroutine that answers its request; nil where nobody asks.
	Changed func(Change)
}

// New returns the Schema over a store. The store stays the caller's to close, after the last Exec has returned.
func New(db *graph.DB, o Options) (*Schema, error) {
	s := &Schema{db: db, log: o.Log, ingester: o.Ingester, fetcher: o.Fetcher, exporter: o.Exporter, changed: o.Changed, writing: make(chan struct{}, 1),
		turns: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2)), loading: make(chan struct{}, maxLoading), fetching: make(chan struct{}, maxFetching)}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	var err error
	if s.gql, err = s.parse(sdl); err != nil {
		return nil, err
	}
	if s.safe, err = s.parse(sdl + safeRoots); err != nil {
		return nil, err
	}
	return s, nil
}

// safeRoots leaves no mutations of what the schema offers.
const safeRoots = "\nschema { query: Query subscription: Subscription }\n"

func (s *Schema) parse(sdl string) (*graphql.Schema, error) {
	gql, err := graphql.ParseSchema(sdl, &root{s},
		graphql.UseStringDescriptions(),
		graphql.MaxDepth(maxDepth),
		graphql.MaxQueryLength(maxQueryLength),
		graphql.MaxSelections(maxSelections),
		graphql.OverlapValidationLimit(maxOverlap),
		// The fields of a request take turns to read; more goroutines than cores only keep other requests waiting.
		graphql.MaxParallelism(runtime.GOMAXPROCS(0)),
		// graphql-go drops the answer to an event that takes longer; what it reads has a limit of ours.
		graphql.SubscribeResolverTimeout(24*time.Hour),
		graphql.Logger(panicLogger{s.log}),
		graphql.PanicHandler(panicHandler{}),
		graphql.DisableFieldSelections(),
	)
	if err != nil {
		return nil, fmt.Errorf("schema: %w", err)
	}
	return gql, nil
}

// Request is one GraphQL request.
type Request struct {
	Query         string
	OperationName string         // "" where the document holds one operation
	Variables     map[string]any // as encoding/json decodes an object
	Load          bool           // whether who asks may change the store; mutations are refused otherwise
	Safe          bool           // whether nothing may change, whoever asks, as with a GET of HTTP
}

// Exec answers a request from one snapshot of the store.
//
// It never returns nil: what went wrong stands in Response.Errors, each with a code. It ends early when ctx does. A request
// may read 10,000 records (see the README's limits); lists give 20 unless asked, and 100 at most.
//
// A mutation is carried out whole or not at all, one at a time, and its payload is read from a snapshot after it. One that has
// begun to write is carried out also where ctx ends; the error then says what was changed.
func (s *Schema) Exec(ctx context.Context, q Request) *Response {
	var res *graphql.Response
	var r *request
	gql := s.gql
	if q.Safe {
		gql = s.safe
	}
	err := s.db.View(ctx, func(tx *graph.Tx) error {
		r = newRequest(tx)
		ctx := context.WithValue(ctx, requestKey{}, r)
		// Exec fills the defaults into the map, and the map is the caller's.
		res = gql.Exec(ctx, q.Query, q.OperationName, maps.Clone(q.Variables))
		return nil
	})
	switch {
	case err != nil:
		return &Response{Errors: []*Error{s.publish(err)}}
	case r.spent && ctx.Err() == nil:
		return &Response{Errors: []*Error{s.publish(errSpent)}}
	case r.asked > 0:
		return s.mutate(ctx, q, r.asked, res)
	}
	return s.response(ctx, res)
}
