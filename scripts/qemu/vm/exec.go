package main

import (
	"bytes"
	"cmp"
	"debug/elf"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// Variables that users of exec set.
const (
	envKernel = "STRAKE_QEMU_KERNEL" // 5.10, 6.1 …, or newest
	envArch   = "STRAKE_QEMU_ARCH"   // of the kernel, if it is not the test binary's
	envLimit  = "STRAKE_QEMU_LIMIT"  // time limit, as Go writes it
	envAccel  = "STRAKE_QEMU_ACCEL"
	envMemory = "STRAKE_QEMU_MEMORY"
	envTrace  = "STRAKE_QEMU_VERBOSE"
	envStats  = "STRAKE_QEMU_STATS" // a file for the times of the boot and the memory
)

// Variables that the script exec sets.
const (
	envScripts = "STRAKE_QEMU_SCRIPTS" // its folder
	envParent  = "STRAKE_QEMU_PARENT"  // pid of what has started it
)

// defaultKernel is there for every architecture.
const defaultKernel = "6.1"

// guestCache is where testees and tracers travel to.
const guestCache = "/var/cache/strake"

// execMain runs a test binary in a guest as go test wants it run: with its working directory, output, exit status and files. It returns the exit status.
func execMain(args []string, stdout, stderr io.Writer) int {
	if err := followParent(); err != nil {
		return report(stderr, err)
	}
	o, err := planExec(args)
	if err != nil {
		return report(stderr, err)
	}
	status, err := run(o, stdout, stderr)
	if err != nil {
		return report(stderr, err)
	}
	return status
}

// followParent ends this process, and QEMU with it, when the one that started it is gone: a go test that is killed kills nothing.
func followParent() error {
	pid, err := strconv.Atoi(os.Getenv(envParent))
	if err != nil {
		return nil
	}
	fd, err := unix.PidfdOpen(pid, 0)
	if err != nil || os.Getppid() != pid {
		return setupError("what started this is gone")
	}
	go func() {
		poll := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
		for {
			switch n, err := unix.Poll(poll, -1); {
			case n == 1:
				os.Exit(statusUnknown) // QEMU dies with its parent
			case !errors.Is(err, unix.EINTR):
				return
			}
		}
	}()
	return nil
}

// plan is what exec finds out before anything is booted.
type plan struct {
	options
	binary  string
	content []byte // of the binary
	goarch  string
	root    string // of the module, "" outside one

}

func planExec(args []string) (options, error) {
	if len(args) == 0 {
		return options{}, setupError("usage: vm exec TEST-BINARY ARGS…")
	}
	executable, err := os.Executable()
	if err != nil {
		return options{}, err
	}
	p := plan{options: options{
		dir: filepath.Dir(executable), accel: os.Getenv(envAccel), verbose: os.Getenv(envTrace) != "", stats: os.Getenv(envStats),
	}}
	for _, step := range []func([]string) error{
		p.readBinary, p.findDirs, p.setLimits, p.chooseKernel, p.shipModule, p.shipArguments, p.shipTracer, p.shipTestees, p.setEnvironment,
	} {
		if err := step(args); err != nil {
			return options{}, err
		}
	}
	return p.options, nil
}

// readBinary learns the architecture from the binary itself, since GOARCH need not be what it was built for.
func (p *plan) readBinary(args []string) error {
	var err error
	if p.binary, err = filepath.Abs(args[0]); err != nil {
		return err
	}
	if p.content, err = os.ReadFile(p.binary); err != nil {
		return setupError("%w", err)
	}
	f, err := elf.NewFile(bytes.NewReader(p.content))
	if err != nil {
		return setupError("%s: %w", args[0], err)
	}
	for _, s := range f.Progs {
		if s.Type == elf.PT_INTERP {
			return setupError("%s is linked dynamically, and the guest has no C library: build it with CGO_ENABLED=0", args[0])
		}
	}
	i := slices.IndexFunc(arches, func(a arch) bool { return a.elf == f.Machine })
	if i < 0 {
		return setupError("%s is for %v, which no guest runs", args[0], f.Machine)
	}
	p.arch = arches[i]
	p.goarch = map[elf.Machine]string{elf.EM_X86_64: "amd64", elf.EM_386: "386", elf.EM_AARCH64: "arm64"}[f.Machine]
	if name := os.Getenv(envArch); name != "" {
		if p.arch, err = findArch(name); err != nil {
			return err
		}
	}
	if p.arch.elf != f.Machine && (p.arch.name != "amd64" || p.goarch != "386") {
		return setupError("a kernel of %s runs no programs of %s", p.arch.name, p.goarch)
	}
	p.args = append([]string{p.binary}, args[1:]...)
	return nil
}

func (p *plan) findDirs([]string) error {
	var err error
	if p.home, err = os.Getwd(); err != nil {
		return err
	}
	for dir := p.home; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			p.root = dir
			return nil
		}
		if dir == filepath.Dir(dir) {
			return nil
		}
	}
}

// Time that a guest needs besides that of the tests: to boot, and to say where they hang when their own limit is over.
const (
	graceTime  = 4 * time.Minute
	usualLimit = 3 * time.Hour
)

func (p *plan) setLimits(args []string) error {
	p.limit = usualLimit
	for _, a := range args {
		// The narrower of the two limits that a test binary can have is the one that ends it.
		name, value, _ := strings.Cut(strings.TrimLeft(a, "-"), "=")
		if name != "test.timeout" && name != "ginkgo.timeout" {
			continue
		}
		if d, err := time.ParseDuration(value); err == nil && d > 0 {
			p.limit = min(p.limit, d+graceTime)
		}
	}
	var err error
	if s := os.Getenv(envLimit); s != "" {
		if p.limit, err = time.ParseDuration(s); err != nil {
			return setupError("%s: %w", envLimit, err)
		}
	}
	if s := os.Getenv(envMemory); s != "" {
		if p.memory, err = strconv.ParseInt(s, 10, 64); err != nil {
			return setupError("%s: %w", envMemory, err)
		}
	}
	return nil
}

// chooseKernel has the script find the kernel in the cache, or fetch it.
func (p *plan) chooseKernel([]string) error {
	cmd := exec.Command(filepath.Join(os.Getenv(envScripts), "fetch-kernel"), p.arch.name, cmp.Or(os.Getenv(envKernel), defaultKernel))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return setupError("no kernel: %s %s: %w", cmd.Args[0], strings.Join(cmd.Args[1:], " "), err)
	}
	p.kernel = strings.TrimSpace(string(out))
	return nil
}

// mostOfFile bounds what of the module travels: its sources and test data, not what lies around.
const mostOfFile = 4 << 20

// shipModule takes the module along, since tests read files of it, and brings back what changes in the working directory.
func (p *plan) shipModule([]string) error {
	p.ship(p.binary)
	p.returns = append(p.returns, p.home)
	if p.root == "" {
		return nil
	}
	return filepath.WalkDir(p.root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && strings.HasPrefix(d.Name(), ".git") && path != p.root:
			return filepath.SkipDir
		case d.IsDir() && path == filepath.Join(p.root, "bin"):
			return filepath.SkipDir
		case !d.Type().IsRegular() || path == p.binary:
			return nil
		}
		if info, err := d.Info(); err == nil && info.Size() <= mostOfFile {
			p.ship(path)
		}
		return nil
	})
}

// ship puts a file where it is here.
func (p *plan) ship(path string) { p.files = append(p.files, path+":"+path) }

// shipArguments takes along the files that arguments name, and brings back those that they name as results.
func (p *plan) shipArguments(args []string) error {
	for _, a := range args[1:] {
		_, value, ok := strings.Cut(a, "=")
		if !strings.HasPrefix(a, "-") {
			value = a
		} else if !ok {
			continue
		}
		if !filepath.IsAbs(value) {
			continue
		}
		value = filepath.Clean(value)
		switch info, err := os.Stat(value); {
		case errors.Is(err, fs.ErrNotExist):
			if _, err := os.Stat(filepath.Dir(value)); err == nil {
				p.needDir(filepath.Dir(value))
				p.returns = append(p.returns, value)
			}
		case err != nil:
			return setupError("%w", err)
		case info.Mode().IsRegular():
			p.ship(value)
			p.returns = append(p.returns, value)
		case info.IsDir() && strings.HasPrefix(a, "-test."):
			p.needDir(value)
			p.returns = append(p.returns, value)
		}
	}
	return nil
}

// needDir makes a folder of the host there in the guest, empty.
func (p *plan) needDir(path string) { p.dirs = append(p.dirs, path) }

// names tells whether the test binary has a function. Its table of functions names all that it may call.
func (p *plan) names(function string) bool { return bytes.Contains(p.content, []byte(function)) }

// shipTracer takes the tracer under test along: strake of this module, built for the guest, unless STRAKE_TRACER names another one. "strace" is
// Debian's for the guest.
func (p *plan) shipTracer([]string) error {
	tracer := os.Getenv("STRAKE_TRACER")
	if p.root == "" || !p.names("strake/harness.BuildStrake") {
		return nil
	}
	switch {
	case tracer == "strace" || tracer == "strace7":
		p.options.strace = true
		p.env = append(p.env, "STRAKE_TRACER=strace7")
		return nil
	case tracer == "":
		var err error
		if tracer, err = p.built("strake", "./cmd/strake", "GOARCH="+p.goarch); err != nil {
			return err
		}
	}
	abs, err := filepath.Abs(tracer)
	if err != nil {
		return err
	}
	to := filepath.Join(guestCache, "bin", filepath.Base(abs))
	p.files = append(p.files, abs+":"+to)
	p.env = append(p.env, "STRAKE_TRACER="+to)
	return nil
}

// shipTestees builds the programs that are traced, which the guest cannot.
func (p *plan) shipTestees([]string) error {
	if p.root == "" || !p.names("strake/testees.PathFor") {
		return nil
	}
	tool, err := p.built("testees", "./internal/cmd/testees")
	if err != nil {
		return err
	}
	abis := map[string]string{"amd64": "x86_64,i386", "386": "i386", "arm64": "aarch64"}[p.goarch]
	cmd := exec.Command(tool, "-print", "-abi", abis, filepath.Join(filepath.Dir(tool), "cache"))
	cmd.Env = append(hostEnv(), "GOARCH="+p.goarch)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return setupError("%w\n%s", err, bytes.TrimSpace(stderr.Bytes()))
	}
	for path := range strings.Lines(string(out)) {
		path = strings.TrimSpace(path)
		p.files = append(p.files, path+":"+filepath.Join(guestCache, "testees", filepath.Base(path)))
	}
	p.env = append(p.env, "STRAKE_TEST_CACHE="+guestCache)
	return nil
}

// built builds a program of the module, into a folder that belongs to this module and the guest's architecture, and returns its path.
func (p *plan) built(name, pkg string, env ...string) (string, error) {
	dir := filepath.Join(p.options.dir, "build", fmt.Sprintf("%08x-%s", crc32.ChecksumIEEE([]byte(p.root)), p.goarch))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	path := filepath.Join(dir, name)
	// Others may build the same, or run it.
	own := fmt.Sprintf("%s.%d", path, os.Getpid())
	cmd := exec.Command("go", "build", "-trimpath", "-o", own, pkg)
	cmd.Dir, cmd.Env = p.root, append(hostEnv(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", setupError("building %s: %w\n%s", pkg, err, out)
	}
	return path, os.Rename(own, path)
}

// hostEnv is the environment without what go test has been told about the guest.
func hostEnv() []string {
	env := slices.DeleteFunc(os.Environ(), func(e string) bool {
		name, _, _ := strings.Cut(e, "=")
		return slices.Contains([]string{"GOARCH", "GOOS", "GO386", "GOARM64", "GOAMD64", "CGO_ENABLED"}, name)
	})
	return append(env, "CGO_ENABLED=0")
}

// setEnvironment passes on what is about tests, and nothing else of the host.
func (p *plan) setEnvironment([]string) error {
	given := map[string]bool{}
	for _, e := range p.env {
		name, _, _ := strings.Cut(e, "=")
		given[name] = true
	}
	for _, e := range os.Environ() {
		name, _, _ := strings.Cut(e, "=")
		if !given[name] && !strings.HasPrefix(name, "STRAKE_QEMU_") && passes(name) {
			p.env = append(p.env, e)
		}
	}
	if os.Getenv("STRAKE_TEST_PATIENCE") == "" {
		p.env = append(p.env, "STRAKE_TEST_PATIENCE=20")
	}
	// Tests that have their own directory as PWD find it there.
	p.env = append(p.env, "PWD="+p.home)
	return nil
}

// passes tells whether a variable means something to tests.
func passes(name string) bool {
	switch name {
	case "STRAKE_TRACER", "STRAKE_TEST_CACHE":
		return false // paths of the host
	case "CI", "TZ", "LANG", "GODEBUG", "GOTRACEBACK", "GOMAXPROCS", "GOGC", "GOMEMLIMIT", "GOCOVERDIR":
		return true
	}
	return strings.HasPrefix(name, "STRAKE_") || strings.HasPrefix(name, "GINKGO_") || strings.HasPrefix(name, "LC_")
}
