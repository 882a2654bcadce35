package output

import (
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"

	"strake/tracer/internal/launch"
)

// bufferSize is how much is gathered before it is written: few writes for a busy trace, and
// little to lose should the tracer be killed.
const bufferSize = 64 << 10

// separateSize is that of the streams of -ff, of which there can be many.
const separateSize = 8 << 10

// stream is a place that lines are written to, and what waits to be written to it.
type stream struct {
	log  *Log
	name string // in messages
	// fd is where it goes; -1 for a file that is closed for want of descriptors.
	fd   int
	path string // to open it again
	// eager streams are written to as soon as something is shown.
	eager bool
	limit int

	buf []byte
	// open is the line that has no newline yet.
	open *Line
	// dead says that writing failed: what follows is dropped.
	dead bool

	// neighbours in the list of streams that have files, by last use
	newer, older *stream
}

// interrupt ends the line that is open, if there is one; it goes on when it is resumed.
func (s *stream) interrupt() {
	l := s.open
	if l == nil {
		return
	}
	s.buf = append(s.buf, " <unfinished ...>\n"...)
	s.open = nil
	l.state, l.col = cut, 0
}

// settle is called when the stream has got something to write that can be shown.
func (s *stream) settle() {
	if s.eager || len(s.buf) >= s.limit {
		s.flush()
	}
}

// flush writes what waits.
func (s *stream) flush() {
	if len(s.buf) == 0 {
		return
	}
	b := s.buf
	s.buf = s.buf[:0]
	if s.dead {
		return
	}
	if s.fd < 0 {
		if err := s.reopen(); err != nil {
			s.fail(err)
			return
		}
	}
	if err := writeAll(s.fd, b); err != nil {
		s.fail(err)
	}
}

func (s *stream) fail(err error) {
	s.dead = true
	s.log.fail(s, err)
}

// writeAll writes b to fd, which may be non-blocking. It is the system call itself and not
// os.File: that one kills the process when standard error is a broken pipe, and the tracees must
// not suffer from it.
func writeAll(fd int, b []byte) error {
	for len(b) > 0 {
		n, err := syscall.Write(fd, b)
		switch {
		case err == syscall.EINTR: //nolint:errorlint // an Errno
		case err == syscall.EAGAIN: //nolint:errorlint // an Errno
			// Standard error can share its file with a program that made it non-blocking.
			unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}, -1)
		case err != nil:
			return err
		default:
			b = b[n:]
		}
	}
	return nil
}

// command is a process that reads a trace (-o '|CMD').
type command struct {
	done chan struct{}
}

// startCommand starts a shell with text, and returns the descriptor to write to.
func startCommand(text string) (int, *command, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return -1, nil, err
	}
	defer w.Close()
	defer r.Close()
	// os.File would be closed by its finalizer, and makes writes to a pipe go through the
	// network poller.
	fd, err := unix.FcntlInt(w.Fd(), unix.F_DUPFD_CLOEXEC, 3)
	if err != nil {
		return -1, nil, err
	}
	cmd := exec.Command("/bin/sh", "-c", text)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = r, os.Stdout, os.Stderr
	c := &command{done: make(chan struct{})}
	started := make(chan error)
	// The tracer waits for the children of its thread, so that this one must be another
	// thread's, one that lives as long as the child does.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		defer close(c.done)
		launch.OwnSlack()
		err := cmd.Start()
		started <- err
		if err == nil {
			cmd.Wait() // how the command ends is of no interest, as with strace
		}
	}()
	if err := <-started; err != nil {
		unix.Close(fd)
		return -1, nil, err
	}
	return fd, c, nil
}

// openFile opens a log to write to.
func openFile(path string, appendTo bool) (int, error) {
	flags := syscall.O_WRONLY | syscall.O_CREAT | syscall.O_CLOEXEC
	if appendTo {
		flags |= syscall.O_APPEND
	} else {
		flags |= syscall.O_TRUNC
	}
	for {
		fd, err := syscall.Open(path, flags, 0o666)
		if err != syscall.EINTR { //nolint:errorlint // an Errno
			return fd, err
		}
	}
}

// The streams of -ff. There can be more threads than a process can have open files, so only
// the streams used last have theirs open; the others open them again when they are written to.

// openSeparate returns the stream of thread tid.
func (g *Log) openSeparate(tid int) *stream {
	path := g.opt.Path + "." + strconv.Itoa(tid)
	s := &stream{log: g, name: path, path: path, fd: -1, limit: separateSize}
	// An id that was there before, because of an execve or because it was given again, must not
	// cost what is in the file.
	again := g.seen[tid]
	g.seen[tid] = true
	g.makeRoom()
	fd, err := openFile(path, g.opt.Append || again)
	if err != nil {
		s.dead = true
		g.failOpen(path, err)
		return s
	}
	s.fd = fd
	g.use(s)
	return s
}

func (s *stream) reopen() error {
	s.log.makeRoom()
	fd, err := openFile(s.path, true)
	if err != nil {
		return err
	}
	s.fd = fd
	s.log.use(s)
	return nil
}

// close writes what waits and closes the file.
func (s *stream) close() {
	s.interrupt()
	s.flush()
	s.closeFile()
}

func (s *stream) closeFile() {
	if s.fd < 0 {
		return
	}
	s.log.unuse(s)
	// Some file systems say only here that a write failed.
	if err := syscall.Close(s.fd); err != nil && !s.dead {
		s.fail(err)
	}
	s.fd = -1
}

// makeRoom closes the file of the stream that was used longest ago if there is none to spare.
func (g *Log) makeRoom() {
	for g.numFiles >= g.maxFiles {
		s := g.oldest
		s.flush()
		s.closeFile()
	}
}

// use makes s the stream used last.
func (g *Log) use(s *stream) {
	if g.newest == s {
		return
	}
	if s.older != nil || s.newer != nil || g.oldest == s {
		g.unuse(s)
	}
	s.older = g.newest
	if s.older != nil {
		s.older.newer = s
	} else {
		g.oldest = s
	}
	g.newest = s
	g.numFiles++
}

func (g *Log) unuse(s *stream) {
	if s.older == nil && s.newer == nil && g.oldest != s {
		return
	}
	if s.older != nil {
		s.older.newer = s.newer
	} else {
		g.oldest = s.newer
	}
	if s.newer != nil {
		s.newer.older = s.older
	} else {
		g.newest = s.older
	}
	s.older, s.newer = nil, nil
	g.numFiles--
}
