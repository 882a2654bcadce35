// Tracecmp runs one command under two tracers with the same options and compares the logs.
//
// It is the main instrument for authors of decoders:
//
//	go build -o /tmp/strake ./cmd/strake
//	go run ./internal/cmd/tracecmp -a strace -b /tmp/strake -- ls -l /usr
//	go run ./internal/cmd/tracecmp -a strace -b /tmp/strake -opts '-f -v -y' -- sh -c 'id | cat'
//	go run ./internal/cmd/tracecmp -a strace -b /tmp/strake -opts '-f -e trace=%network' -control -- git clone …
//
// Both runs are made under `setarch -R` (no address space randomisation), with the same
// environment, directory and standard input (/dev/null), the log going to a file by -o. Before the comparison
//
//   - the two halves of interrupted lines are joined;
//   - threads are matched by their place in the tree of clones (T0, T0.1, T0.1.2 …), not by the
//     order in which the scheduler showed them, and pids in the text are replaced by these names;
//   - addresses become 0xADDR, times N.
//
// Signals and rt_sigreturn are compared as a stream of their own, since when one arrives is chance.
// Then each thread's lines are aligned by longest common subsequence. What is left is paired by syscall
// name and reported in groups:
//
//	format    the lines differ in more than digits: nearly always a defect of one decoder
//	value     they differ in digits, or in the content of strings: often only chance (inode numbers,
//	          random bytes, buffer sizes that depend on timing); -control tells
//	only a/b  the line has no counterpart: different work, or a line lost
//	address   equal apart from addresses, which differ although randomisation is off
//	padding   equal apart from the column of "="
//	leader    equal apart from the form of what precedes the name (pid, time, -i, -n)
//
// The flag -control runs a twice and shows, beside each count, how many lines differ between a and
// itself: a group with the same number there is chance. The flags -only and -skip limit the report to
// some syscalls, -all prints every difference, -logs DIR keeps both logs. The exit status is 0 when
// nothing differs but values, addresses and control noise, 1 when something does, 2 when it could
// not compare.
//
// The flag -suite traces a list of real programs and the testees with several sets of options, each in a fresh directory
// and with a control, and ends with a table: lines compared, equal, differing by chance, excused (excused.txt) and
// otherwise. The exit status is 1 if anything differs otherwise.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"strake/harness"
)

func main() {
	code, err := run(os.Args[1:], os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "tracecmp:", err)
		os.Exit(2)
	}
	os.Exit(code)
}

type options struct {
	a, b     string
	opts     string
	samples  int
	all      bool
	control  bool
	logs     string
	only     string
	skip     string
	dir      string
	timeout  time.Duration
	aslr     bool
	bothLogs bool
	suite    bool
	report   string
	programs string
	limit    time.Duration
	cmd      []string
}

func run(args []string, w io.Writer) (int, error) {
	var o options
	fs := flag.NewFlagSet("tracecmp", flag.ContinueOnError)
	fs.StringVar(&o.a, "a", "strace", "the reference `tracer`")
	fs.StringVar(&o.b, "b", "", "the `tracer` compared with it; strake, which -suite builds")
	fs.StringVar(&o.opts, "opts", "-f", "`options` for both, split at blanks (quote with '…')")
	fs.IntVar(&o.samples, "samples", 2, "differences shown per syscall and category")
	fs.BoolVar(&o.all, "all", false, "show every difference")
	fs.BoolVar(&o.control, "control", false, "run a twice, to tell chance from defects")
	fs.StringVar(&o.logs, "logs", "", "keep the logs as a.log and b.log in `dir`")
	fs.StringVar(&o.only, "only", "", "report only these comma separated `syscalls`")
	fs.StringVar(&o.skip, "skip", "", "do not report these comma separated `syscalls`")
	fs.StringVar(&o.dir, "C", "", "run in `dir`")
	fs.DurationVar(&o.timeout, "timeout", 2*time.Minute, "for each run")
	fs.BoolVar(&o.aslr, "aslr", false, "leave address space randomisation on")
	fs.BoolVar(&o.bothLogs, "text", false, "-a and -b name existing log files; run nothing")
	fs.BoolVar(&o.suite, "suite", false, "compare on real programs, with a summary")
	fs.StringVar(&o.report, "report", "", "with -suite: write the summary to `file`, as Markdown")
	fs.StringVar(&o.programs, "programs", "", "with -suite: only programs whose name matches `pattern`")
	fs.DurationVar(&o.limit, "limit", time.Hour, "with -suite: begin no more runs after this time; what is left out is named")
	if err := fs.Parse(args); err != nil {
		return 2, err
	}
	o.cmd = fs.Args()
	if o.suite {
		return runSuite(o, w)
	}
	if o.b == "" {
		o.b = "strake"
	}
	if o.bothLogs {
		return compareFiles(o, w)
	}
	if len(o.cmd) == 0 {
		return 2, errors.New("no command: tracecmp -a strace -b strake [-opts '-f -v'] -- CMD…")
	}
	a, err := trace(o, o.a)
	if err != nil {
		return 2, err
	}
	var control *result
	if o.control {
		if control, err = trace(o, o.a); err != nil {
			return 2, err
		}
	}
	b, err := trace(o, o.b)
	if err != nil {
		return 2, err
	}
	if o.logs != "" {
		if err := os.MkdirAll(o.logs, 0o777); err != nil {
			return 2, err
		}
		for name, r := range map[string]*result{"a": a, "b": b} {
			if err := os.WriteFile(filepath.Join(o.logs, name+".log"), []byte(r.log), 0o666); err != nil {
				return 2, err
			}
			if err := os.WriteFile(filepath.Join(o.logs, name+".err"), []byte(r.stderr), 0o666); err != nil {
				return 2, err
			}
		}
	}
	bad := 0
	if a.status != b.status {
		bad = 1
		fmt.Fprintf(w, "STATUS differs: %s with a, %s with b\n", a.status, b.status)
	}
	na, nb := a.erase(a.stdout), b.erase(b.stdout)
	if na != nb {
		fmt.Fprintf(w, "standard output differs (%d bytes with a, %d with b)\n", len(a.stdout), len(b.stdout))
	}
	if ea, eb := a.erase(a.stderr), b.erase(b.stderr); ea != eb {
		fmt.Fprintf(w, "standard error differs\n  a: %s\n  b: %s\n", first(ea, 300), first(eb, 300))
	}
	rep := compare(a.load(), b.load())
	var ctl *report
	if control != nil {
		ctl = compare(a.load(), control.load())
	}
	if rep.print(w, o, ctl) {
		bad = 1
	}
	return bad, nil
}

func compareFiles(o options, w io.Writer) (int, error) {
	la, err := os.ReadFile(o.a)
	if err != nil {
		return 2, err
	}
	lb, err := os.ReadFile(o.b)
	if err != nil {
		return 2, err
	}
	a, b := &result{log: string(la)}, &result{log: string(lb)}
	if compare(a.load(), b.load()).print(w, o, nil) {
		return 1, nil
	}
	return 0, nil
}

func first(s string, n int) string {
	s = strings.TrimSpace(s)
	if len(s) > n {
		return s[:n] + "…"
	}
	return s
}

// result is one traced run.
type result struct {
	log, stdout, stderr string
	status              string
	pid                 int
	out                 string // the log file's path
}

// erase makes the texts of two runs comparable.
func (r *result) erase(s string) string {
	return harness.Digits(harness.Times(strings.ReplaceAll(strings.ReplaceAll(s, r.out, "LOG"), "strake", "strace")))
}

// trace runs the command under one tracer.
func trace(o options, tracer string) (*result, error) {
	path, err := exec.LookPath(tracer)
	if err != nil {
		return nil, err
	}
	if path, err = filepath.Abs(path); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "tracecmp")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	r := &result{out: filepath.Join(dir, "log")}
	argv := []string{path}
	argv = append(argv, splitOptions(o.opts)...)
	argv = append(argv, "-o", r.out, "--")
	argv = append(argv, o.cmd...)
	if !o.aslr {
		if sa, err := exec.LookPath("setarch"); err == nil {
			argv = append([]string{sa, "-R"}, argv...)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), o.timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Dir = o.dir
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.WaitDelay = 2 * time.Second
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	err = cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return nil, fmt.Errorf("%s: %w", tracer, err)
	}
	if ctx.Err() != nil {
		fmt.Fprintf(os.Stderr, "tracecmp: %s: timed out after %v; comparing what there is\n", tracer, o.timeout)
	}
	r.pid = cmd.Process.Pid
	r.status = cmd.ProcessState.String()
	r.stdout, r.stderr = stdout.String(), stderr.String()
	b, err := os.ReadFile(r.out)
	if err != nil {
		return nil, fmt.Errorf("%s left no log (%s): %s", tracer, r.status, first(r.stderr, 500))
	}
	r.log = string(b)
	return r, nil
}

// splitOptions splits at blanks outside of single quotes.
func splitOptions(s string) []string {
	var out []string
	var cur strings.Builder
	quoted, any := false, false
	for _, c := range s {
		switch {
		case c == '\'':
			quoted, any = !quoted, true
		case c == ' ' && !quoted:
			if any {
				out = append(out, cur.String())
				cur.Reset()
				any = false
			}
		default:
			cur.WriteRune(c)
			any = true
		}
	}
	if any {
		out = append(out, cur.String())
	}
	return out
}

// names returns a sorted list of the keys.
func names[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
