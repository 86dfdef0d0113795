package extract

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/whosaid/whosaid/loader/lang"
	"github.com/whosaid/whosaid/loader/lexicon"
)

// published is a Wednesday.
const published = "2024-10-16"

func TestDatesOfWords(t *testing.T) {
	x := NewRuled(lexicon.Default())
	for _, c := range []struct {
		text  string
		words string // of the first date; "" for none
		iso   string
		days  string // earliest and latest
		basis string
	}{
		// absolute and partial
		{"The bridge fell on October 3, 2021.", "october 3 , 2021", "2021-10-03", "2021-10-03 2021-10-03", Stated},
		{"The bridge fell on 3 October 2021.", "3 october 2021", "2021-10-03", "2021-10-03 2021-10-03", Stated},
		{"The bridge fell on the 3rd of October.", "3rd of october", "2024-10-03", "2024-10-03 2024-10-03", Publication},
		{"The bridge fell on 2021-10-03.", "2021-10-03", "2021-10-03", "2021-10-03 2021-10-03", Stated},
		{"The bridge fell on 03.10.2021.", "03.10.2021", "2021-10-03", "2021-10-03 2021-10-03", Stated},
		{"The bridge fell on Tuesday, Oct. 1.", "tuesday , oct. 1", "2024-10-01", "2024-10-01 2024-10-01", Publication},
		{"The bridge fell in June 2023.", "june 2023", "2023-06", "2023-06-01 2023-06-30", Stated},
		{"The bridge fell in mid-October 2023.", "mid-october 2023", "2023-10", "2023-10-01 2023-10-31", Stated},
		{"The bridge fell in early March.", "early march", "2024-03", "2024-03-01 2024-03-31", Publication},
		{"The bridge fell in 2019.", "2019", "2019", "2019-01-01 2019-12-31", Stated},
		{"The bridge fell in late 2019.", "late 2019", "2019", "2019-01-01 2019-12-31", Stated},
		{"It fell in the summer of 2019.", "summer of 2019", "2019", "2019-06-01 2019-08-31", Stated},
		{"It fell in the third quarter of 2019.", "third quarter of 2019", "2019", "2019-07-01 2019-09-30", Stated},
		{"It was built in the 1990s.", "1990s", "", "1990-01-01 1999-12-31", Stated},
		{"The fleet has 2000 boats.", "", "", "", ""},
		{"He came in 1950 boots.", "", "", "", ""},
		{"It fell on February 30.", "", "", "", ""},
		{"May they rest.", "", "", "", ""},
		{"They may march in the morning.", "", "", "", ""},
		// the year that is meant
		{"The vote is in December.", "december", "2024-12", "2024-12-01 2024-12-31", Publication},
		{"It was broken in December.", "december", "2023-12", "2023-12-01 2023-12-31", Publication},
		{"It will open in March.", "march", "2025-03", "2025-03-01 2025-03-31", Publication},
		{"It will be mended in March.", "march", "2025-03", "2025-03-01 2025-03-31", Publication},
		{"It must open by November 1.", "november 1", "2024-11-01", "2024-11-01 2024-11-01", Publication},
		{"It fell last November.", "last november", "2023-11", "2023-11-01 2023-11-30", Publication},
		{"It opens by March of next year.", "march of next year", "2025-03", "2025-03-01 2025-03-31", Publication},
		// relative
		{"It fell on Monday.", "monday", "2024-10-14", "2024-10-14 2024-10-14", Publication},
		{"It fell on Wednesday.", "wednesday", "2024-10-16", "2024-10-16 2024-10-16", Publication},
		{"It falls every Monday.", "", "", "", ""},
		{"It fell on Good Friday.", "", "", "", ""},
		{"It fell on Tuesday 1 October.", "tuesday 1 october", "2024-10-01", "2024-10-01 2024-10-01", Publication},
		{"It fell last Wednesday.", "last wednesday", "2024-10-09", "2024-10-09 2024-10-09", Publication},
		{"It fell on Monday night.", "monday night", "2024-10-14", "2024-10-14 2024-10-14", Publication},
		{"It will open on Monday.", "monday", "2024-10-21", "2024-10-21 2024-10-21", Publication},
		{"It is expected to open on Friday.", "friday", "2024-10-18", "2024-10-18 2024-10-18", Publication},
		{"It fell yesterday.", "yesterday", "2024-10-15", "2024-10-15 2024-10-15", Publication},
		{"It fell overnight.", "overnight", "2024-10-16", "2024-10-16 2024-10-16", Publication},
		{"It fell last night.", "last night", "2024-10-15", "2024-10-15 2024-10-15", Publication},
		{"It fell two days ago.", "two days ago", "2024-10-14", "2024-10-14 2024-10-14", Publication},
		{"It fell three weeks ago.", "three weeks ago", "2024-09", "2024-09-23 2024-09-29", Publication},
		{"It fell 11 months ago.", "11 months ago", "2023-11", "2023-11-01 2023-11-30", Publication},
		{"It fell a year ago.", "a year ago", "2023", "2023-01-01 2023-12-31", Publication},
		{"It fell last week.", "last week", "2024-10", "2024-10-07 2024-10-13", Publication},
		{"It fell earlier this month.", "earlier this month", "2024-10", "2024-10-01 2024-10-31", Publication},
		{"It fell last month.", "last month", "2024-09", "2024-09-01 2024-09-30", Publication},
		{"It fell this year.", "this year", "2024", "2024-01-01 2024-12-31", Publication},
		{"It fell late last year.", "late last year", "2023", "2023-01-01 2023-12-31", Publication},
		{"It fell this summer.", "summer", "2024", "2024-06-01 2024-08-31", Publication},
		{"It fell in recent days.", "", "", "", ""},
		{"It held for the last year.", "", "", "", ""},
		{"It held over the past two weeks.", "", "", "", ""},
		// stretches: the start is what a record says
		{"It was shut from May to June.", "may to june", "2024-05", "2024-05-01 2024-06-30", Publication},
		{"It was shut from November to June 2023.", "november to june 2023", "2022-11", "2022-11-01 2023-06-30", Stated},
		{"It was shut between 2014 and 2016.", "2014 and 2016", "2014", "2014-01-01 2016-12-31", Stated},
		{"It was shut in 2014-15.", "2014 - 15", "2014", "2014-01-01 2015-12-31", Stated},
		{"It was shut on May 3-5.", "may 3 - 5", "2024-05-03", "2024-05-03 2024-05-05", Publication},
		{"It fell in May and 12 boats sank.", "may", "2024-05", "2024-05-01 2024-05-31", Publication},
	} {
		r := x.begin(lang.Analyze(c.text), published)
		if c.words == "" {
			for _, d := range r.out.Dates {
				t.Errorf("%q: %q is read as %q", c.text, r.wording(d.Range), d.ISO)
			}
			continue
		}
		if len(r.out.Dates) == 0 {
			t.Errorf("%q: no date, want %q", c.text, c.words)
			continue
		}
		d := r.out.Dates[0]
		if got := r.wording(d.Range); got != c.words || d.ISO != c.iso || d.Earliest+" "+d.Latest != c.days || d.Basis != c.basis {
			t.Errorf("%q: %q, %q, %s %s, %s; want %q, %q, %s, %s", c.text, got, d.ISO, d.Earliest, d.Latest, d.Basis, c.words, c.iso, c.days, c.basis)
		}
		if len(r.out.Dates) > 1 {
			t.Errorf("%q: a second date: %q", c.text, r.wording(r.out.Dates[1].Range))
		}
	}
}

func TestNoYearIsInvented(t *testing.T) {
	x := NewRuled(lexicon.Default())
	for _, c := range []struct{ text, published, iso string }{
		{"It opens by November 1.", "", "--11-01"},
		{"It opens by November 1.", "2024-10", "--11-01"},
		{"It fell in August.", "2024", "--08"},
		{"It fell on February 29.", "", "--02-29"},
		{"It fell on February 29.", "2023-03-05", ""},
		{"It fell on Monday.", "2024-10", ""},
		{"It fell yesterday.", "2024-10", ""},
		{"It fell last year.", "", ""},
		{"It fell last year.", "2024", "2023"},
		{"It fell last month.", "2024", ""},
		{"It fell last month.", "2024-01", "2023-12"},
		{"It fell last Monday.", "2024-13-40", ""},
		{"It fell last Monday.", "2024-02-31", ""},
	} {
		r := x.begin(lang.Analyze(c.text), c.published)
		got := ""
		for _, d := range r.out.Dates {
			got += d.ISO
		}
		if got != c.iso {
			t.Errorf("%q of %q: %q, want %q", c.text, c.published, got, c.iso)
		}
	}
}

// FuzzDates reads any text with any day of publication: a date is one that exists, between its first and its last day, and its
// words lie in the text and in no other date.
func FuzzDates(f *testing.F) {
	for _, s := range []string{"It fell on May 3-5, 2021, and on the 31st of June.", "between 2014 and 2016, in 2014-15, in late 2099-00",
		"from Monday to last Friday, 5000 years ago, 1 month ago", "the first half of next year, winter 1800, the 1990s", "mid-May and early- to mid-June of this year"} {
		f.Add(s, published)
		f.Add(s, "")
		f.Add(s, "0001-01-01")
	}
	x := NewRuled(lexicon.Default())
	f.Fuzz(func(t *testing.T, text, published string) {
		if len(text) > 4<<10 {
			return
		}
		doc := lang.Analyze(text)
		r := x.begin(doc, published)
		last := 0
		for _, d := range r.out.Dates {
			if d.First < last || d.Empty() || d.Last > len(doc.Tokens) {
				t.Fatalf("%q: words %v after token %d", text, d.Range, last)
			}
			last = d.Last
			if d.ISO != "" {
				day := strings.Replace(d.ISO, "--", "2000-", 1)
				layouts := []string{"2006", "2006-01", time.DateOnly}
				if !slices.ContainsFunc(layouts, func(l string) bool { _, err := time.Parse(l, day); return err == nil }) {
					t.Fatalf("%q: %q is no date", text, d.ISO)
				}
				if !strings.HasPrefix(d.ISO, "--") && (d.Earliest == "" || len(d.ISO) == 10 && d.Earliest != d.ISO) {
					t.Fatalf("%q: %q starts on %q", text, d.ISO, d.Earliest)
				}
			}
			if d.Earliest > d.Latest {
				t.Fatalf("%q: from %s to %s", text, d.Earliest, d.Latest)
			}
			if d.Basis != Stated && d.Basis != Publication {
				t.Fatalf("%q: basis %q", text, d.Basis)
			}
		}
	})
}
