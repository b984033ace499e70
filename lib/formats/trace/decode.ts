import type { InputError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import type { ByteSource, WorkContext } from '../../base/source';
import type { TraceLoss, TraceTable } from '../../model/trace';
import { readHeader, v1Versions } from './header';
import { drain, type EventSink, type EventStream, type StreamEnd, streamV2 } from './stream';
import { Summary } from './summary';
import { buildTable, GenerationLog } from './table';
import { streamV1 } from './v1/stream';
import { warmUp } from './warm-up';

/** From this size on the time to warm up is well spent (a few ms against some hundred). */
const worthWarming = 2 << 20;

/** Opens the stream of ordered events of a trace of any version; `limit` is how many generations at most. */
export async function openStream(source: ByteSource, work: WorkContext = {}, limit = Number.POSITIVE_INFINITY): Promise<EventStream> {
  const { version, length } = readHeader(await source.slice(0, 32));
  if (v1Versions.includes(version)) return streamV1(source, version, length, work);
  return streamV2(source, version, length, work, limit);
}

/**
 * Reads a whole trace on one thread. Where a generation is damaged, those before it are kept and `lost` says what was not read. Throws
 * InputError where not even the first generation can be read.
 */
export async function decodeTrace(source: ByteSource, work: WorkContext = {}): Promise<TraceTable> {
  if (source.size >= worthWarming) await warmUp(warmed);
  return decodeUpTo(source, work, Number.POSITIVE_INFINITY, undefined);
}

/** Decodes a sample; gives the objects of a second decoding, which stops in the middle. */
async function warmed(sample: ByteSource): Promise<object> {
  await decodeUpTo(sample, {}, Number.POSITIVE_INFINITY, undefined);
  const stream = await openStream(sample);
  const summary = new Summary(stream.context);
  const log = new GenerationLog();
  const sinks: readonly EventSink[] = [log, summary];
  for (let step = 0; step < 2; step++) {
    const { value, done } = await stream.steps.next();
    if (done) break;
    for (const sink of sinks) {
      if (value.info) sink.generation?.(value.info, stream.context);
      else sink.events(value.chunk, stream.context);
    }
  }
  return { stream, summary, log };
}

async function decodeUpTo(source: ByteSource, work: WorkContext, limit: number, earlier: StreamEnd | undefined): Promise<TraceTable> {
  const stream = await openStream(source, work, limit);
  const summary = new Summary(stream.context);
  const log = new GenerationLog();
  const end = await drain(stream, [log, summary]);
  // A generation that broke half-way has left its events in the summary: read again, without it.
  if (end.partial) return decodeUpTo(source, work, end.wholeGenerations, end);
  const failure = earlier?.failure ?? end.failure;
  const lost = failure && lossOf(failure, source.size);
  return buildTable(summary, log.finish(), end.context, source.size, lost);
}

function lossOf({ error, fromByte }: { readonly error: InputError; readonly fromByte: number }, size: number): TraceLoss {
  const { message, problem } = error.facts;
  return { fromByte, bytes: size - fromByte, reason: message, phrase: problem?.message ?? phrase`${message}` };
}
