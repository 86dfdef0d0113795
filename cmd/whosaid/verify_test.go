package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/crc32"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/graph"
)

// harm writes a record into a closed store, past all checks; nil deletes it. It leaves a write-ahead log behind as a process does
// that was killed while it put a store in order, which the next one takes in.
func harm(t *testing.T, dir string, write uint64, key, value []byte) {
	t.Helper()
	log := make([]byte, 20)
	entry := func(meta byte, key, value []byte) {
		key = binary.BigEndian.AppendUint64(bytes.Clone(key), math.MaxUint64-write)
		e := []byte{meta, 0}
		for _, n := range []int{len(key), len(value), 0} {
			e = binary.AppendUvarint(e, uint64(n))
		}
		e = append(append(e, key...), value...)
		log = append(log, e...)
		log = binary.BigEndian.AppendUint32(log, crc32.Checksum(e, crc32.MakeTable(crc32.Castagnoli)))
	}
	if value == nil {
		entry(0x41, key, nil)
	} else {
		entry(0x40, key, value)
	}
	entry(0x80, []byte("!badger!txn"), strconv.AppendUint(nil, write, 10))
	if err := errors.Join(os.Remove(filepath.Join(dir, "CLOSED")), os.WriteFile(filepath.Join(dir, "00001.mem"), log, 0o600),
		os.WriteFile(filepath.Join(dir, "RECOVERY"), []byte("00001.mem\n"), 0o600)); err != nil {
		t.Fatal(err)
	}
}

func TestVerifyPrintsWhatIsWrongAndRepairsIt(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	whosaid := func(code int, args ...string) (string, string) {
		t.Helper()
		var stdout, stderr bytes.Buffer
		in := `{"id": "a", "url": "https://example.org/a", "text": "Iran denied that it has supplied drones to Russia."}` + "\n" +
			`{"id": "b", "url": "https://example.org/b", "text": "Germany said that it has supplied 14 tanks to Ukraine."}` + "\n"
		if got := run(append(args, "--db", dir), strings.NewReader(in), &stdout, &stderr); got != code {
			t.Errorf("%q: exit code %d, want %d: %s%s", args, got, code, &stdout, &stderr)
		}
		return stdout.String(), stderr.String()
	}
	says := func(text, pattern string) {
		t.Helper()
		if !regexp.MustCompile(pattern).MatchString(text) {
			t.Errorf("%q does not match %s", text, pattern)
		}
	}
	whosaid(0, "load", "--quiet", "-")

	// What follows from the articles.
	out, _ := whosaid(0, "claims", "--json", "--limit", "1")
	var claim struct {
		ID      graph.ID
		Article struct{ ID graph.ID }
	}
	if err := json.Unmarshal([]byte(out), &claim); err != nil {
		t.Fatal(err)
	}
	harm(t, dir, 1001, append([]byte("c"), claim.ID[:8]...), nil)
	whosaid(1, "verify")
	harm(t, dir, 1002, []byte("z"), []byte{1})
	out, complaint := whosaid(1, "verify")
	says(out, `(?m)\Aplace of claim [0-9a-f]+: is missing\ncounts of the store: does not hold what the articles say\nchecked 2 articles in 2 versions with \d+ claims, and \d+ records that follow from them: 2 problems\n\z`)
	says(complaint, `\Awhosaid: verify: 2 problems; write anew what follows from the articles: whosaid verify --repair, or restore a backup: whosaid restore\n\z`)
	out, _ = whosaid(1, "verify", "--json")
	says(out, `(?m)\A\{"record":"place of claim [0-9a-f]+","text":"is missing"\}\n\{"record":"counts.*\}\n\{"articles":2,.*"problems":2,.*\}\n\z`)
	out, _ = whosaid(0, "verify", "--repair")
	says(out, `\Arepair: 2 records are written anew\nchecked 2 articles .*: 0 problems\n\z`)
	whosaid(0, "verify")

	// An article.
	harm(t, dir, 1003, append(append([]byte("B"), claim.Article.ID[:8]...), 0, 0), []byte{2, 0, 'x'})
	out, complaint = whosaid(1, "verify", "--repair")
	says(out, `(?m)^article [0-9a-f]+ \("https://example.org/[ab]"\): a record of the store is damaged: `)
	says(complaint, `1 problem cannot be repaired: restore a backup into another directory \(whosaid restore\), or take the damaged articles out \(whosaid verify --drop\) and load them again`)
	out, _ = whosaid(0, "verify", "--drop")
	says(out, `(?m)^taken out: article [0-9a-f]+ \("https://example.org/[ab]"\): .*\nchecked 1 article .*: 0 problems$`)
	out, _ = whosaid(0, "load", "-")
	says(out, `2 articles: 1 stored, 0 replaced, 1 unchanged`)
	whosaid(0, "verify")
}
