package lang

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
)

// TrainOptions are the settings of Train. The zero value is what the weights in this package were trained with.
type TrainOptions struct {
	TagEpochs  int
	MoveEpochs int
	Folds      int
	Seed       uint64
	Runs       int     // models that are averaged
	Margin     float32 // by which the right answer must win, in updates of one feature
	Clusters   int     // classes of words
	Log        func(format string, args ...any)
}

func (o *TrainOptions) defaults() {
	o.TagEpochs = cmp.Or(o.TagEpochs, 5)
	o.MoveEpochs = cmp.Or(o.MoveEpochs, 10)
	o.Folds = cmp.Or(o.Folds, 8)
	o.Seed = cmp.Or(o.Seed, 1)
	o.Margin = cmp.Or(o.Margin, 30)
	o.Runs = cmp.Or(o.Runs, 4)
	o.Clusters = cmp.Or(o.Clusters, 500)
	if o.Log == nil {
		o.Log = func(string, ...any) {}
	}
}

// lesson is a sentence to learn from. Heads count the root as the word behind the last.
type lesson struct {
	words []traits
	tags  []int32 // gold
	auto  []int32 // as a tagger that has not seen the sentence tags it
	heads []int32
	rels  []int32
}

// scale is the steps of a weight's unit in the file.
const scale = 16

// The weights that are left out of the file, in its steps: they cost more than half of its size, and 0.1
// points of LAS on EWT dev.
const (
	tagCut  = 14
	moveCut = 32
	nameCut = 32
)

// Train learns a model. Word clusters are learnt from the trees' words and from texts, which may be empty. The same input
// gives the same model, byte for byte; on another kind of processor the last bit of a logarithm may move a rare word to another
// cluster.
func Train(trees []Tree, texts []string, o TrainOptions) *Model {
	o.defaults()
	m := &Model{}
	lessons := m.lessons(trees)
	clusters := clusterWords(sentences(lessons, texts), o.Clusters, 4, 12)
	o.Log("clusters of %d words", len(clusters))
	for _, l := range lessons {
		for i := range l.words {
			l.words[i].cluster = uint32(clusters[l.words[i].lower])
		}
	}
	o.Log("%d sentences, %d tags, %d relations", len(lessons), len(m.tags), len(m.rels))

	// The parser learns from tags as bad as those that it will meet.
	var wait sync.WaitGroup
	limit := make(chan struct{}, 2)
	for f := range o.Folds {
		wait.Go(func() {
			limit <- struct{}{}
			defer func() { <-limit }()
			var rest, held []*lesson
			for i := range lessons {
				if i%o.Folds == f {
					held = append(held, &lessons[i])
				} else {
					rest = append(rest, &lessons[i])
				}
			}
			fold := &Model{tags: m.tags, rels: m.rels}
			fold.learnTagger(rest, clusters, 1, 0, o)
			s := &scratch{}
			for _, l := range held {
				s.tag(fold, l.words)
				l.auto = slices.Clone(s.tags)
			}
		})
	}
	wait.Wait()
	right, all := 0, 0
	for _, l := range lessons {
		for i := range l.tags {
			all++
			if l.tags[i] == l.auto[i] {
				right++
			}
		}
	}
	o.Log("tags of held-out folds: %.2f %% right", 100*float64(right)/float64(all))
	every := make([]*lesson, len(lessons))
	for i := range lessons {
		every[i] = &lessons[i]
	}
	m.learnTagger(every, clusters, o.Runs, tagCut, o)
	m.learnTagHabits(every)
	m.learnArcHabits(every)
	m.addForms(every)
	o.Log("tagger: %d features, %d weights", m.tagger.index.len(), m.tagger.weights)
	moves, names := make([][]trained, o.Runs), make([][]trained, o.Runs)
	for r := range o.Runs {
		wait.Go(func() {
			limit <- struct{}{}
			defer func() { <-limit }()
			moves[r], names[r] = m.learnTrees(every, uint64(r), o)
		})
	}
	wait.Wait()
	m.moves = pruneMoves(mean(moves), moveCut)
	m.namer = pruneClasses(len(m.rels), mean(names), nameCut)
	m.restrict()
	o.Log("parser: %d features of moves, %d of relations with %d weights", m.moves.len(), m.namer.index.len(), m.namer.weights)
	return m
}

// lessons turns trees into numbers, and collects the tags and the relations in the order of their names.
func (m *Model) lessons(trees []Tree) []lesson {
	tagAt, relAt := map[Tag]int32{}, map[string]int32{}
	for _, t := range trees {
		for _, r := range t.Rows {
			tagAt[Tag{r.UPOS, r.XPOS}]++
			relAt[r.Rel]++
		}
	}
	for t, n := range tagAt {
		if n >= 2 {
			m.tags = append(m.tags, t)
		}
	}
	slices.SortFunc(m.tags, func(a, b Tag) int { return cmp.Or(cmp.Compare(a.UPOS, b.UPOS), cmp.Compare(a.XPOS, b.XPOS)) })
	for r, n := range relAt {
		if n >= 5 {
			m.rels = append(m.rels, r)
		}
	}
	slices.Sort(m.rels)
	clear(tagAt)
	clear(relAt)
	for i, t := range m.tags {
		tagAt[t] = int32(i)
	}
	for i, r := range m.rels {
		relAt[r] = int32(i)
	}
	var buf []byte
	out := make([]lesson, 0, len(trees))
	for _, t := range trees {
		var l lesson
		for _, r := range t.Rows {
			var w traits
			w, buf = look(r.Form, buf)
			tag, ok := tagAt[Tag{r.UPOS, r.XPOS}]
			if !ok {
				tag = tagAt[Tag{"X", "FW"}]
			}
			rel, ok := relAt[r.Rel]
			if !ok {
				rel = relAt["dep"]
			}
			head := int32(r.Head)
			if head < 0 {
				head = int32(len(t.Rows))
			}
			l.words, l.tags, l.heads, l.rels = append(l.words, w), append(l.tags, tag), append(l.heads, head), append(l.rels, rel)
		}
		out = append(out, l)
	}
	return out
}

// sentences is the words of the lessons and of the texts, by the hash of their lower case.
func sentences(lessons []lesson, texts []string) [][]uint32 {
	var out [][]uint32
	for _, l := range lessons {
		var s []uint32
		for _, w := range l.words {
			s = append(s, w.lower)
		}
		out = append(out, s)
	}
	var buf []byte
	for _, text := range texts {
		d := Analyze(text)
		d.splitWords()
		at := 0
		for _, x := range d.Sentences {
			var s []uint32
			for ; at < len(d.Words) && int(d.Words[at].Token) < x.Last; at++ {
				var w traits
				w, buf = look(text[d.Words[at].Start:d.Words[at].End], buf)
				s = append(s, w.lower)
			}
			out = append(out, s)
		}
	}
	return out
}

// vocabulary collects the forms with their tags.
func (m *Model) vocabulary(lessons []*lesson, clusters map[uint32]uint16) {
	count := map[uint32]map[int32]int{}
	for _, l := range lessons {
		for i, w := range l.words {
			c := count[w.form]
			if c == nil {
				c = map[int32]int{}
				count[w.form] = c
			}
			c[l.tags[i]]++
		}
	}
	forms := slices.Sorted(maps.Keys(clusters))
	for f, c := range count {
		n := 0
		for _, k := range c {
			n += k
		}
		if n < 3 {
			delete(count, f)
		} else if clusters[f] == 0 {
			forms = append(forms, f)
		}
	}
	slices.Sort(forms)
	m.words = newTable(len(forms))
	sets := map[string]uint16{}
	for _, f := range forms {
		x := lexeme{sole: -1, cluster: clusters[f]}
		if c := count[f]; c != nil {
			x.may, x.sole = mayBe(c, sets)
		}
		must(m.words.add(f, x.value()))
	}
	m.words.seal()
}

// A form that is seen soleLeast times, soleShare percent of them with one tag, has that tag whatever stands around it: two words
// in five, and the tagger need not look.
const (
	soleLeast = 10
	soleShare = 99
)

// mayBe is the set of a form's tags, numbered as met, and its only tag if it is frequent and hardly has another, else -1.
func mayBe(count map[int32]int, sets map[string]uint16) (may uint16, sole int16) {
	n, most := 0, 0
	for _, k := range count {
		n += k
		most = max(most, k)
	}
	tags := slices.Sorted(maps.Keys(count))
	var set []byte
	for _, t := range tags {
		if k := count[t]; k*20 >= n || k == most {
			set = append(set, byte(t))
		}
	}
	may = sets[string(set)]
	if may == 0 {
		may = uint16(len(sets) + 1)
		sets[string(set)] = may
	}
	if n >= soleLeast && most*100 >= n*soleShare {
		for _, t := range tags {
			if count[t] == most {
				return may, int16(t)
			}
		}
	}
	return may, -1
}

// learnTagger trains the tagger with its vocabulary, runs times over.
func (m *Model) learnTagger(lessons []*lesson, clusters map[uint32]uint16, runs int, cut int16, o TrainOptions) {
	m.vocabulary(lessons, clusters)
	models := make([][]trained, runs)
	var wait sync.WaitGroup
	limit := make(chan struct{}, 2)
	for r := range runs {
		wait.Go(func() {
			limit <- struct{}{}
			defer func() { <-limit }()
			models[r] = m.learnTags(lessons, uint64(r), o)
		})
	}
	wait.Wait()
	m.tagger = pruneClasses(len(m.tags), mean(models), cut)
}

// addForms gives each form that has tags a row of its own, the sum of those of its features: one look-up in place of ten.
func (m *Model) addForms(lessons []*lesson) {
	forms := map[uint32]*traits{}
	for _, l := range lessons {
		for i := range l.words {
			forms[l.words[i].form] = &l.words[i]
		}
	}
	rows := map[uint32][]cell{}
	for k, row := range m.tagger.all() {
		rows[k] = slices.Clone(row)
	}
	words := newTable(m.words.len())
	var keys []uint32
	for f, v := range m.words.all() {
		x := lexeme{uint16(v), uint16(v >> 16), int16(v >> 32)}
		k := wholeKey(f)
		if w, ok := forms[f]; ok && x.may != 0 && x.sole < 0 && rows[k] == nil {
			var sum [maxClasses]int
			keys = formKeys(keys[:0], w)
			for _, k := range keys {
				for _, c := range rows[k] {
					sum[c.class] += int(c.weight)
				}
			}
			for i, s := range sum {
				if s != 0 {
					rows[k] = append(rows[k], cell{uint8(i), int16(s)})
				}
			}
			if rows[k] != nil {
				x.sole = whole
			}
		}
		must(words.add(f, x.value()))
	}
	m.words = words.seal()
	c := newClasses(len(m.tags), len(rows))
	for _, k := range slices.Sorted(maps.Keys(rows)) {
		must(c.add(k, rows[k]))
	}
	c.index.seal()
	m.tagger = c
}

// learnTags trains the weights of the tagger.
func (m *Model) learnTags(lessons []*lesson, seed uint64, o TrainOptions) []trained {
	rng := rand.New(rand.NewPCG(o.Seed+seed, 1))
	l := newLearner()
	scores := make([]float32, len(m.tags))
	var keys []uint32
	var may []uint32
	var tags []int32
	order := slices.Clone(lessons)
	for range o.TagEpochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, x := range order {
			may, tags = may[:0], tags[:0]
			words := x.words
			for i := range words {
				k := m.find(&words[i])
				may, tags = append(may, uint32(k.may)), append(tags, int32(k.sole))
			}
			for i := range words {
				if tags[i] >= 0 {
					continue
				}
				l.step++
				keys = tagKeys(formKeys(keys[:0], &words[i]), words, tags, i, may)
				l.score(scores, keys)
				guess := bestOf(scores)
				if truth := int(x.tags[i]); guess != truth {
					l.update(keys, truth, guess)
				}
				tags[i] = int32(guess)
			}
		}
	}
	return l.averages()
}

func bestOf(scores []float32) int {
	b := 0
	for i, s := range scores {
		if s > scores[b] {
			b = i
		}
	}
	return b
}
