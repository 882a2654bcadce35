package harness

import (
	"fmt"
	"syscall"

	"github.com/onsi/gomega/types"
)

// DieOf succeeds when the tracer itself was ended by the signal.
func DieOf(sig syscall.Signal) types.GomegaMatcher { return &deathMatcher{sig} }

type deathMatcher struct{ sig syscall.Signal }

func (m *deathMatcher) Match(actual any) (bool, error) {
	r, err := asRun(actual)
	if err != nil {
		return false, err
	}
	return r.Signal == m.sig, nil
}

func (m *deathMatcher) FailureMessage(actual any) string {
	return fmt.Sprintf("expected death of %v of\n%v", m.sig, actual)
}

func (m *deathMatcher) NegatedFailureMessage(actual any) string {
	return fmt.Sprintf("expected no death of %v of\n%v", m.sig, actual)
}
