package decode

import (
	"net/netip"
	"strconv"
	"strings"

	"strake/tracer/abi"
	"strake/tracer/xlat"
)

// FDDetails is what is said of a descriptor besides its path (-yy, -e decode-fds).
type FDDetails uint8

// What there is to say.
const (
	FDSocket   FDDetails = 1 << iota // a socket's protocol and ends
	FDDevice                         // a device's numbers
	FDEventFD                        // an eventfd's counter
	FDPidFD                          // the process that a pidfd is about
	FDSignalFD                       // the signals that a signalfd takes
)

// FDEnv is an Env that knows more of descriptors than their paths.
type FDEnv interface {
	// Socket returns what is known of the socket that descriptor fd is; inode is its inode number.
	Socket(fd int, inode uint64) Socket
	// FDInfo returns a field of /proc/PID/fdinfo/FD, "" if there is none.
	FDInfo(fd int, field string) string
	// Device returns the numbers of the device that descriptor fd is.
	Device(fd int) (dev Device, ok bool)
}

// Socket is what is known of a socket.
type Socket struct {
	// Kind is the protocol as strace names it, TCPv6, UNIX-STREAM; "" if it is none that is shown.
	Kind string
	// Bound says that the ends are known: those of IP sockets, of which Remote can be missing (port 0); Name and Peer
	// of a UNIX domain socket; Protocol and Port of a netlink socket.
	Bound         bool
	Local, Remote netip.AddrPort
	Peer          uint32
	Name          []byte // an abstract one begins with a NUL
	Protocol      uint8
	Port          uint32
}

// Device is what a device special file stands for.
type Device struct {
	Block        bool
	Major, Minor uint32
}

const (
	socketPrefix = "socket:["
	// ttyMajor and ptmxMinor are the numbers of /dev/ptmx.
	ttyMajor  = 5
	ptmxMinor = 2
)

// fdDetails shows what descriptor fd refers to, and reports whether there is something to show besides its path.
func (c *Call) fdDetails(fd int, path string) bool {
	env, ok := c.Env.(FDEnv)
	if !ok {
		return false
	}
	want := c.Opt.FDDetails
	switch {
	case strings.HasPrefix(path, "/"):
		return want&FDDevice != 0 && c.device(env, fd, path)
	case strings.HasPrefix(path, socketPrefix):
		return want&FDSocket != 0 && c.socket(env, fd, path)
	case path == "anon_inode:[eventfd]":
		return want&FDEventFD != 0 && c.eventFD(env, fd)
	case path == "anon_inode:[pidfd]":
		return want&FDPidFD != 0 && c.pidFD(env, fd)
	case path == "anon_inode:[signalfd]":
		return want&FDSignalFD != 0 && c.signalFD(env, fd)
	}
	return false
}

// device shows </dev/null<char 1:3>>.
func (c *Call) device(env FDEnv, fd int, path string) bool {
	dev, ok := env.Device(fd)
	if !ok || strings.HasSuffix(path, deletedMark) && c.Env.FDDeleted(fd, path) {
		return false
	}
	kind := "char "
	if dev.Block {
		kind = "block "
	}
	c.E.AnnotBegin()
	c.E.AnnotStr(path)
	c.E.AnnotBegin()
	c.E.Name(kind + strconv.FormatUint(uint64(dev.Major), 10) + ":" + strconv.FormatUint(uint64(dev.Minor), 10))
	if !dev.Block && dev.Major == ttyMajor && dev.Minor == ptmxMinor {
		if tty := env.FDInfo(fd, "tty-index"); tty != "" {
			c.E.Name(" @/dev/pts/" + tty)
		}
	}
	c.E.AnnotEnd()
	c.E.AnnotEnd()
	return true
}

// socket shows <TCP:[127.0.0.1:40000->127.0.0.1:80]>, or the inode number in place of ends that are not known.
func (c *Call) socket(env FDEnv, fd int, path string) bool {
	number := strings.TrimSuffix(path[len(socketPrefix):], "]")
	inode, err := strconv.ParseUint(number, 10, 64)
	if err != nil {
		return false
	}
	s := env.Socket(fd, inode)
	if s.Kind == "" {
		c.annot(path)
		return true
	}
	c.E.AnnotBegin()
	c.E.Name(s.Kind + ":[")
	switch {
	case !s.Bound:
		c.E.Name(number)
	case s.Local.IsValid():
		c.E.Name(s.Local.String())
		if s.Remote.Port() != 0 {
			c.E.Name("->" + s.Remote.String())
		}
	case s.Kind == "NETLINK":
		c.E.Name(c.netlinkName(s.Protocol) + ":" + strconv.FormatUint(uint64(s.Port), 10))
	default:
		c.unixSocket(number, &s)
	}
	c.E.Name("]")
	c.E.AnnotEnd()
	return true
}

// unixSocket shows 12->13,"/name".
func (c *Call) unixSocket(number string, s *Socket) {
	c.E.Name(number)
	if s.Peer != 0 {
		c.E.Name("->" + strconv.FormatUint(uint64(s.Peer), 10))
	}
	if len(s.Name) == 0 {
		return
	}
	c.E.Name(",")
	name := s.Name
	if name[0] == 0 {
		c.E.Abstract()
		name = name[1:]
		for i, b := range name {
			if b == 0 {
				name = name[:i]
				break
			}
		}
	}
	c.E.Path(name, false)
}

// netlinkName returns the name of a netlink protocol without NETLINK_, its number if it has none.
func (c *Call) netlinkName(protocol uint8) string {
	if name, ok := strings.CutPrefix(xlat.NetlinkProtocols.Lookup(c.ABI.ID, uint64(protocol)), "NETLINK_"); ok {
		return name
	}
	return strconv.Itoa(int(protocol))
}

// eventFD shows <{eventfd-count=0x5, eventfd-id=7, eventfd-semaphore=0}>.
func (c *Call) eventFD(env FDEnv, fd int) bool {
	count, err := strconv.ParseUint(env.FDInfo(fd, "eventfd-count"), 16, 64)
	if err != nil {
		return false
	}
	c.E.AnnotBegin()
	c.E.StructBegin()
	c.E.Field("eventfd-count")
	c.E.Hex(count)
	for _, field := range []string{"eventfd-id", "eventfd-semaphore"} {
		if value := env.FDInfo(fd, field); value != "" {
			c.E.Field(field)
			c.E.Name(value)
		}
	}
	c.E.StructEnd()
	c.E.AnnotEnd()
	return true
}

// pidFD shows <pid:123>; a process that has been waited for has no number any more.
func (c *Call) pidFD(env FDEnv, fd int) bool {
	pid, err := strconv.Atoi(env.FDInfo(fd, "Pid"))
	if err != nil || pid <= 0 {
		return false
	}
	c.E.AnnotBegin()
	c.E.Name("pid:" + strconv.Itoa(pid))
	c.E.AnnotEnd()
	return true
}

// signalFD shows <signalfd:[USR1]>.
func (c *Call) signalFD(env FDEnv, fd int) bool {
	set, err := strconv.ParseUint(env.FDInfo(fd, "sigmask"), 16, 64)
	if err != nil {
		return false
	}
	c.E.AnnotBegin()
	c.E.Name("signalfd:")
	c.SigSet(set, numSignals)
	c.E.AnnotEnd()
	return true
}

// numSignals is how many signals there are.
const numSignals = 64

// SigSet shows a set of the first signals, bit n-1 for signal n: [HUP INT]; its complement if that is much smaller:
// ~[KILL STOP].
func (c *Call) SigSet(set uint64, signals int) {
	n := 0
	for i := range signals {
		n += int(set >> i & 1)
	}
	not := n >= signals*2/3
	if not {
		set = ^set
	}
	c.E.SetBegin(not)
	for i := range signals {
		if set>>i&1 == 0 {
			continue
		}
		c.E.SetElem()
		name := abi.SignalName(i + 1)[len("SIG"):]
		c.Const(uint64(i+1), FmtUint, name, "")
	}
	c.E.SetEnd()
}
