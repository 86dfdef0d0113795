// Package graph keeps who said what: articles, the entities they name, the claims their sources make, and the typed
// relations those claims support, in an embedded Badger store.
//
// # Basics
//
// Open a store with [Open] or [OpenMemory]. Read inside [DB.View] and write inside [DB.Update]; both hand a [Tx] to a
// function. A nil return of the function commits an Update, an error rolls it back. [Tx.PutArticle] takes a [Document] —
// one article with its entities and claims — and stores all of it or nothing.
//
// Four nouns carry everything: article, entity, relation, claim. A relation exists only while a claim supports it, and a
// claim exists only with the exact words it stands on: the store refuses a claim whose quote is not at its offsets in the
// article's text.
//
// # Caveats
//
// Offsets count Unicode code points of the article's text. Values handed out are copies; they stay valid after the
// transaction. A [Tx] is valid only inside the function that received it, and for one goroutine. One process opens a store
// at a time, or any number of them with [ReadOnly].
//
// # Operations
//
// [DB.Verify] checks a store and [DB.Repair] makes anew what follows from its articles. [DB.Backup] writes the articles to a stream,
// of which [Restore] makes a store. [DB.Compact] makes a store's files smaller, and [Migrate] makes a store of the present format from
// one of an older. [Open] says which damage to its files is seen when.
package graph
