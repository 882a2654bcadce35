//go:build !race

#include "textflag.h"

#define SYS_fcntl 25
#define SYS_rt_sigaction 134
#define SYS_rt_sigprocmask 135
#define SYS_getrlimit 163
#define SYS_prctl 167

#define SIG_IGN 1
#define F_GETFD 1
#define EBADF 9
#define RLIMIT_NOFILE 7
#define PR_SET_TIMERSLACK 29
#define PR_GET_TIMERSLACK 30
#define MONITOR_SLACK 5000000	// 5 ms, see launch.OwnSlack

// func strake_inherit()
//
// Called by rt0_go on the stack of the process, with a g that is not set up:
// nothing but system calls can be used.
TEXT strake_inherit(SB),NOSPLIT|NOFRAME,$0
	SUB	$48, RSP		// 0(RSP): struct sigaction

	MOVD	$0, R10			// ignored signals
	MOVD	$1, R9			// signal
	MOVD	$1, R11			// its bit
sig:
	MOVD	ZR, 0(RSP)
	MOVD	R9, R0
	MOVD	$0, R1
	MOVD	RSP, R2
	MOVD	$8, R3
	MOVD	$SYS_rt_sigaction, R8
	SVC
	MOVD	0(RSP), R4		// sa_handler
	CMP	$SIG_IGN, R4
	BNE	nextsig
	ORR	R11, R10
nextsig:
	LSL	$1, R11
	ADD	$1, R9
	CMP	$64, R9
	BLE	sig
	MOVD	R10, ·state+8(SB)

	MOVD	$0, R10			// closed descriptors
	MOVD	$0, R9			// descriptor
	MOVD	$1, R11			// its bit
fd:
	MOVD	R9, R0
	MOVD	$F_GETFD, R1
	MOVD	$0, R2
	MOVD	$SYS_fcntl, R8
	SVC
	CMN	$EBADF, R0		// -EBADF
	BNE	nextfd
	ORR	R11, R10
nextfd:
	LSL	$1, R11
	ADD	$1, R9
	CMP	$3, R9
	BLT	fd
	MOVD	R10, ·state+16(SB)

	MOVD	$0, R0
	MOVD	$0, R1
	MOVD	$·state+0(SB), R2
	MOVD	$8, R3
	MOVD	$SYS_rt_sigprocmask, R8
	SVC

	MOVD	$RLIMIT_NOFILE, R0
	MOVD	$·state+24(SB), R1
	MOVD	$SYS_getrlimit, R8
	SVC

	MOVD	$PR_GET_TIMERSLACK, R0
	MOVD	$SYS_prctl, R8
	SVC
	MOVD	R0, ·state+48(SB)
	MOVD	$PR_SET_TIMERSLACK, R0
	MOVD	$MONITOR_SLACK, R1
	MOVD	$SYS_prctl, R8
	SVC

	MOVD	$1, R0
	MOVD	R0, ·state+40(SB)

	ADD	$48, RSP
	RET
