package spec

import (
	"os/exec"
	"strings"
	"testing"
)

// Specs are black box: they know a tracer by its command line and its log.
func TestSpecsDoNotKnowTheTracer(t *testing.T) {
	cmd := exec.Command("go", "list", "-e", "-test", "-f", `{{range .Imports}}{{$.ImportPath}} {{.}}{{"\n"}}{{end}}`, "strake/specs/...", "strake/harness", "strake/testees/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range strings.Split(string(out), "\n") {
		from, to, _ := strings.Cut(l, " ")
		if to == "strake/tracer" || strings.HasPrefix(to, "strake/tracer/") || strings.HasPrefix(to, "strake/internal/") {
			t.Errorf("%s imports %s", from, to)
		}
	}
	if len(out) == 0 {
		t.Error("nothing was listed")
	}
}
