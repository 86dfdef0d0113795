package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema"
)

type claimsOptions struct {
	db                                      string
	about, source, subject, object, article string
	typ                                     graph.Predicate
	stance                                  graph.Stance
	realis                                  graph.Realis
	status                                  graph.ClaimStatus
	since                                   graph.Date
	limit                                   int
	explain                                 bool
	json                                    bool
}

func newClaims() *cobra.Command {
	var o claimsOptions
	cmd := &cobra.Command{
		Use:   "claims",
		Short: "List who claims what, in which words, in which article",
		Long: "claims lists the claims that fit every condition given, newest article first: who says it, how, what, and the exact\n" +
			"words. Without --type, what articles only mention of their own accord (who leads what, what is part of what, what lies\n" +
			"where) comes last. A NAME is an id, or a whole name or alias in any case. The table is as wide as the terminal; COLUMNS\n" +
			"sets another width. A question mark is what the words leave open. Under the table stand the articles and the independent\n" +
			"origins of what is listed: a reprint, an article that names an agency in its credit line, and a copied sentence count for\n" +
			"the one that they come from. --explain says what was counted as one, and why. A claim that its article does not hold any\n" +
			"more is marked as corrected or withdrawn, and is not counted; --explain says what stands there now.",
		Example: "  whosaid claims --about \"North Korea\" --type deploys_to",
		Args:    arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runClaims(cmd.Context(), o, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := cmd.Flags()
	storeFlag(cmd, &o.db)
	jsonFlag(cmd, &o.json)
	f.StringVar(&o.about, "about", "", "`NAME` of the subject, the object or the item")
	f.StringVar(&o.source, "source", "", "`NAME` of the entity or outlet that says it")
	f.StringVar(&o.subject, "subject", "", "`NAME` of who acts")
	f.StringVar(&o.object, "object", "", "`NAME` of whom or what it is done to, or where")
	f.StringVar(&o.article, "article", "", "id, URL or whole title of the `ARTICLE`")
	f.Var(word[graph.Predicate]{&o.typ, graph.ParsePredicate, "TYPE"}, "type",
		"deploys_to, supplies, leads, part_of, located_in, trains_at or other")
	f.Var(word[graph.Stance]{&o.stance, graph.ParseStance, "STANCE"}, "stance", "asserts, denies, suggests, expects or fears")
	f.Var(word[graph.Realis]{&o.realis, graph.ParseRealis, "REALIS"}, "realis", "actual, prospective or unknown")
	f.Var(word[graph.ClaimStatus]{&o.status, graph.ParseClaimStatus, "STATUS"}, "status",
		"current, corrected or withdrawn: whether the article still says so")
	f.Var((*date)(&o.since), "since", "only of articles published on that day or later (2024-10-18, 2024-10, 2024)")
	f.Var((*count)(&o.limit), "limit", "at most so many; 0: all")
	explainFlag(cmd, &o.explain)
	return cmd
}

// pageWidth is how many columns the table takes in a file or a pipe.
const pageWidth = 120

// filter is the conditions as an input ClaimFilter.
func (o claimsOptions) filter() map[string]any {
	f := map[string]any{}
	for name, value := range map[string]string{
		"about": o.about, "source": o.source, "subject": o.subject, "object": o.object, "article": o.article,
		"type": strings.ToUpper(o.typ.String()), "stance": strings.ToUpper(o.stance.String()),
		"realis": strings.ToUpper(o.realis.String()), "status": strings.ToUpper(o.status.String()), "since": o.since.String(),
	} {
		if value != "" {
			f[name] = value
		}
	}
	return f
}

// runClaims prints the claims that fit the conditions.
func runClaims(ctx context.Context, o claimsOptions, stdout, stderr io.Writer) error {
	return asking(o.db, stderr, func(db *graph.DB, s *schema.Schema) error {
		var rows []row
		var ids []graph.ID // of those that count
		gone := 0
		for node, err := range o.nodes(ctx, s) {
			if err != nil {
				return err
			}
			if o.json {
				if err := writeCompact(stdout, node); err != nil {
					return err
				}
				continue
			}
			var c claim
			if err := json.Unmarshal(node, &c); err != nil {
				return err
			}
			rows = append(rows, c.row(o.explain))
			if c.gone() {
				gone++
			} else {
				ids = append(ids, c.ID)
			}
		}
		switch {
		case o.json:
			return nil
		case len(rows) == 0:
			complain(stderr, errNoClaim)
			return nil
		}
		width := cmp.Or(tableWidth(stdout), pageWidth)
		if err := writeTable(stdout, width, claimColumns, rows); err != nil {
			return err
		}
		return db.View(ctx, func(tx *graph.Tx) error { return writeOrigins(tx, ids, gone, stdout, width, o.explain) })
	})
}

// writeOrigins prints how many origins claims have, and why; gone is how many are listed beside them that do not count.
func writeOrigins(tx *graph.Tx, ids []graph.ID, gone int, w io.Writer, width int, reasons bool) error {
	claims := make([]graph.Claim, len(ids))
	for i, id := range ids {
		var err error
		if claims[i], err = tx.Claim(id); err != nil {
			return err
		}
	}
	e, err := explain(tx, claims)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if len(ids) > 0 || gone == 0 {
		if err := e.write(&b, width, reasons); err != nil {
			return err
		}
	}
	if gone > 0 && len(ids) > 0 {
		writeWrapped(&b, are(gone, "claim")+" not counted, because the articles do not say so any more; --status current leaves such claims out.", width)
	}
	_, err = b.WriteTo(w)
	return err
}

var errNoClaim = fmt.Errorf("no claim fits; leave out a condition, or see what there is: whosaid stats")

const claimsQuery = `query($first: Int, $after: String, $filter: ClaimFilter) {
  claims(first: $first, after: $after, filter: $filter) {
    edges { node {
      id stance realis predicate cue date status
      source { id name kind of { id name } }
      via { role name kind entity { id } of { id name } }
      subject { id name } object { id name } item { id name }
      relation { id type subject { id name } object { id name } }
      quantity { min max approx unit text }
      correctedBy { id evidence { quote } }
      evidence { quote start end sha256 }
      article { id title outlet published url }
    } }
    pageInfo { hasNextPage endCursor }
  }
}`

// nodes yields the claims that fit, at most the limit. Where no type is asked for, what articles say in passing comes last, so that
// it does not stand between what sources say.
func (o claimsOptions) nodes(ctx context.Context, s *schema.Schema) iter.Seq2[json.RawMessage, error] {
	if o.typ != 0 {
		return claimNodes(ctx, s, o.filter(), o.limit)
	}
	return func(yield func(json.RawMessage, error) bool) {
		left := o.limit
		var later []json.RawMessage
		for node, err := range claimNodes(ctx, s, o.filter(), 0) {
			passing := false
			if err == nil {
				passing, err = inPassing(node)
			}
			switch {
			case err != nil:
				yield(nil, err)
				return
			case passing:
				if o.limit == 0 || len(later) < o.limit {
					later = append(later, node)
				}
				continue
			}
			if !yield(node, nil) {
				return
			}
			if left--; left == 0 {
				return
			}
		}
		for _, node := range later {
			if !yield(node, nil) {
				return
			}
			if left--; left == 0 {
				return
			}
		}
	}
}

// inPassing reports whether a claim is an article's own mention of how things stand: "Russian President Vladimir Putin".
func inPassing(node json.RawMessage) (bool, error) {
	var c struct {
		Predicate string
		Source    struct{ Kind string }
	}
	err := json.Unmarshal(node, &c)
	return c.Source.Kind == "ARTICLE" && (c.Predicate == "LEADS" || c.Predicate == "PART_OF" || c.Predicate == "LOCATED_IN"), err
}

// claimNodes yields the claims that fit the filter as the schema's JSON, page by page; at most limit, 0 for all.
func claimNodes(ctx context.Context, s *schema.Schema, filter map[string]any, limit int) iter.Seq2[json.RawMessage, error] {
	const most = 100 // claims of a page
	return func(yield func(json.RawMessage, error) bool) {
		vars := map[string]any{"filter": filter}
		for left := limit; ; {
			first := most
			if limit > 0 {
				first = min(left, most)
			}
			vars["first"] = float64(first)
			var page struct {
				Claims struct {
					Edges []struct {
						Node json.RawMessage
					}
					PageInfo struct {
						HasNextPage bool
						EndCursor   string
					}
				}
			}
			if err := ask(ctx, s, schema.Request{Query: claimsQuery, Variables: vars}, &page); err != nil {
				yield(nil, err)
				return
			}
			for _, e := range page.Claims.Edges {
				if !yield(e.Node, nil) {
					return
				}
			}
			left -= len(page.Claims.Edges)
			if !page.Claims.PageInfo.HasNextPage || limit > 0 && left <= 0 {
				return
			}
			vars["after"] = page.Claims.PageInfo.EndCursor
		}
	}
}

// writeCompact writes JSON as one line.
func writeCompact(w io.Writer, text json.RawMessage) error {
	var b bytes.Buffer
	if err := json.Compact(&b, text); err != nil {
		return err
	}
	b.WriteByte('\n')
	_, err := b.WriteTo(w)
	return err
}
