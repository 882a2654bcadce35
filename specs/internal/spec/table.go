package spec

import (
	"fmt"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/gomega"

	"strake/harness"
	"strake/testees"
)

// Case is one run of a testee and the exact lines that it must give.
type Case struct {
	// Arg is the testee's arguments, split at blanks; the first one chooses its case.
	Arg string
	// Opts are options of the tracer, besides -f.
	Opts []string
	// Root compares the lines of the first thread only: for cases with children, whose lines fall
	// between at will.
	Root bool
	// Each compares the lines of each thread, one thread after the other in the order of their first lines.
	Each bool
	// Mask are normalisers for what differs between runs or machines, besides pids (P1, P2 …), the
	// tracer's pid (TRACER), addresses (0xADDR), the directory (DIR), the testee's path (TESTEE) and
	// the inodes of pipes and sockets (":[N]").
	Mask []harness.Normaliser
	// Want is the text that harness.ShowExactly compares, on x86_64; what other ABIs show is in testdata/ABI.txt. "?" stands for
	// a case that is to be recorded: see docs/HOWTO_ADD_A_SPEC.md.
	Want string
	// Kernel is the least kernel that shows it so, "" for any, and Needs what came with it; see NeedsKernel.
	Kernel, Needs string
	// Labels are added to those of the table.
	Labels []string
}

// Table makes a spec of each case. Each case runs in an empty directory.
func Table(testee string, cases ...Case) {
	_, file, _, _ := runtime.Caller(1)
	for _, c := range cases {
		name := testee + " " + c.Arg
		if len(c.Opts) > 0 {
			name += " with " + strings.Join(c.Opts, " ")
		}
		ginkgo.It("shows "+name, ginkgo.Label(append([]string{"decode", "abi:" + string(testees.Native())}, c.Labels...)...), func() {
			if c.Kernel != "" {
				NeedsKernel(c.Kernel, c.Needs)
			}
			dir := TempDir()
			c := c
			c.Mask = append([]harness.Normaliser{
				harness.TempPaths(map[string]string{dir: "DIR", Testee(testee): "TESTEE"}), Replace(`:\[[1-9]\d+\]`, ":[N]"), Replace(`/#\d+>`, "/#N>"),
				Replace(`(\w\.\w+)-[0-9a-f]{1,12}>`, "$1-HASH>"),                        // a testee's comm has a part of its hash
				Replace(fmt.Sprintf(`\b((?:si|st|stx)_uid)=%d\b`, os.Getuid()), "$1=0"), // what is recorded is of root
				Replace(fmt.Sprintf(`\b((?:st|stx)_gid)=%d\b`, os.Getgid()), "$1=0"),
				Replace(`\b(si_[us]time)=\d+(?: /\*[^*]*\*/)?`, "$1=0"), // a loaded machine gives a tick now and then
			}, c.Mask...)
			r := Trace(harness.Dir(dir), harness.Options(append([]string{"-f"}, c.Opts...)...),
				harness.Command(append([]string{Testee(testee)}, strings.Fields(c.Arg)...)...))
			got := Lines(r, c)
			want := c.Want
			if testees.Native() != testees.X8664 {
				want = wantOfABI(name, got)
			}
			if want == "?" {
				record(file, c, got)
				return
			}
			gomega.Expect(got).To(harness.ShowExactly(want), "%v", r)
		})
	}
}

// Lines returns the normalised lines of a run that a Case compares.
func Lines(r *harness.Run, c Case) string {
	var pids []int
	have := map[int]bool{0: true}
	add := func(pid int) {
		if !have[pid] {
			have[pid] = true
			pids = append(pids, pid)
		}
	}
	if c.Each {
		for _, e := range r.Events { // a thread's calls can end before the first one of its parent does
			add(e.PID)
		}
	}
	calls := r.Calls()
	for _, e := range calls {
		add(e.PID)
	}
	for _, e := range calls {
		if n, err := strconv.Atoi(e.Ret); err == nil && (strings.HasPrefix(e.Name, "clone") || strings.HasSuffix(e.Name, "fork")) && n > 0 {
			add(n)
		}
	}
	if c.Root {
		var mine []harness.Event
		for _, e := range r.Events {
			if e.PID == pids[0] {
				mine = append(mine, e)
			}
		}
		cut := *r
		cut.Events = mine
		r = &cut
	}
	if c.Each {
		cut := *r
		cut.Events = slices.Clone(r.Events)
		slices.SortStableFunc(cut.Events, func(a, b harness.Event) int {
			return slices.Index(pids, a.PID) - slices.Index(pids, b.PID)
		})
		r = &cut
	}
	masks := append([]harness.Normaliser{
		harness.ReplacePids(map[string]string{strconv.Itoa(r.PID): "TRACER"}), harness.Pids(pids),
	}, c.Mask...)
	return harness.Body(r, masks...)
}

// mustRecord fails unless what the reference shows is to be taken as the expectation.
func mustRecord(name, got string) {
	ginkgo.GinkgoHelper()
	if os.Getenv("STRAKE_RECORD") == "" || !Tracer().IsStrace() {
		ginkgo.Fail(fmt.Sprintf("case %q has no expectation yet; STRAKE_RECORD=1 STRAKE_TRACER=strace records it. Now it shows\n%s", name, got))
	}
}

// record replaces the "?" of a case in its source file by what the reference has shown.
func record(file string, c Case, got string) {
	ginkgo.GinkgoHelper()
	mustRecord(c.Arg, got)
	src, err := os.ReadFile(file)
	gomega.Expect(err).NotTo(gomega.HaveOccurred())
	at := 0
	const mark = `Want: "?"`
	for _, m := range regexp.MustCompile(`Arg: +"`+regexp.QuoteMeta(c.Arg)+`"`).FindAllIndex(src, -1) {
		rest := string(src[m[1]:])
		i := strings.Index(rest, mark)
		if i < 0 || strings.Contains(rest[:i], "Arg:") {
			continue
		}
		if len(c.Opts) > 0 && !strings.Contains(rest[:i], strconv.Quote(c.Opts[len(c.Opts)-1])) {
			continue
		}
		at = m[1] + i
		break
	}
	gomega.Expect(at).NotTo(gomega.BeZero(), "case %q not found in %s", c.Arg, file)
	text := strconv.Quote(got)
	if !strings.Contains(got, "`") {
		text = "`\n\t\t\t" + strings.ReplaceAll(got, "\n", "\n\t\t\t") + "\n\t\t`"
	}
	out := string(src[:at]) + "Want: " + text + string(src[at+len(mark):])
	gomega.Expect(os.WriteFile(file, []byte(out), 0o666)).To(gomega.Succeed())
}

// Normalisers for what the kernel or the machine decides.

// Fields returns a mask that replaces the values of the named struct fields by N.
func Fields(names ...string) harness.Normaliser {
	re := regexp.MustCompile(`\b(` + strings.Join(names, "|") + `)=("(?:[^"\\]|\\.)*"|\{[^{}]*\}|\[[^\[\]]*\]|\w+\([^()]*\)|[^,{}\[\]]+)`)
	return func(s string) string { return re.ReplaceAllString(s, "$1=N") }
}

// Replace returns a mask that replaces what a regular expression matches.
func Replace(re, by string) harness.Normaliser {
	r := regexp.MustCompile(re)
	return func(s string) string { return r.ReplaceAllString(s, by) }
}

// Result returns a mask that replaces the result of the calls whose lines begin with a regular expression, where it is up to the
// machine.
func Result(call string) harness.Normaliser {
	r := regexp.MustCompile(`(?m)^((?:\d+ +)?` + call + `.*?\) += ).*`)
	return func(s string) string { return r.ReplaceAllString(s, "${1}N") }
}
