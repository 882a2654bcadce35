package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"strake/tracer/cli"
)

// TestUpToDate makes sure that what is committed is what the option table makes.
func TestUpToDate(t *testing.T) {
	for name, render := range files {
		b, err := os.ReadFile(filepath.Join("../../..", name))
		if err != nil || string(b) != render(cli.Describe()) {
			t.Errorf("%s is not up to date (%v): run go run ./internal/cmd/docgen", name, err)
		}
	}
}

func TestEveryOptionIsThere(t *testing.T) {
	doc := cli.Describe()
	for name, render := range files {
		text := strings.ReplaceAll(render(doc), `\-`, "-")
		each(doc, func(o *cli.OptionDoc) {
			for _, l := range o.Long[:min(1, len(o.Long))] {
				if !strings.Contains(text, l) {
					t.Errorf("%s lacks --%s", name, l)
				}
			}
		})
	}
}

func TestRoff(t *testing.T) {
	if got := roff(`.a-b\c`); got != `\&.a\-b\ec` {
		t.Error(got)
	}
}
