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
	show := fs.Bool("print", false, "print the path of each program")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if fs.NArg() != 1 {
		return errors.New("usage: testees [-abi ABI,…] DIR")
	}
	if err := os.Setenv("STRAKE_TEST_CACHE", fs.Arg(0)); err != nil {
		return err
	}
	paths, err := build(strings.Split(*abis, ","))
	if err != nil {
		return err
	}
	if *show {
		fmt.Println(strings.Join(paths, "\n"))
	}
	return nil
}

// build builds all programs and returns their paths.
func build(abis []string) ([]string, error) {
	var paths []string
	for _, abi := range abis {
		for _, name := range testees.Names() {
			path, err := testees.PathFor(name, testees.ABI(abi))
			if err != nil {
				return nil, err
			}
			paths = append(paths, path)
		}
	}
	for _, name := range testees.GoNames() {
		path, err := testees.GoPath(name)
		if err != nil {
			return nil, err
		}
		paths = append(paths, path)
	}
	return paths, nil
}
