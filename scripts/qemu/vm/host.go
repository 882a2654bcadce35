package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// guestHome is the working directory of the command, and where -f puts files that are given no path.
const guestHome = "/root"

// guestPath is the search path in the guest.
const guestPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// bootLimit is how long a guest may take until its init says hello. It takes seconds, but on a busy host many.
const bootLimit = 3 * time.Minute

// stringList is a flag that may be given several times.
type stringList []string

func (l *stringList) String() string     { return strings.Join(*l, " ") }
func (l *stringList) Set(s string) error { *l = append(*l, s); return nil }

// options say what is run in which guest.
type options struct {
	arch    arch
	dir     string
	kernel  string // a prefix of the release, or a path
	files   stringList
	dirs    []string // empty folders
	env     stringList
	home    string // the command's working directory
	returns []string
	append  string
	accel   string
	stats   string // a file for what was measured
	memory  int64  // MiB
	limit   time.Duration
	strace  bool
	verbose bool
	console bool // the command talks to the terminal
	args    []string
}

// hostMain is the program on the host. It returns the exit status.
func hostMain(args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err == nil {
		var status int
		if status, err = run(o, stdout, stderr); err == nil {
			return status
		}
	}
	return report(stderr, err)
}

func parse(args []string, stderr io.Writer) (options, error) {
	o := options{home: guestHome}
	executable, err := os.Executable()
	if err != nil {
		return o, err
	}
	flags := flag.NewFlagSet("vm", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprint(stderr, "usage: vm [flags] -- CMD ARGS…\n       vm exec TEST-BINARY ARGS…\nRuns a command as root under another Linux kernel in QEMU.\n")
		flags.PrintDefaults()
	}
	archName := flags.String("arch", "amd64", "architecture: amd64 (runs 32-bit programs too), i386 or arm64")
	flags.StringVar(&o.dir, "dir", filepath.Dir(executable), "folder with kernels and guest programs")
	flags.StringVar(&o.kernel, "k", "", "release of the kernel, or how it starts (default the newest); or its path")
	flags.Var(&o.files, "f", "file or directory for the guest, `HOST[:GUEST]`; without GUEST it lands in "+guestHome+", where the command starts")
	flags.Var(&o.env, "e", "environment variable of the command, `NAME=VALUE`")
	flags.StringVar(&o.append, "append", "", "more kernel parameters")
	seconds := flags.Float64("t", 60, "time limit in seconds, boot included; 0 for none")
	flags.StringVar(&o.accel, "accel", "", "accelerator of QEMU, such as kvm (default an emulated processor)")
	flags.Int64Var(&o.memory, "m", 0, "memory of the guest in `MiB` (default 512, or more if the files need it)")
	flags.BoolVar(&o.strace, "strace7", false, "put strace 7.2 into the guest, as strace7")
	flags.BoolVar(&o.verbose, "v", false, "show the console on standard error")
	flags.BoolVar(&o.console, "i", false, "the command talks to the terminal")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return o, err
		}
		return o, &failure{status: statusSetup, err: err}
	}
	o.limit = time.Duration(*seconds * float64(time.Second))
	o.args = flags.Args()
	if len(o.args) == 0 {
		return o, setupError("no command (see -h)")
	}
	o.arch, err = findArch(*archName)
	return o, err
}

// run boots the guest and returns the command's exit status.
func run(o options, stdout, stderr io.Writer) (int, error) {
	kernel, err := o.kernelPath()
	if err != nil {
		return 0, err
	}
	initrd, err := buildInitramfs(o)
	if err != nil {
		return 0, err
	}
	defer initrd.Close()

	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	defer watch(ctx, cancel, o.limit)()
	guest, err := startGuest(ctx, o, kernel, initrd)
	if err != nil {
		return 0, err
	}
	if o.verbose {
		guest.console.copyTo(stderr)
	}
	status, err := guest.receive(cancel, o.returns, stdout, stderr)
	cause := context.Cause(ctx)
	if err == nil {
		cancel(nil) // the guest has nothing more to say
		guest.wait()
		return status, guest.writeStats(o.stats)
	}
	if cause == nil {
		// What QEMU has to say comes when it ends, which it does by itself unless it is the frames that are damaged.
		ended := time.AfterFunc(10*time.Second, func() { cancel(nil) })
		defer ended.Stop()
	}
	return 0, guest.diagnose(cause, err)
}

// kernelPath finds the kernel that the options ask for.
func (o *options) kernelPath() (string, error) {
	if filepath.IsAbs(o.kernel) {
		return o.kernel, nil
	}
	return findKernel(filepath.Join(o.dir, "kernel", o.arch.name), o.kernel)
}

// errLimit and errBoot are causes of a guest's end, as are the signals that watch knows.
var (
	errLimit = errors.New("time limit")
	errBoot  = errors.New("the guest's init has not reported within " + bootLimit.String())
)

// signalError says that a signal ended vm.
type signalError struct{ signal syscall.Signal }

func (e signalError) Error() string { return "ended by " + e.signal.String() }

// watch cancels with a cause at the time limit and on signals. It returns a function that ends it.
func watch(ctx context.Context, cancel context.CancelCauseFunc, limit time.Duration) (stop func()) {
	signals := make(chan os.Signal, 1)
	// go test sends SIGQUIT when its own time limit is over.
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGQUIT, syscall.SIGHUP)
	var expired <-chan time.Time
	if limit > 0 {
		expired = time.After(limit)
	}
	go func() {
		select {
		case s := <-signals:
			cancel(signalError{s.(syscall.Signal)})
		case <-expired:
			cancel(fmt.Errorf("%w of %v", errLimit, limit))
		case <-ctx.Done():
		}
	}()
	return func() { signal.Stop(signals) }
}

// buildInitramfs writes the initramfs to a file that has no name any more.
func buildInitramfs(o options) (*os.File, error) {
	f, err := os.CreateTemp("", "vm-initramfs-")
	if err != nil {
		return nil, err
	}
	if err := errors.Join(os.Remove(f.Name()), writeInitramfs(f, o)); err != nil {
		f.Close()
		return nil, setupError("initramfs: %w", err)
	}
	return f, nil
}

func writeInitramfs(w io.Writer, o options) error {
	j := job{
		Args:    o.args,
		Dir:     o.home,
		Env:     append([]string{"PATH=" + guestPath, "HOME=" + guestHome, "TERM=dumb"}, o.env...),
		Returns: o.returns,
	}
	if o.console {
		j.Console = o.arch.console
	}
	encoded, err := json.Marshal(j)
	if err != nil {
		return err
	}
	c := newCPIO(w)
	c.dir("/tmp", 0o777|os.ModeSticky)
	c.dir(guestHome, 0o755)
	for _, d := range append([]string{"/dev", "/etc", "/proc", "/sys", "/run", "/mnt", "/sbin", "/usr/bin", "/usr/sbin", "/var/tmp", o.home}, o.dirs...) {
		c.dir(d, 0o755)
	}
	c.char("/dev/console", 0o600, 5, 1)
	c.file("/etc/passwd", 0o644, []byte("root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n"))
	c.file("/etc/group", 0o644, []byte("root:x:0:\nnogroup:x:65534:\n"))
	c.file("/etc/hosts", 0o644, []byte("127.0.0.1 localhost\n::1 localhost\n"))
	c.tree("/init", filepath.Join(o.dir, "init", o.arch.name))
	c.file(jobPath, 0o644, encoded)
	c.tree("/bin/busybox", filepath.Join(o.dir, "busybox", o.arch.name))
	if o.strace {
		c.strace(filepath.Join(o.dir, "strace", o.arch.name), o.arch.loader)
	}
	for _, f := range o.files {
		host, guest, _ := strings.Cut(f, ":")
		if guest == "" {
			abs, err := filepath.Abs(host)
			if err != nil {
				return err
			}
			guest = filepath.Join(guestHome, filepath.Base(abs))
		}
		if !filepath.IsAbs(guest) {
			guest = filepath.Join(guestHome, guest)
		}
		c.tree(guest, host)
	}
	return c.close()
}

// strace adds the strace of a folder that fetch-kernel has filled, with its loader and libraries where the loader looks for them, so that it is the program
// itself that runs and no script.
func (c *cpioWriter) strace(dir, loader string) {
	c.tree("/usr/local/bin/strace7", filepath.Join(dir, "strace"))
	c.tree(loader, filepath.Join(dir, "ld.so"))
	c.tree("/usr/lib", filepath.Join(dir, "lib"))
}

// guest is a running QEMU.
type guest struct {
	cmd     *exec.Cmd
	port    io.ReadCloser // frames from init
	console *tail
	stderr  *bytes.Buffer // of QEMU
	done    chan struct{} // closed at the end of the console
	release string        // of the kernel, once it is known
	stats   stats
	started time.Time
	alive   time.Time // when a frame came last
}

// usualMemory is what a guest has, in MiB; initramfs up to mostFiles fit into it.
const (
	usualMemory = 512
	mostFiles   = 128
)

// memoryFor returns the guest's memory in MiB for an initramfs of the given size. The packed and the unpacked one are in memory together.
func (o *options) memoryFor(initrd int64) int64 {
	switch size := initrd >> 20; {
	case o.memory > 0:
		return o.memory
	case size > mostFiles:
		return usualMemory + 2*(size-mostFiles)
	}
	return usualMemory
}

// qemuArgs are QEMU's arguments. It finds port, console and initramfs at the descriptors 3, 4 and 5.
func (o *options) qemuArgs(kernel string, memory int64) []string {
	params := strings.TrimSpace("console=" + o.arch.console + " quiet panic=-1 cryptomgr.notests noisapnp " + o.arch.params + o.append)
	args := append([]string{"-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"}, o.arch.machine...)
	if o.accel == "" {
		args = append(args, "-cpu", o.arch.cpu, "-accel", "tcg,thread=single")
	} else {
		args = append(args, "-cpu", "host", "-accel", o.accel)
	}
	console := "file,id=console,path=/dev/fd/4"
	if o.console {
		console = "stdio,id=console,signal=off"
	}
	return append(args,
		"-smp", "2", "-m", fmt.Sprintf("%dM", memory),
		"-chardev", "file,id=port,path=/dev/fd/3", "-device", "pci-serial,chardev=port",
		"-chardev", console, "-serial", "chardev:console",
		"-kernel", kernel, "-initrd", "/dev/fd/5", "-append", params)
}

// startGuest starts QEMU, which is killed when ctx is done.
func startGuest(ctx context.Context, o options, kernel string, initrd *os.File) (*guest, error) {
	qemu, err := exec.LookPath(o.arch.qemu)
	if err != nil {
		return nil, setupError("%w: install %s", err, o.arch.debian)
	}
	info, err := initrd.Stat()
	if err != nil {
		return nil, err
	}
	port, portWriter, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer portWriter.Close()
	console, consoleWriter, err := os.Pipe()
	if err != nil {
		port.Close()
		return nil, err
	}
	defer consoleWriter.Close()

	g := &guest{port: port, console: &tail{}, stderr: &bytes.Buffer{}, done: make(chan struct{}), started: time.Now(), alive: time.Now()}
	g.cmd = exec.CommandContext(ctx, qemu, o.qemuArgs(kernel, o.memoryFor(info.Size()))...)
	g.cmd.ExtraFiles = []*os.File{portWriter, consoleWriter, initrd}
	g.cmd.Stderr = g.stderr
	if o.console {
		g.cmd.Stdin, g.cmd.Stdout = os.Stdin, os.Stdout
	}
	// QEMU must not outlive this process. The signal comes when the starting thread ends, so the thread has to stay.
	runtime.LockOSThread()
	g.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := g.cmd.Start(); err != nil {
		port.Close()
		console.Close()
		return nil, err
	}
	go func() {
		defer close(g.done)
		defer console.Close()
		io.Copy(g.console, console)
	}()
	return g, nil
}

// wait waits for QEMU's end and gives its error. The console is complete then.
func (g *guest) wait() error {
	err := g.cmd.Wait()
	<-g.done
	g.port.Close()
	return err
}

// stats is what was measured of a guest.
type stats struct {
	Boot  time.Duration // until its init reported
	First time.Duration // until the command's first output
	// FirstCPU is what QEMU had used by then: on a busy machine this is what is to be compared.
	FirstCPU time.Duration
	Memory   int64         // of QEMU, in MiB
	CPU      time.Duration // that QEMU has used
}

// clockTick is the unit of times in /proc, USER_HZ.
const clockTick = time.Second / 100

// processCPU is the CPU time that a running process has used, 0 if it cannot be known.
func processCPU(pid int) time.Duration {
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	// What comes before is its name, in parentheses.
	fields := strings.Fields(string(content[bytes.LastIndexByte(content, ')')+1:]))
	const utime, stime = 14 - 3, 15 - 3
	if len(fields) <= stime {
		return 0
	}
	var sum int64
	for _, f := range []string{fields[utime], fields[stime]} {
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return 0
		}
		sum += n
	}
	return time.Duration(sum) * clockTick
}

// writeStats writes what was measured to a file, if there is to be one. QEMU has ended.
func (g *guest) writeStats(file string) error {
	if file == "" {
		return nil
	}
	if usage, ok := g.cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		g.stats.Memory = int64(usage.Maxrss) >> 10
		g.stats.CPU = g.cmd.ProcessState.UserTime() + g.cmd.ProcessState.SystemTime()
	}
	content, err := json.Marshal(g.stats)
	if err != nil {
		return err
	}
	return os.WriteFile(file, content, 0o666)
}

// diagnose waits for QEMU's end and says why there is no exit status of the command: cause is what ended the run from outside, if anything did, and err
// what was wrong with the frames.
func (g *guest) diagnose(cause, err error) error {
	qemuErr := g.wait()
	f := &failure{status: statusUnknown, err: err, console: g.console.String()}
	var bySignal signalError
	var known *failure
	switch {
	case errors.As(cause, &bySignal):
		return &failure{status: 128 + int(bySignal.signal), err: cause}
	case errors.Is(cause, errBoot):
		f.status, f.err = statusInit, cause
	case errors.Is(cause, errLimit):
		f.status, f.err = statusLimit, fmt.Errorf("%w: %s", cause, g.lastSign())
	case strings.Contains(f.console, "System is deadlocked on memory"):
		f.status, f.err = statusMemory, errors.New("the guest ran out of memory")
	case strings.Contains(f.console, "Kernel panic"):
		f.status, f.err = statusPanic, errors.New("the guest's kernel panicked: "+panicReason(f.console))
	case qemuErr != nil && errors.Is(err, errNoExit):
		f.err = fmt.Errorf("QEMU: %w: %s", qemuErr, bytes.TrimSpace(g.stderr.Bytes()))
	case errors.As(err, &known):
		f.status = known.status
	case errors.Is(err, errNoExit) && g.release == "":
		f.status, f.err = statusInit, errors.New("the guest stopped before its init could report")
	}
	return f
}

// panicReason is what the kernel says about its panic.
func panicReason(console string) string {
	_, reason, _ := strings.Cut(console, "Kernel panic - not syncing: ")
	line, _, _ := strings.Cut(reason, "\n")
	return line
}

// lastSign says whether the guest or only the command hangs.
func (g *guest) lastSign() string {
	silent := time.Since(g.alive).Round(time.Second)
	if silent > 6*aliveEvery {
		return fmt.Sprintf("nothing was heard of the guest for %v: its kernel hangs", silent)
	}
	return "the guest lives, its command has not ended"
}

// errNoExit says that the guest was gone before it sent the command's exit status.
var errNoExit = errors.New("the guest stopped without an exit frame")

// receive copies the command's output, and files, until its exit frame and returns its status.
func (g *guest) receive(cancel context.CancelCauseFunc, returns []string, stdout, stderr io.Writer) (int, error) {
	boot := time.AfterFunc(bootLimit, func() { cancel(errBoot) })
	defer boot.Stop()
	files := receiver{roots: returns}
	defer files.end()
	for {
		f, err := readFrame(g.port)
		if errors.Is(err, io.EOF) {
			return 0, errNoExit
		}
		if err != nil {
			return 0, err
		}
		g.alive = time.Now()
		switch f.kind {
		case frameHello:
			boot.Stop()
			g.release = string(f.payload)
			g.stats.Boot = time.Since(g.started)
		case frameStdout:
			if g.stats.First == 0 {
				g.stats.First, g.stats.FirstCPU = time.Since(g.started), processCPU(g.cmd.Process.Pid)
			}
			_, err = stdout.Write(f.payload)
		case frameStderr:
			_, err = stderr.Write(f.payload)
		case frameFile:
			err = files.begin(f.payload)
		case frameData:
			err = files.data(f.payload)
		case frameFailed:
			return 0, &failure{status: statusInit, err: fmt.Errorf("init: %s", f.payload)}
		case frameExit:
			return exitStatus(f.payload, files.end(), g.console)
		}
		if err != nil {
			return 0, err
		}
	}
}

// exitStatus reads an exit frame; err is that of the file before it.
func exitStatus(payload []byte, err error, console fmt.Stringer) (int, error) {
	switch {
	case err != nil:
		return 0, err
	case len(payload) != 2:
		return 0, fmt.Errorf("%w: exit frame of %d bytes", errFrame, len(payload))
	case payload[1] != 0:
		return 0, &failure{
			status: statusMemory, console: console.String(),
			err: fmt.Errorf("the guest ran out of memory, and the kernel killed a process; the command's exit status was %d", payload[0]),
		}
	}
	return int(payload[0]), nil
}

// tailSize is how much of the console is kept.
const tailSize = 8 << 10

// tail keeps the end of what is written to it.
type tail struct {
	mu   sync.Mutex
	kept []byte
	copy io.Writer
}

// copyTo has everything from now on, and what came before, written to w too.
func (t *tail) copyTo(w io.Writer) {
	t.mu.Lock()
	defer t.mu.Unlock()
	w.Write(t.kept)
	t.copy = w
}

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.copy != nil {
		t.copy.Write(b)
	}
	t.kept = append(t.kept, b...)
	if extra := len(t.kept) - tailSize; extra > 0 {
		t.kept = append([]byte(nil), t.kept[extra:]...)
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.ReplaceAll(string(t.kept), "\r\n", "\n")
}
