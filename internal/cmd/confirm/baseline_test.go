package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"strake/harness"
)

var reEntry = regexp.MustCompile(`(?m)^([A-Z]\d+)\??  .*\n((?:\t.*\n)+)`)

// The newest strace has its defects, and nothing that a spec gets wrong: each entry of its baseline is described in the
// documents, and names its specs by the label that they carry for it.
func TestBaselineOfTheReference(t *testing.T) {
	root, err := harness.ModuleRoot()
	if err != nil {
		t.Fatal(err)
	}
	read := func(path ...string) string {
		b, err := os.ReadFile(filepath.Join(append([]string{root}, path...)...))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	docs := read("docs", "STATUS.md") + read("docs", "DEVIATIONS.md")
	entries := reEntry.FindAllStringSubmatch(read("specs", "baselines", "strace-7.2.txt"), -1)
	for _, e := range entries {
		id := e[1]
		if !regexp.MustCompile(`(?m)^\|[ B0-9,]*\b` + id + `\b[ B0-9,]*\|`).MatchString(docs) {
			t.Errorf("%s is in no table of docs/STATUS.md or docs/DEVIATIONS.md", id)
		}
		for line := range strings.Lines(e[2]) {
			if _, by, _ := strings.Cut(strings.TrimSpace(line), ": "); by != "label:"+id {
				t.Errorf("%s names specs by %q, not by its label", id, by)
			}
		}
	}
	if len(entries) == 0 {
		t.Error("there are no entries")
	}
}
