import { InputError } from '../../../base/errors';
import { phrase } from '../../../base/phrase';
import type { ByteSource, WorkContext } from '../../../base/source';
import { type EventChunk, makeChunk, pushEvent } from '../chunk';
import { Ev } from '../kinds';
import { SchedulerState } from '../order-state';
import { Breather, chunkCapacity, type EventStream, type StreamContext, type StreamEnd, type StreamStep, TimeOrder } from '../stream';
import { WideIds } from '../wide';
import { checkV1 } from './check';
import { V1Converter, v1Tables } from './convert';
import { mergeV1 } from './order';
import { V1Parser } from './parse';
import { fakeP, V1 } from './types';

/**
 * Decodes a trace of Go 1.11–1.21 into the same stream as a v2 trace, as one generation. All or nothing: the format can be put in
 * order only as a whole. Throws InputError.
 */
export function streamV1(source: ByteSource, version: number, offset: number, work: WorkContext): EventStream {
  const wide = new WideIds();
  const state = new SchedulerState(wide);
  const context: StreamContext = { version, wide, state, origin: -1, done: 1 };
  return { context, steps: steps(source, offset, context, state, work) };
}

async function* steps(
  source: ByteSource,
  offset: number,
  context: StreamContext,
  state: SchedulerState,
  work: WorkContext,
): AsyncGenerator<StreamStep, StreamEnd, void> {
  const { wide, version } = context;
  const breather = new Breather(source, work);
  const data = await source.slice(0, source.size);
  const parser = new V1Parser(data, offset, version, wide);
  parser.parse();
  await breather.breathe(source.size / 2, 0);
  const order = mergeV1(parser, wide);
  realTimes(parser, order);
  checkV1(parser, order);
  const { tables, stackPosition, extra } = v1Tables(parser);
  const converter = new V1Converter(parser, order, state, version, stackPosition, extra, tables.strings);
  yield { info: { index: 0, gen: 1, firstByte: offset, endByte: source.size, tables } };

  // The sync event comes 1 ns before the first event, and times count from it.
  let chunk: EventChunk = makeChunk(chunkCapacity);
  const begin = order.length > 0 ? parser.events.time[order[0]] - 1 : -1;
  context.origin = begin;
  const times = new TimeOrder();
  let syncs = 0;
  let events = 0;
  if (order.length > 0) pushEvent(chunk, Ev.SyncPoint, 0, -1, -1, -1, -1, 0, 0, ++syncs);
  let sent = 0;
  const send = (): EventChunk => {
    for (let i = sent === 0 && syncs > 0 ? 1 : 0; i < chunk.count; i++) chunk.time[i] -= begin;
    times.raise(chunk);
    sent++;
    events += chunk.count;
    return chunk;
  };
  for (let i = 0; i < order.length; i++) {
    const room = converter.roomNeeded;
    if (chunk.count + room > chunk.capacity) {
      yield { chunk: send() };
      await breather.breathe(source.size / 2 + (i / order.length) * (source.size / 2), events);
      if (room > chunk.capacity) chunk = makeChunk(room + chunkCapacity);
      chunk.count = 0;
    }
    converter.convert(chunk, i);
  }
  if (chunk.count > 0) yield { chunk: send() };
  chunk.count = 0;
  pushEvent(chunk, Ev.SyncPoint, sent === 0 ? 0 : times.last + 1, -1, -1, -1, -1, 0, 0, ++syncs);
  yield { chunk };
  return { context, failure: undefined, wholeGenerations: 1, partial: false };
}

/** Ticks to ns from the first event; wake-ups by timers and exits from syscalls to Ps of their own (parser.go parse). */
function realTimes(parser: V1Parser, order: Uint32Array): void {
  if (order.length === 0) return;
  const { events } = parser;
  const first = events.time[order[0]];
  const nsPerTick = 1e9 / parser.frequency;
  for (const at of order) {
    const ns = Math.trunc((events.time[at] - first) * nsPerTick);
    if (!(Math.abs(ns) < 2 ** 53)) {
      throw new InputError({ code: 'bad-value', message: phrase`the trace spans more than 104 days: its times cannot be held`, offset: 0 });
    }
    events.time[at] = ns;
    if (events.type[at] === V1.GoUnblock && parser.timerGoroutines.has(events.g[at])) events.p[at] = fakeP.Timer;
    if (events.type[at] === V1.GoSysExit) events.p[at] = fakeP.Syscall;
  }
}
