package source

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// sentences are what stands between blank lines and full stops, without the white space around.
func sentences(text string) []string {
	var all []string
	for _, p := range strings.Split(text, "\n\n") {
		for _, s := range strings.SplitAfter(p, ". ") {
			if s = strings.TrimSpace(s); s != "" {
				all = append(all, s)
			}
		}
	}
	return all
}

func TestSamplesAreArticles(t *testing.T) {
	got, errs := collect(Samples())
	if len(errs) > 0 || len(got) != 8 {
		t.Fatalf("%d samples, errors %q", len(got), errs)
	}
	ids, urls := map[string]bool{}, map[string]bool{}
	for _, a := range got {
		if a.Title == "" || len(a.Published) != len("2024-10-18") || len(sentences(a.Text)) < 5 {
			t.Errorf("%s: title %q, published %q, %d sentences", a.Path, a.Title, a.Published, len(sentences(a.Text)))
		}
		if !strings.HasSuffix(a.Outlet, " (sample)") || !strings.HasPrefix(a.URL, "https://example.org/") {
			t.Errorf("%s is not marked as a sample: outlet %q, url %q", a.Path, a.Outlet, a.URL)
		}
		if ids[a.ID] || urls[a.URL] {
			t.Errorf("%s: id or URL of another sample", a.Path)
		}
		ids[a.ID], urls[a.URL] = true, true
		if strings.Contains(a.Text, "\r") || strings.Contains(a.Text, "---") {
			t.Errorf("%s: front matter or carriage returns in the text", a.Path)
		}
	}
}

// One sample is a reprint: another outlet has its sentences, on an earlier day, and it says so.
func TestSamplesHoldAReprint(t *testing.T) {
	got, _ := collect(Samples())
	for _, reprint := range got {
		for _, first := range got {
			outlet, _, _ := strings.Cut(first.Outlet, " (")
			if reprint.Outlet == first.Outlet || reprint.Published <= first.Published || !strings.Contains(reprint.Text, "First published by "+outlet) {
				continue
			}
			theirs, shared := sentences(first.Text), 0
			ours := sentences(reprint.Text)
			for _, s := range ours {
				if slices.Contains(theirs, s) {
					shared++
				}
			}
			if shared < len(ours)-1 {
				t.Errorf("%s has %d of its %d sentences from %s", reprint.ID, shared, len(ours), first.ID)
			}
			return
		}
	}
	t.Error("no sample is a reprint of another")
}

// What the samples are there to show must stand in them: sources that disagree on one number, a denial, an unnamed source.
func TestSamplesDisagree(t *testing.T) {
	var all strings.Builder
	for a := range Samples() {
		all.WriteString(a.Text)
	}
	for _, want := range []string{"1,500", "up to 12,000", "10,000", "11,000", "denied", "unnamed", "not named"} {
		if !strings.Contains(strings.ToLower(all.String()), want) {
			t.Errorf("no sample says %q", want)
		}
	}
}

func TestSamplesAreTheSameEachTime(t *testing.T) {
	one, _ := collect(Samples())
	two, _ := collect(Samples())
	if !reflect.DeepEqual(one, two) {
		t.Error("two readings differ")
	}
	for range Samples() {
		break // a reader that stops early must not be called again
	}
}
