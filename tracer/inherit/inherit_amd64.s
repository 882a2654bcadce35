//go:build !race

#include "textflag.h"

#define SYS_rt_sigaction 13
#define SYS_rt_sigprocmask 14
#define SYS_fcntl 72
#define SYS_getrlimit 97
#define SYS_prctl 157
#define SYS_arch_prctl 158

#define SIG_IGN 1
#define F_GETFD 1
#define EBADF 9
#define RLIMIT_NOFILE 7
#define ARCH_SET_FS 0x1002
#define PR_SET_TIMERSLACK 29
#define PR_GET_TIMERSLACK 30
#define MONITOR_SLACK 5000000	// 5 ms, see launch.OwnSlack

// func strake_inherit()
//
// Called by rt0_go on the stack of the process, with no g and no thread-local
// storage: nothing but system calls can be used.
TEXT strake_inherit(SB),NOSPLIT|NOFRAME,$0
	SUBQ	$40, SP			// 0(SP): struct sigaction

	XORL	R13, R13		// ignored signals
	MOVQ	$1, R12			// signal
sig:
	MOVQ	$0, 0(SP)
	MOVQ	R12, DI
	XORL	SI, SI
	MOVQ	SP, DX
	MOVQ	$8, R10
	MOVQ	$SYS_rt_sigaction, AX
	SYSCALL
	CMPQ	0(SP), $SIG_IGN		// sa_handler
	JNE	nextsig
	LEAQ	-1(R12), CX
	BTSQ	CX, R13
nextsig:
	INCQ	R12
	CMPQ	R12, $64
	JLE	sig
	MOVQ	R13, ·state+8(SB)

	XORL	R13, R13		// closed descriptors
	XORL	R12, R12		// descriptor
fd:
	MOVQ	R12, DI
	MOVQ	$F_GETFD, SI
	XORL	DX, DX
	MOVQ	$SYS_fcntl, AX
	SYSCALL
	CMPQ	AX, $-EBADF
	JNE	nextfd
	BTSQ	R12, R13
nextfd:
	INCQ	R12
	CMPQ	R12, $3
	JLT	fd
	MOVQ	R13, ·state+16(SB)

	XORL	DI, DI
	XORL	SI, SI
	LEAQ	·state+0(SB), DX
	MOVQ	$8, R10
	MOVQ	$SYS_rt_sigprocmask, AX
	SYSCALL

	MOVQ	$RLIMIT_NOFILE, DI
	LEAQ	·state+24(SB), SI
	MOVQ	$SYS_getrlimit, AX
	SYSCALL

	MOVQ	$PR_GET_TIMERSLACK, DI
	MOVQ	$SYS_prctl, AX
	SYSCALL
	MOVQ	AX, ·state+48(SB)
	MOVQ	$PR_SET_TIMERSLACK, DI
	MOVQ	$MONITOR_SLACK, SI
	MOVQ	$SYS_prctl, AX
	SYSCALL

	MOVQ	$1, ·state+40(SB)

	// rt0_go leaves thread-local storage to _cgo_init: g is at -8(FS).
	MOVQ	$ARCH_SET_FS, DI
	LEAQ	·threadLocal+8(SB), SI
	MOVQ	$SYS_arch_prctl, AX
	SYSCALL

	ADDQ	$40, SP
	RET
