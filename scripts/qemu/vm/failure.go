package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// Exit statuses of vm when not the command but something else has failed. Above 128 are those of signals that ended the command.
const (
	statusSetup   = 120 // something that is needed is missing, or was asked for in a wrong way
	statusInit    = 121 // the guest did not come up, or its init failed
	statusPanic   = 122 // the guest's kernel panicked
	statusLimit   = 123 // the time limit
	statusMemory  = 124 // the guest ran out of memory
	statusUnknown = 125 // the guest stopped without saying how the command ended, or anything else
)

// failure is an error with an exit status of its own and the end of the guest's console.
type failure struct {
	status  int
	err     error
	console string
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// setupError makes an error that something is missing or wrong before anything is booted.
func setupError(format string, args ...any) error {
	return &failure{status: statusSetup, err: fmt.Errorf(format, args...)}
}

// report says what failed and returns the exit status for it.
func report(stderr io.Writer, err error) int {
	var f *failure
	if !errors.As(err, &f) {
		f = &failure{status: statusUnknown, err: err}
	}
	fmt.Fprintln(stderr, "vm:", err)
	if tail := strings.TrimSpace(f.console); tail != "" {
		fmt.Fprintf(stderr, "vm: the guest's console ended with\n%s\n", tail)
	}
	return f.status
}
