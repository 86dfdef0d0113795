package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema"
)

type compareOptions struct {
	db                                          string
	about, source, subject, object, item, count string
	typ                                         graph.Predicate
	since                                       graph.Date
	limit                                       int
	explain                                     bool
	json                                        bool
}

func newCompare() *cobra.Command {
	var o compareOptions
	cmd := &cobra.Command{
		Use:   "compare",
		Short: "Put the numbers that sources give side by side, and say where they disagree",
		Long: "compare lists the positions of the claims that fit every condition given: what is realised apart from what is planned,\n" +
			"each number in its words, with its place, its date, who says it and the exact words. Under them stands how every two\n" +
			"positions agree: agrees, overlaps, possible_conflict, conflicts, different_scope (of realis, of time, or a part and its\n" +
			"whole) or incomparable, with the reason. Nothing is averaged and nobody wins. What lies inside the --object counts too.\n" +
			"Sources that only pass on what another says are one origin, as are reprints, articles that credit one agency, and sentences\n" +
			"that one article has from another; --explain says what was counted as one, and why. A NAME is an id, or a whole name or alias in any case.\n" +
			"--json prints the board as one object, with every claim and every pair. Claims that their articles do not hold any more are\n" +
			"not compared, but told of in a line.",
		Example: "  whosaid compare --subject \"North Korea\" --type deploys_to --object Russia",
		Args:    arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runCompare(cmd.Context(), o, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := cmd.Flags()
	storeFlag(cmd, &o.db)
	jsonFlag(cmd, &o.json)
	f.StringVar(&o.about, "about", "", "`NAME` of the subject, the object or the item")
	f.StringVar(&o.source, "source", "", "`NAME` of the entity or outlet that says it")
	f.StringVar(&o.subject, "subject", "", "`NAME` of who acts")
	f.StringVar(&o.object, "object", "", "`NAME` of whom or what it is done to, or where; what lies inside it too")
	f.StringVar(&o.item, "item", "", "`NAME` of what is sent or given")
	f.StringVar(&o.count, "unit", "", "what is counted, in a `WORD`: soldiers (troops and the like too), shells, USD")
	f.Var(word[graph.Predicate]{&o.typ, graph.ParsePredicate, "TYPE"}, "type",
		"deploys_to, supplies, leads, part_of, located_in, trains_at or other")
	f.Var((*date)(&o.since), "since", "only of articles published on that day or later (2024-10-18, 2024-10, 2024)")
	explainFlag(cmd, &o.explain)
	f.Var((*count)(&o.limit), "limit", fmt.Sprintf("at most so many positions; 0: %d, and never more", graph.MaxPositions))
	return cmd
}

// runCompare prints the board of the claims that fit the conditions.
func runCompare(ctx context.Context, o compareOptions, stdout, stderr io.Writer) error {
	return readStore(o.db, func(db *graph.DB) error {
		return db.View(ctx, func(tx *graph.Tx) error {
			queries, err := o.queries(tx)
			if err != nil {
				return err
			}
			b, err := tx.Compare(queries...)
			if err != nil {
				return compareError(err)
			}
			switch {
			case b.Claims == 0 && b.Corrected+b.Withdrawn == 0 && o.count != "":
				complain(stderr, o.otherUnits(tx, queries))
			case b.Claims == 0 && b.Corrected+b.Withdrawn > 0:
				complain(stderr, errAllGone)
			case b.Claims == 0:
				complain(stderr, errNoClaim)
			case !slices.ContainsFunc(b.Groups, func(g graph.Group) bool { return g.Numbered }):
				complain(stderr, errNoNumber)
			}
			if b.Claims == 0 {
				return nil
			}
			s := boardSheet{Board: &b, tx: tx, articles: map[graph.ID]*graph.Article{}}
			if o.json {
				return s.writeJSON(stdout)
			}
			return s.write(stdout, o.explain)
		})
	})
}

var errNoNumber = errors.New("no claim that fits states a number, so that there is little to compare; whosaid claims lists them")

var errAllGone = errors.New("the articles do not say any more what fits; whosaid claims --status corrected, or withdrawn, lists such claims")

// compareError is an error of Compare as the user of the verb can act on it.
func compareError(err error) error {
	if errors.Is(err, graph.ErrNotFound) {
		return &told{strings.ReplaceAll(err.Error(), "graph: ", "") + "; find ids by name: whosaid find NAME --json", err}
	}
	return err
}

// otherUnits says that nothing that fits counts the unit, and what is counted there.
func (o compareOptions) otherUnits(tx *graph.Tx, queries []graph.CompareQuery) error {
	queries = slices.Clone(queries)
	for i := range queries {
		queries[i].Unit = ""
	}
	b, err := tx.Compare(queries...)
	if err != nil {
		return err
	}
	var counted []string
	for _, g := range b.Groups {
		if g.Numbered && g.Measure != "" && !slices.Contains(counted, g.Measure) {
			counted = append(counted, g.Measure)
		}
	}
	switch {
	case b.Claims == 0:
		return errNoClaim
	case counted == nil:
		return fmt.Errorf("no claim that fits states a number; leave out --unit to see them")
	}
	return fmt.Errorf("no claim that fits counts %q; what is counted: %s", o.count, strings.Join(counted, ", "))
}

// maxQueries is how many combinations of records the names of one command line may fit.
const maxQueries = 64

// queries is the conditions as queries: one, unless a name fits several records.
func (o compareOptions) queries(tx *graph.Tx) ([]graph.CompareQuery, error) {
	all := []graph.CompareQuery{{Type: o.typ, Unit: o.count, Since: o.since, Limit: o.limit}}
	for _, c := range []struct {
		flag, name string
		set        func(*graph.CompareQuery, graph.ID)
	}{
		{"about", o.about, func(q *graph.CompareQuery, id graph.ID) { q.About = id }},
		{"source", o.source, func(q *graph.CompareQuery, id graph.ID) { q.Source = id }},
		{"subject", o.subject, func(q *graph.CompareQuery, id graph.ID) { q.Subject = id }},
		{"object", o.object, func(q *graph.CompareQuery, id graph.ID) { q.Object = id }},
		{"item", o.item, func(q *graph.CompareQuery, id graph.ID) { q.Item = id }},
	} {
		if c.name == "" {
			continue
		}
		ids, err := idsNamed(tx, c.flag, c.name)
		if err != nil {
			return nil, err
		}
		if n := len(all) * len(ids); n > maxQueries {
			return nil, fmt.Errorf("the names fit %s combinations of records, more than %d; give ids: whosaid find NAME --json", group(n), maxQueries)
		}
		var each []graph.CompareQuery
		for _, q := range all {
			for _, id := range ids {
				c.set(&q, id)
				each = append(each, q)
			}
		}
		all = each
	}
	return all, nil
}

// idsNamed is the id that a flag gives, or those of the entities that have the name.
func idsNamed(tx *graph.Tx, flag, name string) ([]graph.ID, error) {
	if id, err := graph.ParseID(name); err == nil {
		return []graph.ID{id}, nil
	}
	all, err := schema.Named(tx, name)
	if e, ok := errors.AsType[*schema.Error](err); ok {
		if e.Code == schema.CodeBadInput {
			return nil, &told{"--" + flag + " is empty: give an id or a name", errUsage}
		}
		return nil, errors.New(flag + ": " + strings.TrimPrefix(e.Message, "name: "))
	}
	if err != nil {
		return nil, err
	}
	ids := make([]graph.ID, len(all))
	for i, e := range all {
		ids[i] = e.ID
	}
	return ids, nil
}
