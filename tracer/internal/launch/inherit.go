package launch

// What a traced program inherits must be what strake itself was started with.
// Go's runtime changes that before any Go code runs: it installs handlers for
// nearly every signal, so that an ignored SIGPIPE is forgotten; it opens
// /dev/null on closed descriptors 0 to 2; package syscall raises
// RLIMIT_NOFILE. What they were is not to be had from the runtime afterwards.
//
// So it is read before the runtime is initialised, by the assembly function
// strake_inherit, see inherit_GOARCH.s. On an architecture without one, or in
// a build with cgo, it is taken as found at package initialisation.

// Inherited is the state that a process was started with.
type Inherited struct {
	SigMask uint64    // blocked signals; bit 0 is signal 1
	Ignored uint64    // signals with disposition SIG_IGN
	Closed  uint64    // which of descriptors 0, 1 and 2 were closed
	NoFile  [2]uint64 // RLIMIT_NOFILE, soft and hard
	Exact   uint64    // 1 if it was read before the runtime was initialised
}

// inherited is filled in by strake_inherit, which knows its layout.
var inherited Inherited

// AtStart returns what this process was started with.
func AtStart() Inherited { return inherited }

func init() {
	if inherited.Exact == 0 {
		inherited = current()
	}
}
