// Package cli holds the specs of the command line: messages for bad input, the grammar of sets, the form of lines.
package cli

import (
	"testing"

	"strake/specs/internal/spec"
)

func TestCLI(t *testing.T) { spec.RunSuite(t, "cli") }
