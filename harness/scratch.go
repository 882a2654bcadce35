package harness

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/sys/unix"
)

// What runs leave in the temporary directory goes when they are waited for. A suite that is interrupted, or killed, does not
// get that far. So everything is below one directory of this process, which it keeps locked: RemoveScratch removes it at the
// end, and if that does not happen, the next process that needs such a directory finds one that nobody has locked.

// scratchPattern is that of os.MkdirTemp for the directories.
const scratchPattern = "strake-run.*"

var scratch struct {
	mu  sync.Mutex
	dir string
	// lock is open, and locked, as long as the directory is used.
	lock *os.File
	n    int
}

// TempDir makes a directory that every user may use. Who asks for it removes it, or RemoveScratch does.
func TempDir() (string, error) {
	s := &scratch
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lock == nil {
		sweep(os.TempDir())
		var err error
		if s.dir, s.lock, err = makeScratch(os.TempDir()); err != nil {
			return "", err
		}
	}
	s.n++
	dir := filepath.Join(s.dir, fmt.Sprint(s.n))
	// Mkdir's mode is narrowed by the umask.
	return dir, errors.Join(os.Mkdir(dir, 0o777), os.Chmod(dir, 0o777))
}

// RemoveScratch removes everything that runs of this process have left in the temporary directory.
func RemoveScratch() error {
	s := &scratch
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lock == nil {
		return nil
	}
	// In this order, so that nobody sweeps a directory that is being removed.
	err := errors.Join(os.RemoveAll(s.dir), s.lock.Close())
	s.lock = nil
	return err
}

// makeScratch makes a directory below tmp and locks it.
func makeScratch(tmp string) (string, *os.File, error) {
	for {
		dir, err := os.MkdirTemp(tmp, scratchPattern)
		if err != nil {
			return "", nil, err
		}
		if err := os.Chmod(dir, 0o755); err != nil {
			return "", nil, err
		}
		lock, err := lockDir(dir)
		if err == nil && !isThere(dir, lock) {
			// Another process has swept it before it was locked.
			lock.Close()
			continue
		}
		if errors.Is(err, unix.EWOULDBLOCK) || errors.Is(err, os.ErrNotExist) {
			continue // it is just about to
		}
		return dir, lock, err
	}
}

// sweep removes what processes that are no more have left below tmp. It is not worth an error: others clean up
// after themselves, or the next one does it.
func sweep(tmp string) {
	left, _ := filepath.Glob(filepath.Join(tmp, scratchPattern))
	for _, dir := range left {
		if lock, err := lockDir(dir); err == nil {
			_ = os.RemoveAll(dir)
			lock.Close()
		}
	}
}

// lockDir locks a directory that nobody has locked, until the file is closed.
func lockDir(dir string) (*os.File, error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// isThere tells whether a path still leads to an open file.
func isThere(path string, f *os.File) bool {
	a, err := os.Stat(path)
	if err != nil {
		return false
	}
	b, err := f.Stat()
	return err == nil && os.SameFile(a, b)
}
