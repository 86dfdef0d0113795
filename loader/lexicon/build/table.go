package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/whosaid/whosaid/loader/lexicon"
)

// inputs are the folders that build reads and the one it writes to.
type inputs struct {
	cities, all, wordnet, press, out string
	factbook, agencies               string
	given                            []string
}

// pressRow is how the press calls a region or a place of GeoNames: by hand, where no rule finds it.
type pressRow struct {
	name    string
	aliases []string
}

// build writes regions.tsv and places.tsv.
func (in inputs) build() error {
	lex, err := lexicon.Load(without{os.DirFS(in.out)})
	if err != nil {
		return err
	}
	press, err := readPress(in.press)
	if err != nil {
		return err
	}
	mean, err := readMeanings(in.wordnet, in.given, lex)
	if err != nil {
		return err
	}
	cities, err := readAll(in.all)
	if err != nil {
		return err
	}
	if err := rename(cities, in.cities); err != nil {
		return err
	}
	divisions, err := readDivisions(in.cities)
	if err != nil {
		return err
	}
	taken, known := map[string]bool{}, map[string]bool{}
	for e := range lex.Entries("Country") {
		known[e.ID] = true
		for _, n := range lex.Names(e.ID) {
			if n.Role != lexicon.RoleCapital {
				taken[fold(n.Text)] = true
			}
		}
	}
	for e := range lex.Entries("Location") { // areas: Gaza is the strip
		for _, n := range lex.Names(e.ID) {
			taken[fold(n.Text)] = true
		}
	}
	cities = slices.DeleteFunc(cities, func(c city) bool { return !known[c.country] })
	divisions = slices.DeleteFunc(divisions, func(d division) bool { return !known[strings.Split(d.code, ".")[0]] })
	ids := map[string]bool{}
	for _, d := range divisions {
		ids[d.code] = true
	}
	for _, c := range cities {
		ids[placeID(c)] = true
	}
	for id := range press {
		if !ids[id] {
			return fmt.Errorf("%s: no region and no place has the id %q", in.press, id)
		}
	}
	near := func(country string) bool { return cuts[country] > 0 }
	rs := regions(divisions, cities, press, taken)
	regionIDs := map[string]bool{}
	for _, r := range rs {
		regionIDs[r.id] = true
	}
	ps := places(cities, regionIDs, press, taken)
	source := func(r row) string {
		if _, ok := press[r.id]; ok {
			return "GeoNames|hand"
		}
		return "GeoNames"
	}
	mark := func(r row) func(string) string {
		return func(n string) string {
			population := r.population
			if population == 0 { // a region
				population = wellKnown
			}
			if mean.needsContext(n, population, near(r.country)) {
				return "~" + n
			}
			return n
		}
	}
	regionTable := table(rs, "id\tname\tcountry\tlat\tlon\taliases\tsource", mark, func(r row, name, aliases string) []string {
		return []string{r.id, name, r.country, degrees(r.lat), degrees(r.lon), aliases, source(r)}
	})
	if err := os.WriteFile(filepath.Join(in.out, "regions.tsv"), regionTable, 0o644); err != nil {
		return err
	}
	placeTable := table(ps, "id\tname\tcountry\tparent\tlat\tlon\tpopulation\taliases\tsource", mark, func(r row, name, aliases string) []string {
		return []string{r.id, name, r.country, r.parent, degrees(r.lat), degrees(r.lon), strconv.Itoa(r.population), aliases, source(r)}
	})
	fmt.Printf("%d regions, %d bytes; %d places, %d bytes\n", len(rs), len(regionTable), len(ps), len(placeTable))
	return os.WriteFile(filepath.Join(in.out, "places.tsv"), placeTable, 0o644)
}

// degrees is a coordinate to a hundredth, about a kilometre.
func degrees(x float64) string { return strconv.FormatFloat(x, 'f', 2, 64) }

// table is the file of rows, sorted by id.
func table(rows []row, head string, mark func(row) func(string) string, cells func(r row, name, aliases string) []string) []byte {
	slices.SortFunc(rows, byID)
	var b bytes.Buffer
	b.WriteString(head + "\n")
	for _, r := range rows {
		m := mark(r)
		var aliases []string
		seen := map[string]bool{fold(r.name): true}
		for _, a := range r.aliases {
			if a = strings.TrimSpace(a); a != "" && !seen[fold(a)] {
				seen[fold(a)] = true
				aliases = append(aliases, m(a))
			}
		}
		b.WriteString(strings.Join(cells(r, m(r.name), strings.Join(aliases, "|")), "\t") + "\n")
	}
	return b.Bytes()
}

// readPress reads the names that the press uses.
func readPress(path string) (map[string]pressRow, error) {
	out := map[string]pressRow{}
	n := 0
	return out, lines(path, func(s string) error {
		if n++; n == 1 || s == "" {
			return nil
		}
		c := strings.Split(s, "\t")
		if len(c) != 3 || c[0] == "" || c[1] == "" {
			return fmt.Errorf("line %d: want id, name and aliases", n)
		}
		if _, twice := out[c[0]]; twice {
			return fmt.Errorf("line %d: %s is here twice", n, c[0])
		}
		p := pressRow{name: c[1]}
		if c[2] != "" {
			p.aliases = strings.Split(c[2], "|")
		}
		out[c[0]] = p
		return nil
	})
}

// without is a folder of tables without the two that this program writes.
type without struct{ fs.FS }

func (w without) Open(name string) (fs.File, error) {
	if name == "regions.tsv" || name == "places.tsv" {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return w.FS.Open(name)
}
