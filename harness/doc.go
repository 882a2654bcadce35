// Package harness runs any strace-like tracer on any program and makes its log something a test
// can reason about.
//
// The parts, each usable alone:
//
//   - [Tracer] is a tracer binary: found by a flag, an environment variable or built from this tree,
//     probed for its name and version. [Tracer.Run] runs it once and returns a [Run]: log, standard
//     output, standard error, exit status, timings. A run always ends: there is a hard timeout. What it
//     leaves in the temporary directory goes, whatever happens to the suite ([TempDir], [RemoveScratch]).
//   - [Parse] turns a log into [Event] values, one per line, covering the whole line grammar.
//     [Merge] joins the two halves of interrupted lines. What changed between versions of strace is a [Dialect]:
//     [Older] or [Newer] than 6.12.
//   - normalisers ([Pids], [Addresses], [Times], [TempPaths], ...) rewrite what differs between two
//     runs of the same program.
//   - Gomega matchers, one per file match_*.go, whose failure message shows the log.
//   - [CheckLog] tests the log invariants that hold whatever the options were.
//   - [Load] and [OnOneCPU] make races happen.
//   - [Baseline] is what a tracer is known to do otherwise: what it names must fail, all else must pass.
//
// Nothing here knows how strake works inside: the tracer under test is a black box, and strace
// must pass through the same code.
package harness
