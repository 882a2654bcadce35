package harness

import (
	"fmt"
	"regexp"

	"github.com/onsi/gomega/types"
)

// HaveLine succeeds when a line of the run's log matches the regular expression as a whole. Pids
// and other leaders are part of the line; start with `.*` to allow any.
func HaveLine(re string) types.GomegaMatcher { return &lineMatcher{re: re} }

type lineMatcher struct{ re string }

func (m *lineMatcher) Match(actual any) (bool, error) {
	r, err := asRun(actual)
	if err != nil {
		return false, err
	}
	re, err := regexp.Compile("^(?:" + m.re + ")$")
	if err != nil {
		return false, err
	}
	for _, l := range r.Lines() {
		if re.MatchString(l) {
			return true, nil
		}
	}
	return false, nil
}

func (m *lineMatcher) FailureMessage(actual any) string {
	return fmt.Sprintf("expected a line matching\n  %s\nin\n%v", m.re, actual)
}

func (m *lineMatcher) NegatedFailureMessage(actual any) string {
	return fmt.Sprintf("expected no line matching\n  %s\nin\n%v", m.re, actual)
}

func asRun(actual any) (*Run, error) {
	r, ok := actual.(*Run)
	if !ok || r == nil {
		return nil, fmt.Errorf("expected a *harness.Run, got %T", actual)
	}
	return r, nil
}
