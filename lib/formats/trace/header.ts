import { InputError } from '../../base/errors';
import { phrase } from '../../base/phrase';

/** Versions Go's own reader takes (internal/trace/version): 11, 19 and 21 in the old wire format, the others in the new one. */
export const v1Versions: readonly number[] = [11, 19, 21];
const v2Versions: readonly number[] = [22, 23, 25, 26];

const shape = /^go 1\.(\d{1,9}) trace\0\0\0/;

/** True where the bytes start as an execution trace does, whatever its version. */
export function looksLikeTrace(prefix: Uint8Array): boolean {
  return /^go 1\.\d+ trace\0/.test(latin1(prefix.subarray(0, 32)));
}

/** Reads the header: the N of Go 1.N and how many bytes it takes. Throws InputError (bad-header, unsupported-version). */
export function readHeader(prefix: Uint8Array): { version: number; length: number } {
  const match = shape.exec(latin1(prefix.subarray(0, 32)));
  if (!match) {
    throw new InputError({
      code: 'bad-header',
      message: phrase`the file does not start as a Go execution trace`,
      offset: 0,
      expected: phrase`"go 1.N trace" and three zero bytes`,
      hint: phrase`give the file that runtime/trace, \`go test -trace\` or /debug/pprof/trace wrote`,
    });
  }
  const version = Number(match[1]);
  if (!v1Versions.includes(version) && !v2Versions.includes(version)) {
    throw new InputError({
      code: 'unsupported-version',
      message: phrase`the trace is of format go 1.${match[1]}, which cannot be read`,
      offset: 5,
      expected: phrase`one of ${[...v1Versions, ...v2Versions].map((n) => `go 1.${n}`).join(', ')}`,
      hint:
        version < 11
          ? phrase`build the program with Go 1.11 or later and capture the trace again`
          : phrase`this release is newer than the reader: update it`,
    });
  }
  return { version, length: match[0].length };
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
