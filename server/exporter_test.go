package server_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/graph/export"
	"github.com/whosaid/whosaid/schema/schematest"
	"github.com/whosaid/whosaid/server"
	"github.com/whosaid/whosaid/server/servertest"
)

// exportOf is what GraphQL answers to an export with these arguments.
func exportOf(t *testing.T, base, args string) (text string, claims int, messages []string) {
	t.Helper()
	got := send(t, "POST", base+"/graphql", servertest.Post("{ export("+args+") { text mediaType articles entities claims lost } }"), modern)
	var v struct {
		Data struct {
			Export *struct {
				Text, MediaType            string
				Articles, Entities, Claims int
				Lost                       []string
			}
		}
	}
	if err := json.Unmarshal([]byte(got.body), &v); err != nil {
		t.Fatalf("%s: %v", got.body, err)
	}
	_, messages = got.errors(t)
	if e := v.Data.Export; e != nil {
		if e.MediaType == "" || e.Articles == 0 {
			t.Errorf("%s: %d articles of %q", args, e.Articles, e.MediaType)
		}
		return e.Text, e.Claims, messages
	}
	return "", 0, messages
}

func TestGraphQLExportsWhatExportDoes(t *testing.T) {
	base := sample(t)
	for _, f := range export.Formats() {
		text, claims, messages := exportOf(t, base, `format: "`+f.Name+`"`)
		if f.Name == "csv" {
			if !slices.Equal(messages, []string{"format: csv is no text, and an answer holds texts only; get it from /export or by whosaid export"}) {
				t.Errorf("csv: %q", messages)
			}
			continue
		}
		want := send(t, "GET", base+"/export?format="+f.Name, "", nil)
		if len(messages) > 0 || claims != 8 || text != want.body {
			t.Errorf("%s: %d claims, %q; %d bytes, /export gives %d", f.Name, claims, messages, len(text), len(want.body))
		}
	}
	part, claims, messages := exportOf(t, base, `format: "dot", projection: FLAT, roots: ["DPRK"], depth: 1, filter: {not: {stance: SUGGESTS}}`)
	if claims != 5 || len(messages) > 0 || !strings.Contains(part, "digraph") || strings.Contains(part, "Reports suggest") {
		t.Errorf("a part has %d claims, want 5; %q: %s", claims, messages, part)
	}
}

func TestGraphQLRefusesExports(t *testing.T) {
	base := sample(t)
	for _, tt := range []struct{ args, want string }{
		{`format: "pdf"`, `format: "pdf": there is no such format: use one of native, `},
		{`format: "native", projection: FLAT`, "projection: the format native has none; leave it out"},
		{`format: "native", projection: ROUND`, "Value \"ROUND\" does not exist"},
		{`format: "dot", depth: 1`, "depth says how far from an entity: give roots too"},
		{`format: "dot", roots: ["Russia"], depth: -1`, "depth is -1: it must not be negative"},
		{`format: "dot", roots: ["Quagga"]`, `roots: nothing here is called "Quagga"`},
		{`format: "dot", filter: {type: LEADS}`, "nothing fits the selection; leave out a condition"},
	} {
		if _, _, messages := exportOf(t, base, tt.args); len(messages) != 1 || !strings.HasPrefix(messages[0], tt.want) {
			t.Errorf("%s: %q, want %q", tt.args, messages, tt.want)
		}
	}
	db := schematest.Open(t)
	schematest.Put(t, db, schematest.Many(3000)...)
	s, err := server.New(db)
	if err != nil {
		t.Fatal(err)
	}
	_, _, messages := exportOf(t, start(t, s), `format: "native"`)
	if len(messages) != 1 || !strings.HasPrefix(messages[0], "the export has more than 1048576 bytes: choose a smaller part") {
		t.Errorf("a large one: %q", messages)
	}
}
