package harness

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// shedInherited makes runs alike whoever starts the suite: a CI's runner, a shell, make, nohup.
//
// What this process has inherited besides descriptors 0, 1 and 2 is marked close-on-exec, so that a testee's
// descriptors are numbered alike. Those that Go opens are marked already, and ExtraFiles are duplicates made by
// the child. Signals that it ignores are ignored by a handler of its own then, which an execve resets: Go
// does so for all but these two.
var shedInherited = sync.OnceFunc(func() {
	_ = unix.CloseRange(3, math.MaxUint32, unix.CLOSE_RANGE_CLOEXEC)
	for _, sig := range []os.Signal{unix.SIGHUP, unix.SIGINT} {
		if signal.Ignored(sig) {
			signal.Notify(make(chan os.Signal, 1), sig)
		}
	}
})

// DefaultTimeout ends a run that does not end by itself.
const DefaultTimeout = 20 * time.Second

// Patience is how many times longer than usual a run may take: STRAKE_TEST_PATIENCE, for machines that are emulated.
func Patience() time.Duration {
	n, err := strconv.Atoi(os.Getenv("STRAKE_TEST_PATIENCE"))
	if err != nil || n < 1 {
		return 1
	}
	return time.Duration(n)
}

// FactsFD is the descriptor on which a testee reports facts, one "key=value" a line, when the
// run was made with [WithFacts]. The testee's own descriptors then start at 4.
const FactsFD = 3

// LogTo says where the log of a run goes.
type LogTo int

// The places for a log.
const (
	// ToFile adds -o FILE; the normal case.
	ToFile LogTo = iota
	// ToStderr leaves the log on standard error, mixed with what the program writes there.
	ToStderr
	// ToFiles adds -o PREFIX; the options are expected to contain -ff.
	ToFiles
	// Elsewhere adds nothing: the options say where the log goes, or there is none.
	Elsewhere
)

type request struct {
	options  []string
	command  []string
	stdin    io.Reader
	stdinRaw *os.File
	env      []string
	dir      string
	logTo    LogTo
	timeout  time.Duration
	wrapper  []string
	facts    bool
	check    bool
	marker   string
	untraced bool
	sysattr  func(*syscall.SysProcAttr)
	pinned   bool
}

// Option configures a run.
type Option func(*request)

// Options adds options of the tracer.
func Options(o ...string) Option {
	return func(r *request) { r.options = append(r.options, o...) }
}

// Command is the program to trace and its arguments. Without it nothing follows the options.
func Command(c ...string) Option { return func(r *request) { r.command = c } }

// Stdin is what the program reads.
func Stdin(s string) Option { return func(r *request) { r.stdin = strings.NewReader(s) } }

// StdinFrom gives the program a descriptor as its standard input.
func StdinFrom(f *os.File) Option { return func(r *request) { r.stdinRaw = f } }

// Env adds to the environment of tracer and program.
func Env(e ...string) Option { return func(r *request) { r.env = append(r.env, e...) } }

// Dir is where the tracer starts.
func Dir(d string) Option { return func(r *request) { r.dir = d } }

// Log says where the log goes.
func Log(to LogTo) Option { return func(r *request) { r.logTo = to } }

// Timeout replaces DefaultTimeout.
func Timeout(d time.Duration) Option { return func(r *request) { r.timeout = d } }

// Through puts a command before the tracer, such as a testee that closes descriptors and
// executes the rest.
func Through(w ...string) Option { return func(r *request) { r.wrapper = append(r.wrapper, w...) } }

// WithFacts opens the side channel.
func WithFacts() Option { return func(r *request) { r.facts = true } }

// Unchecked leaves out the checker of log invariants; why is for the reader of the spec.
func Unchecked(why string) Option {
	_ = why
	return func(r *request) { r.check = false }
}

// Untraced runs the command alone, to learn what it does without a tracer.
func Untraced() Option { return func(r *request) { r.untraced = true } }

// Attr changes how the tracer itself is started.
func Attr(f func(*syscall.SysProcAttr)) Option { return func(r *request) { r.sysattr = f } }

// Run is what a finished run has left.
type Run struct {
	Tracer *Tracer
	Argv   []string
	Log    string
	Files  map[string]string // of -ff, by suffix
	Stdout string
	Stderr string
	Code   int            // exit status, -1 when Signal ended it
	Signal syscall.Signal // that ended the tracer, 0 if none
	Facts  map[string][]string
	Took   time.Duration
	PID    int  // of the tracer
	Killed bool // by the timeout

	Events []Event // of Log, without tables
	// Table is what -c or -C has counted, nil without a table of the default columns.
	Table Summary
	// Violations are the broken invariants of the log.
	Violations []string
	marker     string
}

// Calls returns the events with interrupted lines joined.
func (r *Run) Calls() []Event { return Merge(r.Events, r.Tracer.Dialect) }

// Fact returns the first value of a fact, "" if there is none.
func (r *Run) Fact(key string) string {
	if v := r.Facts[key]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// Lines returns the log's lines.
func (r *Run) Lines() []string {
	if r.Log == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(r.Log, "\n"), "\n")
}

// Messages returns what the tracer said on standard error, with its name replaced by "strace".
func (r *Run) Messages() string {
	out := r.Stderr
	for _, name := range []string{r.Tracer.Path, r.Tracer.Program} {
		out = strings.ReplaceAll(out, name+": ", "strace: ")
		out = strings.ReplaceAll(out, "Try '"+name+" -h'", "Try 'strace -h'")
	}
	return out
}

// String shows the whole run; it is what failing matchers print.
func (r *Run) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "$ %s\n", strings.Join(r.Argv, " "))
	switch {
	case r.Killed:
		fmt.Fprintf(&b, "killed by the harness after %v\n", r.Took)
	case r.Signal != 0:
		fmt.Fprintf(&b, "ended by %v\n", r.Signal)
	default:
		fmt.Fprintf(&b, "exit status %d\n", r.Code)
	}
	section := func(name, text string) {
		if text == "" {
			return
		}
		const most = 12000
		if len(text) > most {
			text = text[:most/2] + "\n[…]\n" + text[len(text)-most/2:]
		}
		fmt.Fprintf(&b, "--- %s\n%s", name, text)
		if !strings.HasSuffix(text, "\n") {
			b.WriteString("\\ no newline\n")
		}
	}
	section("stdout", r.Stdout)
	section("stderr", r.Stderr)
	section("log", r.Log)
	for _, name := range sortedKeys(r.Files) {
		section("log "+name, r.Files[name])
	}
	return b.String()
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// Process is a run under way.
type Process struct {
	tracer  *Tracer
	req     *request
	cmd     *exec.Cmd
	argv    []string
	logPath string
	tmp     string
	start   time.Time
	stdout  lockedBuffer
	stderr  lockedBuffer
	factsR  *os.File
	factsW  *os.File
	facts   lockedBuffer
	readers sync.WaitGroup
	timer   *time.Timer
	killed  bool
	stdin   io.WriteCloser
	ended   chan struct{}
	waitErr error
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// Run runs the tracer to its end.
func (t *Tracer) Run(opts ...Option) (*Run, error) {
	p, err := t.Start(opts...)
	if err != nil {
		return nil, err
	}
	return p.Wait()
}

// Start starts the tracer. Wait must be called.
func (t *Tracer) Start(opts ...Option) (*Process, error) {
	req := &request{timeout: DefaultTimeout, check: true}
	for _, o := range opts {
		o(req)
	}
	p := &Process{tracer: t, req: req, ended: make(chan struct{})}
	var err error
	if p.tmp, err = TempDir(); err != nil {
		return nil, err
	}
	p.logPath = filepath.Join(p.tmp, "log")
	p.argv = append(p.argv, req.wrapper...)
	if !req.untraced {
		p.argv = append(p.argv, t.Wrapper...)
		p.argv = append(p.argv, t.Path)
		switch req.logTo {
		case ToFile, ToFiles:
			p.argv = append(p.argv, "-o", p.logPath)
		}
		p.argv = append(p.argv, req.options...)
		if len(req.command) > 0 {
			p.argv = append(p.argv, "--")
		}
	}
	p.argv = append(p.argv, req.command...)
	name, err := exec.LookPath(p.argv[0])
	if err != nil {
		return nil, err
	}
	p.cmd = exec.Command(name, p.argv[1:]...)
	p.cmd.Args[0] = p.argv[0]
	if p.argv[0] == t.Path {
		p.cmd.Args[0] = filepath.Base(t.Path)
	}
	p.cmd.Dir = req.dir
	var id [8]byte
	_, _ = rand.Read(id[:])
	req.marker = "STRAKE_RUN=" + hex.EncodeToString(id[:])
	p.cmd.Env = append(append(append(os.Environ(), t.Env...), req.env...), req.marker)
	p.cmd.Stdout, p.cmd.Stderr = &p.stdout, &p.stderr
	p.cmd.WaitDelay = 3 * time.Second
	switch {
	case req.stdinRaw != nil:
		p.cmd.Stdin = req.stdinRaw
	case req.stdin != nil:
		p.cmd.Stdin = req.stdin
	}
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if req.sysattr != nil {
		req.sysattr(p.cmd.SysProcAttr)
	}
	if req.facts {
		if p.factsR, p.factsW, err = os.Pipe(); err != nil {
			return nil, err
		}
		p.cmd.ExtraFiles = []*os.File{p.factsW}
		p.readers.Go(func() { _, _ = io.Copy(&p.facts, p.factsR) })
	}
	shedInherited()
	p.start = time.Now()
	start := p.cmd.Start
	if req.pinned {
		start = func() error { return pinned(p.cmd.Start) }
	}
	if err := start(); err != nil {
		return nil, err
	}
	if p.factsW != nil {
		p.factsW.Close()
	}
	p.timer = time.AfterFunc(req.timeout*Patience(), func() {
		p.killed = true
		p.KillAll()
	})
	go func() {
		p.waitErr = p.cmd.Wait()
		close(p.ended)
	}()
	return p, nil
}

// PID returns the tracer's pid.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Kill sends a signal to the tracer.
func (p *Process) Kill(sig syscall.Signal) error { return syscall.Kill(p.PID(), sig) }

// Ended is closed when the tracer has ended.
func (p *Process) Ended() <-chan struct{} { return p.ended }

// KillAll ends the tracer and everything that carries the run's mark.
func (p *Process) KillAll() {
	_ = syscall.Kill(-p.PID(), syscall.SIGKILL)
	_ = syscall.Kill(p.PID(), syscall.SIGKILL)
	for _, pid := range marked(p.req.marker) {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}

// Discard ends a run that nobody waits for, as KillAll does, and removes its files. It does no harm after Wait.
func (p *Process) Discard() error {
	p.KillAll()
	<-p.ended
	return os.RemoveAll(p.tmp)
}

// Children returns the processes that carry the run's mark, apart from the tracer.
func (p *Process) Children() []int {
	var out []int
	for _, pid := range marked(p.req.marker) {
		if pid != p.PID() {
			out = append(out, pid)
		}
	}
	return out
}

// LogSoFar returns what the log file holds now.
func (p *Process) LogSoFar() string {
	b, _ := os.ReadFile(p.logPath)
	return string(b)
}

// StderrSoFar returns what was written to standard error so far.
func (p *Process) StderrSoFar() string { return p.stderr.String() }

// StdoutSoFar returns what was written to standard output so far.
func (p *Process) StdoutSoFar() string { return p.stdout.String() }

// AwaitFact waits until the testee has reported a fact, and returns its value.
func (p *Process) AwaitFact(key string) (string, error) {
	var v string
	err := p.await("fact "+key, func() bool {
		f := parseFacts(p.facts.String())[key]
		if len(f) > 0 {
			v = f[0]
		}
		return len(f) > 0
	})
	return v, err
}

// AwaitStderr waits until standard error matches.
func (p *Process) AwaitStderr(re string) error {
	r := regexp.MustCompile(re)
	return p.await("standard error "+re, func() bool { return r.MatchString(p.stderr.String()) })
}

// AwaitLog waits until the log file matches.
func (p *Process) AwaitLog(re string) error {
	r := regexp.MustCompile(re)
	return p.await("log "+re, func() bool { return r.MatchString(p.LogSoFar()) })
}

// await looks again and again until a condition holds, the tracer has ended, or time is up.
func (p *Process) await(what string, ok func() bool) error {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		if ok() {
			return nil
		}
		select {
		case <-p.ended:
			if ok() {
				return nil
			}
			return fmt.Errorf("the tracer ended before %s\nstderr: %s\nlog: %s", what, p.StderrSoFar(), p.LogSoFar())
		case <-tick.C:
		}
	}
}

// Wait waits for the end and collects.
func (p *Process) Wait() (*Run, error) {
	<-p.ended
	took := time.Since(p.start)
	p.timer.Stop()
	r := &Run{
		Tracer: p.tracer, Argv: p.argv, Took: took, PID: p.PID(), Killed: p.killed, marker: p.req.marker,
		Stdout: p.stdout.String(), Stderr: p.stderr.String(), Files: map[string]string{},
	}
	var exit *exec.ExitError
	if p.waitErr != nil && !errors.As(p.waitErr, &exit) && !errors.Is(p.waitErr, exec.ErrWaitDelay) {
		return nil, p.waitErr
	}
	ws, ok := p.cmd.ProcessState.Sys().(syscall.WaitStatus)
	if ok && ws.Signaled() {
		r.Signal, r.Code = ws.Signal(), -1
	} else {
		r.Code = p.cmd.ProcessState.ExitCode()
	}
	if p.factsR != nil {
		// Daemons may hold the pipe open: what the run reported is there already.
		_ = p.factsR.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
		p.readers.Wait()
		p.factsR.Close()
		r.Facts = parseFacts(p.facts.String())
	}
	switch {
	case p.req.untraced:
	case p.req.logTo == ToFile:
		r.Log = p.LogSoFar()
	case p.req.logTo == ToStderr:
		r.Log = r.Stderr
	case p.req.logTo == ToFiles:
		matches, _ := filepath.Glob(p.logPath + ".*")
		for _, m := range matches {
			b, _ := os.ReadFile(m)
			r.Files[strings.TrimPrefix(m, p.logPath+".")] = string(b)
		}
	}
	lines, table := SplitSummary(r.Log)
	r.Events, r.Table = Parse(lines, p.tracer.Dialect), table
	if p.req.check && !p.req.untraced && !p.killed {
		r.Violations = checkRun(r, p.req)
	}
	_ = os.RemoveAll(p.tmp)
	if p.killed {
		return r, fmt.Errorf("timed out after %v\n%s", took, r)
	}
	return r, nil
}

// leftoverPatience is how long processes just killed may take to go.
const leftoverPatience = 500 * time.Millisecond

// Leftovers returns the processes of the run that still exist. It waits a while for each to end, since
// a process just killed needs a moment to go.
func (r *Run) Leftovers() []int {
	deadline := time.Now().Add(leftoverPatience)
	for _, pid := range marked(r.marker) {
		awaitEnd(pid, deadline)
	}
	return marked(r.marker)
}

// awaitEnd waits until a process has ended, at most until the deadline. Its pidfd is readable from then on.
func awaitEnd(pid int, deadline time.Time) {
	fd, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		return // it is gone already
	}
	defer unix.Close(fd)
	fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
	for {
		left := time.Until(deadline).Milliseconds()
		if _, err := unix.Poll(fds, int(max(left, 0))); err != unix.EINTR {
			return
		}
	}
}

// CleanUp kills what the run has left behind on purpose.
func (r *Run) CleanUp() {
	for _, pid := range marked(r.marker) {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}

// marked returns the processes whose environment carries a mark; zombies have none.
func marked(marker string) []int {
	var out []int
	entries, _ := os.ReadDir("/proc")
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil || pid == os.Getpid() {
			continue
		}
		b, err := os.ReadFile("/proc/" + e.Name() + "/environ")
		if err == nil && bytes.Contains(b, []byte(marker)) {
			out = append(out, pid)
		}
	}
	return out
}

func parseFacts(s string) map[string][]string {
	m := map[string][]string{}
	for _, l := range strings.Split(s, "\n") {
		if k, v, ok := strings.Cut(l, "="); ok {
			m[k] = append(m[k], v)
		}
	}
	return m
}
