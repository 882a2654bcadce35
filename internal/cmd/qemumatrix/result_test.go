package main

import (
	"strings"
	"testing"
	"time"
)

func TestMarkdown(t *testing.T) {
	red := &result{Kernel: "6.1.0-50-arm64", Passed: 2, Failed: []note{{"a call", "expected 1\nand more"}}, Took: 61 * time.Second, Memory: 400}
	green := &result{
		Kernel: "6.1.0-50-amd64", Passed: 3, Skipped: []note{{"a spec", "no gdb"}, {"another", "no gdb"}},
		Took: 30 * time.Second, CPU: 20 * time.Second, First: 6 * time.Second, FirstCPU: 5 * time.Second, Memory: 300,
	}
	table := table{names: []string{"engine", "status"}, rows: []row{
		{cell: cells[1], results: []*result{green, nil}},
		{cell: cells[5], results: []*result{red, {Kernel: red.Kernel, Error: "it crashed"}}},
	}}
	if table.ok() {
		t.Error("a table with failures is ok")
	}
	text := table.markdown()
	for _, want := range []string{
		"| x86_64-6.1 | 6.1.0-50-amd64 | 3 / 0 / 2, 30 s (20) | – | 6.0 s (5.0) | 300 |\n",
		"| aarch64-6.1 | 6.1.0-50-arm64 | 2 / 1 / 0, 61 s | broken, 0 s |",
		"- engine, x86_64-6.1 (2): no gdb\n",
		"- engine, aarch64-6.1 (1): a call: expected 1\n",
		"- status, aarch64-6.1 (1): the suite: it crashed\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func TestChoose(t *testing.T) {
	chosen, err := choose("^i386")
	if err != nil || len(chosen) != 3 {
		t.Errorf("%v, %v", chosen, err)
	}
	if _, err := choose("^sparc"); err == nil {
		t.Error("there is no such cell")
	}
}
