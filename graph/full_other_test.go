//go:build !linux

package graph_test

import "errors"

func fillFullDisk(string) error { return errors.New("only on Linux") }
