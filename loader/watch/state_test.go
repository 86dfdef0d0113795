package watch

import (
	"path/filepath"
	"reflect"
	"testing"
	"time"
)

func TestLooksBecomeRarer(t *testing.T) {
	first := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	item := target{Feed: "http://courier.example/feed.xml"}
	item.looked(first, time.Hour)
	for _, after := range []time.Duration{time.Hour, 6 * time.Hour, 24 * time.Hour, 3 * 24 * time.Hour, 7 * 24 * time.Hour} {
		if want := first.Add(after); !item.Next.Equal(want) || item.Over {
			t.Fatalf("the next look is at %v, want %v", item.Next, want)
		}
		item.looked(item.Next, time.Hour)
	}
	if !item.Over {
		t.Errorf("a look at %v, after a week", item.Next)
	}
	late := target{Feed: "http://courier.example/feed.xml"}
	late.looked(first, time.Hour)
	late.looked(first.Add(48*time.Hour), time.Hour) // the program was not run meanwhile
	if want := first.Add(3 * 24 * time.Hour); !late.Next.Equal(want) {
		t.Errorf("after a gap the next look is at %v, want %v", late.Next, want)
	}
}

func TestSavesAreATenthOfTheTimeAtMost(t *testing.T) {
	begin := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for took, want := range map[time.Duration]time.Duration{time.Millisecond: time.Second, 3 * time.Second: 30 * time.Second} {
		w := &Watch{}
		if w.saved(begin, begin.Add(took)); w.nextSave.Sub(begin.Add(took)) != want {
			t.Errorf("after a save of %v the next is %v later", took, w.nextSave.Sub(begin.Add(took)))
		}
	}
}

func TestFailuresAreTriedAgainMoreRarely(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name     string
		t        target
		failures int
		retry    time.Duration
		final    bool
		want     time.Duration
	}{
		{"a feed, first", target{}, 1, 0, false, 10 * time.Minute},
		{"a feed, again and again", target{}, 30, 0, false, 6 * time.Hour},
		{"a feed that asks for a day", target{}, 1, 24 * time.Hour, false, 24 * time.Hour},
		{"an item, first", target{Feed: "f"}, 1, 0, false, time.Minute},
		{"an item, fourth", target{Feed: "f"}, 4, 0, false, 8 * time.Minute},
		{"an item that is not there", target{Feed: "f"}, 1, 0, true, time.Hour},
	} {
		for range tt.failures {
			tt.t.failed(at, at.Add(tt.retry), 10*time.Minute, tt.final)
		}
		if got := tt.t.Next.Sub(at); got != tt.want {
			t.Errorf("%s: the next try is after %v, want %v", tt.name, got, tt.want)
		}
	}
	item := target{Feed: "f"}
	for range mostFailures {
		item.failed(at, time.Time{}, 10*time.Minute, false)
	}
	if !item.Over {
		t.Error("an item is never given up")
	}
}

func FuzzState(f *testing.F) {
	f.Add([]byte(`{"whosaid_watch":1,"urls":{"http://a/":{"etag":"\"x\"","next":"2026-03-01T12:00:00Z","looks":9,"failures":-3}},"files":{"a":{"size":3,"modified":"2026-03-01T12:00:00.123Z"}}}`))
	f.Add([]byte(`{"whosaid_watch":1,"urls":{"a":null},"files":{"b":null}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := parseState(b, "watch.json")
		if err != nil {
			return
		}
		at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
		for _, u := range s.URLs {
			u.looked(at, time.Minute)
			u.failed(at, at, time.Minute, true)
		}
		name := filepath.Join(t.TempDir(), "watch.json")
		if s.write(name) != nil {
			return // an instant that JSON cannot hold
		}
		again, err := readState(name)
		if err != nil || !reflect.DeepEqual(again, s) {
			t.Errorf("%+v became %+v, %v", s, again, err)
		}
	})
}
