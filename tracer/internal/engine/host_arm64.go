package engine

import "strake/tracer/abi"

const hostABI = abi.AArch64
