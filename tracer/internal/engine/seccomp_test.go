package engine

import (
	"strings"
	"testing"

	"golang.org/x/net/bpf"

	"strake/seccompgen"
	"strake/tracer/abi"
	"strake/tracer/event"
)

// filterOf returns a filter that stops at some calls of this machine's ABI.
func filterOf(t *testing.T, names ...string) []bpf.RawInstruction {
	t.Helper()
	var calls seccompgen.Calls
	for nr, name := range hostABI.Get().Syscalls {
		for _, n := range names {
			if n == name {
				calls.Numbers = append(calls.Numbers, uint32(nr))
			}
		}
	}
	set := seccompgen.Set{Calls: map[abi.ID]seccompgen.Calls{hostABI: calls}}
	p, err := seccompgen.Generate(&set, seccompgen.Options{Trace: seccompgen.RetTrace | FilterData})
	if err != nil {
		t.Fatal(err)
	}
	return p.Code
}

// TestFiltered has a shell make many calls, in processes of its own too, that nobody wants to see.
func TestFiltered(t *testing.T) {
	prog := program(t, "sh", "-c", `i=0; while [ $i -lt 300 ]; do kill -0 $$; i=$((i+1)); done; (cd /; kill -0 $$); exit 3`)
	prog.Filter = filterOf(t, "chdir")
	var stops uint64
	r, res := trace(t, Options{Program: prog, Follow: true, Filtered: true, Stops: &stops})
	if res.Code != 3 {
		t.Errorf("exit code %d", res.Code)
	}
	if n := r.count("enter "); n != 2 { // the execve that starts it all, and the chdir
		t.Errorf("%d entries\n%s", n, strings.Join(r.lines, "\n"))
	}
	if stops > 20 {
		t.Errorf("%d stops", stops)
	}
}

func TestInstalling(t *testing.T) {
	const tsync = 1
	for _, tt := range []struct {
		id   abi.ID
		nr   uint64
		args [2]uint64
		want install
	}{
		{abi.X8664, 317, [2]uint64{1, 0}, installsHere},
		{abi.X8664, 317, [2]uint64{1, tsync}, installsAll},
		{abi.X8664, 317, [2]uint64{0, 0}, installsHere},     // SECCOMP_SET_MODE_STRICT
		{abi.X8664, 317, [2]uint64{2, 0}, installsNothing},  // SECCOMP_GET_ACTION_AVAIL
		{abi.X8664, 157, [2]uint64{22, 2}, installsHere},    // PR_SET_SECCOMP
		{abi.X8664, 157, [2]uint64{38, 1}, installsNothing}, // PR_SET_NO_NEW_PRIVS
		{abi.I386, 354, [2]uint64{1, 0}, installsHere},
		{abi.I386, 172, [2]uint64{22, 2}, installsHere},
		{abi.AArch64, 277, [2]uint64{1, 0}, installsHere},
		{abi.AArch64, 167, [2]uint64{22, 1}, installsHere},
		{abi.AArch64, 157, [2]uint64{22, 1}, installsNothing}, // setsid
	} {
		n := event.Entry{ABI: tt.id.Get(), Nr: tt.nr}
		copy(n.Args[:], tt.args[:])
		if got := installing(&n); got != tt.want {
			t.Errorf("%s %d(%d, %d): %d, want %d", n.ABI.Name, tt.nr, tt.args[0], tt.args[1], got, tt.want)
		}
	}
	for id := range abi.ID(abi.Count) {
		for name, nr := range map[string]uint64{"prctl": nrPrctl[id], "seccomp": nrSeccomp[id]} {
			if got := id.Get().SyscallName(nr); got != name {
				t.Errorf("%s: number %d is %q, not %s", id.Get().Name, nr, got, name)
			}
		}
	}
}
