// Command panicparse groups the goroutines of a dump with github.com/maruel/panicparse and prints how long it took.
package main

import (
	"fmt"
	"io"
	"log"
	"os"
	"syscall"
	"time"

	"github.com/maruel/panicparse/v2/stack"
)

func main() {
	start := time.Now()
	f, err := os.Open(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	options := stack.DefaultOpts()
	options.GuessPaths = false
	options.AnalyzeSources = false
	snapshot, _, err := stack.ScanSnapshot(f, io.Discard, options)
	if err != nil && err != io.EOF {
		log.Fatal(err)
	}
	groups := snapshot.Aggregate(stack.AnyValue)
	elapsed := time.Since(start)
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	fmt.Printf(`{"goroutines":%d,"groups":%d,"ms":%.1f,"maxRssBytes":%d}`+"\n",
		len(snapshot.Goroutines), len(groups.Buckets), float64(elapsed.Microseconds())/1000, usage.Maxrss*1024)
}
