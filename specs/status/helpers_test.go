package status

import (
	"os"
	"strconv"
	"strings"
)

// statusOf returns a field of a process's status, "" if it has none.
func statusOf(pid, field string) string {
	b, _ := os.ReadFile("/proc/" + pid + "/status")
	for _, l := range strings.Split(string(b), "\n") {
		if v, ok := strings.CutPrefix(l, field+":\t"); ok {
			return v
		}
	}
	return ""
}

// sleepsOf returns how often a process has gone to sleep or stopped, and whether it sleeps now.
func sleepsOf(pid string) (n int, asleep bool) {
	state := statusOf(pid, "State")
	n, _ = strconv.Atoi(statusOf(pid, "voluntary_ctxt_switches"))
	return n, strings.HasPrefix(state, "S")
}
