// Strake traces the system calls and signals of programs, as strace(1) does.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"

	"strake/tracer"
	"strake/tracer/cli"
	_ "strake/tracer/inherit"
)

func init() {
	// ptrace(2) is a matter of threads: the one that starts the program traces it.
	runtime.LockOSThread()
}

func main() {
	self, args := "strake", []string(nil)
	if len(os.Args) > 0 { // a program can be started without any
		self, args = os.Args[0], os.Args[1:]
	}
	status, tip, err := run(self, args)
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %s\n", self, err)
		if e := (*cli.Error)(nil); errors.As(err, &e) && e.Help {
			fmt.Fprintln(os.Stderr, cli.Hint(self))
		}
	}
	if e := (*tracer.SetupError)(nil); !errors.As(err, &e) {
		fmt.Fprint(os.Stderr, tip)
	}
	status.End()
}

// run does what the command line asks for. It returns how to end, a tip for the end, and what is
// still to be said.
func run(self string, args []string) (status tracer.ExitStatus, tip string, err error) {
	r, err := cli.Parse(self, args)
	if tracer.Adopted() {
		r.Warnings = nil // printed already
	}
	for _, w := range r.Warnings {
		fmt.Fprintf(os.Stderr, "%s: %s\n", self, w)
	}
	if err != nil {
		return tracer.ExitStatus{Code: 1}, "", err
	}
	switch r.Action {
	case cli.Help:
		_, err = fmt.Print(cli.Usage())
	case cli.Version:
		_, err = fmt.Print(cli.VersionText())
	case cli.Tips:
		tip = r.Tip
	case cli.Run:
		status, err = tracer.Run(context.Background(), &r.Config)
		return status, r.Tip, err
	}
	if err != nil {
		status.Code = 1
	}
	return status, tip, err
}
