package lang

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// moveLearner is an averaged perceptron over the three transitions.
type moveLearner struct {
	index learnIndex
	rows  []moveRow
	step  int64
}

type moveRow struct {
	w       [3]float32
	updates int32
	acc     [3]float64
}

func (l *moveLearner) score(keys []uint32) (sum [3]float32) {
	for _, k := range keys {
		if r := l.index.get(k); r >= 0 {
			w := &l.rows[r].w
			sum[0] += w[0]
			sum[1] += w[1]
			sum[2] += w[2]
		}
	}
	return sum
}

func (l *moveLearner) update(keys []uint32, truth, guess int) {
	for _, k := range keys {
		r := l.index.get(k)
		if r < 0 {
			r = int32(len(l.rows))
			l.index.put(k, r)
			l.rows = append(l.rows, moveRow{})
		}
		row := &l.rows[r]
		row.updates++
		row.w[truth]++
		row.w[guess]--
		row.acc[truth] += float64(l.step)
		row.acc[guess] -= float64(l.step)
	}
}

// averages are the features by rising keys.
func (l *moveLearner) averages() []trained {
	out := make([]trained, 0, len(l.rows))
	for i, k := range l.index.keys {
		if k == 0 {
			continue
		}
		row := &l.rows[l.index.vals[i]]
		f := trained{key: k, updates: row.updates}
		for a := range row.w {
			f.cells = append(f.cells, trainedCell{int16(a), float64(row.w[a]) - row.acc[a]/float64(l.step+1)})
		}
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b trained) int { return cmp.Compare(a.key, b.key) })
	return out
}

// cost is how many gold arcs a transition makes unreachable (Goldberg and Nivre 2013). kids are the gold dependents of each
// word.
func (s *state) cost(move int, gold []int32, kids [][]int32) int {
	n := 0
	switch move {
	case shift:
		b := s.next
		for i, x := range s.stack {
			if gold[b] == x && i+1 < len(s.stack) || gold[x] == b {
				n++
			}
		}
	default:
		top := len(s.stack) - 1
		x := s.stack[top]
		if g := gold[x]; move == left && (g > s.next || top > 0 && g == s.stack[top-1]) || move == right && g >= s.next {
			n++
		}
		for _, d := range kids[x] {
			if d >= s.next {
				n++
			}
		}
	}
	return n
}

// learnTrees trains the parser, with a dynamic oracle: it follows its own mistakes, and learns what is still best there.
func (m *Model) learnTrees(lessons []*lesson, seed uint64, o TrainOptions) (moves, names []trained) {
	rng := rand.New(rand.NewPCG(o.Seed+seed, 2))
	mover := &moveLearner{index: newIndex()}
	namer := newLearner()
	scores := make([]float32, len(m.rels))
	var keys []uint32
	var st state
	var words []traits
	var tags []uint32
	order := slices.Clone(lessons)
	for epoch := range o.MoveEpochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		wrong, misnamed := 0, 0
		for _, x := range order {
			words = append(append(words[:0], x.words...), root)
			tags = tags[:0]
			for _, t := range x.auto {
				tags = append(tags, uint32(t))
			}
			tags = append(tags, noTag)
			kids := make([][]int32, len(words))
			for d, h := range x.heads {
				kids[h] = append(kids[h], int32(d))
			}
			st.start(words, tags)
			for !st.done() {
				mover.step++
				keys = st.moveKeys(keys[:0])
				sum := mover.score(keys)
				guess, truth, least := -1, -1, 0
				var costs [3]int
				for a := range 3 {
					if !st.can(a) {
						continue
					}
					if guess < 0 || sum[a] > sum[guess] {
						guess = a
					}
					c := st.cost(a, x.heads, kids)
					costs[a] = c
					if truth < 0 || c < least || c == least && sum[a] > sum[truth] {
						truth, least = a, c
					}
				}
				follow := truth
				if guess == truth || costs[guess] == least {
					rival := -1
					for a := range 3 {
						if st.can(a) && costs[a] > least && (rival < 0 || sum[a] > sum[rival]) {
							rival = a
						}
					}
					if rival >= 0 && sum[truth]-sum[rival] < o.Margin {
						mover.update(keys, truth, rival)
					}
				}
				if guess != truth && costs[guess] > least {
					mover.update(keys, truth, guess)
					wrong++
					if epoch > 0 && rng.Float32() < 0.9 {
						follow = guess
					}
				}
				rel := int32(0)
				if follow != shift {
					h, d := st.arc(follow)
					keys = st.relKeys(keys[:0], h, d)
					namer.score(scores, keys)
					rel = int32(bestOf(scores))
					if x.heads[d] == h {
						namer.step++
						if gold := x.rels[d]; rel == gold {
							second := -1
							for r, v := range scores {
								if r != int(gold) && (second < 0 || v > scores[second]) {
									second = r
								}
							}
							if scores[gold]-scores[second] < o.Margin {
								namer.update(keys, int(gold), second)
							}
						} else {
							namer.update(keys, int(gold), int(rel))
							misnamed++
							rel = gold
						}
					}
				}
				st.apply(follow, rel)
			}
		}
		o.Log("parser %d, epoch %d: %d wrong moves, %d wrong relations", seed+1, epoch+1, wrong, misnamed)
	}
	return mover.averages(), namer.averages()
}
