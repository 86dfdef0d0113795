package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema"
)

// kindWords are the kinds that --kind takes.
const kindWords = "country, leader, person, agency, organization, unit, location or materiel"

type findOptions struct {
	db                  string
	words               string
	kind                graph.Kind
	about, source       string
	typ                 graph.Predicate
	since               graph.Date
	max                 int
	names, quotes, json bool
}

func newFind() *cobra.Command {
	var o findOptions
	cmd := &cobra.Command{
		Use:   "find WORDS...",
		Short: "Find entities by name, and quotes and titles by their words",
		Long: "find lists first the entities whose name or alias starts with the WORDS, in any case, whole names first; then those in\n" +
			"which a later word does (\"jong\"), and those that have the name in another spelling or script (\"Kiev\", \"Киев\"). It tells\n" +
			"what they are, how many articles name them, how many claims they make (SAYS), how many are about them (ABOUT), how many\n" +
			"relations they take part in, and their other names; and by which name it found those that do not start with the WORDS\n" +
			"(FOUND BY).\n\n" +
			"Then it lists the quotes of claims and the titles of articles that have all the words in any form, the best first, with\n" +
			"who says it. Words between double quotes stand side by side in that very form, start* is the start of a word, and what\n" +
			"follows a minus may not be there. --about, --source, --type and --since are conditions on the claims, as those of\n" +
			"whosaid claims.\n\n" +
			"It is an error when nothing is found. A line of JSON with a name is an entity, one with a quote a passage.",
		Example: "  whosaid find north korea\n  whosaid find '\"sent to\" train* -navy' --quotes\n  whosaid find Зеленский --names",
		Args:    arguments(1, -1, "at least one of the WORDS"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.words = strings.Join(args, " ")
			if o.names && (o.quotes || o.conditions()) {
				return usage(cmd, "--names lists entities, and the other flags are about quotes; leave one out")
			}
			if o.kind != 0 && (o.quotes || o.conditions()) {
				return usage(cmd, "--kind is about entities, and the other flags are about quotes; leave one out")
			}
			return runFind(cmd.Context(), o, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	storeFlag(cmd, &o.db)
	jsonFlag(cmd, &o.json)
	f := cmd.Flags()
	f.Var(word[graph.Kind]{&o.kind, graph.ParseKind, "KIND"}, "kind", "only entities: "+kindWords)
	f.BoolVar(&o.names, "names", false, "only entities")
	f.BoolVar(&o.quotes, "quotes", false, "only quotes and titles")
	f.StringVar(&o.about, "about", "", "only quotes of claims with `NAME` as subject, object or item")
	f.StringVar(&o.source, "source", "", "only quotes of claims that the entity or outlet `NAME` says")
	f.Var(word[graph.Predicate]{&o.typ, graph.ParsePredicate, "TYPE"}, "type",
		"only quotes of claims of this type: deploys_to, supplies, leads, part_of, located_in, trains_at or other")
	f.Var((*date)(&o.since), "since", "only quotes of articles published on that day or later (2024-10-18, 2024-10, 2024)")
	f.Var((*count)(&o.max), "limit", fmt.Sprintf("at most so many of each; 0: all entities, and %d passages", shownHits))
	return cmd
}

// shownHits is how many passages are shown where no limit is given.
const shownHits = 20

// conditions reports whether there are conditions on claims, which entities do not meet.
func (o *findOptions) conditions() bool {
	return o.about != "" || o.source != "" || o.typ != 0 || !o.since.IsZero()
}

// found is an entity as find prints it.
type found struct {
	ID        graph.ID `json:"id"`
	Name      string   `json:"name"`
	Kind      string   `json:"kind"` // as in the schema: COUNTRY
	Aliases   []string `json:"aliases"`
	Articles  int      `json:"articles"`
	Says      int      `json:"says"`  // claims, as their source
	About     int      `json:"about"` // claims, as their subject, object or item
	Relations int      `json:"relations"`
	As        string   `json:"as"`    // the name by which it was found
	Match     string   `json:"match"` // how that fits: NAME, START, WORD, SPELLING, SCRIPT, ALIKE_START or LAST_NAME

	by string // for the table
}

// runFind prints the entities that the words name, and the passages that have them; nothing is an error that tells the nearest names.
func runFind(ctx context.Context, o findOptions, stdout, stderr io.Writer) error {
	named := !o.quotes && !o.conditions()
	if named && graph.FoldName(o.words) == "" {
		return &told{fmt.Sprintf("find: %q has nothing to look for; give at least one letter", o.words), errUsage}
	}
	return asking(o.db, stderr, func(db *graph.DB, s *schema.Schema) error {
		names, hits := 0, 0
		var unasked error // why the words cannot be looked for in quotes
		err := db.View(ctx, func(tx *graph.Tx) (err error) {
			if named {
				if names, err = o.writeNames(ctx, tx, stdout); err != nil {
					return err
				}
			}
			if o.names || o.kind != 0 {
				return nil
			}
			q, err := o.search(tx)
			if err != nil {
				return err
			}
			lead := ""
			if names > 0 {
				lead = "\n"
			}
			if hits, err = writeHits(ctx, tx, q, o.json, lead, stdout); errors.Is(err, graph.ErrBadQuery) {
				unasked, err = err, nil
			}
			return err
		})
		switch {
		case err != nil || names+hits > 0:
			return err
		case unasked != nil:
			return &told{"find: " + strings.TrimPrefix(unasked.Error(), "graph: search: "), unasked}
		case named:
			return notFound(ctx, s, o)
		}
		return fmt.Errorf("no quote or title has %q with these conditions; leave one out", cut(o.words, 60))
	})
}

// search is the words and conditions as a query.
func (o findOptions) search(tx *graph.Tx) (graph.SearchQuery, error) {
	q := graph.SearchQuery{Text: o.words, Page: graph.Page{Limit: o.max}, Filter: graph.ClaimFilter{Type: o.typ, Since: o.since}}
	for _, c := range []struct {
		flag, name string
		to         *graph.ID
	}{{"about", o.about, &q.Filter.About}, {"source", o.source, &q.Filter.Source}} {
		if c.name == "" {
			continue
		}
		ids, err := idsNamed(tx, c.flag, c.name)
		if err != nil {
			return q, err
		}
		if len(ids) > 1 {
			return q, fmt.Errorf("--%s: %q fits %s entities; give the id of one: whosaid find %q --names --json", c.flag, c.name, group(len(ids)), c.name)
		}
		*c.to = ids[0]
	}
	return q, nil
}

// writeNames prints the entities that the name finds, and returns how many there are.
func (o findOptions) writeNames(ctx context.Context, tx *graph.Tx, w io.Writer) (int, error) {
	q := graph.FindQuery{Name: o.words, Kind: o.kind, Page: graph.Page{Limit: o.max}}
	var entities []found
	for f, err := range tx.FindEntities(q) {
		if err = errors.Join(err, ctx.Err()); err != nil {
			return 0, err
		}
		e, err := foundOf(tx, f)
		if err != nil {
			return 0, err
		}
		entities = append(entities, e)
	}
	if len(entities) == 0 {
		return 0, nil
	}
	return len(entities), writeFound(w, entities, o.json)
}

// foundOf is an entity with what is counted of it.
func foundOf(tx *graph.Tx, f graph.Found) (found, error) {
	e := f.Entity
	degree, err := tx.Degree(e.ID)
	if err != nil {
		return found{}, err
	}
	relations := degree.Out + degree.In
	for _, err := range tx.Relations(graph.RelationFilter{Subject: e.ID, Object: e.ID}) {
		if err != nil {
			return found{}, err
		}
		relations-- // with itself: counted at both ends
	}
	about, err := tx.Count(graph.ClaimFilter{About: e.ID})
	return found{
		ID: e.ID, Name: e.Name, Kind: strings.ToUpper(e.Kind.String()), Aliases: append([]string{}, e.Aliases...), As: f.As,
		Match: strings.ToUpper(f.Match.String()), Articles: e.Articles, Says: degree.Says, About: about, Relations: relations,
		by: foundBy(f),
	}, err
}

// foundBy says by which name an entity was found that does not start with what was looked for, and how; "" for one that does.
func foundBy(f graph.Found) string {
	how := map[graph.Match]string{
		graph.MatchWord: "word", graph.MatchSpelling: "spelling", graph.MatchScript: "script", graph.MatchAlikeStart: "start, as spelled",
		graph.MatchLastName: "last name",
	}[f.Match]
	if how == "" {
		return ""
	}
	return fmt.Sprintf("%s (%s)", f.As, how)
}

// notFound says that no entity fits, with the nearest names that the schema knows.
func notFound(ctx context.Context, s *schema.Schema, o findOptions) error {
	what := cut(o.words, 60)
	text := fmt.Sprintf("no name starts with %q or is spelled like it", what)
	if !o.names {
		text = fmt.Sprintf("no name starts with %q or is spelled like it, and no quote or title has these words", what)
	}
	if o.kind != 0 {
		text = fmt.Sprintf("no name of kind %s starts with %q or is spelled like it", o.kind, what)
	}
	res := s.Exec(ctx, schema.Request{
		Query:     `query($name: String) { entity(name: $name) { name kind } }`,
		Variables: map[string]any{"name": o.words},
	})
	for _, e := range res.Errors {
		if len(e.Hint) > 0 && e.Code == schema.CodeNotFound {
			text += "; the nearest names are " + strings.Join(e.Hint, ", ")
		}
	}
	return errors.New(text)
}

func writeFound(w io.Writer, entities []found, asJSON bool) error {
	if asJSON {
		out := json.NewEncoder(w)
		out.SetEscapeHTML(false)
		for _, e := range entities {
			if err := out.Encode(e); err != nil {
				return err
			}
		}
		return nil
	}
	columns := []column{
		{"name", 30, 12}, {"kind", 12, 8}, {"articles", 8, 8}, {"says", 4, 4}, {"about", 5, 5}, {"relations", 9, 9}, {"aliases", 24, 12},
	}
	otherwise := slices.ContainsFunc(entities, func(e found) bool { return e.by != "" })
	if otherwise {
		columns = append(columns, column{"found by", 24, 12})
	}
	rows := make([]row, len(entities))
	for i, e := range entities {
		cells := []string{e.Name, strings.ToLower(e.Kind), group(e.Articles), group(e.Says), group(e.About), group(e.Relations),
			strings.Join(e.Aliases, ", ")}
		if otherwise {
			cells = append(cells, e.by)
		}
		rows[i].cells = clean(cells...)
	}
	return writeTable(w, tableWidth(w), columns, rows)
}
