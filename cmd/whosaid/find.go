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
	db   string
	name string
	kind graph.Kind
	max  int
	json bool
}

func newFind() *cobra.Command {
	var o findOptions
	cmd := &cobra.Command{
		Use:   "find NAME",
		Short: "Find entities by a name in any spelling or script",
		Long: "find lists the entities whose name or alias starts with NAME, in any case, whole names first; then those in which a\n" +
			"later word does (\"jong\"), and those that have the name in another spelling or script (\"Kiev\", \"Киев\"). It tells what\n" +
			"they are, how many articles name them, how many claims they make (SAYS), how many are about them (ABOUT), how many\n" +
			"relations they take part in, and their other names; and by which name it found those that do not start with NAME\n" +
			"(FOUND BY). It is an error when there is none.",
		Example: "  whosaid find \"north korea\" --kind country\n  whosaid find Зеленский",
		Args:    arguments(1, 1, "one NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.name = args[0]
			return runFind(cmd.Context(), o, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	storeFlag(cmd, &o.db)
	jsonFlag(cmd, &o.json)
	cmd.Flags().Var(word[graph.Kind]{&o.kind, graph.ParseKind, "KIND"}, "kind",
		kindWords)
	cmd.Flags().Var((*count)(&o.max), "limit", "at most so many; 0: all")
	return cmd
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

// runFind prints the entities that the name fits; none is an error that tells the nearest names.
func runFind(ctx context.Context, o findOptions, stdout, stderr io.Writer) error {
	if graph.FoldName(o.name) == "" {
		return &told{fmt.Sprintf("find: %q is no name; give at least one letter of it", o.name), errUsage}
	}
	return asking(o.db, stderr, func(db *graph.DB, s *schema.Schema) error {
		n := 0
		err := db.View(ctx, func(tx *graph.Tx) (err error) {
			n, err = o.writeNames(ctx, tx, stdout)
			return err
		})
		if err == nil && n == 0 {
			return notFound(ctx, s, o)
		}
		return err
	})
}

// writeNames prints the entities that the name finds, and returns how many there are.
func (o findOptions) writeNames(ctx context.Context, tx *graph.Tx, w io.Writer) (int, error) {
	q := graph.FindQuery{Name: o.name, Kind: o.kind, Page: graph.Page{Limit: o.max}}
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
	what := cut(o.name, 60)
	text := fmt.Sprintf("no name starts with %q or is spelled like it", what)
	if o.kind != 0 {
		text = fmt.Sprintf("no name of kind %s starts with %q or is spelled like it", o.kind, what)
	}
	res := s.Exec(ctx, schema.Request{
		Query:     `query($name: String) { entity(name: $name) { name kind } }`,
		Variables: map[string]any{"name": o.name},
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
