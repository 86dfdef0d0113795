package schematest

import (
	"strings"
	"time"

	"github.com/whosaid/whosaid/graph"
)

// Corrected is an article that was seen three times. Its agency said 8,000, then 3,000: a claim that is corrected. What Zelensky
// says in the first text is in no later one: a claim that is withdrawn. What North Korea sent stands in all of them.
func Corrected() graph.Document {
	const shells = "North Korea has sent Russia artillery shells."
	version := func(day int, title, number, rest string) report {
		v := report{Document: graph.Document{
			Article: graph.Article{
				URL: "https://courier.example/kursk", Title: title, Outlet: "Sample Courier", Published: graph.Date{Year: 2024, Month: 11, Day: 1}, Language: "en",
				Author: "Ada Sample", Modified: graph.Date{Year: 2024, Month: 11, Day: day}, Seen: time.Date(2024, 11, day, 9, 30, 0, 0, time.UTC),
				ReadSHA256: strings.Repeat("0123456789abcde", 4) + "000" + string(rune('0'+day)),
				Text:       "The National Intelligence Service says that " + number + " soldiers are in Kursk. " + shells + rest,
			},
			Entities: []graph.NewEntity{NorthKorea, Russia, Kursk, NIS, Zelensky, Shells},
		}}
		n := 8000.0
		if number == "3,000" {
			n = 3000
		}
		v.claim("The National Intelligence Service says that "+number+" soldiers are in Kursk.", graph.Claim{
			Source: named(NIS), Cue: "says", Stance: graph.Asserts, Realis: graph.Actual, Predicate: graph.DeploysTo,
			Subject: NorthKorea.ID(), Object: Kursk.ID(), Quantity: count(n, n, number, false),
		})
		v.claim(shells, graph.Claim{
			Source: graph.Source{Kind: graph.SourceArticle}, Stance: graph.Asserts, Realis: graph.Actual, Predicate: graph.Supplies,
			Subject: NorthKorea.ID(), Object: Russia.ID(), Item: Shells.ID(),
		})
		return v
	}
	first := version(1, "8,000 soldiers in Kursk", "8,000", " Zelensky says that they train in Russia.")
	first.claim("Zelensky says that they train in Russia.", graph.Claim{
		Source: named(Zelensky), Cue: "says", Stance: graph.Asserts, Realis: graph.Actual, Predicate: graph.TrainsAt,
		Subject: NorthKorea.ID(), Object: Russia.ID(),
	})
	second := version(2, "8,000 soldiers in Kursk", "8,000", "")
	third := version(3, "3,000 soldiers in Kursk", "3,000", "")
	third.Article.Notices = []string{"Correction: The number of soldiers was wrong in earlier versions."}
	third.Earlier = []graph.Document{second.Document, first.Document}
	return third.Document
}
