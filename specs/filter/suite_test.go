// Package filter holds the specs of which calls are traced by the files that they are about (-P, --trace-fds).
package filter

import (
	"testing"

	"strake/specs/internal/spec"
)

func TestFilter(t *testing.T) { spec.RunSuite(t, "filter") }
