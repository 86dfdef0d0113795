package source

import "io"

// window is a part of an input that lies in memory: what is at hand can be looked at before it is taken.
type window struct {
	in  io.Reader
	buf []byte
	pos int   // of the first byte that is not taken, in buf
	err error // why there is no more behind buf
}

// rest is what is at hand.
func (w *window) rest() []byte { return w.buf[w.pos:] }

// take takes n bytes of what is at hand.
func (w *window) take(n int) { w.pos += n }

// have reads on until n bytes are at hand; false where the input ends before, or fails: then err says which.
func (w *window) have(n int) bool {
	for len(w.buf)-w.pos < n {
		if w.err != nil {
			return false
		}
		if w.pos > 0 && (w.pos == len(w.buf) || w.pos >= cap(w.buf)/2) {
			w.buf, w.pos = w.buf[:copy(w.buf, w.buf[w.pos:])], 0
		}
		if len(w.buf) == cap(w.buf) {
			larger := make([]byte, len(w.buf)-w.pos, max(64<<10, 2*(len(w.buf)-w.pos), n+n/4))
			copy(larger, w.buf[w.pos:])
			w.buf, w.pos = larger, 0
		}
		m, err := w.in.Read(w.buf[len(w.buf):cap(w.buf)])
		w.buf, w.err = w.buf[:len(w.buf)+m], err
	}
	return true
}
