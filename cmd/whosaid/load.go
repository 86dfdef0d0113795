package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"runtime/debug"
	"slices"
	"sync/atomic"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/loader"
	"github.com/whosaid/whosaid/loader/lexicon"
	"github.com/whosaid/whosaid/loader/source"
	"github.com/whosaid/whosaid/loader/web"
)

type loadOptions struct {
	paths   []string
	db      string
	lexicon string
	workers int
	as      source.Format
	report  string
	resume  bool
	dryRun  bool
	verbose bool
	json    bool
	quiet   bool
	stdin   io.Reader
	watchOptions
}

func newLoad() *cobra.Command {
	var o loadOptions
	cmd := &cobra.Command{
		Use:   "load PATH...",
		Short: "Read articles and store who said what",
		Long: "load reads articles, finds the claims in them and stores both. Each article is stored whole or not at all, and\n" +
			"loading it again changes nothing. What cannot be read is told in one line, and the others go on.\n\n" +
			"--report keeps a file of JSON Lines with a row for each article: what became of it, why, and what of its page is not in\n" +
			"the text. A row is written when its article is on disk. After Ctrl-C, or worse, the same command with --resume passes over\n" +
			"the articles that the report tells of, where they would be read from the same bytes and the store holds them, and tries\n" +
			"those again that failed.\n\n" + watchHelp + "\n\n" + pathHelp,
		Example: "  whosaid load reports/ archive.jsonl\n  whosaid load --report load.jsonl --resume 'archive/**/*.html'\n" +
			"  whosaid load https://news.example/story https://news.example/feed.xml\n  whosaid load --watch --report load.jsonl https://news.example/feed.xml inbox/",
		Args: arguments(1, -1, "at least one PATH (a file, a directory, a URL, or - for standard input)"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.resume && o.report == "" {
				return usage(cmd, "--resume goes by a report; name it with --report FILE")
			}
			if err := o.check(cmd, &o, args); err != nil {
				return err
			}
			o.paths, o.stdin = args, cmd.InOrStdin()
			return runLoad(cmd.Context(), o, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	storeFlag(cmd, &o.db)
	lexiconFlag(cmd, &o.lexicon)
	workersFlag(cmd, &o.workers)
	asFlag(cmd, &o.as)
	watchFlags(cmd, &o.watchOptions)
	cmd.Flags().StringVar(&o.report, "report", "", "add a row for each article to this `FILE` of JSON Lines, as soon as it is on disk")
	cmd.Flags().BoolVar(&o.resume, "resume", false, "pass over the articles that the report tells of, and try those again that failed")
	cmd.Flags().BoolVar(&o.dryRun, "dry-run", false, "store nothing: say of each article what would become of it, and why")
	cmd.Flags().BoolVar(&o.verbose, "verbose", false, "tell on stderr what of each page is not in the text, and what is no article, and why")
	cmd.Flags().BoolVar(&o.json, "json", false, "print one JSON object for each article, as soon as it is on disk")
	cmd.Flags().BoolVar(&o.quiet, "quiet", false, "print no progress and no summary, only what went wrong")
	return cmd
}

// runLoad loads the articles of the paths into the store.
func runLoad(ctx context.Context, o loadOptions, stdout, stderr io.Writer) error {
	if os.Getenv("GOMEMLIMIT") == "" {
		defer limitMemory()()
	}
	lex, err := readLexicon(o.lexicon)
	if err != nil { // before a store is made
		return fmt.Errorf("load: %w", err)
	}
	file, err := openReport(o.report, o.resume, o.dryRun, stderr)
	if err != nil {
		return fmt.Errorf("load: %w", err)
	}
	l := loading{loadOptions: o, lex: lex, file: file, stdout: stdout, stderr: stderr}
	client := o.client()
	defer client.Close()
	in := source.Options{Stdin: o.stdin, As: o.as, Workers: o.workers, Fetch: web.Fetcher(ctx, client), PassedOver: l.passedOver,
		Progress: func(n int64) { l.read.Add(n) }, Except: []string{o.report, o.state}}
	if o.watch {
		return errors.Join(l.runWatch(ctx, client, in), file.close())
	}
	err = fillStore(ctx, o.db, o.dryRun, func(db *graph.DB) articles {
		in.Skip = file.skip(ctx, db)
		return source.Read(o.paths, in)
	}, func(db *graph.DB, in articles) error { return l.load(ctx, db, in) })
	return errors.Join(err, file.close())
}

// loadMemory is how much memory a load may take before it collects garbage more often than it otherwise would: when the store
// sorts its files, garbage comes fast. The environment variable GOMEMLIMIT sets another limit.
const loadMemory = 320 << 20

// limitMemory sets the limit of memory of a load, until restore is called.
func limitMemory() (restore func()) {
	before := debug.SetMemoryLimit(loadMemory)
	return func() { debug.SetMemoryLimit(before) }
}

// loading is a load under way.
type loading struct {
	loadOptions
	lex            *lexicon.Lexicon
	file           *reportFile
	stdout, stderr io.Writer

	done func() error // says of a watch that the oldest article that it gave is done; nil where nothing is watched

	read, total atomic.Int64 // bytes of files: that were read, and that are to be; 0 while that is not known
}

// load loads articles into db and tells what became of them.
func (l *loading) load(ctx context.Context, db *graph.DB, in articles) error {
	stop := ctx // what ends in with it may do so before ctx knows
	ctx, cancel := context.WithCancel(stop)
	defer cancel()
	var unwritten error // a report that could not be written
	bar := newProgress(l.stderr, l.quiet || l.watch || l.dryRun && !l.json || l.json && terminalWidth(l.stdout) > 0)
	if bar.on() {
		go func() { l.total.Store(source.Size(l.paths)) }() // which may take a while
	}
	refused := map[string]int{}
	var now counts
	sum, err := loader.Load(ctx, db, in, loader.Options{Lexicon: l.lex, Workers: l.workers, DryRun: l.dryRun}, func(r loader.Result) {
		now.add(r)
		for _, f := range r.Refused {
			refused[f.Reason]++
		}
		if r.Err != nil || l.verbose && len(r.Dropped) > 0 {
			bar.clear()
			l.complain(&r)
		}
		if err := l.tell(&r); err != nil && unwritten == nil {
			unwritten = err
			cancel()
		}
		if err := l.followed(&r); err != nil && unwritten == nil {
			unwritten = err
			cancel()
		}
		now.read, now.total = l.read.Load(), l.total.Load()
		bar.show(now, r.Path)
	})
	bar.clear()
	switch {
	case unwritten != nil:
		return fmt.Errorf("load: stopped: %w", unwritten)
	case stop.Err() != nil && !l.watch:
		return fmt.Errorf("load: stopped; %s", l.stopped(sum))
	case err != nil && !errors.Is(err, context.Canceled): // by which a watch ends
		return fmt.Errorf("load: %w", err)
	}
	if !l.quiet {
		to := l.stdout
		if l.json {
			to = l.stderr
		}
		if err := l.summary(context.WithoutCancel(ctx), to, db, sum, refused); err != nil {
			return err
		}
	}
	if l.watch { // what failed may be read yet
		return nil
	}
	return someFailed(sum.Failed, sum.Articles)
}

// complain tells what went wrong with an article, and where it is wanted what of its page is not in the text.
func (l *loading) complain(r *loader.Result) {
	if r.Err != nil {
		complain(l.stderr, r.Err)
	}
	if !l.verbose {
		return
	}
	for _, d := range r.Dropped {
		fmt.Fprintf(l.stderr, "%s: not in the text (%s): %s\n", oneLine(r.Path), oneLine(d.Reason), oneLine(d.Text))
	}
}

// passedOver tells, where it is wanted, of an input that is no article by its kind.
func (l *loading) passedOver(path, reason string) {
	if l.verbose {
		fmt.Fprintf(l.stderr, "%s: passed over: %s\n", oneLine(path), oneLine(reason))
	}
}

// tell writes what became of an article where it is asked for: into the report, and on the standard output.
func (l *loading) tell(r *loader.Result) error {
	if err := l.file.add(r); err != nil {
		return err
	}
	switch {
	case l.json:
		return writeResult(l.stdout, r, l.dryRun)
	case l.dryRun && r.Err == nil:
		return writeTried(l.stdout, *r)
	}
	return nil
}

// stopped is what a load that was stopped has done, and how to go on.
func (l *loading) stopped(s loader.Summary) string {
	if l.dryRun {
		return "nothing is stored in a dry run"
	}
	again := "run the same command again"
	if l.report != "" && !l.resume {
		again += " with --resume"
	}
	return fmt.Sprintf("%s stored whole in this run; %s to load the rest", are(s.Stored+s.Replaced+s.Versioned, "article"), again)
}

// summary writes what a load came to.
func (l *loading) summary(ctx context.Context, w io.Writer, db *graph.DB, s loader.Summary, refused map[string]int) error {
	if l.file != nil && l.resume {
		if _, err := fmt.Fprintf(w, "%s passed over: stored already, as the report says\n", plural(int(l.file.passed.Load()), "article")); err != nil {
			return err
		}
	}
	if l.dryRun {
		return writeTriedSummary(w, s)
	}
	return writeSummary(ctx, w, db, s, refused)
}

// writeResult writes what became of one article as a line of JSON.
func writeResult(w io.Writer, r *loader.Result, dryRun bool) error {
	type refusal struct {
		Quote  string `json:"quote"`
		Reason string `json:"reason"`
	}
	line := struct {
		ID        string        `json:"id"`
		Status    loader.Status `json:"status"`
		Path      string        `json:"path"`
		Article   string        `json:"article,omitempty"`
		Title     string        `json:"title,omitempty"`
		Claims    int           `json:"claims"`
		Relations int           `json:"relations"`
		Refused   []refusal     `json:"refused,omitempty"`
		Error     string        `json:"error,omitempty"`

		URL        string         `json:"url,omitempty"`
		Outlet     string         `json:"outlet,omitempty"`
		Published  string         `json:"published,omitempty"`
		ReadSHA256 string         `json:"read_sha256,omitempty"`
		Dropped    map[string]int `json:"dropped,omitempty"`
		DryRun     bool           `json:"dry_run,omitempty"`
	}{
		ID: r.ID, Status: r.Status, Path: r.Path, Article: r.Article.String(), Title: r.Title,
		Claims: r.Claims, Relations: r.Relations,
		URL: r.URL, Outlet: r.Outlet, Published: r.Published, ReadSHA256: r.ReadSHA256, Dropped: countDropped(r), DryRun: dryRun,
	}
	for _, f := range r.Refused {
		line.Refused = append(line.Refused, refusal(f))
	}
	if r.Err != nil {
		line.Error = r.Err.Error()
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	return out.Encode(line)
}

// writeSummary writes what a load came to, and what the store holds after it.
func writeSummary(ctx context.Context, w io.Writer, db *graph.DB, s loader.Summary, refused map[string]int) error {
	var held graph.Stats
	err := db.View(ctx, func(tx *graph.Tx) (err error) {
		held, err = tx.Stats()
		return err
	})
	if err != nil {
		return err
	}
	versioned := ""
	if s.Versioned > 0 {
		versioned = group(s.Versioned) + " with another version, "
	}
	_, err = fmt.Fprintf(w, "%s: %s stored, %s replaced, %s%s unchanged, %s failed\n%s stored; the store now holds %s, %s, %s, %s\n",
		plural(s.Articles, "article"), group(s.Stored), group(s.Replaced), versioned, group(s.Unchanged), group(s.Failed), plural(s.Claims, "claim"),
		plural(held.Articles, "article"), many(held.Entities, "entity", "entities"), plural(held.Relations, "relation"), plural(held.Claims, "claim"))
	if err != nil || s.Refused == 0 {
		return err
	}
	if _, err := fmt.Fprintf(w, "%s refused:\n", plural(s.Refused, "claim")); err != nil {
		return err
	}
	reasons := slices.SortedFunc(maps.Keys(refused), func(a, b string) int {
		return cmp.Or(cmp.Compare(refused[b], refused[a]), cmp.Compare(a, b))
	})
	for _, r := range reasons {
		if _, err := fmt.Fprintf(w, "%6d  %s\n", refused[r], oneLine(r)); err != nil {
			return err
		}
	}
	return nil
}
