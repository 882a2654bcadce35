// Package testees builds the small programs that specs run under a tracer.
//
// The C ones (c/*.c) have no C library: what a log of one holds is its own calls. Each is one
// topic, and its first argument chooses a case. The Go ones (golang/*) are where the behaviour of
// a runtime is the point. Testees never sleep to synchronise: they use pipes and futexes, and report
// facts on descriptor 3.
//
// [Path] builds on demand into a cache, keyed by the sources; a missing compiler is an error that names
// the package to install. STRAKE_TEST_CACHE names the cache; one that internal/cmd/testees has filled serves where there
// is no compiler.
package testees

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"sort"
	"strings"
	"sync"
)

//go:embed c golang
var sources embed.FS

// ABI is what a testee is built for.
type ABI string

// The ABIs.
const (
	X8664   ABI = "x86_64"
	I386    ABI = "i386"
	AArch64 ABI = "aarch64"
)

// Native is the ABI of this machine.
func Native() ABI {
	switch runtime.GOARCH {
	case "amd64":
		return X8664
	case "386":
		return I386
	case "arm64":
		return AArch64
	}
	return ABI(runtime.GOARCH)
}

// MissingCompilerError tells that no compiler for an ABI was found.
type MissingCompilerError struct {
	ABI      ABI
	Tried    []string
	Packages string
	Reason   string
}

func (e *MissingCompilerError) Error() string {
	return fmt.Sprintf("no C compiler for %s (tried %s): install %s\n%s", e.ABI, strings.Join(e.Tried, "; "), e.Packages, e.Reason)
}

type compiler struct {
	argv     []string
	packages string
}

// compilers lists, per ABI, what can build for it, the best first.
func compilers(abi ABI) []compiler {
	native := Native()
	switch abi {
	case X8664:
		if native == X8664 {
			return []compiler{{[]string{"gcc"}, "gcc and linux-libc-dev"}, {[]string{"clang"}, "clang and linux-libc-dev"}}
		}
		return []compiler{{[]string{"x86_64-linux-gnu-gcc"}, "gcc-x86-64-linux-gnu"}}
	case I386:
		if native == X8664 || native == I386 {
			return []compiler{{[]string{"gcc", "-m32"}, "gcc and linux-libc-dev"}, {[]string{"clang", "-m32"}, "clang and linux-libc-dev"}}
		}
		return []compiler{{[]string{"i686-linux-gnu-gcc"}, "gcc-i686-linux-gnu"}}
	case AArch64:
		if native == AArch64 {
			return []compiler{{[]string{"gcc"}, "gcc and linux-libc-dev"}, {[]string{"clang"}, "clang and linux-libc-dev"}}
		}
		return []compiler{
			{[]string{"aarch64-linux-gnu-gcc"}, "gcc-aarch64-linux-gnu and linux-libc-dev-arm64-cross"},
			{[]string{"clang", "--target=aarch64-linux-gnu", "-fuse-ld=lld", "-nostdinc", "-isystem", "/usr/aarch64-linux-gnu/include"},
				"clang, lld and linux-libc-dev-arm64-cross"},
		}
	}
	return nil
}

var cflags = []string{
	"-nostdlib", "-static", "-no-pie", "-fno-pie", "-ffreestanding", "-fno-stack-protector", "-fcf-protection=none",
	"-fno-asynchronous-unwind-tables", "-O1", "-Wall",
}

var (
	mu    sync.Mutex
	built = map[string]string{}
)

// Names returns the names of the C testees.
func Names() []string {
	var out []string
	entries, _ := sources.ReadDir("c")
	for _, e := range entries {
		if n, ok := strings.CutSuffix(e.Name(), ".c"); ok {
			out = append(out, n)
		}
	}
	return out
}

// headers returns what the C testees include.
func headers() []string {
	out, _ := fs.Glob(sources, "c/*.h")
	return out
}

var reCase = regexp.MustCompile(`(?m)^\tCASE\("([^"]+)"\)`)

// Cases returns the cases of a C testee, in the order of its source.
func Cases(name string) ([]string, error) {
	b, err := sources.ReadFile("c/" + name + ".c")
	if err != nil {
		return nil, fmt.Errorf("testee %s: %w", name, err)
	}
	var out []string
	for _, m := range reCase.FindAllStringSubmatch(string(b), -1) {
		out = append(out, m[1])
	}
	return out, nil
}

// GoNames returns the names of the Go testees.
func GoNames() []string {
	var out []string
	entries, _ := sources.ReadDir("golang")
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// Path returns the path of a C testee for this machine, built if need be.
func Path(name string) (string, error) { return PathFor(name, Native()) }

// PathFor returns the path of a C testee for an ABI, built if need be.
func PathFor(name string, abi ABI) (string, error) {
	return build(name+"."+string(abi), append(headers(), "c/"+name+".c"), func(out string) error {
		return compile(name, abi, out)
	})
}

// GoPath returns the path of a Go testee, built if need be.
func GoPath(name string) (string, error) {
	dir := "golang/" + name
	var files []string
	entries, err := sources.ReadDir(dir)
	if err != nil {
		return "", err
	}
	for _, e := range entries {
		files = append(files, dir+"/"+e.Name())
	}
	return build(name+".go", files, func(out string) error {
		tmp, err := os.MkdirTemp("", "testee")
		if err != nil {
			return err
		}
		defer os.RemoveAll(tmp)
		for _, f := range files {
			b, err := sources.ReadFile(f)
			if err != nil {
				return err
			}
			if err := os.WriteFile(filepath.Join(tmp, filepath.Base(f)), b, 0o666); err != nil {
				return err
			}
		}
		if err := os.WriteFile(filepath.Join(tmp, "go.mod"), []byte("module testee\n\ngo 1.26\n"), 0o666); err != nil {
			return err
		}
		cmd := exec.Command("go", "build", "-o", out, ".")
		cmd.Dir = tmp
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if msg, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("building testee %s: %w\n%s", name, err, msg)
		}
		return nil
	})
}

// build makes a program unless the cache has it. Processes may build the same one at once: each
// builds under a name of its own and renames.
func build(name string, files []string, make func(out string) error) (string, error) {
	mu.Lock()
	defer mu.Unlock()
	if p, ok := built[name]; ok {
		return p, nil
	}
	h := sha256.New()
	sort.Strings(files)
	for _, f := range files {
		b, err := sources.ReadFile(f)
		if err != nil {
			return "", fmt.Errorf("testee %s: %w", name, err)
		}
		h.Write(b)
	}
	h.Write([]byte(strings.Join(cflags, " ")))
	dir, err := cacheDir()
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, name+"-"+hex.EncodeToString(h.Sum(nil))[:12])
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		own := fmt.Sprintf("%s.%d", path, os.Getpid())
		if err := make(own); err != nil {
			return "", err
		}
		if err := os.Rename(own, path); err != nil {
			return "", err
		}
	}
	built[name] = path
	return path, nil
}

func cacheDir() (string, error) {
	base := os.Getenv("STRAKE_TEST_CACHE")
	if base == "" {
		base = filepath.Join(os.TempDir(), fmt.Sprintf("strake-test-%d", os.Getuid()))
	}
	dir := filepath.Join(base, "testees")
	return dir, os.MkdirAll(dir, 0o755)
}

func compile(name string, abi ABI, out string) error {
	tmp, err := os.MkdirTemp("", "testee")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	for _, f := range append(headers(), "c/"+name+".c") {
		b, err := sources.ReadFile(f)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(tmp, filepath.Base(f)), b, 0o666); err != nil {
			return err
		}
	}
	var tried []string
	var reasons strings.Builder
	packages := ""
	for _, c := range compilers(abi) {
		tried = append(tried, strings.Join(c.argv, " "))
		if packages == "" {
			packages = c.packages
		}
		if _, err := exec.LookPath(c.argv[0]); err != nil {
			fmt.Fprintln(&reasons, err)
			continue
		}
		args := append(append(append([]string(nil), c.argv[1:]...), cflags...), "-o", out, filepath.Join(tmp, name+".c"))
		if abi == AArch64 {
			args = drop(args, "-fcf-protection=none")
		}
		if msg, err := exec.Command(c.argv[0], args...).CombinedOutput(); err != nil {
			fmt.Fprintf(&reasons, "%s: %v\n%s", c.argv[0], err, msg)
			continue
		}
		return nil
	}
	return &MissingCompilerError{ABI: abi, Tried: tried, Packages: packages, Reason: reasons.String()}
}

func drop(list []string, s string) []string {
	var out []string
	for _, l := range list {
		if l != s {
			out = append(out, l)
		}
	}
	return out
}

// Runs tells whether this machine executes programs of an ABI, by trying one. The error is the proof
// that it does not.
func Runs(abi ABI) error {
	path, err := PathFor("launch", abi)
	if err != nil {
		return err
	}
	if err := exec.Command(path, "exit", "0").Run(); err != nil {
		return fmt.Errorf("programs for %s do not run here: %w", abi, err)
	}
	return nil
}
