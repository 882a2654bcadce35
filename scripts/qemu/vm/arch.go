package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// arch says how a guest of one architecture is run.
type arch struct {
	name    string
	qemu    string   // the emulator's name
	machine []string // flags for machine and CPU
	console string   // the kernel's name of the first serial port
	params  string   // more kernel parameters
}

// noTimerCheck keeps a kernel of x86 from panicking at boot ("IO-APIC + timer doesn't work!") when the host is so busy
// that the emulated timer does not tick within the time of that check.
const noTimerCheck = "no_timer_check "

var arches = []arch{
	{"amd64", "qemu-system-x86_64", []string{"-machine", "q35", "-cpu", "max"}, "ttyS0", noTimerCheck},
	{"i386", "qemu-system-i386", []string{"-machine", "q35", "-cpu", "max"}, "ttyS0", noTimerCheck},
	// Without pauth-impdef, pointer authentication takes two thirds of the time.
	{"arm64", "qemu-system-aarch64", []string{"-machine", "virt", "-cpu", "max,pauth-impdef=on"}, "ttyAMA0", ""},
}

func findArch(name string) (arch, error) {
	i := slices.IndexFunc(arches, func(a arch) bool { return a.name == name })
	if i < 0 {
		return arch{}, fmt.Errorf("unknown architecture %q (there are amd64, i386 and arm64)", name)
	}
	return arches[i], nil
}

// findKernel returns the newest kernel in dir whose release starts with prefix.
func findKernel(dir, prefix string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", fmt.Errorf("no kernels: %w (setup.sh fetches them)", err)
	}
	var releases []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), prefix) {
			releases = append(releases, e.Name())
		}
	}
	if len(releases) == 0 {
		return "", fmt.Errorf("no kernel %s* in %s (setup.sh fetches kernels)", prefix, dir)
	}
	return filepath.Join(dir, slices.MaxFunc(releases, compareReleases)), nil
}

// compareReleases compares the numbers in two kernel releases one by one, then the releases as text.
func compareReleases(a, b string) int {
	return cmp.Or(slices.Compare(releaseNumbers(a), releaseNumbers(b)), strings.Compare(a, b))
}

func releaseNumbers(release string) []int {
	var numbers []int
	for _, field := range strings.FieldsFunc(release, func(r rune) bool { return r < '0' || r > '9' }) {
		n, err := strconv.Atoi(field)
		if err != nil {
			break
		}
		numbers = append(numbers, n)
	}
	return numbers
}
