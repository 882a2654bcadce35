/* Programs of classic BPF given to the kernel in all the ways there are. Each ends in what is no instruction, so none
   is taken. */
#include "sys.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/prctl.h>
#include <asm/socket.h>

static struct sock_filter code[] = {
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 4),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0xc000003e, 0, 1),
	BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x40000000, 2, 0),
	BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xbfffffff),
	BPF_STMT(BPF_JMP | BPF_JA, 3),
	BPF_STMT(BPF_MISC | BPF_TAX, 0),
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, SKF_AD_OFF + SKF_AD_PROTOCOL),
	BPF_STMT(BPF_LD | BPF_H | BPF_ABS, SKF_NET_OFF + 6),
	BPF_STMT(BPF_LD | BPF_B | BPF_ABS, SKF_LL_OFF + 12),
	BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 14),
	BPF_STMT(BPF_RET | BPF_A, 0),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 5),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE),
	{ 0xffff, 0, 0, 0 },
};

int main(int argc, char **argv, char **envp)
{
	struct sock_fprog program = { sizeof code / sizeof *code, code };
	CASE("give") {
		S(seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
		S(prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
		S(setsockopt, -1, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
		S(setsockopt, -1, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &program, sizeof program);
		return 0;
	}
	return 99;
}
