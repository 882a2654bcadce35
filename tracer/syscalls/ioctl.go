package syscalls

import (
	"slices"
	"strings"

	"strake/tracer/abi"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// The parts of a code of ioctl(2), asm-generic/ioctl.h.
const (
	iocNrBits   = 8
	iocSizeAt   = 16
	iocSizeMask = 0x3fff
	iocDirAt    = 30
	iocNone     = 0
	iocWrite    = 1
	iocRead     = 2
)

// ioctlCode is the code of ioctl(2): a name, or several where a code means different things to
// different devices, or its parts.
type ioctlCode struct{}

// Print implements Type.
func (ioctlCode) Print(c *decode.Call, v decode.Value) {
	code := uint32(v.U)
	switch c.Opt.Style {
	case decode.Raw:
		c.E.Hex(uint64(code))
	case decode.Verbose:
		c.E.Hex(uint64(code))
		c.E.CommentBegin()
		printIoctlCode(c, code)
		c.E.CommentEnd()
	default:
		printIoctlCode(c, code)
	}
}

func printIoctlCode(c *decode.Call, code uint32) {
	made := printMadeCode(c, code)
	name := xlat.Ioctls.Lookup(c.ABI.ID, code)
	switch {
	case name != "":
		if made {
			c.E.Name(" or ")
		}
		if i := strings.LastIndex(name, " or TC"); i >= 0 && isTerminal(c) {
			name = name[i+len(" or "):]
		}
		c.E.Name(name)
	case !made:
		c.E.CallBegin("_IOC")
		c.E.CallArg()
		switch code >> iocDirAt {
		case iocNone:
			c.E.Name("_IOC_NONE")
		case iocWrite:
			c.E.Name("_IOC_WRITE")
		case iocRead:
			c.E.Name("_IOC_READ")
		default:
			c.E.Name("_IOC_READ")
			c.E.Or()
			c.E.Name("_IOC_WRITE")
		}
		c.E.CallArg()
		c.E.Hex(uint64(code >> iocNrBits & 0xff))
		c.E.CallArg()
		c.E.Hex(uint64(code & 0xff))
		c.E.CallArg()
		c.E.Hex(uint64(code >> iocSizeAt & iocSizeMask))
		c.E.CallEnd()
	}
}

// isTerminal reports whether the call is about a terminal: some of their codes are those of
// sound cards, too.
func isTerminal(c *decode.Call) bool {
	fd := int32(c.Args[0])
	if fd < 0 || c.Env == nil {
		return false
	}
	path, ok := c.Env.FDPath(int(fd))
	return ok && (strings.HasPrefix(path, "/dev/pts/") || strings.HasPrefix(path, "/dev/tty") ||
		path == "/dev/ptmx" || path == "/dev/console")
}

// madeCode is a family of codes that a macro with an argument makes.
type madeCode struct {
	dir, kind uint8
	// first to last are the numbers that belong to it.
	first, last uint8
	name        string
	args        madeArgs
}

// madeArgs says what the arguments of the macro are.
type madeArgs uint8

const (
	madeSize   madeArgs = iota // the size
	madeNumber                 // the number, counted from the first
	madeAxis                   // the number as an axis
	madeEvent                  // the number as a kind of event, and the size
)

// The families of linux/input.h, hidraw.h, hiddev.h, joystick.h, spidev.h, uinput.h and soundcard.h.
var madeCodes = [...]madeCode{
	{iocRead, 'E', 0x06, 0x06, "EVIOCGNAME", madeSize},
	{iocRead, 'E', 0x07, 0x07, "EVIOCGPHYS", madeSize},
	{iocRead, 'E', 0x08, 0x08, "EVIOCGUNIQ", madeSize},
	{iocRead, 'E', 0x09, 0x09, "EVIOCGPROP", madeSize},
	{iocRead, 'E', 0x0a, 0x0a, "EVIOCGMTSLOTS", madeSize},
	{iocRead, 'E', 0x18, 0x18, "EVIOCGKEY", madeSize},
	{iocRead, 'E', 0x19, 0x19, "EVIOCGLED", madeSize},
	{iocRead, 'E', 0x1a, 0x1a, "EVIOCGSND", madeSize},
	{iocRead, 'E', 0x1b, 0x1b, "EVIOCGSW", madeSize},
	{iocRead, 'E', 0x20, 0x3f, "EVIOCGBIT", madeEvent},
	{iocRead, 'E', 0x40, 0x7f, "EVIOCGABS", madeAxis},
	{iocWrite, 'E', 0xc0, 0xff, "EVIOCSABS", madeAxis},
	{iocRead, 'H', 0x04, 0x04, "HIDIOCGRAWNAME", madeSize},
	{iocRead, 'H', 0x05, 0x05, "HIDIOCGRAWPHYS", madeSize},
	{iocRead, 'H', 0x06, 0x06, "HIDIOCSFEATURE", madeSize},
	{iocRead | iocWrite, 'H', 0x06, 0x06, "HIDIOCSFEATURE", madeSize},
	{iocRead | iocWrite, 'H', 0x07, 0x07, "HIDIOCGFEATURE", madeSize},
	{iocRead, 'H', 0x08, 0x08, "HIDIOCGRAWUNIQ", madeSize},
	{iocRead, 'H', 0x12, 0x12, "HIDIOCGPHYS", madeSize},
	{iocRead, 'M', 0x00, 0xff, "MIXER_READ", madeNumber},
	{iocWrite, 'M', 0x00, 0xff, "MIXER_WRITE", madeNumber},
	{iocRead, 'U', 0x2c, 0x2c, "UI_GET_SYSNAME", madeSize},
	{iocRead, 'j', 0x13, 0x13, "JSIOCGNAME", madeSize},
	{iocWrite, 'k', 0x00, 0x00, "SPI_IOC_MESSAGE", madeSize},
}

// printMadeCode shows a code that a macro makes: EVIOCGNAME(256). It reports whether it is one.
func printMadeCode(c *decode.Call, code uint32) bool {
	dir, kind, nr := uint8(code>>iocDirAt), uint8(code>>iocNrBits), uint8(code)
	size := uint64(code >> iocSizeAt & iocSizeMask)
	for i := range madeCodes {
		m := &madeCodes[i]
		if m.kind != kind || m.dir != dir || nr < m.first || nr > m.last {
			continue
		}
		c.E.CallBegin(m.name)
		c.E.CallArg()
		switch m.args {
		case madeSize:
			c.E.Uint(size)
		case madeNumber:
			c.E.Uint(uint64(nr - m.first))
		case madeAxis:
			printMadeEnum(c, &xlat.InputAxes, uint64(nr-m.first))
		case madeEvent:
			if nr == m.first {
				c.E.Uint(0)
			} else {
				printMadeEnum(c, &xlat.InputEvents, uint64(nr-m.first))
			}
			c.E.CallArg()
			c.E.Uint(size)
		}
		c.E.CallEnd()
		return true
	}
	return false
}

// printMadeEnum shows the argument of a macro, whose style is that of the code.
func printMadeEnum(c *decode.Call, t *xlat.Table, v uint64) {
	if name := t.Lookup(c.ABI.ID, v); name != "" {
		c.E.Name(name)
		return
	}
	c.E.Hex(v)
	c.Comment(t.Unknown)
}

// ioctlArg stands for the third argument of ioctl(2), chosen by the code.
type ioctlArg struct{}

func (ioctlArg) rawRegs() int { return 1 }

// Print implements Type; an ioctlArg is never shown itself.
func (ioctlArg) Print(*decode.Call, decode.Value) {}

func (ioctlArg) expand(c *decode.Call) []Arg {
	code := uint32(c.Args[1])
	for i := range ioctlCases {
		for _, x := range ioctlCases[i].codes {
			if x == code {
				return ioctlCases[i].args
			}
		}
	}
	for _, k := range ioctlFamily(code) {
		if slices.Contains(k.codes, code) {
			return k.args
		}
	}
	for i := range ioctlKinds {
		if k := &ioctlKinds[i]; k.codes.Lookup(c.ABI.ID, code) != "" {
			return k.args
		}
	}
	return ioctlOther
}

var ioctlOther = []Arg{{"argp", HexLong{}}}

// ioctlKinds are the simple kinds of arguments, with the codes that have them.
var ioctlKinds = [...]struct {
	codes *xlat.Codes
	args  []Arg
}{
	{&xlat.IoctlNone, nil},
	{&xlat.IoctlInInt, []Arg{{"argp", Ref{Int{}}}}},
	{&xlat.IoctlOutInt, []Arg{{"argp", Out{Ref{Int{}}}}}},
	{&xlat.IoctlAddr, []Arg{{"argp", Addr{}}}},
	{&xlat.IoctlDec, []Arg{{"argp", ULong{}}}},
	{&xlat.IoctlInUint, []Arg{{"argp", Ref{Uint{}}}}},
	{&xlat.IoctlOutUint, []Arg{{"argp", Out{Ref{Uint{}}}}}},
	{&xlat.IoctlIn64, []Arg{{"argp", Ref{Uint64{}}}}},
	{&xlat.IoctlOut64, []Arg{{"argp", Out{Ref{Uint64{}}}}}},
	{&xlat.IoctlOutULong, []Arg{{"argp", Out{Ref{ULong{}}}}}},
	{&xlat.IoctlOutLong, []Arg{{"argp", Out{Ref{Long{}}}}}},
	{&xlat.IoctlOut16, []Arg{{"argp", Out{Ref{uint16Type{}}}}}},
}

// uint16Type is an unsigned short in memory.
type uint16Type struct{}

// Size implements Sized.
func (uint16Type) Size(abi.ID) int { return 2 }

// Print implements Type.
func (uint16Type) Print(c *decode.Call, v decode.Value) { c.E.Uint(v.U & 0xffff) }

// retIoctl is what ioctl(2) returns, which for some codes is a descriptor or flags.
type retIoctl struct{}

// PrintResult implements Result.
func (retIoctl) PrintResult(c *decode.Call) {
	switch code := uint32(c.Args[1]); code {
	case kvmCreateVM, kvmCreateVCPU, nsGetUserns, nsGetParent, nsMntGetNext, nsMntGetPrev, udmabufCreate, udmabufCreateList:
		c.FD(int32(c.Val))
	case nsGetNstype:
		c.E.Int(c.Val)
		if c.Val == 0 {
			return
		}
		c.E.AuxBegin()
		c.Flags(&xlat.CloneFlags, uint64(c.Val))
		c.E.AuxEnd()
	case kvmRun:
		c.E.Int(c.Val)
		auxKVM(c)
	default:
		if code >= pidfdGetFirst && code <= pidfdGetLast {
			c.FD(int32(c.Val))
			return
		}
		c.E.Int(c.Val)
	}
}

// kvmExitReason is where exit_reason lies in the struct kvm_run of linux/kvm.h, on every ABI.
const kvmExitReason = 8

// auxKVM shows why a virtual CPU has stopped (-e kvm=vcpu).
func auxKVM(c *decode.Call) {
	if !c.Opt.KVM || c.Env == nil {
		return
	}
	addr, ok := c.Env.VCPU(int(int32(c.Args[0])))
	if !ok {
		return
	}
	if reason, ok := c.ReadUint(addr+kvmExitReason, 4); ok {
		c.E.AuxBegin()
		c.Enum(&xlat.KVMExits, reason, decode.FmtInt)
		c.E.AuxEnd()
	}
}

// Codes with a result of their own: linux/kvm.h, nsfs.h, udmabuf.h, pidfd.h.
const (
	kvmCreateVM       = 0xae01
	kvmCreateVCPU     = 0xae41
	kvmRun            = 0xae80
	nsGetUserns       = 0xb701
	nsGetParent       = 0xb702
	nsGetNstype       = 0xb703
	nsMntGetNext      = 0x8010b70b
	nsMntGetPrev      = 0x8010b70c
	udmabufCreate     = 0x40187542
	udmabufCreateList = 0x40087543
	pidfdGetFirst     = 0xff01
	pidfdGetLast      = 0xff0a
)
