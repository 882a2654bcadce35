// Package work holds the specs of real programs, which must end as they do untraced.
package work

import (
	"testing"

	"strake/specs/internal/spec"
)

func TestWork(t *testing.T) { spec.RunSuite(t, "work") }
