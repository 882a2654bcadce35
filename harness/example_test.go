package harness_test

import (
	"fmt"

	"strake/harness"
)

// What a program calls, under any tracer that has strace's command line: the one of -tracer or STRAKE_TRACER.
func Example() {
	tracer, err := harness.UnderTest()
	if err != nil {
		fmt.Println(err)
		return
	}
	run, err := tracer.Run(harness.Options("-f", "-e", "trace=chdir,exit_group"),
		harness.Command("sh", "-c", "(cd /); cd /nonexistent; exit 3"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, call := range run.Calls() {
		switch {
		case call.Errno != "":
			fmt.Println(call.Name, call.Args, "fails with", call.Errno)
		case call.IsCall():
			fmt.Println(call.Name, call.Args)
		}
	}
	fmt.Println("status", run.Code, "and broken invariants:", run.Violations)
	// Unordered output:
	// chdir "/"
	// chdir "/nonexistent" fails with ENOENT
	// exit_group 0
	// exit_group 3
	// status 3 and broken invariants: []
}
