import { InputError } from '../../base/errors';
import type { ByteSource, WorkContext } from '../../base/source';
import type { TraceTable } from '../../model/trace';
import type { EventChunk } from './chunk';
import { readHeader, v1Versions } from './header';
import { type EventSink, type GenerationInfo, type StreamContext, type StreamEnd, streamV2 } from './stream';
import { Summary } from './summary';
import { buildTable, GenerationLog } from './table';

/** Streams the ordered events of a trace of any version into the sinks. */
export async function streamTrace(
  source: ByteSource,
  sinks: readonly EventSink[],
  work: WorkContext = {},
  limit = Number.POSITIVE_INFINITY,
): Promise<StreamEnd> {
  const { version, length } = readHeader(await source.slice(0, 32));
  if (v1Versions.includes(version)) throw new InputError({ code: 'unsupported-version', message: 'not yet', offset: 0 });
  return streamV2(source, version, length, sinks, work, limit);
}

/** Makes the summary once the stream's context is known: at the first generation. */
class LateSummary implements EventSink {
  summary: Summary | undefined;

  generation(info: GenerationInfo, context: StreamContext): void {
    this.of(context).generation(info);
  }

  events(chunk: EventChunk, context: StreamContext): void {
    this.of(context).events(chunk);
  }

  of(context: StreamContext): Summary {
    this.summary ??= new Summary(context);
    return this.summary;
  }
}

/**
 * Reads a whole trace on one thread. Where a generation is damaged, those before it are kept and `lost` says what was not read. Throws
 * InputError where not even the first generation can be read.
 */
export async function decodeTrace(source: ByteSource, work: WorkContext = {}): Promise<TraceTable> {
  return decodeUpTo(source, work, Number.POSITIVE_INFINITY, undefined);
}

async function decodeUpTo(source: ByteSource, work: WorkContext, limit: number, earlier: StreamEnd | undefined): Promise<TraceTable> {
  const late = new LateSummary();
  const log = new GenerationLog();
  const end = await streamTrace(source, [log, late], work, limit);
  // A generation that broke half-way has left its events in the summary: read again, without it.
  if (end.partial) return decodeUpTo(source, work, end.wholeGenerations, end);
  const failure = earlier?.failure ?? end.failure;
  const lost = failure ? { fromByte: failure.fromByte, bytes: source.size - failure.fromByte, reason: failure.error.message } : undefined;
  return buildTable(late.of(end.context), log.finish(), end.context, source.size, lost);
}
