import { InputError } from '../../base/errors';
import { phrase } from '../../base/phrase';
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
  readonly state: Pick<SchedulerState, 'goroutines' | 'procs' | 'threads' | 'taskNames'>;
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

/** One step of the stream: a generation begins, or a chunk of events, which is used again after the step. */
export type StreamStep =
  | { readonly info: GenerationInfo; readonly chunk?: undefined }
  | { readonly info?: undefined; readonly chunk: EventChunk };

/** How reading ended. */
export interface StreamEnd {
  readonly context: StreamContext;
  /** What was lost, if anything. */
  readonly failure: ReadFailure | undefined;
  /** Generations decoded to their end; `partial` where some events of the one after, which broke, were given as well. */
  readonly wholeGenerations: number;
  readonly partial: boolean;
}

/** A stream of ordered events, pulled step by step. */
export interface EventStream {
  readonly context: StreamContext;
  readonly steps: AsyncGenerator<StreamStep, StreamEnd, void>;
}

/** Small enough that a chunk's columns stay in the processor's cache between the decoder and its consumers. */
export const chunkCapacity = 2048;

/** Raises each time that does not exceed the one before it (reader.go ReadEvent), over one chunk after another. */
export class TimeOrder {
  /** In an array, so that the loop over a chunk boxes no number. */
  private readonly state = new Float64Array([Number.NEGATIVE_INFINITY]);

  /** The last time so far; −∞ before the first. */
  get last(): number {
    return this.state[0];
  }

  set last(time: number) {
    this.state[0] = time;
  }

  raise(chunk: EventChunk): void {
    const { time, count } = chunk;
    let last = this.state[0];
    for (let i = 0; i < count; i++) {
      const t = time[i];
      if (t <= last) {
        last += 1;
        time[i] = last;
      } else last = t;
    }
    this.state[0] = last;
  }
}

/** How long to work between breaths: a browser's timer costs up to 4 ms. */
const breathMs = 100;

/** Lets a long piece of work be watched and stopped: returns now and then to the event loop. */
export class Breather {
  private next = performance.now() + breathMs;

  constructor(
    private readonly source: ByteSource,
    private readonly work: WorkContext,
  ) {}

  /** Throws InputError (cancelled) once the work was cancelled. */
  async breathe(bytesDone: number, events: number): Promise<void> {
    const { signal, onProgress } = this.work;
    if ((!signal && !onProgress) || performance.now() < this.next) return;
    onProgress?.({ stage: 'decode', file: this.source.name, bytesDone, bytesTotal: this.source.size, events });
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (signal?.aborted) throw new InputError({ code: 'cancelled', message: phrase`reading the trace was cancelled` });
    this.next = performance.now() + breathMs;
  }
}

/**
 * Decodes a v2 trace, generation after generation; `limit` is how many at most. Events of a generation that breaks half-way come
 * before it breaks, as they do from Go's reader (`partial` in the result): who wants whole generations alone decodes again up to
 * `wholeGenerations`. Throws InputError where not even one generation can be read.
 */
export function streamV2(
  source: ByteSource,
  version: number,
  offset: number,
  work: WorkContext = {},
  limit = Number.POSITIVE_INFINITY,
): EventStream {
  const wide = new WideIds();
  const state = new SchedulerState(wide);
  const context: StreamContext = { version, wide, state, origin: Number.NaN, done: 1 };
  const reader = new GenerationReader(source, version, offset, wide);
  return { context, steps: steps(reader, state, context, source, work, limit) };
}

async function* steps(
  reader: GenerationReader,
  state: SchedulerState,
  context: StreamContext,
  source: ByteSource,
  work: WorkContext,
  limit: number,
): AsyncGenerator<StreamStep, StreamEnd, void> {
  const chunk = makeChunk(chunkCapacity);
  const breather = new Breather(source, work);
  const times = new TimeOrder();
  let syncs = 0;
  let events = 0;
  let failure: ReadFailure | undefined;
  let index = 0;
  for (; index < limit; index++) {
    const generation = await reader.next();
    if (!generation) break;
    const { firstByte, endByte, gen } = generation;
    let begun = false;
    try {
      const tables = generation.tables.finish(endByte);
      const cursors = startGeneration(generation, tables, state, context);
      const order = new GenerationOrder(state, cursors, generation.tables.stringIndex, generation.tables.stackIndex, tables.strings, gen);
      context.done = endByte / source.size;
      // Go's reader starts at time 0 and raises what does not exceed it (reader.go lastTs).
      if (index === 0) times.last = -context.origin;
      const sync = cursors.nanoseconds(generation.minTicks, firstByte) - context.origin;
      chunk.count = 0;
      begun = true;
      yield { info: { index, gen, firstByte, endByte, tables } };
      pushEvent(chunk, Ev.SyncPoint, sync, -1, -1, -1, -1, 0, 0, ++syncs);
      for (let more = true; more; ) {
        more = order.run(chunk, tables.samples);
        times.raise(chunk);
        events += chunk.count;
        yield { chunk };
        chunk.count = 0;
        await breather.breathe(firstByte, events);
      }
    } catch (error) {
      if (!(error instanceof InputError) || error.code === 'cancelled') throw error;
      failure = { error, fromByte: firstByte };
      if (!begun) break;
      times.raise(chunk);
      if (chunk.count > 0) yield { chunk };
      if (index === 0) throw error;
      return { context, failure, wholeGenerations: index, partial: true };
    }
  }
  failure ??= reader.failure;
  if (index === 0 && failure) throw failure.error;
  if (Number.isNaN(context.origin)) context.origin = 0;
  chunk.count = 0;
  pushEvent(chunk, Ev.SyncPoint, index === 0 ? 0 : times.last + 1, -1, -1, -1, -1, 0, 0, ++syncs);
  yield { chunk };
  return { context, failure, wholeGenerations: index, partial: false };
}

/** Cursors over a generation's events, the scheduler told of it, and the trace's origin set by the first. */
export function startGeneration(generation: Generation, tables: GenerationTables, state: SchedulerState, context: StreamContext): Cursors {
  const cursors = new Cursors(generation.batches, tables.nsPerTick, 0, state.wide);
  if (Number.isNaN(context.origin)) context.origin = Math.max(1, cursors.nanoseconds(generation.minTicks, generation.firstByte));
  cursors.origin = context.origin;
  state.beginGeneration(generation.gen);
  for (let c = 0; c < generation.threads.length; c++) {
    const m = generation.threads[c];
    cursors.thread[c] = m === -1 ? -1 : state.threads.add(m);
  }
  return cursors;
}

/** Runs a stream to its end into consumers. */
export async function drain(stream: EventStream, sinks: readonly EventSink[]): Promise<StreamEnd> {
  for (;;) {
    const step = await stream.steps.next();
    if (step.done) return step.value;
    const { info, chunk } = step.value;
    if (info) for (const sink of sinks) sink.generation?.(info, stream.context);
    else for (const sink of sinks) sink.events(chunk, stream.context);
  }
}
