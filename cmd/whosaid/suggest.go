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

type suggestOptions struct {
	db     string
	entity string
	kind   graph.Kind
	limit  int
	json   bool
}

func newSuggest() *cobra.Command {
	var o suggestOptions
	cmd := &cobra.Command{
		Use:   "suggest",
		Short: "List entities that may be one, and why",
		Long: "suggest lists pairs of entities that may be one, in the order of their names: because they have a rare name in common,\n" +
			"because one has the abbreviation of the other, or because their names are one in another spelling or script. Below\n" +
			"each pair stands what speaks for it and what against it. Nothing is merged; what is right is for you to judge. A NAME\n" +
			"is an id, or a whole name or alias in any case.",
		Example: "  whosaid suggest --entity \"National Intelligence Service\"",
		Args:    arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runSuggest(cmd.Context(), o, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := cmd.Flags()
	storeFlag(cmd, &o.db)
	jsonFlag(cmd, &o.json)
	f.StringVar(&o.entity, "entity", "", "`NAME` of one of the two")
	f.Var(word[graph.Kind]{&o.kind, graph.ParseKind, "KIND"}, "kind", "kind of one of the two: "+kindWords)
	f.Var((*count)(&o.limit), "limit", "at most so many; 0: all")
	return cmd
}

// suggestion is two entities that may be one as suggest prints them.
type suggestion struct {
	A       suggested `json:"a"`
	B       suggested `json:"b"`
	Reasons []sign    `json:"reasons"`
	Against []sign    `json:"against"`
}

type suggested struct {
	ID       graph.ID `json:"id"`
	Name     string   `json:"name"`
	Kind     string   `json:"kind"` // as in the schema: COUNTRY
	Aliases  []string `json:"aliases"`
	Articles int      `json:"articles"`
}

type sign struct {
	Sign string `json:"sign"`
	A    string `json:"a,omitempty"` // what the sign is about, as Text has it
	B    string `json:"b,omitempty"`
	Text string `json:"text"`
}

// runSuggest prints the pairs that may be one.
func runSuggest(ctx context.Context, o suggestOptions, stdout, stderr io.Writer) error {
	return readStore(o.db, func(db *graph.DB) error {
		var rows []row
		out := json.NewEncoder(stdout)
		out.SetEscapeHTML(false)
		err := db.View(ctx, func(tx *graph.Tx) error {
			ids, err := o.entities(tx)
			if err != nil {
				return err
			}
			n := 0
			seen := map[string]bool{}
			for _, id := range ids {
				for sg, err := range tx.Suggestions(graph.SuggestionQuery{Entity: id, Kind: o.kind}) {
					if err != nil {
						return err
					}
					if seen[sg.Cursor()] {
						continue
					}
					if len(ids) > 1 { // a pair of two that have the name comes twice
						seen[sg.Cursor()] = true
					}
					s := suggestionOf(sg)
					if !o.json {
						rows = append(rows, s.row())
					} else if err := out.Encode(s); err != nil {
						return err
					}
					if n++; n == o.limit {
						return nil
					}
				}
			}
			return nil
		})
		switch {
		case err != nil || o.json:
			return err
		case len(rows) == 0:
			complain(stderr, errors.New("no two entities look like one"))
			return nil
		}
		return writeTable(stdout, tableWidth(stdout), suggestColumns, rows)
	})
}

// entities is the entities that --entity means; the zero ID, which means all, where it is not given.
func (o suggestOptions) entities(tx *graph.Tx) ([]graph.ID, error) {
	if o.entity == "" {
		return []graph.ID{{}}, nil
	}
	if id, err := graph.ParseID(o.entity); err == nil {
		if _, err := tx.Entity(id); err != nil {
			return nil, &told{fmt.Sprintf("suggest: no entity has the id %s; find ids by name: whosaid find NAME --json", id), err}
		}
		return []graph.ID{id}, nil
	}
	all, err := schema.Named(tx, o.entity)
	if r, ok := errors.AsType[*schema.Error](err); ok {
		return nil, &told{"suggest: --entity: " + strings.TrimPrefix(r.Message, "name: "), err}
	}
	ids := make([]graph.ID, len(all))
	for i, e := range all {
		ids[i] = e.ID
	}
	return ids, err
}

func suggestionOf(s graph.Suggestion) suggestion {
	return suggestion{
		A: suggestedOf(s.A), B: suggestedOf(s.B), Reasons: signsOf(s.Reasons), Against: signsOf(s.Against),
	}
}

func suggestedOf(e graph.Entity) suggested {
	return suggested{e.ID, e.Name, strings.ToUpper(e.Kind.String()), append([]string{}, e.Aliases...), e.Articles}
}

func signsOf(rs []graph.Reason) []sign {
	all := make([]sign, len(rs))
	for i, r := range rs {
		all[i] = sign{strings.ToUpper(r.Sign.String()), r.A, r.B, r.String()}
	}
	return all
}

var suggestColumns = []column{
	{"name", 30, 12}, {"kind", 12, 8}, {"articles", 8, 8}, {"may be", 30, 12}, {"kind", 12, 8}, {"articles", 8, 8},
}

// row is the pair with what speaks for it and against it below.
func (s *suggestion) row() row {
	r := row{cells: clean(s.A.Name, strings.ToLower(s.A.Kind), group(s.A.Articles),
		s.B.Name, strings.ToLower(s.B.Kind), group(s.B.Articles))}
	for _, part := range []struct {
		head string
		of   []sign
	}{{"", s.Reasons}, {"but ", s.Against}} {
		if len(part.of) == 0 {
			continue
		}
		texts := make([]string, len(part.of))
		for i, x := range part.of {
			texts[i] = x.Text
		}
		r.below = append(r.below, clean(part.head+strings.Join(texts, "; "))...)
	}
	return r
}
