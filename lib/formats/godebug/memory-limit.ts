import type { ToldLimit } from '../../model/gclog';
import { isDigit, type LineReader } from './line-reader';

/** More than a program's start and a few changes of it are not kept. */
const most = 64;
const units: Readonly<Record<string, number>> = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40, B: 1 };

/** What the program's own lines say of GOMEMLIMIT: `GOMEMLIMIT=512MiB`, `"GOMEMLIMIT":"512MiB"`, as an environment or a logger prints it. */
export class LimitLines {
  readonly list: ToldLimit[] = [];

  /** Reads at `GOM`; keeps nothing where no byte count stands there (runtime/string.go parseByteCount). */
  read(line: LineReader): void {
    const offset = line.offset;
    line.want('GOMEMLIMIT');
    line.has('"');
    if (line.ok && !line.has('=') && !line.has(':')) return;
    line.has(' ');
    line.has('"');
    if (!line.ok || !isDigit(line.peek())) return;
    const value = line.number();
    const unit = Object.entries(units).find(([name]) => line.has(name))?.[1] ?? 1;
    const after = line.peek();
    if (!line.ok || !Number.isInteger(value) || isWord(after)) return;
    const bytes = value * unit;
    // math.MaxInt64 is «none».
    if (bytes > 0 && bytes < 2 ** 52 && this.list.length < most) this.list.push({ bytes, offset });
  }
}

function isWord(byte: number): boolean {
  return isDigit(byte) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte === 46;
}
