package lang

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Row is one word of a dependency tree, as CoNLL-U has it (universaldependencies.org/format.html).
type Row struct {
	Form, Lemma string
	UPOS, XPOS  string
	Head        int // of the rows of the tree, -1 for the root
	Rel         string
}

// Tree is the words of a sentence as CoNLL-U has them, multiword tokens taken apart and empty nodes left out.
type Tree struct {
	Rows      []Row
	Text      string // the sentence as it stood in its text
	Document  bool   // it opens a document
	Paragraph bool   // it opens a paragraph
	Glued     bool   // no white space follows it
}

// ReadTrees reads CoNLL-U. The error names the line.
func ReadTrees(r io.Reader) ([]Tree, error) {
	var out []Tree
	var t Tree
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 0, 64<<10), 16<<20)
	line, until := 0, 0 // until: the last word of the multiword token that is open
	flush := func() error {
		for i, w := range t.Rows {
			if w.Head >= len(t.Rows) || w.Head == i {
				return fmt.Errorf("line %d: word %d of %d has the head %d", line, i+1, len(t.Rows), w.Head+1)
			}
		}
		if len(t.Rows) > 0 {
			out = append(out, t)
		}
		t, until = Tree{}, 0
		return nil
	}
	for sc.Scan() {
		line++
		s := sc.Text()
		if s == "" {
			if err := flush(); err != nil {
				return nil, err
			}
			continue
		}
		if s[0] == '#' {
			t.comment(s)
			continue
		}
		f := strings.Split(s, "\t")
		if len(f) != 10 {
			return nil, fmt.Errorf("line %d: %d columns, want 10", line, len(f))
		}
		if strings.Contains(f[0], ".") { // an empty node of the enhanced graph
			continue
		}
		if _, last, ok := strings.Cut(f[0], "-"); ok {
			until, _ = strconv.Atoi(last)
			t.Glued = strings.Contains(f[9], "SpaceAfter=No")
			continue
		}
		if len(t.Rows)+1 > until { // the words of a range have no space of their own
			t.Glued = strings.Contains(f[9], "SpaceAfter=No")
		}
		id, err1 := strconv.Atoi(f[0])
		head, err2 := strconv.Atoi(f[6])
		if err1 != nil || err2 != nil || head < 0 || id != len(t.Rows)+1 {
			return nil, fmt.Errorf("line %d: word %q with the head %q follows word %d", line, f[0], f[6], len(t.Rows))
		}
		t.Rows = append(t.Rows, Row{Form: f[1], Lemma: f[2], UPOS: f[3], XPOS: f[4], Head: head - 1, Rel: f[7]})
	}
	line++
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", line, err)
	}
	if err := flush(); err != nil {
		return nil, err
	}
	return out, nil
}

func (t *Tree) comment(s string) {
	switch {
	case strings.HasPrefix(s, "# newdoc"):
		t.Document, t.Paragraph = true, true
	case strings.HasPrefix(s, "# newpar"):
		t.Paragraph = true
	case strings.HasPrefix(s, "# text = "):
		t.Text = s[len("# text = "):]
	}
}
