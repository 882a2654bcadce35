package cli

import (
	"reflect"
	"testing"
	"time"

	"strake/tracer/event"
)

// TestStatus is about what -e status= has beyond strace's; the rest is in TestGolden.
func TestStatus(t *testing.T) {
	const all, failed, successful = event.AllStatus, event.Failed, event.Successful
	type outcome = event.Outcome
	for expr, want := range map[string]struct {
		set     event.Status
		outcome *outcome
	}{
		"failed":                            {failed, nil},
		"failed(EACCES)":                    {failed, &outcome{Errnos: []int{13}}},
		"failed(EACCES|EPERM|13)":           {failed, &outcome{Errnos: []int{13, 1}}},
		"FAILED(eacces|2)":                  {failed, &outcome{Errnos: []int{13, 2}}},
		"failed(ERESTARTSYS)":               {failed, &outcome{Errnos: []int{512}}},
		"failed(EACCES),failed(EPERM)":      {failed, &outcome{Errnos: []int{13, 1}}},
		"failed(EACCES),failed":             {failed, &outcome{}},
		"successful,failed(EACCES)":         {successful | failed, &outcome{Errnos: []int{13}}},
		"!failed(EACCES)":                   {all, &outcome{Errnos: []int{13}, Not: true}},
		"!failed(EACCES),successful":        {all &^ successful, &outcome{Errnos: []int{13}, Not: true}},
		"!!failed(EACCES)":                  {failed, &outcome{Errnos: []int{13}}},
		"!failed(EACCES),failed":            {all &^ failed, &outcome{}},
		"took>10ms":                         {all, &outcome{Timed: true, Over: 10 * time.Millisecond}},
		"took<1.5s":                         {all, &outcome{Timed: true, Under: 1500 * time.Millisecond}},
		"TOOK>5":                            {all, &outcome{Timed: true, Over: 5 * time.Microsecond}},
		"took>0":                            {all, &outcome{Timed: true}},
		"took>1ms,took<2ms":                 {all, &outcome{Timed: true, Over: time.Millisecond, Under: 2 * time.Millisecond}},
		"failed,took>1ms":                   {failed, &outcome{Timed: true, Over: time.Millisecond}},
		"took>1ms,failed(EINTR),unfinished": {failed | event.Unfinished, &outcome{Errnos: []int{4}, Timed: true, Over: time.Millisecond}},
	} {
		r, err := Parse("strake", []string{"-e", "status=" + expr, "prog"})
		if err != nil {
			t.Errorf("%s: %v", expr, err)
			continue
		}
		if got := r.Config; got.Status != want.set || !reflect.DeepEqual(got.Outcome, want.outcome) {
			t.Errorf("%s: %05b %+v", expr, got.Status, got.Outcome)
		}
	}
	for expr, bad := range map[string]string{
		"failed(": "failed(", "failed()": "failed()", "failed(EFOO)": "failed(EFOO)", "failed(EPERM|)": "failed(EPERM|)", "failed(0)": "failed(0)",
		"failed(4096)": "failed(4096)", "failed(EPERM": "failed(EPERM", "successful(EPERM)": "successful(EPERM)", "took>": "took>", "took>x": "took>x",
		"took>1m": "took>1m", "took<0": "took<0", "took>-1": "took>-1", "took=1": "took=1", "took": "took", "!took>1ms": "!took>1ms",
		"all,took>1ms": "all", "none,failed(EPERM)": "none", "failed(EPERM),foo": "foo",
	} {
		_, err := Parse("strake", []string{"-e", "status=" + expr, "prog"})
		if err == nil || err.Error() != "invalid status '"+bad+"'" {
			t.Errorf("%s: %v", expr, err)
		}
	}
	r, err := Parse("strake", []string{"-e", "status=failed(EPERM),took>1s", "-z", "prog"})
	if err != nil || r.Config.Status != successful || r.Config.Outcome != nil {
		t.Errorf("-z is the last option and does not win: %+v, %v", r.Config.Outcome, err)
	}
}
