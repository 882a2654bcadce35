package cli

import (
	"errors"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"strake/seccompgen"
	"strake/tracer"
	"strake/tracer/abi"
	"strake/tracer/event"
	"strake/tracer/filter"
)

// set is a set of system calls that must parse.
func set(t *testing.T, expr string) filter.Set {
	t.Helper()
	s, err := filter.ParseSet(expr)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestConfig(t *testing.T) {
	argv0 := "-x"
	for _, c := range []struct {
		args string
		want func(*tracer.Config)
	}{
		{"-f", func(c *tracer.Config) { c.Follow = true }},
		{"-ff -o x", func(c *tracer.Config) {
			c.Follow, c.Separate, c.Output, c.Quiet = true, true, "x", quiet1
		}},
		{"-F", func(c *tracer.Config) { c.Follow = true }},
		{"-o x -A", func(c *tracer.Config) { c.Output, c.Append, c.Quiet = "x", true, quiet1 }},
		{"-o x -qq", func(c *tracer.Config) { c.Output, c.Quiet = "x", quiet1|tracer.QuietExit }},
		{"-o x -e quiet=none", func(c *tracer.Config) { c.Output = "x" }},
		{"-qqq", func(c *tracer.Config) { c.Quiet = tracer.QuietAll }},
		{"-e quiet=exit -e quiet=superseded", func(c *tracer.Config) { c.Quiet = tracer.QuietThreadExecve }},
		{"-e quiet=!exit", func(c *tracer.Config) { c.Quiet = tracer.QuietAll &^ tracer.QuietExit }},
		{"-p 7,8 -p 8,9", func(c *tracer.Config) { c.Attach = []int{7, 8, 9} }},
		{"-E A=b=c -E D -E E=", func(c *tracer.Config) {
			c.Env = []tracer.EnvChange{{Name: "A", Value: "b=c"}, {Name: "D", Unset: true}, {Name: "E"}}
		}},
		{"-u 01:002", func(c *tracer.Config) { c.User = "1:2" }},
		{"--argv0=-x", func(c *tracer.Config) { c.Argv0 = &argv0 }},
		{"-DD", func(c *tracer.Config) { c.Daemonize = tracer.OwnGroup }},
		{"--daemonize", func(c *tracer.Config) { c.Daemonize = tracer.AsGrandchild }},
		{"--daemonized=Session", func(c *tracer.Config) { c.Daemonize = tracer.OwnSession }},
		{"-I 4", func(c *tracer.Config) { c.Interruptible = tracer.InterruptNeverTSTP }},
		{"-I never", func(c *tracer.Config) { c.Interruptible = tracer.InterruptNever }},
		{"-b execve --kill-on-exit -d", func(c *tracer.Config) { c.DetachOnExec, c.KillOnExit, c.Debug = true, true, true }},
		{"-z", func(c *tracer.Config) { c.Status = event.Successful }},
		{"-z -e status=!failed", func(c *tracer.Config) { c.Status = event.AllStatus &^ event.Failed }},
		{"-e status=none -Z", func(c *tracer.Config) { c.Status = event.Failed }},
		{"-e open -e close", func(c *tracer.Config) { c.Trace = set(t, "close").WithUnassigned() }},
		{"-v", func(c *tracer.Config) { c.Abbrev = filter.Set{} }},
		{"-v -e abbrev=open", func(c *tracer.Config) { c.Abbrev = set(t, "open") }},
		{"-e raw=%file -e verbose=none", func(c *tracer.Config) { c.Raw, c.Verbose = set(t, "%file"), filter.Set{} }},
		{"-e signal=none", func(c *tracer.Config) { c.Signals = filter.NumSet{} }},
		{"-a 0 -s 0", func(c *tracer.Config) { c.Column, c.StringLimit = 0, 0 }},
		{"-x", func(c *tracer.Config) { c.StringsInHex = tracer.HexNonASCII }},
		{"--strings-in-hex", func(c *tracer.Config) { c.StringsInHex = tracer.HexAll }},
		{"-X verbose -n -N -i", func(c *tracer.Config) {
			c.ConstStyle, c.SyscallNumber, c.ArgNames, c.IP = tracer.ConstVerbose, true, true, true
		}},
		{"-y -Y", func(c *tracer.Config) { c.DecodeFDs, c.DecodePIDs = tracer.FDPath, tracer.PIDComm }},
		{"--decode-fds", func(c *tracer.Config) { c.DecodeFDs = tracer.FDPath }},
		{"-e decode-fds=path -e decode-fds=none", func(*tracer.Config) {}},
		{"-Y -e decode-pids=none", func(*tracer.Config) {}},
		{"-t", func(c *tracer.Config) {
			c.Absolute = tracer.Timestamp{Format: tracer.TimeOfDay, Precision: tracer.Seconds}
		}},
		{"-ttt -r", func(c *tracer.Config) {
			c.Absolute = tracer.Timestamp{Format: tracer.TimeUnix, Precision: tracer.Microseconds}
			c.Relative = tracer.Microseconds
		}},
		{"--timestamps=unix --timestamps=ns", func(c *tracer.Config) {
			c.Absolute = tracer.Timestamp{Format: tracer.TimeUnix, Precision: tracer.Nanoseconds}
		}},
		{"-T --syscall-times=ns --relative-timestamps", func(c *tracer.Config) {
			c.SyscallTimes, c.Relative = tracer.Nanoseconds, tracer.Microseconds
		}},
		{"--always-show-pid --strict-status", func(c *tracer.Config) { c.AlwaysShowPID, c.StrictStatus = true, true }},
		{"-c -w -S count -U calls,error -O 2ms", func(c *tracer.Config) {
			c.Summary, c.SummaryOnly, c.SummaryWallClock, c.SummarySort = true, true, true, "calls"
			c.SummaryColumns, c.Overhead = []string{"calls", "errors", "name"}, 2000000
		}},
		{"-f --seccomp-bpf", func(c *tracer.Config) { c.Follow, c.Seccomp = true, tracer.SeccompAlways }},
		{"--seccomp-bpf=always", func(c *tracer.Config) { c.Seccomp = tracer.SeccompAlways }},
		{"--seccomp-bpf=bitmap", func(c *tracer.Config) { c.Seccomp, c.SeccompAlgorithm = tracer.SeccompAlways, seccompgen.Bitmap }},
		{"--seccomp-bpf=bitmap --seccomp-bpf=never", func(c *tracer.Config) { c.Seccomp = tracer.SeccompNever }},
		{"-f --seccomp-bpf --seccomp-bpf=auto", func(c *tracer.Config) { c.Follow = true }},
		{"--seccomp-bpf=always -b execve", func(c *tracer.Config) { c.DetachOnExec = true }},
		{"-C -U name,calls -O 0.5", func(c *tracer.Config) {
			c.Summary, c.SummaryColumns, c.Overhead = true, []string{"name", "calls"}, 500
		}},
	} {
		r, err := Parse("me", append(strings.Fields(c.args), "prog", "-x", "--"))
		if err != nil {
			t.Errorf("%s: %v", c.args, err)
			continue
		}
		want := tracer.DefaultConfig()
		want.Self, want.Program, want.Front = "me", []string{"prog", "-x", "--"}, true
		c.want(&want)
		if !reflect.DeepEqual(r.Config, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", c.args, r.Config, want)
		}
	}
}

func TestQuietWithOutput(t *testing.T) {
	for args, want := range map[string]tracer.Quiet{
		"-o x -p 1":   0,
		"-o x prog":   quiet1,
		"-o x -q -p1": quiet1,
		"prog":        0,
	} {
		r, err := Parse("strake", strings.Fields(args))
		if err != nil || r.Config.Quiet != want {
			t.Errorf("%s: %v, %v", args, r.Config.Quiet, err)
		}
	}
}

func TestTracesUnassigned(t *testing.T) {
	r, err := Parse("strake", []string{"-e", "trace=none", "prog"})
	if err != nil {
		t.Fatal(err)
	}
	if s := &r.Config.Trace; s.Has(abi.X8664, 0) || !s.Has(abi.X8664, 400) || !s.Has(abi.I386, 1<<20) {
		t.Error("numbers without a name must be traced, and only they")
	}
}

func TestActions(t *testing.T) {
	for args, want := range map[string]Action{
		"-h": Help, "--hel": Help, "-V": Version, "-fVf": Version, "-h -J": Help, "-V -h": Help, "-V -c -w": Version, "true": Run,
	} {
		if r, err := Parse("strake", strings.Fields(args)); err != nil || r.Action != want {
			t.Errorf("%s: %v, %v", args, r.Action, err)
		}
	}
}

// TestUnsupported makes sure that nothing is ignored: each option either works
// or is refused by the name it was given by.
func TestUnsupported(t *testing.T) {
	for args, name := range map[string]string{
		"-e kvm=vcpu+": "-e kvm=vcpu+",
		"--kvm=vcpu+":  "--kvm=vcpu+",
	} {
		_, err := Parse("strake", append(strings.Fields(args), "true"))
		var e *Error
		if !errors.As(err, &e) || !e.Unsupported || e.Help || e.Msg != "option '"+name+"' is not supported yet" {
			t.Errorf("%s: %v", args, err)
		}
	}
	for _, args := range []string{"-f --seccomp-bpf=bitmap", "--color=never", "--color=auto", "-e inject=open:delay_exit=1", "--inject=open:poke_enter=@arg1=00", "-y", "-Y", "-e decode-fds=path", "-e decode-pids=comm",
		"-e read=1", "-e r=1", "--write 1", "-P /x", "--trace-path=/x", "--trace-fds=1", "-e fd=1"} {
		if _, err := Parse("strake", append(strings.Fields(args), "true")); err != nil {
			t.Errorf("%s: %v", args, err)
		}
	}
}

// TestPaths makes sure that a path is looked for by its name and by what it resolves to.
func TestPaths(t *testing.T) {
	for args, want := range map[string][]string{
		"-P /etc/../etc/passwd": {"/etc/../etc/passwd", "/etc/passwd"},
		"-P /etc/passwd":        {"/etc/passwd"},
		"-P /nosuch/../x":       {"/nosuch/../x"},
		"-P /nosuch -P /etc/.":  {"/nosuch", "/etc/.", "/etc"},
	} {
		r, err := Parse("strake", append(strings.Fields(args), "prog"))
		if err != nil || !slices.Equal(r.Config.Paths, want) {
			t.Errorf("%s: %q, %v", args, r.Config.Paths, err)
		}
	}
}

func TestMessagesNameTheProgram(t *testing.T) {
	_, err := Parse("/usr/bin/strake", nil)
	if err == nil || err.Error() != "must have PROG [ARGS] or -p PID" {
		t.Error(err)
	}
	if got, want := Hint("/usr/bin/strake"), "Try '/usr/bin/strake -h' for more information."; got != want {
		t.Errorf("%s", got)
	}
}

func TestOneself(t *testing.T) {
	_, err := Parse("strake", []string{"-p", strconv.Itoa(os.Getpid())})
	if err == nil || err.Error() != "I'm sorry, I can't let you do that, Dave." {
		t.Error(err)
	}
}

func TestParseTime(t *testing.T) {
	for s, want := range map[string]int64{
		"5": 5000, "1s": 1e9, "1.5ms": 1500000, "7ns": 7, "0.9ns": 0, "1e3": 1e6, ".5us": 500, " 2us": 2000, "-0": 0,
		"1e30": 1<<63 - 1,
	} {
		if got, ok := parseTime(s); !ok || got != want {
			t.Errorf("%q: %d, %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "s", "-1", "1 s", "inf", "nan", "0x1", "1e", "5us5", "1_0", "9223372036854775808"} {
		if ns, ok := parseTime(s); ok {
			t.Errorf("%q: %d", s, ns)
		}
	}
}

// TestTable checks the option table itself.
func TestTable(t *testing.T) {
	names := map[string]bool{}
	add := func(name string) {
		if names[name] {
			t.Errorf("%s is there twice", name)
		}
		names[name] = true
	}
	for _, o := range options {
		if o.short != 0 {
			add("-" + string(rune(o.short)))
		}
		for _, l := range o.long {
			add("--" + l)
		}
		for _, q := range o.quals {
			add("-e " + q)
		}
		if o.set == nil || o.short == 0 && len(o.long) == 0 {
			t.Errorf("%v: incomplete", o.long)
		}
		if (o.arg == none) != (o.meta == "") && o.section != hidden {
			t.Errorf("%v %c: argument without a name or the reverse", o.long, o.short)
		}
	}
}

func TestUsage(t *testing.T) {
	usage := Usage()
	for i, line := range strings.Split(usage, "\n") {
		if len(line) > width && strings.HasPrefix(line, strings.Repeat(" ", indent)) && strings.Contains(strings.TrimSpace(line), " ") {
			t.Errorf("line %d is too long: %s", i+1, line)
		}
		if strings.HasSuffix(line, " ") {
			t.Errorf("line %d ends in a blank", i+1)
		}
	}
	for _, o := range options {
		if o.section != hidden && o.short != 0 && o.help != "" && !strings.Contains(usage, "  -"+string(rune(o.short))) {
			t.Errorf("-%c is missing", o.short)
		}
	}
	if !slices.Contains(strings.Split(VersionText(), "\n"), "") {
		t.Error("no version text")
	}
}

func FuzzParse(f *testing.F) {
	for _, line := range []string{"-fo x -e trace=open true", "--sta", "-p 1 -zZ --tim=unix,us", "-e inject=a:b=c", "-U a,b -c x", "-"} {
		f.Add(strings.ReplaceAll(line, " ", "\x00"))
	}
	f.Fuzz(func(t *testing.T, line string) {
		args := strings.Split(line, "\x00")
		r, err := Parse("strake", args)
		switch {
		case r == nil:
			t.Error("no result")
		case err == nil && r.Action == Run && len(r.Config.Program) == 0 && len(r.Config.Attach) == 0:
			t.Error("nothing to trace")
		case err != nil && err.Error() == "":
			t.Error("an error without a message")
		}
	})
}
