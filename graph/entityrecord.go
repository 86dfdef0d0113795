package graph

import (
	"cmp"
	"fmt"
	"slices"
)

// entityRecord is what all articles together say of an entity. Each article counts once for every kind, name and alias that it
// gives, so that the order of loading never shows and a removal leaves what would have been without the article.
type entityRecord struct {
	id      ID
	class   Class
	key     string
	degree  Degree
	out     [Other]int // relations that it is the subject of, by type
	kinds   tally[Kind]
	names   tally[string]
	aliases tally[string]
}

// Degree counts what refers to an entity; claims that were corrected or withdrawn are among those that it counts.
type Degree struct {
	Articles  int // articles that name it
	Published int // articles of which it is the outlet
	Says      int // claims of which it is the source
	Subject   int // claims of which it is the subject
	Object    int // claims of which it is the object
	Item      int // claims of which it is the item
	Out       int // relations of which it is the subject
	In        int // relations of which it is the object
}

// fields is the counters by their order in records.
func (d *Degree) fields() []*int {
	return []*int{&d.Articles, &d.Published, &d.Says, &d.Subject, &d.Object, &d.Item, &d.In}
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
	if i := t.bestAt(); i >= 0 {
		return t[i].what
	}
	var none T
	return none
}

func (t tally[T]) bestAt() int {
	best := -1
	for i := range t {
		if best < 0 || t[i].n > t[best].n {
			best = i
		}
	}
	return best
}

// same reports whether two tallies hold the same things, in whatever numbers.
func (t tally[T]) same(o tally[T]) bool {
	return slices.EqualFunc(t, o, func(a, b tallied[T]) bool { return a.what == b.what })
}

// share is what one article adds to an entity.
type share struct {
	naming *naming
	degree Degree // without Out and In, which relations add
}

// shares is what the article adds to each entity that it names, in the order of the namings.
func (a *stored) shares() []share {
	named := a.named()
	all := make([]share, len(named))
	at := make(map[ID]*Degree, len(named))
	for i := range named {
		all[i].naming = &named[i]
		all[i].degree.Articles = 1
		at[named[i].id] = &all[i].degree
	}
	if d := at[a.OutletID]; d != nil {
		d.Published = 1
	}
	for i := range a.claims {
		c := &a.claims[i]
		if d := at[c.Source.ID]; d != nil {
			d.Says++
		}
		if d := at[c.Subject]; d != nil {
			d.Subject++
		}
		if d := at[c.Object]; d != nil {
			d.Object++
		}
		if d := at[c.Item]; d != nil {
			d.Item++
		}
	}
	return all
}

// count adds one article's share (n is 1) or takes it back (n is -1).
func (r *entityRecord) count(s *share, n int) error {
	ok := true
	for _, k := range s.naming.kinds {
		ok = r.kinds.add(k, n) && ok
	}
	for _, v := range s.naming.names {
		ok = r.names.add(v, n) && ok
	}
	for _, v := range s.naming.aliases {
		ok = r.aliases.add(v, n) && ok
	}
	add := s.degree.fields()
	for i, f := range r.degree.fields() {
		*f += n * *add[i]
		ok = ok && *f >= 0
	}
	if !ok {
		return fmt.Errorf("%w: entity %s counts less than what articles say of it", ErrDamaged, r.id)
	}
	return nil
}

// merge adds what another record of the same entity counts.
func (r *entityRecord) merge(o *entityRecord) {
	for _, k := range o.kinds {
		r.kinds.add(k.what, k.n)
	}
	for _, v := range o.names {
		r.names.add(v.what, v.n)
	}
	for _, v := range o.aliases {
		r.aliases.add(v.what, v.n)
	}
	add := o.degree.fields()
	for i, f := range r.degree.fields() {
		*f += *add[i]
	}
	for i := range r.out {
		r.out[i] += o.out[i]
	}
}

// gone reports whether no article names the entity.
func (r *entityRecord) gone() bool { return r.degree.Articles == 0 }

// entity is what the record shows.
func (r *entityRecord) entity() Entity {
	e := Entity{ID: r.id, Class: r.class, Key: r.key, Kind: r.kinds.best(), Name: r.names.best(), Articles: r.degree.Articles}
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

// full is the counters with the relations of all types.
func (r *entityRecord) full() Degree {
	d := r.degree
	for _, n := range r.out {
		d.Out += n
	}
	return d
}

// showsAs reports whether another state of the entity has the same entries in the indexes by name and by form.
func (r *entityRecord) showsAs(o *entityRecord) bool {
	return r.gone() == o.gone() && r.kinds.best() == o.kinds.best() && r.names.best() == o.names.best() &&
		r.names.same(o.names) && r.aliases.same(o.aliases)
}

// nameEntries is the entity's entries in the indexes by name and by form: each folded name and its forms, with the kind and whether
// it is the name shown. An entity that no article names has none.
func (r *entityRecord) nameEntries() map[string][]byte {
	entries := map[string][]byte{}
	if r.gone() {
		return entries
	}
	e := r.entity()
	for _, a := range append(e.Aliases, e.Name) {
		shown := a == e.Name
		entries[string(nameKey(FoldName(a), e.ID.ref()))] = nameValue(e.Kind, shown)
		for _, f := range formsOf(a, e.Kind) {
			k := string(formKey(f.form, f.text, e.ID.ref()))
			if _, ok := entries[k]; !ok || shown {
				entries[k] = nameValue(e.Kind, shown)
			}
		}
	}
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

// encodeEntity writes a record so that its name is near its beginning: most who read it want no more.
func encodeEntity(r *entityRecord) []byte {
	e := &encoder{append(make([]byte, 0, 128), recordVersion)}
	e.b = append(e.b, r.id.tail()...)
	e.byte(classCode(r.class))
	e.byte(byte(r.kinds.best()))
	e.byte(types(&r.out))
	e.int(r.names.bestAt() + 1)
	e.tally(r.names)
	for _, n := range r.out {
		if n > 0 {
			e.int(n)
		}
	}
	for _, f := range r.degree.fields() {
		e.int(*f)
	}
	if foldsTo(r.names.best(), r.key) {
		e.str("")
	} else {
		e.str(r.key)
	}
	e.int(len(r.kinds))
	for _, k := range r.kinds {
		e.byte(byte(k.what))
		e.int(k.n)
	}
	e.tally(r.aliases)
	return e.b
}

func (e *encoder) tally(t tally[string]) {
	e.int(len(t))
	for _, c := range t {
		e.str(c.what)
		e.int(c.n)
	}
}

func (d *decoder) tally() tally[string] {
	n := d.count(2)
	if n == 0 {
		return nil
	}
	t := make(tally[string], n)
	for i := range t {
		t[i] = tallied[string]{d.str(), d.int()}
	}
	return t
}

func decodeEntity(r ref, b []byte) (*entityRecord, error) {
	d := newDecoder(b)
	e := &entityRecord{id: r.id(d.take(refSize, "id")), class: d.class()}
	d.byte() // the best kind
	mask := d.byte()
	best := d.int()
	e.names = d.tally()
	if best != e.names.bestAt()+1 {
		d.fail("name of an entity")
	}
	for t := range e.out {
		if mask&(1<<t) != 0 {
			e.out[t] = d.int()
		}
	}
	for _, f := range e.degree.fields() {
		*f = d.int()
	}
	if e.key = d.str(); e.key == "" {
		e.key = FoldName(e.names.best())
	}
	if n := d.count(2); n > 0 {
		e.kinds = make(tally[Kind], n)
		for i := range e.kinds {
			e.kinds[i] = tallied[Kind]{Kind(d.byte()), d.int()}
		}
	}
	e.aliases = d.tally()
	return e, d.end()
}

// label is what queries want of most entities: who it is. types has a bit for each type of relation that goes out from it.
type label struct {
	id    ID
	kind  Kind
	types byte
	name  string
}

// decodeLabel reads the beginning of an entity's record.
func decodeLabel(r ref, b []byte) (label, error) {
	d := newDecoder(b)
	l := label{id: r.id(d.take(refSize, "id"))}
	d.class()
	l.kind, l.types = Kind(d.byte()), d.byte()
	best := d.int()
	n := d.count(2)
	if best > n {
		d.fail("name of an entity")
	}
	for i := 1; i <= best && d.err == nil; i++ {
		if i == best {
			l.name = d.str()
		} else {
			d.take(d.int(), "text")
			d.int()
		}
	}
	return l, d.err
}
