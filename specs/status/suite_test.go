// Package status holds the specs of the status qualifiers.
package status

import (
	"testing"

	"strake/specs/internal/spec"
)

func TestStatus(t *testing.T) { spec.RunSuite(t, "status") }
