package lang_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/loader/lang"
)

// sampleHash is the SHA-256 of the model that sampleModel trains. It changes with the features, the way of training, the
// file's format and the packer of zstd: then the weights of the package must be trained anew too.
const sampleHash = "5f4b99f346622b1c5a424da7146a7a688f829135b24d3223431951d2b62cc74a"

// sampleTrees are thirty sentences of our own, small enough to train on in every test run.
func sampleTrees(t testing.TB) []lang.Tree {
	t.Helper()
	f, err := os.Open("testdata/sample.conllu")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	trees, err := lang.ReadTrees(f)
	if err != nil {
		t.Fatal(err)
	}
	return trees
}

// sampleModel trains on the sample, and returns the bytes of the model.
func sampleModel(t testing.TB) []byte {
	t.Helper()
	o := lang.TrainOptions{TagEpochs: 4, MoveEpochs: 12, Folds: 3, Runs: 2, Clusters: 10}
	m := lang.Train(sampleTrees(t), []string{"The farmers sold grain. The rain fell on the bridge, and the workers waited."}, o)
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTrainingTwiceGivesTheSameBytes(t *testing.T) {
	first := sampleModel(t)
	if !bytes.Equal(first, sampleModel(t)) {
		t.Fatal("the same trees gave two models")
	}
	sum := sha256.Sum256(first)
	// The clusters rest on logarithms, whose last bit may differ from one processor family to another.
	if got := hex.EncodeToString(sum[:]); got != sampleHash && runtime.GOARCH == "amd64" {
		t.Errorf("SHA-256 of the model of testdata/sample.conllu:\n got %s\nwant %s", got, sampleHash)
	}
}

func TestTrainedModelKnowsItsSample(t *testing.T) {
	m, err := lang.ReadModel(sampleModel(t))
	if err != nil {
		t.Fatal(err)
	}
	a := m.Score(sampleTrees(t))
	t.Logf("UPOS %.1f XPOS %.1f UAS %.1f LAS %.1f (%d words)", a.UPOS, a.XPOS, a.UAS, a.LAS, a.Words)
	if a.UPOS < 90 || a.XPOS < 90 || a.UAS < 70 || a.LAS < 60 {
		t.Error("too few of the words that it learnt from")
	}
}

func TestModelWrittenAndReadIsTheSame(t *testing.T) {
	b := sampleModel(t)
	m, err := lang.ReadModel(b)
	if err != nil {
		t.Fatal(err)
	}
	var again bytes.Buffer
	if err := m.Write(&again); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b, again.Bytes()) {
		t.Error("read and written, the model has other bytes")
	}
}

func TestModelCardNamesTheWeights(t *testing.T) {
	card, err := os.ReadFile("weights/README.md")
	if err != nil {
		t.Fatal(err)
	}
	w := readWeights(t)
	sum := sha256.Sum256(w)
	for _, want := range []string{hex.EncodeToString(sum[:]), fmt.Sprintf("%d bytes", len(w))} {
		if !strings.Contains(string(card), want) {
			t.Errorf("weights/README.md does not say %s, as weights/en.bin is", want)
		}
	}
	if len(w) > 8<<20 {
		t.Errorf("the weights are %d bytes, more than 8 MiB", len(w))
	}
}

func readWeights(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile("weights/en.bin")
	if err != nil {
		t.Fatal(err)
	}
	return b
}
