#include "textflag.h"

// func cloneRun(flags, stack uintptr, p *plan) (pid, errno uintptr)
TEXT ·cloneRun(SB), NOSPLIT, $0-40
	MOVQ	flags+0(FP), DI
	MOVQ	stack+8(FP), SI
	MOVQ	p+16(FP), R12
	XORL	DX, DX
	XORL	R10, R10
	XORL	R8, R8
	MOVL	$56, AX	// clone
	SYSCALL
	TESTQ	AX, AX
	JEQ	child
	CMPQ	AX, $0xfffffffffffff001
	JHS	failed
	MOVQ	AX, pid+24(FP)
	MOVQ	$0, errno+32(FP)
	RET
failed:
	NEGQ	AX
	MOVQ	$0, pid+24(FP)
	MOVQ	AX, errno+32(FP)
	RET
child:
	NOP	SP	// another stack from here on, whose offsets vet cannot check
	MOVQ	R12, 0(SP)
	CALL	·runChild(SB)
	INT	$3
