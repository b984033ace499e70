import { InputError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import { bytesSource } from '../../base/source';
import type { DecodeResult } from '../../model/decoded';
import { lineCodes } from '../container/parts';
import type { DecodeContext, FormatModule } from '../format';
import { decodeGoroutineText } from '../goroutines/decode';
import { readAll } from '../gzip/inflate';
import { decodeGodebug } from './decode';

const gcLine = /(?:^|[^A-Za-z0-9_]|\\n)gc \d+ @\d+\.\d+s /m;
const scavLine = /(?:^|[\s"]|\\n)scav \d+ KiB work/m;
const schedLine = /(?:^|[\s"]|\\n)SCHED \d+ms: gomaxprocs=/m;

/** Logs with gctrace lines (or scav lines), whatever else is in them. Stands before the goroutine dumps: a log may hold both. */
export const gctraceFormat: FormatModule = {
  id: 'gctrace',
  sniff: ({ text }) => gcLine.test(text) || scavLine.test(text),
  decode: (source, context) => decodeLog(source, context),
};

/** Logs with schedtrace lines and no gctrace line at their front. */
export const schedtraceFormat: FormatModule = {
  id: 'schedtrace',
  sniff: ({ text }) => schedLine.test(text),
  decode: (source, context) => decodeLog(source, context),
};

/**
 * Everything of the runtime's that a log holds: gctrace, schedtrace and scav lines, goroutine dumps and goroutine counts.
 *
 * @throws InputError `missing-data` where the log holds none of them; what the gunzip throws
 */
export async function decodeLog(source: Parameters<FormatModule['decode']>[0], context: DecodeContext): Promise<DecodeResult> {
  const bytes = await readAll(source, context);
  const log = decodeGodebug(bytes, {
    checkpoint: (bytesDone) => {
      context.signal?.throwIfAborted();
      context.onProgress?.({ stage: 'decode', file: source.name, bytesDone, bytesTotal: bytes.length });
    },
  });
  const dumps = log.mentionsGoroutines ? await dumpsIn(source.name, bytes, context) : undefined;
  const parts = [...log.parts, ...(dumps?.parts ?? [])];
  if (parts.length === 0) {
    throw new InputError({
      code: 'missing-data',
      message: phrase`the log holds no gctrace, schedtrace or scav line that is whole, and no goroutine`,
      offset: 0,
      expected: phrase`gc 1 @0.012s 2%: 0.026+0.39+0.10 ms clock, … 4->5->1 MB, 5 MB goal, 4 P`,
      hint: phrase`run the program with GODEBUG=gctrace=1 and keep its standard error: GODEBUG=gctrace=1 ./program 2> gc.log`,
    });
  }
  // Both readings meet the same unfinished lines.
  const ofDumps = dumps?.warnings.filter(({ code }) => !lineCodes.has(code)) ?? [];
  return { parts, warnings: [...log.warnings, ...ofDumps] };
}

/** The goroutine dumps of the same text; a log that only speaks of goroutines has none. */
async function dumpsIn(name: string, bytes: Uint8Array, context: DecodeContext): Promise<DecodeResult | undefined> {
  try {
    return await decodeGoroutineText(bytesSource(name, bytes), context);
  } catch (error) {
    if (error instanceof InputError && error.code === 'missing-data') return undefined;
    throw error;
  }
}
