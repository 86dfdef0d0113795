package source

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// Options say how inputs are read. The zero value is the default.
type Options struct {
	MaxText int       // bytes of text beyond which an article is refused; 0: 4 MiB
	Stdin   io.Reader // what "-" reads; nil: the standard input
	As      Format    // how every input is read; "": as its content says
	Fetch   FetchFunc // what gets URLs; nil: they are refused
	Workers int       // pages decoded at the same time; 0: one per core
	Except  []string  // files that are passed over in directories and by patterns, such as the one that the load writes

	// PassedOver is told what is no article by its kind and so is passed over: a picture in a directory, a record of an archive that
	// holds no page; where it is, and what. nil: nobody is told. It is called between articles, on the goroutine that reads.
	PassedOver func(path, reason string)

	// Look reports whether a file is read, by its name and its entry; nil: all are. It is called for every file that would be read, on
	// the goroutine that reads; where it is set, a directory without articles is no error.
	Look func(path string, info fs.FileInfo) bool
	// Skip reports whether an article is passed over, by where it is read and the SHA-256 of the bytes that it is read from, in
	// lower-case hex; nil: none is. It may be called by several goroutines at the same time.
	Skip func(path, readSHA256 string) bool
	// Progress is told how many more bytes of files have been read, or will not be: in the end as many as Size says. nil: nobody is
	// told. It may be called by several goroutines at the same time.
	Progress func(bytes int64)

	ahead  *queue // of the Read under way
	inside bool   // whether the file is an entry of a directory
}

// errSkipped is the error of what was passed over before it was read. Read yields it to nobody.
var errSkipped = errors.New("passed over")

// skips yields what is not passed over.
func (o *Options) skips(yield yieldFunc) yieldFunc {
	if o.Skip == nil {
		return yield
	}
	return func(a Article, err error) bool {
		return err == errSkipped || err == nil && o.Skip(a.Path, a.ReadSHA256) || yield(a, err)
	}
}

// Format is a form in which articles come.
type Format string

// The formats.
const (
	Text      Format = "text"     // one plain text, with optional front matter
	Markdown  Format = "markdown" // one text with marks, with optional front matter
	JSONLines Format = "jsonl"
	HTML      Format = "html" // one page
	Feed      Format = "feed" // RSS, Atom or JSON Feed
	WARC      Format = "warc" // a web archive, compressed or not
)

// maxText is the default of Options.MaxText: longer than any article, short enough to hold one per core in memory.
const maxText = 4 << 20

// stdinPath is what messages call the standard input.
const stdinPath = "standard input"

// Error is an input that could not be read: what it is, what is wrong, and what to do.
type Error struct {
	Path   string // with the line, and the column, where they are known: "feed.jsonl:12:7"
	Reason string
	Remedy string
	Err    error // the cause, when there is one
}

func (e *Error) Error() string {
	s := e.Path + ": " + e.Reason
	if e.Remedy != "" {
		s += "; " + e.Remedy
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// Read yields the articles of the given files, directories and patterns of names ("-" is standard input; see Glob), in the order
// given, directories in the order of their names. An input that cannot be read yields an *Error and the sequence goes on.
//
// The format of a file is told by its content, and by its name only where the content leaves it open: a web page, a feed, a web
// archive (WARC), JSON Lines, Markdown (by the name only), or one plain text; each of them may be compressed with gzip.
// Options.As sets it. In a directory, and below it, hidden files, files called README and what belongs to saved pages without
// being one (pictures, scripts, fonts, the folder NAME_files beside NAME.html), stores and the reports of loads are passed over, and everything
// else must be an article; links to directories, pipes and devices are not followed there. Ids are not compared across inputs.
//
// Texts are yielded unchanged, a byte order mark and front matter apart. Pages, feeds and Markdown are decoded on
// Options.Workers goroutines, ahead of the article that is yielded: up to two for each worker, and no more than 16 MiB of them,
// are in memory at a time. Whatever the size of the input, one page, one text or one JSON line is the most of it that is held,
// and of JSON Lines the ids, by which two lines with the same id are found. When the sequence ends, or its consumer stops,
// nothing runs any more.
func Read(paths []string, o Options) iter.Seq2[Article, error] {
	return reading(o, func(o Options) {
		for _, p := range paths {
			if !readPath(p, o, o.ahead.put) {
				return
			}
		}
	})
}

// reading yields what read puts into the queue of its options.
func reading(o Options, read func(Options)) iter.Seq2[Article, error] {
	if o.MaxText <= 0 {
		o.MaxText = maxText
	}
	return func(yield func(Article, error) bool) {
		o := o
		o.ahead = newQueue(o, o.skips(yield))
		defer o.ahead.close()
		read(o)
	}
}

// yieldFunc takes an article or an error and says whether more are wanted; so do the functions that pass it on.
type yieldFunc = func(Article, error) bool

func readPath(path string, o Options, yield yieldFunc) bool {
	if path == "-" {
		in := o.Stdin
		if in == nil {
			in = os.Stdin
		}
		return readFrom(in, -1, path, stdinPath, o, yield)
	}
	if IsURL(path) {
		return readURL(path, o, yield)
	}
	if IsPattern(path) {
		o.inside = true
		for name, err := range Glob(path) {
			if err != nil && !yield(Article{}, err) || err == nil && !readPath(name, o, yield) {
				return false
			}
		}
		return true
	}
	info, err := os.Stat(path)
	if err != nil {
		return fail(yield, unreadable(path, err))
	}
	switch {
	case info.IsDir() && o.inside:
		return readBelow(path, o, yield)
	case info.IsDir():
		return readDir(path, o, yield)
	}
	return readFile(path, info, o, yield)
}

// readDir reads the files of a directory and of those below it, in the order of their names.
func readDir(root string, o Options, yield yieldFunc) bool {
	o.inside = true
	before := o.ahead.taken
	more := readBelow(root, o, yield)
	if more && o.ahead.taken == before && o.Look == nil {
		return fail(yield, &Error{Path: root, Reason: "no articles in this directory",
			Remedy: "name one that holds texts, pages, feeds, archives or JSON Lines (hidden files, README and pictures are passed over)"})
	}
	return more
}

// storeMark is the file by which a directory is a store.
const storeMark = "WHOSAID"

// readBelow is readDir for one directory. It says whether more is wanted.
func readBelow(dir string, o Options, yield yieldFunc) bool {
	entries, err := os.ReadDir(dir) // sorted
	names := map[string]bool{}
	for _, d := range entries {
		names[d.Name()] = true
	}
	if names[storeMark] {
		return yield(Article{}, &notArticle{dir, "a store of whosaid"})
	}
	for _, d := range entries {
		if passedOver(d.Name()) {
			continue
		}
		path := filepath.Join(dir, d.Name())
		var more bool
		switch {
		case !d.IsDir():
			more = readEntry(path, o, yield)
		case isAssetFolder(d.Name(), names):
			more = yield(Article{}, &notArticle{path, "the parts of a saved page"})
		default:
			more = readBelow(path, o, yield)
		}
		if !more {
			return false
		}
	}
	if err != nil { // what could be listed is read
		return fail(yield, unreadable(dir, err))
	}
	return true
}

// passedOver reports whether a directory's entry is no article by its name.
func passedOver(name string) bool {
	base, _, _ := strings.Cut(name, ".")
	return base == "" || strings.EqualFold(base, "README")
}

func readEntry(path string, o Options, yield yieldFunc) bool {
	info, err := os.Stat(path) // follows links
	switch {
	case err != nil:
		return fail(yield, unreadable(path, err))
	case info.IsDir():
		return fail(yield, &Error{Path: path, Reason: "a link to a directory", Remedy: "name the directory itself to read it"})
	case !info.Mode().IsRegular(): // opening a pipe could wait for ever
		return fail(yield, &Error{Path: path, Reason: "not a regular file", Remedy: "name it on the command line to read it"})
	}
	return readFile(path, info, o, yield)
}

// excepts reports whether a file was found by a directory or a pattern and is one of Options.Except.
func (o *Options) excepts(info fs.FileInfo) bool {
	return o.inside && slices.ContainsFunc(o.Except, func(path string) bool {
		other, err := os.Stat(path)
		return err == nil && os.SameFile(info, other)
	})
}

func readFile(path string, info fs.FileInfo, o Options, yield yieldFunc) bool {
	if o.excepts(info) {
		return yield(Article{}, &notArticle{path, "a file of this load"})
	}
	if o.Look != nil {
		if !info.Mode().IsRegular() {
			return fail(yield, &Error{Path: path, Reason: "not a regular file, and so not watched", Remedy: "load it without a watch"})
		}
		if !o.Look(path, info) {
			return true
		}
	}
	flag, size := os.O_RDONLY, info.Size()
	if !info.Mode().IsRegular() {
		size = -1
	}
	pipe := info.Mode()&fs.ModeNamedPipe != 0
	if pipe {
		flag |= syscall.O_NONBLOCK // opening a pipe that nobody writes into would wait for ever
	}
	f, err := os.OpenFile(path, flag, 0)
	if err != nil {
		return fail(yield, unreadable(path, err))
	}
	defer f.Close()
	if !pipe {
		r, done := o.count(f, size)
		if !readFrom(r, size, path, path, o, yield) {
			return false
		}
		done()
		return true
	}
	r := bufio.NewReader(f)
	if _, err := r.Peek(1); err == io.EOF {
		return fail(yield, &Error{Path: path, Reason: "nothing is being written into this pipe",
			Remedy: `start the program that writes first, or give "-" and pipe its output in`})
	}
	return readFrom(r, size, path, path, o, yield)
}

// readFrom reads one input. size is in bytes, -1 where it is not known; name is what messages call it.
func readFrom(in io.Reader, size int64, path, name string, o Options, yield yieldFunc) bool {
	count := &tally{Reader: in}
	r := bufio.NewReaderSize(count, 64<<10)
	head, err := r.Peek(headBytes)
	if err != nil && err != io.EOF {
		return fail(yield, unreadable(name, err))
	}
	if o.inside {
		if what := asset(head, path); what != "" && !isGzip(head) {
			return yield(Article{}, &notArticle{name, what})
		}
	}
	if isGzip(head) {
		return readGzip(r, func() int64 { return count.n - int64(r.Buffered()) }, path, name, o, yield)
	}
	return readPlain(r, nil, head, size, path, name, o, yield)
}

// readPlain reads one input that is not compressed, or not any more; resume is what goes on behind an error of its data, where
// anything does.
func readPlain(r *bufio.Reader, resume func() bool, head []byte, size int64, path, name string, o Options, yield yieldFunc) bool {
	f := o.As
	if f == "" {
		f = formatOf(head, path)
	}
	switch f {
	case HTML, Feed:
		return readPage(r, f, size, path, name, o, yield)
	case WARC:
		return readWARC(r, resume, path, name, o, yield)
	}
	if e := foreign(head, name); e != nil {
		return fail(yield, e)
	}
	switch f {
	case JSONLines:
		return readLines(r, path, name, o, yield)
	case Markdown:
		return readMarkdown(r, size, path, name, o, yield)
	}
	return readText(r, size, path, name, o, yield)
}

func isLines(path string) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".jsonl", ".ndjson", ".json":
		return true
	}
	return false
}

// startsObject reports whether a file starts like a JSON object: a brace, and behind it a field's name or the other brace.
// A text may start with a brace too.
func startsObject(head []byte) bool {
	s, ok := bytes.CutPrefix(bytes.TrimLeft(bytes.TrimPrefix(head, bom), jsonSpace), []byte("{"))
	s = bytes.TrimLeft(s, jsonSpace)
	return ok && len(s) > 0 && (s[0] == '"' || s[0] == '}')
}

const jsonSpace = " \t\r\n"

// baseID is the id of an article that has none: the file's base name without its last extension.
func baseID(path string) string {
	if path == "-" {
		return "stdin"
	}
	base := filepath.Base(path)
	if id := strings.TrimSuffix(base, filepath.Ext(base)); id != "" {
		return id
	}
	return base
}

// fail yields an error, and says whether more are wanted.
func fail(yield yieldFunc, e *Error) bool { return yield(Article{}, e) }

// unreadable is the error of a file that cannot be opened or read.
func unreadable(path string, err error) *Error {
	e := &Error{Path: cmp.Or(path, `""`), Err: err}
	torn, isTorn := errors.AsType[*tornGzip](err)
	switch {
	case isTorn:
		e.Reason, e.Remedy = torn.Error(), "get it again"
	case errors.Is(err, fs.ErrNotExist):
		e.Reason, e.Remedy = "no such file or directory", "check the name"
		if strings.Contains(path, ":/") {
			e.Remedy = "check the name; a URL begins with https:// or http:// and a host"
		}
	case errors.Is(err, syscall.ELOOP):
		e.Reason, e.Remedy = "a link that leads back to itself", "remove it, or name the file it was meant for"
	case errors.Is(err, fs.ErrPermission):
		e.Reason, e.Remedy = "permission denied", "make it readable"
	default:
		cause := err
		if p, ok := errors.AsType[*fs.PathError](err); ok {
			cause = p.Err
		}
		e.Reason, e.Remedy = fmt.Sprintf("cannot be read: %v", cause), "check the file and its disk"
	}
	return e
}

// tooLarge is the error of a text over the limit.
func tooLarge(path string, o Options) *Error {
	return &Error{Path: path, Reason: fmt.Sprintf("the text is larger than %s", size(o.MaxText)),
		Remedy: "split it into its articles, one file or one JSON line each"}
}

func size(n int) string {
	switch {
	case n%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", n>>20)
	case n%(1<<10) == 0:
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}
