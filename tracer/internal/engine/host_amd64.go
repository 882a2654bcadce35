package engine

import "strake/tracer/abi"

const hostABI = abi.X8664
