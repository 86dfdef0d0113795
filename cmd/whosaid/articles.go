package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/graph"
)

type articlesOptions struct {
	db           string
	which        string // id, URL or whole title of one; "" for a list
	outlet       string
	since, until graph.Date
	limit        int
	json         bool
}

func newArticles() *cobra.Command {
	var o articlesOptions
	cmd := &cobra.Command{
		Use:   "articles [ARTICLE]",
		Short: "List articles, or show where one comes from and what was corrected in it",
		Long: "articles lists the articles of a store, newest first: when and where they were published, how many claims they hold, and\n" +
			"in how many versions they were seen.\n\n" +
			"With an ARTICLE, which is an id, a URL or a whole title, it shows that one: who wrote it, when its text was seen and from which\n" +
			"bytes it was read, what its outlet says that it corrected, which sentences each version brought and took away, and the claims\n" +
			"that it does not hold any more, each with what stands there now.",
		Example: "  whosaid articles --outlet \"Sample Courier\" --since 2024-10\n  whosaid articles https://courier.example/news/1",
		Args:    arguments(0, 1, "one id, URL or title"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				if o.which = args[0]; strings.TrimSpace(o.which) == "" {
					return usage(cmd, "the article is empty: give an id, a URL or a whole title")
				}
				for _, name := range []string{"outlet", "since", "until", "limit"} {
					if cmd.Flags().Changed(name) {
						return usage(cmd, "--%s is for lists: leave it out, or the article %q", name, cut(oneLine(o.which), 60))
					}
				}
				return runArticle(cmd.Context(), o, cmd.OutOrStdout())
			}
			return runArticles(cmd.Context(), o, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := cmd.Flags()
	storeFlag(cmd, &o.db)
	jsonFlag(cmd, &o.json)
	f.StringVar(&o.outlet, "outlet", "", "`NAME` of the outlet, or its id")
	f.Var((*date)(&o.since), "since", "only those published on that day or later (2024-10-18, 2024-10, 2024)")
	f.Var((*date)(&o.until), "until", "only those published on that day or before")
	f.Var((*count)(&o.limit), "limit", "at most so many; 0: all")
	return cmd
}

// articleLine is an article as articles prints it. What is not known is null.
type articleLine struct {
	articleRecord
	Author   *string     `json:"author"`
	Modified *graph.Date `json:"modified"`
	Seen     *time.Time  `json:"seen"`
	Language *string     `json:"language"`
	Claims   claimCounts `json:"claims"`
	Versions int         `json:"versions"`
}

// claimCounts is how many claims an article holds, and how many it held.
type claimCounts struct {
	Current   int `json:"current"`
	Corrected int `json:"corrected"`
	Withdrawn int `json:"withdrawn"`
}

// String is the counts in words: "5, 1 corrected".
func (n claimCounts) String() string {
	text := group(n.Current)
	if n.Corrected > 0 {
		text += ", " + group(n.Corrected) + " corrected"
	}
	if n.Withdrawn > 0 {
		text += ", " + group(n.Withdrawn) + " withdrawn"
	}
	return text
}

// countClaims counts the claims of an article.
func countClaims(tx *graph.Tx, article graph.ID) (n claimCounts, err error) {
	for _, c := range []struct {
		status graph.ClaimStatus
		to     *int
	}{{graph.Current, &n.Current}, {graph.Corrected, &n.Corrected}, {graph.Withdrawn, &n.Withdrawn}} {
		if *c.to, err = tx.Count(graph.ClaimFilter{Article: article, Status: c.status}); err != nil {
			return n, err
		}
	}
	return n, nil
}

// lineOfArticle is an article with what is counted of it.
func lineOfArticle(tx *graph.Tx, a *graph.Article) (articleLine, error) {
	l := articleLine{
		articleRecord: articleRecord{a.ID, given(a.Title), given(a.Outlet), givenDate(a.Published), given(a.URL)},
		Author:        given(a.Author), Modified: givenDate(a.Modified), Seen: givenTime(a.Seen), Language: given(a.Language),
	}
	var err error
	if l.Claims, err = countClaims(tx, a.ID); err != nil {
		return l, err
	}
	l.Versions, err = tx.CountVersions(a.ID)
	return l, err
}

// givenTime is a pointer to an instant in UTC; nil for none.
func givenTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// instant is a time as a table shows it; "" for none.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

var errNoArticle = errors.New("no article fits; leave out a condition, or see what there is: whosaid stats")

// runArticles prints the articles that fit the conditions, newest first.
func runArticles(ctx context.Context, o articlesOptions, stdout, stderr io.Writer) error {
	return readStore(o.db, func(db *graph.DB) error {
		return db.View(ctx, func(tx *graph.Tx) error {
			f := graph.ArticleFilter{Since: o.since, Until: o.until, Brief: true, Page: graph.Page{Limit: o.limit}}
			if o.outlet != "" {
				var err error
				if f.Outlet, err = outletNamed(tx, o.outlet); err != nil {
					return err
				}
			}
			var rows []row
			n := 0
			for a, err := range tx.Articles(f) {
				if err = errors.Join(err, ctx.Err()); err != nil {
					return stopped(ctx, "articles", err)
				}
				l, err := lineOfArticle(tx, &a)
				if err != nil {
					return err
				}
				n++
				if o.json {
					if err := encode(stdout, l); err != nil {
						return err
					}
					continue
				}
				rows = append(rows, l.row())
			}
			switch {
			case n == 0:
				if !o.json {
					complain(stderr, errNoArticle)
				}
				return nil
			case o.json:
				return nil
			}
			return writeTable(stdout, cmp.Or(tableWidth(stdout), pageWidth), articleColumns, rows)
		})
	})
}

// outletNamed is the one outlet that an id or a name means.
func outletNamed(tx *graph.Tx, name string) (graph.ID, error) {
	ids, err := idsNamed(tx, "outlet", name)
	if err != nil || len(ids) == 1 {
		return append(ids, graph.ID{})[0], err
	}
	var outlets []graph.ID
	for _, id := range ids {
		d, err := tx.Degree(id)
		if err != nil {
			return id, err
		}
		if d.Published > 0 {
			outlets = append(outlets, id)
		}
	}
	switch len(outlets) {
	case 0:
		return ids[0], nil // nothing here is published by any of them
	case 1:
		return outlets[0], nil
	}
	return graph.ID{}, fmt.Errorf("--outlet: %q fits %s outlets; give the id of one: whosaid find %q --names --json", name, group(len(outlets)), name)
}

var articleColumns = []column{
	{"published", 10, 7}, {"outlet", 20, 8}, {"title", 40, 14}, {"claims", 12, 6}, {"versions", 8, 8}, {"author", 18, 8},
}

// row is the article as a row under articleColumns, with its URL below, or its id where it has none.
func (l *articleLine) row() row {
	published := ""
	if l.Published != nil {
		published = l.Published.String()
	}
	return row{
		cells: clean(published, value(l.Outlet), value(l.Title), l.Claims.String(), group(l.Versions), value(l.Author)),
		below: clean(cmp.Or(value(l.URL), l.ID.String())),
	}
}
