package main

import (
	"fmt"
	"os"
	"strings"
)

// writeReport writes what became of all mutants to a file, in Markdown; none if path is "".
func writeReport(path string, results []result) error {
	if path == "" {
		return nil
	}
	return os.WriteFile(path, []byte(markdown(results)), 0o644)
}

// markdown is the report.
func markdown(results []result) string {
	var b strings.Builder
	fmt.Fprintf(&b, `# Seeded defects, and who notices them

Written by `+"`go run ./internal/cmd/mutants -o docs/MUTANTS.md`"+`. Each row is a strake with one defect; what is changed is in
`+"`internal/cmd/mutants/mutants.txt`"+`. A mutant is noticed by the first spec that fails with it, fails again, and passes
without it.

%d of %d are noticed.

| mutant | strake that … | noticed by |
| --- | --- | --- |
`, noticed(results), len(results))
	for i := range results {
		x := &results[i]
		by := x.by
		switch {
		case x.err != nil:
			by = "**not tried**"
		case by == "":
			by = "**nobody**"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", x.m.name, cell(x.m.does), cell(by))
	}
	return b.String()
}

// cell makes a text one of a table.
func cell(s string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", "\n", " ").Replace(s)
}

// noticed counts those that a spec has noticed.
func noticed(results []result) int {
	n := 0
	for i := range results {
		if results[i].err == nil && results[i].by != "" {
			n++
		}
	}
	return n
}
