/* Memory. Addresses come from the kernel; a page at a fixed address is used where one must be known. */
#include "sys.h"
#include <linux/mman.h>
#include <asm/mman.h>
#include <linux/memfd.h>
#include <linux/membarrier.h>
#include <linux/mempolicy.h>

#define FIXED 0x10000000L

#ifdef __i386__
# define MMAP(...) S(mmap2, __VA_ARGS__)
#else
# define MMAP(...) S(mmap, __VA_ARGS__)
#endif

int main(int argc, char **argv, char **envp)
{
	CASE("mmap") {
		MMAP(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		MMAP(FIXED, 8192, PROT_NONE, MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		MMAP(NULL, 4096, PROT_READ | PROT_EXEC, MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
		MMAP(NULL, 4096, PROT_READ, MAP_PRIVATE, 99, 0);
		MMAP(NULL, 0, 0, MAP_SHARED_VALIDATE | MAP_SYNC, 99, 0);
		MMAP(FIXED, 4096, PROT_READ | PROT_GROWSDOWN, MAP_PRIVATE | MAP_FIXED_NOREPLACE | MAP_ANONYMOUS, -1, 0);
		MMAP(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | 21 << 26, -1, 0);
		S(mprotect, FIXED, 4096, PROT_READ | PROT_WRITE | PROT_EXEC);
		S(mprotect, FIXED, 4096, 0x1000);
		S(madvise, FIXED, 4096, MADV_DONTNEED);
		S(madvise, FIXED, 4096, 999);
		S(msync, FIXED, 4096, MS_SYNC | MS_INVALIDATE);
		S(mlock, FIXED, 4096);
		S(munlock, FIXED, 4096);
		S(mlock2, FIXED, 4096, 1);
		S(mlockall, 1 | 2 | 4 | 8);
		S(munlockall);
		S(mremap, FIXED, 4096, 4096, 0);
		S(mremap, FIXED, 4096, 16384, MREMAP_MAYMOVE);
		S(mremap, FIXED + 4096, 4096, 4096, MREMAP_MAYMOVE | MREMAP_FIXED, FIXED + 0x10000);
		S(munmap, FIXED + 0x10000, 4096);
		S(munmap, 1, 4096);
		return 0;
	}
	CASE("brk") {
		long b = S(brk, NULL);
		S(brk, b + 4096);
		S(brk, 1);
		return 0;
	}
	CASE("mincore") {
		unsigned char vec[4];
		MMAP(FIXED, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS, -1, 0);
		*(volatile char *)FIXED = 1;
		S(mincore, FIXED, 8192, vec);
		S(mincore, FIXED + 0x100000, 4096, vec);
		return 0;
	}
	CASE("memfd") {
		S(memfd_create, "name", MFD_CLOEXEC | MFD_ALLOW_SEALING);
		S(memfd_create, "huge", MFD_HUGETLB | MFD_HUGE_2MB);
		S(ftruncate, 3, 4096);
		MMAP(NULL, 4096, PROT_READ, MAP_SHARED, 3, 0);
		S(fcntl, 3, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK);
		S(fcntl, 3, F_GET_SEALS);
		S(membarrier, MEMBARRIER_CMD_QUERY, 0);
		S(pkey_alloc, 0, 3);
		S(pkey_free, 55);
		S(pkey_mprotect, FIXED, 4096, PROT_READ, -1);
		return 0;
	}
	return 99;
}
