package lang

import (
	"cmp"
	"math"
	"slices"
)

// learner is an averaged perceptron over many classes (Collins 2002), as it is trained. It is not safe for concurrent use.
type learner struct {
	index learnIndex
	rows  []learnRow
	step  int64
}

type learnRow struct {
	cells   []learnCell
	updates int32
}

type learnCell struct {
	class int16
	w     float32
	acc   float64
}

// learnIndex maps keys to places of rows, by open addressing.
type learnIndex struct {
	keys  []uint32
	vals  []int32
	shift uint
	n     int
}

func newIndex() learnIndex {
	const bits = 16
	return learnIndex{make([]uint32, 1<<bits), make([]int32, 1<<bits), 32 - bits, 0}
}

func (x *learnIndex) get(k uint32) int32 {
	mask := uint32(len(x.keys) - 1)
	for i := k >> x.shift; ; i = (i + 1) & mask {
		switch x.keys[i&mask] {
		case k:
			return x.vals[i&mask]
		case 0:
			return -1
		}
	}
}

func (x *learnIndex) put(k uint32, v int32) {
	if x.n*2 >= len(x.keys) {
		old := *x
		x.keys, x.vals, x.shift, x.n = make([]uint32, 2*len(old.keys)), make([]int32, 2*len(old.keys)), old.shift-1, 0
		for i, k := range old.keys {
			if k != 0 {
				x.put(k, old.vals[i])
			}
		}
	}
	mask := uint32(len(x.keys) - 1)
	i := k >> x.shift
	for x.keys[i&mask] != 0 {
		i++
	}
	x.keys[i&mask], x.vals[i&mask] = k, v
	x.n++
}

func newLearner() *learner { return &learner{index: newIndex()} }

// score sets the scores of the classes.
func (l *learner) score(scores []float32, keys []uint32) {
	clear(scores)
	for _, k := range keys {
		if r := l.index.get(k); r >= 0 {
			for _, c := range l.rows[r].cells {
				scores[c.class] += c.w
			}
		}
	}
}

// update moves the weights from the guess towards the truth.
func (l *learner) update(keys []uint32, truth, guess int) {
	for _, k := range keys {
		r := l.index.get(k)
		if r < 0 {
			r = int32(len(l.rows))
			l.index.put(k, r)
			l.rows = append(l.rows, learnRow{})
		}
		row := &l.rows[r]
		row.updates++
		row.move(int16(truth), 1, l.step)
		row.move(int16(guess), -1, l.step)
	}
}

func (r *learnRow) move(class int16, by float32, step int64) {
	for i := range r.cells {
		if r.cells[i].class == class {
			r.cells[i].w += by
			r.cells[i].acc += float64(by) * float64(step)
			return
		}
	}
	r.cells = append(r.cells, learnCell{class, by, float64(by) * float64(step)})
}

// trained is a feature with its averaged weights.
type trained struct {
	key     uint32
	updates int32
	cells   []trainedCell
}

type trainedCell struct {
	class int16
	w     float64
}

// averages are the features by rising keys.
func (l *learner) averages() []trained {
	out := make([]trained, 0, len(l.rows))
	for i, k := range l.index.keys {
		if k == 0 {
			continue
		}
		row := &l.rows[l.index.vals[i]]
		f := trained{key: k, updates: row.updates, cells: make([]trainedCell, 0, len(row.cells))}
		for _, c := range row.cells {
			f.cells = append(f.cells, trainedCell{c.class, float64(c.w) - c.acc/float64(l.step+1)})
		}
		slices.SortFunc(f.cells, func(a, b trainedCell) int { return cmp.Compare(a.class, b.class) })
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b trained) int { return cmp.Compare(a.key, b.key) })
	return out
}

// mean averages models that were trained apart. The models are linear: their mean is one model that votes as all of them.
func mean(models [][]trained) []trained {
	var out []trained
	at := make([]int, len(models))
	share := 1 / float64(len(models))
	for {
		next, any := uint32(math.MaxUint32), false
		for i, m := range models {
			if at[i] < len(m) && m[at[i]].key <= next {
				next, any = m[at[i]].key, true
			}
		}
		if !any {
			return out
		}
		f := trained{key: next}
		for i, m := range models {
			if at[i] == len(m) || m[at[i]].key != next {
				continue
			}
			x := m[at[i]]
			at[i]++
			f.updates += x.updates
			for _, c := range x.cells {
				j, ok := slices.BinarySearchFunc(f.cells, c.class, func(a trainedCell, b int16) int { return cmp.Compare(a.class, b) })
				if !ok {
					f.cells = slices.Insert(f.cells, j, trainedCell{class: c.class})
				}
				f.cells[j].w += c.w * share
			}
		}
		out = append(out, f)
	}
}

// pruneClasses makes the lookup table of the features that were updated at least twice, without the weights under cut, in
// steps of the file.
func pruneClasses(names int, features []trained, cut int16) *classes {
	var kept []uint32
	var ends []int
	var cells []cell
	for _, f := range features {
		if f.updates < 2 {
			continue
		}
		at := len(cells)
		for _, x := range f.cells {
			if w := max(-maxWeight, min(maxWeight, quantise(x.w))); w != 0 && (w >= cut || -w >= cut) {
				cells = append(cells, cell{uint8(x.class), w})
			}
		}
		if len(cells) > at {
			kept, ends = append(kept, f.key), append(ends, len(cells))
		}
	}
	c := newClasses(names, len(kept))
	at := 0
	for i, k := range kept {
		must(c.add(k, cells[at:ends[i]]))
		at = ends[i]
	}
	c.index.seal()
	return c
}

// pruneMoves is the same for the transitions, whose three weights stay together.
func pruneMoves(features []trained, cut int16) *table {
	var kept []uint32
	var weights []uint64
	for _, f := range features {
		var w [3]int16
		for _, c := range f.cells {
			w[c.class] = quantise(c.w)
		}
		if max(w[0], w[1], w[2], -w[0], -w[1], -w[2]) >= max(cut, 1) {
			kept, weights = append(kept, f.key), append(weights, moveValue(w))
		}
	}
	t := newTable(len(kept))
	for i, k := range kept {
		must(t.add(k, weights[i]))
	}
	return t.seal()
}

// must panics where a table has no room for a trained feature: at eight million features, or if their keys were no hashes.
func must(ok bool) {
	if !ok {
		panic("lang: no room for a feature")
	}
}

// quantise rounds a weight for the file.
func quantise(w float64) int16 { return int16(math.Round(max(-32767, min(32767, w*scale)))) }
