import { InputError } from '../../base/errors';
import type { ByteSource } from '../../base/source';
import { BatchReader } from './batches';
import { readHeader, v1Versions } from './header';
import { Ev } from './kinds';
import type { GenerationRef } from './one-generation';
import { TableBuilder } from './tables';
import { WideIds } from './wide';

/** Where the generations of a trace are. */
export interface GenerationScan {
  readonly version: number;
  /** Empty for traces before Go 1.22, which have none, and where the first generation cannot be told. */
  readonly generations: readonly GenerationRef[];
  /** True where damage shows already: such a trace is best read in sequence, which says what was lost. */
  readonly damaged: boolean;
  /** ns on the trace's own clock of its first event; NaN where it cannot be told. */
  readonly origin: number;
}

/** Finds the generations by the headers of the batches alone. Throws InputError for what is no trace (readHeader). */
export async function scanGenerations(source: ByteSource): Promise<GenerationScan> {
  const { version, length } = readHeader(await source.slice(0, 32));
  const generations: GenerationRef[] = [];
  if (v1Versions.includes(version)) return { version, generations, damaged: false, origin: Number.NaN };
  const wide = new WideIds();
  const reader = new BatchReader(source, length, source.size, wide);
  const clock = new TableBuilder(version, wide);
  let minTicks = 0;
  let firstByte = length;
  let gen = 0;
  try {
    for (;;) {
      const batch = await reader.next();
      if (!batch) break;
      reader.release();
      if (generations.length === 0 && !batch.endOfGeneration && (gen === 0 || batch.gen === gen)) {
        if (minTicks === 0 || batch.time < minTicks) minTicks = batch.time;
        if (batch.data[0] === Ev.Frequency || batch.data[0] === Ev.Sync) clock.take(batch);
      }
      if (batch.endOfGeneration) {
        generations.push({ index: generations.length, firstByte, endByte: reader.offset });
        firstByte = reader.offset;
        gen = 0;
      } else if (gen === 0) gen = batch.gen;
      else if (batch.gen !== gen) {
        if (version >= 26 || batch.gen !== gen + 1) return { version, generations, damaged: true, origin: Number.NaN };
        generations.push({ index: generations.length, firstByte, endByte: batch.offset });
        firstByte = batch.offset;
        gen = batch.gen;
      }
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { version, generations, damaged: true, origin: Number.NaN };
  }
  if (gen !== 0 && version >= 26) return { version, generations, damaged: true, origin: Number.NaN };
  if (gen !== 0) generations.push({ index: generations.length, firstByte, endByte: source.size });
  const { nsPerTick } = clock;
  return { version, generations, damaged: false, origin: nsPerTick === 0 ? Number.NaN : Math.max(1, Math.floor(minTicks * nsPerTick)) };
}
