package graph

import (
	"fmt"
	"iter"
	"runtime"
	"sync"
)

// Document is what the store holds of an article, as a document that PutArticle stores as it is. The ids, the SHA-256 and the quotes
// are set. The error wraps ErrNotFound when there is no such article, ErrDamaged when it is not what was stored.
func (tx *Tx) Document(id ID) (Document, error) {
	value, err := tx.get(refKey(keyArticle, id.ref()))
	if err == nil && value == nil {
		err = ErrNotFound
	}
	if err != nil {
		return Document{}, wrap(err, "document", id)
	}
	a, _, err := tx.checked(id.ref(), value)
	if err == nil && a.ID != id {
		err = ErrNotFound
	}
	if err != nil {
		return Document{}, wrap(err, "document", id)
	}
	return a.document(), nil
}

// Documents yields what the store holds of every article, in the order of their ids: see Document and MapDocuments.
func (tx *Tx) Documents() iter.Seq2[Document, error] {
	return MapDocuments(tx, func(d Document) (Document, error) { return d, nil })
}

// How far MapDocuments reads ahead.
const (
	aheadArticles = 64
	aheadBytes    = 4 << 20 // of texts and what the articles say
)

// MapDocuments yields what do makes of the document of every article, in the order of the articles' ids.
//
// It goes through a whole store fast: documents are made, and do is called, on all cores at the same time, somewhat ahead of the
// sequence; some megabytes are in use, whatever the size of the store. Every article is checked as Verify does it: the error wraps
// ErrDamaged when one is not what was stored. After an error, of do too, the sequence ends.
func MapDocuments[T any](tx *Tx, do func(Document) (T, error)) iter.Seq2[T, error] {
	type outcome struct {
		v   T
		err error
	}
	type job struct {
		raw  rawArticle
		size int
		done chan outcome
	}
	return func(yield func(T, error) bool) {
		queue := make(chan *job, aheadArticles)
		var wg sync.WaitGroup
		defer wg.Wait()
		defer close(queue)
		for range runtime.GOMAXPROCS(0) {
			wg.Go(func() {
				for j := range queue {
					var o outcome
					d, err := j.raw.document()
					if o.err = err; err == nil {
						o.v, o.err = do(d)
					}
					j.done <- o
				}
			})
		}
		var ahead []*job
		size := 0
		// first yields what is made of the first of those ahead, and reports whether more is wanted.
		first := func() bool {
			j := ahead[0]
			ahead, size = ahead[1:], size-j.size
			o := <-j.done
			if o.err != nil {
				o.err = fmt.Errorf("graph: documents: %w", o.err)
			}
			return yield(o.v, o.err) && o.err == nil
		}
		for raw, err := range tx.rawArticles() {
			if err != nil {
				// What comes before it is yielded first, so that the same store always yields the same.
				for len(ahead) > 0 {
					if !first() {
						return
					}
				}
				var none T
				yield(none, fmt.Errorf("graph: documents: %w", err))
				return
			}
			j := &job{raw, raw.head.text + raw.head.rest, make(chan outcome, 1)}
			for len(ahead) > 0 && (len(ahead) == aheadArticles || size+j.size > aheadBytes) {
				if !first() {
					return
				}
			}
			ahead, size = append(ahead, j), size+j.size
			queue <- j
		}
		for len(ahead) > 0 {
			if !first() {
				return
			}
		}
	}
}

// rawArticle is an article as it is stored.
type rawArticle struct {
	head   head
	record []byte
	bodies [][]byte
}

// rawArticles yields every article as it is stored, by key.
func (tx *Tx) rawArticles() iter.Seq2[rawArticle, error] {
	return func(yield func(rawArticle, error) bool) {
		c := tx.cursor([]byte{keyArticle})
		defer c.close()
		for c.seek([]byte{keyArticle}); c.key() != nil; c.next() {
			raw, err := tx.rawArticle(c)
			if !yield(raw, err) || err != nil {
				return
			}
		}
		if err := tx.check(); err != nil {
			yield(rawArticle{}, err)
		}
	}
}

// rawArticle reads the article at which a cursor is.
func (tx *Tx) rawArticle(at *cursor) (raw rawArticle, err error) {
	if err := tx.check(); err != nil {
		return raw, err
	}
	k := at.key()
	if len(k) != 1+refSize {
		return raw, fmt.Errorf("%w: the key %x of an article", ErrDamaged, k)
	}
	r := ref(k[1:])
	if raw.record, err = at.value(); err != nil {
		return raw, err
	}
	if raw.head, err = decodeHead(r, raw.record); err == nil {
		raw.bodies, err = tx.bodiesOf(&raw.head)
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", nameArticle(r, raw.record), err)
	}
	return raw, err
}

// document makes the document of the article, and checks that it is the one that was stored. It reads nothing else.
func (raw *rawArticle) document() (Document, error) {
	body, err := joinBodies(&raw.head, raw.bodies)
	if err != nil {
		return Document{}, err
	}
	a, err := checkStored(&raw.head, raw.record, body)
	if err != nil {
		return Document{}, fmt.Errorf("%s: %w", nameArticle(raw.head.ID.ref(), raw.record), err)
	}
	return a.document(), nil
}
