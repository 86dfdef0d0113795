package lang_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/whosaid/whosaid/loader/lang"
)

// FuzzTrees reads any bytes to trees, with a fold anywhere, writes them and reads them back.
func FuzzTrees(f *testing.F) {
	for i, s := range []string{
		"Seoul says that up to 12,000 soldiers are there.", "“We don’t,” he said. ‘No.’", "\xff'\xffs-\xff.\xff", "", "a\n\nb.\tc\r\nd",
		"((((((((a))))))))", "I can't, he'll've gone; cannot, gonna, its a year-old's 122-mm e-mail", "한국 \u200b שלום\u202e é́", "\x00\t#\n# a\n1-2",
		strings.Repeat("the of and ", 40),
	} {
		f.Add(s, byte(i), byte(i+2), i%2 == 0)
	}
	p := lang.NewParser(lang.Default())
	f.Fuzz(func(t *testing.T, text string, first, length byte, number bool) {
		d := lang.Analyze(text)
		p.Parse(d)
		checkTrees(t, d)
		checkWritten(t, d)
		p.Parse(d, lang.Fold{First: int(first), Last: int(first) + int(length), Number: number})
		checkTrees(t, d)
		p.Tag(d)
	})
}

// checkWritten tests that the trees of a document, written as CoNLL-U, are read back as they are.
func checkWritten(t *testing.T, d *lang.Doc) {
	t.Helper()
	var b bytes.Buffer
	if err := lang.Default().WriteCoNLLU(&b, d, "x"); err != nil {
		t.Fatal(err)
	}
	trees, err := lang.ReadTrees(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatalf("%v in\n%s", err, b.Bytes())
	}
	if len(trees) != len(d.Sentences) {
		t.Fatalf("%d trees of %d sentences", len(trees), len(d.Sentences))
	}
	at := 0
	for k, x := range trees {
		base := at
		for i, r := range x.Rows {
			w := d.Words[at]
			head := -1
			if w.Head >= 0 {
				head = int(w.Head) - base
			}
			tag := lang.Default().Tag(w)
			if r.Head != head || r.Rel != lang.Default().Rel(w) || r.UPOS != tag.UPOS || r.XPOS != tag.XPOS || r.Form == "" || r.Lemma == "" {
				t.Fatalf("sentence %d, word %d: %+v, want the head %d", k, i, r, head)
			}
			at++
		}
	}
	if at != len(d.Words) {
		t.Fatalf("%d rows of %d words", at, len(d.Words))
	}
}

// unpacked is a model's file without its zstd frame, packed the other way round: what a fuzzer can change to some effect.
func unpacked(b []byte) []byte {
	z, err := zstd.NewReader(nil)
	if err != nil {
		panic(err)
	}
	defer z.Close()
	raw, err := z.DecodeAll(b[bytes.IndexByte(b, '\n')+1:], nil)
	if err != nil {
		panic(err)
	}
	return raw
}

// packer puts a body into a zstd frame behind the line of the format.
func packer() func(raw []byte) []byte {
	z, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		panic(err)
	}
	return func(raw []byte) []byte { return z.EncodeAll(raw, []byte("whosaid-lang/1\n")) }
}

// FuzzReadModel reads damaged weights, as bytes of the file and as bytes inside its frame: they are refused with ErrModel, or
// they are a model that reads any text to trees.
func FuzzReadModel(f *testing.F) {
	b := sampleModel(f)
	f.Add(b, false)
	f.Add(unpacked(b), true)
	f.Add(b[:len(b)/2], false)
	f.Add(unpacked(b)[:100], true)
	f.Add([]byte("whosaid-lang/2\n"), false)
	f.Add([]byte{}, true)
	pack := packer()
	f.Fuzz(func(t *testing.T, b []byte, body bool) {
		if body {
			b = pack(b)
		}
		m, err := lang.ReadModel(b)
		if err != nil {
			if !errors.Is(err, lang.ErrModel) {
				t.Fatalf("%v is not ErrModel", err)
			}
			return
		}
		d := lang.Analyze("The farmers waited for 1,500 ships. “They don't know,” Mara Lind said.")
		lang.NewParser(m).Parse(d, lang.Fold{First: 3, Last: 6, Number: true})
	})
}

// TestDamagedModelsAreRefused cuts the sample's model everywhere, and changes each of its bytes.
func TestDamagedModelsAreRefused(t *testing.T) {
	b := sampleModel(t)
	for n := 0; n < len(b); n += 1 + n/200 {
		if _, err := lang.ReadModel(b[:n]); !errors.Is(err, lang.ErrModel) {
			t.Fatalf("the first %d of %d bytes: %v", n, len(b), err)
		}
	}
	raw, pack := unpacked(b), packer()
	for n := 0; n < len(raw); n += 1 + n/200 {
		if _, err := lang.ReadModel(pack(raw[:n])); !errors.Is(err, lang.ErrModel) {
			t.Fatalf("the first %d of %d bytes of the body: %v", n, len(raw), err)
		}
	}
	if _, err := lang.ReadModel(pack(append(raw[:len(raw):len(raw)], 0))); !errors.Is(err, lang.ErrModel) {
		t.Fatalf("a byte too many: %v", err)
	}
	// A feature without weights stands nowhere among them.
	none := []byte{1, 1, 'A', 1, 'B', 1, 1, 'r', 0, 1, 1, 0, 0, 0}
	if _, err := lang.ReadModel(pack(none)); !errors.Is(err, lang.ErrModel) {
		t.Fatalf("a feature without weights: %v", err)
	}
	// A count that the bytes behind it cannot hold costs no memory.
	huge := []byte{0xff, 0xff, 0xff, 0xff, 0x7f}
	if _, err := lang.ReadModel(pack(huge)); !errors.Is(err, lang.ErrModel) {
		t.Fatalf("a huge count: %v", err)
	}
}

// FuzzReadTrees reads any bytes as CoNLL-U: trees whose heads are in them, or an error that names a line.
func FuzzReadTrees(f *testing.F) {
	sample, err := os.ReadFile("testdata/sample.conllu")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sample[:2000])
	for _, c := range brokenTrees {
		if len(c.text) < 1<<16 {
			f.Add([]byte(c.text))
		}
	}
	f.Add([]byte("# newpar\n1-2\tdon't\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n" + row(1, "do", 0) + row(2, "n't", 1) + "2.1" + strings.Repeat("\t_", 9) + "\n\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		trees, err := lang.ReadTrees(bytes.NewReader(b))
		if err != nil {
			var n int
			if _, scan := fmt.Sscanf(err.Error(), "line %d:", &n); scan != nil || n < 1 || n > bytes.Count(b, []byte("\n"))+2 {
				t.Fatalf("%v names no line", err)
			}
			return
		}
		for _, x := range trees {
			if len(x.Rows) == 0 {
				t.Fatal("a tree without words")
			}
			for i, r := range x.Rows {
				if r.Head < -1 || r.Head >= len(x.Rows) || r.Head == i {
					t.Fatalf("word %d of %d has the head %d", i, len(x.Rows), r.Head)
				}
			}
		}
		lang.RawText(trees)
	})
}
