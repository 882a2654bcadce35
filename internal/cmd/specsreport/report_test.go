package main

import (
	"strings"
	"testing"
	"time"

	"github.com/onsi/ginkgo/v2/types"
)

func TestMarkdown(t *testing.T) {
	it := func(text string, state types.SpecState, why string, labels ...string) types.SpecReport {
		s := types.SpecReport{LeafNodeType: types.NodeTypeIt, LeafNodeText: text, State: state, LeafNodeLabels: labels}
		s.Failure.Message = why
		return s
	}
	r := &types.Report{RunTime: 3 * time.Second, SpecReports: types.SpecReports{
		it("works", types.SpecStatePassed, ""),
		it("becomes <another>", types.SpecStatePassed, "", rootLabel),
		it("is left out", types.SpecStateSkipped, "no such kernel\nmore"),
		it("is filtered", types.SpecStateSkipped, "", rootLabel),
	}}
	got := markdown([]string{"cli"}, []*types.Report{r}, 2*time.Second)
	for _, want := range []string{
		"3 specs ran against strake in 2 s", "| [cli](../specs/cli) | 3 | 0 | 1 | 1 | 3 s |\n",
		"- cli: becomes &lt;another>\n", "- cli: is left out: no such kernel\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if strings.Contains(got, "is filtered") {
		t.Error("what was filtered is none of it")
	}
}
