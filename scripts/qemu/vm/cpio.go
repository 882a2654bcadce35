package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// File types of the mode field of a cpio header.
const (
	modeDir     = 0o040000
	modeFile    = 0o100000
	modeSymlink = 0o120000
	modeChar    = 0o020000
)

// cpioWriter writes an archive in the format that the kernel calls newc. Everything in it belongs to root. It remembers the first error, which close returns.
type cpioWriter struct {
	w    io.Writer
	off  int64
	ino  int
	dirs map[string]bool
	err  error
}

func newCPIO(w io.Writer) *cpioWriter {
	return &cpioWriter{w: w, dirs: map[string]bool{"/": true}}
}

// close ends the archive.
func (c *cpioWriter) close() error {
	c.ino = 0
	c.entry("/TRAILER!!!", 0, 0, 0, nil, 0)
	return c.err
}

// dir adds a directory and the parents that are not there yet.
func (c *cpioWriter) dir(name string, perm fs.FileMode) {
	name = path.Clean(name)
	if c.dirs[name] {
		return
	}
	c.parents(name)
	c.dirs[name] = true
	c.entry(name, modeDir|mode(perm), 0, 0, nil, 0)
}

// file adds a file with the given content.
func (c *cpioWriter) file(name string, perm fs.FileMode, content []byte) {
	c.parents(name)
	c.entry(name, modeFile|mode(perm), 0, 0, content, int64(len(content)))
}

// symlink adds a symbolic link.
func (c *cpioWriter) symlink(name, target string) {
	c.parents(name)
	c.entry(name, modeSymlink|0o777, 0, 0, []byte(target), int64(len(target)))
}

// char adds a character device.
func (c *cpioWriter) char(name string, perm fs.FileMode, major, minor int) {
	c.parents(name)
	c.entry(name, modeChar|mode(perm), major, minor, nil, 0)
}

// tree copies a file, or a directory with all that is in it, from the host. The root of the tree may be a symbolic link; links inside are kept as links.
// Sockets, pipes and devices are an error.
func (c *cpioWriter) tree(name, host string) {
	if c.err != nil {
		return
	}
	host, c.err = filepath.EvalSymlinks(host)
	if c.err != nil {
		return
	}
	err := filepath.WalkDir(host, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(host, p)
		if err != nil {
			return err
		}
		to := path.Join(name, filepath.ToSlash(rel))
		info, err := d.Info()
		if err != nil {
			return err
		}
		switch info.Mode().Type() {
		case fs.ModeDir:
			c.dir(to, info.Mode())
		case fs.ModeSymlink:
			target, err := os.Readlink(p)
			if err != nil {
				return err
			}
			c.symlink(to, target)
		case 0:
			content, err := os.ReadFile(p)
			if err != nil {
				return err
			}
			c.file(to, info.Mode(), content)
		default:
			return fmt.Errorf("%s: neither file, directory nor symbolic link", p)
		}
		return c.err
	})
	c.err = errors.Join(c.err, err)
}

func (c *cpioWriter) parents(name string) {
	c.dir(path.Dir(path.Clean(name)), 0o755)
}

func (c *cpioWriter) entry(name string, mode, major, minor int, content []byte, size int64) {
	name = path.Clean(name)[1:]
	c.ino++
	// magic, ino, mode, uid, gid, nlink, mtime, filesize, devmajor, devminor, rdevmajor, rdevminor, namesize, check
	head := fmt.Sprintf("070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", c.ino, mode, 0, 0, 1, 0, size, 0, 0, major, minor, len(name)+1, 0)
	c.write([]byte(head + name + "\x00"))
	c.pad()
	c.write(content)
	c.pad()
}

func (c *cpioWriter) pad() {
	c.write(make([]byte, -c.off&3))
}

func (c *cpioWriter) write(b []byte) {
	if c.err != nil {
		return
	}
	var n int
	n, c.err = c.w.Write(b)
	c.off += int64(n)
}

// mode gives the permission bits of a cpio header, with setuid, setgid and sticky.
func mode(m fs.FileMode) int {
	bits := int(m.Perm())
	if m&fs.ModeSetuid != 0 {
		bits |= 0o4000
	}
	if m&fs.ModeSetgid != 0 {
		bits |= 0o2000
	}
	if m&fs.ModeSticky != 0 {
		bits |= 0o1000
	}
	return bits
}
