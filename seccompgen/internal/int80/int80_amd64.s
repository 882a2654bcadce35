#include "textflag.h"

// func Call(nr uint32, args *[6]uint32) int32
TEXT ·Call(SB), NOSPLIT, $0-20
	MOVQ  args+8(FP), R8
	MOVL  nr+0(FP), AX
	MOVL  0(R8), BX
	MOVL  4(R8), CX
	MOVL  8(R8), DX
	MOVL  12(R8), SI
	MOVL  16(R8), DI
	PUSHQ BP
	MOVL  20(R8), BP
	INT   $0x80
	POPQ  BP
	MOVL  AX, ret+16(FP)
	RET
