// Collects garbage under a trace, now and then to look for goroutine leaks, which stops the world more than twice in one collection. Prints
// the pauses of the traced collections as MemStats holds them; the gctrace lines come on standard error. Build with
// GOEXPERIMENT=goroutineleakprofile (Go 1.26).
//
//	GODEBUG=gctrace=1 leaks TRACE
package main

import (
	"encoding/json"
	"io"
	"log"
	"os"
	"runtime"
	"runtime/pprof"
	"runtime/trace"
	"time"
)

type told struct {
	// Collections before the trace began.
	Before uint32   `json:"before"`
	Pauses []uint64 `json:"pauses"`
	Live   uint64   `json:"live"`
}

var kept []byte

func main() {
	out, err := os.Create(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	for range 50 {
		go func() { <-make(chan int) }()
	}
	// So that they have blocked.
	time.Sleep(10 * time.Millisecond)
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := trace.Start(out); err != nil {
		log.Fatal(err)
	}
	for round := range 9 {
		for range 150 {
			kept = make([]byte, 64<<10)
		}
		if round%3 == 2 {
			if err := pprof.Lookup("goroutineleak").WriteTo(io.Discard, 0); err != nil {
				log.Fatal(err)
			}
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	trace.Stop()
	if err := out.Close(); err != nil {
		log.Fatal(err)
	}
	result := told{Before: before.NumGC, Live: after.HeapAlloc}
	for n := before.NumGC; n < after.NumGC; n++ {
		result.Pauses = append(result.Pauses, after.PauseNs[n%256])
	}
	if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
		log.Fatal(err)
	}
}
