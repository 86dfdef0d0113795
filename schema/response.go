package schema

import (
	"bytes"
	"encoding/json"
	"io"
)

// Response is the answer to a request.
type Response struct {
	// Data is the JSON text of the data; nil when nothing was run, "null" when an error reached the root.
	Data json.RawMessage
	// Errors say what went wrong, in a stable order; empty when nothing did.
	Errors []*Error
}

// Error is one thing that went wrong, in a sentence for the client.
type Error struct {
	Message   string
	Locations []Location // in the query's text
	Path      []any      // of the field in the data; empty when the request as a whole was refused
	Code      string     // as in NOT_FOUND
	Hint      []string   // what the client may have meant; mostly empty
}

// Location is a place in the query's text; both numbers count from 1.
type Location struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

// Error is the message.
func (e *Error) Error() string { return e.Message }

// MarshalJSON writes the error as GraphQL has it, code and hint under extensions.
func (e *Error) MarshalJSON() ([]byte, error) {
	type extensions struct {
		Code string   `json:"code"`
		Hint []string `json:"hint,omitempty"`
	}
	return json.Marshal(struct {
		Message    string     `json:"message"`
		Locations  []Location `json:"locations,omitempty"`
		Path       []any      `json:"path,omitempty"`
		Extensions extensions `json:"extensions"`
	}{e.Message, e.Locations, e.Path, extensions{e.Code, e.Hint}})
}

// Refused is the code with which the request as a whole was refused ("" when it was run).
func (r *Response) Refused() string {
	if r.Data != nil || len(r.Errors) == 0 {
		return ""
	}
	return r.Errors[0].Code
}

// WriteTo writes the response as one JSON object. Data goes out as it is: encoding it again would cost a second scan of
// every answer.
func (r *Response) WriteTo(w io.Writer) (int64, error) {
	var b bytes.Buffer
	b.Grow(len(r.Data) + 16)
	b.WriteByte('{')
	if len(r.Errors) > 0 {
		errs, err := json.Marshal(r.Errors)
		if err != nil {
			return 0, err
		}
		b.WriteString(`"errors":`)
		b.Write(errs)
	}
	if r.Data != nil {
		if len(r.Errors) > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"data":`)
		b.Write(r.Data)
	}
	b.WriteByte('}')
	return b.WriteTo(w)
}

// MarshalJSON is what WriteTo writes.
func (r *Response) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	_, err := r.WriteTo(&b)
	return b.Bytes(), err
}
