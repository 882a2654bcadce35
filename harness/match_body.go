package harness

import (
	"fmt"
	"strings"

	"github.com/onsi/gomega/types"
)

// ShowExactly succeeds when the log, with interrupted lines joined, without leaders, without the execve
// that started the program and without its last exit lines, is exactly the given text: one line
// per call, addresses as 0xADDR, one blank before "=". This is what decoder specs compare.
func ShowExactly(text string) types.GomegaMatcher { return &bodyMatcher{want: Trim(text)} }

type bodyMatcher struct{ want, got string }

// Trim removes blank lines at both ends and the indentation of a raw string.
func Trim(s string) string {
	var out []string
	for _, l := range strings.Split(strings.Trim(s, "\n\t "), "\n") {
		out = append(out, strings.TrimLeft(l, "\t"))
	}
	return strings.Join(out, "\n")
}

// Body returns the text that ShowExactly compares.
func Body(r *Run, more ...Normaliser) string {
	n := Chain(append([]Normaliser{Addresses}, more...)...)
	var out []string
	events := r.Calls()
	for i, e := range events {
		if i == 0 && e.Name == "execve" {
			continue
		}
		if i == len(events)-1 && e.Kind == Exited {
			continue
		}
		if i == len(events)-2 && (e.Name == "exit_group" || e.Name == "exit") && e.NeverReturned {
			continue
		}
		out = append(out, n(e.Canonical()))
	}
	return strings.Join(out, "\n")
}

func (m *bodyMatcher) Match(actual any) (bool, error) {
	switch a := actual.(type) {
	case *Run:
		m.got = Body(a)
	case string:
		m.got = Trim(a)
	default:
		return false, fmt.Errorf("expected a *harness.Run or its Body, got %T", actual)
	}
	return m.got == m.want, nil
}

func (m *bodyMatcher) FailureMessage(actual any) string {
	want, got := strings.Split(m.want, "\n"), strings.Split(m.got, "\n")
	var b strings.Builder
	for i := 0; i < max(len(want), len(got)); i++ {
		w, g := at(want, i), at(got, i)
		if w == g {
			fmt.Fprintf(&b, "      %s\n", w)
			continue
		}
		if i < len(want) {
			fmt.Fprintf(&b, "want  %s\n", w)
		}
		if i < len(got) {
			fmt.Fprintf(&b, "got   %s\n", g)
		}
	}
	if r, ok := actual.(*Run); ok {
		return fmt.Sprintf("expected other lines:\n%s\nin\n%v", b.String(), r)
	}
	return "expected other lines:\n" + b.String()
}

func at(s []string, i int) string {
	if i < len(s) {
		return s[i]
	}
	return ""
}

func (m *bodyMatcher) NegatedFailureMessage(actual any) string {
	return fmt.Sprintf("expected other lines than\n%s\nin\n%v", m.want, actual)
}
