import type { GoroutineOrigin, GoroutineTable } from '../../model/goroutines';
import { GrowingFloat64, GrowingUint32 } from '../growing';
import { StringTable } from '../strings';
import { type HeaderFacts, parseHeader } from './header';
import { PairInterner, StackInterner } from './intern';

/** Rank of a frame whose arguments name nothing that is waited for. */
export const noAddress = 0;

/**
 * Collects records of one input. Frames, stacks, strings and label sets are shared by all tables made of it; a table takes
 * a range of rows (or, for single traces, chosen rows).
 */
export class RowCollector {
  private readonly strings = new StringTable();
  private readonly pairs = new PairInterner();
  private readonly stackTable = new StackInterner();
  private readonly frameFn = new GrowingUint32();
  private readonly frameFile = new GrowingUint32();
  private readonly frameLine = new GrowingUint32();
  private readonly frameOffset = new GrowingFloat64();
  private readonly frameInlined = new GrowingUint32();
  private readonly frameRank = new GrowingUint32();
  private readonly labelStart = new GrowingUint32();
  private readonly labelKey = new GrowingUint32();
  private readonly labelValue = new GrowingUint32();
  private readonly labelSets = new Map<string, number>();
  private readonly headers = new Map<string, HeaderFacts>();
  private readonly utf8 = new TextDecoder();

  readonly id = new GrowingFloat64();
  private readonly state = new GrowingUint32();
  private readonly minutes = new GrowingFloat64();
  readonly flags = new GrowingUint32();
  private readonly stack = new GrowingUint32();
  private readonly creator = new GrowingFloat64();
  private readonly parent = new GrowingFloat64();
  private readonly labels = new GrowingUint32();
  private readonly bubble = new GrowingFloat64();
  private readonly address = new GrowingFloat64();
  private readonly argStart = new GrowingUint32();
  private readonly argWord = new GrowingFloat64();
  private readonly offset = new GrowingFloat64();
  private readonly ancestorRow = new GrowingUint32();
  private readonly ancestorId = new GrowingFloat64();
  private readonly ancestorStack = new GrowingUint32();
  private readonly ancestorCreator = new GrowingFloat64();
  readonly countTime = new GrowingFloat64();
  readonly countValue = new GrowingFloat64();
  readonly countOffset = new GrowingFloat64();

  constructor() {
    this.labelStart.push(0);
    this.labelStart.push(0);
  }

  get rows(): number {
    return this.id.length;
  }

  /** Parsed once for each text that comes again; labels make many texts, so the memory is bounded. */
  header(content: string): HeaderFacts {
    const known = this.headers.get(content);
    if (known) return known;
    const facts = parseHeader(content);
    if (this.headers.size < 4096) this.headers.set(content, facts);
    return facts;
  }

  beginRow(id: number, facts: HeaderFacts, offset: number): void {
    this.id.push(id);
    this.state.push(this.strings.add(facts.state));
    this.minutes.push(facts.minutes);
    this.flags.push(facts.flags);
    this.bubble.push(facts.bubble);
    this.labels.push(this.labelSet(facts.labels));
    this.argStart.push(this.argWord.length);
    this.offset.push(offset);
  }

  argument(word: number): void {
    this.argWord.push(word);
  }

  endRow(frames: Uint32Array, length: number, creator: number, parent: number, address: number): void {
    this.stack.push(this.stackTable.intern(frames, length));
    this.creator.push(creator);
    this.parent.push(parent);
    this.address.push(address);
  }

  ancestor(id: number, frames: Uint32Array, length: number, creator: number): void {
    this.ancestorRow.push(this.rows - 1);
    this.ancestorId.push(id);
    this.ancestorStack.push(this.stackTable.intern(frames, length));
    this.ancestorCreator.push(creator);
  }

  addFlag(flag: number): void {
    const row = this.rows - 1;
    this.flags.set(row, this.flags.at(row) | flag);
  }

  /** The frame of a function's name and of the text of its `file:line +0xoff`. */
  frame(fn: Uint8Array, fnStart: number, fnEnd: number, inlined: boolean, at: Uint8Array, atStart: number, atEnd: number): number {
    const index = this.pairs.intern(fn, fnStart, fnEnd, at, atStart, atEnd);
    if (index === this.frameFn.length) {
      const name = this.utf8.decode(fn.subarray(fnStart, fnEnd));
      const place = parsePlace(this.utf8.decode(at.subarray(atStart, atEnd)));
      this.frameFn.push(this.strings.add(name));
      this.frameFile.push(this.strings.add(place.file));
      this.frameLine.push(place.line);
      this.frameOffset.push(place.offset);
      this.frameInlined.push(inlined ? 1 : 0);
      this.frameRank.push(addressRank(name));
    }
    return index;
  }

  rank(frame: number): number {
    return this.frameRank.at(frame);
  }

  private labelSet(labels: readonly string[]): number {
    if (labels.length === 0) return 0;
    const key = JSON.stringify(labels);
    const known = this.labelSets.get(key);
    if (known !== undefined) return known;
    for (let i = 0; i < labels.length; i += 2) {
      this.labelKey.push(this.strings.add(labels[i]));
      this.labelValue.push(this.strings.add(labels[i + 1]));
    }
    this.labelStart.push(this.labelKey.length);
    const index = this.labelStart.length - 2;
    this.labelSets.set(key, index);
    return index;
  }

  /** Tables over the rows of each plan; columns shared by all of them are made once. */
  tables(plans: readonly TablePlan[]): GoroutineTable[] {
    const argStart = this.argStart.finish();
    const shared = {
      strings: this.strings.list,
      frames: {
        count: this.frameFn.length,
        fn: this.frameFn.finish(),
        file: this.frameFile.finish(),
        line: this.frameLine.finish(),
        offset: this.frameOffset.finish(),
        inlined: Uint8Array.from(this.frameInlined.finish()),
      },
      stacks: this.stackTable.done(),
      labelSets: {
        count: this.labelStart.length - 1,
        start: this.labelStart.finish(),
        key: this.labelKey.finish(),
        value: this.labelValue.finish(),
      },
      argWord: this.argWord.finish(),
      columns: {
        id: this.id.finish(),
        state: this.state.finish(),
        minutes: this.minutes.finish(),
        flags: Uint16Array.from(this.flags.finish()),
        stack: this.stack.finish(),
        creator: Int32Array.from(this.creator.finish()),
        parent: this.parent.finish(),
        labels: this.labels.finish(),
        bubble: this.bubble.finish(),
        address: this.address.finish(),
        offset: this.offset.finish(),
      },
    };
    return plans.map((plan) => this.table(plan, shared, argStart));
  }

  private table(plan: TablePlan, shared: SharedColumns, argStart: Uint32Array): GoroutineTable {
    const rows = plan.rows;
    const all = shared.columns;
    const position = new Map<number, number>();
    const args: number[] = [];
    const starts = new Uint32Array(rows.length + 1);
    const flags = pick(all.flags, rows);
    rows.forEach((row, at) => {
      if (this.ancestorRow.length > 0) position.set(row, at);
      starts[at] = args.length;
      const end = row + 1 < argStart.length ? argStart[row + 1] : shared.argWord.length;
      for (let i = argStart[row]; i < end; i++) args.push(shared.argWord[i]);
    });
    starts[rows.length] = args.length;
    const kept: number[] = [];
    for (let i = 0; i < this.ancestorRow.length; i++) if (position.has(this.ancestorRow.at(i))) kept.push(i);
    return {
      origin: plan.origin,
      count: rows.length,
      strings: shared.strings,
      id: pick(all.id, rows),
      weight: new Float64Array(rows.length).fill(1),
      state: pick(all.state, rows),
      minutes: pick(all.minutes, rows),
      flags,
      stack: pick(all.stack, rows),
      creator: pick(all.creator, rows),
      parent: pick(all.parent, rows),
      labels: pick(all.labels, rows),
      bubble: pick(all.bubble, rows),
      address: pick(all.address, rows),
      argStart: starts,
      argWord: Float64Array.from(args),
      offset: pick(all.offset, rows),
      frames: shared.frames,
      stacks: shared.stacks,
      labelSets: shared.labelSets,
      ancestors: {
        count: kept.length,
        row: Uint32Array.from(kept, (i) => position.get(this.ancestorRow.at(i)) ?? 0),
        id: Float64Array.from(kept, (i) => this.ancestorId.at(i)),
        stack: Uint32Array.from(kept, (i) => this.ancestorStack.at(i)),
        creator: Int32Array.from(kept, (i) => this.ancestorCreator.at(i)),
      },
      counts: plan.withCounts
        ? {
            count: this.countValue.length,
            time: this.countTime.finish(),
            value: this.countValue.finish(),
            offset: this.countOffset.finish(),
          }
        : { count: 0, time: new Float64Array(0), value: new Float64Array(0), offset: new Float64Array(0) },
      reason: plan.reason,
      timeNanos: plan.timeNanos,
      firstByte: plan.firstByte,
      endByte: plan.endByte,
      truncated: plan.truncated,
      leakProfile: flags.some((bits) => (bits & 1) !== 0),
    };
  }
}

/** Which rows make a table, and what is known of it. */
export interface TablePlan {
  readonly origin: GoroutineOrigin;
  readonly rows: Uint32Array;
  readonly reason: string;
  readonly timeNanos: bigint;
  readonly firstByte: number;
  readonly endByte: number;
  readonly truncated: boolean;
  readonly withCounts: boolean;
}

type RowColumns = Pick<
  GoroutineTable,
  'id' | 'state' | 'minutes' | 'flags' | 'stack' | 'creator' | 'parent' | 'labels' | 'bubble' | 'address' | 'offset'
>;
type SharedColumns = Pick<GoroutineTable, 'strings' | 'frames' | 'stacks' | 'labelSets' | 'argWord'> & { readonly columns: RowColumns };

function pick<T extends Float64Array | Uint32Array | Uint16Array | Int32Array>(column: T, rows: Uint32Array): T {
  const made = new (column.constructor as new (length: number) => T)(rows.length);
  for (let i = 0; i < rows.length; i++) made[i] = column[rows[i]];
  return made;
}

/** `file:line +0xoff`, `file:line`, or a text without a line number. */
function parsePlace(text: string): { file: string; line: number; offset: number } {
  const found = /^(.*?):(\d{1,9})(?: \+0x([0-9a-fA-F]{1,13}))?\s*$/.exec(text);
  if (!found) return { file: text.trim(), line: 0, offset: -1 };
  return { file: found[1], line: Number(found[2]), offset: found[3] === undefined ? -1 : Number.parseInt(found[3], 16) };
}

/**
 * Frames whose first argument is the thing waited for, by how surely it is (2 sure, 1 the address of its semaphore or
 * channel). Method values have the receiver first; runtime.chanrecv and chansend take the channel.
 */
function addressRank(name: string): number {
  if (/^(?:internal\/)?sync\.\(\*(?:Mutex\)\.(?:Lock|lockSlow)|RWMutex\)\.R?Lock|WaitGroup\)\.Wait|Cond\)\.Wait)$/.test(name)) return 2;
  if (/^runtime\.(?:chanrecv[12]?|chansend1?)$/.test(name)) return 2;
  if (/^(?:internal\/)?sync\.runtime_Semacquire\w*$/.test(name)) return 1;
  return noAddress;
}
