// Forker starts itself a few times through os/exec, which uses clone with CLONE_VFORK and a pidfd.
package main

import (
	"fmt"
	"os"
	"os/exec"
)

func main() {
	if len(os.Args) > 1 {
		fmt.Println("child", os.Args[1])
		return
	}
	self, err := os.Executable()
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	for i := range 3 {
		out, err := exec.Command(self, fmt.Sprint(i)).CombinedOutput()
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Print(string(out))
	}
}
