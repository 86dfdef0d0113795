package graphtest

import (
	"bytes"
	"slices"

	"github.com/whosaid/whosaid/graph"
)

// ReprintScore says how well clusters of articles are the families of an original and its reprints.
type ReprintScore struct {
	Joined   int // articles that are in a cluster with another
	Right    int // of them, those of the family that has most articles in their cluster, two at least
	Reprints int
	Found    int // of them, those that are in a cluster with another article of their family

	Wrong  []graph.ID // joined and not right, in the order of their numbers
	Missed []graph.ID // reprints not found, likewise
}

// Precision is the share of the joined articles that are right; 1 where none is joined.
func (s *ReprintScore) Precision() float64 { return share(s.Right, s.Joined) }

// Recall is the share of the reprints that are found; 1 where there is none.
func (s *ReprintScore) Recall() float64 { return share(s.Found, s.Reprints) }

func share(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

// ScoreReprints compares clusters, by article, with the truth, by article. An article without a cluster is alone; one without a
// truth is left out. A family is an original and all that go back to it. Of a cluster of two families of equal size the one whose
// original comes first is right, so that joining two families of two counts two articles as wrong.
func ScoreReprints[C comparable](truths map[graph.ID]Truth, clusters map[graph.ID]C) ReprintScore {
	var s ReprintScore
	families := map[C]map[int]int{} // of each cluster: how many articles, by original
	sizes := map[C]int{}
	for id, c := range clusters {
		t, ok := truths[id]
		if !ok {
			continue
		}
		if families[c] == nil {
			families[c] = map[int]int{}
		}
		families[c][t.Original]++
		sizes[c]++
	}
	largest := map[C]int{} // the original of the family that is right
	for c, of := range families {
		best, n := -1, 1
		for original, k := range of {
			if k > n || k == n && best >= 0 && original < best {
				best, n = original, k
			}
		}
		largest[c] = best
	}
	for id, t := range truths {
		c, ok := clusters[id]
		if ok && sizes[c] > 1 {
			s.Joined++
			if largest[c] == t.Original {
				s.Right++
			} else {
				s.Wrong = append(s.Wrong, id)
			}
		}
		if t.Kind == Reprint {
			s.Reprints++
			if ok && families[c][t.Original] > 1 {
				s.Found++
			} else {
				s.Missed = append(s.Missed, id)
			}
		}
	}
	for _, ids := range [][]graph.ID{s.Wrong, s.Missed} {
		slices.SortFunc(ids, func(a, b graph.ID) int {
			if d := truths[a].Number - truths[b].Number; d != 0 {
				return d
			}
			return bytes.Compare(a[:], b[:])
		})
	}
	return s
}
