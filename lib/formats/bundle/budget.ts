import { InputError } from '../../base/errors';
import type { Limits } from '../../base/limits';
import { phrase } from '../../base/phrase';
import { ratioFreeBytes } from '../gzip/output';

/** What may still be unpacked of one archive. Every count is of bytes that really came out, never of what a header claims. */
export class UnpackBudget {
  private entries = 0;
  private bytes = 0;

  constructor(
    private readonly limits: Limits,
    private readonly packedBytes: number,
  ) {}

  /** Counts an entry in. Throws `limit-exceeded`. */
  addEntry(): void {
    this.entries += 1;
    if (this.entries > this.limits.maxArchiveEntries) {
      throw new InputError({
        code: 'limit-exceeded',
        message: phrase`the archive holds more than ${this.limits.maxArchiveEntries} files`,
        expected: phrase`at most ${this.limits.maxArchiveEntries} entries`,
        hint: phrase`put only the captures of one incident in it, or raise GOTRIAGE_MAX_ARCHIVE_ENTRIES`,
      });
    }
  }

  /** Counts unpacked bytes in. Throws `limit-exceeded`. */
  addBytes(count: number): void {
    this.bytes += count;
    if (this.bytes > this.limits.maxArchiveBytes) {
      throw new InputError({
        code: 'limit-exceeded',
        message: phrase`the archive unpacks to more than ${this.limits.maxArchiveBytes} bytes`,
        expected: phrase`at most ${this.limits.maxArchiveBytes} bytes over all entries`,
        hint: phrase`unpack it and give the files one by one, or raise GOTRIAGE_MAX_ARCHIVE_BYTES`,
      });
    }
    if (this.bytes > ratioFreeBytes && this.bytes > this.limits.maxInflateRatio * this.packedBytes) {
      throw new InputError({
        code: 'limit-exceeded',
        message: phrase`the archive unpacks to more than ${this.limits.maxInflateRatio} times its size`,
        expected: phrase`a ratio of at most ${this.limits.maxInflateRatio}:1, as captures of real programs have`,
        hint: phrase`it looks like a decompression bomb; if it is not, unpack it and give the files one by one`,
      });
    }
  }
}
