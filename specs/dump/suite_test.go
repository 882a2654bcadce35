// Package dump holds the specs of the data that is dumped (-e read, -e write).
package dump

import (
	"testing"

	"strake/specs/internal/spec"
)

func TestDump(t *testing.T) { spec.RunSuite(t, "dump") }
