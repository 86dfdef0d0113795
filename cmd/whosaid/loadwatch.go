package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/loader"
	"github.com/whosaid/whosaid/loader/fetch"
	"github.com/whosaid/whosaid/loader/source"
	"github.com/whosaid/whosaid/loader/watch"
)

// watchOptions say how a load goes on after the first look.
type watchOptions struct {
	watch     bool
	every     time.Duration
	state     string
	userAgent string
}

const watchHelp = "A PATH may be a URL, of a page, a feed, a text or a web archive. It is fetched politely: whosaid says who it is, heeds\n" +
	"robots.txt, and asks a site for one thing at a time, with a pause between. Items of a feed that come with their full text are\n" +
	"read as they stand; the pages of the others are fetched. What a public site names or redirects to is fetched from public\n" +
	"addresses only.\n\n" +
	"--watch goes on until it is interrupted: it looks at URLs every ten minutes, or --every, and at files and directories every two\n" +
	"seconds, and loads what is new or has changed. A file that is being written is read when it has not changed for two seconds. The\n" +
	"page of a feed's item is looked at again after 1 hour, 6 hours, 1 day, 3 days and 7 days, for corrections. What was seen is\n" +
	"remembered in watch.json in the store's directory, or in --state, so that nothing is fetched again after a restart. The store\n" +
	"is in use all the while: other commands on it end with exit code 11."

func watchFlags(cmd *cobra.Command, o *watchOptions) {
	cmd.Flags().BoolVar(&o.watch, "watch", false, "follow the feeds, pages, files and directories until interrupted")
	cmd.Flags().DurationVar(&o.every, "every", 0, "with --watch, the `TIME` between two looks at a URL, such as 30m or 1h (default 10m)")
	cmd.Flags().StringVar(&o.state, "state", "", "with --watch, the `FILE` that remembers what was seen (default watch.json in the store's directory)")
	cmd.Flags().StringVar(&o.userAgent, "user-agent", "", "the `NAME` that sites are told, as in 'mybot/1.0 (+https://example.org/bot)'")
}

// leastEvery is the shortest time between two looks at a URL: more often is no way to treat a site.
const leastEvery = 10 * time.Second

// check is what is wrong with the flags of a load together; nil where nothing is.
func (o *watchOptions) check(cmd *cobra.Command, l *loadOptions, args []string) error {
	if strings.ContainsFunc(o.userAgent, unicode.IsControl) {
		return usage(cmd, "--user-agent has a line break, or another control character; give a name such as mybot/1.0")
	}
	if !o.watch {
		for _, name := range []string{"every", "state"} {
			if cmd.Flags().Changed(name) {
				return usage(cmd, "--%s is for --watch; add that, or leave it out", name)
			}
		}
		return nil
	}
	switch {
	case l.dryRun:
		return usage(cmd, "--watch stores what it finds; leave out --dry-run, or --watch")
	case l.resume:
		return usage(cmd, "--watch remembers what it has stored; leave out --resume")
	case cmd.Flags().Changed("every") && o.every < leastEvery:
		return usage(cmd, "--every %s is too often for a site; give %s or more", o.every, leastEvery)
	}
	for _, a := range args {
		if a == "-" {
			return usage(cmd, "--watch cannot follow standard input; name files, directories or URLs")
		}
	}
	return nil
}

// client is what fetches URLs, for the user of the command.
func (o *watchOptions) client() *fetch.Client {
	f := fetch.Options{UserAgent: cmp.Or(o.userAgent, userAgent())}
	if o.watch { // which tries again by itself
		f.Retries, f.MaxWait = -1, time.Second
	}
	return fetch.NewClient(f)
}

// userAgent is what sites are told.
func userAgent() string {
	name, about, _ := strings.Cut(fetch.DefaultUserAgent, " ")
	return name + "/" + strings.Trim(readVersion().module, "()") + " " + about
}

// runWatch loads what is new or has changed, until ctx ends.
func (l *loading) runWatch(ctx context.Context, c *fetch.Client, o source.Options) error {
	return writeStore(l.db, func(db *graph.DB) error {
		w, err := watch.Open(watch.Options{
			Paths: l.paths, State: cmp.Or(l.state, filepath.Join(l.db, "watch.json")), Every: l.every, Client: c, Source: o,
			Tell: l.note,
		})
		if err != nil {
			return fmt.Errorf("load: %w", err)
		}
		l.done = w.Done
		err = l.load(ctx, db, until(ctx, w.Articles(ctx)))
		return errors.Join(err, w.Close())
	})
}

// note tells of an event of a watch in one line.
func (l *loading) note(line string) {
	if !l.quiet {
		fmt.Fprintf(l.stderr, "%s\n", oneLine(line))
	}
}

// followed tells what became of an article, and that it is done.
func (l *loading) followed(r *loader.Result) error {
	if l.done == nil {
		return nil
	}
	if r.Err == nil {
		l.note(fmt.Sprintf("%s: %s, %s", r.Path, r.Status, plural(r.Claims, "claim")))
	}
	return l.done()
}
