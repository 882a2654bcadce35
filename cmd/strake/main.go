// Strake traces the system calls and signals of programs, as strace(1) does.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"strake/tracer"
	"strake/tracer/cli"
)

func main() {
	self := "strake"
	if len(os.Args) > 0 {
		self = os.Args[0]
		os.Args = os.Args[1:]
	}
	os.Exit(run(self, os.Args, os.Stdout, os.Stderr))
}

// run does what the command line asks for and returns the exit status.
func run(self string, args []string, stdout, stderr io.Writer) int {
	r, err := cli.Parse(self, args)
	for _, w := range r.Warnings {
		fmt.Fprintf(stderr, "%s: %s\n", self, w)
	}
	if err != nil {
		fmt.Fprintf(stderr, "%s: %s\n", self, err)
		if e := (*cli.Error)(nil); errors.As(err, &e) && e.Help {
			fmt.Fprintln(stderr, cli.Hint(self))
		}
		return 1
	}
	switch r.Action {
	case cli.Help:
		fmt.Fprint(stdout, cli.Usage())
	case cli.Version:
		fmt.Fprint(stdout, cli.VersionText())
	case cli.Run:
		return trace(&r.Config)
	}
	return 0
}

// trace runs the tracer and returns the status that strake ends with.
//
// TODO: tracer.Main, which also takes over as the stub process before anything is parsed.
func trace(*tracer.Config) int {
	fmt.Fprintln(os.Stderr, "strake: the tracer is not wired up yet")
	return 1
}
