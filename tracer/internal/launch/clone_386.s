#include "textflag.h"

// func cloneRun(flags, stack uintptr, p *plan) (pid, errno uintptr)
TEXT ·cloneRun(SB), NOSPLIT, $0-20
	MOVL	flags+0(FP), BX
	MOVL	stack+4(FP), CX
	MOVL	p+8(FP), BP
	XORL	DX, DX
	XORL	SI, SI
	XORL	DI, DI
	MOVL	$120, AX	// clone
	INT	$0x80
	TESTL	AX, AX
	JEQ	child
	CMPL	AX, $0xfffff001
	JHS	failed
	MOVL	AX, pid+12(FP)
	MOVL	$0, errno+16(FP)
	RET
failed:
	NEGL	AX
	MOVL	$0, pid+12(FP)
	MOVL	AX, errno+16(FP)
	RET
child:
	NOP	SP	// another stack from here on, whose offsets vet cannot check
	MOVL	BP, 0(SP)
	CALL	·runChild(SB)
	INT	$3
