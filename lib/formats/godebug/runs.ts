import type { GcRun } from '../../model/gclog';
import type { GrowingFloat64 } from '../growing';

/** Processes that may write into one log at the same time and still be told apart. */
const openRuns = 32;

interface Open {
  readonly writer: number;
  readonly rows: number[];
  number: number;
  time: number;
  procs: number;
  missing: number;
  because: GcRun['because'];
  /** The run that was written last when this one began, and its length then: it is interleaved when that one went on. */
  readonly before: Open | undefined;
  readonly beforeRows: number;
}

/**
 * Which process each line belongs to. Within a process the numbers go up by one and the clock never back
 * (runtime/mgc.go prints them before the next cycle may start). A line continues the run whose last number is one less;
 * else a run that lost lines in between; else it starts a run: a restarted process, or another writer.
 *
 * @param writers who wrote each line, where the log names them (./writers): lines of two are never of one run
 * @returns the rows run by run, and of how many lines the numbers and clocks of several runs leave open whose they are
 */
export function splitRuns(
  number: GrowingFloat64,
  startNs: GrowingFloat64,
  procs: GrowingFloat64,
  offset: GrowingFloat64,
  writers?: Uint32Array,
): { rows: Uint32Array; runs: GcRun[]; ambiguous: number } {
  const all: Open[] = [];
  let open: Open[] = [];
  let last: Open | undefined;
  let ambiguous = 0;
  for (let row = 0; row < number.length; row++) {
    const n = number.at(row);
    const time = startNs.at(row);
    const p = procs.at(row);
    const writer = writers?.[row] ?? 0;
    const next = (o: Open) => o.writer === writer && o.number + 1 === n && o.time <= time;
    let run = last && next(last) && (open.length === 1 || last.procs === p) ? last : undefined;
    // Where several processes are at the same number, the one whose clock is nearest.
    if (!run || open.length > 1) run = nearest(open, next, time, p) ?? run;
    if (run && open.length > 1 && open.some((o) => o !== run && next(o) && o.procs === p)) ambiguous++;
    if (!run && n > 1) run = nearest(open, (o) => o.writer === writer && o.number < n && o.time <= time && o.procs === p, time, p);
    if (run) run.missing += n - run.number - 1;
    else {
      const because = all.length === 0 ? 'first' : n === 1 ? 'restart' : 'clock-back';
      run = { writer, rows: [], number: n, time, procs: p, missing: 0, because, before: last, beforeRows: last?.rows.length ?? 0 };
      all.push(run);
      open = [...open, run].slice(-openRuns);
    }
    run.rows.push(row);
    run.number = n;
    run.time = time;
    run.procs = p;
    last = run;
  }
  const rows = new Uint32Array(number.length);
  const runs: GcRun[] = [];
  let at = 0;
  for (const run of all) {
    const because = run.before && run.before.rows.length > run.beforeRows ? 'interleaved' : run.because;
    runs.push({ first: at, count: run.rows.length, offset: offset.at(run.rows[0]), missing: run.missing, because });
    rows.set(run.rows, at);
    at += run.rows.length;
  }
  return { rows, runs, ambiguous };
}

function nearest(open: readonly Open[], fits: (run: Open) => boolean, time: number, procs: number): Open | undefined {
  let best: Open | undefined;
  let bestGap = Number.POSITIVE_INFINITY;
  for (const run of open) {
    if (!fits(run)) continue;
    const gap = time - run.time + (run.procs === procs ? 0 : 1e15);
    if (gap < bestGap) {
      best = run;
      bestGap = gap;
    }
  }
  return best;
}
