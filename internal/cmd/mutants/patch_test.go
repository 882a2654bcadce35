package main

import (
	"strings"
	"testing"

	"strake/harness"
)

// A patch that does not apply any more must follow the code that it changes.
func TestMutantsApply(t *testing.T) {
	root, err := harness.ModuleRoot()
	if err != nil {
		t.Fatal(err)
	}
	all, err := parse(mutants)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 30 {
		t.Errorf("%d mutants, fewer than 30", len(all))
	}
	for _, m := range all {
		if _, err := m.apply(root); err != nil {
			t.Error(err)
		}
	}
}

func TestChange(t *testing.T) {
	c := change{old: []string{"b", "c"}, new: []string{"x"}}
	if got, err := c.in("a\nb\nc\nd"); err != nil || got != "a\nx\nd" {
		t.Errorf("got %q, %v", got, err)
	}
	for _, text := range []string{"a", "b\nc\nb\nc"} {
		if _, err := c.in(text); err == nil {
			t.Errorf("%q is changed", text)
		}
	}
}

func TestBadMutants(t *testing.T) {
	const whole = "mutant a\ndoes b\nsuites c\nchange d\n< e\n> f\n"
	if _, err := parse(whole); err != nil {
		t.Error(err)
	}
	for _, text := range []string{
		whole + whole, strings.Replace(whole, "suites c\n", "", 1), "does b\n", "mutant a\nwhat b\n", "mutant a\ndoes b\nsuites c\nchange d\n? e\n",
	} {
		if _, err := parse(text); err == nil {
			t.Errorf("%q is read", text)
		}
	}
}

func TestMarkdown(t *testing.T) {
	got := markdown([]result{{m: &mutant{name: "a", does: "b|c"}, by: "s: d <e>"}, {m: &mutant{name: "f", does: "g"}}})
	for _, want := range []string{"1 of 2 are noticed", "| a | b\\|c | s: d &lt;e> |", "| f | g | **nobody** |"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}
