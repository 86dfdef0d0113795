package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
	json bool
}

func newFind() *cobra.Command {
	var o findOptions
	cmd := &cobra.Command{
		Use:   "find NAME",
		Short: "Find entities by the start of a name",
		Long: "find lists the entities whose name or alias starts with NAME, in any case, whole names first: what they are, how many\n" +
			"articles name them, how many claims they make (SAYS), how many are about them (ABOUT), how many relations they take\n" +
			"part in, and their other names. It is an error when there is none.",
		Example: "  whosaid find \"north korea\" --kind country",
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
}

// runFind prints the entities that the name fits; none is an error that tells the nearest names.
func runFind(ctx context.Context, o findOptions, stdout, stderr io.Writer) error {
	if graph.FoldName(o.name) == "" {
		return &told{fmt.Sprintf("find: %q is no name; give at least one letter of it", o.name), errUsage}
	}
	return asking(o.db, stderr, func(db *graph.DB, s *schema.Schema) error {
		var entities []found
		err := db.View(ctx, func(tx *graph.Tx) (err error) {
			entities, err = findEntities(ctx, tx, graph.EntityFilter{Name: o.name, Kind: o.kind})
			return err
		})
		if err != nil {
			return err
		}
		if len(entities) == 0 {
			return notFound(ctx, s, o)
		}
		return writeFound(stdout, entities, o.json)
	})
}

func findEntities(ctx context.Context, tx *graph.Tx, f graph.EntityFilter) ([]found, error) {
	var entities []found
	for e, err := range tx.Entities(f) {
		if err = errors.Join(err, ctx.Err()); err != nil {
			return nil, err
		}
		degree, err := tx.Degree(e.ID)
		if err != nil {
			return nil, err
		}
		relations := degree.Out + degree.In
		for _, err := range tx.Relations(graph.RelationFilter{Subject: e.ID, Object: e.ID}) {
			if err != nil {
				return nil, err
			}
			relations-- // with itself: counted at both ends
		}
		about, err := tx.Count(graph.ClaimFilter{About: e.ID})
		if err != nil {
			return nil, err
		}
		entities = append(entities, found{
			ID: e.ID, Name: e.Name, Kind: strings.ToUpper(e.Kind.String()), Aliases: append([]string{}, e.Aliases...),
			Articles: e.Articles, Says: degree.Says, About: about, Relations: relations,
		})
	}
	return entities, nil
}

// notFound says that no entity fits, with the nearest names that the schema knows.
func notFound(ctx context.Context, s *schema.Schema, o findOptions) error {
	text := fmt.Sprintf("no name starts with %q", o.name)
	if o.kind != 0 {
		text = fmt.Sprintf("no name of kind %s starts with %q", o.kind, o.name)
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
	rows := make([]row, len(entities))
	for i, e := range entities {
		rows[i].cells = clean(e.Name, strings.ToLower(e.Kind), group(e.Articles), group(e.Says), group(e.About), group(e.Relations),
			strings.Join(e.Aliases, ", "))
	}
	return writeTable(w, tableWidth(w), []column{
		{"name", 30, 12}, {"kind", 12, 8}, {"articles", 8, 8}, {"says", 4, 4}, {"about", 5, 5}, {"relations", 9, 9}, {"aliases", 24, 12},
	}, rows)
}
