package sockdiag

import (
	"net"
	"net/netip"
	"path/filepath"
	"syscall"
	"testing"
)

func inode(t *testing.T, c syscall.Conn) uint64 {
	t.Helper()
	raw, err := c.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var st syscall.Stat_t
	if err := raw.Control(func(fd uintptr) { err = syscall.Fstat(int(fd), &st) }); err != nil {
		t.Fatal(err)
	}
	return st.Ino
}

func TestInet(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	at := netip.MustParseAddrPort(l.Addr().String())
	var c Conn
	for range 2 {
		local, remote, ok := c.Inet(syscall.AF_INET, syscall.IPPROTO_TCP, inode(t, l.(*net.TCPListener)))
		if !ok || local != at || remote.Port() != 0 {
			t.Errorf("listening at %v: %v %v %v", at, local, remote, ok)
		}
	}
	if _, _, ok := c.Inet(syscall.AF_INET, syscall.IPPROTO_TCP, 1<<33); ok {
		t.Error("found a socket that there is not")
	}
}

func TestUnix(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var c Conn
	peer, name, ok := c.Unix(inode(t, l.(*net.UnixListener)))
	if !ok || peer != 0 || string(name) != path {
		t.Errorf("%v %q %v, want %q", peer, name, ok, path)
	}
}

func TestNetlink(t *testing.T) {
	var c Conn
	if !c.open() {
		t.Fatal("no netlink socket")
	}
	if err := syscall.Bind(c.fd, &syscall.SockaddrNetlink{Family: syscall.AF_NETLINK}); err != nil {
		t.Fatal(err)
	}
	var st syscall.Stat_t
	if err := syscall.Fstat(c.fd, &st); err != nil {
		t.Fatal(err)
	}
	if protocol, port, ok := c.Netlink(st.Ino); !ok || protocol != netlinkSockDiag || port == 0 {
		t.Errorf("%v %v %v", protocol, port, ok)
	}
}
