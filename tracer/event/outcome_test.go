package event

import (
	"testing"
	"time"
)

func TestAdmits(t *testing.T) {
	const ms = time.Millisecond
	for _, test := range []struct {
		o     Outcome
		errno int
		took  time.Duration
		want  bool
	}{
		{Outcome{}, 0, 0, true},
		{Outcome{}, 13, ms, true},
		{Outcome{Errnos: []int{1, 13}}, 13, 0, true},
		{Outcome{Errnos: []int{1, 13}}, 2, 0, false},
		{Outcome{Errnos: []int{1, 13}}, 0, 0, true},
		{Outcome{Errnos: []int{1, 13}, Not: true}, 13, 0, false},
		{Outcome{Errnos: []int{1, 13}, Not: true}, 2, 0, true},
		{Outcome{Errnos: []int{1, 13}, Not: true}, -1, 0, true},
		{Outcome{Timed: true, Over: ms}, 0, ms, false},
		{Outcome{Timed: true, Over: ms}, 0, ms + 1, true},
		{Outcome{Timed: true, Under: ms}, 0, ms, false},
		{Outcome{Timed: true, Under: ms}, 0, ms - 1, true},
		{Outcome{Timed: true, Under: ms}, 0, 0, true},
		{Outcome{Timed: true, Over: ms, Under: 3 * ms}, 0, 2 * ms, true},
		{Outcome{Timed: true, Over: ms, Under: 3 * ms}, 0, 4 * ms, false},
		{Outcome{Timed: true, Over: ms, Errnos: []int{1}}, 2, 2 * ms, false},
	} {
		if got := test.o.Admits(test.errno, test.took); got != test.want {
			t.Errorf("%+v: error %d, %v: %v", test.o, test.errno, test.took, got)
		}
	}
}
