package source

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

func FuzzText(f *testing.F) {
	for _, s := range []string{"", "---\ntitle: T\n---\nText.", "---\n---\n", "\xef\xbb\xbf---\r\nid: \"a\\xff\"\r\n---\r\nx", "---\nno", "Head\n\nBody.", "---\npublished: 1\n---\nx"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := parseText(b, "x.txt", "x.txt", Options{MaxText: 1 << 20})
		if err != nil {
			return
		}
		if !utf8.ValidString(a.Text) || !bytes.HasSuffix(b, []byte(a.Text)) || strings.TrimSpace(a.Text) == "" {
			t.Errorf("text %q is not the end of %q", a.Text, b)
		}
		if front := bytes.TrimPrefix(b[:len(b)-len(a.Text)], bom); len(front) > 0 && !bytes.HasPrefix(front, []byte("---")) {
			t.Errorf("%q was cut from %q", front, b)
		}
		if a.ID == "" || !utf8.ValidString(a.ID+a.Title+a.Outlet+a.URL+a.Language+a.Published) {
			t.Errorf("from %q: %+v", b, a)
		}
	})
}

func FuzzLines(f *testing.F) {
	for _, s := range []string{"", "{}", `{"text":"a"}`, `{"id":1,"text":"\ud83d\ude00"}` + "\n" + `{"text":"\ud83d"}`, `{"TEXT":"a","text":null}`, "\n\n[", `{"text":"a","published":"2024"}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		lines := strings.Split(string(b), "\n")
		seen := 0
		for a, err := range Read([]string{"-"}, Options{Stdin: bytes.NewReader(append([]byte(`{"text":"first"}`+"\n"), b...)), MaxText: 64}) {
			if err != nil {
				if _, ok := err.(*Error); !ok {
					t.Errorf("%T is no *Error", err)
				}
				continue
			}
			if seen++; seen == 1 {
				continue
			}
			if !utf8.ValidString(a.Text) || a.ID == "" || len(a.Text) > 64 {
				t.Errorf("%+v", a)
			}
			found := false // the text is what another reader of JSON takes from one of the lines
			for _, l := range lines {
				var v struct {
					Text string `json:"text"`
				}
				found = found || json.Unmarshal([]byte(l), &v) == nil && v.Text == a.Text
			}
			if !found {
				t.Errorf("text %q is in no line of %q", a.Text, b)
			}
		}
	})
}
