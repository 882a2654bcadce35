package spec

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/gomega"

	"strake/testees"
)

// Expectations of other ABIs than x86_64 are in testdata/ABI.txt of their suite: each case is a line "== NAME" and what it must show.

// caseMark stands before the name of a case.
const caseMark = "== "

// goldenFile is the file of this machine's ABI; the working directory is the suite's.
func goldenFile() string { return filepath.Join("testdata", string(testees.Native())+".txt") }

// wantOfABI returns what a case must show on this ABI. If there is nothing and the reference runs to be recorded, it is got.
func wantOfABI(name, got string) string {
	ginkgo.GinkgoHelper()
	text, err := os.ReadFile(goldenFile())
	if !errors.Is(err, fs.ErrNotExist) {
		gomega.Expect(err).NotTo(gomega.HaveOccurred())
	}
	cases := parseGolden(string(text))
	if want, ok := cases[name]; ok {
		return want
	}
	mustRecord(name, got)
	cases[name] = strings.TrimRight(got, "\n") + "\n"
	gomega.Expect(os.MkdirAll(filepath.Dir(goldenFile()), 0o777)).To(gomega.Succeed())
	gomega.Expect(os.WriteFile(goldenFile(), []byte(formatGolden(cases)), 0o666)).To(gomega.Succeed())
	return got
}

func parseGolden(text string) map[string]string {
	cases := map[string]string{}
	name := ""
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(line, caseMark); ok {
			name = strings.TrimSuffix(rest, "\n")
			continue
		}
		if name != "" {
			cases[name] += line
		}
	}
	return cases
}

// formatGolden is the inverse of parseGolden, ordered by name.
func formatGolden(cases map[string]string) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		fmt.Fprintf(&b, "%s%s\n%s", caseMark, name, cases[name])
	}
	return b.String()
}
