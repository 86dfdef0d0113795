package schema_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema"
	"github.com/whosaid/whosaid/schema/schematest"
)

func TestSelectionResolve(t *testing.T) {
	db := schematest.Open(t)
	depth := 1
	below := -1
	for _, tt := range []struct {
		sel            schema.Selection
		words          string
		roots, filters int
		code, says     string
	}{
		{schema.Selection{}, "", 0, 0, "", ""},
		{schema.Selection{About: "dprk"}, `about "dprk"`, 0, 1, "", ""},
		{schema.Selection{About: "Orlo", Type: graph.Supplies, Stance: graph.Denies, Realis: graph.Actual},
			`about "Orlo", type supplies, stance denies, realis actual`, 0, 2, "", ""},
		{schema.Selection{About: "dprk", Roots: []string{"Russia", "moscow"}, Depth: &depth}, `about "dprk", root "Russia", root "moscow", depth 1`, 2, 0, "", ""},
		{schema.Selection{Roots: []string{"Orlo"}, Since: graph.Date{Year: 2024}, Until: graph.Date{Year: 2024, Month: 10}},
			`since 2024, until 2024-10, root "Orlo"`, 2, 1, "", ""},
		{schema.Selection{Since: graph.Date{Year: 2024, Month: 10, Day: 3}, Until: graph.Date{Year: 2024}}, "since 2024-10-03, until 2024", 0, 1, "", ""},
		{schema.Selection{Article: "https://courier.example/soldiers"}, `article "https://courier.example/soldiers"`, 0, 1, "", ""},
		{schema.Selection{Article: "soldiers at the TRAINING ground"}, `article "soldiers at the TRAINING ground"`, 0, 1, "", ""},
		{schema.Selection{Article: "https://courier.example/none"}, `article "https://courier.example/none"`, 0, 0, schema.CodeNotFound, "no article has the id or the URL"},
		{schema.Selection{Article: "none"}, `article "none"`, 0, 0, schema.CodeNotFound, "no article has the title"},
		{schema.Selection{Source: "Nis Korea"}, `source "Nis Korea"`, 0, 0, schema.CodeNotFound, `source: nothing here is called "Nis Korea"`},
		{schema.Selection{Subject: "--"}, `subject "--"`, 0, 0, schema.CodeBadInput, "subject is empty"},
		{schema.Selection{Object: "Rusia"}, `object "Rusia"`, 0, 0, schema.CodeNotFound, "the nearest names are Russia"},
		{schema.Selection{Depth: &depth}, "depth 1", 0, 0, schema.CodeBadInput, "give about or root too"},
		{schema.Selection{About: "dprk", Depth: &below}, `about "dprk", depth -1`, 0, 0, schema.CodeBadInput, "depth -1 is below 0"},
		{schema.Selection{Since: graph.Date{Year: 2025}, Until: graph.Date{Year: 2024}}, "since 2025, until 2024", 0, 0, schema.CodeBadInput, "since 2025 is after until 2024"},
		{schema.Selection{Roots: []string{"01234567-89ab-5cde-8f01-23456789abcd"}}, `root "01234567-89ab-5cde-8f01-23456789abcd"`, 0, 0, schema.CodeNotFound, "root: no entity has the id"},
	} {
		t.Run(tt.words, func(t *testing.T) {
			if got := tt.sel.String(); got != tt.words {
				t.Errorf("in words %s, want %s", got, tt.words)
			}
			var got schema.Selected
			err := db.View(t.Context(), func(tx *graph.Tx) (err error) {
				got, err = tt.sel.Resolve(tx)
				return err
			})
			if tt.code != "" {
				if e, ok := errors.AsType[*schema.Error](err); !ok || e.Code != tt.code || !strings.Contains(e.Message, tt.says) {
					t.Errorf("%v, want %s: %s", err, tt.code, tt.says)
				}
				return
			}
			if err != nil || len(got.Roots) != tt.roots || len(got.Filters) != tt.filters {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
}
