package main

import (
	"slices"
	"testing"
)

func TestMedianIsTheMiddleOfTheRounds(t *testing.T) {
	for _, tt := range []struct {
		rounds []float64
		want   float64
	}{
		{[]float64{7}, 7}, {[]float64{9, 1}, 1}, {[]float64{9, 1, 4}, 4}, {[]float64{4, 3, 2, 1}, 2},
	} {
		before := slices.Clone(tt.rounds)
		if got := median(tt.rounds); *got != tt.want || !slices.Equal(tt.rounds, before) {
			t.Errorf("median of %v: %v, want %v", before, *got, tt.want)
		}
	}
	if median(nil) != nil {
		t.Error("no rounds have a median")
	}
}

func TestPercentileIsNotExceededBySoMany(t *testing.T) {
	var vs []float64
	for i := range 200 {
		vs = append(vs, float64(200-i))
	}
	for _, tt := range []struct {
		percent int
		want    float64
	}{{50, 100}, {99, 198}, {100, 200}} {
		if got := percentile(vs, tt.percent); got != tt.want {
			t.Errorf("%d %%: %v, want %v", tt.percent, got, tt.want)
		}
	}
	if got := percentile([]float64{3}, 99); got != 3 {
		t.Errorf("of one number: %v", got)
	}
}

func TestFigureSaysWhatItReached(t *testing.T) {
	for _, tt := range []struct {
		name string
		v    float64
		want string
	}{
		{"durable ingest", 10_000, "aim"}, {"durable ingest", 9_999, "floor"}, {"durable ingest", 5_999, "nothing"},
		{"board of 500 claims, p50", 1, "aim"}, {"board of 500 claims, p50", 4.9, "floor"}, {"board of 500 claims, p50", 5.1, "nothing"},
		{"board of 500 claims, p99", 5.1, ""},
	} {
		b := newBoard(storeGoals)
		b.add(tt.name, tt.v)
		for _, f := range b.figures() {
			if f.Name == tt.name && f.Reached != tt.want {
				t.Errorf("%s of %v: %q, want %q", tt.name, tt.v, f.Reached, tt.want)
			}
			if f.Name != tt.name && f.Here != nil {
				t.Errorf("%s has a figure", f.Name)
			}
		}
	}
}
