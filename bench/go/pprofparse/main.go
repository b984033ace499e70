// pprofparse measures google/pprof's profile.ParseUncompressed on one file: JSON with the median of -runs runs in milliseconds and the
// peak resident memory of the process in bytes.
package main

import (
	"encoding/json"
	"flag"
	"log"
	"os"
	"runtime"
	"sort"
	"syscall"
	"time"

	"github.com/google/pprof/profile"
)

func main() {
	runs := flag.Int("runs", 5, "runs")
	flag.Parse()
	data, err := os.ReadFile(flag.Arg(0))
	if err != nil {
		log.Fatal(err)
	}
	runtime.GOMAXPROCS(1)
	var times []float64
	var samples int
	for i := 0; i < *runs; i++ {
		start := time.Now()
		p, err := profile.ParseUncompressed(data)
		if err != nil {
			log.Fatal(err)
		}
		times = append(times, float64(time.Since(start).Microseconds())/1000)
		samples = len(p.Sample)
	}
	sort.Float64s(times)
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		log.Fatal(err)
	}
	json.NewEncoder(os.Stdout).Encode(map[string]any{"medianMs": times[len(times)/2], "minMs": times[0], "maxRssBytes": usage.Maxrss * 1024, "samples": samples})
}
