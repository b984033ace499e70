import type { ByteSource, WorkContext } from '../../base/source';
import type { TraceTable } from '../../model/trace';
import { openStream } from './decode';
import { Floats, Ints } from './grow';
import { v1Versions } from './header';
import { TableInterner } from './interner';
import { streamGeneration } from './one-generation';
import { type SpanColumns, SpanSink, type WakeColumns } from './spans';
import { drain } from './stream';
import { IdTable, WideIds } from './wide';

export interface WindowOptions extends WorkContext {
  /** Leave out spans shorter than this (a pixel's worth); 0 keeps all. */
  readonly minNs?: number;
  /** Only this goroutine's spans: its row. */
  readonly goroutine?: number;
  /** At most so many spans; the longest are kept. */
  readonly limit?: number;
}

export interface TraceWindow {
  readonly start: number;
  readonly end: number;
  readonly spans: SpanColumns;
  readonly wakes: WakeColumns;
  /** Spans of the window that `minNs` or `limit` left out. */
  readonly omitted: number;
}

export interface WindowFrame {
  readonly fn: string;
  readonly file: string;
  readonly line: number;
}

interface CachedGeneration {
  readonly spans: SpanColumns;
  readonly wakes: WakeColumns;
  readonly bytes: number;
}

/** A span takes 41 bytes in the cache, a wake-up 20. */
const spanBytes = 41;
const wakeBytes = 20;

/**
 * Any stretch of a trace again, in full: spans of goroutine states with reasons and stacks. Only the generations that the stretch touches are
 * decoded, and the last ones are kept, up to a bound (old traces are one generation). Times are those of the TraceTable.
 */
export class TraceWindows {
  private readonly cache = new Map<number, Promise<CachedGeneration>>();
  private readonly interner: TableInterner;
  private readonly rows = new IdTable(1024);
  private cachedBytes = 0;

  constructor(
    private readonly source: ByteSource,
    private readonly trace: TraceTable,
    private readonly maxCacheBytes = 128 << 20,
  ) {
    this.interner = new TableInterner(new WideIds());
    for (const id of trace.goroutines.id) this.rows.add(id);
  }

  /** Strings that reasons of windows name. Grows as windows are read. */
  get strings(): readonly string[] {
    return this.interner.strings;
  }

  /** The frames of a window's stack, leaf first. */
  frames(stack: number): WindowFrame[] {
    return this.interner.frames(stack);
  }

  /** Spans and wake-ups that touch [start, end), in ns. Throws InputError. */
  async window(start: number, end: number, options: WindowOptions = {}): Promise<TraceWindow> {
    const { generations } = this.trace;
    const parts: CachedGeneration[] = [];
    for (let i = 0; i < generations.count; i++) {
      const next = i + 1 < generations.count ? generations.start[i + 1] : Number.POSITIVE_INFINITY;
      if (generations.start[i] < end && next > start) parts.push(await this.generation(i, options));
    }
    return select(parts, start, end, options);
  }

  private generation(index: number, work: WorkContext): Promise<CachedGeneration> {
    let entry = this.cache.get(index);
    if (entry) {
      this.cache.delete(index);
      this.cache.set(index, entry);
      return entry;
    }
    entry = this.decode(index, work);
    this.cache.set(index, entry);
    entry.then(
      (decoded) => {
        this.cachedBytes += decoded.bytes;
        void this.evict(index);
      },
      () => this.cache.delete(index),
    );
    return entry;
  }

  /** Drops the least recently used generations beyond the bound, never the one just read. */
  private async evict(kept: number): Promise<void> {
    for (const [index, entry] of [...this.cache]) {
      if (this.cachedBytes <= this.maxCacheBytes) return;
      if (index === kept) continue;
      this.cache.delete(index);
      this.cachedBytes -= (await entry).bytes;
    }
  }

  private async decode(index: number, work: WorkContext): Promise<CachedGeneration> {
    const { source, trace } = this;
    const { generations } = trace;
    const origin = Number(trace.startNs);
    const begin = generations.start[index];
    const sink = new SpanSink(this.interner, (id) => this.rows.find(id), begin);
    if (v1Versions.includes(trace.version)) await drain(await openStream(source, work), [sink]);
    else {
      const ref = { index, firstByte: generations.firstByte[index], endByte: generations.endByte[index] };
      const after = index > 0 ? generations.end[index - 1] : -origin;
      await drain(streamGeneration(source, trace.version, ref, origin, after, work), [sink]);
    }
    const end = index + 1 < generations.count ? generations.start[index + 1] : trace.durationNs;
    const { spans, wakes } = sink.finish(end);
    return { spans, wakes, bytes: spans.count * spanBytes + wakes.count * wakeBytes };
  }
}

function select(parts: readonly CachedGeneration[], start: number, end: number, options: WindowOptions): TraceWindow {
  const minNs = options.minNs ?? 0;
  const only = options.goroutine ?? -1;
  let touching = 0;
  const picked = parts.map(({ spans }) => {
    const rows = new Ints();
    for (let i = 0; i < spans.count; i++) {
      // Not sorted: a goroutine that is there already has its span when its status is told.
      if (spans.start[i] >= end || spans.end[i] <= start) continue;
      if (only >= 0 && spans.goroutine[i] !== only) continue;
      touching++;
      if (spans.end[i] - spans.start[i] >= minNs) rows.push(i);
    }
    return { spans, rows: rows.finish() };
  });
  const kept = longest(picked, options.limit ?? Number.POSITIVE_INFINITY);
  const spans = joinSpans(kept);
  return { start, end, spans, wakes: joinWakes(parts, start, end, only), omitted: touching - spans.count };
}

interface Picked {
  readonly spans: SpanColumns;
  readonly rows: Int32Array;
}

/** At most `limit` rows in all: those of the longest spans. */
function longest(picked: readonly Picked[], limit: number): readonly Picked[] {
  const total = picked.reduce((sum, { rows }) => sum + rows.length, 0);
  if (total <= limit) return picked;
  const lengths = new Float64Array(total);
  let n = 0;
  for (const { spans, rows } of picked) for (const row of rows) lengths[n++] = spans.end[row] - spans.start[row];
  lengths.sort();
  const most = lengths[total - limit - 1];
  return picked.map(({ spans, rows }) => ({ spans, rows: rows.filter((row) => spans.end[row] - spans.start[row] > most) }));
}

function joinSpans(picked: readonly Picked[]): SpanColumns {
  const count = picked.reduce((sum, { rows }) => sum + rows.length, 0);
  const out = {
    count,
    goroutine: new Int32Array(count),
    state: new Uint8Array(count),
    start: new Float64Array(count),
    end: new Float64Array(count),
    proc: new Float64Array(count),
    thread: new Float64Array(count),
    reason: new Uint32Array(count),
    stack: new Uint32Array(count),
  };
  let n = 0;
  for (const { spans, rows } of picked) {
    for (let i = 0; i < rows.length; i++, n++) {
      const row = rows[i];
      out.goroutine[n] = spans.goroutine[row];
      out.state[n] = spans.state[row];
      out.start[n] = spans.start[row];
      out.end[n] = spans.end[row];
      out.proc[n] = spans.proc[row];
      out.thread[n] = spans.thread[row];
      out.reason[n] = spans.reason[row];
      out.stack[n] = spans.stack[row];
    }
  }
  return out;
}

/** Wake-ups come in order of time: the window's are one run of each generation's. */
function joinWakes(parts: readonly CachedGeneration[], start: number, end: number, only: number): WakeColumns {
  const time = new Floats();
  const from = new Ints();
  const to = new Ints();
  const stack = new Ints();
  for (const { wakes } of parts) {
    for (let i = firstAtLeast(wakes.time, start); i < wakes.count && wakes.time[i] < end; i++) {
      if (only >= 0 && wakes.from[i] !== only && wakes.to[i] !== only) continue;
      time.push(wakes.time[i]);
      from.push(wakes.from[i]);
      to.push(wakes.to[i]);
      stack.push(wakes.stack[i]);
    }
  }
  return { count: time.count, time: time.finish(), from: from.finish(), to: to.finish(), stack: Uint32Array.from(stack.finish()) };
}

function firstAtLeast(times: Float64Array, value: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (times[mid] < value) low = mid + 1;
    else high = mid;
  }
  return low;
}
