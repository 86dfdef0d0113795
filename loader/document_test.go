package loader_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/loader"
	"github.com/whosaid/whosaid/loader/extract"
	"github.com/whosaid/whosaid/loader/source"
)

func TestAllThatAnInputSaysReachesTheStoresDocument(t *testing.T) {
	a := source.Article{
		ID: "one", Title: "A title", URL: "https://www.harbour.example/one?utm_source=feed", Canonical: "https://harbour.example/one", Outlet: "Harbour Post",
		Author: "Ana Tey", Published: "2024-10-18", Modified: "2024-10", Seen: "2024-10-20T11:30:00+02:00", Language: "en",
		Text: "Officials said that the pier was closed.", Path: "one.html", ReadSHA256: strings.Repeat("0a", 32),
		Notices: []string{"Correction: the pier, not the bridge."}, Dropped: []source.Dropped{{Reason: "navigation", Text: "Home"}},
	}
	rec := read(t, a)
	b, err := json.Marshal(rec)
	if err != nil {
		t.Fatal(err)
	}
	var back extract.Record
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(rec, back); d != "" {
		t.Errorf("the record on its way through JSON:\n%s", d)
	}
	if d := cmp.Diff([]extract.Dropped{{Reason: "navigation", Text: "Home"}}, rec.Dropped); d != "" || *rec.URL != a.Canonical || rec.ReadFrom != a.URL {
		t.Errorf("dropped (-want +got):\n%s, url %s, read from %s", d, *rec.URL, rec.ReadFrom)
	}
	doc, refused, err := loader.Document(back)
	if err != nil || len(refused) > 0 {
		t.Fatal(err, refused)
	}
	got := doc.Article
	got.Mentions = nil
	want := graph.Article{
		URL: a.Canonical, Title: a.Title, Outlet: a.Outlet, Author: a.Author, Published: graph.Date{Year: 2024, Month: 10, Day: 18},
		Modified: graph.Date{Year: 2024, Month: 10}, Seen: time.Date(2024, 10, 20, 9, 30, 0, 0, time.UTC), Language: "en", Text: a.Text,
		ReadSHA256: a.ReadSHA256, Notices: a.Notices,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("the document's article (-want +got):\n%s", d)
	}

	a.URL = a.Canonical
	if rec := read(t, a); rec.ReadFrom != "" {
		t.Errorf("it was read from %q, which is its URL", rec.ReadFrom)
	}
	for field, r := range map[string]extract.Record{"modified": {Text: "x", Modified: "soon"}, "seen": {Text: "x", Seen: "2024-10-20"}} {
		if _, _, err := loader.Document(r); err == nil || !strings.HasPrefix(err.Error(), field+": ") {
			t.Errorf("a record with another %s gives %v", field, err)
		}
	}
}
