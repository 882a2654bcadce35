package launch_test

// The tests of what is inherited are about programs with this package.
import _ "strake/tracer/inherit"
