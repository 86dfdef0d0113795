package graph

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
)

// Restore makes a store from a backup, in a directory that is new, empty, or holds an empty store, and returns what it holds. The
// store is then closed and on disk; it has the content that the backed-up one had, byte for byte.
//
// Every article passes the checks that PutArticle makes, and must come to the record that was backed up; so a backup need not be
// trusted. The error wraps ErrBackup when r holds no backup or one that is cut off or changed, and says where; ErrVersion when its
// format is another; ErrNotEmpty when the directory holds something. When Restore fails it leaves the directory as it was. When the
// process ends before, the directory holds an empty store, into which Restore can be called again.
//
// It costs about what Bulk does, in memory and room on the disk, too. The options are those of Open.
func Restore(ctx context.Context, dir string, r io.Reader, opts ...Option) (Stats, error) {
	s, err := newStore(ctx, dir, opts, func(db *DB) error { return db.restore(ctx, r) })
	if err != nil {
		return Stats{}, fmt.Errorf("graph: restore into %q: %w", dir, err)
	}
	return s, nil
}

// newStore makes a store that fill fills, and leaves the directory as it was when that fails.
func newStore(ctx context.Context, dir string, opts []Option, fill func(*DB) error) (Stats, error) {
	s := settingsOf(opts)
	if s.readOnly {
		return Stats{}, ErrReadOnly
	}
	undo, err := emptyDir(dir)
	if err != nil {
		return Stats{}, err
	}
	db, err := openDir(dir, s)
	if err != nil {
		if !errors.Is(err, ErrInUse) {
			err = errors.Join(err, undo())
		}
		return Stats{}, err
	}
	var stats Stats
	err = db.mustBeEmpty(ctx)
	if err == nil {
		err = fill(db)
	}
	if err == nil {
		err = db.View(ctx, func(tx *Tx) (err error) {
			stats, err = tx.Stats()
			return err
		})
	}
	if err := errors.Join(err, db.Close()); err != nil {
		if !errors.Is(err, ErrNotEmpty) {
			err = errors.Join(err, undo())
		}
		return Stats{}, err
	}
	return stats, nil
}

// emptyDir looks whether a store can be made in a directory; undo takes away what was made there since.
func emptyDir(dir string) (undo func() error, err error) {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return func() error { return os.RemoveAll(dir) }, nil
	case err != nil:
		return nil, err
	}
	mine := func(e fs.DirEntry) bool { return e.Name() != "lost+found" && e.Name() != markName+".tmp" }
	if slices.ContainsFunc(entries, mine) {
		if _, err := os.Stat(filepath.Join(dir, markName)); err != nil {
			return nil, fmt.Errorf("%w: the directory holds other files; choose a new or empty directory", ErrNotEmpty)
		}
		return func() error { return nil }, nil
	}
	return func() error {
		entries, err := os.ReadDir(dir)
		for _, e := range entries {
			if mine(e) {
				err = errors.Join(err, os.RemoveAll(filepath.Join(dir, e.Name())))
			}
		}
		return err
	}, nil
}

// restore fills an empty store from a backup.
func (db *DB) restore(ctx context.Context, r io.Reader) error {
	dir, done, err := db.scratch()
	if err != nil {
		return err
	}
	defer done()
	b := newBuilder(dir, &db.search.lexicons)
	defer b.close()
	var claims atomic.Int64
	fr := newFrameReader(r)
	err = each(ctx, fr.all(), func(a backupArticle) error {
		s, pairs, err := a.check()
		if err != nil {
			return fmt.Errorf("%s: %w", nameArticle(a.ref, a.value), err)
		}
		claims.Add(int64(len(s.claims)))
		return b.add(s, pairs)
	})
	if err != nil {
		return err
	}
	if n := int(claims.Load()); n != fr.n.claims {
		return fmt.Errorf("%w: it says that it has %d claims, and has %d", ErrBackup, fr.n.claims, n)
	}
	if err := db.room(); err != nil {
		return err
	}
	return db.fill(ctx, b)
}

// check makes of an article of a backup what is stored of it.
func (a *backupArticle) check() (*stored, []pair, error) {
	s, err := a.read()
	if err != nil {
		return nil, nil, a.refuse(err)
	}
	d := s.document()
	again, err := prepare(&d)
	if err != nil {
		return nil, nil, a.refuse(err)
	}
	pairs := again.own()
	if !bytes.Equal(pairs[0].value, a.value) {
		return nil, nil, a.refuse(errors.New("its record is not what it comes to"))
	}
	return again, pairs, nil
}

func (a *backupArticle) read() (*stored, error) {
	h, err := decodeHead(a.ref, a.value)
	if err != nil {
		return nil, err
	}
	body, err := joinBodies(&h, a.bodies)
	if err != nil {
		return nil, err
	}
	return checkStored(&h, a.value, body)
}

func (a *backupArticle) refuse(err error) error {
	return fmt.Errorf("%w: %w, in the frame at byte %d", ErrBackup, err, a.at)
}

// document is a document that is stored as a is.
func (a *stored) document() Document {
	d := Document{Article: a.Article, Claims: a.claims[:a.current:a.current]}
	for i := range a.namings {
		d.Entities = append(d.Entities, a.namings[i].entities()...)
	}
	for _, v := range a.earlier {
		d.Earlier = append(d.Earlier, v.document())
	}
	return d
}

// entities is what a document names an entity by: one of them, or several where it has several names or kinds.
func (n *naming) entities() []NewEntity {
	parts := (len(n.aliases) + maxAliases - 1) / maxAliases
	es := make([]NewEntity, max(1, len(n.kinds), len(n.names), parts))
	for i := range es {
		es[i] = NewEntity{Class: n.class, Key: n.key}
		if len(n.kinds) > 0 {
			es[i].Kind = n.kinds[min(i, len(n.kinds)-1)]
		}
		if len(n.names) > 0 {
			es[i].Name = n.names[min(i, len(n.names)-1)]
		}
		if i < parts {
			es[i].Aliases = n.aliases[i*maxAliases : min(len(n.aliases), (i+1)*maxAliases)]
		}
	}
	return es
}
