// Goroutines is a program whose runtime makes threads by itself, preempts with SIGURG and reads the
// clock all the time: what a Go program looks like to a tracer.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
)

func main() {
	n := 16
	var wg sync.WaitGroup
	results := make([]int, n)
	gate := make(chan struct{})
	for i := range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			// A locked thread that ends with its goroutine.
			runtime.LockOSThread()
			<-gate
			for j := range 1000 {
				results[i] += j * i
			}
			if f, err := os.Open("/dev/null"); err == nil {
				f.Close()
			}
		}()
	}
	close(gate)
	wg.Wait()
	sum := 0
	for _, r := range results {
		sum += r
	}
	fmt.Println("sum", sum)
}
