// Command vm runs one command as root under another Linux kernel, in QEMU without KVM:
//
//	vm [flags] -- CMD ARGS…
//	vm exec TEST-BINARY ARGS…
//
// It boots a Debian kernel with an initramfs made on the fly, which holds this program as init, busybox and the files named by -f. The command's standard output and
// error come out separately and its exit status is passed on, so a test or a reference tool can be run as if the host had that kernel:
//
//	vm -arch arm64 -f hello -- ./hello
//	vm -strace7 -f hello32 -- strace7 -f ./hello32
//
// vm exec does what go test -exec asks for: it learns the architecture from the binary, takes along the module, the files that arguments name, strake and the testees,
// and brings back what the test has written into its working directory and into files that arguments name. The script exec, next to this folder, builds and calls it;
// README.md there describes the environment variables that it obeys.
//
// # Setup
//
// What is booted lies in one folder, by default that of the executable itself (flag -dir):
//
//	DIR/vm                    this program
//	DIR/init/ARCH             this program built for each guest: CGO_ENABLED=0 GOARCH=… go build
//	DIR/kernel/ARCH/RELEASE   kernels
//	DIR/busybox/ARCH          static busybox
//	DIR/strace/ARCH/          strace with its libraries, for -strace7
//
// The script build-vm builds the first two, fetch-kernel fetches the others from Debian.
//
// # Exit status
//
// The status of the command, or 128 plus the number of the signal that ended it. 120 to 125 mean that something else failed, see failure.go. Each has its own message,
// followed by the tail of the console where it helps.
//
// # How results come back
//
// They come through a PCI serial port that only init knows. It needs no kernel module, and the console cannot disturb it. Both ends speak the frames of [frame]: type, length,
// CRC-32, payload. Only an exit frame ends a run well, since QEMU exits with 0 even when the guest's kernel panics.
//
// # Nothing is left
//
// QEMU gets SIGKILL when vm ends (PR_SET_PDEATHSIG), however that ends. vm exec itself watches, by a pidfd, the process that started it, because a go test that is killed
// kills nothing. The initramfs has no name from the moment it is made.
package main
