package launch

import (
	"errors"
	"os"
	"strings"
	"syscall"

	"strake/tracer/abi"
)

// NotFoundError says that no executable file of that name is in PATH.
type NotFoundError struct{ Name string }

func (e *NotFoundError) Error() string { return "Cannot find executable '" + e.Name + "'" }

// StatError says that a program named by a path cannot be looked at.
type StatError struct {
	Name string
	Err  error
}

func (e *StatError) Error() string {
	return "Cannot stat '" + e.Name + "': " + ErrorText(e.Err)
}

// Unwrap returns the reason.
func (e *StatError) Unwrap() error { return e.Err }

// ErrorText is what strerror(3) says of an error number, which is what
// strace's messages end with, or err's own text if it is none.
func ErrorText(err error) string {
	var errno syscall.Errno
	if errors.As(err, &errno) {
		if text := abi.ErrnoText(int(errno)); text != "" {
			return text
		}
	}
	return err.Error()
}

// Find returns the file that a program named on the command line is: the name
// itself if it has a slash, else the first executable file in the directories
// of path, the value of PATH.
func Find(name, path string) (string, error) {
	if strings.Contains(name, "/") {
		if _, err := os.Stat(name); err != nil {
			return "", &StatError{name, err}
		}
		return name, nil
	}
	if name == "" || path == "" {
		return "", &NotFoundError{name}
	}
	for dir := range strings.SplitSeq(path, ":") {
		if dir == "" {
			dir = "."
		}
		file := dir + "/" + name
		if strings.HasSuffix(dir, "/") {
			file = dir + name
		}
		if isExecutable(file) {
			return file, nil
		}
	}
	return "", &NotFoundError{name}
}

func isExecutable(file string) bool {
	info, err := os.Stat(file)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}
