// Package output holds the specs of where the log goes: -o, -ff, -A, pipes, and how lines interleave.
package output

import (
	"testing"

	"strake/specs/internal/spec"
)

func TestOutput(t *testing.T) { spec.RunSuite(t, "output") }
