package procfs

import (
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// IDField is a field of /proc/PID/status that has an id in each pid namespace of the process, from that of
// the mounted proc file system inwards.
type IDField string

// The fields.
const (
	NSTGID IDField = "NStgid" // of the process
	NSPID  IDField = "NSpid"  // of the thread
	NSPGID IDField = "NSpgid" // of the process group
	NSSID  IDField = "NSsid"  // of the session
)

// nsGetParent is NS_GET_PARENT of linux/nsfs.h.
const nsGetParent = 0xb702

// PIDSpaces translates ids between pid namespaces.
type PIDSpaces struct {
	fs    FS
	own   string // the namespace of this process
	found map[idKey]int
}

// idKey is an id in a namespace.
type idKey struct {
	space string
	field IDField
	id    int
}

// NewPIDSpaces returns a PIDSpaces that reads fs.
func NewPIDSpaces(fs FS) *PIDSpaces { return &PIDSpaces{fs: fs} }

// Here returns the id, in the namespace of this process, of what has the id in the namespace of thread tid. ok is
// false if there is no such thing, or if it cannot be seen. In the same namespace every id is its own translation.
func (p *PIDSpaces) Here(tid int, field IDField, id int) (here int, ok bool) {
	if p.own == "" {
		p.own = p.fs.Namespace(os.Getpid(), "pid")
		p.found = make(map[idKey]int)
	}
	space := p.fs.Namespace(tid, "pid")
	if space == p.own || space == "" {
		return id, true
	}
	depth := len(p.ids(p.fs.Status(tid), NSPID)) - 1
	if depth < 1 {
		return 0, false
	}
	key := idKey{space, field, id}
	if owner, known := p.found[key]; known {
		if here, ok = p.match(owner, key, depth); ok {
			return here, true
		}
	}
	owner, here, ok := p.search(key, depth)
	if ok {
		p.found[key] = owner
	} else {
		delete(p.found, key)
	}
	return here, ok
}

// ids returns the numbers of a field.
func (p *PIDSpaces) ids(status string, field IDField) []string {
	return strings.Fields(StatusField(status, string(field)))
}

// search looks for a process or thread that has what key says, depth namespaces inwards from here.
func (p *PIDSpaces) search(key idKey, depth int) (owner, here int, ok bool) {
	dir, err := os.Open(p.fs.Root)
	if err != nil {
		return 0, 0, false
	}
	defer dir.Close()
	names, _ := dir.Readdirnames(-1)
	for _, name := range names {
		pid, err := strconv.Atoi(name)
		if err != nil {
			continue
		}
		tids := []int{pid}
		if key.field == NSPID {
			tids = p.fs.Tasks(pid)
		}
		for _, tid := range tids {
			if here, ok := p.match(tid, key, depth); ok {
				return tid, here, true
			}
		}
	}
	return 0, 0, false
}

// match returns the id here of thread tid, of its group …, if that is the one that key says.
func (p *PIDSpaces) match(tid int, key idKey, depth int) (here int, ok bool) {
	ids := p.ids(p.fs.Status(tid), key.field)
	if len(ids) <= depth || ids[depth] != strconv.Itoa(key.id) {
		return 0, false
	}
	if p.ancestor(tid, len(ids)-1-depth) != key.space {
		return 0, false
	}
	here, err := strconv.Atoi(ids[0])
	return here, err == nil && here > 0
}

// ancestor returns the pid namespace of thread tid, or the one that is levels outwards from it.
func (p *PIDSpaces) ancestor(tid, levels int) string {
	if levels == 0 {
		return p.fs.Namespace(tid, "pid")
	}
	fd, err := unix.Open(p.fs.path(tid, "ns", "pid"), unix.O_RDONLY|unix.O_CLOEXEC, 0)
	for ; err == nil && levels > 0; levels-- {
		parent, e := unix.IoctlRetInt(fd, nsGetParent)
		unix.Close(fd)
		fd, err = parent, e
	}
	if err != nil {
		return ""
	}
	defer unix.Close(fd)
	var st unix.Stat_t
	if unix.Fstat(fd, &st) != nil {
		return ""
	}
	return "pid:[" + strconv.FormatUint(st.Ino, 10) + "]"
}
