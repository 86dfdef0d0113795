package graph

import (
	"fmt"
	"os"
	"path/filepath"
)

// Store1 makes a store of format 1 of pairs. Where it is not closed cleanly it is as after a crash.
func Store1(dir string, keys, values [][]byte, clean bool) error {
	return oldStore(1, dir, keys, values, clean)
}

// Store2 makes a store of format 2 of the pairs of one of the present format, which has some more.
func Store2(dir string, keys, values [][]byte, clean bool) error {
	var ks, vs [][]byte
	for i, k := range keys {
		if k[0] != keySearch {
			ks, vs = append(ks, k), append(vs, values[i])
		}
	}
	return oldStore(2, dir, ks, vs, clean)
}

// Store3 makes a store of format 3 of the pairs of one of the present format, in which no article has anything that format 3 did not.
func Store3(dir string, keys, values [][]byte, clean bool) error {
	return oldStore(3, dir, keys, values, clean)
}

func oldStore(format int, dir string, keys, values [][]byte, clean bool) error {
	made := dir
	if !clean {
		made += " open"
	}
	if err := os.MkdirAll(made, 0o700); err != nil {
		return err
	}
	e, err := openEngine(made, settings{}, engineNeeds{})
	if err != nil {
		return err
	}
	defer e.close()
	var ps []pair
	for i := range keys {
		ps = append(ps, pair{keys[i], values[i]})
	}
	if err := e.write(ps); err != nil {
		return err
	}
	if clean {
		if err := e.close(); err != nil {
			return err
		}
	} else {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		if err := copyFiles(made, dir); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(dir, markName), fmt.Appendf(nil, "%s%d\n", markPrefix, format), 0o600)
}
