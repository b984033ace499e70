package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	itrace "compare/itrace"
)

type rangeTotal struct {
	Count   int   `json:"count"`
	TotalNs int64 `json:"totalNs"`
	MaxNs   int64 `json:"maxNs"`
}

type summary struct {
	kinds       map[string]int
	ranges      map[string]*rangeTotal
	active      map[string]itrace.Time
	events      []itrace.Event
	first, last itrace.Time
	seen        bool
	summarizer  *itrace.Summarizer
	metrics     map[string][2]uint64
	states      map[itrace.GoID]itrace.GoState
	created     int
}

func newSummary() *summary {
	return &summary{
		kinds: map[string]int{}, ranges: map[string]*rangeTotal{}, active: map[string]itrace.Time{},
		summarizer: itrace.NewSummarizer(), metrics: map[string][2]uint64{}, states: map[itrace.GoID]itrace.GoState{},
	}
}

func (s *summary) event(ev *itrace.Event) {
	if !s.seen {
		s.first = ev.Time()
		s.seen = true
	}
	s.last = ev.Time()
	s.kinds[ev.Kind().String()]++
	s.events = append(s.events, *ev)
	s.summarizer.Event(ev)
	switch ev.Kind() {
	case itrace.EventRangeBegin, itrace.EventRangeActive:
		r := ev.Range()
		k := fmt.Sprint(r.Name, r.Scope)
		if _, ok := s.active[k]; !ok {
			s.active[k] = ev.Time()
		}
	case itrace.EventRangeEnd:
		r := ev.Range()
		k := fmt.Sprint(r.Name, r.Scope)
		if t0, ok := s.active[k]; ok {
			delete(s.active, k)
			x := s.ranges[r.Name]
			if x == nil {
				x = &rangeTotal{}
				s.ranges[r.Name] = x
			}
			d := int64(ev.Time() - t0)
			x.Count++
			x.TotalNs += d
			x.MaxNs = max(x.MaxNs, d)
		}
	case itrace.EventMetric:
		m := ev.Metric()
		v := m.Value.Uint64()
		p := s.metrics[m.Name]
		s.metrics[m.Name] = [2]uint64{max(p[0], v), v}
	case itrace.EventStateTransition:
		st := ev.StateTransition()
		if st.Resource.Kind == itrace.ResourceGoroutine {
			from, to := st.Goroutine()
			if from == itrace.GoNotExist && to != itrace.GoNotExist {
				s.created++
			}
			s.states[st.Resource.Goroutine()] = to
		}
	}
}

// A row of the per-goroutine table, as one line that both sides write in the same way.
func (s *summary) goroutine(g *itrace.GoroutineSummary) string {
	rel := func(t itrace.Time, unset bool) string {
		if unset {
			return "-"
		}
		return fmt.Sprint(int64(t - s.first))
	}
	reasons := []string{}
	for k, v := range g.BlockTimeByReason {
		if v != 0 {
			reasons = append(reasons, fmt.Sprintf("%s=%d", k, int64(v)))
		}
	}
	slices.Sort(reasons)
	ranges := []string{}
	for k, v := range g.RangeTime {
		if v != 0 {
			ranges = append(ranges, fmt.Sprintf("%s=%d", k, int64(v)))
		}
	}
	slices.Sort(ranges)
	return fmt.Sprintf("%d|%s|%s|%s|%s|%d|%d|%d|%d|%d|%s|%s", g.ID, g.Name, rel(g.CreationTime, false), rel(g.StartTime, g.StartTime == 0),
		rel(g.EndTime, g.EndTime == 0), int64(g.ExecTime), int64(g.SchedWaitTime), int64(g.SyscallTime), int64(g.SyscallBlockTime),
		int64(g.TotalTime), strings.Join(reasons, ";"), strings.Join(ranges, ";"))
}

func (s *summary) finish() map[string]any {
	out := map[string]any{}
	sum := s.summarizer.Finalize()
	var exec, sched, sysc, syscBlock int64
	block := map[string]int64{}
	regions := 0
	var regionExec, regionTotal int64
	ids := []itrace.GoID{}
	for id, g := range sum.Goroutines {
		ids = append(ids, id)
		exec += int64(g.ExecTime)
		sched += int64(g.SchedWaitTime)
		sysc += int64(g.SyscallTime)
		syscBlock += int64(g.SyscallBlockTime)
		for k, v := range g.BlockTimeByReason {
			block[k] += int64(v)
		}
		for _, r := range g.Regions {
			regions++
			regionExec += int64(r.ExecTime)
			regionTotal += int64(r.TotalTime)
		}
	}
	slices.Sort(ids)
	lines := []string{}
	for _, id := range ids {
		lines = append(lines, s.goroutine(sum.Goroutines[id]))
	}
	final := map[string]int{}
	for _, st := range s.states {
		final[strings.ToLower(st.String())]++
	}
	out["durationNs"] = int64(s.last - s.first)
	out["kinds"] = s.kinds
	out["ranges"] = s.ranges
	out["goroutines"] = len(sum.Goroutines)
	out["created"] = s.created
	out["finalStates"] = final
	out["execNs"] = exec
	out["schedWaitNs"] = sched
	out["syscallNs"] = sysc
	out["syscallBlockNs"] = syscBlock
	out["blockNs"] = block
	out["tasks"] = len(sum.Tasks)
	out["regions"] = regions
	out["regionExecNs"] = regionExec
	out["regionTotalNs"] = regionTotal
	out["metricsMaxLast"] = s.metrics
	out["goroutineLines"] = lines
	out["mmu"] = s.mmu()
	out["latencies"] = s.latencies(sum)
	return out
}

func (s *summary) mmu() (mmu map[string]float64) {
	defer func() {
		if recover() != nil {
			mmu = nil
		}
	}()
	u := itrace.MutatorUtilizationV2(s.events, itrace.UtilSTW|itrace.UtilBackground|itrace.UtilAssist)
	c := itrace.NewMMUCurve(u)
	mmu = map[string]float64{}
	for _, w := range []time.Duration{100 * time.Microsecond, time.Millisecond, 10 * time.Millisecond, 100 * time.Millisecond, time.Second} {
		if int64(w) <= int64(s.last-s.first) {
			mmu[w.String()] = c.MMU(w)
		}
	}
	return mmu
}

type latency struct {
	Count uint64 `json:"count"`
	Ns    int64  `json:"ns"`
}

// latencies is cmd/trace/pprof.go over all goroutines: by kind, then by the functions and lines of the stack.
func (s *summary) latencies(sum *itrace.Summary) map[string]map[string]latency {
	out := map[string]map[string]latency{}
	for _, k := range []struct {
		name  string
		state itrace.GoState
		track func(string) bool
	}{
		{"net", itrace.GoWaiting, func(r string) bool { return r == "network" }},
		{"sync", itrace.GoWaiting, func(r string) bool {
			return strings.Contains(r, "chan") || strings.Contains(r, "sync") || strings.Contains(r, "select")
		}},
		{"syscall", itrace.GoSyscall, func(string) bool { return true }},
		{"sched", itrace.GoRunnable, func(string) bool { return true }},
	} {
		rows := map[string]latency{}
		tracking := map[itrace.GoID]*itrace.Event{}
		for i := range s.events {
			ev := &s.events[i]
			if ev.Kind() != itrace.EventStateTransition {
				continue
			}
			st := ev.StateTransition()
			if st.Resource.Kind != itrace.ResourceGoroutine {
				continue
			}
			id := st.Resource.Goroutine()
			_, to := st.Goroutine()
			begin := tracking[id]
			if begin == nil {
				if to == k.state && k.track(st.Reason) {
					tracking[id] = ev
				}
				continue
			}
			if to == k.state {
				continue
			}
			delete(tracking, id)
			g := sum.Goroutines[id]
			end := g.EndTime
			if end == 0 {
				end = s.last
			}
			if d := overlap(g.StartTime, end, begin.Time(), ev.Time()); d > 0 {
				key := ""
				for f := range begin.Stack().Frames() {
					key += fmt.Sprintf("%x %s:%d;", f.PC, f.Func, f.Line)
				}
				row := rows[key]
				row.Count++
				row.Ns += d
				rows[key] = row
			}
		}
		out[k.name] = rows
	}
	return out
}

func overlap(s1, e1, s2, e2 itrace.Time) int64 {
	if e1 < s2 || e2 < s1 {
		return 0
	}
	return int64(min(e1, e2) - max(s1, s2))
}
