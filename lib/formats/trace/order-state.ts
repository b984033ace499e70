import { InputError } from '../../base/errors';
import { grown } from '../../base/grow';
import { type Phrase, phrase } from '../../base/phrase';
import { IdTable, type WideIds } from './wide';

export interface Region {
  readonly task: number;
  readonly name: string;
}

/** Bits of `gFlags` and `pFlags`: what else is kept for a goroutine or a P. */
export const Flag = { Assist: 1, Stw: 2, Regions: 4, Sweep: 8 } as const;

export const GcState = { Undetermined: 0, NotRunning: 1, Running: 2 } as const;

/**
 * The scheduler as the events so far describe it: state of every goroutine, P and thread (internal/trace/order.go `ordering`). It
 * lives across generations. Slots index the arrays; status 0 is «does not exist», else the wire's own status.
 */
export class SchedulerState {
  readonly goroutines = new IdTable();
  readonly procs = new IdTable();
  readonly threads = new IdTable();
  gStatus = new Uint8Array(0);
  /** Sequence number within this generation; NaN until the generation has given its status. Of slots that do not exist: anything. */
  gSeq = new Float64Array(0);
  gFlags = new Uint8Array(0);
  pStatus = new Uint8Array(0);
  pSeq = new Float64Array(0);
  pFlags = new Uint8Array(0);
  /** Goroutine and P bound to a thread, −1 for none; and whether any event of the thread has been tried yet. */
  mG = new Int32Array(0);
  mP = new Int32Array(0);
  mKnown = new Uint8Array(0);
  /** Open regions, innermost last, and open stop-the-world kinds (raw string ids), of the goroutines flagged so. */
  readonly regions = new Map<number, Region[]>();
  readonly stops = new Map<number, number[]>();
  readonly tasks = new Map<number, { readonly name: string; readonly parent: number }>();
  /** Names given to UserTaskEnd events, whose own generation may lack the string. */
  readonly taskNames: string[] = [''];
  gcSeq = 0;
  gcState: number = GcState.Undetermined;
  initialGen = 0;

  constructor(readonly wide: WideIds) {}

  /** Makes room for so many new goroutines, Ps and threads, so that no array moves while the hot loop runs. */
  reserve(extra: number): void {
    const g = this.goroutines.count + extra;
    if (this.gStatus.length < g) {
      const size = Math.max(g, this.gStatus.length * 4);
      const { count } = this.goroutines;
      this.gStatus = grown(this.gStatus, size, 0, count);
      this.gSeq = grown(this.gSeq, size, 0, count);
      this.gFlags = grown(this.gFlags, size, 0, count);
    }
    const p = this.procs.count + extra;
    if (this.pStatus.length < p) {
      this.pStatus = grown(this.pStatus, 2 * p);
      this.pSeq = grown(this.pSeq, 2 * p);
      this.pFlags = grown(this.pFlags, 2 * p);
    }
    const m = this.threads.count + extra;
    if (this.mG.length < m) {
      this.mG = grown(this.mG, 2 * m, -1);
      this.mP = grown(this.mP, 2 * m, -1);
      this.mKnown = grown(this.mKnown, 2 * m);
    }
  }

  /** A new generation: statuses carry over, sequence numbers start again. */
  beginGeneration(gen: number): void {
    if (this.initialGen === 0) this.initialGen = gen;
    this.gSeq.fill(Number.NaN, 0, this.goroutines.count);
    this.pSeq.fill(Number.NaN, 0, this.procs.count);
  }

  /** Forgets what a goroutine that ends still had open. */
  clearGoroutine(slot: number): void {
    this.regions.delete(slot);
    this.stops.delete(slot);
    this.gFlags[slot] = 0;
  }
}

/** An order of events that no scheduler gives: the trace is broken. */
export function badOrder(message: Phrase, offset: number): InputError {
  return new InputError({
    code: 'bad-order',
    message,
    offset,
    expected: phrase`events that follow from the state of the scheduler`,
    hint: phrase`the trace is damaged: capture it again`,
  });
}
