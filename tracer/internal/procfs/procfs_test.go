package procfs

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

const status = `Name:	a) R (b
State:	S (sleeping)
Tgid:	41
Pid:	42
PPid:	7
TracerPid:	0
Uid:	1000	0	0	0
SigIgn:	0000000000001000
`

// fake returns a proc file system with one process, 41, of threads 41, 42 and 100.
func fake(t *testing.T) FS {
	t.Helper()
	fs := FS{Root: t.TempDir()}
	for name, text := range map[string]string{
		"42/status":       status,
		"42/comm":         "two\nlines\n",
		"42/stat":         "42 (a) R (b) S 7 41 41 0 -1 1 2 3 4 5 6 7 8 9 10 20 0 3 0 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 17 5 0 0 0\n",
		"43/stat":         "43 (x) R 1\n",
		"41/task/41/comm": "", "41/task/100/comm": "", "41/task/42/comm": "",
	} {
		file := filepath.Join(fs.Root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	os.Mkdir(filepath.Join(fs.Root, "42/fd"), 0o755)
	os.Symlink("socket:[123]", filepath.Join(fs.Root, "42/fd/3"))
	os.Symlink("/home/x (deleted)", filepath.Join(fs.Root, "42/cwd"))
	return fs
}

func TestFields(t *testing.T) {
	fs := fake(t)
	if got := fs.Tasks(41); !slices.Equal(got, []int{41, 42, 100}) {
		t.Errorf("Tasks: %v", got)
	}
	if tgid, ppid := fs.Parents(42); tgid != 41 || ppid != 7 {
		t.Errorf("Parents: %d %d", tgid, ppid)
	}
	if got := StatusInt(fs.Status(42), "Uid"); got != 1000 {
		t.Errorf("Uid: %d", got)
	}
	if got := StatusHex(fs.Status(42), "SigIgn"); got != 1<<12 {
		t.Errorf("SigIgn: %#x", got)
	}
	if got := StatusField(fs.Status(42), "Name"); got != "a) R (b" {
		t.Errorf("Name: %q", got)
	}
	if got := fs.Comm(42); got != "two" {
		t.Errorf("Comm: %q", got)
	}
	if got := fs.FDPath(42, 3); got != "socket:[123]" {
		t.Errorf("FDPath: %q", got)
	}
	if got := fs.Cwd(42); got != "/home/x (deleted)" {
		t.Errorf("Cwd: %q", got)
	}
	if cpu, running, ok := fs.Processor(42); cpu != 5 || running || !ok {
		t.Errorf("Processor: %d %t %t", cpu, running, ok)
	}
}

func TestGone(t *testing.T) {
	fs := fake(t)
	tgid, ppid := fs.Parents(9)
	_, _, ok := fs.Processor(43) // too short
	if tgid != 0 || ppid != 0 || ok || fs.Tasks(9) != nil || fs.Comm(9) != "" || fs.Cwd(9) != "" || fs.FDPath(42, 9) != "" {
		t.Error("a process that is gone has properties")
	}
}

func TestSelf(t *testing.T) {
	if !slices.Contains(Proc.Tasks(os.Getpid()), os.Getpid()) {
		t.Errorf("Tasks: %v", Proc.Tasks(os.Getpid()))
	}
	if _, _, ok := Proc.Processor(os.Getpid()); !ok {
		t.Error("Processor failed")
	}
}

func TestProcessorDoesNotAllocate(t *testing.T) {
	self := os.Getpid()
	if n := testing.AllocsPerRun(100, func() { Proc.Processor(self) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
