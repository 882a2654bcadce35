// Testees builds the programs that specs trace into a folder that can travel with a suite's test
// binary to where there is no compiler:
//
//	go run ./internal/cmd/testees -abi x86_64,i386 DIR
//	STRAKE_TEST_CACHE=DIR STRAKE_TRACER=strake ./engine.test
//
// The folder is good for suites that were built from the same testees. The Go ones are built for GOARCH.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"

	"strake/testees"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "testees:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	fs := flag.NewFlagSet("testees", flag.ContinueOnError)
	abis := fs.String("abi", string(testees.Native()), "what to build the C programs for, comma separated `ABIs`")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if fs.NArg() != 1 {
		return errors.New("usage: testees [-abi ABI,…] DIR")
	}
	if err := os.Setenv("STRAKE_TEST_CACHE", fs.Arg(0)); err != nil {
		return err
	}
	for _, abi := range strings.Split(*abis, ",") {
		for _, name := range testees.Names() {
			if _, err := testees.PathFor(name, testees.ABI(abi)); err != nil {
				return err
			}
		}
	}
	for _, name := range testees.GoNames() {
		if _, err := testees.GoPath(name); err != nil {
			return err
		}
	}
	return nil
}
