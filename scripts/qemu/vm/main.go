package main

import (
	"os"
)

// jobPath is where the host puts the job into the initramfs.
const jobPath = "/.vm-job.json"

// job is what the guest's init is told to do.
type job struct {
	Args []string
	Dir  string
	Env  []string
	// Returns are files and folders that go back to the host as far as the command has changed them.
	Returns []string
	// Console, if not empty, is the terminal that the command talks to instead of the port.
	Console string
}

func main() {
	if os.Getpid() == 1 {
		if _, err := os.Lstat(jobPath); err == nil {
			guestMain()
		}
	}
	args := os.Args[1:]
	if len(args) > 0 && args[0] == "exec" {
		os.Exit(execMain(args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(hostMain(args, os.Stdout, os.Stderr))
}
