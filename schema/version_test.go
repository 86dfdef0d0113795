package schema_test

import (
	"strings"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema"
	"github.com/whosaid/whosaid/schema/schematest"
)

// corrected is a schema over the documents of schematest and the one that was corrected.
func corrected(t testing.TB) *schema.Schema {
	t.Helper()
	db := schematest.Open(t)
	schematest.Put(t, db, schematest.Corrected())
	return over(t, db)
}

const ofKursk = `article(id: "https://courier.example/kursk")`

func TestArticleTellsItsVersions(t *testing.T) {
	s := corrected(t)
	q := `{ ` + ofKursk + ` { author modified seen readSha256 notices sha256 versions { current seen title author published modified sha256 readSha256 notices text length } } }`
	for path, want := range map[string]string{
		"article.author": `"Ada Sample"`, "article.modified": `"2024-11-03"`, "article.seen": `"2024-11-03T09:30:00Z"`,
		"article.notices":              `["Correction: The number of soldiers was wrong in earlier versions."]`,
		"article.versions.*.current":   `true false false`,
		"article.versions.*.seen":      `"2024-11-03T09:30:00Z" "2024-11-02T09:30:00Z" "2024-11-01T09:30:00Z"`,
		"article.versions.*.title":     `"3,000 soldiers in Kursk" "8,000 soldiers in Kursk" "8,000 soldiers in Kursk"`,
		"article.versions.*.published": `"2024-11-01" "2024-11-01" "2024-11-01"`,
		"article.versions.*.modified":  `"2024-11-03" "2024-11-02" "2024-11-01"`,
		"article.versions.*.length":    `118 118 159`,
		"article.versions.*.notices":   `["Correction: The number of soldiers was wrong in earlier versions."] [] []`,
		"article.versions.*.author":    `"Ada Sample" "Ada Sample" "Ada Sample"`,
	} {
		if got := strings.Join(get(t, s, q, nil, path), " "); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
	own := get(t, s, q, nil, "article.sha256")[0]
	if hashes := get(t, s, q, nil, "article.versions.*.sha256"); hashes[0] != own || hashes[1] == own || hashes[2] == hashes[1] {
		t.Errorf("the article has %s, its versions %q", own, hashes)
	}
	if texts := get(t, s, q, nil, "article.versions.*.text"); !strings.Contains(texts[0], "3,000") || !strings.Contains(texts[2], "they train in Russia") {
		t.Errorf("texts %q", texts)
	}
	q = `{ articles(filter: {until: "2024-10"}) { edges { node { author modified seen readSha256 notices versions { current seen } } } } }`
	for path, want := range map[string]string{"author": "null", "modified": "null", "seen": "null", "readSha256": "null", "notices": "[]", "versions": `[{"current":true,"seen":null}]`} {
		for _, got := range get(t, s, q, nil, "articles.edges.*.node."+path) {
			if got != want {
				t.Errorf("%s of an article seen once is %s, want %s", path, got, want)
			}
		}
	}
}

func TestClaimsSayWhatBecameOfThem(t *testing.T) {
	s := corrected(t)
	q := `query($f: ClaimFilter) { claims(filter: $f) { totalCount edges { node { status evidence { quote sha256 } correctedBy { id status evidence { quote sha256 } } } } } }`
	quote := func(filter vars) string {
		return strings.Join(plain(get(t, s, q, vars{"f": filter}, "claims.edges.*.node.evidence.quote")), "|")
	}
	const now, was = "The National Intelligence Service says that 3,000 soldiers are in Kursk.", "The National Intelligence Service says that 8,000 soldiers are in Kursk."
	const shells, trains = "North Korea has sent Russia artillery shells.", "Zelensky says that they train in Russia."
	for _, tt := range []struct {
		filter vars
		want   string
	}{
		{vars{"status": "CORRECTED"}, was},
		{vars{"status": "WITHDRAWN"}, trains},
		{vars{"status": "CURRENT", "since": "2024-11"}, now + "|" + shells},
		{vars{"not": vars{"status": "CURRENT"}}, was + "|" + trains},
		{vars{"or": []any{vars{"status": "WITHDRAWN"}, vars{"minQuantity": 5000, "since": "2024-11"}}}, was + "|" + trains},
		{vars{"status": "WITHDRAWN", "source": "NIS"}, ""},
	} {
		if got := quote(tt.filter); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.filter, got, tt.want)
		}
	}
	f := vars{"f": vars{"status": "CORRECTED"}}
	same(t, "what stands there now", plain(get(t, s, q, f, "claims.edges.*.node.correctedBy.evidence.quote")), []string{now})
	same(t, "its status", plain(get(t, s, q, f, "claims.edges.*.node.correctedBy.status")), []string{"CURRENT"})
	same(t, "a claim that is withdrawn", get(t, s, q, vars{"f": vars{"status": "WITHDRAWN"}}, "claims.edges.*.node.correctedBy"), []string{"null"})

	// The hash of a claim's evidence is that of the version that it stands in.
	versions := get(t, s, `{ `+ofKursk+` { versions { sha256 } } }`, nil, "article.versions.*.sha256")
	same(t, "the hash of the later claim", get(t, s, q, f, "claims.edges.*.node.correctedBy.evidence.sha256"), versions[:1])
	same(t, "the hash of the earlier claim", get(t, s, q, f, "claims.edges.*.node.evidence.sha256"), versions[1:2])
	same(t, "the hash of the first claim", get(t, s, q, vars{"f": vars{"status": "WITHDRAWN"}}, "claims.edges.*.node.evidence.sha256"), versions[2:])
}

func TestSummariesCountWhatStands(t *testing.T) {
	s := corrected(t)
	q := `query($s: String, $o: String, $p: Predicate) { relations(filter: {subject: $s, object: $o, type: $p}) { edges { node { summary { claims corrected withdrawn max } } } } }`
	for _, tt := range []struct {
		object, predicate, want string
	}{
		{"Kursk", "DEPLOYS_TO", `{"claims":2,"corrected":1,"withdrawn":0,"max":3000}`}, // the other is of 2,600
		{"Russia", "TRAINS_AT", `{"claims":0,"corrected":0,"withdrawn":1,"max":null}`},
		{"Russia", "SUPPLIES", `{"claims":2,"corrected":0,"withdrawn":0,"max":null}`},
	} {
		same(t, tt.object, get(t, s, q, vars{"s": "DPRK", "o": tt.object, "p": tt.predicate}, "relations.edges.*.node.summary"), []string{tt.want})
	}
}

// Versions count against the budget of a request, and their texts too.
func TestVersionsChargeTheBudget(t *testing.T) {
	s := corrected(t)
	for _, field := range []string{"versions { seen }", "versions { text }", "versions { length }"} {
		res := s.Exec(t.Context(), schema.Request{Query: `{ ` + ofKursk + ` { ` + strings.Trim(aliases(150, field), "{}") + ` } }`})
		if got := messages(res); len(got) > 0 {
			t.Errorf("150 times %s: %.200q", field, got)
		}
	}
	db := schematest.Open(t)
	d := schematest.Corrected()
	d.Article.Text += strings.Repeat(" Nothing else is known.", 40_000) // some 900 KiB
	schematest.Put(t, db, d)
	res := over(t, db).Exec(t.Context(), schema.Request{Query: `{ ` + ofKursk + ` { ` + strings.Trim(aliases(20, "versions { length }"), "{}") + ` } }`})
	if got := messages(res); len(got) != 1 || !strings.HasPrefix(got[0], "TOO_LARGE ") {
		t.Errorf("%.200q", got)
	}
}

// An article that a client loads may say who wrote it and when it was seen.
func TestLoadArticleKeepsWhoWroteItAndWhen(t *testing.T) {
	s, in, _ := loading(t)
	v := soldiers()
	v["author"], v["modified"], v["seen"] = " Ada Sample ", "2024-10-24", "2024-10-24T09:30:00.5+02:00"
	res := s.Exec(t.Context(), schema.Request{Query: loadOne, Variables: vars{"in": v}, Load: true})
	if len(res.Errors) > 0 {
		t.Fatal(messages(res))
	}
	err := in.db.View(t.Context(), func(tx *graph.Tx) error {
		a, err := tx.Article(graph.ArticleID("https://courier.example/soldiers", "", ""))
		if got := a.Author + " " + a.Modified.String() + " " + a.Seen.String(); got != "Ada Sample 2024-10-24 2024-10-24 07:30:00 +0000 UTC" {
			t.Errorf("the store has %s", got)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
