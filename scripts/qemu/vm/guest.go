package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
	"unsafe"
)

// guestMain is the guest's init: it prepares the system, runs the command, reports, and switches the machine off. It does not return.
func guestMain() {
	p, err := prepare()
	if err == nil {
		err = p.runJob()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "vm: init:", err) // the console
		if p != nil {
			p.send(frameFailed, []byte(err.Error()))
		}
	}
	if p != nil {
		p.drain()
	}
	syscall.Reboot(syscall.LINUX_REBOOT_CMD_POWER_OFF)
	select {}
}

// mounts are made in this order. Those that the kernel lacks are left out, except where needed is set.
var mounts = []struct {
	kind, at, data string
	needed         bool
}{
	{"proc", "/proc", "", true},
	{"sysfs", "/sys", "", true},
	{"devtmpfs", "/dev", "", true},
	{"devpts", "/dev/pts", "mode=620,ptmxmode=666", false},
	{"tmpfs", "/dev/shm", "mode=1777", false},
	{"mqueue", "/dev/mqueue", "", false},
	{"tmpfs", "/run", "mode=755", false},
	{"cgroup2", "/sys/fs/cgroup", "", false},
	{"bpf", "/sys/fs/bpf", "", false},
	{"debugfs", "/sys/kernel/debug", "", false},
	{"tracefs", "/sys/kernel/tracing", "", false},
}

// prepare mounts what programs expect and opens the port.
func prepare() (*port, error) {
	if err := leaveRootfs(); err != nil {
		return nil, fmt.Errorf("leaving rootfs: %w", err)
	}
	for _, m := range mounts {
		os.MkdirAll(m.at, 0o755)
		if err := syscall.Mount(m.kind, m.at, m.kind, 0, m.data); err != nil && m.needed {
			return nil, fmt.Errorf("mount %s: %w", m.at, err)
		}
	}
	p, err := openPort()
	if err != nil {
		return nil, err
	}
	for name, target := range map[string]string{"/dev/fd": "/proc/self/fd", "/dev/stdin": "fd/0", "/dev/stdout": "fd/1", "/dev/stderr": "fd/2"} {
		os.Symlink(target, name)
	}
	if err := errors.Join(syscall.Sethostname([]byte("vm")), loopbackUp()); err != nil {
		return p, err
	}
	release, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil {
		return p, err
	}
	return p, p.send(frameHello, []byte(strings.TrimSpace(string(release))))
}

// leaveRootfs makes the root a mount with a parent, since pivot_root works only from there.
func leaveRootfs() error {
	const at = "/.root"
	if err := os.Mkdir(at, 0o755); err != nil {
		return err
	}
	if err := syscall.Mount("/", at, "", syscall.MS_BIND, ""); err != nil {
		return err
	}
	if err := os.Chdir(at); err != nil {
		return err
	}
	if err := syscall.Mount(".", "/", "", syscall.MS_MOVE, ""); err != nil {
		return err
	}
	return errors.Join(syscall.Chroot("."), os.Chdir("/"), os.Remove(at))
}

// loopbackUp brings the interface lo up.
func loopbackUp() error {
	s, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer syscall.Close(s)
	request := struct {
		name  [syscall.IFNAMSIZ]byte
		flags uint16
		_     [22]byte
	}{flags: syscall.IFF_UP | syscall.IFF_RUNNING}
	copy(request.name[:], "lo")
	return ioctl(s, syscall.SIOCSIFFLAGS, unsafe.Pointer(&request))
}

func ioctl(fd int, request uintptr, arg unsafe.Pointer) error {
	if _, _, e := syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), request, uintptr(arg)); e != 0 {
		return os.NewSyscallError("ioctl", e)
	}
	return nil
}

// port is the serial port that leads to the host.
type port struct {
	mu sync.Mutex
	fd int
}

// openPort finds the one serial port on the PCI bus and makes it raw.
func openPort() (*port, error) {
	names, err := filepath.Glob("/sys/class/tty/ttyS*")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		link, err := os.Readlink(name)
		if err != nil || !strings.Contains(link, "/pci") {
			continue
		}
		// Not os.OpenFile: writes have to block. O_CLOEXEC: the command must not find a descriptor more than it would elsewhere.
		fd, err := syscall.Open("/dev/"+filepath.Base(name), syscall.O_RDWR|syscall.O_NOCTTY|syscall.O_CLOEXEC, 0)
		if err != nil {
			return nil, fmt.Errorf("open %s: %w", filepath.Base(name), err)
		}
		raw := syscall.Termios{Cflag: syscall.CS8 | syscall.CREAD | syscall.CLOCAL | syscall.B115200, Ispeed: syscall.B115200, Ospeed: syscall.B115200}
		raw.Cc[syscall.VMIN] = 1
		return &port{fd: fd}, ioctl(fd, syscall.TCSETS, unsafe.Pointer(&raw))
	}
	return nil, errors.New("no PCI serial port")
}

func (p *port) send(kind frameType, payload []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for b := appendFrame(nil, kind, payload); len(b) > 0; {
		n, err := syscall.Write(p.fd, b)
		if err != nil && !errors.Is(err, syscall.EINTR) {
			return fmt.Errorf("port: %w", err)
		}
		b = b[max(n, 0):]
	}
	return nil
}

// drain waits until the port has sent everything.
func (p *port) drain() {
	const tcsbrk = 0x5409
	syscall.Syscall(syscall.SYS_IOCTL, uintptr(p.fd), tcsbrk, 1)
}

// runJob runs the command and reports how it ended. When the command ends, every other process of the guest is killed.
func (p *port) runJob() error {
	j, err := takeJob()
	if err != nil {
		return err
	}
	if out, err := exec.Command("/bin/busybox", "--install", "-s").CombinedOutput(); err != nil {
		return fmt.Errorf("busybox: %w: %s", err, out)
	}
	if err := os.Chdir(j.Dir); err != nil {
		return err
	}
	before := stamps(j.Returns)
	go p.stayAlive()
	status, err := p.runCommand(j)
	if err != nil {
		return err
	}
	if err := p.sendChanged(j.Returns, before); err != nil {
		return err
	}
	exit := []byte{byte(status.ExitStatus()), 0}
	if status.Signaled() {
		exit[0] = 128 + byte(status.Signal())
	}
	if exit[0] != 0 && ranOutOfMemory() {
		exit[1] = 1
	}
	return p.send(frameExit, exit)
}

// takeJob reads what is to be done, removes the traces of it and sets the environment.
func takeJob() (job, error) {
	var j job
	content, err := os.ReadFile(jobPath)
	if err != nil {
		return j, err
	}
	if err := json.Unmarshal(content, &j); err != nil {
		return j, err
	}
	os.Clearenv()
	for _, e := range j.Env {
		name, value, _ := strings.Cut(e, "=")
		os.Setenv(name, value)
	}
	return j, os.Remove(jobPath)
}

// aliveEvery is how often the guest says that it still runs.
const aliveEvery = 10 * time.Second

// stayAlive tells the host, again and again, that the kernel and init are not what hangs.
func (p *port) stayAlive() {
	for range time.Tick(aliveEvery) {
		if p.send(frameAlive, nil) != nil {
			return
		}
	}
}

// ranOutOfMemory tells whether the kernel has killed a process for its memory.
func ranOutOfMemory() bool {
	content, err := os.ReadFile("/proc/vmstat")
	if err != nil {
		return false
	}
	for line := range strings.Lines(string(content)) {
		if n, ok := strings.CutPrefix(line, "oom_kill "); ok {
			return strings.TrimSpace(n) != "0"
		}
	}
	return false
}

// runCommand runs the command to its end, which is the end of every other process but init, too.
func (p *port) runCommand(j job) (syscall.WaitStatus, error) {
	var readers sync.WaitGroup
	files, err := p.standardFiles(j, &readers)
	if err != nil {
		return 0, err
	}
	// Not exec.Command, whose Wait would compete with the loop below for the command.
	pid, err := start(j, files)
	for _, fd := range files {
		syscall.Close(int(fd))
	}
	if err != nil {
		return 0, err
	}
	status, err := reapUntil(pid)
	if err != nil {
		return 0, err
	}
	syscall.Kill(-1, syscall.SIGKILL)
	if _, err := reapUntil(0); err != nil {
		return 0, err
	}
	readers.Wait()
	return status, nil
}

// standardFiles returns the command's descriptors 0, 1 and 2: a terminal, or nothing to read and pipes that lead to the host.
func (p *port) standardFiles(j job, readers *sync.WaitGroup) ([]uintptr, error) {
	if j.Console != "" {
		var files []uintptr
		for range 3 {
			fd, err := syscall.Open("/dev/"+j.Console, syscall.O_RDWR|syscall.O_CLOEXEC|syscall.O_NOCTTY, 0)
			if err != nil {
				return nil, fmt.Errorf("open %s: %w", j.Console, err)
			}
			files = append(files, uintptr(fd))
		}
		return files, nil
	}
	stdin, err := syscall.Open("/dev/null", syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	stdout, err := p.forward(readers, frameStdout)
	if err != nil {
		return nil, err
	}
	stderr, err := p.forward(readers, frameStderr)
	if err != nil {
		return nil, err
	}
	return []uintptr{uintptr(stdin), uintptr(stdout), uintptr(stderr)}, nil
}

// start starts the command with the given standard descriptors.
func start(j job, files []uintptr) (int, error) {
	path := j.Args[0]
	if !strings.Contains(path, "/") {
		found, err := exec.LookPath(path)
		if err != nil {
			return 0, err
		}
		path = found
	}
	pid, err := syscall.ForkExec(path, j.Args, &syscall.ProcAttr{Env: j.Env, Files: files, Sys: &syscall.SysProcAttr{Setsid: true, Setctty: j.Console != ""}})
	if err == nil {
		return pid, nil
	}
	if _, statErr := os.Stat(path); statErr == nil && errors.Is(err, syscall.ENOENT) {
		return 0, fmt.Errorf("start %s: it is there, but not its interpreter: dynamic binaries need their ld.so in the guest", path)
	}
	return 0, fmt.Errorf("start %s: %w", path, err)
}

// reapUntil waits for children, adopted ones too, until the one with the given pid has ended. With 0 it waits for all.
func reapUntil(pid int) (syscall.WaitStatus, error) {
	for {
		var status syscall.WaitStatus
		got, err := syscall.Wait4(-1, &status, 0, nil)
		switch {
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.ECHILD) && pid == 0:
			return 0, nil
		case err != nil:
			return 0, os.NewSyscallError("wait4", err)
		case got == pid:
			return status, nil
		}
	}
}

// forward returns the writing end of a pipe whose content goes to the host.
func (p *port) forward(readers *sync.WaitGroup, kind frameType) (int, error) {
	var ends [2]int
	if err := syscall.Pipe2(ends[:], syscall.O_CLOEXEC); err != nil {
		return 0, os.NewSyscallError("pipe2", err)
	}
	readers.Go(func() {
		buffer := make([]byte, 32<<10)
		for {
			n, err := syscall.Read(ends[0], buffer)
			if errors.Is(err, syscall.EINTR) {
				continue
			}
			if n <= 0 || p.send(kind, buffer[:n]) != nil {
				return
			}
			time.Sleep(time.Millisecond) // lets small writes gather into one frame
		}
	})
	return ends[1], nil
}
