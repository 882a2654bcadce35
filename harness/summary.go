package harness

import (
	"regexp"
	"strconv"
	"strings"
)

// SummaryRow is a call's row in the table of -c and -C.
type SummaryRow struct {
	Calls, Errors int
}

// Summary is a table of -c or -C with the default columns, by call. The tables of several ABIs are one.
type Summary map[string]SummaryRow

var (
	reSummaryHead = regexp.MustCompile(`^% time +seconds +usecs/call +calls +errors +syscall$`)
	reSummaryABI  = regexp.MustCompile(`^System call usage summary for .* mode:$`)
	reSummaryRule = regexp.MustCompile(`^-+(?: -+)+$`)
	reSummaryRow  = regexp.MustCompile(`^ *\d+\.\d+ +\d+\.\d+ +\d+ +(\d+) +(?:(\d+) +)?(\S+)$`)
)

// SplitSummary takes the tables out of a log. The table is nil if there is none.
func SplitSummary(log string) (rest string, table Summary) {
	var lines []string
	inside := false
	for _, l := range strings.SplitAfter(log, "\n") {
		text := strings.TrimSuffix(l, "\n")
		switch {
		case reSummaryHead.MatchString(text):
			inside = true
			if table == nil {
				table = Summary{}
			}
		case reSummaryABI.MatchString(text):
		case inside && table.add(text):
			inside = !strings.HasSuffix(text, " total")
		default:
			lines = append(lines, l)
		}
	}
	return strings.Join(lines, ""), table
}

// add takes a line of the table in; it tells whether it was one.
func (s Summary) add(line string) bool {
	if reSummaryRule.MatchString(line) {
		return true
	}
	m := reSummaryRow.FindStringSubmatch(line)
	if m == nil {
		return false
	}
	if m[3] != "total" {
		calls, _ := strconv.Atoi(m[1])
		errors, _ := strconv.Atoi(m[2])
		row := s[m[3]]
		s[m[3]] = SummaryRow{row.Calls + calls, row.Errors + errors}
	}
	return true
}

// Counted returns the table that a log with these events should have: the calls that returned.
func Counted(events []Event) Summary {
	s := Summary{}
	for _, e := range events {
		if e.Kind != Syscall && e.Kind != Resumed || e.NeverReturned || e.Name == "???" {
			continue
		}
		row := s[e.Name]
		row.Calls++
		if StatusOf(e) == "failed" {
			row.Errors++
		}
		s[e.Name] = row
	}
	return s
}
