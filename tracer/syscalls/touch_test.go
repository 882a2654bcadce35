package syscalls

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"

	"strake/tracer/abi"
	"strake/tracer/decode"
)

// oneFile is a set of one file: a descriptor, or a name if there is one.
type oneFile struct {
	fd   int
	name string
}

func (f oneFile) HasFD(fd int) bool        { return f.name == "" && fd == f.fd }
func (f oneFile) HasPath(name []byte) bool { return string(name) == f.name }
func (f oneFile) ByPath() bool             { return f.name != "" }

// noEnv is a process without descriptors.
type noEnv struct{ fakeEnv }

func (noEnv) FDPath(int) (string, bool) { return "", false }

// touchesElsewhere are the arguments that one of strace and strake takes for files, and the other does not; see F1 in
// docs/DEVIATIONS.md.
var touchesElsewhere = map[string]string{
	"epoll_ctl 0 fd":       "strake",
	"perf_event_open 3 fd": "strake",
	"fanotify_mark 0 fd":   "strake",
	"fsconfig 0 fd":        "strake",
	"rename 1 path":        "strake",
	"getcwd 0 path":        "strace",
	"getpmsg 0 fd":         "strace",
	"putpmsg 0 fd":         "strace",
}

// TestTouches compares which arguments of each call are files with what strace takes for them.
func TestTouches(t *testing.T) {
	want := straceTouches(t)
	for name, who := range touchesElsewhere {
		if want[name] != (who == "strace") {
			t.Errorf("%s: strace looks at it: %v", name, want[name])
		}
		want[name] = who == "strake"
	}
	for nr, name := range abi.X8664.Get().Syscalls {
		row := Lookup(abi.X8664, uint64(nr))
		if row == nil || name == "uprobe" || name == "uretprobe" {
			continue
		}
		for i := range 6 {
			for kind, got := range touchesArg(row, uint64(nr), i) {
				if at := fmt.Sprintf("%s %d %s", name, i, kind); got != want[at] {
					t.Errorf("%s: %v, want %v", at, got, want[at])
				}
			}
		}
	}
}

// touchesArg reports for each kind of file whether argument i of a call is one.
func touchesArg(row *Syscall, nr uint64, i int) map[string]bool {
	const at = 0x10000
	c := &decode.Call{ABI: abi.X8664.Get(), Nr: nr, Env: noEnv{}, Opt: &decode.Options{}, Mem: fakeMem{at: str("/x")}}
	found := map[string]bool{}
	for kind, arg := range map[string]uint64{"fd": 77, "path": at} {
		c.Begin()
		c.Args = [6]uint64{1000, 1000, 1000, 1000, 1000, 1000}
		c.Args[i] = arg
		files := oneFile{fd: 77}
		if kind == "path" {
			files.name = "/x"
		}
		found[kind] = row.Touches(c, files)
	}
	return found
}

// straceTouches reads testdata/touches.txt.
func straceTouches(t *testing.T) map[string]bool {
	t.Helper()
	f, err := os.Open("testdata/touches.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	seen := map[string]bool{}
	for s := bufio.NewScanner(f); s.Scan(); {
		if line := s.Text(); !strings.HasPrefix(line, "#") {
			seen[line] = true
		}
	}
	return seen
}

// TestTouchesInMemory is about descriptors that lie in memory, and counts that say anything.
func TestTouchesInMemory(t *testing.T) {
	const at = 0x10000
	polls := le(int32(-1), uint32(0), int32(5), uint32(0))
	set := le(uint64(1 << 5))
	for _, test := range []struct {
		name string
		args [6]uint64
		mem  []byte
		want bool
	}{
		{"poll", [6]uint64{at, 2}, polls, true},
		{"poll", [6]uint64{at, 1}, polls, false},
		{"poll", [6]uint64{at, 1<<32 - 1}, polls, true},
		{"poll", [6]uint64{at, 1<<32 - 1}, polls[:8], false},
		{"poll", [6]uint64{0, 5}, nil, false},
		{"select", [6]uint64{6, at}, set, true},
		{"select", [6]uint64{6, 0, at}, set, true},
		{"select", [6]uint64{6, 0, 0, at}, set, true},
		{"select", [6]uint64{5, at}, set, false},
		{"select", [6]uint64{1<<32 - 1, at}, set, false}, // -1
		{"select", [6]uint64{1<<31 - 1, at}, set, false}, // more than can be read
		{"read", [6]uint64{1<<32 | 5}, nil, true},        // an int
	} {
		c := &decode.Call{ABI: abi.X8664.Get(), Env: noEnv{}, Opt: &decode.Options{}, Mem: fakeMem{at: test.mem}, Args: test.args}
		c.Nr = nrOf(t, abi.X8664, test.name)
		if got := Lookup(abi.X8664, c.Nr).Touches(c, oneFile{fd: 5}); got != test.want {
			t.Errorf("%s(%#x): %v", test.name, test.args, got)
		}
	}
}

// TestTouchesByDescriptor is about descriptors of a file that is asked for by name, which may be deleted.
func TestTouchesByDescriptor(t *testing.T) {
	for _, test := range []struct {
		path    string
		deleted bool
		want    bool
	}{
		{"/x", false, true}, {"/y", false, false}, {"/x (deleted)", true, true}, {"/x (deleted)", false, false},
	} {
		c := &decode.Call{ABI: abi.X8664.Get(), Env: pathEnv{path: test.path, deleted: test.deleted}, Opt: &decode.Options{}, Mem: fakeMem{}}
		if got := Lookup(abi.X8664, 0).Touches(c, oneFile{name: "/x"}); got != test.want {
			t.Errorf("%s: %v", test.path, got)
		}
	}
}

// pathEnv is a process of which every descriptor is one file.
type pathEnv struct {
	fakeEnv
	path    string
	deleted bool
}

func (e pathEnv) FDPath(int) (string, bool)  { return e.path, true }
func (e pathEnv) FDDeleted(int, string) bool { return e.deleted }

// TestTouchesNeedsNoMemory makes sure that the filter costs no allocation.
func TestTouchesNeedsNoMemory(t *testing.T) {
	c := &decode.Call{ABI: abi.X8664.Get(), Env: noEnv{}, Opt: &decode.Options{}, Mem: fakeMem{}, Args: [6]uint64{5}}
	row := Lookup(abi.X8664, 0) // read
	var files Files = &oneFile{fd: 6}
	if n := testing.AllocsPerRun(100, func() { row.Touches(c, files) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
