package graph

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"iter"
	"strconv"
	"strings"
)

// A backup is a line, frames of articles, and a frame that ends it:
//
//	whosaid backup, format 1, of a store of format 4\n
//	kind:1 length:4 crc:4 payload ...
//
// Lengths are big-endian, the CRC (Castagnoli) is of kind, length and payload. A frame of kind A holds one or more articles: each
// is its record and the pieces of its text, as key length, value length (varints), key, value; the keys rise from article to
// article. The frame of kind Z says how many articles, records and claims there are, and the SHA-256 of every byte before it.
const (
	backupFormat = 1
	backupPrefix = "whosaid backup, format "
	backupOf     = ", of a store of format "
	oldestBackup = 2 // format of the store, of which articles are still kept alike

	frameArticles byte = 'A'
	frameEnd      byte = 'Z'
	frameHead          = 1 + 4 + 4

	frameSize = 1 << 20  // bytes from which a frame is written
	maxFrame  = 32 << 20 // bytes: more than the largest article
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Backup writes a backup of the store to w, and returns what it holds. It is for Restore.
//
// The backup is of the moment at which Backup begins: it runs beside writers, and holds them up in nothing. It holds the articles
// and what they say; all else is made anew by Restore. Every article is checked as Verify does it before it is written: the error
// wraps ErrDamaged when one is not sound. The backup is whole when Backup returns nil, and only then; one that was cut off is
// refused by Restore. The cost is about that of reading every article once, on one core.
func (db *DB) Backup(ctx context.Context, w io.Writer) (Stats, error) {
	var s Stats
	err := db.View(ctx, func(tx *Tx) (err error) {
		s, err = tx.backup(w)
		return err
	})
	if err != nil {
		return Stats{}, fmt.Errorf("graph: backup: %w", err)
	}
	return s, nil
}

func (tx *Tx) backup(to io.Writer) (Stats, error) {
	if err := tx.db.checkTables(tx.ctx); err != nil {
		return Stats{}, err
	}
	stats, err := tx.Stats()
	if err != nil {
		return Stats{}, err
	}
	w := frameWriter{w: bufio.NewWriterSize(to, 1<<16), sum: sha256.New()}
	if err := w.write([]byte(backupPrefix + strconv.Itoa(backupFormat) + backupOf + strconv.Itoa(storeFormat) + "\n")); err != nil {
		return Stats{}, err
	}
	c := tx.cursor([]byte{keyArticle})
	defer c.close()
	var n backupCounts
	var frame []byte
	for c.seek([]byte{keyArticle}); c.key() != nil; c.next() {
		if err := tx.check(); err != nil {
			return Stats{}, err
		}
		value, err := c.value()
		if err != nil {
			return Stats{}, err
		}
		before := len(frame)
		a, chunks, err := tx.backupArticle(&frame, c.key(), value)
		if err != nil {
			return Stats{}, err
		}
		if len(frame)-before > maxFrame {
			return Stats{}, fmt.Errorf("%w: article %s", ErrTooLarge, a.ID)
		}
		n.articles++
		n.records += 1 + chunks
		n.claims += len(a.claims)
		if len(frame) >= frameSize {
			if err := w.frame(frameArticles, frame); err != nil {
				return Stats{}, err
			}
			frame = frame[:0]
		}
	}
	if n.articles != stats.Articles || n.claims != stats.Claims {
		return Stats{}, fmt.Errorf("%w: the store counts %d articles with %d claims, and holds %d with %d; repair it first: whosaid verify --repair",
			ErrDamaged, stats.Articles, stats.Claims, n.articles, n.claims)
	}
	if len(frame) > 0 {
		if err := w.frame(frameArticles, frame); err != nil {
			return Stats{}, err
		}
	}
	if err := w.frame(frameEnd, n.append(nil, w.sum.Sum(nil))); err != nil {
		return Stats{}, err
	}
	return stats, w.w.Flush()
}

// backupArticle adds an article to a frame, and says in how many pieces its text is.
func (tx *Tx) backupArticle(frame *[]byte, k, value []byte) (a *stored, chunks int, err error) {
	if len(k) != 1+refSize {
		return nil, 0, fmt.Errorf("%w: the key %x of an article", ErrDamaged, k)
	}
	r := ref(k[1:])
	a, bodies, err := tx.checked(r, value)
	if err != nil {
		return nil, 0, fmt.Errorf("%s: %w; see whosaid verify", nameArticle(r, value), err)
	}
	*frame = appendPair(*frame, k, value)
	for i, b := range bodies {
		*frame = appendPair(*frame, bodyKey(r, i), b)
	}
	return a, len(bodies), nil
}

func appendPair(b, key, value []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(key)))
	b = binary.AppendUvarint(b, uint64(len(value)))
	return append(append(b, key...), value...)
}

// backupCounts is what the last frame says.
type backupCounts struct{ articles, records, claims int }

func (n *backupCounts) append(b, sum []byte) []byte {
	for _, v := range []int{n.articles, n.records, n.claims} {
		b = binary.AppendUvarint(b, uint64(v))
	}
	return append(b, sum...)
}

// frameWriter writes the bytes of a backup and sums them up.
type frameWriter struct {
	w   *bufio.Writer
	sum hash.Hash
}

func (w *frameWriter) write(b []byte) error {
	_, _ = w.sum.Write(b) // never fails
	_, err := w.w.Write(b)
	return err
}

func (w *frameWriter) frame(kind byte, payload []byte) error {
	var head [frameHead]byte
	head[0] = kind
	binary.BigEndian.PutUint32(head[1:], uint32(len(payload)))
	binary.BigEndian.PutUint32(head[5:], frameCRC(head[:5], payload))
	if err := w.write(head[:]); err != nil {
		return err
	}
	return w.write(payload)
}

func frameCRC(head, payload []byte) uint32 {
	return crc32.Update(crc32.Checksum(head, castagnoli), castagnoli, payload)
}

// backupArticle is an article of a backup: its record, and the pieces of its text.
type backupArticle struct {
	at     int64 // where its frame begins, in bytes
	ref    ref
	value  []byte
	bodies [][]byte
}

// frameReader reads a backup.
type frameReader struct {
	r    *bufio.Reader
	sum  hash.Hash
	at   int64 // bytes read
	n    backupCounts
	last []byte // key of the article before
}

func newFrameReader(from io.Reader) *frameReader {
	return &frameReader{r: bufio.NewReaderSize(from, 1<<16), sum: sha256.New()}
}

// all yields the articles of a backup. The error wraps ErrBackup or ErrVersion; it comes, too, when there are no more articles and
// the end is not as it must be.
func (r *frameReader) all() iter.Seq2[backupArticle, error] {
	return func(yield func(backupArticle, error) bool) {
		if err := r.header(); err != nil {
			yield(backupArticle{}, err)
			return
		}
		for {
			began, sum := r.at, r.sum.Sum(nil)
			kind, payload, err := r.frame()
			switch {
			case err != nil:
			case kind == frameEnd:
				if err = r.end(began, payload, sum); err == nil {
					return
				}
			default:
				var as []backupArticle
				as, err = r.articles(began, payload)
				for i := range as {
					if !yield(as[i], nil) {
						return
					}
				}
			}
			if err != nil {
				yield(backupArticle{}, err)
				return
			}
		}
	}
}

// damagedBackup is the error of a backup that is not as it was written.
func damagedBackup(at int64, format string, args ...any) error {
	return fmt.Errorf("%w: %s, at byte %d", ErrBackup, fmt.Sprintf(format, args...), at)
}

// read reads n bytes. It takes no more memory than there are bytes.
func (r *frameReader) read(n int) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(min(n, 1<<16))
	got, err := io.CopyN(&b, r.r, int64(n))
	r.at += got
	_, _ = r.sum.Write(b.Bytes())
	if errors.Is(err, io.EOF) {
		err = damagedBackup(r.at, "it is cut off, after %d articles", r.n.articles)
	}
	return b.Bytes(), err
}

func (r *frameReader) header() error {
	const longest = 100 // bytes; a line that begins right is shorter
	line, err := r.r.Peek(longest)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	text, _, whole := strings.Cut(string(line), "\n")
	rest, ok := strings.CutPrefix(text, backupPrefix)
	switch {
	case len(line) == 0:
		return fmt.Errorf("%w: it is empty", ErrBackup)
	case !ok && strings.HasPrefix(backupPrefix, text):
		return damagedBackup(int64(len(line)), "it is cut off in its first line")
	case !ok:
		return fmt.Errorf("%w: it does not begin with %q", ErrBackup, backupPrefix)
	case !whole:
		return damagedBackup(int64(len(line)), "its first line does not end")
	}
	format, of, ok := strings.Cut(rest, backupOf)
	f, err1 := strconv.Atoi(format)
	s, err2 := strconv.Atoi(of)
	if !ok || err1 != nil || err2 != nil || f < 1 || s < 1 {
		return fmt.Errorf("%w: its first line %q does not say which format it has", ErrBackup, text)
	}
	if f > backupFormat || s > storeFormat {
		return fmt.Errorf("%w: the backup has the format %d, of a store of format %d, and this program reads %d and %d; use the newer whosaid that wrote it",
			ErrVersion, f, s, backupFormat, storeFormat)
	}
	if s < oldestBackup {
		return fmt.Errorf("%w: the backup is of a store of format %d, and this program reads %d; restore it with the whosaid that wrote it, then whosaid migrate",
			ErrVersion, s, storeFormat)
	}
	_, err = r.read(len(text) + 1)
	return err
}

// frame reads a frame, whose CRC is right.
func (r *frameReader) frame() (kind byte, payload []byte, err error) {
	began := r.at
	head, err := r.read(frameHead)
	if err != nil {
		return 0, nil, err
	}
	kind = head[0]
	n := binary.BigEndian.Uint32(head[1:])
	if kind != frameArticles && kind != frameEnd || n > 2*maxFrame {
		return 0, nil, damagedBackup(began, "a frame is damaged, after %d articles", r.n.articles)
	}
	if payload, err = r.read(int(n)); err != nil {
		return 0, nil, err
	}
	if frameCRC(head[:5], payload) != binary.BigEndian.Uint32(head[5:]) {
		return 0, nil, damagedBackup(began, "a frame is damaged (its checksum is wrong), after %d articles", r.n.articles)
	}
	return kind, payload, nil
}

// end checks the last frame, and that nothing comes after it.
func (r *frameReader) end(began int64, payload, sum []byte) error {
	d := decoder{b: payload}
	want := backupCounts{d.int(), d.int(), d.int()}
	wantSum := d.take(sha256.Size, "sum")
	switch {
	case d.end() != nil:
		return damagedBackup(began, "its last frame is damaged")
	case want.articles != r.n.articles || want.records != r.n.records:
		return damagedBackup(began, "it says that it has %d articles in %d records, and %d in %d are there", want.articles, want.records,
			r.n.articles, r.n.records)
	case !bytes.Equal(sum, wantSum):
		return damagedBackup(began, "its SHA-256 is %x, and %x was written", sum, wantSum)
	}
	r.n.claims = want.claims
	if _, err := r.r.ReadByte(); !errors.Is(err, io.EOF) {
		if err != nil {
			return err
		}
		return damagedBackup(r.at, "something follows its end")
	}
	return nil
}

// articles takes a frame apart.
func (r *frameReader) articles(began int64, payload []byte) ([]backupArticle, error) {
	var as []backupArticle
	d := decoder{b: payload}
	for len(d.b) > 0 && d.err == nil {
		nk, nv := d.int(), d.int()
		k, v := d.take(nk, "key"), d.take(nv, "value")
		if d.err != nil {
			break
		}
		switch {
		case len(k) == 1+refSize && k[0] == keyArticle:
			if bytes.Compare(k, r.last) <= 0 {
				return as, damagedBackup(began, "article %x is not in its place", k[1:])
			}
			r.last = k
			as = append(as, backupArticle{at: began, ref: ref(k[1:]), value: v})
			r.n.articles++
		case len(as) > 0 && bytes.Equal(k, bodyKey(as[len(as)-1].ref, len(as[len(as)-1].bodies))):
			a := &as[len(as)-1]
			a.bodies = append(a.bodies, v)
		default:
			return as, damagedBackup(began, "the key %x has no place there", k)
		}
		r.n.records++
	}
	if d.err != nil {
		return nil, damagedBackup(began, "a frame cannot be read")
	}
	return as, nil
}
