package cli

import (
	"slices"
	"strings"
	"time"

	"strake/tracer/event"
	"strake/tracer/filter"
)

var statusNames = []filter.Name{
	{Name: "successful", Bit: uint(event.Successful)},
	{Name: "failed", Bit: uint(event.Failed)},
	{Name: "unfinished", Bit: uint(event.Unfinished)},
	{Name: "unavailable", Bit: uint(event.Unavailable)},
	{Name: "detached", Bit: uint(event.Detached)},
}

// status parses a set of statuses: strace's names of classes, and what strake has beyond them: failed(ERROR|ERROR…),
// the calls that failed with one of these errors, and took>TIME and took<TIME, which narrow the whole set.
func (p *parser) status(v value) error {
	q := statusParser{expr: v.text}
	if err := q.parse(); err != nil {
		return err
	}
	p.setStatus(q.set, q.outcome)
	return nil
}

// setStatus replaces the set of statuses: the last option wins.
func (p *parser) setStatus(set event.Status, o *event.Outcome) { p.cfg.Status, p.cfg.Outcome = set, o }

// statusParser is the state of reading one set of statuses.
type statusParser struct {
	expr    string
	set     event.Status
	outcome *event.Outcome // nil if there are only names

	names []string // the members that are names of classes
}

func (q *statusParser) parse() error {
	list, not := q.expr, false
	for strings.HasPrefix(list, "!") {
		list, not = list[1:], !not
	}
	for member := range strings.SplitSeq(list, ",") {
		if !q.condition(member) {
			q.names = append(q.names, member)
		}
	}
	if q.outcome == nil {
		// As strace has it.
		set, err := filter.ParseNames(q.expr, "status", statusNames)
		q.set = event.Status(set)
		return err
	}
	if not && q.outcome.Timed {
		return errorf("invalid status '%s'", q.expr)
	}
	if err := q.classes(); err != nil {
		return err
	}
	q.negate(not)
	return nil
}

// condition reads a member that is no name of a class, and reports whether it is one.
func (q *statusParser) condition(member string) bool {
	o := event.Outcome{}
	if q.outcome != nil {
		o = *q.outcome
	}
	ok := false
	if errors, found := cutFold(member, "failed("); found {
		ok = addErrnos(&o, errors)
	} else if text, found := cutFold(member, "took>"); found {
		o.Over, ok = parseDuration(text, 0)
		o.Timed = true
	} else if text, found := cutFold(member, "took<"); found {
		o.Under, ok = parseDuration(text, 1)
		o.Timed = true
	}
	if ok {
		q.outcome = &o
	}
	return ok
}

// cutFold returns s without the prefix, in whatever case it is.
func cutFold(s, prefix string) (rest string, found bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return "", false
	}
	return s[len(prefix):], true
}

// parseDuration parses a time that is at least so many nanoseconds.
func parseDuration(text string, least int64) (time.Duration, bool) {
	ns, ok := parseTime(text)
	return time.Duration(ns), ok && ns >= least
}

// addErrnos adds the errors of "E|E…)" to those of o.
func addErrnos(o *event.Outcome, list string) bool {
	list, ok := strings.CutSuffix(list, ")")
	if !ok {
		return false
	}
	for name := range strings.SplitSeq(list, "|") {
		n := errnoNamed(name)
		if n == 0 {
			n, ok = parseInt(name, 1, maxErrno)
			if !ok {
				return false
			}
		}
		if !slices.Contains(o.Errnos, int(n)) {
			o.Errnos = append(slices.Clone(o.Errnos), int(n))
		}
	}
	return true
}

// classes settles which classes the set has. A time alone narrows the set of all.
func (q *statusParser) classes() error {
	errnos := q.outcome.Errnos != nil
	if len(q.names) == 0 && !errnos {
		q.set = event.AllStatus
		return nil
	}
	if len(q.names) > 0 {
		for _, name := range q.names {
			if name == "all" || name == "none" || strings.HasPrefix(name, "!") {
				return errorf("invalid status '%s'", name) // as in any other list
			}
		}
		set, err := filter.ParseNames(strings.Join(q.names, ","), "status", statusNames)
		if err != nil {
			return err
		}
		q.set = event.Status(set)
	}
	if q.set&event.Failed != 0 {
		q.outcome.Errnos = nil // all of them
	} else if errnos {
		q.set |= event.Failed
	}
	return nil
}

// negate makes the set its complement if it is preceded by an exclamation mark.
func (q *statusParser) negate(not bool) {
	if !not {
		return
	}
	some := q.outcome.Errnos != nil
	q.set = event.AllStatus &^ q.set
	if some {
		q.set |= event.Failed
		q.outcome.Not = true
	}
}
