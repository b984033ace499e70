import type { InputWarning } from '../../model/decoded';
import type { FormatId } from '../../model/format-ids';
import type { ProfileTable } from '../../model/profile';
import type { FormatModule, Sniff } from '../format';
import { readAll } from '../gzip/inflate';
import { contentionStarts, decodeContention } from './contention';
import { countStart, decodeCount } from './count';
import { cpuHeader, decodeCpu } from './cpu';
import { decodeHeap, heapHeader, otherHeapHeader } from './heap';
import { decodeJava, javaStarts } from './java';
import { isSpaceOrComment } from './lines';
import { decodeThreads, threadStart, threadzStart } from './thread';

type Decoder = (bytes: Uint8Array, name: string, warnings: InputWarning[]) => ProfileTable;

function legacy(id: FormatId, sniff: (input: Sniff) => boolean, decode: Decoder): FormatModule {
  return {
    id,
    sniff,
    async decode(source, context) {
      const bytes = await readAll(source, context);
      context.signal?.throwIfAborted();
      const warnings: InputWarning[] = [];
      const table = decode(bytes, source.name, warnings);
      context.onProgress?.({ stage: 'decode', file: source.name, bytesDone: bytes.length, bytesTotal: bytes.length });
      return { parts: [{ kind: 'profile', format: id, table }], warnings };
    },
  };
}

function firstLine({ text }: Sniff): string {
  const end = text.indexOf('\n');
  return (end < 0 ? text : text.slice(0, end)).replace(/\r$/, '');
}

/** The first line that is neither empty nor a comment. */
function firstWord({ text }: Sniff): string {
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end < 0 ? text.length : end).replace(/\r$/, '');
    if (!isSpaceOrComment(line)) return line;
    if (end < 0) return '';
    start = end + 1;
  }
  return '';
}

const countType = (input: Sniff): string | undefined => countStart.exec(firstWord(input))?.[1];
const isGoHeap = (input: Sniff): boolean => heapHeader.exec(firstLine(input))?.[5] === 'heap';
const isGoContention = (input: Sniff): boolean => contentionStarts.slice(1).some((start) => firstLine(input).startsWith(start));

/** The text forms of Go's profiles (?debug=1), then those of C++ and Java and the binary CPU form that google/pprof reads too. */
export const legacyFormats: FormatModule[] = [
  legacy('goroutine-debug1', (input) => ['goroutine', 'goroutineleak'].includes(countType(input) ?? ''), decodeCount),
  legacy('threadcreate-debug1', (input) => countType(input) === 'threadcreate', decodeCount),
  legacy('heap-debug1', isGoHeap, decodeHeap),
  legacy('contention-debug1', isGoContention, decodeContention),
  legacy('legacy-pprof', (input) => countType(input) !== undefined, decodeCount),
  legacy(
    'legacy-pprof',
    (input) => javaStarts.some((start) => firstLine(input).trim() === start) && /format *= *java/.test(input.text),
    decodeJava,
  ),
  legacy('legacy-pprof', (input) => heapHeader.test(firstLine(input)) || otherHeapHeader.test(firstLine(input)), decodeHeap),
  legacy('legacy-pprof', (input) => firstLine(input).startsWith(contentionStarts[0]), decodeContention),
  legacy('legacy-pprof', (input) => threadzStart.test(firstWord(input)) || threadStart.test(firstWord(input)), decodeThreads),
  legacy('legacy-pprof', (input) => cpuHeader(input.prefix) !== undefined, decodeCpu),
];
