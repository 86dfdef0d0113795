package graph

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"math"
	"os"
	"path/filepath"
	"strings"
)

// Migrate makes a store of this format in the directory to, which is new, empty or holds an empty store, from one of format 1, 2 or
// 3 in the directory from, and returns what it holds. All that follows from the articles is made anew, and ids stay as they are. The old
// store is only read, and must not be in use.
//
// The error wraps ErrVersion when the old store has another format, ErrNoStore when it is none, ErrDamaged when an article of it
// cannot be read or is not what it was, ErrInUse and ErrNotEmpty. When Migrate fails it leaves the directory to as it was. It costs
// about what Bulk does. An old store that was not closed cleanly is copied first, into the system's directory for temporary files.
// The options are those of Open, and are for the new store.
func Migrate(ctx context.Context, from, to string, opts ...Option) (Stats, error) {
	s, err := migrate(ctx, from, to, opts)
	if err != nil {
		return Stats{}, fmt.Errorf("graph: migrate %q to %q: %w", from, to, err)
	}
	return s, nil
}

func migrate(ctx context.Context, from, to string, opts []Option) (Stats, error) {
	old, format, done, err := openOld(ctx, from)
	if err != nil {
		return Stats{}, fmt.Errorf("%s: %w", from, err)
	}
	documents := documents1
	if format > 1 {
		documents = documents2
	}
	s, err := newStore(ctx, to, opts, func(db *DB) error {
		_, err := db.bulk(ctx, documents(ctx, old), nil)
		return err
	})
	return s, errors.Join(err, done())
}

// openOld opens a store of an older format for reading.
func openOld(ctx context.Context, dir string) (e *engine, format int, done func() error, err error) {
	mark, err := os.ReadFile(filepath.Join(dir, markName))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, 0, nil, ErrNoStore
	case err != nil:
		return nil, 0, nil, err
	case strings.TrimSpace(string(mark)) == fmt.Sprintf("%s%d", markPrefix, storeFormat):
		return nil, 0, nil, fmt.Errorf("%w: it is %d already, which this program reads as it is", ErrVersion, storeFormat)
	case strings.TrimSpace(string(mark)) == markPrefix+"1":
		format = 1
	case strings.TrimSpace(string(mark)) == markPrefix+"2":
		format = 2
	case strings.TrimSpace(string(mark)) == markPrefix+"3":
		format = 3
	default:
		return nil, 0, nil, fmt.Errorf("%w: it is none of 1 to 3; use the newer whosaid that wrote it", ErrVersion)
	}
	unlock, locked, err := lockDir(dir, true)
	if err != nil {
		return nil, 0, nil, err
	}
	clean := unlock
	left, needs, err := inspect(dir, "", settings{shortLogs: true})
	if err == nil && left != nil {
		err = left.check(ctx, nil)
	}
	if err != nil {
		return nil, 0, nil, errors.Join(err, unlock())
	}
	logs, err := filesOf(dir, logExt)
	if err == nil && len(logs) > 0 {
		// What a crash left behind has to be put in order first, and this is not the place for it.
		var copied string
		if copied, err = os.MkdirTemp("", "whosaid-*"); err == nil {
			clean = func() error { return errors.Join(os.RemoveAll(copied), unlock()) }
			err = copyFiles(dir, copied)
			dir = copied
		}
	}
	if err == nil {
		e, err = openEngine(dir, settings{readOnly: len(logs) == 0}, engineNeeds{locked: locked || len(logs) > 0, log: needs})
	}
	if err != nil {
		return nil, 0, nil, errors.Join(err, clean())
	}
	return e, format, func() error { return errors.Join(e.close(), clean()) }, nil
}

// copyFiles copies the files of a directory, without what is zero at their ends.
func copyFiles(from, to string) error {
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !e.Type().IsRegular() {
			continue
		}
		b, err := os.ReadFile(filepath.Join(from, e.Name()))
		if err != nil {
			return err
		}
		name := filepath.Join(to, e.Name())
		size := int64(len(b))
		if strings.HasSuffix(e.Name(), logExt) {
			b = bytes.TrimRight(b, "\x00")
		}
		if err := os.WriteFile(name, b, 0o600); err != nil {
			return err
		}
		if err := os.Truncate(name, size); err != nil {
			return err
		}
	}
	return nil
}

// documents2 yields every article of a store of format 2 or 3 as a document. Its articles and texts are kept as in the present format,
// which adds what these formats did not have: earlier versions, and who wrote an article, when it was seen and the like.
func documents2(ctx context.Context, e *engine) iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		db := &DB{engine: e}
		tx := newTx(ctx, db)
		defer tx.end()
		c := tx.cursor([]byte{keyArticle})
		defer c.close()
		for c.seek([]byte{keyArticle}); c.key() != nil; c.next() {
			d, err := tx.document2(c)
			if !yield(d, err) || err != nil {
				return
			}
		}
		if err := tx.check(); err != nil {
			yield(Document{}, err)
		}
	}
}

// document2 reads the article at which a cursor is.
func (tx *Tx) document2(at *cursor) (Document, error) {
	k := bytes.Clone(at.key())
	value, err := at.value()
	if err != nil {
		return Document{}, err
	}
	if len(k) != 1+refSize {
		return Document{}, fmt.Errorf("%w: the key %x of an article", ErrDamaged, k)
	}
	a, _, err := tx.checked(ref(k[1:]), value)
	if err != nil {
		return Document{}, fmt.Errorf("%s: %w", nameArticle(ref(k[1:]), value), err)
	}
	return a.document(), nil
}

// The layout of format 1, as far as the articles and what they say are in it; the rest followed from that.
//
//	A article                         the article without its text
//	T article chunk:2                 a piece of its text
//	M article                         its mentions
//	N article                         the entities as it names them
//	C date:4 article start:4 id:8     a claim
//
// An id took 16 bytes, a date 4 (inverted, so that the newest came first).
const (
	article1  byte = 'A'
	text1     byte = 'T'
	mentions1 byte = 'M'
	namings1  byte = 'N'
	claim1    byte = 'C'

	idSize1     = 16
	articleRef1 = 4 + idSize1
	place1      = articleRef1 + 4 + 8
)

// documents1 yields every article of a store of format 1 as a document.
func documents1(ctx context.Context, e *engine) iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		s := e.snapshot()
		defer s.release()
		w := s.walk([]byte{article1}, false)
		defer w.close()
		for w.seek([]byte{article1}); w.key() != nil; w.next() {
			var d Document
			err := ctx.Err()
			if err == nil {
				d, err = document1(s, w)
			}
			if err != nil {
				err = fmt.Errorf("article %x: %w", w.key()[1:], err)
			}
			if !yield(d, err) || err != nil {
				return
			}
		}
	}
}

// document1 reads the article at which a walk is.
func document1(s *snapshot, at *walk) (Document, error) {
	k := bytes.Clone(at.key())
	value, err := at.value()
	if err != nil {
		return Document{}, err
	}
	if len(k) != 1+idSize1 {
		return Document{}, fmt.Errorf("%w: its key", ErrDamaged)
	}
	a, chunks, claims, err := decodeArticle1(value)
	if err != nil {
		return Document{}, err
	}
	id := ID(k[1:])
	if a.ID != id {
		return Document{}, fmt.Errorf("%w: its record is that of %s", ErrDamaged, a.ID)
	}
	var text strings.Builder
	for i := range chunks {
		piece, err := s.get(binary.BigEndian.AppendUint16(key(text1, id[:]), uint16(i)))
		if err != nil {
			return Document{}, err
		}
		if piece == nil {
			return Document{}, fmt.Errorf("%w: piece %d of its text is missing", ErrDamaged, i+1)
		}
		text.Write(piece)
	}
	a.Text = text.String()
	d := Document{Article: a}
	if value, err = s.get(key(mentions1, id[:])); err == nil && value != nil {
		d.Article.Mentions, err = decodeMentions1(value)
	}
	if err != nil {
		return Document{}, err
	}
	if value, err = s.get(key(namings1, id[:])); err == nil && value != nil {
		d.Entities, err = decodeNamings1(value)
	}
	if err != nil {
		return Document{}, err
	}
	if d.Claims, err = claims1(s, &a); err != nil {
		return Document{}, err
	}
	if len(d.Claims) != claims {
		return Document{}, fmt.Errorf("%w: it has %d claims, and %d are there", ErrDamaged, claims, len(d.Claims))
	}
	return d, nil
}

// claims1 reads the claims of an article.
func claims1(s *snapshot, a *Article) ([]Claim, error) {
	date := binary.BigEndian.AppendUint32(nil, ^(uint32(a.Published.Year)<<16 | uint32(a.Published.Month)<<8 | uint32(a.Published.Day)))
	prefix := key(claim1, date, a.ID[:])
	w := s.walk(prefix, false)
	defer w.close()
	var cs []Claim
	for w.seek(prefix); w.key() != nil; w.next() {
		value, err := w.value()
		if err != nil {
			return nil, err
		}
		if len(w.key()) != 1+place1 {
			return nil, fmt.Errorf("%w: the key %x of a claim", ErrDamaged, w.key())
		}
		c, err := decodeClaim1(value)
		if err != nil {
			return nil, err
		}
		c.Article = a.ID
		if id := claimID(&c); id != c.ID {
			return nil, fmt.Errorf("%w: claim %s is not what its id says", ErrDamaged, c.ID)
		}
		cs = append(cs, c)
	}
	return cs, nil
}

// decoder1 reads a record of format 1.
type decoder1 struct{ decoder }

func newDecoder1(b []byte) *decoder1 {
	d := &decoder1{decoder{b: b}}
	if v := d.byte(); d.err == nil && v != 1 {
		d.fail("record format")
	}
	return d
}

func (d *decoder1) optID() ID {
	if d.bool() {
		return d.id()
	}
	return ID{}
}

func (d *decoder1) date() Date {
	b := d.take(4, "date")
	if b == nil {
		return Date{}
	}
	v := ^binary.BigEndian.Uint32(b)
	date := Date{Year: int(v >> 16), Month: int(v >> 8 & 0xff), Day: int(v & 0xff)}
	if !date.Valid() {
		d.fail("date")
	}
	return date
}

func (d *decoder1) optFloat() *float64 {
	if !d.bool() {
		return nil
	}
	b := d.take(8, "number")
	if b == nil {
		return nil
	}
	v := math.Float64frombits(binary.BigEndian.Uint64(b))
	return &v
}

func decodeArticle1(b []byte) (a Article, chunks, claims int, err error) {
	d := newDecoder1(b)
	a.ID = d.id()
	d.take(32, "digest")
	a.URL = d.str()
	a.Title = d.str()
	a.Outlet = d.str()
	d.optID() // the outlet's; it follows from the namings
	a.Published = d.date()
	a.Language = d.str()
	a.SHA256 = d.hash()
	chunks, claims = d.int(), d.int()
	if chunks > 1<<16 {
		d.fail("number of pieces of text")
	}
	return a, chunks, claims, d.end()
}

func decodeMentions1(b []byte) ([]Mention, error) {
	d := newDecoder1(b)
	ids := make([]ID, d.count(idSize1))
	for i := range ids {
		ids[i] = d.id()
	}
	ms := make([]Mention, d.count(3))
	for i := range ms {
		nth, start, length := d.int(), d.int(), d.int()
		if nth >= len(ids) {
			d.fail("mention")
			break
		}
		ms[i] = Mention{ids[nth], start, start + length}
	}
	return ms, d.end()
}

func decodeNamings1(b []byte) ([]NewEntity, error) {
	d := newDecoder1(b)
	var es []NewEntity
	for range d.count(5) {
		n := naming{class: Class(d.str()), key: d.str(), kinds: make([]Kind, d.count(1))}
		for j := range n.kinds {
			n.kinds[j] = Kind(d.byte())
		}
		for _, list := range []*[]string{&n.names, &n.aliases} {
			*list = make([]string, d.count(1))
			for j := range *list {
				(*list)[j] = d.str()
			}
		}
		if d.err != nil {
			break
		}
		es = append(es, n.entities()...)
	}
	return es, d.end()
}

func (d *decoder1) source() Source {
	s := Source{Kind: SourceKind(d.byte()), ID: d.optID()}
	if s.Kind == SourceUnnamed {
		s.Name = d.str()
	}
	s.Of = d.optID()
	return s
}

func decodeClaim1(b []byte) (Claim, error) {
	d := newDecoder1(b)
	c := Claim{ID: d.id()}
	c.Source = d.source()
	if n := d.count(4); n > 0 {
		c.Chain = make([]Link, n)
		for i := range c.Chain {
			c.Chain[i].Role = LinkRole(d.byte())
			c.Chain[i].Source = d.source()
		}
	}
	c.Cue = d.str()
	c.Evidence = Evidence{Quote: d.str(), Start: d.int(), End: d.int()}
	d.str() // prefix and suffix of the quote, which the text has
	d.str()
	c.Evidence.SHA256 = d.hash()
	c.Stance = Stance(d.byte())
	c.Realis = Realis(d.byte())
	c.Predicate = Predicate(d.byte())
	c.Subject, c.Object, c.Item = d.optID(), d.optID(), d.optID()
	if d.bool() {
		c.Quantity = &Quantity{Min: d.optFloat(), Max: d.optFloat(), Approx: d.bool(), Unit: d.str(), Text: d.str()}
	}
	c.When = When{Earliest: d.date(), Latest: d.date(), Text: d.str()}
	d.optID() // the relation
	return c, d.end()
}
