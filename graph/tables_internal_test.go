package graph

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/dgraph-io/badger/v4/options"
)

func TestTableThatWasMergedMeanwhileIsNoDamage(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, tableName(7)), nil, 0o600); err != nil { // the engine empties a table before it goes
		t.Fatal(err)
	}
	ts := &tables{dir: dir, of: map[uint64]options.CompressionType{7: options.Snappy}}
	if err := ts.check(t.Context(), func() *tables { return &tables{} }); err != nil {
		t.Errorf("a table that the store no longer has: %v", err)
	}
	if err := ts.check(t.Context(), func() *tables { return ts }); !errors.Is(err, ErrDamaged) {
		t.Errorf("a table that it has: %v", err)
	}
	if err := ts.check(t.Context(), nil); !errors.Is(err, ErrDamaged) {
		t.Errorf("a table of a store that nobody has open: %v", err)
	}
}
