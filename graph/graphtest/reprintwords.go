package graphtest

import (
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/whosaid/whosaid/graph"
)

// The words of the world of Reprints. A rare word, of 50,653 that are invented, stands among every few common ones, so that two
// articles that have nothing to do with each other hardly ever share five words in a row.
var (
	newsAdjectives = strings.Fields(`narrow broken quiet heavy distant northern southern eastern western coastal inland rural urban ancient modern wooden
		frozen muddy crowded empty private public foreign local regional federal annual weekly sudden slow rapid fragile sturdy costly
		cheap damp bitter gentle hollow vacant careful reckless formal secret open partial entire minor major joint separate former
		current future recent final initial central remote steep shallow deep rough smooth bright dim rusty polished faded colourful
		plain ornate hidden visible loud silent tidy messy hungry tired eager reluctant patient hasty stern mild severe harmless`)
	newsNouns = strings.Fields(`bridge harbour market school station border river valley village district capital office hall plant mine ship train convoy
		depot field report meeting vote budget plan law deal price tax season winter storm fuel grain steel coal trade visit letter
		speech question answer warehouse factory quarry reservoir pipeline orchard museum archive court clinic ferry runway hangar
		barracks checkpoint tunnel canal dam lighthouse refinery workshop laboratory parliament council union committee tribunal
		census harvest strike blackout flood drought tariff subsidy loan pension permit contract inquiry verdict appeal summit truce`)
	newsVerbs = strings.Fields(`closed opened moved crossed reached searched rebuilt abandoned inspected replaced repaired sold bought leased seized
		surrounded evacuated reopened guarded mapped measured photographed praised questioned rejected welcomed delayed postponed
		approved blocked cleared drained emptied filled flooded lit darkened counted recounted audited toured visited left entered
		rented restored renamed reviewed sealed shelled supplied surveyed`)
	newsAdverbs = strings.Fields(`again twice briefly overnight quietly hastily reluctantly yesterday early late openly jointly gradually suddenly partly`)
	newsPreps   = strings.Fields("near behind beside beyond along above below past opposite inside outside around")
	newsOpeners = []string{
		"", "", "", "", "Meanwhile, ", "Earlier, ", "By evening, ", "Elsewhere, ", "Afterwards, ", "Overnight, ", "For weeks, ",
	}
	newsLinks    = []string{"while", "after", "before", "because", "although", "as", "until", "where"}
	newsPapers   = []string{"Wire", "Agency", "Post", "Courier", "Gazette", "Herald", "Chronicle", "Observer"}
	isAdjective  = func() map[string]bool { return wordSet(newsAdjectives) }()
	figureLabels = strings.Fields(`soldiers tanks guns drones launchers trucks boats missiles`)
)

func wordSet(words []string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

func oneOf[T any](r *rand.Rand, of []T) T { return of[r.IntN(len(of))] }

// newsSentence is a sentence of an article, with its claim if it makes one.
type newsSentence struct {
	text   string
	names  []int // the entities that it names, by their numbers in the world
	claims bool
	claim  graph.Claim // without evidence
}

// newsWriter writes sentences about a few entities.
type newsWriter struct {
	*Reprints
	r    *rand.Rand
	cast []int // entities, by their numbers
}

// rare is an invented word, in lower case.
func (w *newsWriter) rare() string { return strings.ToLower(coreName(w.r.IntN(50_653))) }

// thing is a noun with what tells it from others: "the narrow veloka harbour".
func (w *newsWriter) thing() string {
	if w.r.IntN(3) == 0 {
		return "the " + w.rare() + " " + oneOf(w.r, newsNouns)
	}
	return "the " + oneOf(w.r, newsAdjectives) + " " + w.rare() + " " + oneOf(w.r, newsNouns)
}

// clause is a subject and what it did.
func (w *newsWriter) clause() string {
	s := w.thing() + " " + oneOf(w.r, newsVerbs) + " " + w.thing()
	if w.r.IntN(2) == 0 {
		s += " " + oneOf(w.r, newsPreps) + " " + w.thing()
	}
	if w.r.IntN(4) == 0 {
		s += " " + oneOf(w.r, newsAdverbs)
	}
	return s
}

// capitalised is a sentence with its first letter as it should be.
func capitalised(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// filler is a sentence that makes no claim.
func (w *newsWriter) filler() newsSentence {
	s := oneOf(w.r, newsOpeners) + w.clause()
	if w.r.IntN(3) > 0 {
		s += ", " + oneOf(w.r, newsLinks) + " " + w.clause()
	}
	return newsSentence{text: capitalised(s) + "."}
}

// someone is an entity of the cast of one of these kinds, or any where it has none.
func (w *newsWriter) someone(kinds ...graph.Kind) int {
	at := w.r.IntN(len(w.cast))
	for i := range w.cast {
		e := w.cast[(at+i)%len(w.cast)]
		for _, k := range kinds {
			if kindOf(e) == k {
				return e
			}
		}
	}
	return w.cast[at]
}

// amount is a number of things, in words and as a quantity.
func (w *newsWriter) amount() (string, *graph.Quantity) {
	n := float64(10 * (1 + w.r.IntN(2_000)))
	q := &graph.Quantity{Max: &n, Unit: oneOf(w.r, units[:])}
	b := appendGrouped(nil, int(n), new(int))
	q.Text = string(b)
	switch w.r.IntN(4) { // one word in front of a number, so that five in a row hold the number or a name
	case 0:
		q.Text = "under " + q.Text
	case 1:
		q.Text, q.Approx, q.Min = "some "+q.Text, true, &n
	default:
		q.Min = &n
	}
	return q.Text + " " + q.Unit + "s", q
}

// claimed is a sentence that makes a claim: in the outlet's voice, of a named source or of an unnamed one.
func (w *newsWriter) claimed() newsSentence {
	subject, object := w.someone(graph.Country, graph.Agency), w.someone(graph.Location, graph.Country)
	for object == subject {
		object = w.cast[w.r.IntN(len(w.cast))]
	}
	p := oneOf(w.r, []graph.Predicate{graph.DeploysTo, graph.Supplies, graph.TrainsAt})
	c := graph.Claim{Stance: graph.Asserts, Realis: graph.Actual, Predicate: p, Subject: w.ids[subject], Object: w.ids[object]}
	verb := verbs[p]
	if w.r.IntN(5) == 0 {
		c.Realis, verb = graph.Prospective, plans[p]
	}
	words, q := w.amount()
	c.Quantity = q
	said := w.entities[subject].Name + verb + words + tos[p] + w.entities[object].Name + " " + oneOf(w.r, newsPreps) + " " + w.thing()
	s := newsSentence{names: []int{subject, object}, claims: true}
	switch w.r.IntN(6) {
	case 0, 1:
		c.Source = graph.Source{Kind: graph.SourceArticle}
		s.text = said + ", " + oneOf(w.r, newsLinks) + " " + w.clause() + "."
	case 2:
		of := w.someone(graph.Country)
		c.Source, c.Cue = graph.Source{Kind: graph.SourceUnnamed, Name: "officials", Of: w.ids[of]}, "said"
		s.text = "Officials of " + w.entities[of].Name + " said " + oneOf(w.r, newsAdverbs) + " that " + said + "."
		s.names = append(s.names, of)
	default:
		by := w.someone(graph.Person, graph.Agency)
		c.Source, c.Cue = Named(w.entities[by]), "said"
		s.text = w.entities[by].Name + " said " + oneOf(w.r, newsPreps) + " " + w.thing() + " that " + said + "."
		s.names = append(s.names, by)
	}
	s.claim = c
	return s
}

// statement is what an official says, which several outlets quote word for word: 20 to 45 words.
func (w *newsWriter) statement() newsSentence {
	by, subject, object := w.someone(graph.Person), w.someone(graph.Country), w.someone(graph.Location)
	words, q := w.amount()
	s := "“We have counted " + words + " of " + w.entities[subject].Name + " in " + w.entities[object].Name + ", and " + w.clause()
	if w.r.IntN(2) == 0 {
		s += ", " + oneOf(w.r, newsLinks) + " " + w.clause()
	}
	c := graph.Claim{
		Source: Named(w.entities[by]), Cue: "said", Stance: graph.Asserts, Realis: graph.Actual, Predicate: graph.DeploysTo,
		Subject: w.ids[subject], Object: w.ids[object], Quantity: q,
	}
	if subject == object {
		c.Predicate, c.Object = graph.Other, graph.ID{}
	}
	return newsSentence{text: s + ",” said " + w.entities[by].Name + ".", names: []int{by, subject, object}, claims: true, claim: c}
}

// prose is paragraphs of so many sentences in all, of which about so many make claims.
func (w *newsWriter) prose(sentences, claims int) [][]newsSentence {
	makes := make([]bool, sentences)
	for i := range min(claims, sentences) {
		makes[i] = true
	}
	w.r.Shuffle(sentences, func(i, j int) { makes[i], makes[j] = makes[j], makes[i] })
	makes[0] = claims > 0 || makes[0] // news opens with what is new
	var out [][]newsSentence
	for i := 0; i < sentences; {
		var p []newsSentence
		for n := 1 + w.r.IntN(4); n > 0 && i < sentences; n-- {
			if makes[i] {
				p = append(p, w.claimed())
			} else {
				p = append(p, w.filler())
			}
			i++
		}
		out = append(out, p)
	}
	return out
}

// boilerplate is the paragraph of 60 to 120 words that an outlet has under its articles. Under those of every other such outlet it
// says whose the outlet is, in the outlet's own voice.
func (w *newsWriter) boilerplate(outlet int) []newsSentence {
	var p []newsSentence
	name := w.outlets[outlet]
	if outlet%2 == 0 {
		group := w.someone(graph.Agency)
		p = append(p, newsSentence{
			text:  "Founded in " + strconv.Itoa(1880+w.r.IntN(130)) + ", the " + name + " is part of " + w.entities[group].Name + ".",
			names: []int{group}, claims: true,
			claim: graph.Claim{
				Source: graph.Source{Kind: graph.SourceArticle}, Stance: graph.Asserts, Realis: graph.Actual, Predicate: graph.PartOf,
				Subject: w.outletEntity(outlet).ID(), Object: w.ids[group],
			},
		})
	}
	for words := 20; words < 70; {
		s := w.filler()
		words += strings.Count(s.text, " ") + 1
		p = append(p, s)
	}
	return p
}

// figures is a day's losses in the words of a series: only the numbers, the day and one name change.
func (w *newsWriter) figures(template *rand.Rand, day string) [][]newsSentence {
	words := newsWriter{w.Reprints, template, w.cast}
	var out [][]newsSentence
	subject, object := words.someone(graph.Country), words.someone(graph.Location)
	opener := words.thing()
	lines := 5 + template.IntN(4)
	place := w.someone(graph.Location)
	first := newsSentence{text: "The daily report of " + w.entities[subject].Name + " " + day + " speaks of fighting " + oneOf(template, newsPreps) + " " + opener +
		" and in " + w.entities[place].Name + ".", names: []int{subject, place}}
	out = append(out, []newsSentence{first})
	for i := range lines {
		n := float64(1 + w.r.IntN(1_500))
		unit := figureLabels[(i+template.IntN(3))%len(figureLabels)]
		text := string(appendGrouped(nil, int(n), new(int)))
		s := newsSentence{
			text: "Over the past day " + w.entities[subject].Name + " has lost " + text + " " + unit + " " + oneOf(template, newsPreps) + " " + words.thing() + ", and " +
				string(appendGrouped(nil, 1_000+w.r.IntN(90_000), new(int))) + " since " + words.thing() + " " + oneOf(template, newsVerbs) + ".",
			names: []int{subject}, claims: true,
			claim: graph.Claim{
				Source: graph.Source{Kind: graph.SourceArticle}, Stance: graph.Asserts, Realis: graph.Actual, Predicate: graph.Other,
				Subject: w.ids[subject], Quantity: &graph.Quantity{Min: &n, Max: &n, Unit: strings.TrimSuffix(unit, "s"), Text: text},
			},
		}
		if object != subject && i%3 == 0 {
			s.claim.Object = w.ids[object]
			s.text = strings.TrimSuffix(s.text, ".") + " in " + w.entities[object].Name + "."
			s.names = append(s.names, object)
		}
		out = append(out, []newsSentence{s})
	}
	return out
}
