package schema

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestURLIsReadWithItsScheme(t *testing.T) {
	for v, ok := range map[any]bool{
		"https://example.org/report": true, "file:///tmp/report.txt": true, "urn:isbn:0451450523": true,
		"": false, "example.org": false, "//example.org/report": false, "https://": false, "http://[": false, 7.0: false, true: false,
	} {
		var u urlScalar
		if err := u.UnmarshalGraphQL(v); (err == nil) != ok {
			t.Errorf("%v: %v", v, err)
		}
	}
}

func TestInstantsAreReadToTheSecond(t *testing.T) {
	for v, want := range map[any]string{
		"2024-10-18T09:30:00Z": "2024-10-18T09:30:00Z", "2024-10-18T09:30:00.7+02:00": "2024-10-18T07:30:00Z", "2024-10-18t09:30:00z": "",
		"2024-10-18": "", "2024-10-18 09:30": "", "": "", 7.0: "", true: "", "0000-01-01T00:00:00Z": "", "9999-12-31T23:59:59-01:00": "",
	} {
		var at timeScalar
		err := at.UnmarshalGraphQL(v)
		if (err == nil) != (want != "") {
			t.Errorf("%v: %v", v, err)
		}
		if b, err := at.MarshalJSON(); want != "" && (err != nil || string(b) != `"`+want+`"`) {
			t.Errorf("%v is %s, %v; want %s", v, b, err, want)
		}
	}
}

// FuzzScalars checks that what a scalar takes comes out as text that it takes again, and that what it refuses has a sentence.
func FuzzScalars(f *testing.F) {
	for _, s := range []string{`"2024"`, `"--05-01"`, `"2024-10-18T00:00:00+02:00"`, `"https://example.org/a b"`, `{"a":[1]}`, `[[]]`, "1e400", "null", `"\u0000"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var v any
		if json.Unmarshal([]byte(text), &v) != nil {
			v = text
		}
		var d, again dateScalar
		var u urlScalar
		if err := d.UnmarshalGraphQL(v); err == nil {
			if err := again.UnmarshalGraphQL(d.String()); err != nil || again != d {
				t.Errorf("%q is %v, and that is %v, %v", text, d, again, err)
			}
		} else if s := err.Error(); !strings.Contains(s, " is not a Date: ") || strings.ContainsAny(s, "\n\r") || len(s) > 600 {
			t.Errorf("%q: %q", text, s)
		}
		var at, same timeScalar
		if err := at.UnmarshalGraphQL(v); err == nil {
			b, err := at.MarshalJSON()
			var s string
			if err == nil {
				err = json.Unmarshal(b, &s)
			}
			if err != nil || same.UnmarshalGraphQL(s) != nil || !same.Equal(at.Time) {
				t.Errorf("%q is %s, and that is %v, %v", text, b, same, err)
			}
		} else if s := err.Error(); !strings.Contains(s, " is not a DateTime: ") || strings.ContainsAny(s, "\n\r") || len(s) > 600 {
			t.Errorf("%q: %q", text, s)
		}
		if err := u.UnmarshalGraphQL(v); err == nil {
			if _, err := json.Marshal(u); err != nil || string(u) != v {
				t.Errorf("%q is %q, %v", text, u, err)
			}
		} else if s := err.Error(); !strings.Contains(s, " is not a URL: ") || strings.ContainsAny(s, "\n\r") || len(s) > 600 {
			t.Errorf("%q: %q", text, s)
		}
	})
}
