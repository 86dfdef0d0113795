package lang

import (
	"cmp"
	"math"
	"slices"
)

// clusterWords puts the words that are seen at least least times into classes of words with like neighbours: the exchange
// algorithm for a two-sided class bigram model (Kneser and Ney 1993; Martin, Liermann and Ney 1998). Sentences are sequences
// of words by the hash of their lower case. Class 0 is kept for words without one. The result does not depend on the order of
// the map: only on the sentences.
func clusterWords(sentences [][]uint32, classCount, least, rounds int) map[uint32]uint16 {
	count := map[uint32]int{}
	for _, s := range sentences {
		for _, w := range s {
			count[w]++
		}
	}
	var words []uint32
	for w, n := range count {
		if n >= least {
			words = append(words, w)
		}
	}
	slices.SortFunc(words, func(a, b uint32) int { return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b)) })
	const edge, rare = 0, 1 // the ends of a sentence, and the words that are too rare, are classes that nothing joins or leaves
	id := make(map[uint32]int32, len(words))
	for i, w := range words {
		id[w] = int32(i) + 2
	}
	x := newExchange(len(words)+2, classCount+2)
	for _, s := range sentences {
		prev := int32(edge)
		x.uni[edge]++
		for _, w := range s {
			k, ok := id[w]
			if !ok {
				k = rare
			}
			x.uni[k]++
			x.see(prev, k)
			prev = k
		}
		x.see(prev, edge)
	}
	x.begin()
	for range rounds {
		if x.round() == 0 {
			break
		}
	}
	out := make(map[uint32]uint16, len(words))
	for i, w := range words {
		out[w] = uint16(x.class[i+2] - 1)
	}
	return out
}

// exchange is the state of the algorithm.
type exchange struct {
	bi          map[[2]int32]int32
	before      [][]neighbour // of each word
	after       [][]neighbour
	uni         []int
	class       []int
	pairs       []int32 // count of each pair of classes
	sum         []int   // count of each class
	n           int     // classes
	left, right []int32 // scratch: counts of a word's neighbours by class
	log         []float64
}

type neighbour struct{ word, n int32 }

func newExchange(words, classes int) *exchange {
	return &exchange{bi: map[[2]int32]int32{}, uni: make([]int, words), class: make([]int, words), n: classes,
		before: make([][]neighbour, words), after: make([][]neighbour, words), pairs: make([]int32, classes*classes),
		sum: make([]int, classes), left: make([]int32, classes), right: make([]int32, classes), log: make([]float64, 1<<20)}
}

func (x *exchange) see(a, b int32) { x.bi[[2]int32{a, b}]++ }

// begin gives every word a first class and counts.
func (x *exchange) begin() {
	for i := 1; i < len(x.log); i++ {
		x.log[i] = float64(i) * math.Log(float64(i))
	}
	for w := range x.class {
		x.class[w] = w
		if w >= 2 {
			x.class[w] = 2 + (w-2)%(x.n-2)
		}
		x.sum[x.class[w]] += x.uni[w]
	}
	for p, n := range x.bi {
		x.after[p[0]] = append(x.after[p[0]], neighbour{p[1], n})
		x.before[p[1]] = append(x.before[p[1]], neighbour{p[0], n})
		x.pairs[x.class[p[0]]*x.n+x.class[p[1]]] += n
	}
	for w := range x.after {
		byWord := func(a, b neighbour) int { return cmp.Compare(a.word, b.word) }
		slices.SortFunc(x.after[w], byWord)
		slices.SortFunc(x.before[w], byWord)
	}
}

// f is n log n.
func (x *exchange) f(n int) float64 {
	if n < len(x.log) {
		return x.log[n]
	}
	return float64(n) * math.Log(float64(n))
}

// gather sums a word's neighbours by class and returns the classes that occur, and the count of the word beside itself.
func (x *exchange) gather(w int, list []neighbour, counts []int32) (seen []int, self int32) {
	for _, e := range list {
		if int(e.word) == w {
			self += e.n
			continue
		}
		c := x.class[e.word]
		if counts[c] == 0 {
			seen = append(seen, c)
		}
		counts[c] += e.n
	}
	return seen, self
}

// round moves every word to the class that suits it best, and returns how many moved.
func (x *exchange) round() int {
	moved := 0
	for w := 2; w < len(x.class); w++ {
		a := x.class[w]
		ls, self := x.gather(w, x.before[w], x.left)
		rs, _ := x.gather(w, x.after[w], x.right)
		x.shift(a, w, ls, rs, self, -1)
		to, most := a, math.Inf(-1)
		for b := 2; b < x.n; b++ {
			if v := x.gain(b, w, ls, rs, self); v > most {
				to, most = b, v
			}
		}
		x.shift(to, w, ls, rs, self, 1)
		if to != a {
			x.class[w] = to
			moved++
		}
		for _, c := range ls {
			x.left[c] = 0
		}
		for _, c := range rs {
			x.right[c] = 0
		}
	}
	return moved
}

// shift adds a word's counts to those of a class, or takes them away.
func (x *exchange) shift(c, w int, ls, rs []int, self int32, sign int) {
	s := int32(sign)
	for _, l := range ls {
		x.pairs[l*x.n+c] += s * x.left[l]
	}
	for _, r := range rs {
		x.pairs[c*x.n+r] += s * x.right[r]
	}
	x.pairs[c*x.n+c] += s * self
	x.sum[c] += sign * x.uni[w]
}

// gain is what the likelihood gains when the word joins class b.
func (x *exchange) gain(b, w int, ls, rs []int, self int32) float64 {
	v := 0.0
	for _, l := range ls {
		if l != b {
			n := int(x.pairs[l*x.n+b])
			v += x.f(n+int(x.left[l])) - x.f(n)
		}
	}
	for _, r := range rs {
		if r != b {
			n := int(x.pairs[b*x.n+r])
			v += x.f(n+int(x.right[r])) - x.f(n)
		}
	}
	n := int(x.pairs[b*x.n+b])
	v += x.f(n+int(x.left[b]+x.right[b]+self)) - x.f(n)
	return v - 2*(x.f(x.sum[b]+x.uni[w])-x.f(x.sum[b]))
}
