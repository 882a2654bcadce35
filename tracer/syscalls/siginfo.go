package syscalls

import (
	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// Signals whose si_code has values of its own; asm-generic/signal.h, alike on every ABI.
const (
	sigILL  = 4
	sigTRAP = 5
	sigBUS  = 7
	sigFPE  = 8
	sigSEGV = 11
	sigCHLD = 17
	sigIO   = 29
	sigSYS  = 31
)

// Values of si_code that decide about members (asm-generic/siginfo.h).
const (
	siUser   = 0
	siTimer  = -2
	siSigio  = -5
	siTkill  = -6
	siKernel = 0x80

	cldExited   = 1
	busMceErrAR = 4
	busMceErrAO = 5
	segvBndErr  = 3
	segvPkuErr  = 4
	trapPerf    = 6
)

// signalCodes are the tables of si_code by signal.
var signalCodes = [...]*xlat.Table{
	sigILL:  &xlat.SigInfoCodesILL,
	sigTRAP: &xlat.SigInfoCodesTRAP,
	sigBUS:  &xlat.SigInfoCodesBUS,
	sigFPE:  &xlat.SigInfoCodesFPE,
	sigSEGV: &xlat.SigInfoCodesSEGV,
	sigCHLD: &xlat.SigInfoCodesCHLD,
	sigIO:   &xlat.SigInfoCodesPOLL,
	sigSYS:  &xlat.SigInfoCodesSYS,
}

// SigInfo is a siginfo_t.
type SigInfo struct{}

// Size implements Sized.
func (SigInfo) Size(id abi.ID) int { return int(layout.SigInfo.Size[id]) }

// Print implements Type.
func (SigInfo) Print(c *decode.Call, v decode.Value) { PrintSigInfo(c, c.ABI.ID, v.Mem) }

// siginfo is a siginfo_t being shown.
type siginfo struct {
	c    *decode.Call
	id   abi.ID // whose layout mem has
	mem  []byte
	sig  int
	code int
}

// PrintSigInfo shows a siginfo_t, mem, that is laid out as on the ABI id: the tracer's own
// where ptrace(2) delivered it.
func PrintSigInfo(c *decode.Call, id abi.ID, mem []byte) {
	s := siginfo{c: c, id: id, mem: mem}
	s.sig = int(int32(s.get(&layout.SigInfo_si_signo)))
	s.code = int(int32(s.get(&layout.SigInfo_si_code)))
	c.E.StructBegin()
	if s.sig == 0 {
		c.E.StructEnd()
		return
	}
	c.E.Field("si_signo")
	printSignal(c, s.sig)
	c.E.Field("si_code")
	s.printCode()
	if e := int(int32(s.get(&layout.SigInfo_si_errno))); e != 0 {
		c.E.Field("si_errno")
		c.Const(uint64(uint32(e)), decode.FmtUint, abi.ErrnoName(e), "")
	}
	if s.code <= siUser {
		s.printSent()
	} else {
		s.printRaised()
	}
	c.E.StructEnd()
}

func (s *siginfo) get(f *layout.Field) uint64 { return f.Uint(s.id, s.mem) }

func (s *siginfo) printCode() {
	code := uint64(int64(s.code))
	name := xlat.SigInfoCodes.Lookup(s.id, code)
	if name == "" && s.sig > 0 && s.sig < len(signalCodes) && signalCodes[s.sig] != nil {
		name = signalCodes[s.sig].Lookup(s.id, code)
	}
	s.c.Const(uint64(uint32(s.code)), decode.FmtHex, name, "")
}

// printSent shows what comes with a signal that a process sent.
func (s *siginfo) printSent() {
	switch s.code {
	case siUser, siTkill:
		s.pidUID()
	case siTimer:
		s.c.E.Field("si_timerid")
		s.c.E.Hex(s.get(&layout.SigInfo__sifields__timer__tid))
		s.dec("si_overrun", &layout.SigInfo__sifields__timer__overrun)
		s.sigval()
	case siSigio:
		s.band()
	default:
		s.pidUID()
		if s.get(&layout.SigInfo__sifields__rt__sigval_sival_ptr) != 0 {
			s.sigval()
		}
	}
}

// printRaised shows what comes with a signal that the kernel raised.
func (s *siginfo) printRaised() {
	switch s.sig {
	case sigCHLD:
		s.pidUID()
		s.c.E.Field("si_status")
		status := int(int32(s.get(&layout.SigInfo__sifields__sigchld__status)))
		if s.code == cldExited {
			s.c.E.Int(int64(status))
		} else {
			printSignal(s.c, status)
		}
		s.ticks("si_utime", &layout.SigInfo__sifields__sigchld__utime)
		s.ticks("si_stime", &layout.SigInfo__sifields__sigchld__stime)
	case sigILL, sigFPE, sigSEGV, sigBUS, sigTRAP:
		s.fault()
	case sigIO:
		s.band()
	case sigSYS:
		s.sys()
	default:
		// Signals that the kernel raises without saying more have all of this 0.
		if s.get(&layout.SigInfo__sifields__kill__pid) != 0 || s.get(&layout.SigInfo__sifields__kill__uid) != 0 {
			s.pidUID()
		}
		if s.get(&layout.SigInfo__sifields__rt__sigval_sival_ptr) != 0 {
			s.sigval()
		}
	}
}

func (s *siginfo) fault() {
	s.addr("si_addr", &layout.SigInfo__sifields__sigfault__addr)
	switch {
	case s.sig == sigBUS && (s.code == busMceErrAR || s.code == busMceErrAO):
		s.dec("si_addr_lsb", &layout.SigInfo__sifields__sigfault__addr_lsb)
	case s.sig == sigSEGV && s.code == segvBndErr:
		s.addr("si_lower", &layout.SigInfo__sifields__sigfault__addr_bnd__lower)
		s.addr("si_upper", &layout.SigInfo__sifields__sigfault__addr_bnd__upper)
	case s.sig == sigSEGV && s.code == segvPkuErr:
		s.dec("si_pkey", &layout.SigInfo__sifields__sigfault__addr_pkey__pkey)
	case s.sig == sigTRAP && s.code == trapPerf:
		s.c.E.Field("si_perf_data")
		s.c.E.Hex(s.get(&layout.SigInfo__sifields__sigfault__perf__data))
		s.dec("si_perf_type", &layout.SigInfo__sifields__sigfault__perf__type)
		s.c.E.Field("si_perf_flags")
		s.c.E.Hex(s.get(&layout.SigInfo__sifields__sigfault__perf__flags))
	}
}

// sys shows a call that seccomp or user dispatch stopped, by the name that C has for its number.
func (s *siginfo) sys() {
	s.addr("si_call_addr", &layout.SigInfo__sifields__sigsys__call_addr)
	nr := s.get(&layout.SigInfo__sifields__sigsys__syscall) & 0xffffffff
	arch := uint32(s.get(&layout.SigInfo__sifields__sigsys__arch))
	s.c.E.Field("si_syscall")
	name := ""
	if a, n := abi.Of(arch, nr); a != nil {
		name = a.SyscallName(n)
	}
	switch {
	case name == "" || s.c.Opt.Style == decode.Raw:
		s.c.E.Uint(nr)
	case s.c.Opt.Style == decode.Verbose:
		s.c.E.Uint(nr)
		s.c.E.CommentBegin()
		s.syscallName(name)
		s.c.E.CommentEnd()
	default:
		s.syscallName(name)
	}
	s.c.E.Field("si_arch")
	s.c.Enum(&xlat.AuditArch, uint64(arch), decode.FmtHex)
}

func (s *siginfo) syscallName(name string) {
	s.c.E.Name("__NR_")
	s.c.E.Name(name)
}

func (s *siginfo) pidUID() {
	s.c.E.Field("si_pid")
	s.c.PID(decode.Process, int32(s.get(&layout.SigInfo__sifields__kill__pid)))
	s.c.E.Field("si_uid")
	UID{}.Print(s.c, decode.Value{U: s.get(&layout.SigInfo__sifields__kill__uid)})
}

func (s *siginfo) sigval() {
	s.dec("si_int", &layout.SigInfo__sifields__rt__sigval_sival_int)
	s.addr("si_ptr", &layout.SigInfo__sifields__rt__sigval_sival_ptr)
}

func (s *siginfo) band() {
	s.dec("si_band", &layout.SigInfo__sifields__sigpoll__band)
	s.c.E.Field("si_fd")
	s.c.FD(int32(s.get(&layout.SigInfo__sifields__sigpoll__fd)))
}

func (s *siginfo) dec(label string, f *layout.Field) {
	s.c.E.Field(label)
	s.c.E.Int(int64(s.get(f)))
}

// ticks shows a time in clock ticks, with what it is in seconds unless it is 0.
func (s *siginfo) ticks(label string, f *layout.Field) {
	s.c.E.Field(label)
	printTicks(s.c, s.get(f), len(f.Bytes(s.id, s.mem)))
}

func (s *siginfo) addr(label string, f *layout.Field) {
	s.c.E.Field(label)
	s.c.E.Addr(s.get(f))
}
