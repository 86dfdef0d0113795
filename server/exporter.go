package server

import (
	"context"
	"errors"
	"io"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/export"
	"github.com/whosaid/whosaid/schema"
)

// Exporter writes what GraphQL exports, in the formats of package export. tool is what the files name as the program that wrote
// them.
func Exporter(tool string) schema.Exporter { return exporter(tool) }

type exporter string

func (tool exporter) Export(ctx context.Context, tx *graph.Tx, w io.Writer, q schema.ExportRequest) (schema.Exported, error) {
	f, err := export.Find(q.Format)
	if err != nil {
		return schema.Exported{}, &schema.Error{Code: schema.CodeBadInput, Message: "format: " + err.Error()}
	}
	o := export.Options{
		Format: f.Name, Tool: string(tool),
		Selection: export.Selection{Roots: q.Roots, Depth: q.Depth, Filters: q.Filters, Words: q.Words},
	}
	if q.Projection != "" {
		if o.Projection, err = export.ParseProjection(q.Projection); err != nil {
			return schema.Exported{}, &schema.Error{Code: schema.CodeBadInput, Message: "projection: " + err.Error()}
		}
	}
	h, err := export.Write(ctx, tx, w, o)
	switch {
	case errors.Is(err, export.ErrNoProjection):
		return schema.Exported{}, &schema.Error{Code: schema.CodeBadInput, Message: "projection: the format " + f.Name + " has none; leave it out"}
	case errors.Is(err, export.ErrEmpty):
		return schema.Exported{}, &schema.Error{Code: schema.CodeNotFound, Message: "nothing fits the selection; leave out a condition"}
	case err != nil:
		return schema.Exported{}, err
	}
	return schema.Exported{MediaType: f.MediaType, Articles: h.Counts.Articles, Entities: h.Counts.Entities, Claims: h.Counts.Claims, Lost: h.Lost}, nil
}
