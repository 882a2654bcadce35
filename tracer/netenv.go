package tracer

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"unsafe"

	"strake/tracer/internal/procfs"
	"strake/tracer/syscalls"
)

var _ syscalls.NetEnv = (*procEnv)(nil)

// ifReq is struct ifreq of linux/if.h, with an index in its union; the kernel copies all of it.
type ifReq struct {
	name  [syscall.IFNAMSIZ]byte
	index int32
	_     [20]byte
}

// IfName implements syscalls.NetEnv.
func (*procEnv) IfName(index uint32) (string, bool) {
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_DGRAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return "", false
	}
	defer syscall.Close(fd)
	req := ifReq{index: int32(index)}
	_, _, errno := syscall.RawSyscall(syscall.SYS_IOCTL, uintptr(fd), syscall.SIOCGIFNAME, uintptr(unsafe.Pointer(&req)))
	if errno != 0 {
		return "", false
	}
	name, _, _ := bytes.Cut(req.name[:], []byte{0})
	return string(name), true
}

// netlinkSockets is what has been found out about sockets, by inode: the netlink protocol, or notNetlink. An
// inode number of a socket comes again only after all others have.
var netlinkSockets struct {
	sync.Mutex
	protocol map[uint64]int
}

const (
	notNetlink = -1
	// maxNetlinkSockets bounds the sockets remembered.
	maxNetlinkSockets = 4096
)

// Netlink implements syscalls.NetEnv.
func (e *procEnv) Netlink(fd int) (protocol int, known, netlink bool) {
	inode, ok := e.socket(fd)
	if !ok {
		return 0, false, false
	}
	s := &netlinkSockets
	s.Lock()
	protocol, known = s.protocol[inode]
	s.Unlock()
	if known {
		return protocol, true, protocol != notNetlink
	}
	if e.socketKind(fd) != "NETLINK" {
		protocol, netlink = notNetlink, false
	} else if protocol, known = netlinkProtocol(e.t.TID, inode); !known {
		return 0, false, true // not bound yet: it may be known later
	} else {
		netlink = true
	}
	s.Lock()
	if s.protocol == nil || len(s.protocol) >= maxNetlinkSockets {
		s.protocol = make(map[uint64]int)
	}
	s.protocol[inode] = protocol
	s.Unlock()
	return protocol, true, netlink
}

// socket returns the inode of the socket that a descriptor is. It is asked of every call that
// sends or receives.
func (e *procEnv) socket(fd int) (inode uint64, ok bool) {
	if fd < 0 {
		return 0, false
	}
	var pathBuf, buf [64]byte
	path := append(pathBuf[:0], procfs.Proc.Root...)
	path = append(path, '/')
	path = strconv.AppendInt(path, int64(e.t.TID), 10)
	path = append(path, "/fd/"...)
	path = append(strconv.AppendInt(path, int64(fd), 10), 0)
	const atFDCWD = -100
	cwd := atFDCWD
	n, _, errno := syscall.RawSyscall6(syscall.SYS_READLINKAT, uintptr(cwd), uintptr(unsafe.Pointer(&path[0])),
		uintptr(unsafe.Pointer(&buf[0])), uintptr(len(buf)), 0, 0)
	if errno != 0 {
		return 0, false
	}
	text, found := bytes.CutPrefix(buf[:n], []byte("socket:["))
	if !found {
		return 0, false
	}
	for _, x := range text {
		if x < '0' || x > '9' {
			break
		}
		inode = 10*inode + uint64(x-'0')
	}
	return inode, true
}

// socketKind returns what the kernel calls the protocol of a socket: TCP, UNIX, NETLINK.
func (e *procEnv) socketKind(fd int) string {
	var buf [32]byte
	path := filepath.Join(procfs.Proc.Root, strconv.Itoa(e.t.TID), "fd", strconv.Itoa(fd))
	n, err := syscall.Getxattr(path, "system.sockprotoname", buf[:])
	if err != nil || n <= 0 {
		return ""
	}
	name, _, _ := bytes.Cut(buf[:n], []byte{0})
	return string(name)
}

// netlinkProtocol finds the protocol of a netlink socket in /proc/TID/net/netlink, where sockets are that are bound.
func netlinkProtocol(tid int, inode uint64) (protocol int, ok bool) {
	f, err := os.Open(filepath.Join(procfs.Proc.Root, strconv.Itoa(tid), "net/netlink"))
	if err != nil {
		return 0, false
	}
	defer f.Close()
	want := strconv.FormatUint(inode, 10)
	const colProtocol, colInode = 1, 9
	for lines := bufio.NewScanner(f); lines.Scan(); {
		cols := strings.Fields(lines.Text())
		if len(cols) > colInode && cols[colInode] == want {
			protocol, err = strconv.Atoi(cols[colProtocol])
			return protocol, err == nil
		}
	}
	return 0, false
}
