package export_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/export"
)

// What STIX 2.1 demands of the objects that we write: OASIS, STIX Version 2.1, sections 2.9, 3 to 5.
var (
	stixID   = regexp.MustCompile(`^([a-z0-9-]+)--[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	stixTime = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`)
	stixWord = regexp.MustCompile(`^[a-z0-9-]+$`)

	stixRequired = map[string][]string{
		"identity":     {"name"},
		"location":     {},
		"report":       {"name", "published", "object_refs"},
		"relationship": {"relationship_type", "source_ref", "target_ref"},
		"note":         {"content", "object_refs"},
		"opinion":      {"opinion", "object_refs"},
	}
	stixOpinions = []string{"strongly-disagree", "disagree", "neutral", "agree", "strongly-agree"}
	stixOptional = []string{
		"type", "spec_version", "id", "created", "modified", "created_by_ref", "labels", "lang", "external_references", "name", "description",
		"identity_class", "country", "region", "published", "object_refs", "relationship_type", "source_ref", "target_ref", "content", "abstract",
		"authors", "opinion", "explanation", "x_opencti_aliases", "x_opencti_location_type",
	}
)

// readSTIX checks a bundle: required fields, patterns, references, ids that are unique. Nodes are identities and locations besides
// that of whosaid, edges the notes on claims.
func readSTIX(_ context.Context, file string) (reading, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return reading{}, err
	}
	r, fault := checkSTIX(b)
	if fault != nil {
		r.Error = fault.Error()
	}
	return r, nil
}

func checkSTIX(b []byte) (reading, error) {
	var bundle struct {
		Type    string           `json:"type"`
		ID      string           `json:"id"`
		Objects []map[string]any `json:"objects"`
	}
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.DisallowUnknownFields()
	if err := d.Decode(&bundle); err != nil {
		return reading{}, err
	}
	if m := stixID.FindStringSubmatch(bundle.ID); bundle.Type != "bundle" || m == nil || m[1] != "bundle" || len(bundle.Objects) == 0 {
		return reading{}, fmt.Errorf("no bundle: type %q, id %q, %d objects", bundle.Type, bundle.ID, len(bundle.Objects))
	}
	byID := map[string]map[string]any{}
	for _, o := range bundle.Objects {
		id, _ := o["id"].(string)
		if byID[id] != nil {
			return reading{}, fmt.Errorf("two objects have the id %s", id)
		}
		byID[id] = o
	}
	nodes, edges := 0, 0
	labels := map[string]string{}
	for _, o := range bundle.Objects {
		if err := checkSTIXObject(o, byID); err != nil {
			return reading{}, fmt.Errorf("%v: %w", o["id"], err)
		}
		id := o["id"].(string)
		switch o["type"] {
		case "identity", "location":
			nodes++
			labels["e-"+id[strings.Index(id, "--")+2:]] = line(o["name"].(string))
		case "note":
			edges++
		}
	}
	nodes-- // the identity of whosaid
	edges-- // the header
	return reading{Nodes: &nodes, Edges: &edges, Labels: labels}, nil
}

func checkSTIXObject(o map[string]any, byID map[string]map[string]any) error {
	typ, _ := o["type"].(string)
	required, ok := stixRequired[typ]
	if !ok {
		return fmt.Errorf("type %q", typ)
	}
	id, _ := o["id"].(string)
	if m := stixID.FindStringSubmatch(id); m == nil || m[1] != typ {
		return fmt.Errorf("id of a %s", typ)
	}
	if o["spec_version"] != "2.1" {
		return fmt.Errorf("spec_version %v", o["spec_version"])
	}
	for _, name := range append([]string{"created", "modified"}, required...) {
		if v, ok := o[name]; !ok || v == "" {
			return fmt.Errorf("no %s", name)
		}
	}
	if typ == "location" && o["region"] == nil && o["country"] == nil {
		return fmt.Errorf("a location without region and country")
	}
	for name, v := range o {
		if !slices.Contains(stixOptional, name) {
			return fmt.Errorf("property %s", name)
		}
		switch v := v.(type) {
		case string:
			if v == "" {
				return fmt.Errorf("%s is empty", name)
			}
			if slices.Contains([]string{"created", "modified", "published"}, name) {
				if _, err := time.Parse(time.RFC3339, v); err != nil || !stixTime.MatchString(v) {
					return fmt.Errorf("%s is %s", name, v)
				}
			}
			if slices.Contains([]string{"relationship_type", "identity_class", "opinion"}, name) && !stixWord.MatchString(v) {
				return fmt.Errorf("%s is %s", name, v)
			}
			if strings.HasSuffix(name, "_ref") && byID[v] == nil {
				return fmt.Errorf("%s is of %s, which is not there", name, v)
			}
			if name == "created_by_ref" && !strings.HasPrefix(v, "identity--") {
				return fmt.Errorf("%s is of %s", name, v)
			}
		case []any:
			if len(v) == 0 {
				return fmt.Errorf("%s is an empty list", name)
			}
			for _, item := range v {
				if s, ok := item.(string); ok && s == "" || strings.HasSuffix(name, "_refs") && byID[s] == nil {
					return fmt.Errorf("%s has %q", name, s)
				}
			}
		default:
			return fmt.Errorf("%s is %v", name, v)
		}
	}
	if typ == "opinion" && !slices.Contains(stixOpinions, o["opinion"].(string)) {
		return fmt.Errorf("opinion %v", o["opinion"])
	}
	refs, _ := o["external_references"].([]any)
	for _, r := range refs {
		m := r.(map[string]any)
		if m["source_name"] == nil || m["url"] == nil && m["description"] == nil {
			return fmt.Errorf("external reference %v", m)
		}
	}
	return nil
}

// TestPartsOfStoresAreWholeBundles holds parts of a store against the rules: whatever an object refers to must be there.
func TestPartsOfStoresAreWholeBundles(t *testing.T) {
	for name, s := range map[string]export.Selection{
		"denials":      {Filters: []graph.ClaimFilter{{Stance: graph.Denies}}},
		"one relation": {Filters: []graph.ClaimFilter{{Type: graph.DeploysTo}}},
		"around":       {Roots: []graph.ID{korea.ID()}, Depth: 1},
		"between":      {Roots: []graph.ID{korea.ID(), russia.ID()}, Filters: []graph.ClaimFilter{{Type: graph.Supplies}}},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "part.json")
			h := writeFile(t, fixtures[2].open(t), file, export.Options{Format: "stix", Selection: s})
			r, err := readSTIX(t.Context(), file)
			if err != nil {
				t.Fatal(err)
			}
			if r.Error != "" {
				t.Fatal(r.Error)
			}
			if h.Counts.Claims == 0 || *r.Edges != h.Counts.Claims || *r.Nodes != h.Counts.Entities {
				t.Errorf("there are %d entities and %d claims; the header says %+v", *r.Nodes, *r.Edges, h.Counts)
			}
		})
	}
}
