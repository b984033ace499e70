import { InputError } from '../../base/errors';
import type { ByteSource, WorkContext } from '../../base/source';
import type { TraceTable } from '../../model/trace';
import { type EventChunk, makeChunk, pushEvent } from './chunk';
import { decodeTrace } from './decode';
import { Ev } from './kinds';
import type { GenerationRef } from './one-generation';
import { type CountApart, GenerationDecoder, type GenerationPacket } from './packets';
import { type GenerationScan, scanGenerations } from './scan';
import { Stitcher } from './stitch';
import { StitchError } from './stitch-error';
import { Breather } from './stream';
import { buildTable } from './table';
import { warmUp } from './warm-up';

/** One generation being decoded somewhere else. */
export interface RemoteGeneration {
  /** The next packet; undefined after the last. `reuse` is a chunk whose buffers may be filled again. Rejects with InputError. */
  next(reuse?: EventChunk): Promise<GenerationPacket | undefined>;
  close(): void;
}

/** Workers that decode generations: browser workers, worker threads, or this very thread (`localPool`). */
export interface GenerationPool {
  readonly size: number;
  /** With `apart` most events may be counted where they are decoded. */
  open(source: ByteSource, version: number, ref: GenerationRef, apart?: CountApart): RemoteGeneration;
}

/** A pool without workers. */
export const localPool: GenerationPool = {
  size: 1,
  open(source, version, ref, apart) {
    const decoder = new GenerationDecoder(source, version, ref, apart);
    return { next: (reuse) => decoder.next(reuse), close: () => {} };
  },
};

/** Packets of one generation that may wait to be used: with less than half a MB each, what two workers may be ahead by. */
const aheadPackets = 40;

/** Reads ahead of its consumer, within the bound. */
class Ahead {
  private readonly queue: Promise<GenerationPacket | undefined>[] = [];
  private readonly free: EventChunk[] = [];

  constructor(
    private readonly remote: RemoteGeneration,
    private readonly most = aheadPackets,
  ) {
    this.fill();
  }

  private ended = false;
  private pending = false;

  /** Asks for one packet after another while there is room: a decoder answers one question at a time. */
  private fill(): void {
    if (this.ended || this.pending || this.queue.length >= this.most) return;
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
  if (pool !== localPool) await warmUp(warmedApart);
  const open = new Map<number, Ahead>();
  try {
    return await stitched(source, scan, pool, open, work);
  } catch (error) {
    if (error instanceof StitchError || (error instanceof InputError && error.code !== 'cancelled')) return decodeTrace(source, work);
    throw error;
  } finally {
    for (const ahead of open.values()) ahead.close();
  }
}

/** Decodes a sample generation by generation and joins them, on this thread; gives what it used. */
export async function warmedApart(sample: ByteSource): Promise<object> {
  const { version, generations, origin } = await scanGenerations(sample);
  const stitcher = new Stitcher(version);
  const used: object[] = [stitcher];
  for (const ref of generations) {
    const decoder = new GenerationDecoder(sample, version, ref, ref.index === 0 ? undefined : { origin, labelled: [], headCapacity: 64 });
    used.push(decoder);
    for (let packet = await decoder.next(); packet; packet = await decoder.next()) {
      stitcher.add(packet, { ...ref, size: sample.size });
      used.push(packet);
    }
  }
  return used;
}

/** What the thread that joins has to do beside decoding, as a share of that. */
const joining = 1.15;

/** Which generations this thread decodes itself, so that it and the pool are done at the same time. */
function ownGenerations(refs: readonly GenerationRef[], workers: number): boolean[] {
  const loads = new Float64Array(workers);
  let own = 0;
  return refs.map(({ firstByte, endByte }) => {
    const bytes = endByte - firstByte;
    const least = loads.indexOf(Math.min(...loads));
    if (own <= loads[least]) {
      own += bytes * joining;
      return true;
    }
    loads[least] += bytes;
    return false;
  });
}

async function stitched(
  source: ByteSource,
  { version, generations: refs, origin }: GenerationScan,
  pool: GenerationPool,
  open: Map<number, Ahead>,
  work: WorkContext,
): Promise<TraceTable> {
  const stitcher = new Stitcher(version);
  const breather = new Breather(source, work);
  const own = ownGenerations(refs, pool.size);
  const apart = () => (Number.isNaN(origin) ? undefined : { origin, labelled: stitcher.labelled() });
  let next = 0;
  for (const ref of refs) {
    for (; next < refs.length && next < ref.index + pool.size + 2; next++) {
      if (!own[next]) open.set(next, new Ahead(pool.open(source, version, refs[next], apart())));
    }
    let ahead = open.get(ref.index);
    if (!ahead) {
      ahead = new Ahead(localPool.open(source, version, ref), 1);
      open.set(ref.index, ahead);
    }
    for (;;) {
      const packet = await ahead.take();
      if (!packet) break;
      if (!stitcher.add(packet, { ...ref, size: source.size })) {
        // Not counted apart after all: the same generation again, event by event.
        ahead.close();
        ahead = new Ahead(localPool.open(source, version, ref), 1);
        open.set(ref.index, ahead);
        const first = await ahead.take();
        if (!first) break;
        stitcher.again(first, packet.chunk.count, { ...ref, size: source.size });
        if (first.end) break;
        continue;
      }
      ahead.give(packet.chunk);
      await breather.breathe(ref.firstByte, stitcher.summary.eventCount);
      if (packet.end) break;
    }
    ahead.close();
    open.delete(ref.index);
  }
  const final: EventChunk = makeChunk(1);
  pushEvent(final, Ev.SyncPoint, stitcher.endTime, -1, -1, -1, -1, 0, 0, stitcher.generations + 1);
  stitcher.log.events(final);
  stitcher.summary.events(final);
  return buildTable(stitcher.summary, stitcher.log.finish(), stitcher.context, source.size, undefined);
}
