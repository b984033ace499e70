import { InputError } from '../../base/errors';
import type { ByteSource, WorkContext } from '../../base/source';
import type { TraceTable } from '../../model/trace';
import { type EventChunk, makeChunk, pushEvent } from './chunk';
import { decodeTrace } from './decode';
import { Ev } from './kinds';
import type { GenerationRef } from './one-generation';
import { GenerationDecoder, type GenerationPacket } from './packets';
import { scanGenerations } from './scan';
import { StitchError, Stitcher } from './stitch';
import { Breather } from './stream';
import { Summary } from './summary';
import { buildTable, GenerationLog } from './table';

/** One generation being decoded somewhere else. */
export interface RemoteGeneration {
  /** The next packet; undefined after the last. `reuse` is a chunk whose buffers may be filled again. Rejects with InputError. */
  next(reuse?: EventChunk): Promise<GenerationPacket | undefined>;
  close(): void;
}

/** Workers that decode generations: browser workers, worker threads, or this very thread (`localPool`). */
export interface GenerationPool {
  readonly size: number;
  open(source: ByteSource, version: number, ref: GenerationRef): RemoteGeneration;
}

/** A pool without workers. */
export const localPool: GenerationPool = {
  size: 1,
  open(source, version, ref) {
    const decoder = new GenerationDecoder(source, version, ref);
    return { next: (reuse) => decoder.next(reuse), close: () => {} };
  },
};

/** Packets of one generation that may wait to be used: with less than half a MB each, what two workers may be ahead by. */
const aheadPackets = 40;

/** Reads ahead of its consumer, within the bound. */
class Ahead {
  private readonly queue: Promise<GenerationPacket | undefined>[] = [];
  private readonly free: EventChunk[] = [];

  constructor(private readonly remote: RemoteGeneration) {
    this.fill();
  }

  private ended = false;
  private pending = false;

  /** Asks for one packet after another while there is room: a decoder answers one question at a time. */
  private fill(): void {
    if (this.ended || this.pending || this.queue.length >= aheadPackets) return;
    this.pending = true;
    const next = this.remote.next(this.free.pop());
    this.queue.push(next);
    next.then(
      (packet) => {
        this.pending = false;
        if (!packet || packet.end) this.ended = true;
        else this.fill();
      },
      () => {
        this.ended = true;
      },
    );
  }

  async take(): Promise<GenerationPacket | undefined> {
    this.fill();
    const packet = await this.queue.shift();
    this.fill();
    return packet;
  }

  give(chunk: EventChunk): void {
    if (this.free.length < 4) this.free.push(chunk);
  }

  close(): void {
    this.ended = true;
    this.remote.close();
  }
}

/**
 * Reads a whole trace with generations decoded side by side; the same table as `decodeTrace`, which it falls back to where a trace is of one
 * piece, damaged, or does not stitch.
 */
export async function decodeTraceParallel(source: ByteSource, pool: GenerationPool, work: WorkContext = {}): Promise<TraceTable> {
  const scan = await scanGenerations(source);
  if (scan.damaged || scan.generations.length < 2) return decodeTrace(source, work);
  const open = new Map<number, Ahead>();
  try {
    return await stitched(source, scan.version, scan.generations, pool, open, work);
  } catch (error) {
    if (error instanceof StitchError || (error instanceof InputError && error.code !== 'cancelled')) return decodeTrace(source, work);
    throw error;
  } finally {
    for (const ahead of open.values()) ahead.close();
  }
}

async function stitched(
  source: ByteSource,
  version: number,
  refs: readonly GenerationRef[],
  pool: GenerationPool,
  open: Map<number, Ahead>,
  work: WorkContext,
): Promise<TraceTable> {
  const stitcher = new Stitcher(version);
  const summary = new Summary(stitcher.context);
  const log = new GenerationLog();
  const sinks = [log, summary];
  const breather = new Breather(source, work);
  let next = 0;
  for (const ref of refs) {
    while (next < refs.length && next < ref.index + pool.size) {
      open.set(next, new Ahead(pool.open(source, version, refs[next])));
      next++;
    }
    const ahead = open.get(ref.index);
    if (!ahead) throw new StitchError('a generation was not opened');
    for (;;) {
      const packet = await ahead.take();
      if (!packet) break;
      stitcher.add(packet, { ...ref, size: source.size }, sinks);
      ahead.give(packet.chunk);
      await breather.breathe(ref.firstByte, summary.eventCount);
      if (packet.end) break;
    }
    ahead.close();
    open.delete(ref.index);
  }
  const final: EventChunk = makeChunk(1);
  pushEvent(final, Ev.SyncPoint, stitcher.endTime, -1, -1, -1, -1, 0, 0, stitcher.generations + 1);
  for (const sink of sinks) sink.events(final);
  return buildTable(summary, log.finish(), stitcher.context, source.size, undefined);
}
