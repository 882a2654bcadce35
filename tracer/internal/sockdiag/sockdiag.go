// Package sockdiag asks the kernel for the ends of sockets (sock_diag(7)). It sees those of its own network namespace.
package sockdiag

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"syscall"
)

// Types of messages and attributes of linux/sock_diag.h, inet_diag.h, unix_diag.h and netlink_diag.h.
const (
	netlinkSockDiag  = 4  // NETLINK_SOCK_DIAG
	sockDiagByFamily = 20 // SOCK_DIAG_BY_FAMILY
	allStates        = 0xffffffff

	unixShowName = 1    // UDIAG_SHOW_NAME
	unixShowPeer = 4    // UDIAG_SHOW_PEER
	unixName     = 0    // UNIX_DIAG_NAME
	unixPeer     = 2    // UNIX_DIAG_PEER
	protoAll     = 0xff // NDIAG_PROTO_ALL
	noCookie     = 0xffffffff
)

// Sizes of the messages' structures.
const (
	sizeHeader     = 16
	sizeInetReq    = 56
	sizeInetMsg    = 72
	sizeUnixReq    = 24
	sizeUnixMsg    = 16
	sizeNetlinkReq = 20
	sizeNetlinkMsg = 28
	sizeAttr       = 4
	// sizeReply is how much is received at a time; the kernel's dumps are cut to it.
	sizeReply = 32 << 10
)

// Conn asks over one netlink socket, which is opened when it is first needed and kept. The zero value is ready. It is
// for one goroutine.
type Conn struct {
	fd    int
	state connState
	seq   uint32
	buf   []byte
	net   string // procNet, in tests another
}

type connState uint8

const (
	unopened connState = iota
	opened
	unavailable
)

// Inet returns the ends of the IP socket with an inode number; family is AF_INET or AF_INET6. A remote end with port 0
// is none.
func (c *Conn) Inet(family, protocol uint8, inode uint64) (local, remote netip.AddrPort, ok bool) {
	req := make([]byte, sizeInetReq)
	req[0], req[1] = family, protocol
	binary.NativeEndian.PutUint32(req[4:], allStates)
	answered := c.ask(req, true, func(msg []byte) bool {
		if len(msg) < sizeInetMsg || uint64(binary.NativeEndian.Uint32(msg[68:])) != inode {
			return false
		}
		local = endpoint(msg[0], msg[4:6], msg[8:24])
		remote = endpoint(msg[0], msg[6:8], msg[24:40])
		ok = true
		return true
	})
	if !answered {
		return c.inetOf(family, protocol, inode)
	}
	return local, remote, ok
}

func endpoint(family uint8, port, addr []byte) netip.AddrPort {
	ip := netip.AddrFrom16([16]byte(addr))
	if family == syscall.AF_INET {
		ip = netip.AddrFrom4([4]byte(addr[:4]))
	}
	return netip.AddrPortFrom(ip, binary.BigEndian.Uint16(port))
}

// Unix returns the inode number of the peer, 0 if there is none, and the name of the UNIX domain socket with an inode
// number. An abstract name begins with a NUL.
func (c *Conn) Unix(inode uint64) (peer uint32, name []byte, ok bool) {
	req := make([]byte, sizeUnixReq)
	req[0] = syscall.AF_UNIX
	binary.NativeEndian.PutUint32(req[4:], allStates)
	binary.NativeEndian.PutUint32(req[8:], uint32(inode))
	binary.NativeEndian.PutUint32(req[12:], unixShowName|unixShowPeer)
	binary.NativeEndian.PutUint32(req[16:], noCookie)
	binary.NativeEndian.PutUint32(req[20:], noCookie)
	answered := c.ask(req, false, func(msg []byte) bool {
		if len(msg) < sizeUnixMsg || uint64(binary.NativeEndian.Uint32(msg[4:])) != inode {
			return false
		}
		ok = true
		attributes(msg[sizeUnixMsg:], func(kind uint16, value []byte) {
			switch {
			case kind == unixName:
				name = unixPath(value)
			case kind == unixPeer && len(value) >= 4:
				peer = binary.NativeEndian.Uint32(value)
			}
		})
		return true
	})
	if !answered {
		name, ok = c.unixOf(inode)
	}
	return peer, name, ok
}

// unixPath copies a name; one in the file system ends with a NUL.
func unixPath(b []byte) []byte {
	if i := bytes.IndexByte(b, 0); i > 0 {
		b = b[:i]
	}
	return bytes.Clone(b)
}

// Netlink returns the protocol and the port of the netlink socket with an inode number.
func (c *Conn) Netlink(inode uint64) (protocol uint8, port uint32, ok bool) {
	req := make([]byte, sizeNetlinkReq)
	req[0], req[1] = syscall.AF_NETLINK, protoAll
	answered := c.ask(req, true, func(msg []byte) bool {
		if len(msg) < sizeNetlinkMsg || uint64(binary.NativeEndian.Uint32(msg[16:])) != inode {
			return false
		}
		protocol, port, ok = msg[2], binary.NativeEndian.Uint32(msg[4:]), true
		return true
	})
	if !answered {
		return c.netlinkOf(inode)
	}
	return protocol, port, ok
}

// attributes calls f for each attribute in b.
func attributes(b []byte, f func(kind uint16, value []byte)) {
	for len(b) >= sizeAttr {
		n := int(binary.NativeEndian.Uint16(b))
		if n < sizeAttr || n > len(b) {
			return
		}
		f(binary.NativeEndian.Uint16(b[2:]), b[sizeAttr:n])
		b = b[min(len(b), align(n)):]
	}
}

func align(n int) int { return (n + 3) &^ 3 }

// ask sends a request and calls found with each answer until it returns true. What is left of a dump is read, too: the
// kernel begins no second one before. answered is false if the kernel did not say what there is, as far as that can be told:
// an error is also what it says of a single socket that there is not.
func (c *Conn) ask(req []byte, dump bool, found func(msg []byte) bool) (answered bool) {
	if !c.open() {
		return false
	}
	c.seq++
	flags := uint16(syscall.NLM_F_REQUEST)
	if dump {
		flags |= syscall.NLM_F_DUMP
	}
	msg := make([]byte, sizeHeader, sizeHeader+len(req))
	binary.NativeEndian.PutUint32(msg, uint32(sizeHeader+len(req)))
	binary.NativeEndian.PutUint16(msg[4:], sockDiagByFamily)
	binary.NativeEndian.PutUint16(msg[6:], flags)
	binary.NativeEndian.PutUint32(msg[8:], c.seq)
	msg = append(msg, req...)
	if syscall.Sendto(c.fd, msg, 0, &syscall.SockaddrNetlink{Family: syscall.AF_NETLINK}) != nil {
		return false
	}
	done, failed := false, false
	for {
		n, _, err := syscall.Recvfrom(c.fd, c.buf, 0)
		if err == syscall.EINTR {
			continue
		}
		if err != nil || n <= 0 {
			return false
		}
		if c.take(c.buf[:n], dump, &done, &failed, found) {
			return !failed
		}
	}
}

// take looks at what has been received, and reports whether it was the end of the answer.
func (c *Conn) take(b []byte, dump bool, done, failed *bool, found func(msg []byte) bool) (end bool) {
	for len(b) >= sizeHeader {
		n := int(binary.NativeEndian.Uint32(b))
		if n < sizeHeader || n > len(b) {
			return true
		}
		if binary.NativeEndian.Uint32(b[8:]) == c.seq {
			if kind := binary.NativeEndian.Uint16(b[4:]); kind != sockDiagByFamily {
				*failed = kind == syscall.NLMSG_ERROR && dump
				return true // that, or NLMSG_DONE
			}
			*done = *done || found(b[sizeHeader:n])
			if !dump {
				return true
			}
		}
		b = b[min(len(b), align(n)):]
	}
	return false
}

// open opens the socket if it is not, and reports whether there is one.
func (c *Conn) open() bool {
	if c.state != unopened {
		return c.state == opened
	}
	c.state = unavailable
	fd, err := syscall.Socket(syscall.AF_NETLINK, syscall.SOCK_RAW|syscall.SOCK_CLOEXEC, netlinkSockDiag)
	if err != nil {
		return false
	}
	c.fd, c.state, c.buf = fd, opened, make([]byte, sizeReply)
	return true
}
