#include "textflag.h"

// func Call(nr, arg uint32) int32
TEXT ·Call(SB), NOSPLIT, $0-12
	MOVL nr+0(FP), AX
	MOVL arg+4(FP), BX
	MOVL BX, CX
	MOVL BX, DX
	MOVL BX, SI
	MOVL BX, DI
	INT  $0x80
	MOVL AX, ret+8(FP)
	RET
