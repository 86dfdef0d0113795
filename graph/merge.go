package graph

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
)

// PutVersion stores a document as PutArticle does, and keeps what the store holds under its id as versions of the article: texts that
// differ are versions, of which the one that was seen last is the article's. Of documents with one text that which was seen later
// counts. Where neither was seen later, the one that is put is the later one; a document with Earlier brings several versions.
//
// So for documents that were seen at different seconds the store is the same in whatever order they come, and however often. A
// document that says when it was seen comes after all that do not. An article without a URL has one version, because its id is that of
// its text. Of more versions than MaxVersions and MaxVersionBytes allow the oldest are left out.
//
// The status is Versioned where the store has another set of texts now, or another one as the article's; Unchanged also where nothing
// but the Seen of the article becomes later, of which Watch does not tell.
func (tx *Tx) PutVersion(d Document) (Put, error) {
	if err := tx.canWrite(); err != nil {
		return Put{}, putError(&d, err)
	}
	p, err := prepareAll(&d)
	if err != nil {
		return Put{}, putError(&d, err)
	}
	put, err := tx.putVersion(p)
	if err != nil {
		return Put{}, putError(&d, err)
	}
	return put, nil
}

// putVersion puts an article beside what the store holds of it.
func (tx *Tx) putVersion(p *prepared) (Put, error) {
	alone := *p
	alone.version = false
	was, err := tx.get(p.pairs[0].key)
	if err != nil {
		return Put{}, err
	}
	if was == nil || bytes.Equal(was, p.pairs[0].value) {
		return tx.put(&alone)
	}
	old, err := tx.storedArticle(p.ID)
	if errors.Is(err, ErrNotFound) {
		return tx.put(&alone) // the id is too like another one, which put tells
	}
	if err != nil {
		return Put{}, err
	}
	d := mergeHeld(old, p.stored)
	now, err := prepareAll(&d)
	if err != nil {
		return Put{}, err
	}
	now.old = old
	return tx.putAs(now, statusOf(old, now.stored))
}

// statusOf is what becomes of an article when its versions are put in the place of others.
func statusOf(old, now *stored) PutStatus {
	x, y := old.versions(), now.versions()
	slices.SortFunc(x[1:], compareTexts)
	slices.SortFunc(y[1:], compareTexts)
	if !slices.EqualFunc(x, y, func(a, b *stored) bool { return a.SHA256 == b.SHA256 }) {
		return Versioned
	}
	seen := *old
	seen.Seen = now.Seen
	was, _ := encodeArticle(&seen)
	if is, _ := encodeArticle(now); bytes.Equal(was, is) {
		return Unchanged
	}
	return Replaced
}

func compareTexts(a, b *stored) int { return strings.Compare(a.SHA256, b.SHA256) }

// putMerged puts documents of one article beside what the store holds of it, so that their order does not matter.
func (db *DB) putMerged(ctx context.Context, docs []*stored) error {
	tx := newTx(ctx, db)
	old, err := tx.storedArticle(docs[0].ID)
	tx.end()
	if err != nil {
		return err
	}
	d := mergeAll(append([]*stored{old}, docs...))
	p, err := prepareAll(&d)
	if err != nil {
		return err
	}
	_, err = db.putAlone(ctx, p)
	return err
}

// textVersion is a text of an article, with what decides between two.
type textVersion struct {
	*stored
	digest digest // of it alone
	rank   int    // among those seen at the same second: the greater is the later
}

// mergeHeld is the document of the versions that a store holds and those of what comes, which is the later one of two seen at once.
func mergeHeld(old, now *stored) Document {
	var all []textVersion
	for n, a := range []*stored{old, now} {
		for i, v := range a.versions() {
			all = append(all, textVersion{stored: v, rank: MaxVersions*n - i})
		}
	}
	return mergeVersions(all, func(a, b *textVersion) int { return cmp.Compare(a.rank, b.rank) })
}

// mergeAll is the document of all versions of documents of one article, in whatever order they come.
func mergeAll(docs []*stored) Document {
	var all []textVersion
	for _, a := range docs {
		for _, v := range a.versions() {
			one := *v
			one.earlier, one.claims = nil, one.claims[:one.current]
			record, rest := encodeArticle(&one)
			all = append(all, textVersion{stored: v, digest: digestOf(record, rest[len(one.Text):])})
		}
	}
	return mergeVersions(all, func(a, b *textVersion) int {
		return cmp.Or(compareTexts(a.stored, b.stored), bytes.Compare(a.digest[:], b.digest[:]))
	})
}

// mergeVersions is the document of versions. Of two seen at the same second later says which is the later one.
func mergeVersions(all []textVersion, later func(a, b *textVersion) int) Document {
	byText := map[string]*textVersion{}
	order := func(a, b *textVersion) int { return cmp.Or(b.Seen.Compare(a.Seen), later(b, a)) }
	for i := range all {
		if v := &all[i]; byText[v.SHA256] == nil || order(v, byText[v.SHA256]) <= 0 {
			byText[v.SHA256] = v
		}
	}
	var d Document
	for i, v := range slices.SortedFunc(maps.Values(byText), order) {
		one := v.document()
		one.Earlier = nil
		if i == 0 {
			d = one
		} else {
			d.Earlier = append(d.Earlier, one)
		}
	}
	return d
}
