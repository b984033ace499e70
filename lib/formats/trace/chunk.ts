/**
 * Ordered events as columns: what the decoder writes and every consumer loops over. Columns that do not apply to an event's
 * type hold leftovers: read only those that its type has.
 */
export interface EventChunk {
  count: number;
  readonly capacity: number;
  /** Wire type (kinds.ts Ev), or Ev.SyncPoint. */
  readonly type: Uint8Array;
  /** ns from the trace's first event. */
  readonly time: Float64Array;
  /** The event's own context: slots of thread, P and goroutine in the decoder's id tables; −1 for none. */
  readonly m: Int32Array;
  readonly p: Int32Array;
  readonly g: Int32Array;
  /** Slot of the resource that changes state or that an «active» range belongs to: a P for Proc events and sweeps, else a goroutine. */
  readonly res: Int32Array;
  /** State transitions: from * 8 + to, as GoState or ProcState. */
  readonly trans: Uint8Array;
  /** Position of the event's own stack among the generation's stacks. */
  readonly stack: Int32Array;
  /**
   * By type: reason (GoStop, GoBlock), kind (STWBegin, STWEnd), label: position among the generation's strings. Metrics: value. Tasks,
   * regions, logs: task id. GoCreate: position of the new goroutine's stack in `a1`. GCSweepEnd: swept, reclaimed. Sync: its number.
   * UserTaskBegin: parent id in a1, name in a2. UserTaskEnd: parent id in a1, position in `extra` in a2. Regions: name in a1. Logs:
   * category in a1, message in a2. Experimental events: raw arguments.
   */
  readonly a0: Float64Array;
  readonly a1: Float64Array;
  readonly a2: Float64Array;
}

/** Columns one after another in one buffer, so that handing a chunk to another thread hands over one thing. */
export function makeChunk(capacity: number): EventChunk {
  const room = Math.ceil(capacity / 8) * 8;
  const buffer = new ArrayBuffer(room * (4 * 8 + 5 * 4 + 2));
  let at = 0;
  const next = (bytes: number): number => {
    const from = at;
    at += room * bytes;
    return from;
  };
  const floats = () => new Float64Array(buffer, next(8), capacity);
  const ints = () => new Int32Array(buffer, next(4), capacity);
  const bytes = () => new Uint8Array(buffer, next(1), capacity);
  return {
    count: 0,
    capacity,
    time: floats(),
    a0: floats(),
    a1: floats(),
    a2: floats(),
    m: ints(),
    p: ints(),
    g: ints(),
    res: ints(),
    stack: ints(),
    type: bytes(),
    trans: bytes(),
  };
}

/** Adds one event; for all but the decoder's hot loop. */
export function pushEvent(
  chunk: EventChunk,
  type: number,
  time: number,
  m: number,
  p: number,
  g: number,
  res = -1,
  trans = 0,
  stack = 0,
  a0 = 0,
  a1 = 0,
  a2 = 0,
): void {
  const n = chunk.count++;
  chunk.type[n] = type;
  chunk.time[n] = time;
  chunk.m[n] = m;
  chunk.p[n] = p;
  chunk.g[n] = g;
  chunk.res[n] = res;
  chunk.trans[n] = trans;
  chunk.stack[n] = stack;
  chunk.a0[n] = a0;
  chunk.a1[n] = a1;
  chunk.a2[n] = a2;
}

/** Adds a copy of event `i` of another chunk; there has to be room. */
export function copyEvent(into: EventChunk, from: EventChunk, i: number): void {
  const n = into.count++;
  into.type[n] = from.type[i];
  into.time[n] = from.time[i];
  into.m[n] = from.m[i];
  into.p[n] = from.p[i];
  into.g[n] = from.g[i];
  into.res[n] = from.res[i];
  into.trans[n] = from.trans[i];
  into.stack[n] = from.stack[i];
  into.a0[n] = from.a0[i];
  into.a1[n] = from.a1[i];
  into.a2[n] = from.a2[i];
}

const columnNames = ['type', 'time', 'm', 'p', 'g', 'res', 'trans', 'stack', 'a0', 'a1', 'a2'] as const;

/** Takes the first events out of a chunk. */
export function dropEvents(chunk: EventChunk, events: number): void {
  for (const name of columnNames) chunk[name].copyWithin(0, events, chunk.count);
  chunk.count -= events;
}

/** The same events in a chunk of another capacity. */
export function resized(from: EventChunk, capacity: number): EventChunk {
  const to = makeChunk(capacity);
  for (const name of columnNames) to[name].set(from[name].subarray(0, from.count));
  to.count = from.count;
  return to;
}
