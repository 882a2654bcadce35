// Package stats holds the specs of -c and -C.
package stats

import (
	"testing"

	"strake/specs/internal/spec"
)

func TestStats(t *testing.T) { spec.RunSuite(t, "stats") }
