package watch

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/whosaid/whosaid/loader/source"
)

// feed yields the new and changed items of a feed that come with their text, and remembers the others to be fetched.
func (l *loop) feed(o outcome, b []byte, sum string) {
	l.recovered(o)
	items, err := source.FeedItems(b, o.f.MediaType, o.f.URL)
	torn := o.url + ": torn" // under which that is told: it is over when the feed is whole, not when it can be fetched
	if e, ok := errors.AsType[*source.Error](err); ok {
		e.Path = o.url
	}
	if err == nil {
		delete(l.told, torn)
	} else if !l.giveOnce(torn, err) {
		return
	}
	listed := map[string]source.FeedItem{}
	fresh, changed, left := 0, 0, 0
	room := maxItems - l.following(o.url, err != nil)
	order := make([]string, 0, len(items))
	for n, i := range items {
		key := i.URL
		if !source.IsURL(key) {
			key = i.ID
		}
		if !source.IsURL(key) || len(key) > maxKey {
			if key = cmp.Or(i.ID, i.Sum()); len(key) > maxKey {
				key = i.Sum()
			}
			key = "item " + key + " of " + o.url // an id such as "1" is in other feeds too
		}
		t, ours := l.known(o.url, key)
		if _, twice := listed[key]; twice || !ours || !i.Whole() && !source.IsURL(key) {
			continue
		}
		listed[key] = i
		if (!i.Whole() || err != nil) && (t == nil || t.Over && t.differs(&i)) {
			if room <= 0 {
				left++
				continue
			}
			room--
		}
		order = append(order, key)
		switch {
		case t == nil:
			fresh++
		case !t.differs(&i):
			continue
		default:
			changed++
		}
		if i.Whole() {
			a, err := i.Article(o.f, cmp.Or(i.URL, fmt.Sprintf("%s:item %d", o.url, n+1)), l.o.Source)
			if !l.give(a, err) {
				return
			}
		}
	}
	if fresh+changed > 0 {
		l.o.Tell(fmt.Sprintf("%s: %d new, %d changed, %d in all", o.url, fresh, changed, len(order)))
	}
	many := o.url + ": many"
	if left == 0 {
		delete(l.told, many)
	} else {
		l.once(many, fmt.Sprintf("%s: %d more wait, for of one feed no more than %d are followed at a time", o.url, left, maxItems))
	}
	l.rememberURL(o.url, func(s *state, t *target) {
		for n, key := range order {
			i := listed[key]
			s.item(o.url, key, &i, n, o.at, !o.res.Public)
		}
		if err == nil { // otherwise it is not known what it lists
			s.unlist(o.url, listed)
		}
		l.keep(o, t, sum)
		if left > 0 { // for which the same feed is read again
			t.ETag, t.LastModified, t.SHA256 = "", "", ""
		}
	})
}

// following is how many items of a feed are not over; where torn is set, how many are remembered, for none is forgotten then.
func (l *loop) following(feed string, torn bool) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, t := range l.state.URLs {
		if t.Feed == feed && (!t.Over || torn) {
			n++
		}
	}
	return n
}

// known is what is remembered of an item; nil where nothing is. It is not the feed's where the user names it, or another feed that is
// followed has it.
func (l *loop) known(feed, key string) (t *target, ours bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	old := l.state.URLs[key]
	switch {
	case l.named[key]:
		return nil, false
	case old == nil:
		return nil, true
	case old.Feed != feed && l.named[old.Feed]:
		return nil, false
	}
	c := *old
	return &c, true
}
