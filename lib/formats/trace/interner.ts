import { grown } from '../../base/grow';
import type { FrameColumns, StackColumns } from '../../model/trace';
import type { GenerationTables } from './tables';
import type { WideIds } from './wide';

interface GenerationEntry {
  readonly base: number;
  readonly tables: GenerationTables;
  readonly strings: Uint32Array;
  /** Position in the joined frames by local frame; −1 until asked for. */
  readonly frames: Int32Array;
}

/**
 * Joins the tables of all generations. Strings are made one table as generations come; a stack is known by its «occurrence»
 * (its position plus the stacks of all generations before) until `stack` is asked for it: only what results name is kept.
 */
export class TableInterner {
  readonly strings: string[] = [''];
  /** Of the current generation: local string position to position in `strings`. */
  stringMap: Uint32Array = new Uint32Array(1);
  /** Occurrence of the current generation's stack 0. */
  stackBase = 0;
  private readonly positions = new Map<string, number>([['', 0]]);
  private readonly generations: GenerationEntry[] = [];
  private nextBase = 0;
  private readonly frameIndex = new Map<string, number>();
  private readonly framePc: bigint[] = [];
  private readonly frameFn: number[] = [];
  private readonly frameFile: number[] = [];
  private readonly frameLine: number[] = [];
  private readonly stackIndex = new Map<string, number>([['', 0]]);
  private readonly stackStart: number[] = [0, 0];
  private readonly stackFrames: number[] = [];
  private resolved = new Int32Array(0);

  constructor(private readonly wide: WideIds) {}

  string(text: string): number {
    let position = this.positions.get(text);
    if (position === undefined) {
      position = this.strings.push(text) - 1;
      this.positions.set(text, position);
    }
    return position;
  }

  /** Takes the tables of the next generation. */
  add(tables: GenerationTables): void {
    this.stringMap = Uint32Array.from(tables.strings, (text) => this.string(text));
    this.stackBase = this.nextBase;
    this.nextBase += tables.stackStart.length;
    const frames = new Int32Array(tables.framePc.length).fill(-1);
    this.generations.push({ base: this.stackBase, tables, strings: this.stringMap, frames });
  }

  /** Stacks of all generations so far. */
  get occurrences(): number {
    return this.nextBase;
  }

  private find(occurrence: number): GenerationEntry {
    const { generations } = this;
    let low = 0;
    let high = generations.length - 1;
    while (low < high) {
      const mid = (low + high + 1) >> 1;
      if (generations[mid].base <= occurrence) low = mid;
      else high = mid - 1;
    }
    return generations[low];
  }

  /** Entry function of a stack: the string of its root frame; 0 where it has none. */
  rootFunction(occurrence: number): number {
    if (occurrence <= 0) return 0;
    const { base, tables, strings } = this.find(occurrence);
    const end = tables.stackStart[occurrence - base + 1];
    if (end === tables.stackStart[occurrence - base]) return 0;
    return strings[tables.frameFn[tables.stackFrames[end - 1]]];
  }

  /** The frames of an occurrence, leaf first. */
  frames(occurrence: number): { fn: string; file: string; line: number }[] {
    if (occurrence <= 0) return [];
    const { base, tables, strings } = this.find(occurrence);
    const local = tables.stackFrames.subarray(tables.stackStart[occurrence - base], tables.stackStart[occurrence - base + 1]);
    return Array.from(local, (frame) => ({
      fn: this.strings[strings[tables.frameFn[frame]]],
      file: this.strings[strings[tables.frameFile[frame]]],
      line: tables.frameLine[frame],
    }));
  }

  /** Position of a stack in the columns of `finish`. Equal stacks of several generations are one. */
  stack(occurrence: number): number {
    if (occurrence <= 0) return 0;
    if (this.resolved.length < this.nextBase) this.resolved = grown(this.resolved, this.nextBase, -1);
    const known = this.resolved[occurrence];
    if (known >= 0) return known;
    const entry = this.find(occurrence);
    const { base, tables } = entry;
    const frames: number[] = [];
    for (let at = tables.stackStart[occurrence - base]; at < tables.stackStart[occurrence - base + 1]; at++) {
      frames.push(this.frame(entry, tables.stackFrames[at]));
    }
    const key = frames.join(',');
    let position = this.stackIndex.get(key);
    if (position === undefined) {
      position = this.stackStart.length - 1;
      for (const frame of frames) this.stackFrames.push(frame);
      this.stackStart.push(this.stackFrames.length);
      this.stackIndex.set(key, position);
    }
    this.resolved[occurrence] = position;
    return position;
  }

  private frame({ tables, strings, frames }: GenerationEntry, local: number): number {
    if (frames[local] >= 0) return frames[local];
    const pc = tables.framePc[local];
    const fn = strings[tables.frameFn[local]];
    const file = strings[tables.frameFile[local]];
    const line = tables.frameLine[local];
    const key = `${pc} ${fn} ${file} ${line}`;
    let position = this.frameIndex.get(key);
    if (position === undefined) {
      position = this.framePc.push(this.wide.unsigned(pc)) - 1;
      this.frameFn.push(fn);
      this.frameFile.push(file);
      this.frameLine.push(line);
      this.frameIndex.set(key, position);
    }
    frames[local] = position;
    return position;
  }

  finish(): { frames: FrameColumns; stacks: StackColumns } {
    return {
      frames: {
        count: this.framePc.length,
        pc: BigUint64Array.from(this.framePc),
        fn: Uint32Array.from(this.frameFn),
        file: Uint32Array.from(this.frameFile),
        line: Float64Array.from(this.frameLine),
      },
      stacks: { count: this.stackStart.length - 1, start: Uint32Array.from(this.stackStart), frame: Uint32Array.from(this.stackFrames) },
    };
  }
}
