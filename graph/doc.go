// Package graph keeps who said what: articles, the entities they name, the claims their sources make, and the typed
// relations those claims support, in an embedded Badger store.
//
// # Four nouns
//
// An [Article] is one text from one outlet. It names entities and holds claims.
//
// An [Entity] is a state, a person, a body, a force, a place or a thing. What it is called and what kind it is follows from all
// articles that name it.
//
// A [Claim] is one source, in one passage of one article, saying one thing, in the exact words it stands on: the store refuses a
// claim whose quote is not at its offsets in the article's text.
//
// A [Relation] is a typed edge between two entities. It exists only while a claim supports it.
//
// # Basics
//
// Open a store with [Open] or [OpenMemory]. [DB.Put] stores a [Document], which is one article with its entities and claims, all of it or
// nothing; it is on disk when Put returns, and calls beside each other share the wait. [DB.Bulk] fills an empty store
// faster. [DB.Update] is for several changes that belong together.
//
// [DB.PutVersion] keeps what an article said before: an article that changes keeps its earlier texts ([Tx.Versions]), and the claims
// whose words are gone stay as claims that were corrected or withdrawn ([ClaimStatus]). Lists show them unless a filter asks for
// [Current] ones; what is counted and compared is current.
//
// Read inside [DB.View], which hands a [Tx] to a function: one snapshot, whatever is written meanwhile. Lists are sequences that can be
// left at any time, and pages of them begin after the [Claim.Cursor] of the last record seen:
//
//	err := db.View(ctx, func(tx *graph.Tx) error {
//		for c, err := range tx.Claims(graph.ClaimFilter{Type: graph.DeploysTo, Subject: northKorea}) {
//			if err != nil {
//				return err
//			}
//			fmt.Println(c.Source.Name, c.Stance, c.Evidence.Quote)
//		}
//		return nil
//	})
//
// [Tx.FindEntities] finds entities by a name in any spelling or script, and [Tx.Suggestions] lists those that may be one, with
// the reasons; nothing is merged by likeness. [Tx.Search] finds quotes and titles by their words, the best first, with what
// matches in them.
//
// [Tx.Claims] takes the narrowest index that its filter names, and [Tx.Explain] says which; a [Where] joins filters, with and,
// or and not. [Tx.Count] and [Tx.Facets] count without reading claims. [Tx.Summary] and [Tx.Timeline] say what the claims of a
// relation come to, and [Tx.Compare] puts what sources say side by side, with a class and a reason for every two. [Tx.Cluster]
// knows which articles are reprints of one text, and [Tx.Origins] whom claims count for, so that a reprint is not a second source.
// [Tx.Neighborhood], [Tx.Paths] and [Tx.Subgraph] are parts of the graph to draw, which say what they leave out.
//
// # Ids
//
// Every [ID] is a UUID computed from what it names ([EntityID], [ArticleID], [RelationID]), so that the same input always gives the
// same graph, in whatever order it arrives. No clock and no chance is in a result.
//
// # Caveats
//
// Offsets count Unicode code points of the article's text. Values handed out are copies; they stay valid after the
// transaction. A [Tx] is valid only inside the function that received it, and for one goroutine. One process opens a store
// at a time, or any number of them with [ReadOnly].
//
// Errors wrap one of the package's sentinels, with the operation and the id; test with errors.Is.
//
// # Operations
//
// [DB.Verify] checks a store and [DB.Repair] makes anew what follows from its articles. [DB.Backup] writes the articles to a stream,
// of which [Restore] makes a store. [DB.Compact] makes a store's files smaller, and [Migrate] makes a store of the present format from
// one of an older. [Open] says which damage to its files is seen when.
//
// # Layout
//
// An article, with its earlier versions, and its text are the only records; all others follow from them, and are made anew by Repair. Keys hold the first eight
// bytes of ids, which are hashes, so that no dictionary of ids is needed and the order of arrival never shows. Claims are kept whole
// under their source, newest first, and again by pair where a relation has many; relations and entities count what refers to them.
// The search index is segments that never change: each write adds one of the articles that it stores, in the same transaction, so that
// search always tells what the store holds; small ones are merged as more come.
// The source file keys.go draws it.
package graph
