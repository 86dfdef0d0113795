package graphtest

import (
	"cmp"
	"iter"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/whosaid/whosaid/graph"
)

// ReprintKind is how an article of Reprints came to be.
type ReprintKind string

// The kinds of articles. Only a reprint is one: all others are written anew, and some look as if they were not.
const (
	Story   ReprintKind = "story"   // by one outlet alone; 150 to 450 words, about six claims
	Event   ReprintKind = "event"   // one of two to six about one event, which quote the same statements word for word
	Short   ReprintKind = "short"   // two to four sentences, over a longer paragraph that the outlet has under all its articles
	Figures ReprintKind = "figures" // one of a series in the same words, with other numbers
	Live    ReprintKind = "live"    // one of the updates of an outlet, of which each repeats some two in five sentences of the one before
	Reprint ReprintKind = "reprint" // of another article, in another outlet, with edits
)

// Truth says what an article of Reprints is.
type Truth struct {
	Number   int // its place in the stream
	Original int // the place of what it is a reprint of in the end; its own where it is none
	From     int // the place of what it was copied from: of another reprint at times
	Group    int // which event, series or story it tells; that of its original where it is a reprint
	Kind     ReprintKind
	Credited bool // it names the outlet of its original
}

// Reprints is a stream of generated articles some of which are reprints of others, and the truth about it: what the search for
// reprints is measured with.
//
// A reprint has 40 to 100 in 100 of the sentences, mostly the first ones, under another title in another outlet, zero to five
// days later. Its paragraphs may stand in another order, a sentence or two may be new and some words changed, and half of them
// have a credit line. It may come before its original in the stream. Most originals have one to three, some up to 40, and some
// reprints are made from a reprint. See ReprintKind for what the others are. One outlet in five has a paragraph of 60 to 120 words
// under all its articles, reprints among them.
//
// The same numbers give the same articles. It is safe for concurrent use; a document shares nothing that it might change with
// another.
type Reprints struct {
	seed     uint64
	entities []graph.NewEntity
	ids      []graph.ID
	outlets  []string
	days     []day
	plans    []reprintPlan // by place in the stream
}

const (
	reprintEntities = 20_000
	reprintOutlets  = 800
	reprintAgencies = 40 // outlets from which others reprint most
	mostReprints    = 40 // of one article
)

// reprintPlan is an article before it has words.
type reprintPlan struct {
	kind           ReprintKind
	group, member  int32 // what is told, and which telling of it
	from, original int32 // places; their own where it is no reprint
	outlet, day    int32
}

// NewReprints plans so many articles, of which the share are reprints, in some 20 bytes an article beside a world of 20,000
// entities and 800 outlets. It takes about a tenth of a second. A share is at most a half.
func NewReprints(seed uint64, articles int, share float64) *Reprints {
	w := &Reprints{seed: seed, days: workloadDays()}
	for i := range reprintEntities {
		k, name := workloadName(i)
		e := graph.NewEntity{Class: k.Class(), Key: graph.FoldName(name), Kind: k, Name: name}
		w.entities, w.ids = append(w.entities, e), append(w.ids, e.ID())
	}
	for i := range reprintOutlets {
		paper := newsPapers[2+i%(len(newsPapers)-2)]
		if i < reprintAgencies {
			paper = newsPapers[i%2]
		}
		w.outlets = append(w.outlets, coreName(reprintEntities+i)+" "+paper)
	}
	w.plan(max(0, articles), min(max(0, share), 0.5))
	return w
}

// Len is how many articles there are.
func (w *Reprints) Len() int { return len(w.plans) }

// Documents yields all articles, in the order of their numbers, one at a time in memory.
func (w *Reprints) Documents() iter.Seq2[graph.Document, Truth] {
	return func(yield func(graph.Document, Truth) bool) {
		for i := range w.plans {
			if !yield(w.Document(i), w.Truth(i)) {
				return
			}
		}
	}
}

// Truth is what article i is.
func (w *Reprints) Truth(i int) Truth {
	p := &w.plans[i]
	return Truth{Number: i, Original: int(p.original), From: int(p.from), Group: int(p.group), Kind: p.kind, Credited: p.kind == Reprint && w.credits(i)}
}

// Truths is what every article is, by the id that it has in a store.
func (w *Reprints) Truths() map[graph.ID]Truth {
	all := make(map[graph.ID]Truth, len(w.plans))
	for i := range w.plans {
		all[graph.ArticleID(w.url(i), "", "")] = w.Truth(i)
	}
	return all
}

func (w *Reprints) url(i int) string {
	return "https://outlet" + strconv.Itoa(int(w.plans[i].outlet)) + ".example.org/" + strconv.Itoa(i)
}

// rand draws for one purpose of one group or article.
func (w *Reprints) rand(purpose, group, member int) *rand.Rand {
	return rand.New(rand.NewPCG(w.seed<<8|uint64(purpose), uint64(group)<<24|uint64(member)))
}

// What is drawn for.
const (
	forPlan = iota + 1
	forCast
	forWords
	forStatement
	forTemplate
	forSentence
	forBoilerplate
	forEdits
)

// plan decides what the articles are and in what order they come.
func (w *Reprints) plan(n int, share float64) {
	r := w.rand(forPlan, 0, 0)
	var ps []reprintPlan
	copies := 0
	for group := 0; len(ps) < n; group++ {
		first := len(ps)
		add := func(k ReprintKind, member, outlet, day int) {
			at := int32(len(ps))
			ps = append(ps, reprintPlan{k, int32(group), int32(member), at, at, int32(outlet), int32(min(day, planDays-1))})
		}
		day, outlet := r.IntN(planDays), r.IntN(reprintOutlets)
		switch v := r.IntN(100); {
		case v < 62:
			if r.IntN(3) == 0 {
				outlet = r.IntN(reprintAgencies)
			}
			add(Story, 0, outlet, day)
		case v < 80:
			for m := range 2 + r.IntN(5) {
				add(Event, m, (outlet+m*37)%reprintOutlets, day+r.IntN(3))
			}
		case v < 92:
			add(Short, 0, outlet/5*5, day)
		case v < 95:
			for m := range 4 + r.IntN(12) {
				add(Figures, m, outlet, day+m)
			}
		default:
			for m := range 2 + r.IntN(4) {
				add(Live, m, outlet, day+m/3)
			}
		}
		ps = ps[:min(len(ps), n)]
		for made := len(ps) - first; made > 0 && float64(copies) < share*float64(len(ps)) && len(ps) < n; {
			of := first + r.IntN(made)
			for k := howMany(r); k > 0 && len(ps) < n; k-- {
				ps = append(ps, copied(r, ps, of))
				copies++
			}
		}
	}
	w.arrange(r, ps)
}

// howMany is how many reprints an article has that has one.
func howMany(r *rand.Rand) int {
	switch v := r.IntN(200); {
	case v == 0:
		return mostReprints/2 + r.IntN(mostReprints/2+1)
	case v < 10:
		return 4 + r.IntN(9)
	default:
		return 1 + r.IntN(3)
	}
}

// copied is a reprint of the article at a place, or of a reprint of it, which then are the last ones.
func copied(r *rand.Rand, ps []reprintPlan, of int) reprintPlan {
	from := of
	if last := len(ps) - 1; ps[last].kind == Reprint && int(ps[last].original) == of && r.IntN(6) == 0 {
		from = last
	}
	p := reprintPlan{kind: Reprint, group: ps[of].group, from: int32(from), original: int32(of), outlet: int32(r.IntN(reprintOutlets))}
	p.day = min(ps[from].day+int32(r.IntN(6)), planDays-1)
	for p.outlet == ps[of].outlet || p.outlet == ps[from].outlet {
		p.outlet = (p.outlet + 1) % reprintOutlets
	}
	return p
}

// arrange puts the articles into an order in which those of one group stand apart, and a reprint before its original at times.
func (w *Reprints) arrange(r *rand.Rand, ps []reprintPlan) {
	type place struct{ key, at int }
	order := make([]place, len(ps))
	for i := range order {
		order[i] = place{i + r.IntN(2_000), i}
	}
	slices.SortFunc(order, func(a, b place) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.at, b.at)) })
	now := make([]int32, len(ps))
	for i, o := range order {
		now[o.at] = int32(i)
	}
	w.plans = make([]reprintPlan, len(ps))
	for i, o := range order {
		w.plans[i] = ps[o.at]
		w.plans[i].from, w.plans[i].original = now[ps[o.at].from], now[ps[o.at].original]
	}
}

// newsDraft is an article with its words.
type newsDraft struct {
	title      string
	paragraphs [][]newsSentence
	dateline   string // in front of the first sentence
	credit     int    // the outlet that a credit line names; -1 for none
	line       string // the credit line under the text
}

// Document is article i.
func (w *Reprints) Document(i int) graph.Document {
	d := w.draft(i)
	p := &w.plans[i]
	if p.outlet%5 == 0 {
		words := newsWriter{w, w.rand(forBoilerplate, int(p.outlet), 0), nil}
		words.cast = w.cast(words.r)
		d.paragraphs = append(d.paragraphs, words.boilerplate(int(p.outlet)))
	}
	return w.write(i, &d)
}

// draft is article i without what its outlet has under every article.
func (w *Reprints) draft(i int) newsDraft {
	p := &w.plans[i]
	if p.kind == Reprint {
		return w.edited(i)
	}
	group, member := int(p.group), int(p.member)
	words := newsWriter{w, w.rand(forWords, group, member), w.cast(w.rand(forCast, group, 0))}
	d := newsDraft{credit: -1, title: words.headline()}
	switch p.kind {
	case Story:
		d.paragraphs = words.prose(8+words.r.IntN(11), 5+words.r.IntN(3))
	case Event:
		d.paragraphs = words.prose(8+words.r.IntN(8), 3+words.r.IntN(3))
		for k := range 1 + group%2 { // one statement or two
			said := newsWriter{w, w.rand(forStatement, group, k), words.cast}
			at := words.r.IntN(len(d.paragraphs) + 1)
			d.paragraphs = slices.Insert(d.paragraphs, at, []newsSentence{said.statement()})
		}
	case Short:
		d.paragraphs = words.prose(2+words.r.IntN(3), 2)
	case Figures:
		d.paragraphs = words.figures(w.rand(forTemplate, group, 0), w.days[p.day].text)
	case Live:
		d.paragraphs = w.live(group, member, words.cast)
		// What is repeated stands anywhere: were it all at the top, a copy of the top could be of either update.
		rest := d.paragraphs[2:]
		words.r.Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
	}
	if words.r.IntN(30) == 0 { // it names whom it had help from, and is no reprint
		d.credit = words.r.IntN(reprintAgencies)
		d.line = w.outlets[d.credit] + " contributed to this report."
	}
	return d
}

// live is an update: two sentences that open all of them, some five of the update before, and eight new ones.
func (w *Reprints) live(group, update int, cast []int) (out [][]newsSentence) {
	for _, j := range append([]int{0, 1}, span(2+8*update, 13)...) {
		words := newsWriter{w, w.rand(forSentence, group, j), cast}
		s := words.filler()
		if j%2 == 0 {
			s = words.claimed()
		}
		out = append(out, []newsSentence{s})
	}
	return out
}

func span(from, n int) (out []int) {
	for i := range n {
		out = append(out, from+i)
	}
	return out
}

// cast draws seven entities, some of which many articles speak of.
func (w *Reprints) cast(r *rand.Rand) []int {
	var cast []int
	for _, kind := range []int{0, 0, 1, 1, 2, 2, 3, 3} { // states, agencies, people, places: see kindOf
		e := 5*r.IntN(1+r.IntN(reprintEntities/5)) + kind
		if !slices.Contains(cast, e) {
			cast = append(cast, e)
		}
	}
	return cast
}

func (w *newsWriter) headline() string {
	return w.entities[w.someone(graph.Country)].Name + " and " + w.thing() + " " + oneOf(w.r, newsPreps) + " " + w.entities[w.someone(graph.Location)].Name
}

// credits reports whether a reprint names where it comes from.
func (w *Reprints) credits(i int) bool { return w.rand(forEdits, i, 1).IntN(2) == 0 }

func (w *Reprints) outletEntity(i int) graph.NewEntity {
	name := w.outlets[i]
	return graph.NewEntity{Class: graph.ClassBody, Key: graph.FoldName(name), Kind: graph.Organization, Name: name}
}

// write makes a document of an article.
func (w *Reprints) write(i int, n *newsDraft) graph.Document {
	p := &w.plans[i]
	d := graph.Document{Article: graph.Article{
		URL: w.url(i), Title: n.title, Outlet: w.outlets[p.outlet], Published: w.days[p.day].date, Language: "en",
	}}
	has := map[graph.ID]bool{}
	entity := func(e graph.NewEntity) graph.ID {
		id := e.ID()
		if !has[id] {
			has[id] = true
			d.Entities = append(d.Entities, e)
		}
		return id
	}
	t := prose{b: make([]byte, 0, 4_096)}
	t.add(n.dateline)
	type quote struct{ from, to int } // in bytes
	var quotes []quote
	for k, paragraph := range n.paragraphs {
		if k > 0 {
			t.add("\n\n")
		}
		for j, s := range paragraph {
			if j > 0 {
				t.add(" ")
			}
			from, start := len(t.b), t.runes
			t.add(s.text)
			named := map[int]bool{}
			for _, e := range s.names {
				before, _, ok := strings.Cut(s.text, w.entities[e].Name)
				entity(w.entities[e])
				if ok && !named[e] {
					named[e] = true
					at := start + utf8.RuneCountInString(before)
					d.Article.Mentions = append(d.Article.Mentions, graph.Mention{Entity: w.ids[e], Start: at, End: at + utf8.RuneCountInString(w.entities[e].Name)})
				}
			}
			if s.claims {
				c := s.claim
				c.Evidence.Start, c.Evidence.End = start, t.runes
				d.Claims, quotes = append(d.Claims, c), append(quotes, quote{from, len(t.b)})
			}
		}
	}
	if n.line != "" {
		t.add("\n\n")
		t.add(n.line)
	}
	if n.credit >= 0 {
		d.Article.Credits = []graph.ID{entity(w.outletEntity(n.credit))}
	}
	entity(w.outletEntity(int(p.outlet)))
	d.Article.Text = string(t.b)
	for k := range d.Claims {
		d.Claims[k].Evidence.Quote = d.Article.Text[quotes[k].from:quotes[k].to]
	}
	return d
}
