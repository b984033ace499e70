// Mmu prints what Go's internal/trace computes of mutator utilisation for a trace: minimum, distribution and worst windows.
//
//	mmu FILE once|go
//
// It is built over a copy of internal/trace in which two variables exist (see mmu.test.ts): CountOnce counts a mark worker that starts
// again once, FillDistribution makes MUD fill its distribution.
package main

import (
	"bufio"
	"encoding/json"
	"io"
	"log"
	"os"
	"time"

	itrace "compare/itrace"
)

type window struct {
	WindowNs  int64     `json:"windowNs"`
	MMU       float64   `json:"mmu"`
	MUD       []float64 `json:"mud"`
	GoMUD     []float64 `json:"goMud"`
	Worst     []float64 `json:"worst"`
	WorstTime []int64   `json:"worstTime"`
}

var quantiles = []float64{0.001, 0.01, 0.05, 0.5}

func main() {
	itrace.CountOnce = os.Args[2] == "once"
	f, err := os.Open(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	r, err := itrace.NewReader(bufio.NewReaderSize(f, 1<<20))
	if err != nil {
		log.Fatal(err)
	}
	var events []itrace.Event
	for {
		ev, err := r.ReadEvent()
		if err == io.EOF {
			break
		}
		if err != nil {
			log.Fatal(err)
		}
		events = append(events, ev)
	}
	start := int64(events[0].Time())
	utils := itrace.MutatorUtilizationV2(events, itrace.UtilSTW|itrace.UtilBackground|itrace.UtilAssist)
	curve := itrace.NewMMUCurve(utils)
	span := utils[0][len(utils[0])-1].Time - utils[0][0].Time
	var lost float64
	for i := 0; i+1 < len(utils[0]); i++ {
		lost += (1 - utils[0][i].Util) * float64(utils[0][i+1].Time-utils[0][i].Time)
	}
	var windows []window
	for ns := int64(10_000); ns <= span; ns *= 10 {
		w := window{WindowNs: ns, MMU: curve.MMU(time.Duration(ns))}
		itrace.FillDistribution = false
		w.GoMUD = curve.MUD(time.Duration(ns), quantiles)
		itrace.FillDistribution = true
		w.MUD = curve.MUD(time.Duration(ns), quantiles)
		for _, worst := range curve.Examples(time.Duration(ns), 10) {
			w.Worst = append(w.Worst, worst.MutatorUtil)
			w.WorstTime = append(w.WorstTime, worst.Time-start)
		}
		windows = append(windows, w)
	}
	out := map[string]any{"points": len(utils[0]), "lostNs": lost, "windows": windows}
	if err := json.NewEncoder(os.Stdout).Encode(out); err != nil {
		log.Fatal(err)
	}
}
