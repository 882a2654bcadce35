package engine

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"strake/tracer/event"
	"strake/tracer/internal/launch"
)

// nothing is a sink that does nothing.
type nothing struct{ calls int }

func (*nothing) New(*event.Tracee, event.How, *event.Tracee)  {}
func (n *nothing) Enter(*event.Tracee, *event.Entry)          { n.calls++ }
func (*nothing) Exit(*event.Tracee, *event.Exit)              {}
func (*nothing) Signal(*event.Tracee, int, []byte)            {}
func (*nothing) GroupStop(*event.Tracee, int)                 {}
func (*nothing) PIDChanged(*event.Tracee, int, *event.Tracee) {}
func (*nothing) Exec(*event.Tracee)                           {}
func (*nothing) Superseded(*event.Tracee, int)                {}
func (*nothing) Exited(*event.Tracee, int)                    {}
func (*nothing) Killed(*event.Tracee, int, bool)              {}
func (*nothing) Detached(*event.Tracee)                       {}
func (*nothing) Idle()                                        {}

const getppidLoop = `
#include <stdlib.h>
#include <unistd.h>
#include <sys/syscall.h>
#include <pthread.h>
static int n;
static void *loop(void *p) { for (int i = 0; i < n; i++) syscall(SYS_getppid); return p; }
int main(int argc, char **argv) {
	n = atoi(argv[1]);
	int threads = argc > 2 ? atoi(argv[2]) : 0;
	pthread_t t[64];
	for (int i = 0; i < threads; i++) pthread_create(&t[i], 0, loop, 0);
	if (!threads) loop(0);
	for (int i = 0; i < threads; i++) pthread_join(t[i], 0);
}`

func compileBench(b *testing.B, source string) string {
	b.Helper()
	out := b.TempDir() + "/p"
	cmd := exec.Command("gcc", "-O1", "-pthread", "-xc", "-o", out, "-")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	go func() {
		stdin.Write([]byte(source))
		stdin.Close()
	}()
	if err := cmd.Run(); err != nil {
		b.Skip("gcc: ", err)
	}
	return out
}

func benchmark(b *testing.B, argv ...string) {
	prog := compileBench(b, getppidLoop)
	argv = append([]string{prog}, argv...)
	b.ReportAllocs()
	for b.Loop() {
		var n nothing
		start := time.Now()
		if _, err := Run(b.Context(), Options{Program: &launch.Spec{Path: prog, Argv: argv}, Follow: true}, &n); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(time.Since(start).Nanoseconds())/float64(n.calls), "ns/call")
	}
}

func BenchmarkGetppid(b *testing.B) { benchmark(b, "100000") }
func BenchmarkThreads(b *testing.B) { benchmark(b, "25000", "4") }

// TestBenchProg traces the program that STRAKE_BENCH names, for measuring from outside.
func TestBenchProg(t *testing.T) {
	argv := strings.Fields(os.Getenv("STRAKE_BENCH"))
	if len(argv) == 0 {
		t.Skip("STRAKE_BENCH is not set")
	}
	opts := Options{Program: program(t, argv...), Follow: true, FixedCPU: os.Getenv("STRAKE_FIXED") != ""}
	if _, err := Run(t.Context(), opts, &nothing{}); err != nil {
		t.Fatal(err)
	}
}
