package graph

import (
	"cmp"
	"fmt"
	"slices"
)

// entityRecord is what all articles together say of an entity. Each article counts once for every kind, name and alias that it
// gives, so that the order of loading never shows and a removal leaves what would have been without the article.
type entityRecord struct {
	class    Class
	key      string
	articles int
	kinds    tally[Kind]
	names    tally[string]
	aliases  tally[string]
}

// tally counts how many articles say a thing, sorted by the thing.
type tally[T cmp.Ordered] []tallied[T]

type tallied[T cmp.Ordered] struct {
	what T
	n    int
}

// add counts a thing n more or fewer; false when that is fewer than none.
func (t *tally[T]) add(what T, n int) bool {
	at, found := slices.BinarySearchFunc(*t, what, func(a tallied[T], b T) int { return cmp.Compare(a.what, b) })
	if !found {
		*t = slices.Insert(*t, at, tallied[T]{what: what})
	}
	(*t)[at].n += n
	left := (*t)[at].n
	if left <= 0 {
		*t = slices.Delete(*t, at, at+1)
	}
	return left >= 0
}

// best is the thing that most articles say; the smallest of several.
func (t tally[T]) best() T {
	var b tallied[T]
	for _, c := range t {
		if c.n > b.n {
			b = c
		}
	}
	return b.what
}

// count adds one article's naming (n is 1) or takes it back (n is -1).
func (r *entityRecord) count(by *naming, n int) error {
	ok := true
	for _, k := range by.kinds {
		ok = r.kinds.add(k, n) && ok
	}
	for _, s := range by.names {
		ok = r.names.add(s, n) && ok
	}
	for _, s := range by.aliases {
		ok = r.aliases.add(s, n) && ok
	}
	r.articles += n
	if !ok || r.articles < 0 {
		return fmt.Errorf("%w: entity %s counts fewer articles than name it", ErrDamaged, by.id())
	}
	return nil
}

// entity is what the record shows.
func (r *entityRecord) entity(id ID) Entity {
	e := Entity{ID: id, Class: r.class, Key: r.key, Kind: r.kinds.best(), Name: r.names.best(), Articles: r.articles}
	for _, list := range []tally[string]{r.names, r.aliases} {
		for _, c := range list {
			if c.what != e.Name {
				e.Aliases = append(e.Aliases, c.what)
			}
		}
	}
	slices.Sort(e.Aliases)
	e.Aliases = slices.Compact(e.Aliases)
	return e
}

// nameEntries is the entity's entries in the index by name: each folded name, with the kind and whether it is the name shown.
// An entity that no article names has none.
func (r *entityRecord) nameEntries(id ID) map[string][]byte {
	entries := map[string][]byte{}
	if r.articles == 0 {
		return entries
	}
	e := r.entity(id)
	for _, a := range e.Aliases {
		entries[string(nameKey(FoldName(a), id))] = nameValue(e.Kind, false)
	}
	entries[string(nameKey(FoldName(e.Name), id))] = nameValue(e.Kind, true)
	return entries
}

func nameValue(k Kind, shown bool) []byte {
	e := newEncoder()
	e.byte(byte(k))
	e.bool(shown)
	return e.b
}

func decodeNameValue(b []byte) (k Kind, shown bool, err error) {
	d := newDecoder(b)
	k, shown = Kind(d.byte()), d.bool()
	return k, shown, d.end()
}

func encodeEntity(r *entityRecord) []byte {
	e := newEncoder()
	e.str(string(r.class))
	e.str(r.key)
	e.int(r.articles)
	e.int(len(r.kinds))
	for _, k := range r.kinds {
		e.byte(byte(k.what))
		e.int(k.n)
	}
	for _, list := range []tally[string]{r.names, r.aliases} {
		e.int(len(list))
		for _, c := range list {
			e.str(c.what)
			e.int(c.n)
		}
	}
	return e.b
}

func decodeEntity(b []byte) (entityRecord, error) {
	d := newDecoder(b)
	r := entityRecord{class: Class(d.str()), key: d.str(), articles: d.int()}
	r.kinds = make(tally[Kind], d.count(2))
	for i := range r.kinds {
		r.kinds[i] = tallied[Kind]{Kind(d.byte()), d.int()}
	}
	for _, list := range []*tally[string]{&r.names, &r.aliases} {
		*list = make(tally[string], d.count(2))
		for i := range *list {
			(*list)[i] = tallied[string]{d.str(), d.int()}
		}
	}
	return r, d.end()
}
