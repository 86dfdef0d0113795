package main

import (
	"encoding/json"
	"slices"
	"testing"
)

func TestClaimAsARow(t *testing.T) {
	for _, tt := range []struct {
		name, json string
		want       row
	}{
		{
			"whole",
			`{"stance": "ASSERTS", "realis": "PROSPECTIVE", "predicate": "DEPLOYS_TO", "date": "2024-10-18",
			  "source": {"name": "Volodymyr Zelensky"},
			  "via": [{"role": "RELAY", "name": "Sample Wire"}, {"role": "BASIS", "name": "intelligence reports"}],
			  "subject": {"name": "North Korea"}, "object": {"name": "Russia"}, "item": {"name": "North Korean soldiers"},
			  "quantity": {"text": "up to 12,000", "unit": "soldiers"},
			  "evidence": {"quote": "said\nthat"},
			  "article": {"id": "x", "title": "A title", "outlet": "Example Post", "published": "2024-10-20"}}`,
			row{[]string{
				"Volodymyr Zelensky (citing intelligence reports; through Sample Wire)", "asserts (prospective)", "up to 12,000 soldiers",
				"North Korea deploys_to Russia (North Korean soldiers)", "2024-10-18",
			}, []string{"said that", "— A title (Example Post, 2024-10-20)"}},
		},
		{
			"half open, with a unit in the words",
			`{"stance": "DENIES", "realis": "ACTUAL", "predicate": "SUPPLIES", "source": {"name": "officials"},
			  "object": {"name": "Ukraine"}, "quantity": {"text": "14 tanks", "unit": "Tanks"}, "evidence": {"quote": "q"},
			  "article": {"id": "x", "url": "https://example.org/1"}}`,
			row{[]string{"officials", "denies", "14 tanks", "? supplies Ukraine", ""}, []string{"q", "— https://example.org/1"}},
		},
		{
			"alone",
			`{"stance": "FEARS", "realis": "UNKNOWN", "predicate": "OTHER", "source": {"name": "s"}, "evidence": {"quote": "q"},
			  "quantity": {"text": "$2 billion", "unit": "USD"}, "article": {"id": "x"}}`,
			row{[]string{"s", "fears", "$2 billion", "other", ""}, []string{"q", "— x"}},
		},
		{
			"about somebody",
			`{"stance": "ASSERTS", "realis": "ACTUAL", "predicate": "OTHER", "source": {"name": "s"}, "subject": {"name": "Russia"},
			  "quantity": {"text": "tens of thousands", "unit": "soldiers"}, "evidence": {"quote": "q"}, "article": {"id": "x"}}`,
			row{[]string{"s", "asserts", "tens of thousands of soldiers", "other: Russia", ""}, []string{"q", "— x"}},
		},
		{
			"about two, of whom one is not known",
			`{"stance": "ASSERTS", "realis": "ACTUAL", "predicate": "OTHER", "source": {"name": "s"}, "object": {"name": "Russia"},
			  "evidence": {"quote": "q"}, "article": {"id": "x"}}`,
			row{[]string{"s", "asserts", "", "other: ?, Russia", ""}, []string{"q", "— x"}},
		},
		{
			"corrected since",
			`{"stance": "ASSERTS", "realis": "PROSPECTIVE", "predicate": "OTHER", "source": {"name": "s"}, "status": "CORRECTED",
			  "correctedBy": {"id": "01234567-89ab-5cde-8f01-23456789abcd", "evidence": {"quote": "q\n2"}}, "evidence": {"quote": "q"}, "article": {"id": "x"}}`,
			row{[]string{"s", "asserts (prospective); corrected", "", "other", ""}, []string{"q", "now: q 2", "— x"}},
		},
		{
			"withdrawn since",
			`{"stance": "ASSERTS", "realis": "ACTUAL", "predicate": "OTHER", "source": {"name": "s"}, "status": "WITHDRAWN", "evidence": {"quote": "q"}, "article": {"id": "x"}}`,
			row{[]string{"s", "asserts; withdrawn", "", "other", ""}, []string{"q", "— x"}},
		},
		{
			"current",
			`{"stance": "ASSERTS", "realis": "ACTUAL", "predicate": "OTHER", "source": {"name": "s"}, "status": "CURRENT", "evidence": {"quote": "q"}, "article": {"id": "x"}}`,
			row{[]string{"s", "asserts", "", "other", ""}, []string{"q", "— x"}},
		},
	} {
		var c claim
		if err := json.Unmarshal([]byte(tt.json), &c); err != nil {
			t.Fatal(err)
		}
		if got := c.row(true); !slices.Equal(got.cells, tt.want.cells) || !slices.Equal(got.below, tt.want.below) {
			t.Errorf("%s:\n got %q\nwant %q", tt.name, got, tt.want)
		}
	}
}
