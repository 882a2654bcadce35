/*
 * Preloaded into strace, makes it see system calls that the tracee does not
 * make: number K*1000000+N is shown as number N of ABI K (1 i386, 2 x86_64, 3
 * x32). The kernel knows no such number, so nothing happens; every number of every ABI
 * can be tried, also where the kernel has no 32-bit support.
 */
#include <stdarg.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

enum { GET_SYSCALL_INFO = 0x420e, ENTRY = 1, EXIT = 2, I386 = 0x40000003 };

long ptrace(int req, ...)
{
	va_list ap;
	va_start(ap, req);
	pid_t pid = va_arg(ap, pid_t);
	void *addr = va_arg(ap, void *);
	void *data = va_arg(ap, void *);
	va_end(ap);

	static int compat;
	long r = syscall(SYS_ptrace, req, pid, addr, data);
	if (req != GET_SYSCALL_INFO || r <= 0 || !data)
		return r;
	/* struct ptrace_syscall_info: u8 op; u32 arch; u64 ip, sp, nr … */
	uint8_t *op = data;
	uint32_t *arch = (uint32_t *)data + 1;
	uint64_t *nr = (uint64_t *)data + 3;
	if (*op == ENTRY) {
		int k = *nr / 1000000;
		compat = k == 1;
		if (k >= 1 && k <= 3)
			*nr = *nr % 1000000 | (k == 3 ? 0x40000000 : 0);
	}
	if (compat && (*op == ENTRY || *op == EXIT))
		*arch = I386;
	return r;
}
