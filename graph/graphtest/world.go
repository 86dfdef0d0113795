package graphtest

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/whosaid/whosaid/graph"
)

// The words of a Workload's world. Every name is invented.
var (
	syllables = [...]string{
		"ba", "be", "bo", "da", "de", "do", "fe", "fi", "ga", "go", "ha", "he", "ka", "ke", "ki", "la", "le", "lo", "ma", "me",
		"mi", "na", "ne", "no", "pa", "po", "ra", "re", "ro", "so", "ta", "te", "va", "ve", "vi", "rø", "šu",
	}
	givenNames = [...]string{"Ilda", "Oren", "Mavi", "Tero", "Sanna", "Jule", "Pavo", "Rika"}
	lands      = [...]string{"Port ", "Fort ", "Lake ", "Mount "}
	units      = [...]string{"soldier", "tank", "shell", "drone", "missile", "vehicle"}

	// By predicate, what a sentence says before the quantity and after it.
	verbs = [...]string{"", " has sent ", " has supplied ", " leads ", " with ", " holds ", " trains "}
	plans = [...]string{"", " will send ", " may supply ", " may lead ", " with ", " may hold ", " will train "}
	tos   = [...]string{"", " to ", " to ", " of ", " is part of ", " in ", " at "}
	// By stance, what attributes.
	cues  = [...]string{"", "said that", "denied that", "hints that", "expects that", "fears that"}
	tails = [...]string{
		" for training", " by sea and by rail", " from several depots", ", as it did before", " without any notice",
		" in small groups at night", " under an old agreement", " despite the latest warnings",
	}
)

// kindOf is the kind of an entity of the world.
func kindOf(i int) graph.Kind {
	return [...]graph.Kind{graph.Country, graph.Agency, graph.Person, graph.Location, graph.Unit}[i%5]
}

// homeOf is the state where an entity belongs: one of the eight that are named most.
func homeOf(i int) int { return i / 5 % 8 * 5 }

// belongsBy is the relation by which an entity of a kind belongs to a state; zero for none.
func belongsBy(k graph.Kind) graph.Predicate {
	switch k {
	case graph.Location:
		return graph.LocatedIn
	case graph.Agency, graph.Unit:
		return graph.PartOf
	case graph.Person:
		return graph.Leads
	}
	return 0
}

// workloadName is the kind and name of an entity of the world.
func workloadName(i int) (graph.Kind, string) {
	core := coreName(i)
	switch k := kindOf(i); k {
	case graph.Agency:
		if i%2 == 0 {
			return k, core + " Staff"
		}
		return k, core + " Agency"
	case graph.Person:
		return k, givenNames[i/5%len(givenNames)] + " " + core
	case graph.Location:
		return k, lands[i/5%len(lands)] + core
	case graph.Unit:
		return k, strconv.Itoa(i/5%90+4) + "th " + core + " Unit"
	default:
		return k, core
	}
}

// coreName is a word of three syllables, another for each of 50,653 numbers.
func coreName(i int) string {
	const n = len(syllables)
	at := i * 7919 % (n * n * n) // neighbours sound different
	s := syllables[at/(n*n)] + syllables[at/n%n] + syllables[at%n]
	if first, rest, ok := strings.Cut(s, "š"); ok && first == "" {
		return "Š" + rest
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func workloadDays() []day {
	days := make([]day, planDays)
	at := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range days {
		y, m, d := at.Date()
		days[i] = day{graph.Date{Year: y, Month: int(m), Day: d}, at.Format("on 2 Jan 2006")}
		at = at.AddDate(0, 0, 1)
	}
	return days
}

// workloadSentences makes sentences of common words: so many that two articles seldom share one, since a store that finds a
// sentence again would look smaller than it is with news.
func workloadSentences(r *rand.Rand) (sayings, fillers []string) {
	words := strings.Fields(`the a of in and for with after before near on from by about under over this that each some several
		officials reporters people families drivers farmers teachers engineers workers voters traders doctors students
		road bridge harbour market school station border river valley village district capital office hall plant mine ship
		train convoy depot field report meeting vote budget plan law deal price tax season winter morning evening week month
		year night storm rain snow water power fuel grain steel coal trade work peace talks visit letter speech question
		answer number part side line way end start old new small large long short early late heavy quiet open closed public
		local foreign common recent weekly yearly said asked told heard saw left came went stayed opened closed moved waited
		wrote read began ended grew fell rose turned held kept found lost sold bought built planned expected refused agreed
		again often never still once more less also only even soon later there here where while until because although don’t
		wasn’t`)
	sentence := func(n int) string {
		var b strings.Builder
		for b.Len() < n {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(words[r.IntN(len(words))])
		}
		return b.String()
	}
	for range 1_024 {
		sayings = append(sayings, " "+sentence(45+r.IntN(20))+". ")
		s := sentence(55 + r.IntN(30))
		fillers = append(fillers, strings.ToUpper(s[:1])+s[1:]+". ")
	}
	return sayings, fillers
}
