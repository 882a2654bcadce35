// Package stack holds the specs of -k: the stacks of calls and of other events.
package stack

import (
	"testing"

	"strake/specs/internal/spec"
)

func TestStack(t *testing.T) { spec.RunSuite(t, "stack") }
