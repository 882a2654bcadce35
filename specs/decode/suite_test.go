// Package decode holds the specs of decoders: one file per family, each a table of testee cases with
// the exact lines that they must give. docs/HOWTO_ADD_A_SPEC.md tells how to add one.
package decode

import (
	"testing"

	"strake/specs/internal/spec"
)

func TestDecode(t *testing.T) { spec.RunSuite(t, "decode") }
