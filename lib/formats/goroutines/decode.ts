import { InputError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import { type ByteSource, readAhead, type WorkContext } from '../../base/source';
import { type DecodeResult, type InputWarning, inputWarning } from '../../model/decoded';
import { LineParts, maxLineBytes, unfinishedLines } from '../container/parts';
import { DumpReader } from './reader';

const chunkBytes = 4 * 1024 * 1024;
/** net/http/pprof: runtime.Stack is called with at most this many bytes (runtime/pprof writeGoroutineStacks). */
const endpointCut = 64 * 1024 * 1024;

/**
 * Decodes every goroutine dump of a text input: one part for each dump, one for single traces, one for the numbers of
 * goroutines that the log tells.
 *
 * @throws InputError `missing-data` where no record and no count is in it; `cancelled` by the signal.
 */
export async function decodeGoroutineText(source: ByteSource, context: WorkContext): Promise<DecodeResult> {
  const reader = new DumpReader();
  const lines = new LineParts((buf, start, end, offset, joined) => {
    reader.line(buf, start, end, offset);
    // Its buffer takes the next one.
    if (joined) reader.hold();
  });
  const cut = await feedLines(source, context, reader, lines);
  if (!reader.found && reader.counts === 0) {
    throw new InputError({
      code: 'missing-data',
      message: phrase`The text holds no goroutine record.`,
      offset: 0,
      expected: phrase`a line such as «goroutine 1 [running]:»`,
      hint: phrase`Capture one with \`curl -o goroutines.txt "http://localhost:6060/debug/pprof/goroutine?debug=2"\`.`,
    });
  }
  const tables = reader.finish(source.size, cut);
  const warnings: InputWarning[] = unfinishedLines(lines);
  const last = tables.find((table) => table.truncated);
  if (last) {
    const offset = last.count > 0 ? last.offset[last.count - 1] : last.firstByte;
    warnings.push(inputWarning('truncated', phrase`The dump ends inside a record: later goroutines are not in it.`, offset));
  }
  if (reader.tooMany) warnings.push(inputWarning('limit-exceeded', phrase`More records than one process can hold: the rest was not read.`));
  if (reader.foreignLines > 0) {
    const told = phrase`Lines inside records that belong to none were passed over: ${reader.foreignLines}.`;
    warnings.push(inputWarning('foreign-lines', told));
  }
  return {
    parts: tables.map((table) => ({ kind: 'goroutines' as const, format: 'goroutine-debug2' as const, table })),
    warnings,
  };
}

/** Gives the reader every line; true where the input ends in the middle of one. */
async function feedLines(source: ByteSource, context: WorkContext, reader: DumpReader, lines: LineParts): Promise<boolean> {
  let carry = new Uint8Array(0);
  let skipping = false;
  let at = 0;
  for await (const chunk of readAhead(source, chunkBytes)) {
    if (context.signal?.aborted) throw new InputError({ code: 'cancelled', message: phrase`Reading was cancelled.`, offset: at });
    const buf = carry.length === 0 ? chunk : joined(carry, chunk);
    const base = at - carry.length;
    let start = 0;
    for (let end = buf.indexOf(10, carry.length); end >= 0; end = buf.indexOf(10, start)) {
      if (skipping) skipping = false;
      else lines.line(buf, start, end, base + start);
      start = end + 1;
    }
    reader.hold();
    carry = buf.slice(start);
    if (carry.length > maxLineBytes) {
      carry = new Uint8Array(0);
      skipping = true;
    }
    at += chunk.length;
    context.onProgress?.({ stage: 'decode', file: source.name, bytesDone: at, bytesTotal: source.size });
  }
  const rest = !skipping && carry.length > 0;
  const whole = !rest || lastLineIsWhole(carry);
  if (rest && whole) lines.line(carry, 0, carry.length, source.size - carry.length);
  const unfinished = lines.finish();
  return !whole || unfinished || source.size === endpointCut;
}

/** A pasted text often lacks its last line feed: then its last line is whole. One that breaks off in a frame is not. */
function lastLineIsWhole(line: Uint8Array): boolean {
  const text = new TextDecoder('utf-8').decode(line.subarray(0, 64 * 1024)).trimEnd();
  if (!/goroutine|\t|\(|^\.\.\.|created by/.test(text)) return text === '' || !/^[a-z\d/_.*%-]+$/i.test(text);
  return /\+0x[0-9a-f]+$|\.\.\.$|\]:$|[}"]$/.test(text) || /^\s+\S+:\d+$/.test(text);
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
