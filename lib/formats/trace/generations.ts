import { InputError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import type { ByteSource } from '../../base/source';
import { type Batch, BatchReader } from './batches';
import { TableBuilder } from './tables';
import type { WideIds } from './wide';

/** One generation as it stands in the file: its tables and its batches of events by thread. */
export interface Generation {
  readonly gen: number;
  /** Bytes [firstByte, endByte) of the file. */
  readonly firstByte: number;
  readonly endByte: number;
  /** Least base timestamp of its batches, in the trace's units. */
  readonly minTicks: number;
  /** Threads in order of first appearance, and the batches of each. */
  readonly threads: readonly number[];
  readonly batches: readonly (readonly Batch[])[];
  readonly tables: TableBuilder;
}

/** Why the file cannot be read beyond some byte. */
export interface ReadFailure {
  readonly error: InputError;
  /** First byte that was lost. */
  readonly fromByte: number;
}

/**
 * Reads generation after generation, as internal/trace/generation.go does: before Go 1.26 a batch of the next generation ends
 * one, since then a marker byte does.
 */
export class GenerationReader {
  /** Set once nothing more can be read because of damage; a generation returned with it is whole all the same. */
  failure: ReadFailure | undefined;
  private readonly reader: BatchReader;
  private spill: Batch | undefined;
  private ended = false;

  constructor(
    source: ByteSource,
    private readonly version: number,
    offset: number,
    private readonly wide: WideIds,
    end = source.size,
  ) {
    this.reader = new BatchReader(source, offset, end, wide);
  }

  /** The next generation, or undefined at the end or at the first damage (`failure` then says which). The one before is no longer valid. */
  async next(): Promise<Generation | undefined> {
    if (this.ended || this.failure) return undefined;
    this.reader.release();
    const firstByte = this.spill ? this.spill.offset : this.reader.offset;
    try {
      return this.version >= 26 ? await this.marked(firstByte) : await this.spilled(firstByte);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.failure = { error, fromByte: firstByte };
      return undefined;
    }
  }

  private async marked(firstByte: number): Promise<Generation | undefined> {
    const parts = new Parts(this.version, this.wide);
    for (;;) {
      const batch = await this.reader.next();
      if (!batch) {
        this.ended = true;
        if (!parts.hasEvents) return undefined;
        throw new InputError({
          code: 'truncated',
          message: phrase`the trace ends before its last generation does`,
          offset: this.reader.offset,
          expected: phrase`the end-of-generation byte (52)`,
          hint: phrase`the file is cut off: stop the trace before copying it`,
        });
      }
      if (parts.gen === 0) parts.gen = batch.gen;
      if (batch.endOfGeneration) return parts.finish(firstByte, this.reader.offset);
      if (batch.gen === 0) throw noGeneration(batch);
      if (batch.gen !== parts.gen) throw mixed(batch, parts.gen);
      parts.take(batch);
    }
  }

  private async spilled(firstByte: number): Promise<Generation | undefined> {
    const parts = new Parts(this.version, this.wide);
    if (this.spill) {
      parts.gen = this.spill.gen;
      parts.take(this.spill);
      this.spill = undefined;
    }
    let next: Batch | undefined;
    for (;;) {
      try {
        next = await this.reader.next();
      } catch (error) {
        if (parts.gen === 0 || !(error instanceof InputError)) throw error;
        // The damage may belong to the next generation: what stands before it is tried as it is (generation.go spillErr).
        const generation = parts.finish(firstByte, this.reader.offset);
        this.failure = { error, fromByte: this.reader.offset };
        return generation;
      }
      if (!next) break;
      if (next.gen === 0) throw noGeneration(next);
      if (parts.gen === 0) parts.gen = next.gen;
      if (next.gen === parts.gen + 1) break;
      if (next.gen !== parts.gen) {
        const error = mixed(next, parts.gen);
        if (next.gen < parts.gen) throw error;
        // A generation is missing. Go's reader gives up here; the one before the gap is whole, and is kept.
        const generation = parts.finish(firstByte, next.offset);
        this.failure = { error, fromByte: next.offset };
        return generation;
      }
      parts.take(next);
    }
    this.spill = next;
    if (!next) this.ended = true;
    return parts.finish(firstByte, next ? next.offset : this.reader.offset);
  }
}

/** A generation while it is being gathered. */
class Parts {
  gen = 0;
  private readonly tables: TableBuilder;
  private minTicks = 0;
  private readonly threads: number[] = [];
  private readonly byThread = new Map<number, Batch[]>();

  constructor(version: number, wide: WideIds) {
    this.tables = new TableBuilder(version, wide);
  }

  get hasEvents(): boolean {
    return this.threads.length > 0;
  }

  take(batch: Batch): void {
    if (this.minTicks === 0 || batch.time < this.minTicks) this.minTicks = batch.time;
    if (this.tables.take(batch)) return;
    const known = this.byThread.get(batch.m);
    if (known) known.push(batch);
    else {
      this.byThread.set(batch.m, [batch]);
      this.threads.push(batch.m);
    }
  }

  finish(firstByte: number, endByte: number): Generation {
    return {
      gen: this.gen,
      firstByte,
      endByte,
      minTicks: this.minTicks,
      threads: this.threads,
      batches: this.threads.map((m) => this.byThread.get(m) ?? []),
      tables: this.tables,
    };
  }
}

function noGeneration(batch: Batch): InputError {
  return new InputError({
    code: 'bad-value',
    message: phrase`a batch belongs to generation 0`,
    offset: batch.offset,
    expected: phrase`a generation of at least 1`,
    hint: phrase`the file is damaged from here on: capture the trace again`,
  });
}

function mixed(batch: Batch, gen: number): InputError {
  return new InputError({
    code: 'bad-order',
    message: phrase`a batch of generation ${batch.gen} stands within generation ${gen}`,
    offset: batch.offset,
    expected: phrase`generation ${gen}, or its end`,
    hint: phrase`a part of the file is missing: copy it again`,
  });
}
