// Package fds holds the specs of what is said about descriptors (-yy, -e decode-fds).
package fds

import (
	"testing"

	"strake/specs/internal/spec"
)

func TestFDs(t *testing.T) { spec.RunSuite(t, "fds") }
