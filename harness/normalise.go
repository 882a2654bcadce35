package harness

import (
	"fmt"
	"regexp"
	"sort"
	"strings"
)

// A Normaliser rewrites one line so that two runs of the same program can be compared. One that
// must remember what it saw (pids in order of appearance) is a closure made per log.
type Normaliser func(string) string

// Chain applies normalisers from left to right.
func Chain(ns ...Normaliser) Normaliser {
	return func(s string) string {
		for _, n := range ns {
			s = n(s)
		}
		return s
	}
}

// NormaliseLog applies normalisers to each line of a log.
func NormaliseLog(log string, ns ...Normaliser) string {
	n := Chain(ns...)
	lines := strings.Split(log, "\n")
	for i, l := range lines {
		lines[i] = n(l)
	}
	return strings.Join(lines, "\n")
}

var (
	reNumber     = regexp.MustCompile(`\b\d+\b`)
	reAddress    = regexp.MustCompile(`\b0x[1-9a-f][0-9a-f]{5,15}\b`)
	reClockTime  = regexp.MustCompile(`\b\d\d:\d\d:\d\d(\.\d+)?`)
	reEpoch      = regexp.MustCompile(`\b1[0-9]{9}(\.\d+)?\b`)
	reTimeFields = regexp.MustCompile(`\b(tv_sec|tv_nsec|tv_usec|st_[amc]time|st_[amc]time_nsec|tms_[a-z]+|si_[us]time|offset|freq|constant)=-?\d+`)
	reTimeNotes  = regexp.MustCompile(` /\* \d{4}-\d\d-\d\dT[^*]*\*/`)
	reTicks      = regexp.MustCompile(` /\* \d+\.\d+ s \*/`)
	reISO        = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d{4}|Z)?`)
	reElapsedEnd = regexp.MustCompile(` <\d+\.\d+>$`)
	reDigits     = regexp.MustCompile(`\d+`)
	reHex        = regexp.MustCompile(`0x[0-9a-f]+`)
	reQuoted     = regexp.MustCompile(`"(?:[^"\\]|\\.)*"(?:\.\.\.)?`)
)

// Addresses replaces every hexadecimal number of six digits or more by 0xADDR. Addresses below
// that are rare, and flags above it rarer.
func Addresses(s string) string { return reAddress.ReplaceAllString(s, "0xADDR") }

// AddressesInOrder returns a normaliser that numbers distinct addresses by order of appearance:
// 0xADDR1, 0xADDR2. Which pointers are equal stays visible.
func AddressesInOrder() Normaliser {
	seen := map[string]string{}
	return func(s string) string {
		return reAddress.ReplaceAllStringFunc(s, func(a string) string {
			n, ok := seen[a]
			if !ok {
				n = fmt.Sprintf("0xADDR%d", len(seen)+1)
				seen[a] = n
			}
			return n
		})
	}
}

// Pids returns a normaliser that replaces the given ids by names: P1, P2 … in the given order.
// Only whole decimal numbers are replaced, so 123 is left alone in 1234, in a1b123 and in 0.123.
func Pids(ids []int) Normaliser {
	names := map[string]string{}
	for i, id := range ids {
		names[fmt.Sprint(id)] = fmt.Sprintf("P%d", i+1)
	}
	return ReplacePids(names)
}

// ReplacePids is Pids with names of the caller's choice, keyed by the decimal pid.
func ReplacePids(names map[string]string) Normaliser {
	return func(s string) string {
		return reNumber.ReplaceAllStringFunc(s, func(d string) string {
			if n, ok := names[d]; ok {
				return n
			}
			return d
		})
	}
}

// Times erases clock times, epochs, the fields of timespec and timeval, time comments and -T.
func Times(s string) string {
	s = reElapsedEnd.ReplaceAllString(s, " <T>")
	s = reTimeNotes.ReplaceAllString(s, "")
	s = reTicks.ReplaceAllString(s, "")
	s = reISO.ReplaceAllString(s, "DATE")
	s = reClockTime.ReplaceAllString(s, "TIME")
	s = reTimeFields.ReplaceAllString(s, "$1=N")
	return reEpoch.ReplaceAllString(s, "EPOCH")
}

// TempPaths returns a normaliser that replaces directories by names, longest first.
func TempPaths(dirs map[string]string) Normaliser {
	keys := make([]string, 0, len(dirs))
	for d := range dirs {
		keys = append(keys, d)
	}
	sort.Slice(keys, func(i, j int) bool { return len(keys[i]) > len(keys[j]) })
	return func(s string) string {
		for _, d := range keys {
			if d == "" {
				continue
			}
			s = strings.ReplaceAll(s, d, dirs[d])
		}
		return s
	}
}

// Digits replaces every run of digits, decimal or hexadecimal, by N: what is left is the form of
// the line.
func Digits(s string) string {
	return reDigits.ReplaceAllString(reHex.ReplaceAllString(s, "N"), "N")
}

// Strings replaces every quoted string by "S".
func Strings(s string) string { return reQuoted.ReplaceAllString(s, `"S"`) }

// Padding reduces the blanks before the return column to one.
func Padding(s string) string {
	e := ParseLine(s, Newer)
	if e.Kind == Syscall || e.Kind == Resumed {
		if i := strings.Index(s, ")"+e.Pad+"= "); i >= 0 {
			return s[:i] + ") = " + s[i+len(e.Pad)+3:]
		}
	}
	return s
}
