package harness

import (
	"fmt"
	"os/exec"
	"regexp"
	"strings"
)

// reHelpMark finds, in a line of -h, the mark of an option that is understood but not built.
var reHelpMark = regexp.MustCompile(`(?: \*)(?:\s|$)`)

// Has is a proof that the tracer has an option: nil if its -h lists it, without the mark that strake
// puts behind those that it understands but refuses. The option is written as -h has it: "--strict-status".
func (t *Tracer) Has(option string) error {
	t.helpOnce.Do(func() {
		out, err := exec.Command(t.Path, "-h").CombinedOutput()
		if err == nil {
			t.help = string(out)
		}
	})
	// The option as a whole, not as the beginning of a longer one.
	re := regexp.MustCompile(`(?m)(?:^|[\s,])` + regexp.QuoteMeta(option) + `(?:[\s,=\[]|$)`)
	for _, l := range strings.Split(t.help, "\n") {
		if !re.MatchString(l) {
			continue
		}
		if reHelpMark.MatchString(l) {
			return fmt.Errorf("%v understands %s but does not have it: %s", t, option, strings.TrimSpace(l))
		}
		return nil
	}
	return fmt.Errorf("%v has no %s", t, option)
}
