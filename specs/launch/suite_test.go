// Package launch holds the specs of how a program is started: what it inherits, -E, -u, -D, the exit status.
package launch

import (
	"testing"

	"strake/specs/internal/spec"
)

func TestLaunch(t *testing.T) { spec.RunSuite(t, "launch") }
