package harness

import "strings"

// StatusClasses are the names of the classes that a call's status has.
var StatusClasses = []string{"successful", "failed", "unfinished", "unavailable", "detached"}

// StatusSet returns what a tracer's options let through: nil for everything. The last of -z, -Z and the
// spellings of -e status= counts.
func StatusSet(options []string) map[string]bool {
	var set map[string]bool
	for i, o := range options {
		switch {
		case o == "-z" || o == "--successful-only":
			set = map[string]bool{"successful": true}
		case o == "-Z" || o == "--failed-only" || o == "--failing-only":
			set = map[string]bool{"failed": true}
		case strings.HasPrefix(o, "--status="):
			set = statusValue(strings.TrimPrefix(o, "--status="))
		case strings.HasPrefix(o, "-estatus="):
			set = statusValue(strings.TrimPrefix(o, "-estatus="))
		case strings.HasPrefix(o, "status=") && i > 0 && options[i-1] == "-e":
			set = statusValue(strings.TrimPrefix(o, "status="))
		}
	}
	if len(set) == len(StatusClasses) {
		return nil
	}
	return set
}

// statusValue reads the value of a status qualifier. Conditions, which strake has beyond strace, leave out calls of a class:
// the class counts as being in the set.
func statusValue(s string) map[string]bool {
	list := strings.TrimLeft(s, "!")
	not := (len(s)-len(list))%2 == 1
	named := map[string]bool{}
	some, narrowed := false, true // failed calls; by nothing but times
	for _, n := range strings.Split(list, ",") {
		if strings.HasPrefix(strings.ToLower(n), "took") {
			continue
		}
		narrowed = false
		some = some || strings.HasPrefix(strings.ToLower(n), "failed(")
		for _, c := range StatusClasses {
			if strings.EqualFold(n, c) || n == "all" {
				named[c] = true
			}
		}
	}
	set := map[string]bool{}
	for _, c := range StatusClasses {
		if named[c] != not || narrowed || some && c == "failed" {
			set[c] = true
		}
	}
	return set
}
