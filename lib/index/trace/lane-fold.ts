import { Floats, Ints } from '../../base/grow';
import { type Lane, spanClasses } from '../../model/lanes';

interface Building {
  readonly start: Floats;
  readonly end: Floats;
  readonly kind: Ints;
  readonly goroutine: Ints;
  readonly reason: Ints;
  readonly shares: SharesByKind;
  /** The last span: it may still grow, or be cut by the next. */
  open: boolean;
  lastStart: number;
  lastEnd: number;
  lastKind: number;
  lastGoroutine: number;
  lastReason: number;
  /** ns of spans so far. */
  busy: number;
}

/**
 * Folds spans into lanes: those at least a step long stay as they are, the shorter ones become shares of the steps they fall into, so that a lane
 * has no more marks than steps whatever the trace. Spans of a lane come in order of their start.
 */
export class LaneFold {
  private readonly lanes = new Map<number, Building>();
  /** Those of small keys, found without hashing. */
  private readonly near: (Building | undefined)[] = Array.from({ length: 1024 });
  private readonly steps: number;

  constructor(
    readonly from: number,
    readonly to: number,
    readonly step: number,
  ) {
    this.steps = Math.max(1, Math.ceil((to - from) / step));
  }

  add(key: number, start: number, end: number, kind: number, goroutine: number, reason: number): void {
    if (end <= this.from || start >= this.to) return;
    const lane = this.near[key] ?? this.laneOf(key);
    // A wait that goes on in the next generation is told again there, without its reason.
    const goesOn = lane.open && start === lane.lastEnd && goroutine === lane.lastGoroutine && (kind === lane.lastKind || reason === 0);
    if (goesOn && isWait(kind) && isWait(lane.lastKind)) {
      lane.lastEnd = end;
      return;
    }
    // A call that lost its P lasts on; the P runs something else meanwhile.
    if (lane.open) this.flush(lane, Math.min(lane.lastEnd, Math.max(start, lane.lastStart)));
    lane.open = true;
    lane.lastStart = start;
    lane.lastEnd = end;
    lane.lastKind = kind;
    lane.lastGoroutine = goroutine;
    lane.lastReason = reason;
  }

  private laneOf(key: number): Building {
    let lane = this.lanes.get(key);
    if (!lane) {
      lane = empty();
      this.lanes.set(key, lane);
    }
    if (key >= 0 && key < 1024) this.near[key] = lane;
    return lane;
  }

  private flush(lane: Building, until: number): void {
    const start = Math.max(lane.lastStart, this.from);
    const end = Math.min(until, this.to);
    if (end <= start) return;
    lane.busy += end - start;
    if (until - lane.lastStart >= this.step) {
      // Whole, also beyond the window: its length is told.
      lane.start.push(lane.lastStart);
      lane.end.push(until);
      lane.kind.push(lane.lastKind);
      lane.goroutine.push(lane.lastGoroutine);
      lane.reason.push(lane.lastReason);
      return;
    }
    let shares = lane.shares[lane.lastKind];
    if (!shares) {
      shares = new Float32Array(this.steps);
      lane.shares[lane.lastKind] = shares;
    }
    const last = Math.min(this.steps - 1, Math.floor((end - this.from) / this.step));
    for (let at = Math.floor((start - this.from) / this.step); at <= last; at++) {
      const left = this.from + at * this.step;
      const part = Math.min(end, left + this.step) - Math.max(start, left);
      if (part > 0) shares[at] += part;
    }
  }

  /** Ends the spans still open: no more will come before `until`. What is added later begins anew. */
  settle(): void {
    for (const lane of this.lanes.values()) {
      if (lane.open) this.flush(lane, lane.lastEnd);
      lane.open = false;
    }
  }

  get keys(): readonly number[] {
    return [...this.lanes.keys()];
  }

  busy(key: number): number {
    return this.lanes.get(key)?.busy ?? 0;
  }

  /** A lane's columns, all of them new; without spans where the key never came. */
  lane(key: number, label: string, name: string): Lane {
    const lane = this.lanes.get(key);
    return {
      key,
      label,
      name,
      start: lane?.start.finish() ?? new Float64Array(0),
      end: lane?.end.finish() ?? new Float64Array(0),
      kind: Uint8Array.from(lane?.kind.finish() ?? []),
      goroutine: lane?.goroutine.finish() ?? new Int32Array(0),
      reason: Uint32Array.from(lane?.reason.finish() ?? []),
      ...shareColumns(lane?.shares ?? [], this.step),
    };
  }
}

/** ns by step, for each class that has short spans. */
export type SharesByKind = (Float32Array | undefined)[];

/** The shares of a lane as its columns. */
export function shareColumns(shares: Readonly<SharesByKind>, step: number): Pick<Lane, 'bucket' | 'bucketKind' | 'share'> {
  let count = 0;
  for (const one of shares) for (let i = 0; one && i < one.length; i++) if (one[i] > 0) count++;
  const bucket = new Uint32Array(count);
  const bucketKind = new Uint8Array(count);
  const share = new Float32Array(count);
  for (let i = 0, n = 0; n < count; i++) {
    for (let kind = 0; kind < shares.length; kind++) {
      const ns = shares[kind]?.[i] ?? 0;
      if (ns === 0) continue;
      bucket[n] = i;
      bucketKind[n] = kind;
      share[n++] = Math.min(1, ns / step);
    }
  }
  return { bucket, bucketKind, share };
}

export function isWait(kind: number): boolean {
  return kind >= firstWait;
}
const firstWait = spanClasses.indexOf('lock');

function empty(): Building {
  return {
    start: new Floats(),
    end: new Floats(),
    kind: new Ints(),
    goroutine: new Ints(),
    reason: new Ints(),
    shares: [],
    open: false,
    lastStart: 0,
    lastEnd: 0,
    lastKind: 0,
    lastGoroutine: -1,
    lastReason: 0,
    busy: 0,
  };
}
