import { GoState } from '../../model/trace';
import type { EventChunk } from './chunk';
import { Ev } from './kinds';
import { net, sched, sync, syscall } from './latency';
import { Durations, powerOf } from './scheduling';
import type { EventSink } from './stream';
import { RareSummary } from './summary-rare';
import { Reason } from './wait-reasons';

const { NotExist, Runnable, Running, Waiting, Syscall } = GoState;

/**
 * Folds the ordered stream into what the model holds: internal/trace/summary.go, cmd/trace/pprof.go, the density of states, and
 * the rest of TraceTable. One pass; frequent events in place, the others in RareSummary.
 */
export class Summary extends RareSummary implements EventSink {
  readonly kindCounts = new Int32Array(256);
  readonly runs = new Durations();
  readonly waits = new Durations();
  eventCount = 0;
  last = 0;

  /**
   * Counts a chunk of events. Whatever it calls gets the chunk and a position: a number handed over would have to be boxed, and the engine
   * boxes it for every event, not just where the call is.
   */
  events(chunk: EventChunk): void {
    this.count(chunk, 0, chunk.count);
  }

  /** The same for events [from, to) of the chunk. */
  count(chunk: EventChunk, from: number, to: number): void {
    if (from >= to) return;
    const slots = this.context.state.goroutines.count;
    const g = this.goroutines;
    g.reserve(slots, to - from);
    this.utilization.reserve(slots);
    const { type: types, time: times, p: ps, g: gs, res: ress, trans: transs, stack: stacks, a0: a0s } = chunk;
    const { exec, schedWait, state, since, reason, stack: stackNow, started, waker, wokenAt, wakerStack, wakeups, maxRun, maxWait } = g;
    const { density, latencies, runs, waits, kindCounts } = this;
    const reasonBits = this.reasons.bits;
    const { current, counts } = density;
    let edge = density.edge[0];
    const { counts: waitCounts, sums: waitSums } = waits;
    const { counts: runCounts, sums: runSums } = runs;
    const { name, block, blockHead, nodes, nodeNs } = g;
    const marking = this.utilization.flags;
    const stopping = this.stops.open;
    const map = this.interner.stringMap;
    const base = this.interner.stackBase;
    const [netCount, syncCount, , schedCount] = latencies.count;
    const [netNs, syncNs, , schedNs] = latencies.ns;
    for (let i = from; i < to; i++) {
      const type = types[i];
      kindCounts[type]++;
      if (times[i] >= edge) {
        density.advanceTo(times, i);
        edge = density.edge[0];
      }
      switch (type) {
        case Ev.GoStart: {
          const slot = ress[i];
          const t = times[i];
          const ns = t - since[slot];
          schedWait[slot] += ns;
          waitCounts[ns < 2147483648 ? 31 - Math.clz32(ns | 1) : powerOf(ns)]++;
          waitSums[0] += ns;
          if (ns > waitSums[1]) waitSums[1] = ns;
          if (ns > maxWait[slot]) {
            maxWait[slot] = ns;
            if (ns > waitSums[2]) waits.keepUntil(slot, since, times, i, stackNow[slot]);
          }
          // The first run starts the interval that latencies count in: what came before it does not (pprof.go).
          if (Number.isNaN(started[slot])) {
            started[slot] = t;
            latencies.drop(slot);
          } else {
            const at = stackNow[slot];
            schedCount[at]++;
            schedNs[at] += ns;
          }
          state[slot] = Running;
          since[slot] = t;
          reason[slot] = 0;
          stackNow[slot] = 0;
          const rest = edge - t;
          current[Runnable] -= rest;
          counts[Runnable]--;
          current[Running] += rest;
          counts[Running]++;
          if (marking[slot] !== 0) this.mark(chunk, i, 1);
          break;
        }
        case Ev.GoBlock:
        case Ev.GoStop:
        case Ev.GoDestroy:
        case Ev.GoSyscallBegin: {
          const slot = ress[i];
          const t = times[i];
          const ns = t - since[slot];
          exec[slot] += ns;
          runCounts[ns < 2147483648 ? 31 - Math.clz32(ns | 1) : powerOf(ns)]++;
          runSums[0] += ns;
          if (ns > runSums[1]) runSums[1] = ns;
          const stack = stacks[i] === 0 ? 0 : base + stacks[i];
          if (ns > maxRun[slot]) {
            maxRun[slot] = ns;
            if (ns > runSums[2]) runs.keepUntil(slot, since, times, i, stack);
          }
          if (name[slot] === 0) this.nameFrom(slot, stack);
          const to = transs[i] & 7;
          if (stopping[0] !== 0) this.leaveStopping(chunk, i);
          state[slot] = to;
          since[slot] = t;
          stackNow[slot] = stack;
          // The lane of those that do not exist is never read.
          const rest = edge - t;
          current[Running] -= rest;
          counts[Running]--;
          current[to] += rest;
          counts[to]++;
          if (to === Syscall) {
            reason[slot] = 0;
            this.enterSyscall(slot, ps[i]);
            break;
          }
          const why = to === NotExist ? 0 : map[a0s[i]];
          reason[slot] = why;
          if (marking[slot] !== 0) this.mark(chunk, i, -1);
          if (to === NotExist || (to === Waiting && (reasonBits[why] & Reason.Forever) !== 0)) this.endGoroutine(chunk, i);
          break;
        }
        case Ev.GoUnblock:
        case Ev.GoSwitch:
        case Ev.GoSwitchDestroy: {
          const slot = ress[i];
          const t = times[i];
          const ns = t - since[slot];
          const why = reason[slot];
          const bits = reasonBits[why];
          const node = blockHead[slot];
          if (node >= 0 && nodes[2 * node] === why) {
            nodeNs[node] += ns;
            block[slot] += ns;
          } else if ((bits & Reason.Forever) === 0) g.addBlockUntil(slot, why, times, i);
          if ((bits & 3) !== 0) {
            const at = stackNow[slot];
            if (Number.isNaN(started[slot]) || g.callback[slot] !== 0) {
              if ((bits & Reason.Net) !== 0) latencies.holdUntil(slot, net, at, since, times, i);
              if ((bits & Reason.Sync) !== 0) latencies.holdUntil(slot, sync, at, since, times, i);
            } else {
              if ((bits & Reason.Net) !== 0) {
                netCount[at]++;
                netNs[at] += ns;
              }
              if ((bits & Reason.Sync) !== 0) {
                syncCount[at]++;
                syncNs[at] += ns;
              }
            }
          }
          const stack = stacks[i] === 0 ? 0 : base + stacks[i];
          state[slot] = Runnable;
          since[slot] = t;
          reason[slot] = 0;
          stackNow[slot] = stack;
          waker[slot] = gs[i];
          wokenAt[slot] = t;
          wakerStack[slot] = stack;
          wakeups[slot]++;
          const rest = edge - t;
          current[Waiting] -= rest;
          counts[Waiting]--;
          current[Runnable] += rest;
          counts[Runnable]++;
          break;
        }
        case Ev.GoCreate:
        case Ev.GoCreateBlocked:
          this.create(chunk, i);
          break;
        case Ev.GoSyscallEnd:
        case Ev.GoSyscallEndBlocked:
        case Ev.GoDestroySyscall:
          this.endSyscall(chunk, i);
          break;
        case Ev.ProcStart:
        case Ev.ProcStop:
        case Ev.ProcSteal:
          this.procTransition(chunk, i);
          break;
        case Ev.HeapAlloc:
          this.metric(1, chunk, i);
          break;
        case Ev.HeapGoal:
          this.metric(2, chunk, i);
          break;
        case Ev.GoCreateSyscall:
          this.create(chunk, i);
          this.callbacks = true;
          g.callback[ress[i]] = 1;
          this.enterSyscall(ress[i], ps[i]);
          if (marking[ress[i]] !== 0) this.mark(chunk, i, 1);
          break;
        default:
          this.rareEvent(chunk, i);
      }
    }
    this.eventCount += to - from;
    this.last = times[to - 1];
  }

  /** A goroutine that the collector's use of time is counted for begins to run (+1), or no longer runs (−1). */
  mark(chunk: EventChunk, i: number, delta: 1 | -1): void {
    this.utilization.transition(chunk.time[i], this.procId(chunk.p[i]), chunk.res[i], delta);
  }

  // Events that come less often stand by themselves: what is compiled at once has to stay small.

  /** A goroutine comes to be, in whichever state. */
  private create(chunk: EventChunk, i: number): void {
    const { density } = this;
    const slot = chunk.res[i];
    const to = chunk.trans[i] & 7;
    const stack = this.stackOf(chunk.stack[i]);
    this.appear(slot, chunk, i, stack);
    if (chunk.type[i] !== Ev.GoCreateSyscall) this.nameFrom(slot, this.stackOf(chunk.a1[i]));
    density.current[to] += density.edge[0] - chunk.time[i];
    density.counts[to]++;
    this.enter(chunk, i, to, stack);
  }

  /** A syscall is over: its goroutine runs on, has to wait for a P, or is gone (cgo). */
  private endSyscall(chunk: EventChunk, i: number): void {
    const g = this.goroutines;
    const slot = chunk.res[i];
    const to = chunk.trans[i] & 7;
    this.leaveSyscall(slot, chunk, i);
    if (to === Running && Number.isNaN(g.started[slot])) {
      g.started[slot] = chunk.time[i];
      this.latencies.drop(slot);
    }
    this.move(chunk, i, Syscall, to);
    this.enter(chunk, i, to, 0);
    if (to !== Running && this.utilization.flags[slot] !== 0) this.mark(chunk, i, -1);
    if (to === NotExist) this.endGoroutine(chunk, i);
  }

  /** Density: from one lane to another; NotExist has none. */
  private move(chunk: EventChunk, i: number, from: number, to: number): void {
    const { current, counts, edge } = this.density;
    const rest = edge[0] - chunk.time[i];
    current[from] -= rest;
    counts[from]--;
    if (to === NotExist) return;
    current[to] += rest;
    counts[to]++;
  }

  private enter(chunk: EventChunk, i: number, to: number, stack: number): void {
    const g = this.goroutines;
    const slot = chunk.res[i];
    g.state[slot] = to;
    g.since[slot] = chunk.time[i];
    g.reason[slot] = 0;
    g.stack[slot] = stack;
  }

  /** summary.go finalize at a goroutine's end, or at a wait that never ends. */
  private endGoroutine(chunk: EventChunk, i: number): void {
    const g = this.goroutines;
    const slot = chunk.res[i];
    g.ended[slot] = chunk.time[i];
    if (g.rangeHead[slot] >= 0) g.closeRanges(slot, chunk.time[i]);
    if (this.annotations.hasRegions) this.annotations.close(slot, chunk.time[i], chunk.time[i], this.isSystem(slot));
  }

  /** summary.go IsSystemGoroutine. */
  protected isSystem(slot: number): boolean {
    const name = this.interner.strings[this.goroutines.name[slot]];
    return name === '' || (name !== 'runtime.main' && name.startsWith('runtime.'));
  }

  /** summary.go Finalize: what is open when the trace ends counts up to its last event; waits are kept apart (openNs). */
  finalize(): void {
    const g = this.goroutines;
    const end = this.last;
    const slots = this.context.state.goroutines.count;
    g.reserve(slots, 0);
    for (let slot = 0; slot < slots; slot++) {
      if (Number.isNaN(g.created[slot])) continue;
      const ns = end - g.since[slot];
      const bits = this.reasons.bits[g.reason[slot]];
      switch (g.state[slot]) {
        case Running:
          g.exec[slot] += ns;
          break;
        case Runnable:
          g.schedWait[slot] += ns;
          this.latencies.open(sched, g.stack[slot], ns);
          break;
        case Waiting:
          if ((bits & Reason.Net) !== 0) this.latencies.open(net, g.stack[slot], ns);
          if ((bits & (Reason.Sync | Reason.Forever)) !== 0) this.latencies.open(sync, g.stack[slot], ns);
          if ((bits & Reason.Forever) === 0) g.addBlock(slot, g.reason[slot], ns);
          break;
        case Syscall:
          // snapshotStat adds the whole syscall, and the part without a P to the scheduler's wait on top.
          g.syscall[slot] += ns;
          if (!Number.isNaN(g.blockedAt[slot])) g.schedWait[slot] += end - g.blockedAt[slot];
          this.latencies.open(syscall, g.stack[slot], ns);
          break;
      }
      g.closeRanges(slot, end);
    }
    for (const slot of this.annotations.openGoroutines) this.annotations.close(slot, Number.NaN, end, this.isSystem(slot));
  }
}
