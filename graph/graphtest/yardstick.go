package graphtest

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"

	"github.com/whosaid/whosaid/graph"
)

// Yardstick is what a store is measured against: a plain Badger with the settings of package graph and a packed layout written by
// hand for a Workload. Nothing is checked, nothing can be removed, and the texts of the articles are left out. A document takes
// 34 keys: the article with its mentions, six claims that lie together by source, and 27 entries of indexes.
//
// Ids are numbers of eight bytes, since plain code may count. It is for a Workload only.
type Yardstick struct {
	db *badger.DB
	w  *Workload
}

// The keys of a Yardstick: a type byte, ids of eight bytes, dates of four that sort newest first.
const (
	yardArticle = 'A' // article
	yardClaim   = 's' // source, date, article, claim
	yardClaimID = 'c' // article, claim
	yardSubject = 'x' // subject, object, date, article, claim
	yardObject  = 'y' // object, subject, date, article, claim
	yardMention = 'm' // entity, date, article
	yardOutlet  = 'u' // outlet, date, article
)

const (
	yardTransaction = 16 // articles
	yardWriters     = 2
	yardPage        = 20 // records that a read asks for
)

// OpenYardstick opens or makes one in a directory. Where sync is set, what a transaction wrote is on disk when it ends.
func OpenYardstick(dir string, w *Workload, sync bool) (*Yardstick, error) {
	db, err := badger.Open(badger.DefaultOptions(dir).
		WithSyncWrites(sync).
		WithCompression(options.Snappy).
		WithBlockCacheSize(32 << 20).
		WithIndexCacheSize(32 << 20).
		WithDetectConflicts(false).
		WithNumCompactors(2).
		WithMemTableSize(48 << 20).
		WithNumMemtables(2).
		WithNumLevelZeroTables(2).
		WithNumVersionsToKeep(1).
		WithMetricsEnabled(false).
		WithValueLogFileSize(16 << 20).
		WithLogger(nil))
	if err != nil {
		return nil, fmt.Errorf("yardstick: open %q: %w", dir, err)
	}
	return &Yardstick{db, w}, nil
}

// Close closes it.
func (y *Yardstick) Close() error { return y.db.Close() }

// Compact merges what was written into as few files as there may be.
func (y *Yardstick) Compact() error { return y.db.Flatten(yardWriters) }

// Ingest stores the first so many documents, 16 in a transaction and with two writers. It returns how long each article waited
// until it was on disk, from the start of its transaction.
func (y *Yardstick) Ingest(articles int) ([]time.Duration, error) {
	waits := make([]time.Duration, articles)
	var next atomic.Int64
	errs := make([]error, yardWriters)
	var wg sync.WaitGroup
	for n := range yardWriters {
		wg.Go(func() {
			for errs[n] == nil {
				first := int(next.Add(yardTransaction)) - yardTransaction
				if first >= articles {
					return
				}
				last := min(articles, first+yardTransaction)
				pairs := make([]yardPair, 0, yardTransaction*34)
				for i := first; i < last; i++ {
					pairs = y.pairs(pairs, i)
				}
				start := time.Now()
				errs[n] = y.db.Update(func(txn *badger.Txn) error {
					for _, p := range pairs {
						if err := txn.Set(p.key, p.value); err != nil {
							return err
						}
					}
					return nil
				})
				took := time.Since(start)
				for i := first; i < last; i++ {
					waits[i] = took
				}
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("yardstick: ingest: %w", err)
		}
	}
	return waits, nil
}

// Load stores the first so many documents in batches, as fast as plain code easily can.
func (y *Yardstick) Load(articles int) error {
	batch := y.db.NewWriteBatch()
	defer batch.Cancel()
	var pairs []yardPair
	for i := range articles {
		pairs = y.pairs(pairs[:0], i)
		for _, p := range pairs {
			if err := batch.Set(p.key, p.value); err != nil {
				return fmt.Errorf("yardstick: load: %w", err)
			}
		}
	}
	if err := batch.Flush(); err != nil {
		return fmt.Errorf("yardstick: load: %w", err)
	}
	return nil
}

// Sources is n numbers of entities that are the source of a claim, for Claims: those that Workload.Arguments has.
func (y *Yardstick) Sources(articles, n int) []int {
	r := rand.New(rand.NewPCG(uint64(articles), uint64(n)))
	out := make([]int, n)
	for i := range out {
		out[i] = y.w.namedClaim(r, articles).source
	}
	return out
}

// Claims reads the newest 20 claims of a source with their values, and returns how many there are.
func (y *Yardstick) Claims(source int) (n int, err error) {
	err = y.db.View(func(txn *badger.Txn) error {
		prefix := yardKey(yardClaim, source)
		it := txn.NewIterator(badger.IteratorOptions{Prefix: prefix})
		defer it.Close()
		for it.Seek(prefix); it.Valid() && n < yardPage; it.Next() {
			if _, err := it.Item().ValueCopy(nil); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

// Keys is the keys of n claims, for Get.
func (y *Yardstick) Keys(articles, n int) [][]byte {
	r := rand.New(rand.NewPCG(uint64(articles), uint64(n)))
	keys := make([][]byte, n)
	for i := range keys {
		article, claim := r.IntN(max(1, articles)), r.IntN(planClaims)
		p, _ := y.w.plan(article)
		keys[i] = y.claimKey(&p, article, claim)
	}
	return keys
}

// Get reads the values of keys, one by one.
func (y *Yardstick) Get(keys [][]byte) error {
	return y.db.View(func(txn *badger.Txn) error {
		for _, k := range keys {
			item, err := txn.Get(k)
			if err != nil {
				return err
			}
			if _, err := item.ValueCopy(nil); err != nil {
				return err
			}
		}
		return nil
	})
}

type yardPair struct{ key, value []byte }

// yardKey is a type byte and ids.
func yardKey(kind byte, ids ...int) []byte {
	k := append(make([]byte, 0, 32), kind)
	for _, id := range ids {
		k = binary.BigEndian.AppendUint64(k, uint64(id))
	}
	return k
}

// yardAt adds a day, an article and a claim to a key.
func yardAt(k []byte, day, article, claim int) []byte {
	k = binary.BigEndian.AppendUint32(k, ^uint32(day))
	k = binary.BigEndian.AppendUint64(k, uint64(article))
	if claim >= 0 {
		k = append(k, byte(claim))
	}
	return k
}

// claimKey is where a claim lies. A source that is no entity of the world has a number behind those that are.
func (y *Yardstick) claimKey(p *plan, article, claim int) []byte {
	source := p.claims[claim].source
	switch source {
	case ownVoice:
		source = WorkloadEntities + p.outlet
	case nobody:
		source = 2*WorkloadEntities + article
	}
	return yardAt(yardKey(yardClaim, source), p.day, article, claim)
}

// pairs adds what is stored of document i.
func (y *Yardstick) pairs(pairs []yardPair, i int) []yardPair {
	p, r := y.w.plan(i)
	d := y.w.write(i, &p, r)
	put := func(k, v []byte) { pairs = append(pairs, yardPair{k, v}) }

	v := append(make([]byte, 0, 256), d.Article.URL...)
	v = append(v, d.Article.Title...)
	v = binary.AppendUvarint(v, uint64(p.day))
	v = binary.AppendUvarint(v, uint64(p.outlet))
	for n, m := range d.Article.Mentions {
		v = binary.AppendUvarint(v, uint64(p.entities[n]))
		v = binary.AppendUvarint(v, uint64(m.Start))
		v = binary.AppendUvarint(v, uint64(m.End-m.Start))
		put(yardAt(yardKey(yardMention, p.entities[n]), p.day, i, -1), nil)
	}
	put(yardKey(yardArticle, i), v)
	put(yardAt(yardKey(yardOutlet, p.outlet), p.day, i, -1), nil)
	for n := range d.Claims {
		c, at := &d.Claims[n], &p.claims[n]
		k := y.claimKey(&p, i, n)
		put(k, yardClaimValue(c, at))
		put(append(yardKey(yardClaimID, i), byte(n)), k[1:])
		// The source is the value, so that who says something is known from the index.
		put(yardAt(yardKey(yardSubject, at.subject, at.object), p.day, i, n), k[1:9])
		put(yardAt(yardKey(yardObject, at.object, at.subject), p.day, i, n), nil)
	}
	return pairs
}

// yardClaimValue is a claim without its source and article, which its key says: some 200 bytes.
func yardClaimValue(c *graph.Claim, at *planned) []byte {
	v := append(make([]byte, 0, 256), byte(c.Predicate), byte(c.Stance), byte(c.Realis))
	v = binary.BigEndian.AppendUint64(v, uint64(at.subject))
	v = binary.BigEndian.AppendUint64(v, uint64(at.object))
	v = binary.AppendUvarint(v, uint64(c.Evidence.Start))
	v = binary.AppendUvarint(v, uint64(c.Evidence.End-c.Evidence.Start))
	v = binary.AppendUvarint(v, uint64(*c.Quantity.Max))
	for _, s := range []string{c.Cue, c.Quantity.Text, c.Quantity.Unit, c.When.Text, c.Evidence.Quote} {
		v = append(v, byte(len(s)))
		v = append(v, s...)
	}
	return v
}
