package status

import (
	"os"
	"strings"
)

// stateOf returns the letter of a process's state.
func stateOf(pid string) string {
	b, _ := os.ReadFile("/proc/" + pid + "/status")
	for _, l := range strings.Split(string(b), "\n") {
		if v, ok := strings.CutPrefix(l, "State:\t"); ok {
			return v[:1]
		}
	}
	return "gone"
}
