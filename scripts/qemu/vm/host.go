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
	"strings"
	"sync"
	"syscall"
	"time"
)

// exitFailure is the exit status of vm when vm itself, not the command, failed.
const exitFailure = 125

// guestHome is the working directory of the command, and where -f puts files that are given no path.
const guestHome = "/root"

// guestPath is the search path in the guest.
const guestPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// stringList is a flag that may be given several times.
type stringList []string

func (l *stringList) String() string     { return strings.Join(*l, " ") }
func (l *stringList) Set(s string) error { *l = append(*l, s); return nil }

// options are the parsed flags.
type options struct {
	arch    arch
	dir     string
	kernel  string
	files   stringList
	env     stringList
	append  string
	limit   time.Duration
	strace  bool
	verbose bool
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
	fmt.Fprintln(stderr, "vm:", err)
	return exitFailure
}

func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	executable, err := os.Executable()
	if err != nil {
		return o, err
	}
	flags := flag.NewFlagSet("vm", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprint(stderr, "usage: vm [flags] -- CMD ARGS…\nRuns a command as root under another Linux kernel in QEMU.\n")
		flags.PrintDefaults()
	}
	archName := flags.String("arch", "amd64", "architecture: amd64 (runs 32-bit programs too), i386 or arm64")
	flags.StringVar(&o.dir, "dir", filepath.Dir(executable), "folder with kernels and guest programs")
	flags.StringVar(&o.kernel, "k", "", "release of the kernel, or how it starts (default the newest)")
	flags.Var(&o.files, "f", "file or directory for the guest, `HOST[:GUEST]`; without GUEST it lands in "+guestHome+", where the command starts")
	flags.Var(&o.env, "e", "environment variable of the command, `NAME=VALUE`")
	flags.StringVar(&o.append, "append", "", "more kernel parameters")
	seconds := flags.Float64("t", 60, "time limit in seconds, boot included")
	flags.BoolVar(&o.strace, "strace7", false, "put the command strace7 into the guest")
	flags.BoolVar(&o.verbose, "v", false, "show the console on standard error")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	o.limit = time.Duration(*seconds * float64(time.Second))
	o.args = flags.Args()
	if len(o.args) == 0 {
		return o, errors.New("no command (see -h)")
	}
	o.arch, err = findArch(*archName)
	return o, err
}

// run boots the guest and returns the command's exit status.
func run(o options, stdout, stderr io.Writer) (int, error) {
	kernel, err := findKernel(filepath.Join(o.dir, "kernel", o.arch.name), o.kernel)
	if err != nil {
		return 0, err
	}
	initrd, err := buildInitramfs(o)
	if err != nil {
		return 0, err
	}
	defer initrd.Close()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeoutCause(ctx, o.limit, fmt.Errorf("time limit of %v", o.limit))
	defer cancel()

	guest, err := startGuest(ctx, o, kernel, initrd)
	if err != nil {
		return 0, err
	}
	if o.verbose {
		guest.console.copyTo(stderr)
	}
	status, err := receive(guest.port, stdout, stderr)
	if err == nil {
		cancel() // the guest has nothing more to say
		guest.wait()
		return status, nil
	}
	cause := context.Cause(ctx)
	qemuErr := guest.wait()
	tail := guest.console.String()
	switch {
	case cause != nil:
		err = cause
	case strings.Contains(tail, "Kernel panic"):
		err = errors.New("kernel panic")
	case qemuErr != nil:
		err = fmt.Errorf("QEMU: %w: %s", qemuErr, bytes.TrimSpace(guest.stderr.Bytes()))
	case errors.Is(err, errNoExit):
	default:
		return 0, err
	}
	return 0, fmt.Errorf("%w; the console's tail:\n%s", err, tail)
}

// buildInitramfs writes the initramfs to a file that has no name any more.
func buildInitramfs(o options) (*os.File, error) {
	f, err := os.CreateTemp("", "vm-initramfs-")
	if err != nil {
		return nil, err
	}
	if err := errors.Join(os.Remove(f.Name()), writeInitramfs(f, o)); err != nil {
		f.Close()
		return nil, fmt.Errorf("initramfs: %w", err)
	}
	return f, nil
}

func writeInitramfs(w io.Writer, o options) error {
	j := job{
		Args: o.args,
		Dir:  guestHome,
		Env:  append([]string{"PATH=" + guestPath, "HOME=" + guestHome, "TERM=dumb"}, o.env...),
	}
	encoded, err := json.Marshal(j)
	if err != nil {
		return err
	}
	c := newCPIO(w)
	c.dir("/tmp", 0o777|os.ModeSticky)
	c.dir(guestHome, 0o755)
	for _, d := range []string{"/dev", "/etc", "/proc", "/sys", "/run", "/mnt", "/sbin", "/usr/bin", "/usr/sbin", "/var/tmp"} {
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
		const lib = "/opt/strace7"
		c.tree(lib, filepath.Join(o.dir, "strace", o.arch.name))
		c.file("/usr/local/bin/strace7", 0o755, []byte("#!/bin/sh\nexec "+lib+"/ld.so --argv0 strace --library-path "+lib+"/lib "+lib+"/strace \"$@\"\n"))
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

// guest is a running QEMU.
type guest struct {
	cmd     *exec.Cmd
	port    io.ReadCloser // frames from init
	console *tail
	stderr  *bytes.Buffer // of QEMU
	done    chan struct{} // closed at the end of the console
}

// startGuest starts QEMU, which is killed when ctx is done.
func startGuest(ctx context.Context, o options, kernel string, initrd *os.File) (*guest, error) {
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
	info, err := initrd.Stat()
	if err != nil {
		return nil, err
	}
	// The packed initramfs and the unpacked one are in memory together.
	memory := 512 + 2*info.Size()>>20

	g := &guest{port: port, console: &tail{}, stderr: &bytes.Buffer{}, done: make(chan struct{})}
	params := strings.TrimSpace("console=" + o.arch.console + " quiet panic=-1 cryptomgr.notests noisapnp " + o.arch.params + o.append)
	args := append([]string{"-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"}, o.arch.machine...)
	args = append(args,
		"-accel", "tcg,thread=single", "-smp", "2", "-m", fmt.Sprintf("%dM", memory),
		"-chardev", "file,id=port,path=/dev/fd/3", "-device", "pci-serial,chardev=port",
		"-chardev", "file,id=console,path=/dev/fd/4", "-serial", "chardev:console",
		"-kernel", kernel, "-initrd", "/dev/fd/5", "-append", params)
	g.cmd = exec.CommandContext(ctx, o.arch.qemu, args...)
	g.cmd.ExtraFiles = []*os.File{portWriter, consoleWriter, initrd}
	g.cmd.Stderr = g.stderr
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

// errNoExit says that the guest was gone before it sent the command's exit status.
var errNoExit = errors.New("the guest stopped without an exit frame")

// receive copies the command's output until its exit frame and returns its status.
func receive(port io.Reader, stdout, stderr io.Writer) (int, error) {
	for {
		f, err := readFrame(port)
		if errors.Is(err, io.EOF) {
			return 0, errNoExit
		}
		if err != nil {
			return 0, err
		}
		switch f.kind {
		case frameStdout:
			_, err = stdout.Write(f.payload)
		case frameStderr:
			_, err = stderr.Write(f.payload)
		case frameFailed:
			return 0, fmt.Errorf("init: %s", f.payload)
		case frameExit:
			if len(f.payload) != 1 {
				return 0, fmt.Errorf("%w: exit frame of %d bytes", errFrame, len(f.payload))
			}
			return int(f.payload[0]), nil
		}
		if err != nil {
			return 0, err
		}
	}
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
