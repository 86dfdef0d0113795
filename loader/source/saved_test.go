package source

import (
	"testing"
)

func TestPagesThatWereSavedKnowTheirURL(t *testing.T) {
	const body = `<html><head><title>Dam opens</title>`
	tests := []struct{ name, page, url string }{
		{"by a browser", "<!DOCTYPE html>\n<!-- saved from url=(0030)https://paper.example.org/dam/1 -->\n" + body, "https://paper.example.org/dam/1"},
		{"by SingleFile", "<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: https://paper.example.org/dam/1 \n saved date: Fri Oct 18 2024\n-->" + body, "https://paper.example.org/dam/1"},
		{"about a page that is none of the web", "<!-- saved from url=(0014)about:internet -->" + body, ""},
		{"without a note", body, ""},
	}
	for _, tt := range tests {
		if got := savedFrom([]byte(tt.page)); got != tt.url {
			t.Errorf("%s: saved from %q, want %q", tt.name, got, tt.url)
		}
	}
}

// A reprint that was saved to a file is not the article that it names as its canonical form.
func TestSavedReprintsStandAtTheirOwnAddress(t *testing.T) {
	const text = `<article><h1>Dam opens</h1><p>The dam at Lower Aske opened on Friday, the river board said, after four years of works.</p>` +
		`<p>Its director, Ruth Tanner, said that the first boats would pass in spring, and that the lock was to be free of charge.</p></article>`
	tests := []struct{ name, head, address string }{
		{"its own URL beside the canonical one", `<meta property="og:url" content="https://times.example.net/dam"><link rel="canonical" href="https://wire.example.com/dam-opens">`,
			"https://times.example.net/dam"},
		{"by its linked data", `<script type="application/ld+json">{"@type":"NewsArticle","url":"https://times.example.net/dam"}</script>` +
			`<link rel="canonical" href="https://wire.example.com/dam-opens">`, "https://times.example.net/dam"},
		{"one site", `<meta property="og:url" content="https://m.times.example.net/dam"><link rel="canonical" href="https://www.times.example.net/dam-opens">`,
			"https://www.times.example.net/dam-opens"},
	}
	for _, tt := range tests {
		a, err := page{body: []byte("<html><head><title>Dam opens</title>" + tt.head + "</head><body>" + text + "</body></html>"), path: "x.html"}.article(Options{})
		if err != nil || a.Address() != tt.address {
			t.Errorf("%s: address %q, %v; want %q", tt.name, a.Address(), err, tt.address)
		}
	}
}

func TestDirectoriesPassOverStoresAndReports(t *testing.T) {
	t.Chdir(write(t, map[string]string{
		"a.txt": "Alpha.", "whosaid.db/WHOSAID": "4", "whosaid.db/000001.sst": "Not an article.",
		"load.jsonl": `{"path":"a.txt","id":"a","status":"stored","claims":0}` + "\n", "out.jsonl": "", "b.jsonl": `{"path":"b","status":"x","text":"Beta."}` + "\n",
	}))
	var over []string
	except := []string{"", "out.jsonl"}
	got, errs := collect(Read([]string{"."}, Options{Except: except, PassedOver: func(path, reason string) { over = append(over, path+": "+reason) }}))
	if len(got) != 2 || len(errs) > 0 || len(over) != 3 || over[0] != "load.jsonl: the report of a load" || over[1] != "out.jsonl: a file of this load" || over[2] != "whosaid.db: a store of whosaid" {
		t.Errorf("read %d articles, errors %q, passed over %q", len(got), errs, over)
	}
	if _, errs := collect(Read([]string{"whosaid.db"}, Options{})); len(errs) != 1 {
		t.Errorf("of a store: %q", errs)
	}
}
