/* Reads numbers of x86_64 and writes the filter that libseccomp makes of them, for x86_64, x32 and i386. */
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
	int nr;

	if (!ctx || argc != 2)
		return 1;
	seccomp_arch_add(ctx, SCMP_ARCH_X32);
	seccomp_arch_add(ctx, SCMP_ARCH_X86);
	seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_TRACE(0));
	if (seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, atoi(argv[1])))
		return 2;
	while (scanf("%d", &nr) == 1)
		seccomp_rule_add(ctx, SCMP_ACT_TRACE(0), nr, 0);
	return seccomp_export_bpf(ctx, 1) ? 3 : 0;
}
