package harness

import (
	"fmt"
	"strings"

	"github.com/onsi/gomega/types"
)

// KeepInvariants succeeds when nothing in the log breaks what holds for every log.
func KeepInvariants() types.GomegaMatcher { return invariantsMatcher{} }

type invariantsMatcher struct{}

func (invariantsMatcher) Match(actual any) (bool, error) {
	r, err := asRun(actual)
	if err != nil {
		return false, err
	}
	return len(r.Violations) == 0, nil
}

func (invariantsMatcher) FailureMessage(actual any) string {
	r, _ := asRun(actual)
	return fmt.Sprintf("log invariants are broken\n  %s\nin\n%v", strings.Join(r.Violations, "\n  "), actual)
}

func (invariantsMatcher) NegatedFailureMessage(actual any) string {
	return fmt.Sprintf("expected a broken log\n%v", actual)
}
