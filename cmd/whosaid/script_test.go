//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/whosaid/whosaid/loader/fetch/fetchtest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"whosaid": main})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               tellErrors,
		Condition: func(cond string) (bool, error) {
			if cond == "root" { // who may open everything
				return os.Geteuid() == 0, nil
			}
			return false, fmt.Errorf("there is no condition %q", cond)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":    exits,
			"httpget":  httpget,
			"await":    await,
			"articles": makeArticles,
			"large":    large,
			"memory":   memory,
			"news":     (&sites{of: map[*testscript.TestScript]*fetchtest.News{}}).news,
		},
	})
}

// tellErrors logs, where a script fails, what its programs in the background wrote into *.err.
func tellErrors(env *testscript.Env) error {
	t, ok := env.T().(interface{ Failed() bool })
	if !ok {
		return errors.New("testscript's T no longer tells whether it failed")
	}
	env.Defer(func() {
		if !t.Failed() {
			return
		}
		files, err := filepath.Glob(filepath.Join(env.WorkDir, "*.err"))
		if err != nil {
			env.T().Log(err)
		}
		for _, name := range files {
			b, err := os.ReadFile(name)
			if err != nil {
				env.T().Log(err)
			}
			env.T().Log(filepath.Base(name) + ":\n" + string(b))
		}
	})
	return nil
}

// exits CODE PROGRAM ARG...: the program ends with that exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARG...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if e, ok := errors.AsType[*exec.ExitError](err); ok {
		got = e.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("%s ended with exit code %d, want %d", strings.Join(args[1:], " "), got, want)
	}
}

// httpget [-host NAME] [-token FILE] STATUS URL: the answer has that status; its body becomes the standard output. The file
// holds a token to send.
func httpget(ts *testscript.TestScript, neg bool, args []string) {
	host, token := "", ""
	for len(args) > 2 {
		switch args[0] {
		case "-host":
			host = args[1]
		case "-token":
			token = strings.TrimSpace(ts.ReadFile(args[1]))
		default:
			ts.Fatalf("httpget has no %s", args[0])
		}
		args = args[2:]
	}
	if neg || len(args) != 2 {
		ts.Fatalf("usage: httpget [-host NAME] [-token FILE] STATUS URL")
	}
	req, err := http.NewRequest(http.MethodGet, args[1], nil)
	ts.Check(err)
	req.Host = host
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	client := http.Client{Timeout: 20 * time.Second}
	res, err := client.Do(req)
	ts.Check(err)
	defer res.Body.Close()
	_, err = io.Copy(ts.Stdout(), res.Body)
	ts.Check(err)
	if got := strconv.Itoa(res.StatusCode); got != args[0] {
		ts.Fatalf("%s: status %s, want %s", args[1], got, args[0])
	}
}

// await FILE PATTERN [VAR]: waits until the file holds the pattern; VAR becomes what its first group matched.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: await FILE PATTERN [VAR]")
	}
	pattern, err := regexp.Compile("(?m)" + args[1])
	ts.Check(err)
	var content []byte
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		content, _ = os.ReadFile(ts.MkAbs(args[0])) // it may not be there yet
		if m := pattern.FindSubmatch(content); m != nil {
			if len(args) == 3 {
				ts.Setenv(args[2], string(m[1]))
			}
			return
		}
	}
	ts.Fatalf("%s holds no %q after two minutes: %q", args[0], args[1], content)
}

// articles N FILE: writes N articles of some sentences, as JSON Lines.
func makeArticles(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: articles N FILE")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	var b bytes.Buffer
	for i := range n {
		ts.Check(json.NewEncoder(&b).Encode(map[string]string{
			"id": fmt.Sprintf("a%d", i), "outlet": "Example Post", "published": "2024-10-18",
			"title": fmt.Sprintf("Report %d", i),
			"text": strings.Repeat(fmt.Sprintf("South Korea's National Intelligence Service said on Friday that North Korea has sent %d soldiers to Russia. ",
				1000+i), 5),
		}))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), b.Bytes(), 0o600))
}

// large BYTES FILE HEAD TAIL: makes a file of that size, from a part that is repeated at its beginning to its last line. It
// takes next to no room on the disk.
func large(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: large BYTES FILE HEAD TAIL")
	}
	n, err := strconv.ParseInt(args[0], 10, 64)
	ts.Check(err)
	f, err := os.Create(ts.MkAbs(args[1]))
	ts.Check(err)
	_, err = f.WriteString(args[2] + strings.Repeat(" and so on", 1000))
	ts.Check(err)
	tail := "\n" + args[3] + "\n"
	_, err = f.WriteAt([]byte(tail), n-int64(len(tail)))
	ts.Check(err)
	ts.Check(f.Close())
}

// memory MEBIBYTES CODE PROGRAM ARG...: the program ends with that exit code and never held more memory than that, the
// race detector's share apart.
func memory(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: memory MEBIBYTES CODE PROGRAM ARG...")
	}
	most, err := strconv.ParseFloat(args[0], 64)
	ts.Check(err)
	most *= raceShare
	program := ""
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		if _, err := os.Stat(filepath.Join(dir, args[2])); err == nil {
			program = filepath.Join(dir, args[2])
			break
		}
	}
	cmd := exec.Command(program, args[3:]...)
	cmd.Dir = ts.MkAbs(".")
	cmd.Env = append(os.Environ(), "PATH="+ts.Getenv("PATH"))
	cmd.Stdout, cmd.Stderr = ts.Stdout(), ts.Stderr()
	ts.Check(cmd.Start())
	// What the system tells of a process that has ended counts what its parent held when it began it, and this one may hold more.
	var held float64
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for over := false; !over; {
		if v, ok := processStatus(cmd.Process.Pid, "VmHWM"); ok {
			held = max(held, v*1e6/(1<<20))
		}
		select {
		case err = <-ended:
			over = true
		case <-time.After(2 * time.Millisecond):
		}
	}
	if _, ok := errors.AsType[*exec.ExitError](err); !ok {
		ts.Check(err)
	}
	if code := strconv.Itoa(cmd.ProcessState.ExitCode()); code != args[1] {
		ts.Fatalf("exit code %s, want %s", code, args[1])
	}
	if held == 0 { // not Linux
		used, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
		if !ok {
			ts.Fatalf("this system does not tell how much memory a process held")
		}
		held = float64(used.Maxrss) / (1 << 20)
	}
	if held > most {
		ts.Fatalf("the process held %.0f MiB, more than %.0f", held, most)
	}
}
