package harness

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// Outcome is how one spec ended with the tracer under test.
type Outcome struct {
	// Suite is the name of the suite, Name the full text of the spec, without the suite's.
	Suite, Name string
	Labels      []string
	State       OutcomeState
	// Message says why it failed or was skipped.
	Message string
}

// String names the spec as a baseline does.
func (o *Outcome) String() string { return o.Suite + ": " + o.Name }

// OutcomeState is how a spec can end.
type OutcomeState int

// The ends.
const (
	SpecPassed OutcomeState = iota
	SpecFailed
	SpecSkipped
)

// Baseline is what a tracer is known to do otherwise than the specs say. Its text is made of entries:
//
//	# a comment
//	B5  takes the empty set, spelled as a negated list, for the full one
//		status: status sets of nothing, spelled as a negated list
//		status: /^status sets .* B5 /
//		status: label:B5
//	B1?  loses lines of threads that end together, not in every run
//		status: label:B1
//
// An entry begins with an id and a reason. The lines indented below name its specs: by the suite and the
// full text, a regular expression, or a label. Every spec named must fail; if the id
// is followed by a question mark, it may fail.
type Baseline struct {
	Entries []*BaselineEntry
}

// BaselineEntry is one known difference.
type BaselineEntry struct {
	ID, Reason string
	// Sometimes says that the difference does not show in every run.
	Sometimes bool
	selectors []selector
}

// selector names specs of an entry.
type selector struct {
	text  string // as it is written
	suite string
	is    func(o *Outcome) bool
}

var reEntry = regexp.MustCompile(`^([A-Z][A-Z0-9]*\d)(\??)\s+(\S.*)$`)

// ParseBaseline reads a baseline.
func ParseBaseline(r io.Reader) (*Baseline, error) {
	b := &Baseline{}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		if err := b.addLine(lines.Text()); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	for _, e := range b.Entries {
		if len(e.selectors) == 0 {
			return nil, fmt.Errorf("%s names no spec", e.ID)
		}
	}
	return b, nil
}

func (b *Baseline) addLine(line string) error {
	text := strings.TrimSpace(line)
	switch {
	case text == "" || text[0] == '#':
		return nil
	case line[0] != '\t' && line[0] != ' ':
		m := reEntry.FindStringSubmatch(text)
		if m == nil {
			return fmt.Errorf("%q is no id and reason", text)
		}
		b.Entries = append(b.Entries, &BaselineEntry{ID: m[1], Sometimes: m[2] != "", Reason: m[3]})
		return nil
	case len(b.Entries) == 0:
		return errors.New("a spec without an entry")
	}
	s, err := newSelector(text)
	if err != nil {
		return err
	}
	e := b.Entries[len(b.Entries)-1]
	e.selectors = append(e.selectors, s)
	return nil
}

func newSelector(text string) (selector, error) {
	suite, name, ok := strings.Cut(text, ": ")
	if !ok {
		return selector{}, fmt.Errorf("%q names no suite", text)
	}
	if label, ok := strings.CutPrefix(name, "label:"); ok {
		return selector{text, suite, func(o *Outcome) bool { return o.Suite == suite && slices.Contains(o.Labels, label) }}, nil
	}
	if len(name) < 2 || name[0] != '/' || name[len(name)-1] != '/' {
		return selector{text, suite, func(o *Outcome) bool { return o.Suite == suite && o.Name == name }}, nil
	}
	re, err := regexp.Compile(name[1 : len(name)-1])
	if err != nil {
		return selector{}, err
	}
	return selector{text, suite, func(o *Outcome) bool { return o.Suite == suite && re.MatchString(o.Name) }}, nil
}

// For returns what the baseline says of some suites.
func (b *Baseline) For(suites []string) *Baseline {
	cut := &Baseline{}
	for _, e := range b.Entries {
		own := *e
		own.selectors = nil
		for _, s := range e.selectors {
			if slices.Contains(suites, s.suite) {
				own.selectors = append(own.selectors, s)
			}
		}
		if len(own.selectors) > 0 {
			cut.Entries = append(cut.Entries, &own)
		}
	}
	return cut
}

// Judgement is what a baseline says of the outcomes of a run.
type Judgement struct {
	// Passed and Skipped count specs; Known are the failures of each entry.
	Passed, Skipped int
	Known           map[*BaselineEntry][]Outcome
	// Failures are those of specs that the baseline does not name.
	Failures []Outcome
	// Repaired are specs that passed although they are known to fail, with their entry's id.
	Repaired []string
	// Stale are the lines of the baseline that name no spec.
	Stale []string
}

// Holds reports whether everything was as expected.
func (j *Judgement) Holds() bool {
	return len(j.Failures) == 0 && len(j.Repaired) == 0 && len(j.Stale) == 0
}

// Judge compares outcomes with what is known. A line of the baseline that names none of them is stale;
// so all the specs of its suites must be among them.
func (b *Baseline) Judge(outcomes []Outcome) *Judgement {
	j := &Judgement{Known: map[*BaselineEntry][]Outcome{}}
	used := map[string]bool{}
	for _, o := range outcomes {
		j.add(o, b.find(&o, used))
	}
	for _, e := range b.Entries {
		for _, s := range e.selectors {
			if !used[s.text] {
				j.Stale = append(j.Stale, e.ID+": "+s.text)
			}
		}
	}
	return j
}

// find returns the first entry that names a spec, of those whose specs always fail if there are any, and notes all
// lines that do.
func (b *Baseline) find(o *Outcome, used map[string]bool) *BaselineEntry {
	var found *BaselineEntry
	for _, e := range b.Entries {
		for _, s := range e.selectors {
			if !s.is(o) {
				continue
			}
			used[s.text] = true
			if found == nil || found.Sometimes && !e.Sometimes {
				found = e
			}
		}
	}
	return found
}

func (j *Judgement) add(o Outcome, e *BaselineEntry) {
	switch {
	case o.State == SpecSkipped:
		j.Skipped++
	case o.State == SpecFailed && e != nil:
		j.Known[e] = append(j.Known[e], o)
	case o.State == SpecFailed:
		j.Failures = append(j.Failures, o)
	case e != nil && !e.Sometimes:
		j.Repaired = append(j.Repaired, e.ID+": "+o.String())
	default:
		j.Passed++
	}
}
