package sockdiag

import (
	"net/netip"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// files returns a Conn without sock_diag, over files of /proc/net.
func files(t *testing.T) *Conn {
	t.Helper()
	c := &Conn{state: unavailable, net: t.TempDir()}
	for name, text := range map[string]string{
		"tcp": "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n" +
			"   0: 0100007F:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 11 1 0 100 0 0 10 0\n" +
			"   1: 0100007F:0016 0200007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 12 1 0 20 4 30 10 -1\n",
		"udp6": "  sl  local_address\n" +
			"  7: 00000000000000000000000001000000:0035 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 13 2 0 0\n",
		"unix": "Num       RefCount Protocol Flags    Type St Inode Path\n" +
			"0: 00000002 00000000 00010000 0001 01 14 /run/a b\n0: 00000002 00000000 00010000 0001 01 15 @abs\n0: 00000002 00000000 00000000 0002 01 16\n",
		"netlink": "sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode\n" +
			"0 15  -4127 00000001 0 0 0 2 0 18\n0 4   4127       00000000 0 0 0 2 0 17\n",
	} {
		if err := os.WriteFile(filepath.Join(c.net, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func TestFiles(t *testing.T) {
	c := files(t)
	for _, tc := range []struct {
		family, protocol uint8
		inode            uint64
		local, remote    string
	}{
		{syscall.AF_INET, syscall.IPPROTO_TCP, 11, "127.0.0.1:22", "0.0.0.0:0"},
		{syscall.AF_INET, syscall.IPPROTO_TCP, 12, "127.0.0.1:22", "127.0.0.2:40000"},
		{syscall.AF_INET6, syscall.IPPROTO_UDP, 13, "[::1]:53", "[::]:0"},
		{syscall.AF_INET, syscall.IPPROTO_TCP, 13, "", ""},
		{syscall.AF_INET, syscall.IPPROTO_UDP, 11, "", ""},
	} {
		local, remote, ok := c.Inet(tc.family, tc.protocol, tc.inode)
		if ok != (tc.local != "") || ok && (local != netip.MustParseAddrPort(tc.local) || remote != netip.MustParseAddrPort(tc.remote)) {
			t.Errorf("%d: %v %v %v", tc.inode, local, remote, ok)
		}
	}
	for inode, want := range map[uint64]string{14: "/run/a b", 15: "\x00abs", 16: ""} {
		if peer, name, ok := c.Unix(inode); !ok || peer != 0 || string(name) != want {
			t.Errorf("%d: %d %q %v", inode, peer, name, ok)
		}
	}
	if _, _, ok := c.Unix(11); ok {
		t.Error("found a UNIX domain socket that there is not")
	}
	if protocol, port, ok := c.Netlink(17); !ok || protocol != 4 || port != 4127 {
		t.Errorf("netlink: %d %d %v", protocol, port, ok)
	}
	if protocol, port, ok := c.Netlink(18); !ok || protocol != 15 || port != 1<<32-4127 {
		t.Errorf("netlink: %d %d %v", protocol, port, ok)
	}
}

// TestSameAsDiag compares the files with sock_diag on sockets of this machine.
func TestSameAsDiag(t *testing.T) {
	fd, err := syscall.Socket(syscall.AF_NETLINK, syscall.SOCK_RAW|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(fd)
	if err := syscall.Bind(fd, &syscall.SockaddrNetlink{Family: syscall.AF_NETLINK}); err != nil {
		t.Fatal(err)
	}
	var st syscall.Stat_t
	if err := syscall.Fstat(fd, &st); err != nil {
		t.Fatal(err)
	}
	var diag Conn
	protocol, port, ok := diag.Netlink(st.Ino)
	protocol2, port2, ok2 := (&Conn{state: unavailable}).Netlink(st.Ino)
	if !ok || !ok2 || protocol != protocol2 || port != port2 {
		t.Errorf("%d %d %v, from files %d %d %v", protocol, port, ok, protocol2, port2, ok2)
	}
}
