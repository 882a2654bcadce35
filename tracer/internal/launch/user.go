package launch

import (
	"bytes"
	"os"
	"slices"
	"strconv"
	"strings"
)

// User is the identity that a program is started with.
type User struct {
	UID, GID uint32
	Groups   []uint32
}

// UserError says that a user is not known.
type UserError struct{ Name string }

func (e *UserError) Error() string { return "Cannot find user '" + e.Name + "'" }

// FindUser returns who is meant by NAME, a name in /etc/passwd, with the
// groups that /etc/group puts it in, or by UID:GID.
func FindUser(name string) (*User, error) {
	passwd, _ := os.ReadFile("/etc/passwd")
	group, _ := os.ReadFile("/etc/group")
	return findUser(name, passwd, group)
}

func findUser(name string, passwd, group []byte) (*User, error) {
	if uid, gid, ok := parseIDs(strings.Cut(name, ":")); ok {
		return &User{UID: uid, GID: gid, Groups: []uint32{gid}}, nil
	}
	for line := range bytes.Lines(passwd) {
		f := strings.Split(strings.TrimSpace(string(line)), ":")
		if len(f) < 4 || f[0] != name {
			continue
		}
		uid, gid, ok := parseIDs(f[2], f[3], true)
		if !ok {
			continue
		}
		return &User{UID: uid, GID: gid, Groups: groupsOf(name, gid, group)}, nil
	}
	return nil, &UserError{name}
}

func parseIDs(uid, gid string, both bool) (u, g uint32, ok bool) {
	un, err1 := strconv.ParseUint(uid, 10, 32)
	gn, err2 := strconv.ParseUint(gid, 10, 32)
	return uint32(un), uint32(gn), both && err1 == nil && err2 == nil
}

// groupsOf is what initgroups(3) makes of name and gid.
func groupsOf(name string, gid uint32, group []byte) []uint32 {
	groups := []uint32{gid}
	for line := range bytes.Lines(group) {
		f := strings.Split(strings.TrimSpace(string(line)), ":")
		if len(f) < 4 || !slices.Contains(strings.Split(f[3], ","), name) {
			continue
		}
		n, err := strconv.ParseUint(f[2], 10, 32)
		if err == nil && !slices.Contains(groups, uint32(n)) {
			groups = append(groups, uint32(n))
		}
	}
	return groups
}
