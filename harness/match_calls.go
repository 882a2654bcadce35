package harness

import (
	"fmt"
	"strings"

	"github.com/onsi/gomega/types"
)

// OnlyCall succeeds when the syscalls in the log are exactly the given ones, as a set. The first
// execve counts as any other.
func OnlyCall(names ...string) types.GomegaMatcher { return &callsMatcher{want: names} }

type callsMatcher struct {
	want []string
	got  []string
}

func (m *callsMatcher) Match(actual any) (bool, error) {
	r, err := asRun(actual)
	if err != nil {
		return false, err
	}
	got := map[string]bool{}
	for _, e := range r.Events {
		if e.IsCall() {
			got[e.Name] = true
		}
	}
	m.got = sortedKeys(got)
	want := map[string]bool{}
	for _, n := range m.want {
		want[n] = true
	}
	return strings.Join(sortedKeys(want), ",") == strings.Join(m.got, ","), nil
}

func (m *callsMatcher) FailureMessage(actual any) string {
	return fmt.Sprintf("expected exactly the syscalls\n  %s\ngot\n  %s\nin\n%v",
		strings.Join(m.want, " "), strings.Join(m.got, " "), actual)
}

func (m *callsMatcher) NegatedFailureMessage(actual any) string {
	return fmt.Sprintf("expected other syscalls than\n  %s\nin\n%v", strings.Join(m.want, " "), actual)
}
