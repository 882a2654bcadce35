package main

import (
	"cmp"
	"debug/elf"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// arch says how a guest of one architecture is run.
type arch struct {
	name    string
	elf     elf.Machine // of its programs
	qemu    string      // the emulator's name
	debian  string      // the package that has it
	machine []string    // flags for the machine
	cpu     string      // an emulated processor
	console string      // the kernel's name of the first serial port
	loader  string      // where dynamic programs look for ld.so
	params  string      // more kernel parameters
}

// noTimerCheck keeps a kernel of x86 from panicking at boot ("IO-APIC + timer doesn't work!") when the host is so busy
// that the emulated timer does not tick within the time of that check.
const noTimerCheck = "no_timer_check "

var arches = []arch{
	{
		name: "amd64", elf: elf.EM_X86_64, qemu: "qemu-system-x86_64", debian: "qemu-system-x86", machine: []string{"-machine", "q35"}, cpu: "max",
		console: "ttyS0", loader: "/lib64/ld-linux-x86-64.so.2", params: noTimerCheck,
	},
	{
		name: "i386", elf: elf.EM_386, qemu: "qemu-system-i386", debian: "qemu-system-x86", machine: []string{"-machine", "q35"}, cpu: "max",
		console: "ttyS0", loader: "/lib/ld-linux.so.2", params: noTimerCheck,
	},
	{
		// Without pauth-impdef, pointer authentication takes two thirds of the time.
		name: "arm64", elf: elf.EM_AARCH64, qemu: "qemu-system-aarch64", debian: "qemu-system-arm", machine: []string{"-machine", "virt"}, cpu: "max,pauth-impdef=on",
		console: "ttyAMA0", loader: "/lib/ld-linux-aarch64.so.1",
	},
}

func findArch(name string) (arch, error) {
	name = cmp.Or(map[string]string{"x86_64": "amd64", "386": "i386", "aarch64": "arm64"}[name], name)
	i := slices.IndexFunc(arches, func(a arch) bool { return a.name == name })
	if i < 0 {
		return arch{}, setupError("unknown architecture %q (there are amd64, i386 and arm64)", name)
	}
	return arches[i], nil
}

// findKernel returns the newest kernel in dir whose release starts with prefix.
func findKernel(dir, prefix string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", setupError("no kernels: %w (scripts/qemu/fetch-kernel fetches them)", err)
	}
	var releases []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), prefix) {
			releases = append(releases, e.Name())
		}
	}
	if len(releases) == 0 {
		return "", setupError("no kernel %s* in %s (scripts/qemu/fetch-kernel fetches kernels)", prefix, dir)
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
