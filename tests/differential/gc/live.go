// Live allocates for a while and tells how Go's own counters saw the collections of it, as JSON on standard output. The trace and
// the heap profile (debug=1) go to the files named; the gctrace lines come on standard error.
//
//	GODEBUG=gctrace=1 live TRACE HEAP
package main

import (
	"encoding/json"
	"log"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"runtime/pprof"
	"runtime/trace"
	"slices"
	"sync"
)

type node struct {
	left, right *node
	data        [48]byte
}

var kept []*node

func tree(depth int) *node {
	if depth == 0 {
		return &node{}
	}
	return &node{left: tree(depth - 1), right: tree(depth - 1)}
}

// work keeps five to twenty trees of 1 MiB alive and throws smaller ones away.
func work(rounds int) {
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for range rounds {
				tree(12)
			}
		})
	}
	for i := range rounds / 4 {
		kept = append(slices.Delete(kept, min(len(kept), 4+i/4%16), len(kept)), tree(13))
	}
	wg.Wait()
}

func main() {
	out, err := os.Create(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	for range 10 {
		kept = append(kept, tree(13))
	}
	// No collection is under way while the trace begins and ends: those of the trace are whole.
	percent := debug.SetGCPercent(-1)
	limit := debug.SetMemoryLimit(-1)
	debug.SetMemoryLimit(1 << 40)
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := trace.Start(out); err != nil {
		log.Fatal(err)
	}
	debug.SetGCPercent(percent)
	debug.SetMemoryLimit(limit)
	work(600)
	runtime.GC()
	work(600)
	heap, err := os.Create(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	if err := pprof.Lookup("heap").WriteTo(heap, 1); err != nil {
		log.Fatal(err)
	}
	if err := heap.Close(); err != nil {
		log.Fatal(err)
	}
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(1 << 40)
	// One that is under way ends here: none comes between the counters.
	runtime.GC()
	live := read("/gc/heap/live:bytes")
	runtime.ReadMemStats(&after)
	trace.Stop()
	if err := out.Close(); err != nil {
		log.Fatal(err)
	}
	pauses := make([]uint64, after.NumGC)
	for i := range pauses {
		if after.NumGC-uint32(i) <= 256 {
			pauses[i] = after.PauseNs[i%256]
		}
	}
	err = json.NewEncoder(os.Stdout).Encode(map[string]any{
		"before": before.NumGC, "after": after.NumGC, "forced": after.NumForcedGC, "pauseTotalNs": after.PauseTotalNs, "pauses": pauses,
		"fraction": after.GCCPUFraction, "live": live, "total": read("/gc/cycles/total:gc-cycles"), "limit": limit,
	})
	if err != nil {
		log.Fatal(err)
	}
	runtime.KeepAlive(kept)
}

func read(name string) uint64 {
	sample := []metrics.Sample{{Name: name}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
