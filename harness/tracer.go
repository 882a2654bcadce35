package harness

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"hash/crc32"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

var tracerFlag = flag.String("tracer", "", "the tracer under test: a `path` or name (default: $STRAKE_TRACER, else strake built from this tree)")

// Tracer is a tracer binary under test.
type Tracer struct {
	Path string
	// Wrapper is put before the tracer, such as {"setarch", "-R"} or {"taskset", "1"}.
	Wrapper []string
	Env     []string // added to the environment of every run

	// Name and Version are what -V says: "strace", "7.2".
	Name    string
	Version string
	// Program is what the tracer calls itself in messages, when started as the harness starts it.
	Program string
	Dialect Dialect
	// Banner is everything -V prints.
	Banner string

	help     string // what -h prints, once asked for
	helpOnce sync.Once
}

var underTest = sync.OnceValues(func() (*Tracer, error) {
	name := *tracerFlag
	if name == "" {
		name = os.Getenv("STRAKE_TRACER")
	}
	if name == "" {
		built, err := BuildStrake()
		if err != nil {
			return nil, err
		}
		name = built
	}
	return Probe(name)
})

// UnderTest returns the tracer that this test run is about: the one of -tracer, else of
// STRAKE_TRACER, else strake, built from this tree once per process.
func UnderTest() (*Tracer, error) { return underTest() }

// BuildStrake builds cmd/strake of the tree that the working directory is in.
func BuildStrake() (string, error) {
	root, err := ModuleRoot()
	if err != nil {
		return "", err
	}
	// Suites of other trees run side by side, too.
	dir, err := CacheDir(fmt.Sprintf("bin-%08x", crc32.ChecksumIEEE([]byte(root))))
	if err != nil {
		return "", err
	}
	// Suites run side by side: build under a name of our own, then replace.
	own := filepath.Join(dir, fmt.Sprintf(".strake.%d", os.Getpid()))
	cmd := exec.Command("go", "build", "-o", own, "./cmd/strake")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building strake: %w\n%s", err, out)
	}
	path := filepath.Join(dir, "strake")
	return path, os.Rename(own, path)
}

// ModuleRoot returns the directory of the go.mod above the working directory.
func ModuleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("no go.mod above the working directory")
		}
		dir = up
	}
}

// CacheDir returns a directory, made if needed, for what the harness builds. STRAKE_TEST_CACHE
// chooses its parent; every user may read it, since some tracees run as another user.
func CacheDir(name string) (string, error) {
	base := os.Getenv("STRAKE_TEST_CACHE")
	if base == "" {
		base = filepath.Join(os.TempDir(), fmt.Sprintf("strake-test-%d", os.Getuid()))
	}
	dir := filepath.Join(base, name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	return dir, nil
}

var (
	reVersion = regexp.MustCompile(`^(\S+) -- version (\S+)`)
	reTry     = regexp.MustCompile(`Try '(.+) -h' for more information`)
)

// Probe finds a tracer by name or path, and asks it who it is.
func Probe(name string) (*Tracer, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return nil, fmt.Errorf("tracer: %w", err)
	}
	if path, err = filepath.Abs(path); err != nil {
		return nil, err
	}
	t := &Tracer{Path: path}
	out, err := exec.Command(path, "-V").CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("tracer: %s -V: %w\n%s", path, err, out)
	}
	t.Banner = string(out)
	if m := reVersion.FindSubmatch(out); m != nil {
		t.Name, t.Version = string(m[1]), string(m[2])
	} else {
		t.Name = filepath.Base(path)
	}
	t.Program = filepath.Base(path)
	cmd := exec.Command(path, "--no-such-option")
	cmd.Args[0] = t.Program
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	_ = cmd.Run()
	if m := reTry.FindStringSubmatch(stderr.String()); m != nil {
		t.Program = m[1]
	}
	t.Dialect = Newer
	if t.Name == "strace" && t.versionBefore(6, 12) {
		t.Dialect = Older
	}
	t.Dialect.Program = t.Program
	return t, nil
}

func (t *Tracer) versionBefore(major, minor int) bool {
	parts := strings.SplitN(t.Version, ".", 3)
	if len(parts) < 2 {
		return false
	}
	a, err1 := strconv.Atoi(parts[0])
	b, err2 := strconv.Atoi(parts[1])
	return err1 == nil && err2 == nil && (a < major || a == major && b < minor)
}

// IsStrace tells whether the tracer under test is the reference.
func (t *Tracer) IsStrace() bool { return t.Name == "strace" }

// String names the tracer.
func (t *Tracer) String() string { return strings.TrimSpace(t.Name + " " + t.Version) }
