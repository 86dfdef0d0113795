package main

import (
	"cmp"
	"encoding/json"
	"io"
	"iter"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/loader/lexicon"
)

type lexiconOptions struct {
	dir  string
	json bool
}

func newLexicon() *cobra.Command {
	var o lexiconOptions
	cmd := &cobra.Command{
		Use:   "lexicon",
		Short: "Count the names that articles are read with, and check your own",
		Long: "lexicon counts what the program knows by name: entities and their names by kind and by the source of the facts, and\n" +
			"terms of office. With --lexicon it reads tables of your own too, and says what is wrong with them.\n\n" + tablesHelp,
		Example: "  whosaid lexicon --lexicon names/",
		Args:    arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runLexicon(o, cmd.OutOrStdout())
		},
	}
	lexiconFlag(cmd, &o.dir)
	jsonFlag(cmd, &o.json)
	return cmd
}

const tablesHelp = "A table is a text file of tab-separated values: a line of column names, then one row a line. Items of a list stand\n" +
	"apart by |. A name that is also another word opens with ~. Any of these, with the columns that you need:\n\n" +
	"  countries.tsv  id*, name*, aliases, demonyms, capitals, source\n" +
	"  bodies.tsv     id*, kind* (Agency or Organization), name*, country, outlet (1: a news outlet), aliases, abbreviations, source\n" +
	"  people.tsv     id*, kind* (Leader or Person), name*, country, aliases, source\n" +
	"  terms.tsv      person* (an id), title*, country, from, to (ISO dates, empty for open), source\n" +
	"  materiel.tsv   id*, name*, aliases, source\n" +
	"  areas.tsv, regions.tsv, places.tsv   id*, name*, country, parent, lat, lon, population, aliases, source\n" +
	"  nouns.tsv      singular*, plural, list* (force or materiel), class*, source\n" +
	"  titles.tsv     title*, class* (leader-office, rank, honorific, spokesperson or other), source\n" +
	"  agents.tsv     word* (a noun for those who can speak), source\n\n" +
	"Columns with * may not be empty; country is an ISO 3166 code. A row with the id of one that the program has replaces it,\n" +
	"and a name of yours names nothing else."

// counted is how many entries and names of a kind come from a source, as lexicon prints it.
type counted struct {
	Kind    string `json:"kind"`
	Source  string `json:"source"`
	Entries int    `json:"entries"`
	Names   int    `json:"names"`
}

// runLexicon prints the counts of the lexicon by kind and source.
func runLexicon(o lexiconOptions, stdout io.Writer) error {
	lex, err := readLexicon(o.dir)
	if err != nil {
		return err
	}
	counts := countNames(lex)
	if o.json {
		out := json.NewEncoder(stdout)
		for _, c := range counts {
			if err := out.Encode(c); err != nil {
				return err
			}
		}
		return nil
	}
	var all counted
	var rows []row
	for _, c := range counts {
		all.Entries += c.Entries
		all.Names += c.Names
		rows = append(rows, row{cells: clean(c.Kind, c.Source, group(c.Entries), group(c.Names))})
	}
	rows = append(rows, row{cells: clean("all", "", group(all.Entries), group(all.Names))})
	return writeTable(stdout, tableWidth(stdout), []column{{"kind", 12, 8}, {"source", 24, 8}, {"entries", 8, 8}, {"names", 8, 8}}, rows)
}

// countNames counts entries with their names, and terms of office, which have none; by kind, then by source.
func countNames(lex *lexicon.Lexicon) []counted {
	at := map[[2]string]*counted{}
	add := func(kind, source string, names int) {
		source = cmp.Or(source, "not stated")
		c := at[[2]string{kind, source}]
		if c == nil {
			c = &counted{Kind: kind, Source: source}
			at[[2]string{kind, source}] = c
		}
		c.Entries++
		c.Names += names
	}
	for e := range everyEntry(lex) {
		add(e.Kind, e.Source, len(lex.Names(e.ID)))
	}
	for o := range lex.Offices() {
		add("term of office", o.Source, 0)
	}
	keys := slices.SortedFunc(maps.Keys(at), func(a, b [2]string) int {
		return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	})
	out := make([]counted, 0, len(keys))
	for _, k := range keys {
		out = append(out, *at[k])
	}
	return out
}

// everyEntry yields the entries of every kind.
func everyEntry(lex *lexicon.Lexicon) iter.Seq[*lexicon.Entry] {
	return func(yield func(*lexicon.Entry) bool) {
		for _, kind := range lexicon.Kinds() {
			for e := range lex.Entries(kind) {
				if !yield(e) {
					return
				}
			}
		}
	}
}
