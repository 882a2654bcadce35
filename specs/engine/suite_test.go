// Package engine holds the specs of the life of tracees: threads, processes, signals, attaching and letting go.
package engine

import (
	"testing"

	"strake/specs/internal/spec"
)

func TestEngine(t *testing.T) { spec.RunSuite(t, "engine") }
