package web

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/loader/fetch"
)

func TestUnfetched(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{errors.New("the end"), "http://courier.example/: not fetched: the end"},
		{fmt.Errorf("http://courier.example/: %w", errors.New("the end")), "http://courier.example/: not fetched: the end"},
		{&fetch.Error{URL: "http://courier.example/", Reason: "it is gone"}, "http://courier.example/: it is gone"},
	} {
		if got := unfetched("http://courier.example/", tt.err).Error(); !strings.HasPrefix(got, tt.want) {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
	e := &fetch.Error{URL: "http://...@[::1/", Reason: "not a URL"}
	if got := unfetched("http://me:secret@[::1/", e).Error(); strings.Contains(got, "secret") {
		t.Errorf("got %q", got)
	}
}
