package decode

import (
	. "github.com/onsi/ginkgo/v2"

	"strake/harness"
	"strake/specs/internal/spec"
)

var _ = Describe("memory", func() {
	spec.Table("mem",
		spec.Case{Arg: "mmap", Want: `
			mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0xADDR
			mmap(0xADDR, 8192, PROT_NONE, MAP_PRIVATE|MAP_FIXED|MAP_ANONYMOUS|MAP_NORESERVE, -1, 0) = 0xADDR
			mmap(NULL, 4096, PROT_READ|PROT_EXEC, MAP_SHARED|MAP_ANONYMOUS|MAP_POPULATE, -1, 0) = 0xADDR
			mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 99, 0) = -1 EBADF (Bad file descriptor)
			mmap(NULL, 0, PROT_NONE, MAP_SHARED_VALIDATE|MAP_SYNC, 99, 0) = -1 EBADF (Bad file descriptor)
			mmap(0xADDR, 4096, PROT_READ|PROT_GROWSDOWN, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED_NOREPLACE, -1, 0) = -1 EEXIST (File exists)
			mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS|MAP_HUGETLB|21<<MAP_HUGE_SHIFT, -1, 0) = -1 ENOMEM (Cannot allocate memory)
			mprotect(0xADDR, 4096, PROT_READ|PROT_WRITE|PROT_EXEC) = 0
			mprotect(0xADDR, 4096, 0x1000 /* PROT_??? */) = -1 EINVAL (Invalid argument)
			madvise(0xADDR, 4096, MADV_DONTNEED) = 0
			madvise(0xADDR, 4096, 0x3e7 /* MADV_??? */) = -1 EINVAL (Invalid argument)
			msync(0xADDR, 4096, MS_SYNC|MS_INVALIDATE) = 0
			mlock(0xADDR, 4096) = 0
			munlock(0xADDR, 4096) = 0
			mlock2(0xADDR, 4096, MLOCK_ONFAULT) = 0
			mlockall(MCL_CURRENT|MCL_FUTURE|MCL_ONFAULT|0x8) = -1 EINVAL (Invalid argument)
			munlockall() = 0
			mremap(0xADDR, 4096, 4096, 0) = 0xADDR
			mremap(0xADDR, 4096, 16384, MREMAP_MAYMOVE) = 0xADDR
			mremap(0xADDR, 4096, 4096, MREMAP_MAYMOVE|MREMAP_FIXED, 0xADDR) = 0xADDR
			munmap(0xADDR, 4096) = 0
			munmap(0x1, 4096) = -1 EINVAL (Invalid argument)
		`},
		spec.Case{Arg: "brk", Want: `
			brk(NULL) = 0xADDR
			brk(0xADDR) = 0xADDR
			brk(0x1) = 0xADDR
		`},
		spec.Case{Arg: "mincore", Want: `
			mmap(0xADDR, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_FIXED|MAP_ANONYMOUS, -1, 0) = 0xADDR
			mincore(0xADDR, 8192, [1, 0]) = 0
			mincore(0xADDR, 4096, 0xADDR) = -1 ENOMEM (Cannot allocate memory)
		`},
		spec.Case{Arg: "memfd", Mask: []harness.Normaliser{spec.Replace(`= 0x[0-9a-f]+ \((MEMBARRIER_CMD_GLOBAL\|)[^)]*\)`, "= N ($1…)"), spec.Result("pkey_")}, Want: `
			memfd_create("name", MFD_CLOEXEC|MFD_ALLOW_SEALING) = 3
			memfd_create("huge", MFD_HUGETLB|21<<MFD_HUGE_SHIFT) = 4
			ftruncate(3, 4096) = 0
			mmap(NULL, 4096, PROT_READ, MAP_SHARED, 3, 0) = 0xADDR
			fcntl(3, F_ADD_SEALS, F_SEAL_SEAL|F_SEAL_SHRINK) = 0
			fcntl(3, F_GET_SEALS) = 0x3 (seals F_SEAL_SEAL|F_SEAL_SHRINK)
			membarrier(MEMBARRIER_CMD_QUERY, 0) = N (MEMBARRIER_CMD_GLOBAL|…)
			pkey_alloc(0, PKEY_DISABLE_ACCESS|PKEY_DISABLE_WRITE) = N
			pkey_free(55) = N
			pkey_mprotect(0xADDR, 4096, PROT_READ, -1) = N
		`},
		spec.Case{Arg: "mmap", Opts: []string{"-X", "raw"}, Want: `
			mmap(NULL, 4096, 0x3, 0x22, -1, 0) = 0xADDR
			mmap(0xADDR, 8192, 0, 0x4032, -1, 0) = 0xADDR
			mmap(NULL, 4096, 0x5, 0x8021, -1, 0) = 0xADDR
			mmap(NULL, 4096, 0x1, 0x2, 99, 0) = -1 EBADF (Bad file descriptor)
			mmap(NULL, 0, 0, 0x80003, 99, 0) = -1 EBADF (Bad file descriptor)
			mmap(0xADDR, 4096, 0xADDR, 0xADDR, -1, 0) = -1 EEXIST (File exists)
			mmap(NULL, 4096, 0x1, 0xADDR, -1, 0) = -1 ENOMEM (Cannot allocate memory)
			mprotect(0xADDR, 4096, 0x7) = 0
			mprotect(0xADDR, 4096, 0x1000) = -1 EINVAL (Invalid argument)
			madvise(0xADDR, 4096, 0x4) = 0
			madvise(0xADDR, 4096, 0x3e7) = -1 EINVAL (Invalid argument)
			msync(0xADDR, 4096, 0x6) = 0
			mlock(0xADDR, 4096) = 0
			munlock(0xADDR, 4096) = 0
			mlock2(0xADDR, 4096, 0x1) = 0
			mlockall(0xf) = -1 EINVAL (Invalid argument)
			munlockall() = 0
			mremap(0xADDR, 4096, 4096, 0) = 0xADDR
			mremap(0xADDR, 4096, 16384, 0x1) = 0xADDR
			mremap(0xADDR, 4096, 4096, 0x3, 0xADDR) = 0xADDR
			munmap(0xADDR, 4096) = 0
			munmap(0x1, 4096) = -1 EINVAL (Invalid argument)
		`},
		spec.Case{Arg: "mmap", Opts: []string{"-N"}, Want: `
			mmap(addr=NULL, length=4096, prot=PROT_READ|PROT_WRITE, flags=MAP_PRIVATE|MAP_ANONYMOUS, fd=-1, offset=0) = 0xADDR
			mmap(addr=0xADDR, length=8192, prot=PROT_NONE, flags=MAP_PRIVATE|MAP_FIXED|MAP_ANONYMOUS|MAP_NORESERVE, fd=-1, offset=0) = 0xADDR
			mmap(addr=NULL, length=4096, prot=PROT_READ|PROT_EXEC, flags=MAP_SHARED|MAP_ANONYMOUS|MAP_POPULATE, fd=-1, offset=0) = 0xADDR
			mmap(addr=NULL, length=4096, prot=PROT_READ, flags=MAP_PRIVATE, fd=99, offset=0) = -1 EBADF (Bad file descriptor)
			mmap(addr=NULL, length=0, prot=PROT_NONE, flags=MAP_SHARED_VALIDATE|MAP_SYNC, fd=99, offset=0) = -1 EBADF (Bad file descriptor)
			mmap(addr=0xADDR, length=4096, prot=PROT_READ|PROT_GROWSDOWN, flags=MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED_NOREPLACE, fd=-1, offset=0) = -1 EEXIST (File exists)
			mmap(addr=NULL, length=4096, prot=PROT_READ, flags=MAP_PRIVATE|MAP_ANONYMOUS|MAP_HUGETLB|21<<MAP_HUGE_SHIFT, fd=-1, offset=0) = -1 ENOMEM (Cannot allocate memory)
			mprotect(addr=0xADDR, length=4096, prot=PROT_READ|PROT_WRITE|PROT_EXEC) = 0
			mprotect(addr=0xADDR, length=4096, prot=0x1000 /* PROT_??? */) = -1 EINVAL (Invalid argument)
			madvise(addr=0xADDR, length=4096, advice=MADV_DONTNEED) = 0
			madvise(addr=0xADDR, length=4096, advice=0x3e7 /* MADV_??? */) = -1 EINVAL (Invalid argument)
			msync(addr=0xADDR, length=4096, flags=MS_SYNC|MS_INVALIDATE) = 0
			mlock(addr=0xADDR, length=4096) = 0
			munlock(addr=0xADDR, length=4096) = 0
			mlock2(addr=0xADDR, length=4096, flags=MLOCK_ONFAULT) = 0
			mlockall(flags=MCL_CURRENT|MCL_FUTURE|MCL_ONFAULT|0x8) = -1 EINVAL (Invalid argument)
			munlockall() = 0
			mremap(old_address=0xADDR, old_size=4096, new_size=4096, flags=0) = 0xADDR
			mremap(old_address=0xADDR, old_size=4096, new_size=16384, flags=MREMAP_MAYMOVE) = 0xADDR
			mremap(old_address=0xADDR, old_size=4096, new_size=4096, flags=MREMAP_MAYMOVE|MREMAP_FIXED, new_address=0xADDR) = 0xADDR
			munmap(addr=0xADDR, length=4096) = 0
			munmap(addr=0x1, length=4096) = -1 EINVAL (Invalid argument)
		`},
		spec.Case{Arg: "mmap", Opts: []string{"-X", "verbose"}, Want: `
			mmap(NULL, 4096, 0x3 /* PROT_READ|PROT_WRITE */, 0x22 /* MAP_PRIVATE|MAP_ANONYMOUS */, -1, 0) = 0xADDR
			mmap(0xADDR, 8192, 0 /* PROT_NONE */, 0x4032 /* MAP_PRIVATE|MAP_FIXED|MAP_ANONYMOUS|MAP_NORESERVE */, -1, 0) = 0xADDR
			mmap(NULL, 4096, 0x5 /* PROT_READ|PROT_EXEC */, 0x8021 /* MAP_SHARED|MAP_ANONYMOUS|MAP_POPULATE */, -1, 0) = 0xADDR
			mmap(NULL, 4096, 0x1 /* PROT_READ */, 0x2 /* MAP_PRIVATE */, 99, 0) = -1 EBADF (Bad file descriptor)
			mmap(NULL, 0, 0 /* PROT_NONE */, 0x80003 /* MAP_SHARED_VALIDATE|MAP_SYNC */, 99, 0) = -1 EBADF (Bad file descriptor)
			mmap(0xADDR, 4096, 0xADDR /* PROT_READ|PROT_GROWSDOWN */, 0xADDR /* MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED_NOREPLACE */, -1, 0) = -1 EEXIST (File exists)
			mmap(NULL, 4096, 0x1 /* PROT_READ */, 0xADDR /* MAP_PRIVATE|MAP_ANONYMOUS|MAP_HUGETLB|21<<MAP_HUGE_SHIFT */, -1, 0) = -1 ENOMEM (Cannot allocate memory)
			mprotect(0xADDR, 4096, 0x7 /* PROT_READ|PROT_WRITE|PROT_EXEC */) = 0
			mprotect(0xADDR, 4096, 0x1000 /* PROT_??? */) = -1 EINVAL (Invalid argument)
			madvise(0xADDR, 4096, 0x4 /* MADV_DONTNEED */) = 0
			madvise(0xADDR, 4096, 0x3e7 /* MADV_??? */) = -1 EINVAL (Invalid argument)
			msync(0xADDR, 4096, 0x6 /* MS_SYNC|MS_INVALIDATE */) = 0
			mlock(0xADDR, 4096) = 0
			munlock(0xADDR, 4096) = 0
			mlock2(0xADDR, 4096, 0x1 /* MLOCK_ONFAULT */) = 0
			mlockall(0xf /* MCL_CURRENT|MCL_FUTURE|MCL_ONFAULT|0x8 */) = -1 EINVAL (Invalid argument)
			munlockall() = 0
			mremap(0xADDR, 4096, 4096, 0) = 0xADDR
			mremap(0xADDR, 4096, 16384, 0x1 /* MREMAP_MAYMOVE */) = 0xADDR
			mremap(0xADDR, 4096, 4096, 0x3 /* MREMAP_MAYMOVE|MREMAP_FIXED */, 0xADDR) = 0xADDR
			munmap(0xADDR, 4096) = 0
			munmap(0x1, 4096) = -1 EINVAL (Invalid argument)
		`},
	)
})
