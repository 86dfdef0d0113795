package extract

import (
	"testing"

	"github.com/whosaid/whosaid/loader/lang"
	"github.com/whosaid/whosaid/loader/lexicon"
)

// TestDateAndQuantityOfAClaim reads the one claim of each text, by the rules alone and with the models.
func TestDateAndQuantityOfAClaim(t *testing.T) {
	readers := map[string]*Reader{"rules": NewRuled(lexicon.Default())}
	if Learned() {
		readers["models"] = New(lexicon.Default())
	}
	for _, c := range []struct {
		text, predicate, date, words string
	}{
		// the quantity is the subject, the object or the complement of the main clause
		{"The mayor said that at least 22 people were killed.", "other", "", "at least 22"},
		{"The mayor said that the army had lost 30 trucks.", "other", "", "30"},
		{"The mayor said that the boat has a range in excess of 30 miles.", "other", "", "in excess of 30"},
		{"The mayor said that the bank refunded $1 billion.", "other", "", "$ 1 billion"},
		{"The mayor said that output had risen to 15,000 shells.", "other", "", "15,000"},
		{"The mayor said that 22 people were killed and 30 wounded.", "other", "", "22"},
		{"The mayor said that the losses amounted to 300 boats.", "other", "", "300"},
		{"The mayor said that the port had asked for 12 cranes.", "other", "", "12"},
		// and nothing else
		{"The mayor said that the road was closed after two boats sank.", "other", "", ""},
		{"The mayor said that the road was closed because 22 people were killed.", "other", "", ""},
		{"The mayor blamed Norway for two separate fires.", "other", "", ""},
		{"The mayor said that the law helps firms that earn $5 million.", "other", "", ""},
		{"The mayor said that the three harbours were closed.", "other", "", ""},
		{"The mayor said that Oslo is one of the oldest harbours.", "other", "", ""},
		// the date of what is said
		{"The mayor said that the bridge was closed in June 2023.", "other", "2023-06", ""},
		{"The mayor said that the port would open by November 1.", "other", "2024-11-01", ""},
		{"The mayor said that the bridge has been shut since 2003.", "other", "2003", ""},
		{"The mayor said that the bridge would stay shut until 2026.", "other", "", ""},
		{"The mayor said that the bridge that burned in 2019 was closed.", "other", "", ""},
		{"The mayor said that the plan would break a treaty signed in May.", "other", "", ""},
		{"The mayor said that the taxes imposed in 2014 had cost the port $5 million.", "other", "", "$ 5 million"},
		{"The mayor said that the crew missed a Sunday deadline.", "other", "", ""},
		// the day of speaking is none, unless it opens the sentence
		{"The mayor told reporters on Monday that the bridge was closed.", "other", "", ""},
		{"The mayor said on Monday that the bridge was closed.", "other", "", ""},
		{"The bridge was closed, the mayor said on Monday.", "other", "", ""},
		{"The bridge was closed, according to the mayor on Monday.", "other", "", ""},
		{"On Monday, the mayor said that the bridge was closed.", "other", "2024-10-14", ""},
		{"Then on Monday the mayor said that the bridge was closed.", "other", "2024-10-14", ""},
		{"Speaking in Oslo on Monday, the mayor said that the bridge was closed.", "other", "2024-10-14", ""},
		{"Today, the mayor said that the bridge was closed.", "other", "", ""},
		{"In recent days, the mayor has said that the bridge was closed.", "other", "", ""},
		{"On Monday, the mayor said that the bridge had fallen in 2019.", "other", "2019", ""},
		// a delivery or a deployment
		{"The mayor said that Norway sent 1,500 soldiers to Latvia in March.", "deploys_to", "2024-03", "1,500"},
		{"In March, Norway sent 1,500 soldiers to Latvia.", "deploys_to", "2024-03", "1,500"},
		{"Norway sent 1,500 soldiers to Latvia, the mayor said on Monday.", "deploys_to", "", "1,500"},
		{"Norway will send 1,500 soldiers to Latvia by November 1.", "deploys_to", "2024-11-01", "1,500"},
		{"Norway reportedly sent 1,500 soldiers to Latvia last week.", "deploys_to", "2024-10", "1,500"},
		{"The bridge will reportedly open in 2030.", "other", "2030", ""},
	} {
		for name, x := range readers {
			r := x.Read(lang.Analyze(c.text), published)
			if len(r.Claims) != 1 {
				t.Errorf("%s: %q: %d claims, want one", name, c.text, len(r.Claims))
				continue
			}
			got, words := r.Claims[0], ""
			if got.Amount != nil {
				words = (&reader{low: r.lower()}).wording(got.Amount.Range)
			}
			if got.Predicate != c.predicate || got.Date != c.date || words != c.words {
				t.Errorf("%s: %q: %s, date %q, quantity %q; want %s, %q, %q", name, c.text, got.Predicate, got.Date, words, c.predicate, c.date, c.words)
			}
		}
	}
}

// lower are the tokens of the text in lower case.
func (r *Reading) lower() []string {
	out := make([]string, len(r.Doc.Tokens))
	for i := range out {
		out[i] = lower(r.Doc.Surface[i])
	}
	return out
}
