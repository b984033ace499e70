import { InputError } from '../../base/errors';
import type { Limits } from '../../base/limits';
import { phrase } from '../../base/phrase';

/** Output past which the ratio is looked at: short texts of one repeated line compress well and do no harm. */
export const ratioFreeBytes = 16 * 1024 * 1024;

/** Fails once the output is past what the limits allow for so much input. */
export function checkInflated(produced: number, consumed: number, limits: Limits): void {
  if (produced > limits.maxInflatedBytes) {
    throw new InputError({
      code: 'too-large',
      message: phrase`The file unpacks to more than ${limits.maxInflatedBytes} bytes.`,
      offset: limits.maxInflatedBytes,
      expected: phrase`at most ${limits.maxInflatedBytes} bytes after gunzip`,
      hint: phrase`Capture a shorter profile, or raise the limit where the program runs.`,
    });
  }
  if (produced > ratioFreeBytes && produced > consumed * limits.maxInflateRatio) {
    throw new InputError({
      code: 'limit-exceeded',
      message: phrase`The file unpacks to more than ${limits.maxInflateRatio} times its size, as no profile does.`,
      offset: produced,
      expected: phrase`a ratio of at most ${limits.maxInflateRatio}`,
      hint: phrase`This looks like a gzip bomb. If it is a real profile, unpack it first.`,
    });
  }
}

/** Collects chunks into one array, sized from the length that the gzip trailer states where that is plausible. */
export class Collector {
  private bytes: Uint8Array;
  length = 0;

  constructor(hint: number) {
    this.bytes = new Uint8Array(hint);
  }

  add(chunk: Uint8Array): void {
    const needed = this.length + chunk.length;
    if (needed > this.bytes.length) {
      const grown = new Uint8Array(Math.max(needed, Math.ceil(this.bytes.length * 1.5)));
      grown.set(this.bytes.subarray(0, this.length));
      this.bytes = grown;
    }
    this.bytes.set(chunk, this.length);
    this.length = needed;
  }

  finish(): Uint8Array {
    return this.length === this.bytes.length ? this.bytes : this.bytes.subarray(0, this.length);
  }
}
