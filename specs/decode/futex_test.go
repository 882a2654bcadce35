package decode

import (
	. "github.com/onsi/ginkgo/v2"

	"strake/specs/internal/spec"
)

var _ = Describe("futexes", func() {
	spec.Table("locks",
		spec.Case{Arg: "futex", Want: `
			futex(0xADDR, FUTEX_WAKE_PRIVATE, 1) = 0
			futex(0xADDR, FUTEX_WAIT, 4, NULL) = -1 EAGAIN (Resource temporarily unavailable)
			futex(0xADDR, FUTEX_WAIT_PRIVATE, 5, {tv_sec=0, tv_nsec=1}) = -1 ETIMEDOUT (Connection timed out)
			futex(0xADDR, FUTEX_WAIT_BITSET_PRIVATE|FUTEX_CLOCK_REALTIME, 4, NULL, FUTEX_BITSET_MATCH_ANY) = -1 EAGAIN (Resource temporarily unavailable)
			futex(0xADDR, FUTEX_WAIT_BITSET, 4, {tv_sec=0, tv_nsec=1}, 0x3) = -1 EAGAIN (Resource temporarily unavailable)
			futex(0xADDR, FUTEX_WAKE_BITSET, 1, 0x3) = 0
			futex(0xADDR, FUTEX_REQUEUE, 1, 2, 0xADDR) = 0
			futex(0xADDR, FUTEX_CMP_REQUEUE_PRIVATE, 1, 2, 0xADDR, 4) = -1 EAGAIN (Resource temporarily unavailable)
			futex(0xADDR, FUTEX_WAKE_OP, 1, 2, 0xADDR, FUTEX_OP_ADD<<28|0x1<<12|FUTEX_OP_CMP_GT<<24|0) = 0
			futex(0xADDR, FUTEX_TRYLOCK_PI) = -1 EPERM (Operation not permitted)
			futex(0xADDR, FUTEX_UNLOCK_PI_PRIVATE) = -1 EPERM (Operation not permitted)
			futex(0xADDR, 0x63 /* FUTEX_??? */, 1, 0x2, 0x3, 0x4) = -1 ENOSYS (Function not implemented)
			futex(NULL, FUTEX_WAKE, 2147483647) = -1 EFAULT (Bad address)
			get_robust_list(0, 0xADDR, NULL) = -1 EFAULT (Bad address)
		`},
		spec.Case{Arg: "futex", Opts: []string{"-X", "verbose"}, Want: `
			futex(0xADDR, 0x81 /* FUTEX_WAKE_PRIVATE */, 1) = 0
			futex(0xADDR, 0 /* FUTEX_WAIT */, 4, NULL) = -1 EAGAIN (Resource temporarily unavailable)
			futex(0xADDR, 0x80 /* FUTEX_WAIT_PRIVATE */, 5, {tv_sec=0, tv_nsec=1}) = -1 ETIMEDOUT (Connection timed out)
			futex(0xADDR, 0x189 /* FUTEX_WAIT_BITSET_PRIVATE|FUTEX_CLOCK_REALTIME */, 4, NULL, 0xADDR /* FUTEX_BITSET_MATCH_ANY */) = -1 EAGAIN (Resource temporarily unavailable)
			futex(0xADDR, 0x9 /* FUTEX_WAIT_BITSET */, 4, {tv_sec=0, tv_nsec=1}, 0x3) = -1 EAGAIN (Resource temporarily unavailable)
			futex(0xADDR, 0xa /* FUTEX_WAKE_BITSET */, 1, 0x3) = 0
			futex(0xADDR, 0x3 /* FUTEX_REQUEUE */, 1, 2, 0xADDR) = 0
			futex(0xADDR, 0x84 /* FUTEX_CMP_REQUEUE_PRIVATE */, 1, 2, 0xADDR, 4) = -1 EAGAIN (Resource temporarily unavailable)
			futex(0xADDR, 0x5 /* FUTEX_WAKE_OP */, 1, 2, 0xADDR, 0x1 /* FUTEX_OP_ADD */<<28|0x1<<12|0x4 /* FUTEX_OP_CMP_GT */<<24|0) = 0
			futex(0xADDR, 0x8 /* FUTEX_TRYLOCK_PI */) = -1 EPERM (Operation not permitted)
			futex(0xADDR, 0x87 /* FUTEX_UNLOCK_PI_PRIVATE */) = -1 EPERM (Operation not permitted)
			futex(0xADDR, 0x63 /* FUTEX_??? */, 1, 0x2, 0x3, 0x4) = -1 ENOSYS (Function not implemented)
			futex(NULL, 0x1 /* FUTEX_WAKE */, 2147483647) = -1 EFAULT (Bad address)
			get_robust_list(0, 0xADDR, NULL) = -1 EFAULT (Bad address)
		`},
		spec.Case{Arg: "futex", Opts: []string{"-N"}, Want: `
			futex(uaddr=0xADDR, futex_op=FUTEX_WAKE_PRIVATE, val=1) = 0
			futex(uaddr=0xADDR, futex_op=FUTEX_WAIT, val=4, timeout=NULL) = -1 EAGAIN (Resource temporarily unavailable)
			futex(uaddr=0xADDR, futex_op=FUTEX_WAIT_PRIVATE, val=5, timeout={tv_sec=0, tv_nsec=1}) = -1 ETIMEDOUT (Connection timed out)
			futex(uaddr=0xADDR, futex_op=FUTEX_WAIT_BITSET_PRIVATE|FUTEX_CLOCK_REALTIME, val=4, timeout=NULL, val3=FUTEX_BITSET_MATCH_ANY) = -1 EAGAIN (Resource temporarily unavailable)
			futex(uaddr=0xADDR, futex_op=FUTEX_WAIT_BITSET, val=4, timeout={tv_sec=0, tv_nsec=1}, val3=0x3) = -1 EAGAIN (Resource temporarily unavailable)
			futex(uaddr=0xADDR, futex_op=FUTEX_WAKE_BITSET, val=1, val3=0x3) = 0
			futex(uaddr=0xADDR, futex_op=FUTEX_REQUEUE, val=1, val2=2, uaddr2=0xADDR) = 0
			futex(uaddr=0xADDR, futex_op=FUTEX_CMP_REQUEUE_PRIVATE, val=1, val2=2, uaddr2=0xADDR, val3=4) = -1 EAGAIN (Resource temporarily unavailable)
			futex(uaddr=0xADDR, futex_op=FUTEX_WAKE_OP, val=1, val2=2, uaddr2=0xADDR, val3=FUTEX_OP_ADD<<28|0x1<<12|FUTEX_OP_CMP_GT<<24|0) = 0
			futex(uaddr=0xADDR, futex_op=FUTEX_TRYLOCK_PI) = -1 EPERM (Operation not permitted)
			futex(uaddr=0xADDR, futex_op=FUTEX_UNLOCK_PI_PRIVATE) = -1 EPERM (Operation not permitted)
			futex(uaddr=0xADDR, futex_op=0x63 /* FUTEX_??? */, val=1, timeout=0x2, uaddr2=0x3, val3=0x4) = -1 ENOSYS (Function not implemented)
			futex(uaddr=NULL, futex_op=FUTEX_WAKE, val=2147483647) = -1 EFAULT (Bad address)
			get_robust_list(pid=0, head_ptr=0xADDR, len_ptr=NULL) = -1 EFAULT (Bad address)
		`},
	)
})
