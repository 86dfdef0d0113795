package graph

import (
	"bytes"
	"testing"
)

// TestCredits looks at what is kept of an article's credits: each once, in their order, and never the outlet.
func TestCredits(t *testing.T) {
	body := func(name string) NewEntity {
		return NewEntity{Class: ClassBody, Key: FoldName(name), Kind: Organization, Name: name}
	}
	wire, agency, post := body("Wire"), body("Agency"), body("Post")
	for _, c := range []struct {
		name    string
		outlet  string
		credits []ID
		want    []ID
	}{
		{"none", "Wire", nil, nil},
		{"one", "Wire", []ID{agency.ID()}, []ID{agency.ID()}},
		{"the order of the text", "Wire", []ID{post.ID(), agency.ID()}, []ID{post.ID(), agency.ID()}},
		{"doubles", "Wire", []ID{post.ID(), agency.ID(), post.ID()}, []ID{post.ID(), agency.ID()}},
		{"the outlet", "Wire", []ID{wire.ID(), agency.ID()}, []ID{agency.ID()}},
		{"nobody but the outlet", "Wire", []ID{wire.ID()}, nil},
		{"no outlet", "", []ID{wire.ID()}, []ID{wire.ID()}},
		{"nine of which one is left", "Wire", nine(agency.ID()), []ID{agency.ID()}},
	} {
		d := Document{
			Article:  Article{URL: "u", Outlet: c.outlet, Text: "Text.", Credits: c.credits},
			Entities: []NewEntity{wire, agency, post},
		}
		a, err := prepare(&d)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		record, body := encodeArticle(a)
		h, err := decodeHead(a.ID.ref(), record)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		back, err := decodeArticle(&h, body)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for what, got := range map[string][]ID{"prepared": a.Credits, "head": h.Credits, "read back": back.Credits} {
			if len(got) != len(c.want) {
				t.Errorf("%s, %s: %v, want %v", c.name, what, got, c.want)
				continue
			}
			for i := range got {
				if got[i] != c.want[i] {
					t.Errorf("%s, %s: %v, want %v", c.name, what, got, c.want)
				}
			}
		}
		want := ID{}
		if len(c.want) > 0 {
			want = c.want[0]
		}
		if back.credit() != want {
			t.Errorf("%s: the first is %v, want %v", c.name, back.credit(), want)
		}
		// An article that credits nobody is kept as if there were no credits.
		d.Article.Credits = nil
		plain, err := prepare(&d)
		if err != nil {
			t.Fatal(err)
		}
		if bare, _ := encodeArticle(plain); bytes.Equal(bare, record) != (len(c.want) == 0) || len(record)-len(bare) > 1+16*len(c.want) {
			t.Errorf("%s: the record has %d bytes, without credits %d", c.name, len(record), len(bare))
		}
	}
}

func nine(id ID) []ID {
	ids := make([]ID, 9)
	for i := range ids {
		ids[i] = id
	}
	return ids
}
