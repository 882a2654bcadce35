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

// TestOptionsHaveSpecs makes sure that each option has a spec, and that what specs say they are about exists.
func TestOptionsHaveSpecs(t *testing.T) {
	root := filepath.Join("..", "..", "..")
	doc := cli.DescribeAll()
	specs, strangers, err := coverage(filepath.Join(root, "specs"), doc)
	if err != nil {
		t.Fatal(err)
	}
	each(doc, func(o *cli.OptionDoc) {
		if len(specs[o.Spellings]) == 0 {
			t.Errorf("no spec gives the tracer %s", o.Spellings)
		}
	})
	for _, s := range strangers {
		t.Errorf("no such option: %s", s)
	}
	checkTable(t, root, doc)
}

// checkTable makes sure that the committed table has every option, and no specs that there are not. That it may lack some is
// so that a new file of specs needs no change there.
func checkTable(t *testing.T, root string, doc []cli.SectionDoc) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, optionsFile))
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{} // specs by option
	for line := range strings.Lines(string(b)) {
		if cells := strings.Split(strings.TrimSpace(line), " | "); len(cells) == 3 && strings.HasPrefix(line, "| `") {
			rows[strings.Trim(cells[0], "| `")] = strings.TrimSuffix(cells[2], " |")
		}
	}
	each(doc, func(o *cli.OptionDoc) {
		list := rows[strings.ReplaceAll(o.Spellings, "|", `\|`)]
		if list == "" {
			t.Errorf("%s lacks %s: run make docs", optionsFile, o.Spellings)
		}
		for spec := range strings.SplitSeq(list, ", ") {
			if _, err := os.Stat(filepath.Join(root, "specs", spec+"_test.go")); err != nil {
				t.Errorf("%s names specs that there are not: %s; run make docs", optionsFile, spec)
			}
		}
	})
}

func TestGiven(t *testing.T) {
	ix := newIndex(cli.DescribeAll())
	for text, want := range map[string]string{
		"-f":                     "f",
		"-ffo,x":                 "f f o",
		"-e,signal=INT":          "e signals",
		"-esignal=INT":           "e signals",
		"-e,read":                "e trace",
		"--tips=1":               "tips",
		"x -f,-q":                "q",
		"-p,-1":                  "p",
		"-e trace=open -z":       "e trace z",
		"--const-print-style,-1": "X",
	} {
		var got []string
		for _, o := range ix.given(strings.Split(text, ",")) {
			name := o.Short
			if name == "" {
				name = o.Long[0]
			}
			got = append(got, name)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}
