package main

import (
	"io"
	"slices"
	"strconv"
)

// goal is a figure that bench takes, with what is asked of it. What is the same figure in no goal's sense has zeros.
type goal struct {
	name, unit string
	floor, aim float64
	more       bool // more is better
}

// The questions.
const (
	newestOfSource    = "newest 20 claims of a source"
	byTriple          = "20 claims by subject, relation and object"
	neighborhoodOf200 = "neighbourhood of 200 entities"
	boardOf500        = "board of 500 claims"
)

// exportNative is the export of the whole store in the format that loses nothing.
const exportNative = "export, native"

// verified is the check of the whole store.
const verified = "verify, nothing wrong"

// storeGoals is every figure of the store in the order of the table. Time and room are better when they are less, rates when they are more. They
// are for two cores and up to 100,000 articles.
var storeGoals = []goal{
	{"durable ingest", "articles/s", 6_000, 10_000, true},
	{"durable ingest, until stored, p50", "ms", 0, 0, false},
	{"durable ingest, until stored, p99", "ms", 10, 10, false},
	{"bulk load", "edges/s", 200_000, 600_000, true},
	{"bulk load, peak memory", "MB", 0, 0, false},
	{verified, "s", 0, 0, false},
	{exportNative, "MB/s", 50, 200, true},
	{exportNative + ", memory over rest", "MB", 100, 30, false},
	{exportNative + ", memory over rest, anonymous", "MB", 0, 0, false},
	{"disk, whole directory", "B/edge", 0, 0, false},
	{"disk, without the compressed texts", "B/edge", 60, 35, false},
	{newestOfSource + ", p50", "us", 60, 20, false},
	{newestOfSource + ", p99", "us", 400, 80, false},
	{byTriple + ", p50", "us", 60, 25, false},
	{byTriple + ", p99", "us", 0, 0, false},
	{neighborhoodOf200 + ", p50", "ms", 1, 0.3, false},
	{neighborhoodOf200 + ", p99", "ms", 0, 0, false},
	{boardOf500 + ", p50", "ms", 5, 1, false},
	{boardOf500 + ", p99", "ms", 0, 0, false},
	{"open and ask, nothing cached", "ms", 150, 70, false},
	{"open and ask, after a SIGKILL", "s", 1.5, 0.5, false},
	{"memory while serving", "MB", 350, 200, false},
	{"memory while serving, anonymous", "MB", 0, 0, false},
	{"memory while serving, files", "MB", 0, 0, false},
}

// board is what was found: for each figure a number of each round, here and by the yardstick.
type board struct {
	goals []goal
	taken map[string]*taken
}

func newBoard(goals []goal) board { return board{goals, map[string]*taken{}} }

type taken struct {
	here, yardstick []float64
	records         *float64 // of an answer, on average
}

func (b board) at(name string) *taken {
	if !slices.ContainsFunc(b.goals, func(g goal) bool { return g.name == name }) {
		panic("bench: there is no figure " + name) // only a mistake in this program names one
	}
	if b.taken[name] == nil {
		b.taken[name] = &taken{}
	}
	return b.taken[name]
}

func (b board) add(name string, v float64) { f := b.at(name); f.here = append(f.here, v) }

func (b board) addYardstick(name string, v float64) {
	f := b.at(name)
	f.yardstick = append(f.yardstick, v)
}

// figure is a row of the table. What could not be measured is null.
type figure struct {
	Name      string    `json:"name"`
	Unit      string    `json:"unit"`
	Here      *float64  `json:"here"`
	Yardstick *float64  `json:"yardstick"`
	Floor     *float64  `json:"floor"`
	Aim       *float64  `json:"aim"`
	Reached   string    `json:"reached"` // aim, floor, nothing; "" where nothing is asked
	Rounds    []float64 `json:"rounds"`
	Records   *float64  `json:"records,omitempty"` // of an answer, on average
}

func (b board) figures() []figure {
	var out []figure
	for _, g := range b.goals {
		f := figure{Name: g.name, Unit: g.unit, Rounds: []float64{}}
		if g.aim != 0 {
			f.Floor, f.Aim = &g.floor, &g.aim
		}
		if m := b.taken[g.name]; m != nil {
			f.Here, f.Yardstick = median(m.here), median(m.yardstick)
			f.Rounds, f.Records = append(f.Rounds, m.here...), m.records
		}
		if f.Here != nil && g.aim != 0 {
			f.Reached = g.reached(*f.Here)
		}
		out = append(out, f)
	}
	return out
}

func (g *goal) reached(v float64) string {
	fits := func(want float64) bool { return g.more && v >= want || !g.more && v <= want }
	switch {
	case fits(g.aim):
		return "aim"
	case fits(g.floor):
		return "floor"
	}
	return "nothing"
}

// median is the middle of the numbers, of two the lower; nil where there is none.
func median(vs []float64) *float64 {
	if len(vs) == 0 {
		return nil
	}
	return &sorted(vs)[(len(vs)-1)/2]
}

func sorted(vs []float64) []float64 {
	vs = slices.Clone(vs)
	slices.Sort(vs)
	return vs
}

// percentile is the number that so many percent of the numbers do not exceed.
func percentile(vs []float64, percent int) float64 {
	if len(vs) == 0 {
		return 0
	}
	return sorted(vs)[(len(vs)*percent-1)/100]
}

// writeTo writes the table.
func (b board) writeTo(w io.Writer) error {
	columns := []column{
		{head: "figure", want: 30, least: 12}, {head: "here", want: 9, least: 6}, {head: "unit", want: 10, least: 10},
		{head: "rounds", want: 17, least: 8}, {head: "yardstick", want: 9, least: 6}, {head: "floor", want: 7, least: 5},
		{head: "aim", want: 7, least: 5}, {head: "reached", want: 7, least: 5},
	}
	var rows []row
	for _, f := range b.figures() {
		spread := ""
		if n := len(f.Rounds); n > 1 {
			s := sorted(f.Rounds)
			spread = amount(&s[0]) + " to " + amount(&s[n-1])
		}
		rows = append(rows, row{cells: []string{
			f.Name, amount(f.Here), f.Unit, spread, amount(f.Yardstick), amount(f.Floor), amount(f.Aim), f.Reached,
		}})
	}
	return writeTable(w, tableWidth(w), columns, rows)
}

// amount is a number in three digits or more; "-" for none.
func amount(v *float64) string {
	switch {
	case v == nil:
		return "-"
	case *v >= 100:
		return group(int(*v + 0.5))
	case *v >= 10:
		return strconv.FormatFloat(*v, 'f', 1, 64)
	}
	return strconv.FormatFloat(*v, 'f', 2, 64)
}
