package harness

import (
	"strings"
	"testing"
)

const someBaseline = `
# what is known
B5  takes the empty set for the full one
	status: sets of nothing
	status: /^sets \d$/
B1?  loses lines, not in every run
	status: label:B1
`

func judge(t *testing.T, outcomes ...Outcome) *Judgement {
	t.Helper()
	b, err := ParseBaseline(strings.NewReader(someBaseline))
	if err != nil {
		t.Fatal(err)
	}
	// What the baseline names is there, as it should be, unless a test says otherwise.
	all := outcomes
	for _, o := range []Outcome{
		{Suite: "status", Name: "sets of nothing", State: SpecFailed},
		{Suite: "status", Name: "sets 1", State: SpecFailed},
		{Suite: "status", Name: "race", Labels: []string{"race", "B1"}},
	} {
		known := false
		for i := range outcomes {
			known = known || outcomes[i].String() == o.String()
		}
		if !known {
			all = append(all, o)
		}
	}
	return b.Judge(all)
}

func TestBaselineHolds(t *testing.T) {
	j := judge(t,
		Outcome{Suite: "status", Name: "another"},
		Outcome{Suite: "status", Name: "left out", State: SpecSkipped},
		Outcome{Suite: "status", Name: "race", Labels: []string{"B1"}, State: SpecFailed})
	if !j.Holds() || j.Passed != 1 || j.Skipped != 1 || len(j.Known) != 2 {
		t.Errorf("%+v", j)
	}
}

func TestBaselineDoesNotHold(t *testing.T) {
	j := judge(t, Outcome{Suite: "output", Name: "sets of nothing", State: SpecFailed})
	if j.Holds() || len(j.Failures) != 1 {
		t.Errorf("a failure of another suite: %+v", j)
	}
	j = judge(t, Outcome{Suite: "status", Name: "sets 1"})
	if j.Holds() || len(j.Repaired) != 1 || j.Repaired[0] != "B5: status: sets 1" {
		t.Errorf("an unexpected pass: %+v", j)
	}
	b, _ := ParseBaseline(strings.NewReader(someBaseline))
	if j = b.Judge(nil); j.Holds() || len(j.Stale) != 3 {
		t.Errorf("a baseline without specs: %+v", j)
	}
}

// What sometimes fails does not excuse what always does.
func TestBaselineOfTwoEntries(t *testing.T) {
	b, err := ParseBaseline(strings.NewReader("B1? races\n\ts: label:B1\nB2 always\n\ts: label:B2\n"))
	if err != nil {
		t.Fatal(err)
	}
	j := b.Judge([]Outcome{{Suite: "s", Name: "x", Labels: []string{"B1", "B2"}}})
	if j.Holds() || len(j.Repaired) != 1 || j.Repaired[0] != "B2: s: x" {
		t.Errorf("%+v", j)
	}
}

func TestBadBaselines(t *testing.T) {
	for _, text := range []string{"\tstatus: x\n", "B5\n", "B5 reason\n", "what is this\n\tstatus: x\n", "B5 reason\n\tnosuite\n", "B5 reason\n\ts: /[/\n"} {
		if _, err := ParseBaseline(strings.NewReader(text)); err == nil {
			t.Errorf("%q is read", text)
		}
	}
}
