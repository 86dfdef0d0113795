package extract

import (
	"math"
	"math/rand/v2"
)

// wide and narrow are the sizes of a ranker's table: 2^22 or 2^18 weights, in which features that collide share one. What is asked
// of every word is narrow, to stay in the processor's cache.
const (
	wide   = 22
	narrow = 18
)

// ranker is a log-linear model that chooses one of several candidates (Berger, Della Pietra and Della Pietra 1996), with
// hashed features. It is read-only once trained.
type ranker struct {
	w    []int8
	bits int // of a key that are the place among the weights: its upper ones
	// unit is the weight of one step of w.
	unit float32
}

// score is the sum of the features' weights.
func (m *ranker) score(keys []uint32) float32 {
	sum := 0
	shift := 32 - m.bits
	for _, k := range keys {
		sum += int(m.w[k>>shift])
	}
	return float32(sum) * m.unit
}

// choice is one example to learn from: candidates by their features, and the right ones.
type choice struct {
	candidates [][]uint32
	right      []bool
}

// rankLearner trains a ranker by stochastic gradient descent with a rate for each weight (AdaGrad: Duchi, Hazan and Singer
// 2011). It maximises the probability of the right candidates together.
type rankLearner struct {
	bits            int
	w, sum, squares []float32
	n               float32
}

func newRankLearner(bits int) *rankLearner {
	n := 1 << bits
	return &rankLearner{bits: bits, w: make([]float32, n), sum: make([]float32, n), squares: make([]float32, n)}
}

// Runs that see the examples in other orders are averaged: one model that leans less on chance.
func (l *rankLearner) learn(examples []choice, epochs int, rate, decay float32, seed uint64) *ranker {
	for run := range uint64(rankRuns) {
		clear(l.w)
		clear(l.squares)
		l.run(examples, epochs, rate, decay, seed+run)
	}
	most := float32(0)
	for i := range l.sum {
		l.sum[i] /= max(l.n, 1)
		most = max(most, float32(math.Abs(float64(l.sum[i]))))
	}
	m := &ranker{w: make([]int8, len(l.sum)), bits: l.bits, unit: max(min(most, 6)/127, 1e-6)}
	for i, w := range l.sum {
		m.w[i] = int8(math.Round(float64(max(-127, min(127, w/m.unit)))))
	}
	return m
}

// rankRuns is how many runs are averaged.
const rankRuns = 3

// run adds the weights of one run to the sum.
func (l *rankLearner) run(examples []choice, epochs int, rate, decay float32, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 3))
	order := make([]int, len(examples))
	for i := range order {
		order[i] = i
	}
	var p []float64
	for e := range epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, x := range order {
			ex := &examples[x]
			p = p[:0]
			most := math.Inf(-1)
			for _, c := range ex.candidates {
				s := 0.0
				for _, k := range c {
					s += float64(l.w[k>>(32-l.bits)])
				}
				p = append(p, s)
				most = max(most, s)
			}
			all, good := 0.0, 0.0
			for i := range p {
				p[i] = math.Exp(p[i] - most)
				all += p[i]
				if ex.right[i] {
					good += p[i]
				}
			}
			for i, c := range ex.candidates {
				g := p[i] / all
				if ex.right[i] {
					g -= p[i] / good
				}
				if math.Abs(g) < 1e-4 {
					continue
				}
				for _, k := range c {
					at := k >> (32 - l.bits)
					d := float32(g) + decay*l.w[at]
					l.squares[at] += d * d
					l.w[at] -= rate * d / (1e-3 + float32(math.Sqrt(float64(l.squares[at]))))
				}
			}
		}
		if e >= epochs/2 {
			for i, w := range l.w {
				l.sum[i] += w
			}
			l.n++
		}
	}
}
