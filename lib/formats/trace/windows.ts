import { InputError } from '../../base/errors';
import { nthSmallest } from '../../base/nth';
import { phrase } from '../../base/phrase';
import { firstAtLeast } from '../../base/search';
import type { ByteSource, WorkContext } from '../../base/source';
import type { SpanBatch } from '../../model/lanes';
import type { TraceTable } from '../../model/trace';
import { openStream } from './decode';
import { v1Versions } from './header';
import { TableInterner } from './interner';
import { streamGeneration } from './one-generation';
import { SpanFeed } from './span-feed';
import { type JoinedTables, type SpanColumns, SpanSink, type WakeColumns } from './spans';
import { drain, type EventStream, type GenerationInfo } from './stream';
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

/** The spans and wake-ups of a generation. */
interface Decoded {
  readonly spans: SpanColumns;
  readonly wakes: WakeColumns;
}

interface CachedGeneration extends Decoded {
  readonly bytes: number;
}

/** A generation being decoded, or decoded: work that several may wait for ends when the last of them gives up. */
interface Entry {
  readonly decoded: Promise<CachedGeneration>;
  readonly stop: AbortController;
  waiting: number;
}

/** A span takes 41 bytes in the cache, a wake-up 20; what few system calls lose is not counted. */
const spanBytes = 41;
const wakeBytes = 20;

/**
 * Any stretch of a trace again, in full: spans of goroutine states with reasons and stacks. Only the generations that the stretch touches are
 * decoded, and the last ones are kept, up to a bound (old traces are one generation). Times are those of the TraceTable.
 */
export class TraceWindows {
  private readonly cache = new Map<number, Entry>();
  private readonly interner: TableInterner;
  private readonly joined = new Map<number, JoinedTables>();
  private readonly rows = new IdTable(1024);
  /** Bytes of the decoded ones. */
  private readonly sizes = new Map<Entry, number>();
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
    return select(await this.generations(start, end, options), start, end, options);
  }

  /** Whether a generation is decoded, so that a window in it costs no reading. */
  holds(index: number): boolean {
    const entry = this.cache.get(index);
    return entry !== undefined && this.sizes.has(entry);
  }

  /** The generations that touch [start, end), whole as the cache holds them, in order: nothing is copied. Throws InputError. */
  async generations(start: number, end: number, work: WorkContext = {}): Promise<readonly Decoded[]> {
    const { generations } = this.trace;
    const parts: Decoded[] = [];
    for (let i = 0; i < generations.count; i++) {
      const next = i + 1 < generations.count ? generations.start[i + 1] : Number.POSITIVE_INFINITY;
      if (generations.start[i] < end && next > start) parts.push(await this.generation(i, work));
    }
    return parts;
  }

  private async generation(index: number, { signal }: WorkContext): Promise<CachedGeneration> {
    const entry = this.cache.get(index) ?? this.start(index);
    this.cache.delete(index);
    this.cache.set(index, entry);
    entry.waiting++;
    let give = () => {};
    const gaveUp = new Promise<never>((_, reject) => {
      give = () => reject(new InputError({ code: 'cancelled', message: phrase`reading the trace was cancelled` }));
    });
    if (signal?.aborted) give();
    else signal?.addEventListener('abort', give);
    try {
      return await Promise.race([entry.decoded, gaveUp]);
    } finally {
      signal?.removeEventListener('abort', give);
      entry.waiting--;
      if (entry.waiting === 0 && !this.sizes.has(entry)) {
        entry.stop.abort();
        if (this.cache.get(index) === entry) this.cache.delete(index);
      }
    }
  }

  private start(index: number): Entry {
    const stop = new AbortController();
    const entry: Entry = { decoded: this.decode(index, { signal: stop.signal }), stop, waiting: 0 };
    entry.decoded.then(
      (decoded) => {
        this.sizes.set(entry, decoded.bytes);
        this.cachedBytes += decoded.bytes;
        this.evict(index);
      },
      () => {
        if (this.cache.get(index) === entry) this.cache.delete(index);
      },
    );
    return entry;
  }

  /** Drops the least recently used generations beyond the bound, never the one just read. */
  private evict(kept: number): void {
    for (const [index, entry] of [...this.cache]) {
      if (this.cachedBytes <= this.maxCacheBytes) return;
      const bytes = this.sizes.get(entry);
      if (index === kept || bytes === undefined) continue;
      this.cache.delete(index);
      this.sizes.delete(entry);
      this.cachedBytes -= bytes;
    }
  }

  private async decode(index: number, work: WorkContext): Promise<CachedGeneration> {
    const { generations } = this.trace;
    const sink = new SpanSink(
      (info) => this.join(info),
      (id) => this.rows.find(id),
      generations.start[index],
      generations.events[index] + 1,
    );
    await drain(await generationStream(this.source, this.trace, index, work), [sink]);
    const { spans, wakes } = sink.finish(generationEnd(this.trace, index));
    return { spans, wakes, bytes: spans.count * spanBytes + wakes.count * wakeBytes };
  }

  /** The tables of a generation are joined once: what is decoded again names the same strings and stacks. */
  private join({ index, tables }: GenerationInfo): JoinedTables {
    let joined = this.joined.get(index);
    if (!joined) {
      this.interner.add(tables);
      joined = { strings: this.interner.stringMap, stackBase: this.interner.stackBase };
      this.joined.set(index, joined);
    }
    return joined;
  }
}

/** The events of one generation of a trace that was read before; of an old trace, which is one generation, all of them. */
async function generationStream(source: ByteSource, trace: TraceTable, index: number, work: WorkContext): Promise<EventStream> {
  if (v1Versions.includes(trace.version)) return openStream(source, work);
  const { generations } = trace;
  const origin = Number(trace.startNs);
  const ref = { index, firstByte: generations.firstByte[index], endByte: generations.endByte[index] };
  const after = index > 0 ? generations.end[index - 1] : -origin;
  return streamGeneration(source, trace.version, ref, origin, after, work);
}

/**
 * Reads single generations in full, batch by batch: their spans and tables are gone when they were given. With `executing` only the spans of
 * goroutines on a thread, and no wake-ups.
 */
export function generationReader(
  source: ByteSource,
  trace: TraceTable,
): (index: number, onSpans: (batch: SpanBatch) => void, options: WorkContext & { readonly executing?: boolean }) => Promise<void> {
  const rows = new IdTable(trace.goroutines.count + 16);
  for (const id of trace.goroutines.id) rows.add(id);
  return async (index, onSpans, { executing, ...work }) => {
    const interner = new TableInterner(new WideIds());
    const join = ({ tables }: GenerationInfo) => {
      interner.add(tables);
      return { strings: interner.stringMap, stackBase: interner.stackBase };
    };
    const feed = new SpanFeed(
      join,
      (id) => rows.find(id),
      trace.generations.start[index],
      (batch) => onSpans({ ...batch, strings: interner.strings }),
      executing,
    );
    await drain(await generationStream(source, trace, index, work), [feed]);
    feed.finish(generationEnd(trace, index));
  };
}

/** Where a generation's spans end: where the next one's begin. */
function generationEnd({ generations, durationNs }: TraceTable, index: number): number {
  return index + 1 < generations.count ? generations.start[index + 1] : durationNs;
}

function select(parts: readonly Decoded[], start: number, end: number, options: WindowOptions): TraceWindow {
  const minNs = options.minNs ?? 0;
  const only = options.goroutine ?? -1;
  let touching = 0;
  const picked = parts.map(({ spans }) => {
    const { count, start: from, end: to, goroutine } = spans;
    const rows = new Int32Array(count);
    let n = 0;
    for (let i = 0; i < count; i++) {
      // Not sorted: a goroutine that is there already has its span when its status is told.
      if (from[i] >= end || to[i] <= start) continue;
      if (only >= 0 && goroutine[i] !== only) continue;
      touching++;
      if (to[i] - from[i] >= minNs) rows[n++] = i;
    }
    return { spans, rows: rows.subarray(0, n) };
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
  for (const { spans, rows } of picked) {
    const { start, end } = spans;
    for (let i = 0; i < rows.length; i++) lengths[n++] = end[rows[i]] - start[rows[i]];
  }
  const most = nthSmallest(lengths, total - limit - 1);
  return picked.map(({ spans, rows }) => {
    const kept = new Int32Array(limit);
    const { start, end } = spans;
    let count = 0;
    for (let i = 0; i < rows.length; i++) if (end[rows[i]] - start[rows[i]] > most) kept[count++] = rows[i];
    return { spans, rows: kept.subarray(0, count) };
  });
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
    lost: new Float64Array(count),
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
      out.lost[n] = spans.lost[row];
      out.reason[n] = spans.reason[row];
      out.stack[n] = spans.stack[row];
    }
  }
  return out;
}

/** Wake-ups come in order of time: the window's are one run of each generation's. */
function joinWakes(parts: readonly Decoded[], start: number, end: number, only: number): WakeColumns {
  const runs = parts.map(({ wakes }) => {
    const first = firstAtLeast(wakes.time, start);
    const last = Math.max(first, firstAtLeast(wakes.time, end));
    const rows = new Int32Array(last - first);
    let count = 0;
    for (let i = first; i < last; i++) if (only < 0 || wakes.from[i] === only || wakes.to[i] === only) rows[count++] = i;
    return { wakes, rows: rows.subarray(0, count) };
  });
  const count = runs.reduce((sum, { rows }) => sum + rows.length, 0);
  const out = {
    count,
    time: new Float64Array(count),
    from: new Int32Array(count),
    to: new Int32Array(count),
    stack: new Uint32Array(count),
  };
  let n = 0;
  for (const { wakes, rows } of runs) {
    for (let i = 0; i < rows.length; i++, n++) {
      out.time[n] = wakes.time[rows[i]];
      out.from[n] = wakes.from[rows[i]];
      out.to[n] = wakes.to[rows[i]];
      out.stack[n] = wakes.stack[rows[i]];
    }
  }
  return out;
}
