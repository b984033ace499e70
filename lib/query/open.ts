import { factsOf, InputError, type InputErrorFacts } from '../base/errors';
import type { Limits } from '../base/limits';
import { type Phrase, phrase } from '../base/phrase';
import { bytesSource } from '../base/source';
import type { DecodeContext, FormatModule, Sniff } from '../formats/format';
import { inflate, inflateStream } from '../formats/gzip/inflate';
import { formats } from '../formats/registry';
import { joinRotated } from '../index/gc/rotation';
import { type DecodeResult, inputWarning } from '../model/decoded';
import { type Candidate, expand } from './expand';
import { captureTime } from './time';
import type { OpenInput, OpenOptions, OpenRequest } from './types';
import { unwrap } from './unwrap';

/** What is known of an input before it has a place in the case. */
type Opened = Omit<OpenInput, 'index' | 'group'>;

/** Reads every input of the requests, archives expanded, in the order given. Only a cancel stops it: a bad input is one of its results. */
export async function openInputs(requests: readonly OpenRequest[], limits: Limits, options: OpenOptions): Promise<readonly OpenInput[]> {
  const inputs: OpenInput[] = [];
  const add = (opened: Opened, group: string | undefined): void => {
    inputs.push({ ...opened, index: inputs.length, group });
  };
  for (const request of requests) {
    stopIfCancelled(options.signal);
    const { source, group } = request;
    const refusal = request.failure ?? refuse(request, inputs.length, limits);
    if (refusal) {
      add(failed({ name: source.name, source, sniff: undefined, error: undefined }, refusal), group);
      continue;
    }
    const context = { limits, signal: options.signal, onProgress: options.onProgress, generations: options.host?.generations };
    try {
      for await (const candidate of expand(source, { ...context, gzip: false })) {
        stopIfCancelled(options.signal);
        add(await decode(candidate, context), group);
      }
    } catch (error) {
      stopIfCancelled(options.signal);
      add(failed({ name: source.name, source, sniff: undefined, error: undefined }, failureOf(error)), group);
    }
    stopIfCancelled(options.signal);
  }
  return withRotations(inputs);
}

/** Logs that go on from another's, told so: their processes are read as one (lib/index/gc/rotation). */
function withRotations(inputs: readonly OpenInput[]): readonly OpenInput[] {
  const logs = inputs.flatMap(({ index: input, name, group, parts }) =>
    parts.flatMap((part) => (part.kind === 'gclog' ? [{ input, name, group, table: part.table }] : [])),
  );
  if (logs.length < 2) return inputs;
  const before = new Map<number, string>();
  for (const { files } of joinRotated(logs)) for (let i = 1; i < files.length; i++) before.set(files[i].input, files[i - 1].name);
  return inputs.map((input) => {
    const older = before.get(input.index);
    if (older === undefined) return input;
    const told = phrase`its first collection is the one after the last of ${older}: both are read as one log of one process`;
    return { ...input, warnings: [...input.warnings, inputWarning('gctrace-rotated', told)] };
  });
}

function refuse({ source }: OpenRequest, count: number, limits: Limits): InputErrorFacts | undefined {
  if (count >= limits.maxFiles) {
    return factsOf({
      code: 'limit-exceeded',
      message: phrase`the case holds ${limits.maxFiles} files already`,
      expected: phrase`at most ${limits.maxFiles} files`,
      hint: phrase`open them in several cases, or raise GOTRIAGE_MAX_FILES`,
    });
  }
  if (source.size > limits.maxFileBytes) {
    return factsOf({
      code: 'too-large',
      message: phrase`the file has ${source.size} bytes`,
      expected: phrase`at most ${limits.maxFileBytes} bytes`,
      hint: phrase`capture a shorter span (?seconds=), or raise GOTRIAGE_MAX_FILE_BYTES`,
    });
  }
  return undefined;
}

async function decode(given: Candidate, context: Omit<DecodeContext, 'gzip'>): Promise<Opened> {
  if (given.error || given.source.size === 0) return decodePlain(given, context);
  try {
    const opened = await decodePlain(await unwrap(given, context), context);
    return { ...opened, bytes: given.source.size, given: given.source };
  } catch (error) {
    stopIfCancelled(context.signal);
    return failed(given, failureOf(error));
  }
}

async function decodePlain(candidate: Candidate, context: Omit<DecodeContext, 'gzip'>): Promise<Opened> {
  const { source, sniff } = candidate;
  if (candidate.error) return failed(candidate, candidate.error.facts);
  if (source.size === 0) {
    return failed(
      candidate,
      factsOf({
        code: 'empty-file',
        message: phrase`the file is empty`,
        offset: 0,
        expected: phrase`a capture`,
        hint: phrase`capture it again; with curl use --fail so that an error page is not saved in its place`,
      }),
    );
  }
  const format = sniff && formats.find((module) => module.sniff(sniff));
  try {
    if (!sniff || !format) throw await unknownFormat(candidate, context);
    if (sniff.gzip && format.ranges) {
      const unpacked = bytesSource(source.name, await inflate(source, context));
      const result = await format.decode(unpacked, { ...context, gzip: false });
      return { ...opened(candidate, sniff, format, result), gzip: false, source: unpacked };
    }
    const result = await format.decode(source, { ...context, gzip: sniff.gzip });
    return opened(candidate, sniff, format, result);
  } catch (error) {
    stopIfCancelled(context.signal);
    return failed(candidate, failureOf(error), format);
  }
}

function opened({ name, source }: Candidate, sniff: Sniff, format: FormatModule, result: DecodeResult): Opened {
  return {
    name,
    bytes: source.size,
    format: result.parts[0]?.format ?? format.id,
    ok: true,
    error: undefined,
    warnings: result.warnings,
    parts: result.parts,
    timeNanos: captureTime(result.parts),
    gzip: sniff.gzip,
    source,
    given: source,
  };
}

function failed({ name, source, sniff }: Candidate, error: InputErrorFacts, format?: FormatModule): Opened {
  return {
    name,
    bytes: source.size,
    format: format?.id ?? 'unknown',
    ok: false,
    error,
    warnings: [],
    parts: [],
    timeNanos: undefined,
    gzip: sniff?.gzip ?? false,
    source,
    given: source,
  };
}

/** Why no format claims the file: gzip that breaks off before its content shows is damaged, not unknown. */
async function unknownFormat({ source, sniff }: Candidate, context: Omit<DecodeContext, 'gzip'>): Promise<InputError> {
  if (sniff?.gzip) {
    try {
      for await (const _ of inflateStream(source, context)) stopIfCancelled(context.signal);
    } catch (error) {
      if (error instanceof InputError) return error;
      throw error;
    }
  }
  const packing = sniff && packingOf(sniff.prefix);
  if (packing) {
    return new InputError({
      code: 'unsupported-format',
      message: phrase`the file is packed with ${packing.name}, which is not read`,
      offset: 0,
      expected: phrase`the capture itself, gzip, or a zip or tar.gz of captures`,
      hint: phrase`unpack it first: ${packing.unpack}`,
    });
  }
  return new InputError({
    code: 'unknown-format',
    message: sniff?.gzip
      ? phrase`the gzip holds none of the formats that gotriage reads`
      : phrase`the file is none of the formats that gotriage reads`,
    offset: 0,
    expected: phrase`a pprof profile, a goroutine dump, a Go execution trace, a gctrace or schedtrace log, -gcflags=-m notes, -benchmem output, or a zip or tar.gz of them`,
    hint: unknownHint(sniff),
  });
}

/** Compressions that tools put around files and that are not unpacked here, by the first bytes that their formats fix. */
const packings = [
  { name: 'zstd', unpack: 'zstd -d FILE', magic: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: 'xz', unpack: 'xz -d FILE', magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
  { name: 'bzip2', unpack: 'bzip2 -d FILE', magic: [0x42, 0x5a, 0x68] },
  { name: 'lz4', unpack: 'lz4 -d FILE', magic: [0x04, 0x22, 0x4d, 0x18] },
  { name: '7-Zip', unpack: '7z x FILE', magic: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { name: 'snappy', unpack: 'snzip -d FILE', magic: [0xff, 0x06, 0x00, 0x00, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59] },
] as const;

function packingOf(prefix: Uint8Array): (typeof packings)[number] | undefined {
  return packings.find(({ magic }) => magic.every((byte, at) => prefix[at] === byte));
}

/** What to do about a file of no known format, as far as its first bytes tell. */
function unknownHint(sniff: Sniff | undefined): Phrase {
  const start = new TextDecoder().decode(sniff?.prefix.subarray(0, 512)).trimStart();
  if (start.startsWith('<') || /^[{[]/.test(start)) {
    return phrase`look at its first bytes: an HTML or JSON error page saved in place of the capture is the usual cause`;
  }
  if (start !== '' && !/[\p{Cc}\uFFFD]/u.test(start.replace(/[\t\r\n]/g, ''))) {
    return phrase`it is text without a line that gotriage knows: a GC log needs GODEBUG=gctrace=1 and a program that collects at least once, a dump a line such as «goroutine 1 [running]:»`;
  }
  return phrase`look at its first bytes: the capture itself, or a zip or tar.gz of captures, is wanted, not a program, a core file or another archive`;
}

function failureOf(error: unknown): InputErrorFacts {
  if (error instanceof InputError) return error.facts;
  const message = error instanceof Error ? error.message : String(error);
  return factsOf({
    code: 'internal',
    message: phrase`the decoder failed: ${message}`,
    hint: phrase`this is a defect of gotriage: please report it with the file`,
  });
}

/** A cancelled case has no result: the error goes to whoever cancelled. */
export function stopIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new InputError({ code: 'cancelled', message: phrase`the work was cancelled` }, { cause: signal.reason });
}
