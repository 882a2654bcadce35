// Package soak runs the race of threads to their end again and again, for each status set, and counts what
// is broken. A few rounds are part of every test; "make soak" has a thousand.
package soak

import (
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"strake/harness"
	"strake/specs/internal/spec"
)

var rounds = flag.Int("rounds", 3, "how often each race is run")

// threads is how many race; the leader takes part.
const threads = 8

var sets = []string{"all", "none", "successful", "failed", "unfinished", "unavailable", "detached", "!detached", "!unfinished", "!failed"}

// tally is what was found in the rounds of one set.
type tally struct {
	broken, lost, glued int
	first               string // the first run in which something was wrong
}

// add looks at a run.
func (t *tally) add(r *harness.Run) {
	ends := strings.Count("\n"+r.Log, " +++ exited with 0 +++\n")
	whole := 0
	for _, e := range r.Events {
		if e.Kind == harness.Exited {
			whole++
		}
	}
	lost, glued := max(0, threads+1-ends), max(0, ends-whole)
	t.broken += len(r.Violations)
	t.lost += lost
	t.glued += glued
	if t.first == "" && (lost > 0 || glued > 0 || len(r.Violations) > 0) {
		t.first = fmt.Sprintf("%s\n%s", strings.Join(r.Violations, "\n"), r)
	}
}

func TestSoak(t *testing.T) { spec.RunSuite(t, "soak") }

var _ = Describe("threads that race to their end", Label("race", "B1"), func() {
	BeforeEach(func() { DeferCleanup(harness.Load(1)) })
	for _, set := range sets {
		It("leave a whole log under status="+set, func() {
			var found tally
			start := time.Now()
			for i := range *rounds {
				found.add(race(set, i%4 == 3))
			}
			says := fmt.Sprintf("status=%s, %d rounds in %v: %d broken invariants, %d lost and %d glued lines",
				set, *rounds, time.Since(start).Round(time.Second), found.broken, found.lost, found.glued)
			GinkgoWriter.Println(says)
			Expect(found.first).To(BeEmpty(), says)
		})
	}
})

// race runs the race once. In turns on one processor the threads stop at other points.
func race(set string, inTurns bool) *harness.Run {
	GinkgoHelper()
	options := []harness.Option{
		harness.Options("-f", "-e", "status="+set), harness.Timeout(time.Minute),
		harness.Command(spec.Testee("threads"), "race", fmt.Sprint(threads)),
	}
	if inTurns {
		options = append(options, harness.OnOneCPU())
	}
	// Not spec.Trace: what is broken is to be counted.
	r, err := spec.Tracer().Run(options...)
	Expect(err).NotTo(HaveOccurred())
	return r
}
