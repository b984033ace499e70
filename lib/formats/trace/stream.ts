import { InputError } from '../../base/errors';
import type { ByteSource, WorkContext } from '../../base/source';
import { type EventChunk, makeChunk, pushEvent } from './chunk';
import { Cursors } from './cursors';
import { type Generation, GenerationReader, type ReadFailure } from './generations';
import { Ev } from './kinds';
import { GenerationOrder } from './order';
import { SchedulerState } from './order-state';
import type { GenerationTables } from './tables';
import { WideIds } from './wide';

/** What a consumer of the ordered stream may look up beside the columns of a chunk. */
export interface StreamContext {
  readonly version: number;
  readonly wide: WideIds;
  /** Ids by slot: `state.goroutines.ids`, `procs`, `threads`; names of ended tasks: `state.taskNames`. */
  readonly state: SchedulerState;
  /** ns on the trace's own clock of its first event. */
  origin: number;
  /** Share of the file up to the end of the generation being read: what is still to come can be judged by it. */
  done: number;
}

export interface GenerationInfo {
  readonly index: number;
  readonly gen: number;
  readonly firstByte: number;
  readonly endByte: number;
  readonly tables: GenerationTables;
}

/** A consumer of ordered events: told of each generation before its events, then given chunk after chunk. */
export interface EventSink {
  generation?(info: GenerationInfo, context: StreamContext): void;
  events(chunk: EventChunk, context: StreamContext): void;
}

export const chunkCapacity = 8192;

/** Raises each time that does not exceed the one before it (reader.go ReadEvent); the last time. */
export function clampTimes(chunk: EventChunk, lastTime: number): number {
  const { time, count } = chunk;
  let last = lastTime;
  for (let i = 0; i < count; i++) {
    const t = time[i];
    if (t <= last) {
      last += 1;
      time[i] = last;
    } else last = t;
  }
  return last;
}

/** How reading ended. */
export interface StreamEnd {
  readonly context: StreamContext;
  /** What was lost, if anything. */
  readonly failure: ReadFailure | undefined;
  /** Generations decoded to their end; `partial` where the sinks also got some events of the one after, which broke. */
  readonly wholeGenerations: number;
  readonly partial: boolean;
}

/**
 * Decodes a v2 trace, generation after generation, into the sinks; `limit` is how many at most. Events of a generation that
 * breaks half-way reach the sinks before it breaks, as they do in Go's reader (`partial` in the result): who wants whole
 * generations alone decodes again up to `wholeGenerations`. Throws InputError where not even one generation can be read.
 */
export async function streamV2(
  source: ByteSource,
  version: number,
  offset: number,
  sinks: readonly EventSink[],
  work: WorkContext = {},
  limit = Number.POSITIVE_INFINITY,
): Promise<StreamEnd> {
  const wide = new WideIds();
  const context: StreamContext = { version, wide, state: new SchedulerState(wide), origin: Number.NaN, done: 1 };
  const reader = new GenerationReader(source, version, offset, wide);
  const chunk = makeChunk(chunkCapacity);
  let decoded = 0;
  const run: Run = { last: 0, syncs: 0, events: 0 };
  const deliver = () => {
    run.last = clampTimes(chunk, run.last);
    run.events += chunk.count;
    for (const sink of sinks) sink.events(chunk, context);
    chunk.count = 0;
  };
  let failure: ReadFailure | undefined;
  for (let index = 0; index < limit; index++) {
    const generation = await reader.next();
    if (!generation) break;
    let tables: GenerationTables;
    try {
      tables = generation.tables.finish(generation.endByte);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      failure = { error, fromByte: generation.firstByte };
      break;
    }
    try {
      await decodeGeneration(generation, tables, index, context, chunk, sinks, run, deliver, source, work);
    } catch (error) {
      if (!(error instanceof InputError) || error.code === 'cancelled') throw error;
      deliver();
      if (index === 0) throw error;
      return { context, failure: { error, fromByte: generation.firstByte }, wholeGenerations: index, partial: true };
    }
    decoded++;
  }
  failure ??= reader.failure;
  if (decoded === 0 && failure) throw failure.error;
  if (Number.isNaN(context.origin)) context.origin = 0;
  pushEvent(chunk, Ev.SyncPoint, run.last, -1, -1, -1, -1, 0, 0, ++run.syncs);
  if (decoded === 0) run.last = -1;
  deliver();
  return { context, failure, wholeGenerations: decoded, partial: false };
}

interface Run {
  last: number;
  syncs: number;
  events: number;
}

async function decodeGeneration(
  generation: Generation,
  tables: GenerationTables,
  index: number,
  context: StreamContext,
  chunk: EventChunk,
  sinks: readonly EventSink[],
  run: Run,
  deliver: () => void,
  source: ByteSource,
  work: WorkContext,
): Promise<void> {
  const cursors = startGeneration(generation, tables, context);
  context.done = generation.endByte / source.size;
  const { stringIndex, stackIndex } = generation.tables;
  const order = new GenerationOrder(context.state, cursors, stringIndex, stackIndex, tables.strings, generation.gen);
  // Go's reader starts at time 0 and raises what does not exceed it (reader.go lastTs).
  if (index === 0) run.last = -context.origin;
  const info = { index, gen: generation.gen, firstByte: generation.firstByte, endByte: generation.endByte, tables };
  for (const sink of sinks) sink.generation?.(info, context);
  const sync = cursors.nanoseconds(generation.minTicks, generation.firstByte) - context.origin;
  pushEvent(chunk, Ev.SyncPoint, sync, -1, -1, -1, -1, 0, 0, ++run.syncs);
  let yieldAt = performance.now() + 30;
  while (order.run(chunk, tables.samples)) {
    deliver();
    if (performance.now() > yieldAt) {
      await pause(work, source, generation, run.events);
      yieldAt = performance.now() + 30;
    }
  }
  deliver();
}

/** Cursors over a generation's events, the scheduler told of it, and the trace's origin set by the first. */
export function startGeneration(generation: Generation, tables: GenerationTables, context: StreamContext): Cursors {
  const { state, wide } = context;
  const cursors = new Cursors(generation.batches, tables.nsPerTick, 0, wide);
  if (Number.isNaN(context.origin)) context.origin = Math.max(1, cursors.nanoseconds(generation.minTicks, generation.firstByte));
  cursors.origin = context.origin;
  state.beginGeneration(generation.gen);
  state.reserve(generation.threads.length);
  for (let c = 0; c < generation.threads.length; c++) {
    const m = generation.threads[c];
    cursors.thread[c] = m === -1 ? -1 : state.threads.add(m);
  }
  return cursors;
}

async function pause(work: WorkContext, source: ByteSource, generation: Generation, events: number): Promise<void> {
  if (!work.signal && !work.onProgress) return;
  work.onProgress?.({ stage: 'decode', file: source.name, bytesDone: generation.firstByte, bytesTotal: source.size, events });
  await new Promise((resolve) => setTimeout(resolve, 0));
  if (work.signal?.aborted) throw new InputError({ code: 'cancelled', message: 'reading the trace was cancelled' });
}
