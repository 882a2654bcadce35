package procfs

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestHere has thread 20 of process 10 as 2 of 1 in a namespace, whose group is 1, and 30 as 1 in another one.
func TestHere(t *testing.T) {
	fs := FS{Root: t.TempDir()}
	add := func(dir, space, ids string) {
		path := filepath.Join(fs.Root, dir)
		if err := os.MkdirAll(filepath.Join(path, "ns"), 0o755); err != nil {
			t.Fatal(err)
		}
		os.Symlink("pid:["+space+"]", filepath.Join(path, "ns", "pid"))
		os.WriteFile(filepath.Join(path, "status"), []byte(ids), 0o644)
	}
	ids := func(tgid, pid, pgid, sid string) string {
		return fmt.Sprintf("Name:\tx\nNStgid:\t%s\nNSpid:\t%s\nNSpgid:\t%s\nNSsid:\t%s\n", tgid, pid, pgid, sid)
	}
	add(fmt.Sprint(os.Getpid()), "1", "")
	add("30", "3", ids("30\t1", "30\t1", "30\t1", "30\t1"))
	add("10", "2", ids("10\t1", "10\t1", "10\t1", "5\t0"))
	add("10/task/10", "2", "")
	add("10/task/20", "2", "")
	add("20", "2", ids("10\t1", "20\t2", "10\t1", "5\t0"))

	p := NewPIDSpaces(fs)
	for _, tc := range []struct {
		tid   int
		field IDField
		id    int
		here  int
	}{
		{os.Getpid(), NSTGID, 7, 7},
		{10, NSTGID, 1, 10},
		{10, NSPID, 2, 20},
		{20, NSPGID, 1, 10},
		{10, NSPGID, 2, 0},
		{30, NSTGID, 1, 30},
		{30, NSPID, 2, 0},
		{10, NSTGID, 1, 10}, // remembered
	} {
		if here, ok := p.Here(tc.tid, tc.field, tc.id); here != tc.here || ok != (tc.here != 0) {
			t.Errorf("%s %d of %d: %d, %v; want %d", tc.field, tc.id, tc.tid, here, ok, tc.here)
		}
	}
}
