package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/coder/websocket"

	"github.com/whosaid/whosaid/schema"
)

// subprotocol is what is spoken over a WebSocket: the protocol of the package graphql-ws, version 6.
const subprotocol = "graphql-transport-ws"

// Codes with which a connection is closed. Those of graphql-transport-ws stand there; clients of it connect again after 1001 and
// 1013, and take the others for a fault of theirs.
const (
	closeGoingAway   websocket.StatusCode = websocket.StatusGoingAway
	closeTryAgain    websocket.StatusCode = websocket.StatusTryAgainLater
	closeBadMessage  websocket.StatusCode = 4400
	closeNotReady    websocket.StatusCode = 4401
	closeForbidden   websocket.StatusCode = 4403
	closeInitTimeout websocket.StatusCode = 4408
	closeDouble      websocket.StatusCode = 4409
	closeInitAgain   websocket.StatusCode = 4429
)

// The types of messages.
const (
	typeInit      = "connection_init"
	typeAck       = "connection_ack"
	typePing      = "ping"
	typePong      = "pong"
	typeSubscribe = "subscribe"
	typeNext      = "next"
	typeError     = "error"
	typeComplete  = "complete"
)

const maxOperationID = 128 // bytes; clients take a UUID

// incoming is a message of a client.
type incoming struct {
	Type    string
	ID      string          // of subscribe and complete
	Payload json.RawMessage // an object, or nil
}

// readMessage reads a message of a client. The error is a sentence for it, short enough to be the reason of a close.
func readMessage(b []byte) (incoming, error) {
	var m struct {
		Type    *string         `json:"type"`
		ID      *string         `json:"id"`
		Payload json.RawMessage `json:"payload"`
	}
	if !utf8.Valid(b) {
		return incoming{}, fmt.Errorf("the message is not UTF-8")
	}
	if err := json.Unmarshal(b, &m); err != nil || m.Type == nil {
		return incoming{}, fmt.Errorf(`the message is no JSON object with a type, as in {"type": "ping"}`)
	}
	in := incoming{Type: *m.Type}
	payload := bytes.TrimSpace(m.Payload)
	switch {
	case len(payload) == 0 || string(payload) == "null":
	case payload[0] == '{':
		in.Payload = payload
	default:
		return incoming{}, fmt.Errorf("the payload of %s is no JSON object", shortened(in.Type, 40))
	}
	switch in.Type {
	case typeInit, typePing, typePong:
		return in, nil
	case typeSubscribe, typeComplete:
	default:
		return incoming{}, fmt.Errorf("%q is no type of message that a client sends", shortened(in.Type, 40))
	}
	if m.ID == nil || *m.ID == "" || len(*m.ID) > maxOperationID {
		return incoming{}, fmt.Errorf("%s wants an id: a string of 1 to %d bytes", in.Type, maxOperationID)
	}
	in.ID = *m.ID
	if in.Type == typeSubscribe && in.Payload == nil {
		return incoming{}, fmt.Errorf(`subscribe wants a payload, as in {"query": "{ stats { claims } }"}`)
	}
	return in, nil
}

// request is what a subscribe message asks for.
func (m incoming) request() (schema.Request, *refusal) {
	var p params
	if err := json.Unmarshal(m.Payload, &p); err != nil {
		return schema.Request{}, badJSON(err)
	}
	return p.request()
}

// token is the token in the payload of connection_init, as the Authorization header has it; given says that there is one.
func (m incoming) token() (token string, given bool) {
	var fields map[string]any
	if m.Payload == nil || json.Unmarshal(m.Payload, &fields) != nil {
		return "", false
	}
	for name, v := range fields {
		if text, ok := v.(string); ok && strings.EqualFold(name, "Authorization") {
			return bearerOf(text), true
		}
	}
	return "", false
}

// outgoing is a message to a client.
type outgoing struct {
	Type    string `json:"type"`
	ID      string `json:"id,omitempty"`
	Payload any    `json:"payload,omitempty"`
}

// text is the message as it is sent. The data of an answer goes out as it is: encoding it again would cost a second scan.
func (m outgoing) text() ([]byte, error) {
	res, ok := m.Payload.(*schema.Response)
	if !ok {
		return json.Marshal(m)
	}
	id, err := json.Marshal(m.ID)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.Grow(len(res.Data) + len(id) + 64)
	fmt.Fprintf(&b, `{"type":%q,"id":%s,"payload":`, m.Type, id)
	if _, err := res.WriteTo(&b); err != nil {
		return nil, err
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// maxReason is how many bytes the reason of a close may have (RFC 6455, section 5.5).
const maxReason = 123

// shortened is a text of at most n bytes.
func shortened(s string, n int) string {
	if len(s) <= n {
		return s
	}
	const more = "…"
	s = s[:n-len(more)]
	for len(s) > 0 && !utf8.ValidString(s) {
		s = s[:len(s)-1]
	}
	return s + more
}
