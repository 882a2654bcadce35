package harness

import (
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"unsafe"
)

// Load keeps n processors busy until stop is called. Races show themselves when threads are taken off their
// processor at any point.
func Load(n int) (stop func()) {
	var done atomic.Bool
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			for x := 1; !done.Load(); x++ {
				for range 1000 {
					x *= 3
				}
			}
		})
	}
	return func() {
		done.Store(true)
		wg.Wait()
	}
}

// OnOneCPU starts tracer and program on a single processor, so that they run in turns.
func OnOneCPU() Option {
	return func(r *request) { r.pinned = true }
}

// affinity is a kernel's cpu_set_t for up to 1,024 processors.
type affinity [16]uint64

func (a *affinity) call(nr uintptr) error {
	if _, _, e := syscall.RawSyscall(nr, 0, unsafe.Sizeof(*a), uintptr(unsafe.Pointer(a))); e != 0 {
		return e
	}
	return nil
}

// first returns the set of the first processor in a.
func (a *affinity) first() affinity {
	var one affinity
	for i, w := range a {
		if w != 0 {
			one[i] = w & -w
			break
		}
	}
	return one
}

// pinned calls f on a thread that may run on one processor only; what it starts inherits that.
func pinned(f func() error) error {
	runtime.LockOSThread()
	var all affinity
	if err := all.call(syscall.SYS_SCHED_GETAFFINITY); err != nil {
		runtime.UnlockOSThread()
		return err
	}
	one := all.first()
	if err := one.call(syscall.SYS_SCHED_SETAFFINITY); err != nil {
		runtime.UnlockOSThread()
		return err
	}
	err := f()
	// A thread that cannot be let loose again stays locked, and ends with its goroutine.
	if all.call(syscall.SYS_SCHED_SETAFFINITY) == nil {
		runtime.UnlockOSThread()
	}
	return err
}
