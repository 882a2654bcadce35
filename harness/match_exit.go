package harness

import (
	"fmt"

	"github.com/onsi/gomega/types"
)

// ExitWith succeeds when the tracer has ended with the given status.
func ExitWith(code int) types.GomegaMatcher { return &exitMatcher{code} }

type exitMatcher struct{ code int }

func (m *exitMatcher) Match(actual any) (bool, error) {
	r, err := asRun(actual)
	if err != nil {
		return false, err
	}
	return r.Signal == 0 && r.Code == m.code, nil
}

func (m *exitMatcher) FailureMessage(actual any) string {
	return fmt.Sprintf("expected exit status %d of\n%v", m.code, actual)
}

func (m *exitMatcher) NegatedFailureMessage(actual any) string {
	return fmt.Sprintf("expected another exit status than %d of\n%v", m.code, actual)
}
