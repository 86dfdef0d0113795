package graphtest

import (
	"math/rand/v2"
	"strconv"
	"unicode/utf8"

	"github.com/whosaid/whosaid/graph"
)

// What a Workload's world and documents have.
const (
	WorkloadOutlets  = 2_000
	WorkloadEntities = 50_000
	// WorkloadEdges is how many edges a document adds: its outlet, its mentions, and the source, subject, object and article of
	// each claim.
	WorkloadEdges = 1 + planMentions + 4*planClaims

	planMentions = 8
	planClaims   = 6
	planDays     = 1826 // five years of days of publication, from 2020 on
	hotTriples   = 20
	hotShare     = 20 // one claim in so many is of a hot triple
)

// Workload makes the documents that the store is measured with: any number of them, each computed from its number alone. An
// article comes from 1 of 2,000 outlets, mentions 8 of 50,000 entities (a power law with exponent 1.1, as in news) and has 6
// claims, each of which supports a relation. One claim in 20 is about one of 20 hot triples, so that some relations have
// hundreds of claims. Quotes and URLs are distinct, and every quote stands in its text.
//
// It is safe for concurrent use. A document shares nothing that it might change with another.
type Workload struct {
	entities []graph.NewEntity
	ids      []graph.ID
	outlets  []string
	days     []day
	sayings  []string // what sentences about an entity say, after its name
	fillers  []string // sentences that hold no claim
	hot      []hotTriple
}

// day is a date and how articles write it.
type day struct {
	date graph.Date
	text string
}

// hotTriple is a relation of which many articles speak.
type hotTriple struct {
	predicate       graph.Predicate
	subject, object int
}

// plan is a document before it has words. Entities are their numbers in the world.
type plan struct {
	outlet, day int
	entities    [planMentions]int
	claims      [planClaims]planned
}

type planned struct {
	hot             bool
	source          int // an entity's number, ownVoice or nobody
	of              int // the side of an unnamed source
	subject, object int
	predicate       graph.Predicate
	stance          graph.Stance
	realis          graph.Realis
}

const (
	ownVoice = -1
	nobody   = -2
)

// NewWorkload makes the world, always the same, in about a tenth of a second.
func NewWorkload() *Workload {
	r := rand.New(rand.NewPCG(20_241_018, 1))
	w := &Workload{
		entities: make([]graph.NewEntity, WorkloadEntities), ids: make([]graph.ID, WorkloadEntities),
		outlets: make([]string, WorkloadOutlets),
	}
	for i := range w.entities {
		k, name := workloadName(i)
		w.entities[i] = graph.NewEntity{Class: k.Class(), Key: graph.FoldName(name), Kind: k, Name: name}
		w.ids[i] = w.entities[i].ID()
	}
	papers := []string{"Post", "Courier", "Gazette", "Wire", "Herald"}
	for i := range w.outlets {
		w.outlets[i] = coreName(WorkloadEntities-1-i) + " " + papers[i%len(papers)] + " " + strconv.Itoa(i)
	}
	w.days = workloadDays()
	w.sayings, w.fillers = workloadSentences(r)
	for k := range hotTriples {
		// The pairs are not among the most frequent entities, so that other claims seldom fall on them.
		h := hotTriple{graph.DeploysTo, 5 * (200 + k), 5*(300+k) + 3}
		if k%2 == 1 {
			h.predicate, h.object = graph.Supplies, 5*(400+k)
		}
		w.hot = append(w.hot, h)
	}
	return w
}

// Entities is the world's entities, the most frequent first.
func (w *Workload) Entities() []graph.NewEntity { return append([]graph.NewEntity(nil), w.entities...) }

// Outlets is the names of the world's outlets.
func (w *Workload) Outlets() []string { return append([]string(nil), w.outlets...) }

// HotTriples is the relations of which many articles speak, the most frequent first: the first has some 570 claims in 10,000
// articles, the last some 540 in 100,000.
func (w *Workload) HotTriples() []graph.Relation {
	out := make([]graph.Relation, len(w.hot))
	for k, h := range w.hot {
		out[k] = w.relation(h.predicate, h.subject, h.object)
	}
	return out
}

// HotTriple is the hot triple that comes nearest to so many claims in so many articles.
func (w *Workload) HotTriple(articles, claims int) graph.Relation {
	best, off := 0, 0.0
	for k := range w.hot {
		expected := float64(articles*planClaims) / hotShare * hotWeight(k) / hotWeights()
		d := max(expected, float64(claims)) / max(1, min(expected, float64(claims)))
		if k == 0 || d < off {
			best, off = k, d
		}
	}
	return w.HotTriples()[best]
}

func (w *Workload) relation(p graph.Predicate, subject, object int) graph.Relation {
	return graph.Relation{
		Type: p, Subject: w.ids[subject], Object: w.ids[object],
	}
}

// hotWeight is how often a hot triple is taken. They fall off slowly, so that from 10,000 to 100,000 articles there is always
// one with about 500 claims.
func hotWeight(k int) float64 { return 1 / float64(k+2) }

func hotWeights() (sum float64) {
	for k := range hotTriples {
		sum += hotWeight(k)
	}
	return sum
}

func (w *Workload) pickHot(r *rand.Rand) int {
	at := r.Float64() * hotWeights()
	for k := range hotTriples {
		if at -= hotWeight(k); at < 0 {
			return k
		}
	}
	return hotTriples - 1
}

// Arguments is what the queries of a store of so many documents of a Workload are asked with. What many claims are about is
// asked for as much more often.
type Arguments struct {
	Sources []graph.ID       // entities that are the source of a claim
	Triples []graph.Relation // relations with a claim, every other one a hot triple
	Centres []graph.ID       // entities that are the subject of a claim
}

// Arguments draws n arguments of each query, always the same for the same numbers.
func (w *Workload) Arguments(articles, n int) Arguments {
	var a Arguments
	r := rand.New(rand.NewPCG(uint64(articles), uint64(n)))
	hot := w.HotTriples()
	for i := range n {
		c := w.namedClaim(r, articles)
		a.Sources = append(a.Sources, w.ids[c.source])
		if i%2 == 0 {
			a.Triples = append(a.Triples, hot[w.pickHot(r)])
		} else {
			a.Triples = append(a.Triples, w.relation(c.predicate, c.subject, c.object))
		}
		a.Centres = append(a.Centres, w.ids[c.subject])
	}
	return a
}

// namedClaim is a claim of some document whose source is an entity.
func (w *Workload) namedClaim(r *rand.Rand, articles int) planned {
	for {
		p, _ := w.plan(r.IntN(max(1, articles)))
		if c := p.claims[r.IntN(planClaims)]; c.source >= 0 {
			return c
		}
	}
}

// plan draws what document i says. The words are drawn from what it returns.
func (w *Workload) plan(i int) (plan, *rand.Rand) {
	r := rand.New(rand.NewPCG(7, uint64(i)))
	zipf := rand.NewZipf(r, 1.1, 1, WorkloadEntities-1)
	p := plan{outlet: r.IntN(WorkloadOutlets), day: r.IntN(planDays)}
	n := 0
	hot := hotTriple{subject: -1}
	for c := range p.claims {
		p.claims[c].hot = r.IntN(hotShare) == 0
		if p.claims[c].hot && hot.subject < 0 {
			hot = w.hot[w.pickHot(r)]
			p.entities[0], p.entities[1] = hot.subject, hot.object
			n = 2
		}
	}
	for n < planMentions {
		if e := int(zipf.Uint64()); !among(p.entities[:n], e) {
			p.entities[n] = e
			n++
		}
	}
	for c := range p.claims {
		p.claims[c].draw(r, &p, &hot)
	}
	return p, r
}

func among(list []int, e int) bool {
	for _, o := range list {
		if o == e {
			return true
		}
	}
	return false
}

// draw decides what a claim says.
func (c *planned) draw(r *rand.Rand, p *plan, hot *hotTriple) {
	if c.hot {
		c.predicate, c.subject, c.object = hot.predicate, hot.subject, hot.object
	} else {
		c.predicate = graph.Predicate(1 + r.IntN(int(graph.TrainsAt)))
		s := r.IntN(planMentions)
		c.subject = p.entities[s]
		c.object = p.entities[(s+1+r.IntN(planMentions-1))%planMentions]
		if c.predicate == graph.Leads || c.predicate == graph.PartOf || c.predicate == graph.LocatedIn {
			c.placeAtHome(r, p, s)
		}
	}
	c.stance, c.realis = graph.Asserts, graph.Actual
	if r.IntN(5) == 0 {
		c.stance = graph.Denies + graph.Stance(r.IntN(4))
	}
	if r.IntN(5) == 0 {
		c.realis = graph.Prospective + graph.Realis(r.IntN(2))
	}
	switch r.IntN(20) {
	case 0, 1, 2:
		c.source = ownVoice
	case 3, 4, 5:
		c.source, c.of = nobody, p.entities[r.IntN(planMentions)]
	default:
		// Who speaks is a body or a person, where the article names one.
		at := r.IntN(planMentions)
		c.source = p.entities[at]
		for i := range planMentions {
			e := p.entities[(at+i)%planMentions]
			if k := kindOf(e); k == graph.Agency || k == graph.Person {
				c.source = e
				break
			}
		}
	}
}

// placeAtHome has the claim say where something belongs: one of the article's places lies in its state, a body or force is part of
// it, or a person leads it. Where the article names no such two, the claim says something else. Anything else would make a web in
// which everything lies inside everything, which no atlas is.
func (c *planned) placeAtHome(r *rand.Rand, p *plan, from int) {
	for i := range planMentions {
		e := p.entities[(from+i)%planMentions]
		if belongsBy(kindOf(e)) == c.predicate && among(p.entities[:], homeOf(e)) {
			c.subject, c.object = e, homeOf(e)
			return
		}
	}
	c.predicate = [...]graph.Predicate{graph.DeploysTo, graph.Supplies, graph.TrainsAt}[r.IntN(3)]
}

// Document is document i, from 0 on.
func (w *Workload) Document(i int) graph.Document {
	p, r := w.plan(i)
	return w.write(i, &p, r)
}

// write gives a plan its words.
func (w *Workload) write(i int, p *plan, r *rand.Rand) graph.Document {
	published := w.days[p.day]
	number := strconv.Itoa(i)
	d := graph.Document{
		Article: graph.Article{
			URL:       "https://news" + strconv.Itoa(p.outlet) + ".example.org/world/report-" + number,
			Title:     "Report " + number + ": " + w.entities[p.entities[0]].Name + " and " + w.entities[p.entities[1]].Name,
			Outlet:    w.outlets[p.outlet],
			Published: published.date,
			Language:  "en",
			Mentions:  make([]graph.Mention, planMentions),
		},
		Entities: make([]graph.NewEntity, planMentions),
		Claims:   make([]graph.Claim, planClaims),
	}
	t := prose{b: make([]byte, 0, 2_560)}
	var quotes [planClaims][2]int // in bytes
	numbers := make([]float64, planClaims)
	quantities := make([]graph.Quantity, planClaims)
	for n, e := range p.entities {
		d.Entities[n] = w.entities[e]
		m := &d.Article.Mentions[n]
		m.Entity, m.Start = w.ids[e], t.runes
		t.add(w.entities[e].Name)
		m.End = t.runes
		t.add(w.sayings[r.IntN(len(w.sayings))])
		if n >= planClaims {
			continue
		}
		c := &d.Claims[n]
		c.Quantity = &quantities[n]
		c.Quantity.Max = &numbers[n]
		quotes[n][0], c.Evidence.Start = len(t.b), t.runes
		w.sentence(&t, r, &p.claims[n], c, p.day)
		t.add(number)
		t.add("-")
		t.add(digits[n+1 : n+2])
		t.add(".")
		quotes[n][1], c.Evidence.End = len(t.b), t.runes
		t.add(" ")
		t.add(w.fillers[r.IntN(len(w.fillers))])
	}
	d.Article.Text = string(t.b)
	for n := range d.Claims {
		d.Claims[n].Evidence.Quote = d.Article.Text[quotes[n][0]:quotes[n][1]]
	}
	return d
}

const digits = "0123456789"

// prose is a text in the making.
type prose struct {
	b     []byte
	runes int
}

func (t *prose) add(s string) {
	t.b = append(t.b, s...)
	t.runes += utf8.RuneCountInString(s)
}

// shortestQuote is in bytes. What is added to a shorter one leaves it under 140.
const shortestQuote = 100

// sentence writes what a claim stands on, up to its number, and fills the claim.
func (w *Workload) sentence(t *prose, r *rand.Rand, p *planned, c *graph.Claim, published int) {
	from := len(t.b)
	c.Stance, c.Realis, c.Predicate = p.stance, p.realis, p.predicate
	c.Subject, c.Object = w.ids[p.subject], w.ids[p.object]
	switch p.source {
	case ownVoice:
		c.Source = graph.Source{Kind: graph.SourceArticle}
		t.add("It is known that ")
	case nobody:
		c.Source = graph.Source{Kind: graph.SourceUnnamed, Name: "aides", Of: w.ids[p.of]}
		c.Cue = cues[p.stance]
		t.add("Aides of ")
		t.add(w.entities[p.of].Name)
	default:
		c.Source = graph.Source{Kind: graph.SourceEntity, ID: w.ids[p.source]}
		c.Cue = cues[p.stance]
		t.add(w.entities[p.source].Name)
	}
	if c.Cue != "" {
		t.add(" ")
		t.add(c.Cue)
		t.add(" ")
	}
	t.add(w.entities[p.subject].Name)
	verb := verbs[p.predicate]
	if p.realis != graph.Actual {
		verb = plans[p.predicate]
	}
	t.add(verb)
	w.quantity(t, r, p, c.Quantity)
	t.add(tos[p.predicate])
	t.add(w.entities[p.object].Name)
	w.when(t, r, p, c, published)
	for rest := "no. "; ; {
		// The number of the claim follows, with a full stop: at least four bytes.
		if len(t.b)-from+len(rest)+5 >= shortestQuote {
			t.add(" ")
			t.add(rest)
			return
		}
		t.add(tails[r.IntN(len(tails))])
	}
}

// How a number bounds what it counts; any other number is exact.
const (
	upTo = iota
	about
	exactly
)

// hotQuantities is the numbers of the events of the hot triples.
var hotQuantities = [...]struct{ n, bound int }{{1_500, exactly}, {3_000, about}, {10_000, exactly}, {12_000, upTo}}

// quantity writes how many and fills q. Claims of hot triples give few different numbers, as sources that speak of one event do.
func (w *Workload) quantity(t *prose, r *rand.Rand, p *planned, q *graph.Quantity) {
	n := 100 * (1 + r.IntN(200))
	unit := r.IntN(len(units))
	bound := r.IntN(8)
	if p.hot {
		h := hotQuantities[r.IntN(len(hotQuantities))]
		n, unit, bound = h.n, 0, h.bound
	}
	*q.Max = float64(n)
	from := len(t.b)
	switch bound {
	case upTo:
		t.add("up to ")
	case about:
		t.add("about ")
		q.Approx = true
		q.Min = q.Max
	default:
		q.Min = q.Max
	}
	t.b = appendGrouped(t.b, n, &t.runes)
	q.Text = string(t.b[from:])
	q.Unit = units[unit]
	t.add(" ")
	t.add(q.Unit)
	t.add("s")
}

// appendGrouped writes a number below a million with a comma between its thousands.
func appendGrouped(b []byte, n int, runes *int) []byte {
	before := len(b)
	if n >= 1_000 {
		b = strconv.AppendInt(b, int64(n/1_000), 10)
		b = append(b, ',', digits[n/100%10], digits[n/10%10], digits[n%10])
	} else {
		b = strconv.AppendInt(b, int64(n), 10)
	}
	*runes += len(b) - before
	return b
}

// when writes the time of what is claimed, and fills it.
func (w *Workload) when(t *prose, r *rand.Rand, p *planned, c *graph.Claim, published int) {
	at := &w.days[max(0, published-r.IntN(60))]
	if p.hot {
		n := r.IntN(4)
		if n == 3 {
			return
		}
		at = &hotMonths[n]
	}
	c.When = graph.When{Earliest: at.date, Latest: at.date, Text: at.text}
	t.add(" ")
	t.add(at.text)
}

// hotMonths is when the events of the hot triples are.
var hotMonths = [...]day{
	{graph.Date{Year: 2023, Month: 11}, "in November 2023"},
	{graph.Date{Year: 2024, Month: 4}, "in April 2024"},
	{graph.Date{Year: 2024, Month: 10}, "in October 2024"},
}
