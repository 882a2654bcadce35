// Package inherit is imported for its effect by programs that start what they trace, as cmd/strake
// does: the traced program then inherits exactly what this one was started with.
//
// Go's runtime changes that before any Go code runs: it installs handlers for
// nearly every signal, so that an ignored SIGPIPE is forgotten; it opens
// /dev/null on closed descriptors 0 to 2; package syscall raises
// RLIMIT_NOFILE. What they were is not to be had from the runtime afterwards. So it is read before the
// runtime is initialised, by the assembly function strake_inherit, see inherit_GOARCH.s, through a
// door that is there for cgo.
//
// So a program that imports this package must be linked without cgo: it cannot import net or os/user, unless it is
// built with CGO_ENABLED=0, and it cannot be built with -race (then, and on architectures without assembly, the
// package does nothing). Without this package the traced program inherits what can be found out later:
// it loses the mask of blocked signals, ignored signals other than those the runtime leaves alone, closed descriptors
// and the limit of open files.
package inherit

import "strake/tracer/internal/launch"

// state is filled in by strake_inherit, which knows its layout.
var state launch.Inherited

func init() {
	if state.Exact != 0 {
		launch.SetStart(state)
	}
}
