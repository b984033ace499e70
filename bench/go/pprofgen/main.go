// pprofgen writes a CPU-like profile for measuring: -samples stacks of -depth frames over -functions functions,
// the same bytes for the same flags. OUT.pb holds the raw protobuf, OUT.pb.gz the same compressed.
package main

import (
	"compress/gzip"
	"flag"
	"fmt"
	"log"
	"math/rand"
	"os"

	"github.com/google/pprof/profile"
)

func main() {
	samples := flag.Int("samples", 300000, "samples")
	depth := flag.Int("depth", 30, "frames of each sample")
	functions := flag.Int("functions", 5000, "functions")
	locations := flag.Int("locations", 120000, "locations")
	fan := flag.Int("fan", 4, "functions that a function calls; 0 for any")
	inline := flag.Int("inline", 0, "every n-th location holds an inlined call; 0 for none")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: pprofgen [flags] OUT (without .pb)")
	}
	random := rand.New(rand.NewSource(1))
	p := &profile.Profile{
		SampleType:    []*profile.ValueType{{Type: "samples", Unit: "count"}, {Type: "cpu", Unit: "nanoseconds"}},
		PeriodType:    &profile.ValueType{Type: "cpu", Unit: "nanoseconds"},
		Period:        10000000,
		TimeNanos:     1700000000000000000,
		DurationNanos: 30000000000,
	}
	m := &profile.Mapping{ID: 1, Start: 0x400000, Limit: 0x4000000, File: "/srv/bin/server", HasFunctions: true}
	p.Mapping = []*profile.Mapping{m}
	for i := 0; i < *functions; i++ {
		name := fmt.Sprintf("example.com/server/pkg%d.(*Type%d).Method%d", i%97, i%13, i)
		p.Function = append(p.Function, &profile.Function{
			ID: uint64(i + 1), Name: name, SystemName: name,
			Filename: fmt.Sprintf("/src/server/pkg%d/file%d.go", i%97, i%31), StartLine: int64(i % 900),
		})
	}
	byFunction := make([][]*profile.Location, *functions)
	for i := 0; i < *locations; i++ {
		f := i % *functions
		l := &profile.Location{ID: uint64(i + 1), Mapping: m, Address: 0x400000 + uint64(i)*16}
		if *inline > 0 && i%*inline == 0 {
			l.Line = append(l.Line, profile.Line{Function: p.Function[(f+7)%*functions], Line: int64(i % 50)})
		}
		l.Line = append(l.Line, profile.Line{Function: p.Function[f], Line: int64(i%900 + 1)})
		p.Location = append(p.Location, l)
		byFunction[f] = append(byFunction[f], l)
	}
	for i := 0; i < *samples; i++ {
		stack := make([]*profile.Location, *depth)
		f := 0
		for d := *depth - 1; d >= 0; d-- {
			// A function is mostly left from the same line.
			line := d
			if random.Intn(8) == 0 {
				line = random.Intn(1 << 16)
			}
			stack[d] = byFunction[f][line%len(byFunction[f])]
			if *fan > 0 {
				f = (f*(*fan) + 1 + random.Intn(*fan)) % *functions
			} else {
				f = random.Intn(*functions)
			}
		}
		n := int64(1 + random.Intn(5))
		p.Sample = append(p.Sample, &profile.Sample{Location: stack, Value: []int64{n, n * p.Period}})
	}
	write(flag.Arg(0)+".pb", p, false)
	write(flag.Arg(0)+".pb.gz", p, true)
}

func write(name string, p *profile.Profile, compressed bool) {
	f, err := os.Create(name)
	if err != nil {
		log.Fatal(err)
	}
	if compressed {
		zw, _ := gzip.NewWriterLevel(f, gzip.DefaultCompression)
		err = p.WriteUncompressed(zw)
		if err == nil {
			err = zw.Close()
		}
	} else {
		err = p.WriteUncompressed(f)
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		log.Fatal(err)
	}
}
