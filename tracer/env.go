package tracer

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"strake/tracer/decode"
	"strake/tracer/event"
	"strake/tracer/internal/procfs"
)

// procEnv is the decode.Env of a thread, over /proc. Descriptors are those of the thread, not of
// its process: a thread can have a table of its own.
type procEnv struct{ t *event.Tracee }

var _ decode.Env = (*procEnv)(nil)

// FDPath implements decode.Env.
func (e *procEnv) FDPath(fd int) (string, bool) {
	path := procfs.Proc.FDPath(e.t.TID, fd)
	return path, path != ""
}

// FDDeleted implements decode.Env: the file that bears the path is another one, if there is one.
func (e *procEnv) FDDeleted(fd int, path string) bool { return !procfs.Proc.FDIs(e.t.TID, fd, path) }

// Cwd implements decode.Env.
func (e *procEnv) Cwd() (string, bool) {
	path := procfs.Proc.Cwd(e.t.TID)
	return path, path != ""
}

// Comm implements decode.Env.
func (e *procEnv) Comm(tid int) (string, bool) {
	comm := procfs.Proc.Comm(tid)
	return comm, comm != ""
}

// pidSpaces translates the ids of other pid namespaces. It is asked by the tracing thread only.
var pidSpaces = procfs.NewPIDSpaces(procfs.Proc)

// pidFields are the fields of /proc/PID/status that have an id in each of its namespaces.
var pidFields = [...]procfs.IDField{
	decode.Process: procfs.NSTGID, decode.Thread: procfs.NSPID, decode.ProcessGroup: procfs.NSPGID, decode.Session: procfs.NSSID,
}

// PIDHere implements decode.Env.
func (e *procEnv) PIDHere(kind decode.PIDKind, id int) (int, bool) {
	return pidSpaces.Here(e.t.TID, pidFields[kind], id)
}

// Namespace implements decode.Env.
func (e *procEnv) Namespace(tid int, name string) (string, bool) {
	text := procfs.Proc.Namespace(tid, name)
	return text, text != ""
}

// VCPU implements decode.Env: it is the beginning of the descriptor's file, which proc(5) names as it names the descriptor.
func (e *procEnv) VCPU(fd int) (uint64, bool) {
	name := procfs.Proc.FDPath(e.t.TID, fd)
	if !strings.HasPrefix(name, "anon_inode:kvm-vcpu") {
		return 0, false
	}
	return procfs.Proc.Mapped(e.t.TID, name)
}

// blockedIn returns the name of the call that a thread is in, "" if that is not known. It is asked of
// a thread that is being attached to: a call which the attaching interrupts goes on as restart_syscall.
func blockedIn(tid int) string {
	text, err := os.ReadFile(filepath.Join(procfs.Proc.Root, strconv.Itoa(tid), "syscall"))
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(string(text), " ")
	nr, err := strconv.ParseUint(first, 10, 64)
	if err != nil {
		return "" // "running"
	}
	return nativeABI().SyscallName(nr)
}
