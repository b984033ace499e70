import type { ByteSource } from '../../base/source';
import { copyEvent, type EventChunk, makeChunk, pushEvent } from './chunk';
import { type PartCount, partBuffers, partOf } from './count';
import { GenerationReader } from './generations';
import { Ev } from './kinds';
import type { GenerationRef } from './one-generation';
import { GenerationOrder } from './order';
import { SchedulerState } from './order-state';
import { mayBeSplit, raisedEnd, Splitter } from './split';
import { chunkCapacity, type StreamContext, startGeneration } from './stream';
import { Summary } from './summary';
import type { GenerationTables } from './tables';
import { WideIds } from './wide';

/** Events in a packet at most. */
const packetCapacity = 8192;

/**
 * A part of one generation's ordered events, as a worker that knows nothing else gives it: plain data; `chunkBuffers` may be
 * transferred. Times count from the generation's own origin and are not yet raised; slots are the worker's.
 */
export interface GenerationPacket {
  readonly chunk: EventChunk;
  /** With the first packet. */
  readonly begin?: { readonly gen: number; readonly origin: number; readonly tables: GenerationTables };
  /** Ids of the slots that are new since the packet before. */
  readonly goroutines: Float64Array;
  readonly procs: Float64Array;
  readonly threads: Float64Array;
  /** Values beyond 2^53 that are new (WideIds). */
  readonly wide: readonly bigint[];
  /** Events after those of the chunk that were counted where they were decoded; what comes after them is in further packets. */
  readonly part?: PartCount;
  /** With the last packet: which goroutine and P each thread slot holds (slots, −1 for none), and the wire status of the Ps. */
  readonly end?: {
    readonly threadGoroutine: Int32Array;
    readonly threadProc: Int32Array;
    readonly procStatus: Uint8Array;
  };
}

/** What a generation has to be told to be counted by itself. */
export interface CountApart {
  /** The trace's first time, in ns on its own clock. */
  readonly origin: number;
  /** Goroutines known to have been labelled as workers of the collector before, by id. */
  readonly labelled: readonly number[];
  /** Room for events in the first packet, which are not counted apart: at most packetCapacity. */
  readonly headCapacity?: number;
}

/** What a chunk's columns are in: to be transferred, and given back to be filled again. */
export function chunkBuffers(chunk: EventChunk): ArrayBuffer[] {
  return [chunk.time.buffer as ArrayBuffer];
}

/** What a packet's columns are in. */
export function packetBuffers({ chunk, part }: GenerationPacket): ArrayBuffer[] {
  return part ? [...chunkBuffers(chunk), ...partBuffers(part)] : chunkBuffers(chunk);
}

/** Puts one generation in order with nothing but its bytes, packet after packet. Throws InputError where its events need what came before. */
export class GenerationDecoder {
  private readonly wide = new WideIds();
  private readonly state = new SchedulerState(this.wide);
  private readonly context: StreamContext;
  private order: GenerationOrder | undefined;
  private tables: GenerationTables | undefined;
  private sent = { goroutines: 0, procs: 0, threads: 0, wide: 0 };
  private done = false;
  /** What counts here: held as long as the decoder is (warmUp). */
  counting: object | undefined;
  /** Events that were decoded but not counted, and whether there are more behind them. */
  private rest: EventChunk | undefined;
  private more = false;

  constructor(
    private readonly source: ByteSource,
    version: number,
    private readonly ref: GenerationRef,
    /** With it most events are counted here (`part`), but for the first packet's. */
    private readonly apart?: CountApart,
  ) {
    this.context = { version, wide: this.wide, state: this.state, origin: apart?.origin ?? Number.NaN, done: 1 };
  }

  /** The next packet, in the given chunk where there is one; undefined after the last. */
  async next(reuse?: EventChunk): Promise<GenerationPacket | undefined> {
    if (this.done) return undefined;
    const rest = this.rest;
    if (rest) {
      this.rest = undefined;
      this.done = !this.more;
      return { chunk: rest, ...this.news(), ...(this.more ? {} : { end: this.end() }) };
    }
    const headCapacity = this.apart && !this.order ? (this.apart.headCapacity ?? chunkCapacity) : packetCapacity;
    const chunk = reuse ?? makeChunk(headCapacity);
    chunk.count = 0;
    const begin = this.order ? undefined : await this.begin(chunk);
    const { order, tables } = this;
    if (!order || !tables) return undefined;
    let more = order.run(chunk, tables.samples);
    if (begin && more && this.apart) {
      const part = this.count(order, tables, chunk, this.apart);
      more = this.more || this.rest !== undefined;
      this.done = !more;
      return { chunk, begin, ...(part ? { part } : {}), ...this.news(), ...(more ? {} : { end: this.end() }) };
    }
    this.done = !more;
    return { chunk, ...(begin ? { begin } : {}), ...this.news(), ...(more ? {} : { end: this.end() }) };
  }

  /** Counts what comes after the first packet, up to the end or to what cannot be counted apart: that is left in `rest`. */
  private count(order: GenerationOrder, tables: GenerationTables, first: EventChunk, { labelled }: CountApart): PartCount | undefined {
    this.more = true;
    if (!mayBeSplit(first)) return undefined;
    const { state, ref } = this;
    const after = raisedEnd(first);
    const summary = new Summary(this.context);
    summary.generation({ index: 0, gen: 0, firstByte: ref.firstByte, endByte: ref.endByte, tables });
    summary.density.startAt(after);
    const splitter = new Splitter(summary, after, new Set(labelled));
    this.counting = { summary, splitter };
    splitter.begin(first, state.goroutines.count, state.gStatus);
    const chunk = makeChunk(chunkCapacity);
    while (this.more) {
      chunk.count = 0;
      this.more = order.run(chunk, tables.samples);
      const slots = state.goroutines.count;
      splitter.reserve(slots);
      summary.goroutines.reserve(slots, 0);
      const upTo = splitter.split(chunk);
      summary.count(chunk, 0, upTo);
      if (upTo < chunk.count) {
        this.rest = makeChunk(chunkCapacity);
        for (let i = upTo; i < chunk.count; i++) copyEvent(this.rest, chunk, i);
        break;
      }
    }
    return partOf(summary, splitter, after, state.goroutines.count, state.gStatus);
  }

  private async begin(chunk: EventChunk): Promise<GenerationPacket['begin']> {
    const { source, ref, context, state, wide } = this;
    const reader = new GenerationReader(source, context.version, ref.firstByte, wide, ref.endByte);
    const generation = await reader.next();
    if (!generation) {
      if (reader.failure) throw reader.failure.error;
      this.done = true;
      return undefined;
    }
    const tables = generation.tables.finish(ref.endByte);
    const cursors = startGeneration(generation, tables, state, context);
    this.order = new GenerationOrder(
      state,
      cursors,
      generation.tables.stringIndex,
      generation.tables.stackIndex,
      tables.strings,
      generation.gen,
    );
    this.tables = tables;
    const sync = cursors.nanoseconds(generation.minTicks, ref.firstByte) - context.origin;
    pushEvent(chunk, Ev.SyncPoint, sync, -1, -1, -1, -1, 0, 0, ref.index + 1);
    return { gen: generation.gen, origin: context.origin, tables };
  }

  private news(): Pick<GenerationPacket, 'goroutines' | 'procs' | 'threads' | 'wide'> {
    const { state, wide, sent } = this;
    const fresh = (table: { readonly ids: Float64Array; readonly count: number }, from: number) => table.ids.slice(from, table.count);
    const out = {
      goroutines: fresh(state.goroutines, sent.goroutines),
      procs: fresh(state.procs, sent.procs),
      threads: fresh(state.threads, sent.threads),
      wide: wide.values.slice(sent.wide),
    };
    this.sent = { goroutines: state.goroutines.count, procs: state.procs.count, threads: state.threads.count, wide: wide.values.length };
    return out;
  }

  private end(): GenerationPacket['end'] {
    const { state } = this;
    return {
      threadGoroutine: state.mG.slice(0, state.threads.count),
      threadProc: state.mP.slice(0, state.threads.count),
      procStatus: state.pStatus.slice(0, state.procs.count),
    };
  }
}
