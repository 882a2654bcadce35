package sockdiag

import (
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// Where sock_diag(7) cannot be asked, since the kernel lacks it or a filter is before it, the files of /proc/net have most
// of what it says: not the peers of UNIX domain sockets.

// procNet is where they are, of the network namespace of this process.
const procNet = "/proc/self/net"

// inetFiles are the files by family and protocol.
var inetFiles = map[[2]uint8]string{
	{syscall.AF_INET, syscall.IPPROTO_TCP}:      "tcp",
	{syscall.AF_INET6, syscall.IPPROTO_TCP}:     "tcp6",
	{syscall.AF_INET, syscall.IPPROTO_UDP}:      "udp",
	{syscall.AF_INET6, syscall.IPPROTO_UDP}:     "udp6",
	{syscall.AF_INET, syscall.IPPROTO_UDPLITE}:  "udplite",
	{syscall.AF_INET6, syscall.IPPROTO_UDPLITE}: "udplite6",
}

// rows calls f with the fields of each line of a file until it returns true.
func (c *Conn) rows(file string, f func(fields []string) bool) {
	dir := c.net
	if dir == "" {
		dir = procNet
	}
	text, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		return
	}
	for line := range strings.Lines(string(text)) {
		if f(strings.Fields(line)) {
			return
		}
	}
}

// has reports whether field i is an inode number.
func has(fields []string, i int, inode uint64) bool {
	return len(fields) > i && fields[i] == strconv.FormatUint(inode, 10)
}

// inetOf is Inet from a file: sl local_address rem_address st queues tr tm->when retrnsmt uid timeout inode.
func (c *Conn) inetOf(family, protocol uint8, inode uint64) (local, remote netip.AddrPort, ok bool) {
	c.rows(inetFiles[[2]uint8{family, protocol}], func(f []string) bool {
		if !has(f, 9, inode) {
			return false
		}
		var okRemote bool
		local, ok = hexEndpoint(f[1])
		remote, okRemote = hexEndpoint(f[2])
		ok = ok && okRemote
		return true
	})
	return local, remote, ok
}

// hexEndpoint reads 0100007F:0016: words of the address as the machine has them, and the port.
func hexEndpoint(s string) (netip.AddrPort, bool) {
	addr, port, _ := strings.Cut(s, ":")
	b, err := hex.DecodeString(addr)
	n, err2 := strconv.ParseUint(port, 16, 16)
	if err != nil || err2 != nil || len(b) != 4 && len(b) != 16 {
		return netip.AddrPort{}, false
	}
	for i := 0; i < len(b); i += 4 {
		// The number is written with its highest byte first.
		binary.NativeEndian.PutUint32(b[i:], binary.BigEndian.Uint32(b[i:]))
	}
	ip, _ := netip.AddrFromSlice(b)
	return netip.AddrPortFrom(ip, uint16(n)), true
}

// unixOf is Unix from a file: Num RefCount Protocol Flags Type St Inode Path. An abstract name begins with an @ there.
func (c *Conn) unixOf(inode uint64) (name []byte, ok bool) {
	c.rows("unix", func(f []string) bool {
		if !has(f, 6, inode) {
			return false
		}
		ok = true
		if len(f) > 7 {
			name = []byte(strings.Join(f[7:], " "))
			if name[0] == '@' {
				name[0] = 0
			}
		}
		return true
	})
	return name, ok
}

// netlinkOf is Netlink from a file: sk Eth Pid Groups Rmem Wmem Dump Locks Drops Inode.
func (c *Conn) netlinkOf(inode uint64) (protocol uint8, port uint32, ok bool) {
	c.rows("netlink", func(f []string) bool {
		if !has(f, 9, inode) {
			return false
		}
		kind, err := strconv.ParseUint(f[1], 10, 8)
		id, err2 := strconv.ParseInt(f[2], 10, 64) // below 0 if the kernel chose it
		protocol, port, ok = uint8(kind), uint32(id), err == nil && err2 == nil
		return true
	})
	return protocol, port, ok
}
