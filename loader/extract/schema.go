package extract

import (
	_ "embed"
	"slices"
)

//go:embed schema.json
var schemaJSON []byte

// Schema is the JSON Schema (draft 2020-12) of [Record], with a description of every field. The bytes are the caller's.
//
// It says what JSON Schema can say. That offsets fit the text, that names are names of entities, and that the hash is that
// of the text is checked where a record is loaded.
func Schema() []byte { return slices.Clone(schemaJSON) }
