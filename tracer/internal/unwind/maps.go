package unwind

import (
	"bytes"
	"sort"
	"strconv"
)

// mapping is code that a process has mapped from a file, or its vdso.
type mapping struct {
	start, end uint64
	offset     uint64
	dev        string
	ino        uint64
	path       string // as it is shown

	img    *image
	looked bool // for img
}

const vdso = "[vdso]"

// maxMappings bounds the list of mappings; no more than 65530 are allowed unless an administrator says so.
const maxMappings = 1 << 17

// parseMaps reads /proc/PID/maps. It returns the mappings that code of a file can be executed in, in order.
func parseMaps(text []byte) []mapping {
	var all []mapping
	for len(text) > 0 && len(all) < maxMappings {
		line, rest, _ := bytes.Cut(text, []byte{'\n'})
		text = rest
		if m, ok := parseMapping(line); ok {
			all = append(all, m)
		}
	}
	return all
}

// parseMapping reads a line: START-END PERMS OFFSET DEV INODE PATH.
func parseMapping(line []byte) (m mapping, ok bool) {
	var f [5][]byte
	for i := range f {
		f[i], line, ok = bytes.Cut(line, []byte{' '})
		if !ok {
			return m, false
		}
	}
	if len(f[1]) < 4 || f[1][2] != 'x' {
		return m, false
	}
	path := bytes.TrimLeft(line, " ")
	if len(path) == 0 || path[0] != '/' && string(path) != vdso {
		return m, false
	}
	start, end, ok := bytes.Cut(f[0], []byte{'-'})
	if !ok {
		return m, false
	}
	var bad bool
	number := func(b []byte, base int) uint64 {
		v, err := strconv.ParseUint(string(b), base, 64)
		bad = bad || err != nil
		return v
	}
	m = mapping{
		start: number(start, 16), end: number(end, 16), offset: number(f[2], 16),
		dev: string(f[3]), ino: number(f[4], 10), path: string(path),
	}
	return m, !bad && m.start < m.end
}

// findMapping returns the mapping of an address, nil if there is none.
func findMapping(all []mapping, addr uint64) *mapping {
	i := sort.Search(len(all), func(i int) bool { return all[i].end > addr })
	if i == len(all) || addr < all[i].start {
		return nil
	}
	return &all[i]
}
