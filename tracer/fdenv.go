package tracer

import (
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"

	"strake/tracer/decode"
	"strake/tracer/internal/procfs"
	"strake/tracer/internal/sockdiag"
)

var _ decode.FDEnv = (*procEnv)(nil)

// socketDiag is asked by the tracing thread only. Nothing is kept of its answers: the ends of a socket change.
var socketDiag sockdiag.Conn

// inetKind is a protocol over IP: the number of its family and its own, and what strace calls it.
type inetKind struct {
	family, protocol uint8
	name             string
}

// inetKinds are the protocols that have ends, by what the kernel calls them.
var inetKinds = map[string]inetKind{
	"TCP":      {syscall.AF_INET, syscall.IPPROTO_TCP, "TCP"},
	"TCPv6":    {syscall.AF_INET6, syscall.IPPROTO_TCP, "TCPv6"},
	"UDP":      {syscall.AF_INET, syscall.IPPROTO_UDP, "UDP"},
	"UDPv6":    {syscall.AF_INET6, syscall.IPPROTO_UDP, "UDPv6"},
	"UDP-Lite": {syscall.AF_INET, syscall.IPPROTO_UDPLITE, "UDPLITE"},
}

// Socket implements decode.FDEnv.
func (e *procEnv) Socket(fd int, inode uint64) decode.Socket {
	kind := e.socketKind(fd)
	s := decode.Socket{Kind: kind}
	switch kind {
	case "UNIX", "UNIX-STREAM":
		s.Peer, s.Name, s.Bound = socketDiag.Unix(inode)
		return s
	case "NETLINK":
		s.Protocol, s.Port, s.Bound = socketDiag.Netlink(inode)
		return s
	case "RAW", "RAWv6":
		return s
	}
	k, ok := inetKinds[kind]
	if !ok {
		return decode.Socket{}
	}
	s.Local, s.Remote, s.Bound = socketDiag.Inet(k.family, k.protocol, inode)
	s.Kind = k.name
	if !s.Bound && k.name != kind {
		s.Kind = "" // strace knows it by its ends only
	}
	return s
}

// FDInfo implements decode.FDEnv.
func (e *procEnv) FDInfo(fd int, field string) string {
	text, err := os.ReadFile(filepath.Join(procfs.Proc.Root, strconv.Itoa(e.t.TID), "fdinfo", strconv.Itoa(fd)))
	if err != nil {
		return ""
	}
	return procfs.StatusField(string(text), field)
}

// Device implements decode.FDEnv.
func (e *procEnv) Device(fd int) (dev decode.Device, ok bool) {
	var st unix.Stat_t
	if unix.Stat(filepath.Join(procfs.Proc.Root, strconv.Itoa(e.t.TID), "fd", strconv.Itoa(fd)), &st) != nil {
		return dev, false
	}
	kind := st.Mode & unix.S_IFMT
	if kind != unix.S_IFCHR && kind != unix.S_IFBLK {
		return dev, false
	}
	rdev := uint64(st.Rdev) //nolint:unconvert // 32 bits wide elsewhere
	return decode.Device{Block: kind == unix.S_IFBLK, Major: unix.Major(rdev), Minor: unix.Minor(rdev)}, true
}
