// Package schematest has a small store for the tests of what serves one.
//
// Its reports are samples: the outlets are invented, Orlo and what stands around it too, and what is said of real states and
// people is what the newspapers reported in October 2024, in other words.
package schematest

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/whosaid/whosaid/graph"
)

// Open returns a store in memory that holds Documents. It is closed with the test.
func Open(t testing.TB) *graph.DB {
	t.Helper()
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	Put(t, db, Documents()...)
	return db
}

// Put stores documents.
func Put(t testing.TB, db *graph.DB, docs ...graph.Document) {
	t.Helper()
	for _, d := range docs {
		err := db.Update(t.Context(), func(tx *graph.Tx) error { _, err := tx.PutArticle(d); return err })
		if err != nil {
			t.Fatalf("%s: %v", d.Article.Title, err)
		}
	}
}

// The entities of the documents.
var (
	NorthKorea = graph.NewEntity{Class: graph.ClassState, Key: "iso:KP", Kind: graph.Country, Name: "North Korea", Aliases: []string{"DPRK", "Pyongyang"}}
	Russia     = graph.NewEntity{Class: graph.ClassState, Key: "iso:RU", Kind: graph.Country, Name: "Russia", Aliases: []string{"Moscow"}}
	Ukraine    = graph.NewEntity{Class: graph.ClassState, Key: "iso:UA", Kind: graph.Country, Name: "Ukraine"}
	NIS        = graph.NewEntity{Class: graph.ClassBody, Key: "national intelligence service", Kind: graph.Agency, Name: "National Intelligence Service", Aliases: []string{"NIS"}}
	Zelensky   = graph.NewEntity{Class: graph.ClassPerson, Key: "volodymyr zelensky", Kind: graph.Leader, Name: "Volodymyr Zelensky", Aliases: []string{"Zelensky"}}
	Kursk      = graph.NewEntity{Class: graph.ClassPlace, Key: "kursk", Kind: graph.Location, Name: "Kursk"}
	Shells     = graph.NewEntity{Class: graph.ClassThing, Key: "artillery shells", Kind: graph.Materiel, Name: "artillery shells"}
	Ministry   = graph.NewEntity{Class: graph.ClassBody, Key: "ministry of orlo", Kind: graph.Agency, Name: "Ministry of Orlo"}
	OrloState  = graph.NewEntity{Class: graph.ClassState, Key: "orlo", Kind: graph.Country, Name: "Orlo"}
	OrloLake   = graph.NewEntity{Class: graph.ClassPlace, Key: "lake orlo", Kind: graph.Location, Name: "Lake Orlo", Aliases: []string{"Orlo"}}
)

// Documents are three articles whose sources disagree: one denies, one is unnamed, and the last article has neither outlet
// nor URL nor date.
func Documents() []graph.Document {
	one := report{Document: graph.Document{
		Article: graph.Article{
			URL: "https://courier.example/soldiers", Title: "Soldiers at the training ground", Outlet: "Sample Courier",
			Published: graph.Date{Year: 2024, Month: 10, Day: 23}, Language: "en",
			Text: "The National Intelligence Service has confirmed that 1,500 soldiers are in Russia already. " +
				"Reports suggest that Pyongyang plans to send up to 12,000 troops. " +
				"According to Zelensky, who cites intelligence reports, Pyongyang prepares to send 10,000 soldiers to Russia. " +
				"North Korea has sent Russia millions of artillery shells since August.",
		},
		Entities: []graph.NewEntity{NorthKorea, Russia, NIS, Zelensky, Shells},
	}}
	one.claim("The National Intelligence Service has confirmed that 1,500 soldiers are in Russia already.", graph.Claim{
		Source: named(NIS), Cue: "has confirmed", Stance: graph.Asserts, Realis: graph.Actual, Predicate: graph.DeploysTo,
		Subject: NorthKorea.ID(), Object: Russia.ID(), Quantity: count(1500, 1500, "1,500", false),
	})
	one.claim("Reports suggest that Pyongyang plans to send up to 12,000 troops.", graph.Claim{
		Source: unnamed("Reports"), Cue: "suggest", Stance: graph.Suggests, Realis: graph.Prospective, Predicate: graph.DeploysTo,
		Subject: NorthKorea.ID(), Object: Russia.ID(), Quantity: count(0, 12000, "up to 12,000", false),
	})
	one.claim("According to Zelensky, who cites intelligence reports, Pyongyang prepares to send 10,000 soldiers to Russia.", graph.Claim{
		Source: named(Zelensky), Cue: "According to", Stance: graph.Asserts, Realis: graph.Prospective, Predicate: graph.DeploysTo,
		Chain:   []graph.Link{{Role: graph.Basis, Source: unnamed("intelligence reports")}},
		Subject: NorthKorea.ID(), Object: Russia.ID(), Quantity: count(10000, 10000, "10,000", false),
	})
	one.claim("North Korea has sent Russia millions of artillery shells since August.", graph.Claim{
		Source: graph.Source{Kind: graph.SourceArticle}, Stance: graph.Asserts, Realis: graph.Actual, Predicate: graph.Supplies,
		Subject: NorthKorea.ID(), Object: Russia.ID(), Item: Shells.ID(),
		Quantity: &graph.Quantity{Min: float(2e6), Approx: true, Unit: "artillery shell", Text: "millions"},
		When:     graph.When{Earliest: graph.Date{Year: 2024, Month: 8}, Text: "since August"},
	})

	two := report{Document: graph.Document{
		Article: graph.Article{
			URL: "https://wire.example/eastern-russia", Title: "Close to 11,000 “in the east”", Outlet: "Sample Wire",
			Published: graph.Date{Year: 2024, Month: 10, Day: 25}, Language: "en",
			Text: "Ukrainian sources put close to 11,000 troops from the DPRK in eastern Russia. " +
				"They expect the first 2,600 soldiers to go to Kursk between 27 and 31 October.",
		},
		Entities: []graph.NewEntity{NorthKorea, Russia, Ukraine, Kursk},
	}}
	ukrainian := unnamed("Ukrainian sources")
	ukrainian.Of = Ukraine.ID()
	two.claim("Ukrainian sources put close to 11,000 troops from the DPRK in eastern Russia.", graph.Claim{
		Source: ukrainian, Cue: "put", Stance: graph.Asserts, Realis: graph.Actual, Predicate: graph.DeploysTo,
		Subject: NorthKorea.ID(), Object: Russia.ID(), Quantity: count(11000, 11000, "close to 11,000", true),
	})
	two.claim("They expect the first 2,600 soldiers to go to Kursk between 27 and 31 October.", graph.Claim{
		Source: ukrainian, Cue: "expect", Stance: graph.Expects, Realis: graph.Prospective, Predicate: graph.DeploysTo,
		Subject: NorthKorea.ID(), Object: Kursk.ID(), Quantity: count(2600, 2600, "2,600", false),
		When: graph.When{
			Earliest: graph.Date{Year: 2024, Month: 10, Day: 27}, Latest: graph.Date{Year: 2024, Month: 10, Day: 31},
			Text: "between 27 and 31 October",
		},
	})

	three := report{Document: graph.Document{
		Article: graph.Article{
			Title: "A ministry denies",
			Text:  "The Ministry of Orlo denied that Orlo trains anybody at the lake. Its soldiers swim there on 1 May.",
		},
		Entities: []graph.NewEntity{Ministry, OrloState, OrloLake},
	}}
	three.claim("The Ministry of Orlo denied that Orlo trains anybody at the lake.", graph.Claim{
		Source: named(Ministry), Cue: "denied", Stance: graph.Denies, Realis: graph.Actual, Predicate: graph.TrainsAt,
		Subject: OrloState.ID(), Object: OrloLake.ID(),
	})
	three.claim("Its soldiers swim there on 1 May.", graph.Claim{
		Source: graph.Source{Kind: graph.SourceArticle}, Stance: graph.Asserts, Realis: graph.Actual, Predicate: graph.Other,
		Subject: OrloState.ID(), Object: OrloLake.ID(),
		When: graph.When{Earliest: graph.Date{Month: 5, Day: 1}, Latest: graph.Date{Month: 5, Day: 1}, Text: "on 1 May"},
	})
	return []graph.Document{one.Document, two.Document, three.Document}
}

// report is a document in the making.
type report struct{ graph.Document }

// claim adds a claim that stands on a passage of the text.
func (r *report) claim(quote string, c graph.Claim) {
	before, _, ok := strings.Cut(r.Article.Text, quote)
	if !ok {
		panic("the text does not hold " + quote)
	}
	start := utf8.RuneCountInString(before)
	c.Evidence = graph.Evidence{Quote: quote, Start: start, End: start + utf8.RuneCountInString(quote)}
	r.Claims = append(r.Claims, c)
}

func named(e graph.NewEntity) graph.Source { return graph.Source{Kind: graph.SourceEntity, ID: e.ID()} }

func unnamed(words string) graph.Source { return graph.Source{Kind: graph.SourceUnnamed, Name: words} }

func float(f float64) *float64 { return &f }

// count is a number of soldiers; a low of 0 is unknown.
func count(low, high float64, text string, approx bool) *graph.Quantity {
	q := &graph.Quantity{Max: &high, Approx: approx, Unit: "soldier", Text: text}
	if low > 0 {
		q.Min = &low
	}
	return q
}

// Many are n short articles of one day each, in which one agency gives one number after the other: enough for pages, limits
// and measurements.
func Many(n int) []graph.Document {
	docs := make([]graph.Document, n)
	for i := range docs {
		d := report{Document: graph.Document{
			Article: graph.Article{
				URL: fmt.Sprintf("https://daily.example/%d", i), Title: fmt.Sprintf("Report %d", i), Outlet: "Sample Daily",
				Published: graph.Date{Year: 2000 + i/360, Month: 1 + i/30%12, Day: 1 + i%28}, Language: "en",
				Text: fmt.Sprintf("The National Intelligence Service says that North Korea has sent %d soldiers to Russia.", i+1),
			},
			Entities: []graph.NewEntity{NorthKorea, Russia, NIS},
		}}
		d.claim(d.Article.Text, graph.Claim{
			Source: named(NIS), Cue: "says", Stance: graph.Asserts, Realis: graph.Actual, Predicate: graph.DeploysTo,
			Subject: NorthKorea.ID(), Object: Russia.ID(), Quantity: count(float64(i+1), float64(i+1), fmt.Sprint(i+1), false),
		})
		docs[i] = d.Document
	}
	return docs
}
