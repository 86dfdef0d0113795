package extract

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/loader/lexicon"
)

// small is articles to train on in every test run.
var small = []Marked{
	marked("Arbel said that the nets were cut. The boats stayed in.", "Arbel", "said", "that the nets were cut"),
	marked("The minister warned that the road was closed.", "The minister", "warned", "that the road was closed"),
	marked("“We are tired,” said Lindqvist.", "Lindqvist", "said", "“We are tired,”"),
	marked("The union wants the pier to be mended.", "The union", "wants", "the pier to be mended"),
}

// marked is an article with one attribution.
func marked(text, source, cue, content string) Marked {
	span := func(s string) []Span {
		at := len([]rune(text[:strings.Index(text, s)]))
		return []Span{{at, at + len([]rune(s))}}
	}
	return Marked{ID: source, Text: text, Attributions: []Attribution{{Source: span(source), Cue: span(cue), Content: span(content)}}}
}

func smallWeights(t testing.TB) []byte {
	t.Helper()
	b, err := Train(lexicon.Default(), small, TrainOptions{Epochs: 2})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTrainingTwiceGivesTheSameBytes(t *testing.T) {
	if !bytes.Equal(smallWeights(t), smallWeights(t)) {
		t.Error("the same articles gave two files")
	}
}

func TestWeightsWrittenAndReadAreTheSame(t *testing.T) {
	b := smallWeights(t)
	m, err := readWeights(b)
	if err != nil {
		t.Fatal(err)
	}
	var again bytes.Buffer
	if err := m.write(&again); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b, again.Bytes()) {
		t.Error("read and written, the models have other bytes")
	}
}

func TestDamagedWeightsAreRefused(t *testing.T) {
	b := smallWeights(t)
	for name, bad := range map[string][]byte{
		"nothing":          nil,
		"another format":   append([]byte("whosaid-attribution/0\n"), b[len(weightsFormat):]...),
		"only its name":    []byte(weightsFormat),
		"cut in the half":  b[:len(b)/2],
		"cut at the end":   b[:len(b)-1],
		"a byte turned":    turned(b, len(b)/2),
		"another behind":   append(slices.Clone(b), b...),
		"no frame of zstd": []byte(weightsFormat + "weights"),
	} {
		if _, err := readWeights(bad); !errors.Is(err, ErrWeights) {
			t.Errorf("%s: %v, want ErrWeights", name, err)
		}
	}
}

func turned(b []byte, at int) []byte {
	b = slices.Clone(b)
	b[at] ^= 0xff
	return b
}

func FuzzReadWeights(f *testing.F) {
	b := smallWeights(f)
	f.Add(b)
	f.Add(b[:len(b)/2])
	f.Add([]byte(weightsFormat))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := readWeights(b)
		if err != nil {
			if !errors.Is(err, ErrWeights) {
				t.Errorf("%v, want ErrWeights", err)
			}
			return
		}
		if err := m.write(&bytes.Buffer{}); err != nil {
			t.Error(err)
		}
	})
}

func TestModelCardNamesTheWeights(t *testing.T) {
	w, err := os.ReadFile("weights/attribution.bin")
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("the file of the models is not here: the program reads by rules")
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := readWeights(w); err != nil {
		t.Error(err)
	}
	card, err := os.ReadFile("weights/README.md")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(w)
	for _, want := range []string{hex.EncodeToString(sum[:]), fmt.Sprintf("%d bytes", len(w))} {
		if !strings.Contains(string(card), want) {
			t.Errorf("weights/README.md does not say %s, as weights/attribution.bin is", want)
		}
	}
	if len(w) > 8<<20 {
		t.Errorf("the weights are %d bytes, more than 8 MiB", len(w))
	}
}
