package status

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
	"strake/testees"
)

var _ = Describe("i386's calls with subcalls", Label("abi:i386"), func() {
	DescribeTable("are shown as what they stand for, and have a status as such",
		func(name string, want ...string) {
			spec.SkipUnless(func() error { return testees.Runs(testees.I386) })
			path, err := testees.PathFor("subcalls", testees.I386)
			Expect(err).NotTo(HaveOccurred())
			run := func(options ...string) *Run {
				return spec.Trace(WithFacts(), Options(options...), Command(path, "alone", name))
			}
			for _, r := range []*Run{run("-e", "status=failed"), run()} {
				var got []string
				for _, e := range r.Events {
					if e.Errno != "" {
						got = append(got, e.Name)
					}
				}
				Expect(got).To(Equal(want), "%v", r)
			}
			Expect(run("-z")).NotTo(HaveLine(want[0] + `\(.*`))
		},
		func(name string, _ ...string) string { return name },
		Entry(nil, "socketcall", "socket", "bind", "connect", "listen", "accept", "getsockname", "getpeername", "socketpair", "send", "recv",
			"sendto", "recvfrom", "shutdown", "setsockopt", "getsockopt", "sendmsg", "recvmsg", "accept4", "recvmmsg", "sendmmsg", "socketcall"),
		Entry(nil, "ipc", "semop", "semget", "semctl", "semtimedop", "msgsnd", "msgrcv", "msgget", "msgctl", "shmat", "shmdt", "shmget", "shmctl", "ipc"),
	)
})
