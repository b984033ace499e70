import { GoState } from '../../model/trace';
import type { EventChunk } from './chunk';
import type { PartColumns, PartCount } from './count';
import { Ev, Step } from './kinds';
import type { DurationsPart, LongSpan } from './scheduling';
import { Seen } from './split';
import { StitchError } from './stitch-error';
import type { Summary } from './summary';

/** From a part's slots and wide values to the trace's. */
export interface PartMaps {
  readonly g: Int32Array;
  readonly p: Int32Array;
  readonly value: (value: number) => number;
}

/**
 * Whether the count so far lets a part be added: user regions, goroutines of cgo callbacks and a stop of the world that a part begins in need every
 * event, and a goroutine that works for the collector has to be known as such. `slots` gives the trace's slots.
 */
export function mayJoin(summary: Summary, { log }: PartCount, slots: Int32Array): boolean {
  if (summary.annotations.hasRegions || summary.callbacks || summary.stops.open[0] !== 0) return false;
  const { labelled } = summary.utilization;
  for (let i = 0; i < log.count; i++) if (log.type[i] === Step.Settled && labelled.has(slots[log.res[i]])) return false;
  return true;
}

/**
 * Adds a part to the count of everything before it. Its log, in the trace's own slots already, is counted as events are; the rest is added up. Throws
 * StitchError where the part took for granted what is not so; the count is of no use then.
 */
export function join(summary: Summary, part: PartCount, log: EventChunk, maps: PartMaps): void {
  const stringOf = stringsOf(summary, part);
  const base = summary.interner.stackBase;
  const g = summary.goroutines;
  const stack = (position: number) => (position <= 0 ? 0 : base + position);
  g.reserve(summary.context.state.goroutines.count, part.columns.nodeNs.length);
  addBorn(summary, part, maps, stringOf, base);
  replay(summary, part, log, maps);
  const [maxRun, maxWait] = [g.maxRun, g.maxWait];
  const runs = spans(part.runs, part, maps, maxRun, stack);
  const waits = spans(part.waits, part, maps, maxWait, stack);
  addOld(summary, part, maps, stringOf, base);
  summary.runs.join(part.runs, runs);
  summary.waits.join(part.waits, waits);
  summary.latencies.join(part.latencies, base, maps.g);
  if (!summary.density.join(part.density, part.last)) throw new StitchError('the buckets of a part are others');
  for (let type = 1; type < Step.Left; type++) summary.kindCounts[type] += part.kinds[type];
  summary.eventCount += part.events - part.logged;
  summary.createdCount += part.created;
  summary.last = part.last;
  for (let p = 0; p < part.syscalling.length; p++) {
    if (part.syscalling[p] >= 0) summary.setSyscalling(maps.p[p], maps.g[part.syscalling[p]]);
  }
  for (const which of [0, 1]) {
    const [times, values] = [part.metricTime[which], part.metricValue[which]];
    for (let i = 0; i < times.length; i++) {
      summary.metricTime[which + 1].push(times[i]);
      summary.metricValue[which + 1].push(values[i] < -1 ? maps.value(values[i]) : values[i]);
    }
  }
}

/** From the part's strings to the trace's. */
function stringsOf({ interner }: Summary, { stringMap }: PartCount): Uint32Array {
  const own = stringMap.reduce((most, position) => Math.max(most, position), 0);
  const to = new Uint32Array(own + 1);
  for (let i = 0; i < stringMap.length; i++) to[stringMap[i]] = interner.stringMap[i];
  return to;
}

/** Goroutines that the part saw come to be: what it knows of them is all. */
function addBorn(summary: Summary, part: PartCount, maps: PartMaps, stringOf: Uint32Array, base: number): void {
  const g = summary.goroutines;
  const from = part.columns;
  const slots = maps.g;
  for (let s = 0; s < part.slots; s++) {
    if (part.seen[s] !== Seen.Born) continue;
    const to = slots[s];
    if (!Number.isNaN(g.created[to])) throw new StitchError('a goroutine has the id of one before');
    g.created[to] = from.created[s];
    g.started[to] = from.started[s];
    g.exec[to] = from.exec[s];
    g.schedWait[to] = from.schedWait[s];
    g.syscall[to] = from.syscall[s];
    g.syscallBlock[to] = from.syscallBlock[s];
    g.inTrace[to] = 1;
    const creator = from.creator[s];
    g.creator[to] = creator < 0 ? -1 : slots[creator];
    g.creatorStack[to] = from.creatorStack[s] <= 0 ? 0 : base + from.creatorStack[s];
    g.wakeups[to] = from.wakeups[s];
    g.maxRun[to] = from.maxRun[s];
    g.maxWait[to] = from.maxWait[s];
    if (from.name[s] !== 0) g.name[to] = stringOf[from.name[s]];
    addState(summary, part, maps, stringOf, base, s);
  }
}

/** Goroutines that were there before: what the part counted of them comes on top. */
function addOld(summary: Summary, part: PartCount, maps: PartMaps, stringOf: Uint32Array, base: number): void {
  const g = summary.goroutines;
  const from = part.columns;
  for (let s = 0; s < part.slots; s++) {
    const to = maps.g[s];
    // Its time in ranges ends with it; ranges are in the log.
    if (!Number.isNaN(from.ended[s]) && g.rangeHead[to] >= 0) g.closeRanges(to, from.ended[s]);
    if (part.seen[s] !== Seen.Old || Number.isNaN(from.started[s])) continue;
    g.exec[to] += from.exec[s];
    g.schedWait[to] += from.schedWait[s];
    g.syscall[to] += from.syscall[s];
    g.syscallBlock[to] += from.syscallBlock[s];
    g.wakeups[to] += from.wakeups[s];
    if (from.maxRun[s] > g.maxRun[to]) g.maxRun[to] = from.maxRun[s];
    if (from.maxWait[s] > g.maxWait[to]) g.maxWait[to] = from.maxWait[s];
    if (g.name[to] === 0 && from.name[s] !== 0) g.name[to] = stringOf[from.name[s]];
    addState(summary, part, maps, stringOf, base, s);
  }
}

/** The state a goroutine is in at the end of the part, who woke it, and its waits by reason. */
function addState(summary: Summary, part: PartCount, maps: PartMaps, stringOf: Uint32Array, base: number, s: number): void {
  const g = summary.goroutines;
  const from = part.columns;
  const to = maps.g[s];
  g.state[to] = from.state[s];
  g.since[to] = from.since[s];
  g.reason[to] = stringOf[from.reason[s]];
  g.stack[to] = from.stack[s] <= 0 ? 0 : base + from.stack[s];
  g.blockedAt[to] = from.blockedAt[s];
  g.syscallProc[to] = from.syscallProc[s] < 0 ? -1 : maps.p[from.syscallProc[s]];
  if (!Number.isNaN(from.ended[s])) g.ended[to] = from.ended[s];
  if (!Number.isNaN(from.wokenAt[s])) {
    g.wokenAt[to] = from.wokenAt[s];
    g.waker[to] = from.waker[s] < 0 ? -1 : maps.g[from.waker[s]];
    g.wakerStack[to] = from.wakerStack[s] <= 0 ? 0 : base + from.wakerStack[s];
  }
  const head = from.blockHead[s];
  if (head >= 0) addBlocks(summary, from, to, head, stringOf);
}

/** The oldest reason first, as they came. */
function addBlocks(summary: Summary, from: PartColumns, to: number, node: number, stringOf: Uint32Array): void {
  const { nodes, nodeNs } = from;
  const next = nodes[2 * node + 1];
  if (next >= 0) addBlocks(summary, from, to, next, stringOf);
  summary.goroutines.addBlock(to, stringOf[nodes[2 * node]], nodeNs[node]);
}

/** The long spans that are worth keeping: of a goroutine that was there before those longer than any it had, `before` by slot. */
function spans(
  { rows }: DurationsPart,
  part: PartCount,
  maps: PartMaps,
  before: Float64Array,
  stack: (position: number) => number,
): LongSpan[] {
  const out: LongSpan[] = [];
  for (const row of rows) {
    const goroutine = maps.g[row.goroutine];
    if (part.seen[row.goroutine] === Seen.Old && row.ns <= before[goroutine]) continue;
    out.push({ goroutine, start: row.start, ns: row.ns, stack: stack(row.stack) });
  }
  return out;
}

/** Counts the log's events, and does what its steps say. */
function replay(summary: Summary, part: PartCount, log: EventChunk, maps: PartMaps): void {
  const g = summary.goroutines;
  const { type: types, res, p, time } = log;
  let from = 0;
  for (let i = 0; i < log.count; i++) {
    const type = types[i];
    const slot = res[i];
    if (type === Step.Left) {
      summary.count(log, from, i);
      from = i + 1;
      summary.leaveStopping(log, i);
    } else if (type >= Step.MarkOn && type <= Step.Settled) {
      summary.count(log, from, i);
      from = i + 1;
      if (summary.utilization.flags[slot] === 0) continue;
      if (type === Step.Settled) throw new StitchError('a goroutine works for the collector without saying so');
      summary.mark(log, i, type === Step.MarkOn ? 1 : -1);
    } else if (type === Ev.GoSyscallBegin) {
      // What becomes of its P the part has followed.
      const before = p[i] < summary.syscalling.length ? summary.syscalling[p[i]] : -1;
      summary.count(log, from, i + 1);
      from = i + 1;
      summary.setSyscalling(p[i], before);
    } else if (type === Ev.GoSyscallEnd || type === Ev.GoSyscallEndBlocked) {
      summary.count(log, from, i);
      from = i;
      const proc = g.syscallProc[slot];
      if (proc >= 0 && summary.syscalling[proc] !== slot && lostMeanwhile(part, maps, proc, time[i])) {
        throw new StitchError('a syscall ends while another on its P loses it');
      }
    }
  }
  summary.count(log, from, log.count);
}

/** Whether a P was lost during a syscall that began before a time and lost it later: the end of an earlier one on it makes Go's summary forget it. */
function lostMeanwhile({ losses }: PartCount, maps: PartMaps, proc: number, time: number): boolean {
  for (let i = 0; i < losses.length; i += 3) if (maps.p[losses[i]] === proc && losses[i + 1] < time && time < losses[i + 2]) return true;
  return false;
}

/** The state by which a later generation's status of a goroutine is judged (GoState), from the order's own status. */
export const stateOfStatus = [GoState.NotExist, GoState.Runnable, GoState.Running, GoState.Syscall, GoState.Waiting] as const;
