package main

import (
	"os/exec"
	"strings"
	"testing"
)

// TestNoCgo keeps out what brings cgo with it where it is enabled: package inherit could not be linked.
func TestNoCgo(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, pkg := range strings.Fields(string(out)) {
		switch pkg {
		case "net", "os/user", "runtime/cgo":
			t.Errorf("strake depends on %s", pkg)
		}
	}
}
