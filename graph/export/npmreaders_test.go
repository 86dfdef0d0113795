package export_test

import (
	"archive/zip"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/whosaid/whosaid/graph/export"
)

// The readers of cytoscape, d3, csv, jsonld, nquads and html; stix_test.go has the one of stix.

// npm has testdata/readers/read.mjs read files with a package.
func npm(name string) func(context.Context, string, []string) ([]reading, error) {
	return script("node", "testdata/readers/read.mjs", name)
}

// Sizes of the formats that have a shape of their own.
func flatSize(f fixture) size { return f.size(export.Flat) }
func rdfSize(f fixture) size  { return size{f.size(export.Claims).nodes, f.counts().Claims} }
func stixSize(f fixture) size { return size{f.counts().Entities, f.counts().Claims} }
func pageSize(f fixture) size { return size{0, f.counts().Claims} }

// lineFeeds is what encoding/csv makes of line breaks in cells.
func lineFeeds(_, _, text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

// rdfText is what stands for characters that readers of RDF refuse.
func rdfText(_, _, text string) string {
	return strings.NewReplacer("\ufffe", "\ufffd", "\uffff", "\ufffd").Replace(text)
}

// pageText is how a page shows what it may not hold.
func pageText(_, _, text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < ' ' && r != '\t' && r != '\n' && r != '\r':
			return 0x2400 + r
		case r == 0x7f:
			return 0x2421
		case r > 0x7f && r < 0xa0, r&0xfffe == 0xfffe:
			return 0xfffd
		}
		return r
	}, text)
}

// rapper parses N-Quads with raptor.
func rapper(ctx context.Context, file string) (reading, error) {
	_, r := run(ctx, "rapper", "-q", "-i", "nquads", "-c", file)
	return r, nil
}

// readTables reads the tables of a ZIP with encoding/csv.
func readTables(_ context.Context, file string) (reading, error) {
	z, err := zip.OpenReader(file)
	if err != nil {
		return reading{}, err
	}
	defer z.Close()
	entities, err := table(z, "entities.csv")
	if err != nil {
		return reading{Error: err.Error()}, nil
	}
	edges, err := table(z, "edges.csv")
	if err != nil {
		return reading{Error: err.Error()}, nil
	}
	claims, err := table(z, "claims.csv")
	if err != nil {
		return reading{Error: err.Error()}, nil
	}
	nodes, links := len(entities), len(edges)
	r := reading{Nodes: &nodes, Edges: &links, Labels: map[string]string{}, Values: map[string]map[string]any{}}
	for _, e := range entities {
		r.Labels[e["Id"]] = unguard(e["Label"])
	}
	for _, c := range claims {
		v := map[string]any{}
		for _, name := range []string{"quote", "status", "stance", "realis", "min", "max", "published", "earliest", "latest"} {
			switch cell := c[name]; {
			case cell == "":
			case name == "min" || name == "max":
				if v[name], err = strconv.ParseFloat(cell, 64); err != nil {
					return reading{Error: err.Error()}, nil
				}
			default:
				v[name] = unguard(cell)
			}
		}
		r.Values[c["id"]] = v
	}
	return r, nil
}

// table is the rows of a table, each by the names of the columns.
func table(z *zip.ReadCloser, name string) ([]map[string]string, error) {
	f, err := z.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return tableRows(f)
}

func tableRows(f io.Reader) ([]map[string]string, error) {
	r := csv.NewReader(f)
	columns, err := r.Read()
	if err != nil {
		return nil, err
	}
	rows, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	all := make([]map[string]string, len(rows))
	for i, row := range rows {
		all[i] = map[string]string{}
		for j, c := range columns {
			if _, ok := all[i][c]; ok {
				return nil, fmt.Errorf("there are two columns %s", c)
			}
			all[i][c] = row[j]
		}
	}
	return all, nil
}

// unguard is a cell without the apostrophe that keeps spreadsheets from running it.
func unguard(s string) string {
	rest := strings.TrimLeft(s, "'")
	if len(rest) < len(s) && rest != "" && strings.ContainsRune("=+-@\t\r\n", rune(rest[0])) {
		return s[1:]
	}
	return s
}
