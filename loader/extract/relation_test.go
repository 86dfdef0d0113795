package extract

import (
	"slices"
	"strings"
	"testing"
)

func TestTheTableOfRelations(t *testing.T) {
	predicates := []string{"leads", "part_of", "located_in", "trains_at"}
	sorts := []string{"person", "state", "body", "force", "place"}
	var forms, lines []string
	for _, l := range strings.Split(relationsTSV, "\n") {
		if l == "" || l[0] == '#' {
			if strings.HasPrefix(l, "#   ") && len(l) > 4 && l[4] != ' ' {
				forms = append(forms, strings.Fields(l[1:])[0])
			}
			continue
		}
		f := strings.Split(l, "\t")
		if len(f) != 5 {
			t.Fatalf("%q has %d columns", l, len(f))
		}
		lines = append(lines, strings.Join(f[:3], "\t"))
		if !slices.Contains(predicates, f[0]) {
			t.Errorf("%q: no predicate", l)
		}
		if !slices.Contains(forms, f[1]) {
			t.Errorf("%q: the head of the table does not explain the construction", l)
		}
		if f[2] != strings.ToLower(strings.TrimSpace(f[2])) || f[2] == "" {
			t.Errorf("%q: words are in lower case and without space around them", l)
		}
		for _, s := range strings.Split(f[3]+","+f[4], ",") {
			if !slices.Contains(sorts, s) {
				t.Errorf("%q: no sort %q", l, s)
			}
		}
	}
	if !slices.IsSorted(lines) {
		t.Error("the rows are not sorted")
	}
	if n := len(lines); len(slices.Compact(lines)) != n {
		t.Error("a row is there twice")
	}
	for _, f := range forms {
		used := false
		for key := range relationRows {
			used = used || strings.HasPrefix(key, f+" ")
		}
		if !used {
			t.Errorf("no row is of the construction %q", f)
		}
	}
}
