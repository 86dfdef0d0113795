//go:build unix

package source

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/whosaid/whosaid/loader/source/sourcetest"
)

// within fails the test if f takes longer than any reading of a small input could.
func within(t *testing.T, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("still reading after 20 s")
	}
}

func mkfifo(t *testing.T, path string) {
	t.Helper()
	if err := syscall.Mkfifo(path, 0o666); err != nil {
		t.Fatal(err)
	}
}

func link(t *testing.T, to, path string) {
	t.Helper()
	if err := os.Symlink(to, path); err != nil {
		t.Fatal(err)
	}
}

func TestReadWhatIsNoFile(t *testing.T) {
	t.Chdir(write(t, map[string]string{"d/a.txt": "Alpha.", "e/b.txt": "Beta."}))
	mkfifo(t, "fifo")
	link(t, "loop", "loop")
	link(t, "d", "alias")
	link(t, "d/a.txt", "a-link.txt")
	link(t, "nowhere", "dangling")
	tests := []struct{ path, want string }{
		{"fifo", `[fifo: nothing is being written into this pipe; start the program that writes first, or give "-" and pipe its output in]`},
		{"/dev/zero", "[/dev/zero: a binary file, not a text; name pages, feeds, web archives (WARC), JSON Lines or texts]"},
		{"/dev/null", "[/dev/null: the file is empty; put the article's text into it or leave it out]"},
		{"loop", "[loop: a link that leads back to itself; remove it, or name the file it was meant for]"},
		{"dangling", "[dangling: no such file or directory; check the name]"},
		{"", `["": no such file or directory; check the name]`},
		{"htp://news.example/story", "[htp://news.example/story: no such file or directory; check the name; a URL begins with https:// or http:// and a host]"},
		{"a.txt/x", "[a.txt/x: no such file or directory; check the name]"},
		{"alias", "a.txt=Alpha. []"},
		{"a-link.txt", "a-link.txt=Alpha. []"},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			within(t, func() {
				var s strings.Builder
				got, errs := collect(Read([]string{tt.path}, Options{}))
				for _, a := range got {
					fmt.Fprintf(&s, "%s=%s ", filepath.Base(a.Path), a.Text)
				}
				fmt.Fprint(&s, errs)
				if s.String() != tt.want {
					t.Errorf("got %s\nwant %s", s.String(), tt.want)
				}
			})
		})
	}
}

// Whoever writes into a pipe may be slow: the reader waits for it.
func TestReadPipeWithWriter(t *testing.T) {
	t.Chdir(t.TempDir())
	mkfifo(t, "fifo")
	// Opened for both ways, the pipe has a writer before the reader comes.
	w, err := os.OpenFile("fifo", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		defer w.Close()
		for _, s := range []string{"Alpha said ", "that beta ", "came."} {
			time.Sleep(10 * time.Millisecond)
			w.WriteString(s)
		}
	}()
	within(t, func() {
		got, errs := collect(Read([]string{"fifo"}, Options{}))
		if len(got) != 1 || got[0].Text != "Alpha said that beta came." || errs != nil {
			t.Errorf("got %v, %q", got, errs)
		}
	})
}

func TestReadDirectoryPassesOverNothingInSilence(t *testing.T) {
	t.Chdir(write(t, map[string]string{"d/a.txt": "Alpha.", "d/below/b.txt": "Beta."}))
	mkfifo(t, "d/fifo")
	link(t, ".", "d/self")
	link(t, "loop", "d/loop")
	link(t, "/dev/zero", "d/zero.txt")
	within(t, func() {
		got, errs := collect(Read([]string{"d"}, Options{}))
		if len(got) != 2 || got[0].Text != "Alpha." || got[1].Text != "Beta." {
			t.Errorf("got %v", got)
		}
		want := "d/fifo: not a regular file; name it on the command line to read it\n" +
			"d/loop: a link that leads back to itself; remove it, or name the file it was meant for\n" +
			"d/self: a link to a directory; name the directory itself to read it\n" +
			"d/zero.txt: not a regular file; name it on the command line to read it"
		if s := strings.Join(errs, "\n"); s != want {
			t.Errorf("got\n%s\nwant\n%s", s, want)
		}
	})
}

func TestReadUnreadable(t *testing.T) {
	dir := write(t, map[string]string{"a.txt": "Alpha.", "shut/b.txt": "Beta.", "z.txt": "Zeta."})
	for _, name := range []string{"a.txt", "shut"} {
		if err := os.Chmod(filepath.Join(dir, name), 0); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { os.Chmod(filepath.Join(dir, "shut"), 0o700) })
	sourcetest.PlainUser(t)
	got, errs := collect(Read([]string{dir}, Options{}))
	want := fmt.Sprintf("[%[1]s/a.txt: permission denied; make it readable %[1]s/shut: permission denied; make it readable]", dir)
	if len(got) != 1 || got[0].Text != "Zeta." || fmt.Sprint(errs) != want {
		t.Errorf("got %v, %q", got, errs)
	}
}

func TestUnreadableNamesInputAndRemedy(t *testing.T) {
	tests := []struct {
		err  error
		want string
	}{
		{syscall.ENOENT, "x: no such file or directory; check the name"},
		{syscall.EACCES, "x: permission denied; make it readable"},
		{syscall.ELOOP, "x: a link that leads back to itself; remove it, or name the file it was meant for"},
		{syscall.EIO, "x: cannot be read: input/output error; check the file and its disk"},
	}
	for _, tt := range tests {
		if got := unreadable("x", &fs.PathError{Op: "open", Path: "x", Err: tt.err}).Error(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, syscall.EIO }

func TestReadFailureInTheMiddle(t *testing.T) {
	for _, head := range []string{"", strings.Repeat("It is said. ", 1000), `{"text":"Alpha."}` + "\n" + strings.Repeat(" ", 9000)} {
		_, errs := collect(Read([]string{"-"}, Options{Stdin: io.MultiReader(strings.NewReader(head), failing{})}))
		if len(errs) != 1 || errs[0] != "standard input: cannot be read: input/output error; check the file and its disk" {
			t.Errorf("behind %.20q: %q", head, errs)
		}
	}
}
