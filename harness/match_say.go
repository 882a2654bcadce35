package harness

import (
	"fmt"
	"strings"

	"github.com/onsi/gomega/types"
)

// Say succeeds when the tracer has written exactly these lines to standard error, its own name
// spelled "strace".
func Say(lines ...string) types.GomegaMatcher { return &sayMatcher{lines} }

type sayMatcher struct{ lines []string }

func (m *sayMatcher) Match(actual any) (bool, error) {
	r, err := asRun(actual)
	if err != nil {
		return false, err
	}
	want := ""
	if len(m.lines) > 0 {
		want = strings.Join(m.lines, "\n") + "\n"
	}
	return r.Messages() == want, nil
}

func (m *sayMatcher) FailureMessage(actual any) string {
	return fmt.Sprintf("expected on standard error exactly\n  %s\nof\n%v", strings.Join(m.lines, "\n  "), actual)
}

func (m *sayMatcher) NegatedFailureMessage(actual any) string {
	return fmt.Sprintf("expected on standard error something else than\n  %s\nof\n%v", strings.Join(m.lines, "\n  "), actual)
}
