import { Inflate } from 'pako';
import { InputError } from '../../base/errors';
import { type Phrase, phrase } from '../../base/phrase';
import { libraryWords } from '../library-words';

const outputChunk = 256 * 1024;

/** The part of pako's stream that is looked at. */
interface StreamState {
  readonly avail_in: number;
  readonly next_in: number;
  readonly next_out: number;
  readonly output: Uint8Array<ArrayBuffer>;
}

/**
 * The members of a gzip file, one after the other, through pako's streaming Inflate. Input arrives in any pieces, output leaves
 * by `emit` as soon as it is known, so that a file that breaks off still gives what came before the break.
 *
 * pako goes on to a next member only while the piece at hand holds more bytes; a member that ends with its piece is continued
 * here. Zero bytes after a member are padding (tape blocks, preallocated files); anything else is damage, as for Go's gzip.Reader.
 */
export class GzipMembers {
  private inflate: Inflate | undefined;
  /** pako's stream state of the member at hand: how much of the piece it has left over and taken. */
  private stream: StreamState = { avail_in: 0, next_in: 0, next_out: 0, output: new Uint8Array(0) };
  private padding = false;
  private readonly emit: (chunk: Uint8Array) => void;
  /** Compressed bytes taken in whole. */
  consumed = 0;
  produced = 0;
  /** Compressed bytes behind what is being emitted. */
  taken = 0;

  constructor(emit: (chunk: Uint8Array) => void) {
    this.emit = emit;
  }

  push(input: Uint8Array): void {
    let rest = input;
    while (rest.length > 0) {
      if (this.inflate === undefined && (this.padding || (this.consumed > 0 && rest[0] === 0))) {
        this.skipPadding(rest);
        return;
      }
      this.inflate ??= this.member();
      const inflate = this.inflate;
      const fine = inflate.push(rest, false);
      const left = this.stream.avail_in;
      if (!fine) {
        // What was unpacked before the damage still lies in pako's buffer.
        const { output, next_out } = this.stream;
        if (next_out > 0) inflate.onData(output.subarray(0, next_out));
        throw this.damage(libraryWords(inflate.msg), this.consumed + rest.length - left);
      }
      this.consumed += rest.length - left;
      if (inflate.ended) this.inflate = undefined;
      rest = rest.subarray(rest.length - left);
    }
  }

  /** Says that no input is left. */
  finish(): void {
    const inflate = this.inflate;
    if (inflate === undefined) return;
    // Hands out what the window still holds before the error is raised.
    if (inflate.push(new Uint8Array(0), 2) && inflate.ended) return;
    throw new InputError({
      code: 'truncated',
      message: phrase`The gzip data breaks off: ${this.consumed} bytes arrived and unpacked to ${this.produced}.`,
      offset: this.produced,
      expected: phrase`more compressed data and the gzip trailer`,
      hint: phrase`The download was cut short. Capture it again and let it end, e.g. curl --fail -o profile.pb.gz URL.`,
    });
  }

  private member(): Inflate {
    const inflate = new Inflate({ windowBits: 31, chunkSize: outputChunk });
    inflate.onData = (chunk) => {
      const bytes = chunk as Uint8Array;
      this.produced += bytes.length;
      this.taken = this.consumed + this.stream.next_in;
      this.emit(bytes);
    };
    inflate.onStart = (stream) => {
      this.stream = stream;
    };
    // The default joins all chunks: they have left already.
    inflate.onEnd = () => {};
    return inflate;
  }

  private skipPadding(rest: Uint8Array): void {
    this.padding = true;
    const other = rest.findIndex((byte) => byte !== 0);
    if (other >= 0) throw this.damage(phrase`bytes after the end that are neither gzip nor padding`, this.consumed + other);
    this.consumed += rest.length;
  }

  private damage(why: string | Phrase, at: number): InputError {
    return new InputError({
      code: 'corrupt-gzip',
      message: phrase`The gzip data is damaged near compressed byte ${at} (${why}); ${this.produced} bytes were unpacked before it.`,
      offset: this.produced,
      expected: phrase`valid gzip data`,
      hint: phrase`The file was changed on its way, e.g. by a text-mode transfer. Capture it again.`,
    });
  }
}
