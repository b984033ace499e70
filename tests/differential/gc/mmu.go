// Mmu prints what Go's internal/trace computes of mutator utilisation for a trace: minimum, distribution and worst windows.
//
//	mmu FILE once|go
//	mmu random SEED
//
// The second makes utilisations of its own, many of them 0 and many windows as bad as each other, and prints them with what is computed.
// It is built over a copy of internal/trace in which two variables exist (see mmu.test.ts): CountOnce counts a mark worker that starts
// again once, FillDistribution makes MUD fill its distribution.
package main

import (
	"bufio"
	"encoding/json"
	"io"
	"log"
	"math/rand"
	"os"
	"strconv"
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
	if os.Args[1] == "random" {
		seed, err := strconv.ParseInt(os.Args[2], 10, 64)
		if err != nil {
			log.Fatal(err)
		}
		random(seed)
		return
	}
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
	var lost float64
	for i := 0; i+1 < len(utils[0]); i++ {
		lost += (1 - utils[0][i].Util) * float64(utils[0][i+1].Time-utils[0][i].Time)
	}
	write(map[string]any{"points": len(utils[0]), "lostNs": lost, "windows": windowsOf(utils, start, 10_000)})
}

// random is a run of collections that stop the world and take Ps, at times on a grid so that many are alike.
func random(seed int64) {
	r := rand.New(rand.NewSource(seed))
	procs, grid := 1+r.Intn(8), int64(1+r.Intn(1000))
	var util []itrace.MutatorUtil
	var now int64
	for range 50 + r.Intn(3000) {
		free := r.Intn(procs + 1)
		if r.Intn(3) == 0 {
			free = 0
		}
		util = append(util, itrace.MutatorUtil{Time: now, Util: 1 - float64(procs-free)/float64(procs)})
		now += grid * int64(1+r.Intn(20))
	}
	util = append(util, itrace.MutatorUtil{Time: now, Util: 0})
	times, utils := []int64{}, []float64{}
	for _, u := range util {
		times, utils = append(times, u.Time), append(utils, u.Util)
	}
	write(map[string]any{"time": times, "util": utils, "windows": windowsOf([][]itrace.MutatorUtil{util}, 0, 10)})
}

func windowsOf(utils [][]itrace.MutatorUtil, start, least int64) []window {
	curve := itrace.NewMMUCurve(utils)
	span := utils[0][len(utils[0])-1].Time - utils[0][0].Time
	var windows []window
	for ns := least; ns <= span; ns *= 10 {
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
	return windows
}

func write(out any) {
	if err := json.NewEncoder(os.Stdout).Encode(out); err != nil {
		log.Fatal(err)
	}
}
