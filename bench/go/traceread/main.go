// Command traceread reads an execution trace with golang.org/x/exp/trace and does nothing with its events: the peer of the bench.
// It prints the count of events, the milliseconds and the processor time of each run as JSON.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"io"
	"log"
	"os"
	"syscall"
	"time"

	"golang.org/x/exp/trace"
)

func main() {
	runs := flag.Int("runs", 3, "how often")
	flag.Parse()
	var times, cpu []float64
	events := 0
	for range *runs {
		f, err := os.Open(flag.Arg(0))
		if err != nil {
			log.Fatal(err)
		}
		before := processorTime()
		start := time.Now()
		r, err := trace.NewReader(bufio.NewReaderSize(f, 1<<20))
		if err != nil {
			log.Fatal(err)
		}
		events = 0
		for {
			if _, err := r.ReadEvent(); err == io.EOF {
				break
			} else if err != nil {
				log.Fatal(err)
			}
			events++
		}
		times = append(times, float64(time.Since(start).Microseconds())/1000)
		cpu = append(cpu, processorTime()-before)
		f.Close()
	}
	json.NewEncoder(os.Stdout).Encode(map[string]any{"events": events, "times": times, "cpu": cpu})
}

// processorTime is what the process has used so far, in ms.
func processorTime() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		log.Fatal(err)
	}
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e6
}
