// Package text holds the specs of how the log looks: times, ids, strings, constants, colours, tips.
package text

import (
	"testing"

	"strake/specs/internal/spec"
)

func TestText(t *testing.T) { spec.RunSuite(t, "text") }
