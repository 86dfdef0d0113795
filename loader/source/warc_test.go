package source

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/zstd"
)

const story = "The ministry said on Friday that the bridge was closed.\n"

// warcRecord is a record of an archive; fields stand in its head beside the usual ones.
func warcRecord(kind, target, mediaType, block string, fields ...string) string {
	head := "WARC/1.1\r\nWARC-Type: " + kind + "\r\nWARC-Record-ID: <urn:uuid:0>\r\nWARC-Date: 2024-10-18T12:00:00Z\r\n"
	if target != "" {
		head += "WARC-Target-URI: " + target + "\r\n"
	}
	for _, f := range fields {
		head += f + "\r\n"
	}
	return fmt.Sprintf("%sContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", head, mediaType, len(block), block)
}

// answer is a record of an HTTP response; fields stand in the head of the response.
func answer(target, mediaType, body string, fields ...string) string {
	head := "HTTP/1.1 200 OK\r\nContent-Type: " + mediaType + "\r\n"
	for _, f := range fields {
		head += f + "\r\n"
	}
	return warcRecord("response", target, "application/http; msgtype=response", head+"\r\n"+body)
}

// zipped is each part as a gzip member.
func zipped(parts ...string) string {
	var b bytes.Buffer
	for _, p := range parts {
		z := gzip.NewWriter(&b)
		z.Write([]byte(p))
		z.Close()
	}
	return b.String()
}

// told are articles as "path: text", errors as they are, what is passed over as "-path: reason".
func told(path string, in io.Reader, o Options) []string {
	var all []string
	o.Stdin = in
	o.PassedOver = func(path, reason string) { all = append(all, "-"+path+": "+reason) }
	for a, err := range Read([]string{path}, o) {
		if err != nil {
			all = append(all, "!"+err.Error())
			continue
		}
		all = append(all, a.Path+": "+strings.TrimSpace(a.Text))
	}
	for i := range all {
		all[i] = strings.ReplaceAll(all[i], stdinPath, "in")
	}
	return all
}

func TestReadWARC(t *testing.T) {
	text := func(n int) string { return fmt.Sprintf("Text %d. The ministry said that the bridge was closed.", n) }
	plain := func(n int) string { return answer(fmt.Sprintf("https://example.org/%d", n), "text/plain", text(n)) }
	read := func(n, record int) string { return fmt.Sprintf("in:record %d: %s", record, text(n)) }
	wrong := func(r, from, to string) string {
		if !strings.Contains(r, from) {
			t.Fatalf("no %q in %q", from, r)
		}
		return strings.Replace(r, from, to, 1)
	}
	length := func(n int) string {
		return fmt.Sprintf("Content-Length: %d", len("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"+text(n)))
	}
	page := "<html><title>A bridge</title><article><p>" + strings.Repeat(story, 10) + "</p></article></html>"
	const remedy = "; get the archive again; the other records are read"
	tests := []struct {
		name string
		in   string
		want []string
	}{
		{"records of all kinds", warcRecord("warcinfo", "", "application/warc-fields", "software: x\r\n") +
			warcRecord("request", "https://example.org/1", "application/http; msgtype=request", "GET / HTTP/1.1\r\n\r\n") + plain(1) +
			warcRecord("metadata", "https://example.org/1", "application/warc-fields", "via: x\r\n") +
			warcRecord("revisit", "https://example.org/1", "application/http", "HTTP/1.1 200 OK\r\n\r\n") +
			warcRecord("resource", "https://example.org/r", "text/plain", text(2)) +
			warcRecord("conversion", "https://example.org/c", "text/plain", text(3)) +
			warcRecord("response", "dns:example.org", "text/dns", "1") +
			answer("https://example.org/p.png", "image/png", "\x89PNG") +
			warcRecord("response", "https://example.org/404", "application/http;msgtype=response", "HTTP/1.0 404 Not Found\nContent-Type: text/plain\n\nNo.") +
			answer("https://example.org/robots.txt", "text/plain", "User-agent: *") + answer("https://example.org/e", "text/html", ""),
			[]string{"-in:record 1: warcinfo record", "-in:record 2: request record", read(1, 3), "-in:record 4: metadata record", "-in:record 5: revisit record",
				read(2, 6), read(3, 7), "-in:record 8: text/dns", "-in:record 9: image/png", "-in:record 10: status 404", "-in:record 11: robots.txt", "-in:record 12: empty"}},
		{"a page", answer("https://example.org/p", "text/html; charset=utf-8", page), []string{"in:record 1: " + strings.TrimSpace(strings.ReplaceAll(strings.Repeat(story, 10), "\n", " "))}},
		{"line feeds alone, and one between records", strings.ReplaceAll(plain(1), "\r\n", "\n") + strings.TrimSuffix(plain(2), "\r\n"),
			// The block lost carriage returns too, so that its length is false.
			[]string{"!in:record 1 (https://example.org/1): its Content-Length, 98, is false: another record begins before its end" + remedy, read(2, 2)}},
		{"the last record without its empty lines", plain(1) + strings.TrimRight(plain(2), "\r\n"), []string{read(1, 1), read(2, 2)}},
		{"a length that is too short", plain(1) + wrong(plain(2), length(2), "Content-Length: 60") + plain(3),
			[]string{read(1, 1), "!in:record 2 (https://example.org/2): its Content-Length, 60, is false: no record begins behind it" + remedy, read(3, 3)}},
		{"a length that is too long", plain(1) + wrong(plain(2), length(2), "Content-Length: 600") + plain(3) + plain(4),
			[]string{read(1, 1), "!in:record 2 (https://example.org/2): its Content-Length, 600, is false: another record begins before its end" + remedy, read(3, 3), read(4, 4)}},
		{"a huge length", plain(1) + wrong(plain(2), length(2), "Content-Length: 999999999999") + plain(3) + plain(4),
			[]string{read(1, 1), "!in:record 2 (https://example.org/2): its Content-Length, 999999999999, is false: another record begins before its end" + remedy, read(3, 3), read(4, 4)}},
		{"a length beyond all numbers", plain(1) + wrong(plain(2), length(2), "Content-Length: 99999999999999999999") + plain(3),
			[]string{read(1, 1), "!in:record 2 (https://example.org/2): its Content-Length, 99999999999999999999, is no number of bytes" + remedy, read(3, 3)}},
		{"a negative length", plain(1) + wrong(plain(2), length(2), "Content-Length: -5") + plain(3),
			[]string{read(1, 1), "!in:record 2 (https://example.org/2): its Content-Length, -5, is no number of bytes" + remedy, read(3, 3)}},
		{"no length", plain(1) + wrong(plain(2), length(2)+"\r\n", "") + plain(3),
			[]string{read(1, 1), "!in:record 2 (https://example.org/2): its Content-Length, which is missing, is no number of bytes" + remedy, read(3, 3)}},
		{"a page that names WARC", plain(1) + answer("https://example.org/w", "text/plain", "A record begins:\nWARC/1.0\nWARC-Type: response\n\nand so on.") + plain(3),
			[]string{read(1, 1), "in:record 2: A record begins:\nWARC/1.0\nWARC-Type: response\n\nand so on.", read(3, 3)}},
		{"noise between records", plain(1) + "noise\r\n" + strings.Repeat("x", 5000) + "\r\n" + plain(2),
			[]string{"!in:record 1 (https://example.org/1): its Content-Length, 98, is false: no record begins behind it" + remedy, read(2, 2)}},
		{"an archive that breaks off", plain(1) + plain(2)[:250], []string{read(1, 1), "!in:record 2 (https://example.org/2): the archive ends in it, 54 bytes before its end" + remedy}},
		{"an archive that breaks off in a head", plain(1) + plain(2)[:60], []string{read(1, 1), "!in:record 2: the record's head does not end" + remedy}},
		{"no page", warcRecord("warcinfo", "", "application/warc-fields", "software: x\r\n"),
			[]string{"-in:record 1: warcinfo record", "!in: no page among the 1 records of this archive; name one that holds response, resource or conversion records of pages or texts"}},
		{"members", zipped(plain(1), plain(2), plain(3)), []string{read(1, 1), read(2, 2), read(3, 3)}},
		{"one member", zipped(plain(1) + plain(2) + plain(3)), []string{read(1, 1), read(2, 2), read(3, 3)}},
		{"members that break off", zipped(plain(1)) + zipped(plain(2))[:100],
			[]string{read(1, 1), "!in:record 2: cannot be read"}},
		{"a damaged member", zipped(plain(1)) + strings.Replace(zipped(plain(2)), zipped(plain(2))[60:90], strings.Repeat("\xff", 30), 1) + zipped(plain(3), plain(4)),
			[]string{read(1, 1), "!in:record 2: damaged", read(3, 3), read(4, 4)}},
		{"a false length in a member", zipped(plain(1), wrong(plain(2), length(2), "Content-Length: 600"), plain(3), plain(4)),
			[]string{read(1, 1), "!in:record 2 (https://example.org/2): its Content-Length, 600, is false: another record begins before its end" + remedy, read(3, 3), read(4, 4)}},
		{"zeros behind the members", zipped(plain(1), plain(2)) + strings.Repeat("\x00", 512), []string{read(1, 1), read(2, 2)}},
		{"a feed", answer("https://example.org/feed", "application/rss+xml", `<rss><channel><title>F</title><item><title>A</title><description>Short.</description></item>`+
			`<item><title>B</title><content:encoded>&lt;p>`+text(1)+`&lt;/p></content:encoded></item></channel></rss>`),
			[]string{"-in:record 1: an item of a feed with only a summary", "in:record 1:item 2: " + text(1)}},
		{"XML that is none of ours", answer("https://example.org/s", "text/xml", "<urlset></urlset>") + plain(1), []string{"-in:record 1: text/xml", read(1, 2)}},
		{"an encoding that is not read", answer("https://example.org/1", "text/plain", "\x1f\x9d\x90\x01", "Content-Encoding: compress") + plain(2),
			[]string{`!in:record 1 (https://example.org/1): the page cannot be read: its encoding, "compress", is not one that is read (gzip, deflate, br, zstd)` + remedy, read(2, 2)}},
		{"a charset", answer("https://example.org/1", "text/plain; charset=windows-1252", "Er sagte, das sei sch\xf6n.") + answer("https://example.org/2", "text/plain; charset=iso-8859-1", "Er sagte, das sei sch\xc3\xb6n."),
			[]string{"in:record 1: Er sagte, das sei schön.", "in:record 2: Er sagte, das sei schön."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := told("-", strings.NewReader(tt.in), Options{})
			for i, w := range tt.want {
				if i >= len(got) {
					break
				}
				switch {
				case strings.HasSuffix(w, ": cannot be read") && strings.HasPrefix(got[i], strings.TrimSuffix(w, "cannot be read")+"the compressed data breaks off at byte "):
					got[i] = w
				case strings.HasSuffix(w, ": damaged") && strings.HasPrefix(got[i], strings.TrimSuffix(w, "damaged")+"the compressed data is damaged at byte "):
					got[i] = w
				}
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
			// One byte at a time gives the same.
			slow := told("-", &slowly{strings.NewReader(tt.in)}, Options{})
			if len(slow) != len(got) || slow[0] != got[0] && !strings.HasPrefix(slow[0], "!") {
				t.Errorf("slowly:\n%s", strings.Join(slow, "\n"))
			}
		})
	}
}

// slowly gives one byte at a time.
type slowly struct{ io.Reader }

func (s *slowly) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	return s.Reader.Read(p[:1])
}

func TestReadWARCFields(t *testing.T) {
	in := warcRecord("conversion", "<https://example.org/c?x=1>", "text/plain", "A headline\n\n"+story) +
		answer("https://example.org/p", "text/html", `<html lang="en"><meta property="article:modified_time" content="2024-10-20T08:00:00Z"><title>A bridge</title><article><p>`+strings.Repeat(story, 10)+`</p></article></html>`)
	t.Chdir(write(t, map[string]string{"crawl.warc.gz": zipped(in)}))
	got, errs := collect(Read([]string{"crawl.warc.gz"}, Options{}))
	if len(got) != 2 || errs != nil {
		t.Fatalf("got %+v, %q", got, errs)
	}
	want := Article{ID: "crawl-1", Title: "A headline", URL: "https://example.org/c?x=1", Seen: "2024-10-18T12:00:00Z", Text: "A headline\n\n" + story,
		Path: "crawl.warc.gz:record 1", ReadSHA256: sum([]byte("A headline\n\n" + story))}
	if d := cmp.Diff(want, got[0]); d != "" {
		t.Error(d)
	}
	if a := got[1]; a.ID != "crawl-2" || a.URL != "https://example.org/p" || a.Seen != "2024-10-18T12:00:00Z" || a.Modified != "2024-10-20" || a.Path != "crawl.warc.gz:record 2" {
		t.Errorf("got %+v", a)
	}
}

func TestDecodeResponse(t *testing.T) {
	squeeze := func(w io.WriteCloser, b *bytes.Buffer) string {
		w.Write([]byte(story))
		w.Close()
		return b.String()
	}
	var zb, fb, sb, bb bytes.Buffer
	zl := squeeze(zlib.NewWriter(&zb), &zb)
	fw, _ := flate.NewWriter(&fb, 9)
	raw := squeeze(fw, &fb)
	sw, _ := zstd.NewWriter(&sb)
	zs := squeeze(sw, &sb)
	br := squeeze(brotli.NewWriter(&bb), &bb)
	chunks := func(s string) string {
		return fmt.Sprintf("5;x=y\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n", s[:5], len(s)-5, s[5:])
	}
	tests := []struct{ name, head, body, want string }{
		{"plain", "", story, story},
		{"chunked", "Transfer-Encoding: chunked\r\n", chunks(story), story},
		{"chunked by its head, not by its body", "Transfer-Encoding: chunked\r\n", story, story},
		{"chunks that break off", "Transfer-Encoding: chunked\r\n", chunks(story)[:40], story[:27]},
		{"gzip", "Content-Encoding: gzip\r\n", zipped(story), story},
		{"gzip in chunks", "Content-Encoding: x-gzip\r\nTransfer-Encoding: gzip, chunked\r\n", chunks(zipped(story)), story},
		{"gzip by its head, not by its body", "Content-Encoding: gzip\r\n", story, story},
		{"gzip that breaks off", "Content-Encoding: gzip\r\n", zipped(strings.Repeat(story, 9))[:60], "!its gzip encoding breaks off or is damaged behind"},
		{"deflate", "Content-Encoding: deflate\r\n", zl, story},
		{"deflate without zlib", "Content-Encoding: deflate\r\n", raw, story},
		{"deflate by its head, not by its body", "Content-Encoding: deflate\r\n", story, story},
		{"brotli", "Content-Encoding: br\r\n", br, story},
		{"brotli by its head, not by its body", "Content-Encoding: br\r\n", story, story},
		{"brotli that breaks off", "Content-Encoding: br\r\n", br[:len(br)/2], "!its br encoding"},
		{"brotli that is none", "Content-Encoding: br\r\n", "\xff\x00\x01\x02", "!its br encoding is damaged"},
		{"zstd", "Content-Encoding: zstd\r\n", zs, story},
		{"two encodings", "Content-Encoding: deflate, gzip\r\n", zipped(zl), story},
		{"a bomb", "Content-Encoding: gzip\r\n", zipped(strings.Repeat("\x00", 1<<20)), "!larger than 16 MiB"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, ok := parseResponse([]byte("HTTP/1.1 200 OK\r\n" + tt.head + "Content-Type: text/plain\r\n\r\n" + tt.body))
			if !ok {
				t.Fatal("no response")
			}
			b, err := r.decode(1 << 16)
			got := string(b)
			if err != nil {
				got = "!" + err.Error()
			}
			if got != tt.want && !(strings.HasPrefix(tt.want, "!") && strings.HasPrefix(got, tt.want)) {
				t.Errorf("got %q", got)
			}
		})
	}
	for _, bad := range []string{"", "HTTP/1.1", "HTTP/1.1 \r\n\r\n", "HTTP/1.1 OK\r\n\r\n", "GET / HTTP/1.1\r\n\r\n"} {
		if _, ok := parseResponse([]byte(bad)); ok {
			t.Errorf("%q was taken for a response", bad)
		}
	}
}

func TestReadGzip(t *testing.T) {
	text := "The ministry said that the bridge was closed."
	lines := `{"text":"Alpha said so."}` + "\n" + `{"text":"Beta said so."}` + "\n"
	var noise strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&noise, `{"id":"n%d","text":"Said %x."}`+"\n", i, sum([]byte{byte(i), byte(i >> 8)}))
	}
	long := zipped(noise.String())
	tests := []struct {
		name, file, content string
		want                []string
	}{
		{"a text", "a.txt.gz", zipped(text), []string{"a.txt.gz: " + text}},
		{"a text of several members", "a.gz", zipped(text[:9], text[9:]), []string{"a.gz: " + text}},
		{"lines", "a.jsonl.gz", zipped(lines), []string{"a.jsonl.gz:1: Alpha said so.", "a.jsonl.gz:2: Beta said so."}},
		{"Markdown by the name inside", "a.md.gz", zipped("# Head\n\nIt is *said*."), []string{"a.md.gz: Head\n\nIt is said."}},
		{"twice", "a.gz", zipped(zipped(text)), []string{"!a.gz: compressed twice; unpack it first: gunzip a.gz"}},
		{"a text that breaks off", "a.gz", zipped(text)[:30], []string{"!a.gz: the compressed data breaks off at byte 30; get it again"}},
		{"a text with a false checksum", "a.gz", zipped(text)[:len(zipped(text))-8] + "12345678", []string{"!a.gz: the compressed data is damaged at byte 0; get it again"}},
		{"lines, then noise", "a.jsonl.gz", zipped(lines) + "noise and more", []string{"a.jsonl.gz:1: Alpha said so.", "a.jsonl.gz:2: Beta said so.",
			"!a.jsonl.gz: the compressed data is damaged at byte 60; get it again; the lines before that are read"}},
		{"a bomb of text", "a.gz", zipped(strings.Repeat("x", 8<<20)), []string{"!a.gz: the text is larger than 4 MiB; split it into its articles, one file or one JSON line each"}},
		{"a bomb of a line", "a.jsonl.gz", zipped(`{"text":"` + strings.Repeat("x", 200<<20)),
			[]string{"!a.jsonl.gz: compressed data unpacks to more than 200 times its size, as no text does, at byte 0; get it again"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Chdir(write(t, map[string]string{tt.file: tt.content}))
			got := told(tt.file, nil, Options{})
			if strings.Contains(tt.name, "then noise") && len(got) == 3 {
				got[2] = tt.want[2] // the place is that of the encoder
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
	t.Run("lines that break off", func(t *testing.T) {
		t.Chdir(write(t, map[string]string{"a.jsonl.gz": long[:len(long)/2]}))
		got := told("a.jsonl.gz", nil, Options{})
		want := fmt.Sprintf("!a.jsonl.gz: the compressed data breaks off at byte %d; get it again; the lines before that are read", len(long)/2)
		if n := len(got); n < 500 || got[n-1] != want || strings.HasPrefix(got[n-2], "!") {
			t.Errorf("got %d, the last %q", n, got[n-1])
		}
	})
}

// A record of many gigabytes, and one whose length is false by as many, cost no memory.
func TestReadWARCLargeInBoundedMemory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "large.warc")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	plain := answer("https://example.org/1", "text/plain", story)
	var size int64
	add := func(s string, hole int64, tail string) {
		f.WriteAt([]byte(s), size)
		size += int64(len(s)) + hole
		f.WriteAt([]byte(tail), size)
		size += int64(len(tail))
	}
	const hole = 300 << 20
	add(plain, 0, "")
	add(fmt.Sprintf("WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: video/mp4\r\nContent-Length: %d\r\n\r\n", hole), hole, "\r\n\r\n")
	add(plain, 0, "")
	head := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
	add(fmt.Sprintf("WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n%s", hole+len(head), head), hole, "\r\n\r\n")
	add(plain, 0, "")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got := told(path, nil, Options{})
	runtime.ReadMemStats(&after)
	want := []string{path + ":record 1: " + strings.TrimSpace(story), "-" + path + ":record 2: video/mp4", path + ":record 3: " + strings.TrimSpace(story),
		"!" + path + ":record 4: the page is larger than 16 MiB; save the article's text and load that", path + ":record 5: " + strings.TrimSpace(story)}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > 8<<20 {
		t.Errorf("allocated %d KiB", n>>10)
	}
}
