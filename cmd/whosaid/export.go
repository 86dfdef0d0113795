package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/export"
	"github.com/whosaid/whosaid/schema"
)

type exportOptions struct {
	db         string
	format     string
	projection string
	out        string // "" or - for standard output
	force      bool
	list       bool
	sel        schema.Selection
}

func newExport() *cobra.Command {
	var o exportOptions
	var depth int
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the store, or a part of it, in a format that other programs read",
		Long: "export writes the claims that fit every condition given, with the entities that they name and the articles that they stand\n" +
			"in; without a condition it writes the whole store. --depth takes the neighbourhood of --about or of every --root: the\n" +
			"claims between entities that are at most N relations away from it. A NAME is an id, or a whole name or alias in any case.\n" +
			"Formats for graphs have two projections: claims makes a node of every claim, flat makes an edge of it. What a format cannot\n" +
			"hold is told on stderr. A file is whole when it is there: it gets its name at the end. The same store gives the same bytes.\n\n" +
			"Formats:\n" + formatTable(),
		Example: "  whosaid export --format native --out store.jsonl",
		Args:    arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("depth") {
				o.sel.Depth = &depth
			}
			switch {
			case o.list:
			case o.format == "":
				return usage(cmd, "export needs --format NAME: %s", strings.Join(formatNames(), ", "))
			case o.force && toStdout(o.out):
				return usage(cmd, "--force is for a file: give --out FILE too")
			case o.sel.Depth != nil && o.sel.About == "" && len(o.sel.Roots) == 0:
				return usage(cmd, "--depth says how far from an entity: give --about NAME or --root NAME too")
			}
			return runExport(cmd.Context(), o, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := cmd.Flags()
	storeFlag(cmd, &o.db)
	f.StringVar(&o.format, "format", "", "`NAME` of the format")
	f.StringVar(&o.projection, "projection", "", "claims or flat, in formats for graphs: `WHICH` becomes of claims")
	f.StringVar(&o.out, "out", "", "`FILE` to write, for csv also a folder whose name ends in /; without it, or for -, standard output")
	f.BoolVar(&o.force, "force", false, "take the place of a FILE that is there")
	f.BoolVar(&o.list, "list", false, "list the formats, and what reads them")
	selectionFlags(cmd, &o.sel)
	f.StringArrayVar(&o.sel.Roots, "root", nil, "`NAME` of an entity whose neighbourhood is wanted; may be given again")
	f.Var((*count)(&depth), "depth", "relations away from --about or --root; 0: the claims between the roots alone")
	return cmd
}

// selectionFlags adds the conditions that claims are chosen by.
func selectionFlags(cmd *cobra.Command, s *schema.Selection) {
	f := cmd.Flags()
	f.StringVar(&s.About, "about", "", "`NAME` of the subject, the object or the item")
	f.StringVar(&s.Source, "source", "", "`NAME` of the entity or outlet that says it")
	f.StringVar(&s.Subject, "subject", "", "`NAME` of who acts")
	f.StringVar(&s.Object, "object", "", "`NAME` of whom or what it is done to, or where")
	f.StringVar(&s.Article, "article", "", "id, URL or whole title of the `ARTICLE`")
	f.Var(word[graph.Predicate]{&s.Type, graph.ParsePredicate, "TYPE"}, "type",
		"deploys_to, supplies, leads, part_of, located_in, trains_at or other")
	f.Var(word[graph.Stance]{&s.Stance, graph.ParseStance, "STANCE"}, "stance", "asserts, denies, suggests, expects or fears")
	f.Var(word[graph.Realis]{&s.Realis, graph.ParseRealis, "REALIS"}, "realis", "actual, prospective or unknown")
	f.Var((*date)(&s.Since), "since", "only of articles published on that day or later (2024-10-18, 2024-10, 2024)")
	f.Var((*date)(&s.Until), "until", "only of articles published on that day or before (2024-10-18, 2024-10, 2024)")
}

func toStdout(out string) bool { return out == "" || out == "-" }

func formatNames() []string {
	var names []string
	for _, f := range export.Formats() {
		names = append(names, f.Name)
	}
	return names
}

// formatTable is a line for each format.
func formatTable() string {
	var b strings.Builder
	for _, f := range export.Formats() {
		about := f.About
		for i, p := range f.Projections {
			about += map[bool]string{true: "; projections: ", false: ", "}[i == 0] + p.String()
		}
		fmt.Fprintf(&b, "  %-10s %-8s %s\n", f.Name, f.Extension, about)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// saveMemory collects garbage four times as often as usual, until restore is called: an export makes much of it and keeps little.
func saveMemory() (restore func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	usual := debug.SetGCPercent(25)
	return func() { debug.SetGCPercent(usual) }
}

// runExport writes what is selected of the store to a file or to stdout.
func runExport(ctx context.Context, o exportOptions, stdout, stderr io.Writer) error {
	if o.list {
		_, err := fmt.Fprintln(stdout, formatTable())
		return err
	}
	options := export.Options{Format: o.format, Tool: toolName()}
	f, err := export.Find(o.format)
	if err != nil {
		return &told{"--format " + err.Error(), errUsage}
	}
	if o.projection != "" {
		if len(f.Projections) == 0 {
			return &told{fmt.Sprintf("the format %s has no projections; leave out --projection", f.Name), errUsage}
		}
		if options.Projection, err = export.ParseProjection(o.projection); err != nil {
			return &told{"--projection: " + err.Error(), errUsage}
		}
	}
	folder := strings.HasSuffix(o.out, "/") || strings.HasSuffix(o.out, string(filepath.Separator))
	if folder && f.Name != "csv" {
		return &told{fmt.Sprintf("--out %s: only the format csv is written as a folder of files; name a file", o.out), errUsage}
	}
	if !toStdout(o.out) && !o.force {
		if _, err := os.Lstat(o.out); err == nil {
			return fmt.Errorf("export: %s is there already; name another file, or replace it with --force", o.out)
		}
	}
	defer saveMemory()()
	return readStore(o.db, func(db *graph.DB) error {
		var h export.Header
		write := func(w io.Writer) error {
			return db.View(ctx, func(tx *graph.Tx) (err error) {
				if options.Selection, err = selected(tx, &o.sel); err == nil {
					h, err = export.Write(ctx, tx, w, options)
				}
				return err
			})
		}
		to := stdout
		switch {
		case toStdout(o.out):
			to, err = stderr, write(stdout)
		case folder:
			err = writeFolder(o.out, func(dir string) error {
				return db.View(ctx, func(tx *graph.Tx) (err error) {
					if options.Selection, err = selected(tx, &o.sel); err == nil {
						h, err = export.WriteTables(ctx, tx, dir, options)
					}
					return err
				})
			})
		default:
			err = writeWhole(o.out, o.force, write)
		}
		if err != nil {
			return exportError(ctx, err)
		}
		for _, l := range h.Lost {
			complain(stderr, fmt.Errorf("export: not in the format %s: %s", f.Name, l))
		}
		_, err = fmt.Fprintf(to, "exported %s\n", exported(h.Counts))
		return err
	})
}

// writeFolder writes files into a folder beside, and moves them into the one of the name when all of them are whole.
func writeFolder(name string, write func(dir string) error) (err error) {
	name = filepath.Clean(name)
	part, err := os.MkdirTemp(filepath.Dir(name), "."+filepath.Base(name)+".*.part")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(part)) }()
	if err := write(part); err != nil {
		return err
	}
	if err := os.MkdirAll(name, 0o755); err != nil { //nolint:gosec // as others make folders, under the umask
		return err
	}
	files, err := os.ReadDir(part)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := os.Rename(filepath.Join(part, f.Name()), filepath.Join(name, f.Name())); err != nil {
			return err
		}
	}
	return nil
}

// toolName is what exports name as the program that wrote them.
func toolName() string { return "whosaid " + readVersion().module }

// selected finds what a selection means in the store.
func selected(tx *graph.Tx, s *schema.Selection) (export.Selection, error) {
	r, err := s.Resolve(tx)
	return export.Selection{Roots: r.Roots, Depth: r.Depth, Filters: r.Filters, Words: s.String()}, err
}

// exported is the counts of an export in words.
func exported(c export.Counts) string {
	s := plural(c.Articles, "article") + ", " + many(c.Entities, "entity", "entities") + ", " + plural(c.Claims, "claim")
	if c.Nodes+c.Edges > 0 {
		s += " as " + plural(c.Nodes, "node") + " and " + plural(c.Edges, "edge")
	}
	return s
}

// exportError is an error of an export as the user of the verb can act on it.
func exportError(ctx context.Context, err error) error {
	refused, ok := errors.AsType[*schema.Error](err)
	switch {
	case ctx.Err() != nil:
		return errors.New("export: stopped; what was written is not whole")
	case ok:
		return errors.New("export: " + refused.Message)
	case errors.Is(err, export.ErrEmpty):
		return errors.New("export: nothing fits the selection; leave out a condition, or see what there is: whosaid stats")
	case strings.HasPrefix(err.Error(), "export: "):
		return err
	}
	return fmt.Errorf("export: %w", err)
}
