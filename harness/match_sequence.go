package harness

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/onsi/gomega/types"
)

// HaveSequence succeeds when the log has lines matching each of the regular expressions, in this
// order; other lines may stand between.
func HaveSequence(res ...string) types.GomegaMatcher { return &sequenceMatcher{res: res} }

type sequenceMatcher struct {
	res    []string
	failed int
}

func (m *sequenceMatcher) Match(actual any) (bool, error) {
	r, err := asRun(actual)
	if err != nil {
		return false, err
	}
	lines := r.Lines()
	at := 0
	for i, s := range m.res {
		re, err := regexp.Compile("^(?:" + s + ")$")
		if err != nil {
			return false, err
		}
		for at < len(lines) && !re.MatchString(lines[at]) {
			at++
		}
		if at == len(lines) {
			m.failed = i
			return false, nil
		}
		at++
	}
	return true, nil
}

func (m *sequenceMatcher) FailureMessage(actual any) string {
	return fmt.Sprintf("expected lines in this order\n  %s\nmissing, or too early, is\n  %s\nin\n%v",
		strings.Join(m.res, "\n  "), m.res[m.failed], actual)
}

func (m *sequenceMatcher) NegatedFailureMessage(actual any) string {
	return fmt.Sprintf("expected not to find lines in this order\n  %s\nin\n%v", strings.Join(m.res, "\n  "), actual)
}
