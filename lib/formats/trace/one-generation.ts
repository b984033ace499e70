import type { ByteSource, WorkContext } from '../../base/source';
import { makeChunk, pushEvent } from './chunk';
import { GenerationReader } from './generations';
import { Ev } from './kinds';
import { GenerationOrder } from './order';
import { SchedulerState } from './order-state';
import {
  Breather,
  chunkCapacity,
  type EventStream,
  type StreamContext,
  type StreamEnd,
  type StreamStep,
  startGeneration,
  TimeOrder,
} from './stream';
import { WideIds } from './wide';

/** A generation of a v2 trace, found by an earlier read of the whole or by `scanGenerations`. */
export interface GenerationRef {
  readonly index: number;
  readonly firstByte: number;
  readonly endByte: number;
}

/**
 * Decodes one generation with nothing but its own bytes. It is read as a trace that begins with it, which the runtime makes possible for
 * flight recorders: statuses of all goroutines and Ps are in it, and come as transitions out of Undetermined. Threads' contexts are unknown
 * until their first status. `origin` is the whole trace's first time; `after` the last time before the generation, which its own exceed.
 * Without `after`, times are left as they are. Throws InputError.
 */
export function streamGeneration(
  source: ByteSource,
  version: number,
  ref: GenerationRef,
  origin: number,
  after: number | undefined,
  work: WorkContext = {},
): EventStream {
  const wide = new WideIds();
  const state = new SchedulerState(wide);
  const context: StreamContext = { version, wide, state, origin, done: 1 };
  return { context, steps: steps(source, ref, state, context, after, work) };
}

async function* steps(
  source: ByteSource,
  ref: GenerationRef,
  state: SchedulerState,
  context: StreamContext,
  after: number | undefined,
  work: WorkContext,
): AsyncGenerator<StreamStep, StreamEnd, void> {
  const reader = new GenerationReader(source, context.version, ref.firstByte, state.wide, ref.endByte);
  const generation = await reader.next();
  if (!generation) {
    if (reader.failure) throw reader.failure.error;
    return { context, failure: undefined, wholeGenerations: 0, partial: false };
  }
  const tables = generation.tables.finish(ref.endByte);
  const cursors = startGeneration(generation, tables, state, context);
  const order = new GenerationOrder(
    state,
    cursors,
    generation.tables.stringIndex,
    generation.tables.stackIndex,
    tables.strings,
    generation.gen,
  );
  const breather = new Breather(source, work);
  const chunk = makeChunk(chunkCapacity);
  yield { info: { index: ref.index, gen: generation.gen, firstByte: ref.firstByte, endByte: ref.endByte, tables } };
  const times = new TimeOrder();
  times.last = after ?? 0;
  let events = 0;
  const sync = cursors.nanoseconds(generation.minTicks, ref.firstByte) - context.origin;
  pushEvent(chunk, Ev.SyncPoint, sync, -1, -1, -1, -1, 0, 0, ref.index + 1);
  for (let more = true; more; ) {
    more = order.run(chunk, tables.samples);
    if (after !== undefined) times.raise(chunk);
    events += chunk.count;
    yield { chunk };
    chunk.count = 0;
    await breather.breathe(ref.firstByte, events);
  }
  return { context, failure: undefined, wholeGenerations: 1, partial: false };
}
