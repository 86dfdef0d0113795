package server_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// A mutation over a WebSocket follows the rule of a POST: who has a token with the role load may, others may not.
func TestMutationsOverASocketWantTheRoleLoad(t *testing.T) {
	base, reader, loader, _ := loadable(t)
	for _, tt := range []struct{ token, want string }{
		{reader, `{"type":"error","id":"1","payload":[{"message":"mutations want a token with the role load`},
		{loader, `{"type":"next","id":"1","payload":{"data":{"loadArticle":{"status":"STORED"}}}}`},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		conn, _, err := websocket.Dial(ctx, base+"/graphql", &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.CloseNow()
		for _, m := range []string{
			`{"type":"connection_init","payload":{"Authorization":"Bearer ` + tt.token + `"}}`,
			`{"type":"subscribe","id":"1","payload":{"query":"mutation { loadArticle(input: {text: \"It rained.\"}) { status } }"}}`,
		} {
			if err := conn.Write(ctx, websocket.MessageText, []byte(m)); err != nil {
				t.Fatal(err)
			}
			_, got, err := conn.Read(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if s := string(got); !strings.HasPrefix(s, tt.want) && s != `{"type":"connection_ack"}` {
				t.Errorf("got %s, want %s", s, tt.want)
			}
		}
	}
}
