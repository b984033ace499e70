import { grown } from '../../base/grow';
import { type LatencyColumns, type LatencyKind, latencyKinds } from '../../model/trace';
import type { TableInterner } from './interner';

export const net = 0;
export const sync = 1;
export const syscall = 2;
export const sched = 3;

/** Waits of a stretch of a trace; those held back in fours: goroutine, kind, stack, ns. */
export interface LatencyPart {
  readonly count: readonly Float64Array[];
  readonly ns: readonly Float64Array[];
  readonly held: readonly number[];
}

/**
 * Waits by the stack they began on (cmd/trace/pprof.go over all goroutines). A sample counts only from the goroutine's first run
 * on, as pprofMatchingGoroutines gives the interval: samples before it are held back, dropped when the goroutine runs, and
 * counted when it never does.
 */
export class Latencies {
  /** Samples and ns by occurrence of the stack, for each kind. */
  readonly count: Float64Array[] = [];
  readonly ns: Float64Array[] = [];
  private readonly held = new Map<number, number[]>();
  private readonly openCount = new Map<number, number>();
  private readonly openNs = new Map<number, number>();
  private size = 1024;

  constructor() {
    for (let kind = 0; kind < 4; kind++) {
      this.count.push(new Float64Array(this.size));
      this.ns.push(new Float64Array(this.size));
    }
  }

  reserve(occurrences: number): void {
    if (occurrences <= this.size) return;
    this.size = Math.max(occurrences, this.size * 2);
    for (let kind = 0; kind < 4; kind++) {
      this.count[kind] = grown(this.count[kind], this.size);
      this.ns[kind] = grown(this.ns[kind], this.size);
    }
  }

  hold(goroutine: number, kind: number, stack: number, ns: number): void {
    const rows = this.held.get(goroutine);
    if (rows) rows.push(kind, stack, ns);
    else this.held.set(goroutine, [kind, stack, ns]);
  }

  /** The same for a wait from since[goroutine] to times[at], without a number handed over, which would be boxed. */
  holdUntil(goroutine: number, kind: number, stack: number, since: Float64Array, times: Float64Array, at: number): void {
    this.hold(goroutine, kind, stack, times[at] - since[goroutine]);
  }

  drop(goroutine: number): void {
    if (this.held.size > 0) this.held.delete(goroutine);
  }

  /** A wait still open when the trace ends. */
  open(kind: number, stack: number, ns: number): void {
    const key = stack * 4 + kind;
    this.openCount.set(key, (this.openCount.get(key) ?? 0) + 1);
    this.openNs.set(key, (this.openNs.get(key) ?? 0) + ns);
  }

  /** What was counted so far, of the first `occurrences` stacks: plain data. */
  part(occurrences: number): LatencyPart {
    const held: number[] = [];
    for (const [goroutine, rows] of this.held)
      for (let i = 0; i < rows.length; i += 3) held.push(goroutine, rows[i], rows[i + 1], rows[i + 2]);
    const used = (columns: readonly Float64Array[]) => columns.map((column) => column.slice(0, occurrences));
    return { count: used(this.count), ns: used(this.ns), held };
  }

  /** Adds what was counted elsewhere: `base` comes before its occurrences, `slots` gives its goroutines here. */
  join({ count, ns, held }: LatencyPart, base: number, slots: Int32Array): void {
    for (let kind = 0; kind < 4; kind++) {
      for (let at = 0; at < count[kind].length; at++) {
        if (count[kind][at] === 0) continue;
        const place = at === 0 ? 0 : base + at;
        this.count[kind][place] += count[kind][at];
        this.ns[kind][place] += ns[kind][at];
      }
    }
    for (let i = 0; i < held.length; i += 4)
      this.hold(slots[held[i]], held[i + 1], held[i + 2] === 0 ? 0 : base + held[i + 2], held[i + 3]);
  }

  finish(interner: TableInterner): LatencyColumns[] {
    for (const rows of this.held.values()) {
      for (let i = 0; i < rows.length; i += 3) {
        this.count[rows[i]][rows[i + 1]]++;
        this.ns[rows[i]][rows[i + 1]] += rows[i + 2];
      }
    }
    this.held.clear();
    return latencyKinds.map((name, kind) => this.columns(name, kind, interner));
  }

  private columns(name: LatencyKind, kind: number, interner: TableInterner): LatencyColumns {
    const rows = new Map<number, [number, number, number, number]>();
    const row = (occurrence: number) => {
      const stack = interner.stack(occurrence);
      let values = rows.get(stack);
      if (!values) {
        values = [0, 0, 0, 0];
        rows.set(stack, values);
      }
      return values;
    };
    for (let at = 0; at < this.size; at++) {
      if (this.count[kind][at] === 0) continue;
      const values = row(at);
      values[0] += this.count[kind][at];
      values[1] += this.ns[kind][at];
    }
    for (const [key, count] of this.openCount) {
      if (key % 4 !== kind) continue;
      const values = row(Math.floor(key / 4));
      values[2] += count;
      values[3] += this.openNs.get(key) ?? 0;
    }
    const sorted = [...rows].sort((a, b) => b[1][1] + b[1][3] - a[1][1] - a[1][3] || a[0] - b[0]);
    const column = (i: number) => Float64Array.from(sorted, ([, values]) => values[i]);
    return {
      kind: name,
      rows: sorted.length,
      stack: Uint32Array.from(sorted, ([stack]) => stack),
      count: column(0),
      ns: column(1),
      openCount: column(2),
      openNs: column(3),
    };
  }
}
