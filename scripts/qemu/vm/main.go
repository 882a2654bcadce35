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
}

func main() {
	if os.Getpid() == 1 {
		if _, err := os.Lstat(jobPath); err == nil {
			guestMain()
		}
	}
	os.Exit(hostMain(os.Args[1:], os.Stdout, os.Stderr))
}
