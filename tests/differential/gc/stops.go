// Stops the world by collections while other goroutines copy memory, under a trace, and prints what runtime/metrics counted of the stops.
// Arguments: the trace to write, and KiB of one copy (256).
package main

import (
	"encoding/json"
	"os"
	"runtime"
	"runtime/metrics"
	"runtime/trace"
	"strconv"
	"time"
)

// A bucket of a histogram with what fell into it while the trace ran; bounds in ns.
type bucket struct {
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	Count uint64  `json:"count"`
}

var names = []string{"/sched/pauses/stopping/gc:seconds", "/sched/pauses/total/gc:seconds"}

const pauseCPU = "/cpu/classes/gc/pause:cpu-seconds"

func read() ([]*metrics.Float64Histogram, float64) {
	samples := make([]metrics.Sample, len(names)+1)
	for i, name := range names {
		samples[i].Name = name
	}
	samples[len(names)].Name = pauseCPU
	metrics.Read(samples)
	out := make([]*metrics.Float64Histogram, len(names))
	for i := range names {
		out[i] = samples[i].Value.Float64Histogram()
	}
	return out, samples[len(names)].Value.Float64()
}

// A copy has no safe point inside: a goroutine in it stops when it returns, some 0.1 ms later, at the call of the next one.
//
//go:noinline
func shift(table []byte) int {
	copy(table[1:], table)
	return int(table[len(table)-1])
}

func busy(table []byte, stop *bool) (sum int) {
	for !*stop {
		sum += shift(table)
	}
	return sum
}

func main() {
	file, err := os.Create(os.Args[1])
	if err != nil {
		panic(err)
	}
	stop := false
	kib := 256
	if len(os.Args) > 2 {
		if kib, err = strconv.Atoi(os.Args[2]); err != nil {
			panic(err)
		}
	}
	for range 2 {
		go busy(make([]byte, kib<<10), &stop)
	}
	time.Sleep(10 * time.Millisecond)
	if err := trace.Start(file); err != nil {
		panic(err)
	}
	before, cpuBefore := read()
	for range 30 {
		runtime.GC()
		time.Sleep(3 * time.Millisecond)
	}
	after, cpuAfter := read()
	trace.Stop()
	file.Close()
	stop = true
	told := map[string][]bucket{}
	for i := range names {
		edges := after[i].Buckets
		for k := range after[i].Counts {
			if n := after[i].Counts[k] - before[i].Counts[k]; n > 0 {
				told[names[i]] = append(told[names[i]], bucket{edges[k] * 1e9, edges[k+1] * 1e9, n})
			}
		}
	}
	out := map[string]any{pauseCPU: cpuAfter - cpuBefore}
	for name, buckets := range told {
		out[name] = buckets
	}
	json.NewEncoder(os.Stdout).Encode(out)
}
