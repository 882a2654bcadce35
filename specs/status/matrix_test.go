package status

import (
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
	"strake/specs/status/matrix"
	"strake/testees"
)

// combination is one cell of the matrix: everything that a spec of it needs.
type combination struct {
	c     *matrix.Case
	mode  matrix.Mode
	out   matrix.Output
	abi   testees.ABI
	model matrix.Model
}

var _ = Describe("the matrix", func() {
	for _, abi := range []testees.ABI{testees.X8664, testees.I386, testees.AArch64} {
		if abi != testees.Native() && !compatible(abi) {
			continue
		}
		Context("on "+string(abi), Label("abi:"+string(abi)), func() { specsOn(abi) })
	}
})

// compatible tells whether a machine like this one may run programs of another ABI; a kernel can still be without.
func compatible(abi testees.ABI) bool {
	return abi == testees.I386 && testees.Native() == testees.X8664
}

// specsOn makes the specs of an ABI. Where its programs do not run, one spec proves it.
func specsOn(abi testees.ABI) {
	if abi != testees.Native() {
		if err := testees.Runs(abi); err != nil {
			It("runs programs", func() { spec.SkipUnless(func() error { return testees.Runs(abi) }) })
			return
		}
	}
	for i := range matrix.Cases {
		c := &matrix.Cases[i]
		if !c.For(string(abi)) {
			continue
		}
		Context(c.ID+", "+c.Says, Label(c.Labels...), func() { specsOf(c, abi) })
	}
}

// specsOf makes the specs of a case. Where both models agree, the strict one is shown once.
func specsOf(c *matrix.Case, abi testees.ABI) {
	if c.ID == "int80" && runs80() != nil {
		It("makes the call", func() { spec.SkipUnless(runs80) })
		return
	}
	for _, m := range matrix.Modes {
		for _, o := range matrix.Outputs {
			if !c.Takes(m) || !matrix.GoTogether(m, o) {
				continue
			}
			combination{c, m, o, abi, matrix.Default}.spec()
			if c.Differs() || o.Name == "-o" && m.Place == c.Places[0] {
				combination{c, m, o, abi, matrix.Strict}.spec()
			}
		}
	}
}

// runs80 is the proof that the kernel serves int 0x80 of a 64-bit program, which it otherwise kills.
func runs80() error {
	path, err := testees.Path("int80")
	if err != nil {
		return err
	}
	if err := exec.Command(path, "alone", "getpgrp").Run(); err != nil {
		return fmt.Errorf("int 0x80 does not work here: %w", err)
	}
	return nil
}

// spec makes the spec of a combination.
func (x combination) spec() {
	labels := []string{"matrix"}
	name := x.mode.Name + ", " + x.out.Name
	if x.model == matrix.Strict {
		labels = append(labels, "strict")
		name += ", strictly"
	}
	for _, d := range x.c.Defects {
		if d.In(x.mode, x.out, x.model) {
			labels = append(labels, d.ID)
		}
	}
	var classes []matrix.Class
	for _, o := range x.c.Outcomes(x.model) {
		if !slices.Contains(classes, o.Class) {
			classes = append(classes, o.Class)
			labels = append(labels, "status:"+string(o.Class))
			name += ": " + string(o.Class)
		}
	}
	It(name, Label(labels...), func() {
		if x.model == matrix.Strict {
			spec.SkipUnless(func() error { return spec.Tracer().Has("--strict-status") })
		}
		x.expect("all")
		if x.out.Name == "-o" {
			x.expect("none")
		}
		for _, c := range classes {
			x.expect(string(c))
			if x.out.Log {
				x.expect("!" + string(c))
			}
		}
	})
}

// expect runs the tracer with a status set and looks whether the calls of the case are shown, and counted, as the set says.
func (x combination) expect(set string) {
	GinkgoHelper()
	r := x.run(set)
	shown := StatusSet([]string{"--status=" + set})
	in := func(c matrix.Class) bool { return shown == nil || shown[string(c)] }
	if x.out.Log {
		x.expectLines(r, in)
	}
	if x.out.Table {
		x.expectTable(r, in)
	}
}

// run runs the tracer. The full set is meant to be as without options, and is had in this way.
func (x combination) run(set string) *Run {
	GinkgoHelper()
	path, err := testees.PathFor(x.c.Testee, x.abi)
	Expect(err).NotTo(HaveOccurred())
	options := slices.Concat(x.mode.Options, x.out.Options, x.c.Options)
	if set != "all" {
		options = append(options, "-e", "status="+set)
	}
	if x.model == matrix.Strict {
		options = append(options, "--strict-status")
	}
	to := ToStderr
	switch {
	case x.out.File && x.mode.Apart:
		to = ToFiles
	case x.out.File:
		to = ToFile
	}
	return spec.Trace(Options(options...), Log(to), WithFacts(), Dir(spec.TempDir()), Command(path, x.c.In(x.mode), x.c.Arg))
}

// expectLines looks for the lines of the case: each that is in the set once, and no other.
func (x combination) expectLines(r *Run, in func(matrix.Class) bool) {
	GinkgoHelper()
	events := r.Joined()
	for _, o := range x.c.Outcomes(x.model) {
		line := o.LineIn(x.model)
		found := matching(events, line)
		switch {
		case o.Half && in(matrix.Successful):
			// One with the other half, or not, as the other lines want it.
		case in(o.Class):
			Expect(found).To(HaveLen(1), "%s, %s, in\n%v", line, o.Class, r)
			if pid := found[0].PID; pid != 0 && !x.c.OwnThread {
				Expect(r.Facts["tid"]).To(ContainElement(strconv.Itoa(pid)), "who made %s in\n%v", line, r)
			}
		default:
			found = matching(events, o.Line+`(?: <.*>)?`)
			Expect(found).To(BeEmpty(), "%s, %s, in\n%v", o.Line, o.Class, r)
		}
	}
	for _, l := range x.c.Always {
		Expect(matching(events, l)).NotTo(BeEmpty(), "%s in\n%v", l, r)
	}
	for _, l := range x.c.Never {
		Expect(matching(events, l)).To(BeEmpty(), "%s in\n%v", l, r)
	}
}

// matching returns the events whose lines match as a whole.
func matching(events []Event, line string) []Event {
	re := regexp.MustCompile("^(?:" + line + ")$")
	var found []Event
	for _, e := range events {
		text := e.Canonical()
		if e.NeverReturned {
			// Arguments that were to come leave a mark, which is not what this is about.
			text = strings.Replace(text, " <unfinished ...>) = ?", ") = ?", 1)
		}
		if re.MatchString(text) {
			found = append(found, e)
		}
	}
	return found
}

// expectTable looks for the calls of the case in the table.
func (x combination) expectTable(r *Run, in func(matrix.Class) bool) {
	GinkgoHelper()
	if x.c.Many {
		return
	}
	want := Summary{}
	for _, o := range x.c.Outcomes(x.model) {
		name := o.Name()
		if name == "" {
			continue
		}
		row, begun := want[name]
		if !begun && in(matrix.Successful) {
			row.Calls = x.c.More
		}
		if o.Returned() && in(o.Class) {
			row.Calls++
			if o.Class == matrix.Failed {
				row.Errors++
			}
		}
		want[name] = row
	}
	for name, row := range want {
		Expect(r.Table[name]).To(Equal(row), "%s in the table of\n%v", name, r)
	}
}
