package extract

import (
	"bytes"
	"embed"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// The weights are a file of their own, under terms of their own (weights/README.md): without attribution.bin the program is
// built all the same, and reads by rules.
//
//go:embed weights
var weights embed.FS

// embedded is the models inside the binary, unpacked at the first call; nil where there are none.
var embedded = sync.OnceValue(func() *attributor {
	b, err := weights.ReadFile("weights/attribution.bin")
	if err != nil {
		return nil
	}
	m, err := readWeights(b)
	if err != nil { // a test reads it
		panic(err)
	}
	return m
})

// The file of the models of attribution: a line that names the format, then one zstd frame of the threshold, the level and, for each
// model, the unit of its weights, the size of its table and the weights that are not zero: the distance from the one before, and the weight.
const weightsFormat = "whosaid-attribution/1\n"

// ErrWeights says that bytes are no models of attribution of this program's format.
var ErrWeights = errors.New("not the models of attribution (want " + weightsFormat[:len(weightsFormat)-1] + "); train them anew")

func (m *attributor) models() []**ranker {
	return []**ranker{&m.gate, &m.head, &m.extent, &m.source, &m.content, &m.more}
}

// write writes the models. The same models give the same bytes.
func (m *attributor) write(w io.Writer) error {
	var b []byte
	b = binary.LittleEndian.AppendUint32(b, math.Float32bits(m.threshold))
	b = binary.LittleEndian.AppendUint32(b, math.Float32bits(m.level))
	for _, p := range m.models() {
		k := *p
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(k.unit))
		b = append(b, byte(k.bits))
		n := 0
		for _, x := range k.w {
			if x != 0 {
				n++
			}
		}
		b = binary.AppendUvarint(b, uint64(n))
		last := 0
		for i, x := range k.w {
			if x != 0 {
				b = binary.AppendUvarint(b, uint64(i-last))
				b = append(b, byte(x))
				last = i
			}
		}
	}
	z, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, weightsFormat); err != nil {
		return err
	}
	_, err = w.Write(z.EncodeAll(b, nil))
	return err
}

// readWeights reads what write wrote.
func readWeights(b []byte) (*attributor, error) {
	body, ok := bytes.CutPrefix(b, []byte(weightsFormat))
	if !ok {
		return nil, ErrWeights
	}
	z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(1<<28))
	if err != nil {
		return nil, err
	}
	defer z.Close()
	raw, err := z.DecodeAll(body, nil)
	if err != nil || len(raw) < 8 {
		return nil, ErrWeights
	}
	m := &attributor{threshold: math.Float32frombits(binary.LittleEndian.Uint32(raw)), level: math.Float32frombits(binary.LittleEndian.Uint32(raw[4:]))}
	raw = raw[8:]
	for _, p := range m.models() {
		if len(raw) < 6 || raw[4] < 1 || raw[4] > wide {
			return nil, ErrWeights
		}
		k := &ranker{w: make([]int8, 1<<raw[4]), bits: int(raw[4]), unit: math.Float32frombits(binary.LittleEndian.Uint32(raw))}
		raw = raw[5:]
		n, size := binary.Uvarint(raw)
		if size <= 0 {
			return nil, ErrWeights
		}
		raw = raw[size:]
		at := uint64(0)
		for range n {
			d, size := binary.Uvarint(raw)
			at += d
			if size <= 0 || size >= len(raw) || at >= uint64(len(k.w)) {
				return nil, ErrWeights
			}
			k.w[at] = int8(raw[size])
			raw = raw[size+1:]
		}
		*p = k
	}
	if len(raw) > 0 {
		return nil, ErrWeights
	}
	return m, nil
}
