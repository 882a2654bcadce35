// Package matrix is the table of status cases: what a program does, and in which class each model puts it. Specs are
// generated from it, and reports name their findings by its ids. It is data: nothing here runs anything.
package matrix

import (
	"slices"
	"strings"
)

// Class is the status class of a call.
type Class string

// The classes.
const (
	Successful  Class = "successful"
	Failed      Class = "failed"
	Unfinished  Class = "unfinished"
	Unavailable Class = "unavailable"
	Detached    Class = "detached"
)

// Place is where in the traced program a case takes place; testees take it as their first argument.
type Place string

// The places.
const (
	Alone   Place = "alone"   // the only thread
	Thread  Place = "thread"  // a second thread
	Process Place = "process" // a child
)

// Model is a way to put calls in classes.
type Model string

// The models.
const (
	Default Model = "default" // strace's
	Strict  Model = "strict"  // --strict-status
)

// Outcome is a call that a case is about.
type Outcome struct {
	Class Class
	// Line is a regular expression for the whole call, halves joined, without what stands in front of it.
	Line string
	// Reason is what the strict model says behind the result, "" if nothing.
	Reason string
	// Half says that the line is one half of a call that goes on; it is one line with the other half if that is shown.
	Half bool
}

// Case is something that happens to a call.
type Case struct {
	ID, Says string
	// Testee and Arg choose the program; its first argument is the place.
	Testee, Arg string
	Places      []Place
	Options     []string
	// Default is what the call comes to; Strict what it does under --strict-status, if that is something else.
	Default, Strict []Outcome
	// Always are lines that every status set shows, Never such that none may show.
	Always, Never []string
	// OwnThread says that the program makes the second thread by itself, and plays no scene in one.
	OwnThread bool
	// More is how many successful calls of the same name the program makes besides; Many that it is not known.
	More int
	Many bool
	// ABIs limits the case to some; every one if empty.
	ABIs []string
	// Labels are those of all its specs.
	Labels []string
	// Defects are ids of what strace gets wrong, in some of the specs.
	Defects []Defect
}

// Defect is what strace gets wrong in some of a case's specs, by its id in docs/STATUS.md or docs/DEVIATIONS.md.
type Defect struct {
	ID string
	// In tells which.
	In func(m Mode, o Output, by Model) bool
}

// The defects that cases have. Strict ones cannot be asked of strace.
var (
	strictly       = func(_ Mode, _ Output, by Model) bool { return by == Strict }
	endingTogether = Defect{"B1", func(m Mode, o Output, _ Model) bool { return o.Log && m.Place != Alone }}
	unseen         = Defect{"C7", func(_ Mode, o Output, _ Model) bool { return o.Filter }}
	undelivered    = Defect{"C9", func(_ Mode, o Output, _ Model) bool { return o.Filter }}
	seccompStops   = Defect{"B3", strictly}
	sigreturns     = Defect{"B8", strictly}
	dangling       = Defect{"B7", func(_ Mode, o Output, by Model) bool { return by == Strict || o.Log }}
	// Messages stand in the middle of lines where both go to standard error: that a thread or child begins, in the call
	// that makes it or in what is called meanwhile.
	bornInside = Defect{"L1", func(m Mode, o Output, _ Model) bool { return o.Log && !o.File && m.Place != Alone }}
	leftInside = Defect{"L1", func(_ Mode, o Output, _ Model) bool { return o.Log && !o.File }}
)

// Outcomes returns what the case comes to under a model.
func (c *Case) Outcomes(m Model) []Outcome {
	if m == Strict && c.Strict != nil {
		return c.Strict
	}
	return c.Default
}

// In returns the testee's first argument for a mode.
func (c *Case) In(m Mode) string {
	if c.OwnThread && m.Place == Thread {
		return string(Alone)
	}
	return string(m.Place)
}

// Takes tells whether the case can happen where a mode has it.
func (c *Case) Takes(m Mode) bool { return slices.Contains(c.Places, m.Place) }

// For tells whether the case is one of an ABI.
func (c *Case) For(abi string) bool { return len(c.ABIs) == 0 || slices.Contains(c.ABIs, abi) }

// LineIn returns the expression for the line under a model.
func (o Outcome) LineIn(m Model) string {
	if m == Strict && o.Reason != "" {
		return o.Line + " <" + o.Reason + ">"
	}
	return o.Line
}

// Name returns the name of the outcome's call, "" if it has several.
func (o Outcome) Name() string {
	name, _, _ := strings.Cut(o.Line, `\(`)
	if strings.ContainsAny(name, "(?:") {
		return ""
	}
	return name
}

// Returned tells whether the call has come back, which is when tables count it.
func (o Outcome) Returned() bool { return o.Class == Successful || o.Class == Failed }

// Differs tells whether the models put the case in different classes.
func (c *Case) Differs() bool { return c.Strict != nil }

// Mode is a way to follow: options of the tracer, and the place where the case happens.
type Mode struct {
	Name    string
	Place   Place
	Options []string
	Apart   bool // -ff: a log for each thread
}

// Modes are all ways.
var Modes = []Mode{
	{Name: "one thread", Place: Alone},
	{Name: "-f, in a thread", Place: Thread, Options: []string{"-f"}},
	{Name: "-f, in a process", Place: Process, Options: []string{"-f"}},
	{Name: "-ff, in a thread", Place: Thread, Options: []string{"-ff"}, Apart: true},
	{Name: "-ff, in a process", Place: Process, Options: []string{"-ff"}, Apart: true},
}

// Output is where the log goes and what it holds.
type Output struct {
	Name    string
	File    bool // -o
	Log     bool // calls are shown
	Table   bool // and counted
	Filter  bool // calls that are not traced do not stop
	Options []string
}

// Outputs are all.
var Outputs = []Output{
	{Name: "plain", Log: true},
	{Name: "-o", File: true, Log: true},
	{Name: "-c", Table: true, Options: []string{"-c"}},
	{Name: "-C", File: true, Log: true, Table: true, Options: []string{"-C"}},
	// A filter there is only if some call is not traced. No testee makes this one.
	{Name: "--seccomp-bpf", File: true, Log: true, Filter: true, Options: []string{"--seccomp-bpf", "-e", "trace=!fadvise64"}},
}

// GoTogether tells whether a mode and an output can be had at once: tables of each thread there are none, and a filter
// is inherited, so that children are to be followed.
func GoTogether(m Mode, o Output) bool {
	return !(m.Apart && (o.Table || o.Filter)) && !(o.Filter && m.Place == Alone)
}

var everywhere = []Place{Alone, Thread, Process}

// Cases are all cases.
var Cases = []Case{
	{
		ID: "ok", Says: "a call that returns", Testee: "returns", Arg: "ok", Places: everywhere,
		Default: []Outcome{{Class: Successful, Line: `getpgid\(0\) = \d+`}},
	},
	{
		ID: "error", Says: "a call that returns an error", Testee: "returns", Arg: "error", Places: everywhere,
		Default: []Outcome{{Class: Failed, Line: `chdir\("/nonexistent"\) = -1 ENOENT \(No such file or directory\)`}},
	},
	{
		ID: "unknown", Says: "a number that no call has", Testee: "returns", Arg: "unknown", Places: everywhere,
		Default: []Outcome{{Class: Failed, Line: `syscall_0x3e8\(0x1, 0x2, 0x3, 0x4, 0x5, 0x6\) = -1 ENOSYS \(Function not implemented\)`}},
	},
	{
		ID: "injected-error", Says: "an injected error", Testee: "returns", Arg: "ok", Places: everywhere,
		Options: []string{"-e", "inject=getpgid:error=EIO"},
		Default: []Outcome{{Class: Failed, Line: `getpgid\(0\) = -1 EIO \(Input/output error\) \(INJECTED\)`}},
	},
	{
		ID: "injected-value", Says: "an injected value", Testee: "returns", Arg: "error", Places: everywhere,
		Options: []string{"-e", "inject=chdir:retval=5"},
		Default: []Outcome{{Class: Successful, Line: `chdir\("/nonexistent"\) = 5 \(INJECTED\)`}},
	},
	{
		ID: "injected-kill", Says: "an injected SIGKILL", Testee: "returns", Arg: "ok", Places: everywhere,
		Options: []string{"-e", "inject=getpgid:signal=KILL"},
		Defects: []Defect{undelivered},
		Default: []Outcome{{Class: Unfinished, Line: `getpgid\(0\) = \?`, Reason: "killed"}},
		Always:  []string{`\+\+\+ killed by SIGKILL \+\+\+`},
	},
	{
		ID: "exit", Says: "exit", Testee: "endings", Arg: "exit", Places: everywhere,
		Default: []Outcome{{Class: Unfinished, Line: `exit\(3\) = \?`, Reason: "exit"}},
	},
	{
		ID: "exit_group", Says: "exit_group", Testee: "endings", Arg: "exit-group", Places: everywhere,
		Default: []Outcome{{Class: Unfinished, Line: `exit_group\(4\) = \?`, Reason: "exit"}},
		Always:  []string{`\+\+\+ exited with 4 \+\+\+`},
	},
	{
		ID: "group-exit", Says: "a sibling's exit_group while inside a call", Testee: "endings", Arg: "sibling", Places: everywhere,
		Defects: []Defect{endingTogether, bornInside},
		Default: []Outcome{{Class: Unfinished, Line: block + ` = \?`, Reason: "killed"}},
		Always:  []string{`\+\+\+ exited with 6 \+\+\+`},
	},
	{
		ID: "sigkill", Says: "SIGKILL while inside a call", Testee: "endings", Arg: "killed", Places: everywhere,
		Defects: []Defect{endingTogether, bornInside},
		Default: []Outcome{{Class: Unfinished, Line: block + ` = \?`, Reason: "killed"}},
		Always:  []string{`\+\+\+ killed by SIGKILL \+\+\+`},
	},
	{
		ID: "exec-sibling", Says: "a sibling's execve while inside a call", Testee: "endings", Arg: "wiped-out", Places: []Place{Thread, Process},
		Defects: []Defect{endingTogether, bornInside},
		Default: []Outcome{{Class: Unfinished, Line: block + ` = \?`, Reason: "exec"}},
		Always:  []string{`\+\+\+ superseded by execve in pid \d+ \+\+\+`, `\+\+\+ exited with 4 \+\+\+`},
	},
	{
		ID: "execve", Says: "execve by the only thread", Testee: "endings", Arg: "execve", Places: []Place{Alone, Process}, More: 1,
		Default: []Outcome{{Class: Successful, Line: `execve\(".*", \[.*, "alone", "exit-group"\], 0x[0-9a-f]+ /\* \d+ vars \*/\) = 0`}},
		Always:  []string{`\+\+\+ exited with 4 \+\+\+`},
	},
	{
		ID: "execve-error", Says: "execve of what does not exist", Testee: "endings", Arg: "execve-fails", Places: everywhere, More: 1,
		Default: []Outcome{{Class: Failed, Line: `execve\("/nonexistent", \[.*\], 0x[0-9a-f]+ /\* \d+ vars \*/\) = -1 ENOENT \(No such file or directory\)`}},
	},
	execOf("blocked", "blocked"), execOf("exiting", "at its exit"), execOf("gone", "gone"),
	{
		ID: "detach-on-execve", Says: "-b execve", Testee: "endings", Arg: "execve", Places: []Place{Alone, Process}, More: 1,
		Options: []string{"-b", "execve"},
		Default: []Outcome{{Class: Detached, Line: `execve\(".*", \[.*, "alone", "exit-group"\], 0x[0-9a-f]+ /\* \d+ vars \*/ <detached \.\.\.>`}},
		Defects: []Defect{leftInside},
	},
	{
		ID: "vfork", Says: "vfork, the parent waiting", Testee: "births", Arg: "vfork", Places: everywhere,
		Defects: []Defect{bornInside},
		Default: []Outcome{{Class: Successful, Line: `(?:vfork\(|clone\(child_stack=0x[0-9a-f]+, flags=CLONE_VM\|CLONE_VFORK\|SIGCHLD)\) = \d+`}},
	},
	{
		ID: "clone-vfork", Says: "clone with CLONE_VFORK", Testee: "births", Arg: "clone-vfork", Places: everywhere, Many: true,
		Defects: []Defect{bornInside},
		Default: []Outcome{{Class: Successful, Line: `clone\(child_stack=0x[0-9a-f]+, flags=CLONE_VM\|CLONE_VFORK\|SIGCHLD\) = \d+`}},
	},
	{
		ID: "clone-untraced", Says: "clone with CLONE_UNTRACED", Testee: "births", Arg: "untraced", Places: everywhere, Many: true,
		Default: []Outcome{{Class: Successful, Line: `clone\(child_stack=0x[0-9a-f]+, flags=CLONE_UNTRACED\|SIGCHLD\) = \d+`}},
		Never:   []string{`getsid\(.*`, `\+\+\+ exited with 5 \+\+\+`},
	},
	{
		ID: "restart", Says: "a read that SA_RESTART makes anew", Testee: "interrupted", Arg: "restart", Places: everywhere, Many: true,
		Defects: []Defect{endingTogether, bornInside},
		Default: []Outcome{
			{Class: Failed, Line: `read\(\d+, 0x[0-9a-f]+, 1\) = \? ERESTARTSYS \(To be restarted if SA_RESTART is set\)`, Reason: "interrupted"},
			{Class: Successful, Line: `read\(\d+, "x", 1\) = 1`, Reason: "restart"},
		},
		Always: []string{`--- SIGUSR1 \{.*\} ---`},
	},
	nested("nested", "both made anew"), nestedEnded(),
	{
		ID: "eintr", Says: "a sleep that a handler ends", Testee: "interrupted", Arg: "eintr", Places: everywhere,
		Default: []Outcome{
			{Class: Failed, Line: `nanosleep\(\{tv_sec=1000, tv_nsec=0\}, \{tv_sec=\d+, tv_nsec=\d+\}\) = \? ERESTART_RESTARTBLOCK \(Interrupted by signal\)`, Reason: "interrupted"},
			{Class: Failed, Line: sigreturn + ` = -1 EINTR \(Interrupted system call\)`},
		},
		Strict: []Outcome{
			{Class: Failed, Line: `nanosleep\(\{tv_sec=1000, tv_nsec=0\}, \{tv_sec=\d+, tv_nsec=\d+\}\) = \? ERESTART_RESTARTBLOCK \(Interrupted by signal\)`, Reason: "interrupted"},
			{Class: Successful, Line: sigreturn + ` = -4`},
		},
		Always:  []string{`--- SIGUSR1 \{.*\} ---`},
		Defects: []Defect{sigreturns, endingTogether, bornInside},
	},
	{
		ID: "pause", Says: "a pause that a handler ends", Testee: "interrupted", Arg: "pause", Places: everywhere,
		Default: []Outcome{
			{Class: Failed, Line: block + ` = \? ERESTARTNOHAND \(To be restarted if no handler\)`, Reason: "interrupted"},
			{Class: Failed, Line: sigreturn + ` = -1 EINTR \(Interrupted system call\)`},
		},
		Strict: []Outcome{
			{Class: Failed, Line: block + ` = \? ERESTARTNOHAND \(To be restarted if no handler\)`, Reason: "interrupted"},
			{Class: Successful, Line: sigreturn + ` = -4`},
		},
		Always:  []string{`--- SIGUSR1 \{.*\} ---`},
		Defects: []Defect{sigreturns, endingTogether, bornInside},
	},
	{
		ID: "group-stop", Says: "a stop inside a sleep, which goes on as restart_syscall", Testee: "interrupted", Arg: "restart-syscall", Places: []Place{Process},
		Defects: []Defect{endingTogether, bornInside},
		Default: []Outcome{
			{Class: Failed, Line: `nanosleep\(\{tv_sec=1000, tv_nsec=0\}, \{tv_sec=\d+, tv_nsec=\d+\}\) = \? ERESTART_RESTARTBLOCK \(Interrupted by signal\)`, Reason: "interrupted"},
			{Class: Failed, Line: `restart_syscall\(<\.\.\. resuming interrupted nanosleep \.\.\.>\) = \? ERESTART_RESTARTBLOCK \(Interrupted by signal\)`, Reason: "restart, interrupted"},
		},
		Always: []string{`--- SIGSTOP \{.*\} ---`, `--- stopped by SIGSTOP ---`, `--- SIGCONT \{.*\} ---`},
	},
	{
		ID: "stop", Says: "a stop right behind a call", Testee: "interrupted", Arg: "stopped", Places: []Place{Process},
		Default: []Outcome{{Class: Successful, Line: `tgkill\(\d+, \d+, SIGSTOP\) = 0`}},
		Always:  []string{`--- SIGSTOP \{.*\} ---`, `--- stopped by SIGSTOP ---`, `--- SIGCONT \{.*\} ---`},
	},
	{
		ID: "seccomp-errno", Says: "seccomp's RET_ERRNO", Testee: "filtered", Arg: "errno", Places: everywhere,
		Defects: []Defect{unseen},
		Default: []Outcome{{Class: Failed, Line: `getppid\(\) = -1 EPERM \(Operation not permitted\)`}},
	},
	{
		ID: "seccomp-errno-0", Says: "seccomp's RET_ERRNO with error 0", Testee: "filtered", Arg: "errno-zero", Places: everywhere,
		Defects: []Defect{unseen},
		Default: []Outcome{{Class: Successful, Line: `getppid\(\) = 0`}},
	},
	{
		ID: "seccomp-kill-thread", Says: "seccomp's RET_KILL_THREAD", Testee: "filtered", Arg: "kill-thread", Places: []Place{Alone, Process},
		Default: []Outcome{{Class: Successful, Line: `getppid\(\) = ` + ownNumber}},
		Strict:  []Outcome{{Class: Unfinished, Line: `getppid\(\) = \?`, Reason: "seccomp-kill"}},
		Always:  []string{killedBySeccomp},
		Defects: []Defect{unseen, seccompStops},
	},
	{
		ID: "seccomp-kill-one", Says: "seccomp's RET_KILL_THREAD for one of several", Testee: "filtered", Arg: "kill-thread", Places: []Place{Thread},
		Defects: []Defect{unseen},
		Default: []Outcome{{Class: Unfinished, Line: `getppid\(\) = \?`, Reason: "seccomp-kill"}},
		Always:  []string{killedBySeccomp},
	},
	{
		ID: "seccomp-kill-process", Says: "seccomp's RET_KILL_PROCESS", Testee: "filtered", Arg: "kill-process", Places: everywhere,
		Default: []Outcome{{Class: Successful, Line: `getppid\(\) = ` + ownNumber}},
		Strict:  []Outcome{{Class: Unfinished, Line: `getppid\(\) = \?`, Reason: "seccomp-kill"}},
		Always:  []string{killedBySeccomp},
		Defects: []Defect{unseen, seccompStops},
	},
	{
		ID: "seccomp-trap", Says: "seccomp's RET_TRAP", Testee: "filtered", Arg: "trap", Places: everywhere,
		Default: []Outcome{{Class: Successful, Line: `getppid\(\) = ` + ownNumber}},
		Strict:  []Outcome{{Class: Failed, Line: `getppid\(\) = \?`, Reason: "seccomp-trap"}},
		Always:  []string{`--- SIGSYS \{si_signo=SIGSYS, si_code=SYS_SECCOMP, .*\} ---`},
		Defects: []Defect{unseen, seccompStops},
	},
	{
		ID: "seccomp-trace", Says: "seccomp's RET_TRACE that no tracer has asked for", Testee: "filtered", Arg: "trace", Places: everywhere,
		Defects: []Defect{unseen},
		Default: []Outcome{{Class: Failed, Line: `getppid\(\) = -1 ENOSYS \(Function not implemented\)`}},
	},
	{
		ID: "seccomp-notify", Says: "seccomp's RET_USER_NOTIF", Testee: "filtered", Arg: "notify", Places: everywhere,
		Defects: []Defect{unseen, endingTogether, bornInside},
		Default: []Outcome{{Class: Successful, Line: `getppid\(\) = 77`}},
	},
	{
		ID: "int80", Says: "int 0x80 from 64-bit code", Testee: "int80", Arg: "getpgrp", Places: everywhere, ABIs: []string{"x86_64"},
		Default: []Outcome{{Class: Successful, Line: `getpgrp\(\) = \d+`}},
		// That the ABI is announced, on standard error only, is checked in specs/engine.
		Labels: []string{"abi:i386"},
	},
}

// execOf is the case of an execve by a second thread, by what its leader does.
func execOf(leader, says string) Case {
	const args = `execve\(".*", \[.*, "alone", "leave"\], 0x[0-9a-f]+ /\* \d+ vars \*/`
	return Case{
		ID: "execve-leader-" + leader, Says: "execve by a second thread, the leader " + says, Testee: "executors", Arg: leader,
		// The actor of these testees is the leader, and the second thread is the one that executes.
		Places: []Place{Thread, Process}, OwnThread: true, More: 1,
		Default: []Outcome{
			{Class: Detached, Line: args + ` <pid changed to \d+ \.\.\.>`, Half: true},
			{Class: Successful, Line: args + `\) = 0`},
		},
		Strict:  []Outcome{{Class: Successful, Line: args + `\) = 0`}},
		Always:  []string{`\+\+\+ superseded by execve in pid \d+ \+\+\+`, `\+\+\+ exited with 7 \+\+\+`},
		Defects: []Defect{dangling, endingTogether, bornInside},
	}
}

// nested is the case of a read with SA_RESTART, in whose handler a read is interrupted. Here that is made anew, too.
func nested(id, says string) Case {
	const interrupted = ` = \? ERESTARTSYS \(To be restarted if SA_RESTART is set\)`
	return Case{
		ID: id, Says: "a read interrupted in the handler of another one, " + says, Testee: "interrupted", Arg: id,
		Places: everywhere, Many: true, Defects: []Defect{endingTogether, bornInside},
		Default: []Outcome{
			{Class: Failed, Line: `read\(\d+, 0x[0-9a-f]+, 1\)` + interrupted, Reason: "interrupted"},
			{Class: Failed, Line: `read\(\d+, 0x[0-9a-f]+, 2\)` + interrupted, Reason: "interrupted"},
			{Class: Successful, Line: `read\(\d+, "y", 2\) = 1`, Reason: "restart"},
			{Class: Successful, Line: `read\(\d+, "x", 1\) = 1`, Reason: "restart"},
		},
		Always: []string{`--- SIGUSR1 \{.*\} ---`, `--- SIGUSR2 \{.*\} ---`},
	}
}

// nestedEnded is nested where the inner read ends with EINTR.
func nestedEnded() Case {
	c := nested("nested-ended", "which ends it")
	const inner, returns = 2, `(?:rt_)?sigreturn\(\{mask=\[USR1\]\}\)`
	c.Strict = slices.Clone(c.Default)
	c.Default[inner] = Outcome{Class: Failed, Line: returns + ` = -1 EINTR \(Interrupted system call\)`}
	c.Strict[inner] = Outcome{Class: Successful, Line: returns + ` = -4`}
	c.Defects = append(c.Defects, sigreturns)
	return c
}

const (
	// block is the call that testees block in.
	block = `(?:pause\(|ppoll\(NULL, 0, NULL, NULL, 0)\)`
	// sigreturn is what a handler returns by.
	sigreturn = `(?:rt_)?sigreturn\(\{mask=\[\]\}\)`
	// ownNumber is getppid's on x86_64 and i386; on aarch64 what is left in the register is the first argument.
	ownNumber = `(?:110|64|0)`

	killedBySeccomp = `\+\+\+ killed by SIGSYS(?: \(core dumped\))? \+\+\+`
)
