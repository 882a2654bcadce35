// Docgen writes the man page and the completions of shells, from the option table that -h is made of.
//
//	go run ./internal/cmd/docgen [-C DIR]
//
// It writes docs/strake.1, docs/completions/ and docs/OPTIONS.md, which has the specs of each option, below DIR, the current
// directory by default. What it makes does
// not depend on which options are built already: strake -h says that.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"strake/tracer/cli"
)

// files are what is made, and how.
var files = map[string]func([]cli.SectionDoc) string{
	"docs/strake.1":                manual,
	"docs/completions/strake.bash": bash,
	"docs/completions/_strake":     zsh,
	"docs/completions/strake.fish": fish,
}

func main() {
	dir := flag.String("C", ".", "the module's `directory`")
	flag.Parse()
	if err := write(*dir); err != nil {
		fmt.Fprintln(os.Stderr, "docgen:", err)
		os.Exit(1)
	}
}

func write(dir string) error {
	table, err := optionTable(dir)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, optionsFile), []byte(table), 0o644); err != nil {
		return err
	}
	for name, render := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(render(cli.Describe())), 0o644); err != nil {
			return err
		}
	}
	return nil
}
