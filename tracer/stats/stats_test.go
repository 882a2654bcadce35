package stats

import (
	"fmt"
	"testing"
	"time"

	"strake/tracer/abi"
)

var defaults = []string{"time-percent", "total-time", "avg-time", "calls", "errors", "name"}

func nameOf(id abi.ID, nr uint64) string {
	if name := id.Get().SyscallName(nr); name != "" {
		return name
	}
	return fmt.Sprintf("syscall_%#x", nr)
}

const us = time.Microsecond

// fill counts calls like those of a shell that strace 7.2 has counted.
func fill(t *Table) {
	for i := range 4 {
		t.Add(&Call{ABI: abi.X8664, Nr: 61, Sys: 3 * us, Wall: 2000 * us, Errno: 10 * (i / 2)}) // wait4
	}
	t.Add(&Call{ABI: abi.X8664, Nr: 110, Wall: 20 * us}) // getppid
	t.Add(&Call{ABI: abi.X8664, Nr: 3, Sys: 10 * us, Wall: 30 * us})
	t.Add(&Call{ABI: abi.X8664, Nr: 3, Sys: 6 * us, Wall: 40*us + 600})
	t.Add(&Call{ABI: abi.X8664, Nr: 39, Wall: 20 * us}) // getpid
}

func TestTable(t *testing.T) {
	for _, tc := range []struct {
		name string
		opt  Options
		want string
	}{
		{"default", Options{Columns: defaults, Sort: "time-percent"}, `
% time     seconds  usecs/call     calls    errors syscall
------ ----------- ----------- --------- --------- ----------------
 57.14    0.000016           8         2           close
 42.86    0.000012           3         4         2 wait4
  0.00    0.000000           0         1           getpid
  0.00    0.000000           0         1           getppid
------ ----------- ----------- --------- --------- ----------------
100.00    0.000028           3         8         2 total
`},
		{"wall clock", Options{Columns: defaults, Sort: "time-percent", WallClock: true}, `
% time     seconds  usecs/call     calls    errors syscall
------ ----------- ----------- --------- --------- ----------------
 98.64    0.008000        2000         4         2 wait4
  0.87    0.000071          35         2           close
  0.25    0.000020          20         1           getpid
  0.25    0.000020          20         1           getppid
------ ----------- ----------- --------- --------- ----------------
100.00    0.008111        1013         8         2 total
`},
		{"all columns", Options{Columns: []string{"name", "min-time", "max-time", "wall-total", "wall-min", "wall-max", "wall-avg", "errors"}, Sort: "name"}, `
syscall          shortest  longest  wall-total wall-min wall-max    wall-avg    errors
---------------- -------- -------- ----------- -------- -------- ----------- ---------
close            0.000006 0.000010    0.000071 0.000030 0.000041          35          
getpid           0.000000 0.000000    0.000020 0.000020 0.000020          20          
getppid          0.000000 0.000000    0.000020 0.000020 0.000020          20          
wait4            0.000003 0.000003    0.008000 0.002000 0.002000        2000         2
---------------- -------- -------- ----------- -------- -------- ----------- ---------
total            0.000000 0.000010    0.008111 0.000020 0.002000        1013         2
`},
		{"name added, unsorted", Options{Columns: []string{"calls"}, Sort: "nothing"}, `
    calls syscall
--------- ----------------
        2 close
        1 getpid
        4 wait4
        1 getppid
--------- ----------------
        8 total
`},
		{"overhead", Options{Columns: []string{"total-time"}, Sort: "errors", Overhead: 7 * us}, `
    seconds syscall
----------- ----------------
   0.000000 wait4
   0.000003 close
   0.000000 getpid
   0.000000 getppid
----------- ----------------
   0.000003 total
`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.opt.Name = nameOf
			table := New(tc.opt)
			fill(table)
			if got := "\n" + table.String(); got != tc.want {
				t.Errorf("got %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestTablePerABI(t *testing.T) {
	table := New(Options{Columns: []string{"calls", "name"}, Sort: "calls", Name: nameOf})
	if got := table.String(); got != "" {
		t.Errorf("nothing counted: got %q", got)
	}
	table.Add(&Call{ABI: abi.I386, Nr: 20})
	table.Add(&Call{ABI: abi.X8664, Nr: 160})
	table.Add(&Call{ABI: abi.X8664, Nr: 310})
	want := `    calls syscall
--------- -----------------
        1 setrlimit
        1 process_vm_readv
--------- -----------------
        2 total
System call usage summary for 32 bit mode:
    calls syscall
--------- ----------------
        1 getpid
--------- ----------------
        1 total
`
	if got := table.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func BenchmarkAdd(b *testing.B) {
	table := New(Options{})
	b.ReportAllocs()
	for b.Loop() {
		table.Add(&Call{ABI: abi.X8664, Nr: 39, Sys: us, Wall: us})
	}
}

func TestErrnosAndQuantiles(t *testing.T) {
	table := New(Options{Columns: []string{"p50", "p95", "p99", "calls", "errnos", "name"}, Sort: "p50", Name: nameOf, Error: abi.ErrnoName})
	for i := range 100 {
		table.Add(&Call{ABI: abi.X8664, Nr: 0, Sys: time.Duration(i+1) * 10 * us, Errno: []int{0, 0, 4, 11, 11}[i%5]})
	}
	table.Add(&Call{ABI: abi.X8664, Nr: 39, Sys: 7 * us})
	const want = `
     p50      p95      p99     calls errnos             syscall
-------- -------- -------- --------- ------------------ ----------------
0.000500 0.000934 0.000999       100 EAGAIN:40 EINTR:20 read
0.000007 0.000007 0.000007         1                    getpid
-------- -------- -------- --------- ------------------ ----------------
0.000500 0.000934 0.000999       101 EAGAIN:40 EINTR:20 total
`
	if got := "\n" + table.String(); got != want {
		t.Errorf("got%s\nwant%s", got, want)
	}
}

func TestByProcess(t *testing.T) {
	names := map[int]string{7: "sh", 8: "sh"}
	table := New(Options{Columns: []string{"calls", "name"}, Sort: "name", Name: nameOf, ByProcess: true,
		Comm: func(pid int) string { return names[pid] }})
	add := func(pid int, id abi.ID, nr uint64) { table.Add(&Call{PID: pid, ABI: id, Nr: nr}) }
	add(7, abi.X8664, 39)
	add(8, abi.X8664, 57)
	names[8] = "ls\x1b[2J"
	table.Exec(8)
	add(8, abi.X8664, 2000)
	add(8, abi.I386, 20)
	add(7, abi.X8664, 39)
	const want = `
Process 7 (sh):
    calls syscall
--------- ----------------
        2 getpid
--------- ----------------
        2 total
Process 8 (ls\x1b[2J):
    calls syscall
--------- ----------------
        1 fork
        1 syscall_0x7d0
--------- ----------------
        2 total
System call usage summary for 32 bit mode:
    calls syscall
--------- ----------------
        1 getpid
--------- ----------------
        1 total
`
	if got := "\n" + table.String(); got != want {
		t.Errorf("got%s\nwant%s", got, want)
	}
}
