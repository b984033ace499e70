import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeGodebug } from '@/lib/formats/godebug/decode';

const lines = readFileSync('fixtures/captures/monitor/gogc-100.log', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('gc '));

/** The limits that a log tells of with these lines before its collections. */
function told(...own: string[]): number[] {
  const part = decodeGodebug(new TextEncoder().encode([...own, ...lines].join('\n'))).parts.find((one) => one.kind === 'gclog');
  if (part?.kind !== 'gclog') throw new Error('no collections');
  return part.table.memoryLimits.map((one) => one.bytes);
}

// The forms are those that runtime/string.go parseByteCount takes.
describe('GOMEMLIMIT in the program’s own lines', () => {
  it.each([
    ['GOMEMLIMIT=36MiB', 36 * 2 ** 20],
    ['env: GOGC=100 GOMEMLIMIT=2GiB HOME=/', 2 * 2 ** 30],
    ['{"msg":"limits","GOMEMLIMIT":"512MiB"}', 512 * 2 ** 20],
    ['GOMEMLIMIT is set: GOMEMLIMIT=966367641', 966_367_641],
    ['GOMEMLIMIT=1048576B', 2 ** 20],
  ])('%s', (line, bytes) => {
    expect(told(line)).toEqual([bytes]);
  });

  it.each(['GOMEMLIMIT=off', 'GOMEMLIMIT=', 'GOMEMLIMIT=12XB', 'GOMEMLIMIT=1.5GiB', 'GOMEMLIMIT=9223372036854775807', 'set GOMEMLIMIT'])(
    '%s tells none',
    (line) => {
      expect(told(line)).toEqual([]);
    },
  );
});
