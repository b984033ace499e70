import { type GcCycleColumns, GcFlag } from '../../model/gclog';
import { GrowingFloat64 } from '../growing';
import { isDigit, type LineReader } from './line-reader';

/** ^uint64(0) >> 20, what the runtime prints as goal where there is none (runtime/mgcpacer.go gcPercentHeapGoal). */
const noGoalMB = 17_592_186_044_415;

const columnNames = [
  'number',
  'startNs',
  'cpuPercent',
  'sweepTermNs',
  'markNs',
  'markTermNs',
  'sweepTermCpuNs',
  'assistCpuNs',
  'backgroundCpuNs',
  'idleCpuNs',
  'markTermCpuNs',
  'heapStartMB',
  'heapEndMB',
  'heapLiveMB',
  'goalMB',
  'stacksMB',
  'globalsMB',
  'procs',
  'flags',
  'offset',
] as const;
type ColumnName = (typeof columnNames)[number];

/** What reading at `gc ` came to: no gctrace line at all, one that breaks off, or a row. */
export type GcLineResult = 'none' | 'damaged' | 'row';

/**
 * The collections read so far. A line is
 *
 *     gc N @Ts U%[ (checking for goroutine leaks)]: a+b+c ms clock, a+b/c/d+e ms cpu, x->y->z MB, G MB goal, [S MB stacks, B MB globals, ]P P[ (forced)]
 *
 * (Go 1.6 and later; 1.5 prints five phases, of which the middle three are the concurrent ones.)
 */
export class GcLines {
  readonly columns: Record<ColumnName, GrowingFloat64> = Object.fromEntries(
    columnNames.map((name) => [name, new GrowingFloat64()]),
  ) as Record<ColumnName, GrowingFloat64>;
  private readonly phases = new Float64Array(5);
  private readonly cpu = new Float64Array(5);
  /** Assist, background and idle CPU of the line being read. */
  private readonly marks = new Float64Array(3);
  private periodic = false;

  get count(): number {
    return this.columns.number.length;
  }

  /** A `GC forced` line: the next collection is the runtime's own timer's. */
  forcedByTimer(): void {
    this.periodic = true;
  }

  /** Reads at the `gc ` under the reader, which is left behind what was read. */
  read(line: LineReader): GcLineResult {
    const offset = line.offset;
    line.want('gc ');
    const number = line.number();
    line.want(' @');
    const seconds = line.number();
    if (!line.ok) return 'none';
    line.want('s ');
    const cpuPercent = line.number();
    line.want('%');
    let flags = this.periodic ? GcFlag.periodic : 0;
    if (line.has(' (checking for goroutine leaks)')) flags |= GcFlag.leakCheck;
    line.want(': ');
    const phases = this.readPhases(line);
    line.want(' ms clock, ');
    this.readCpu(line, phases);
    line.want(' ms cpu, ');
    const heapStart = line.number();
    this.arrow(line);
    const heapEnd = line.number();
    this.arrow(line);
    const heapLive = line.number();
    line.want(' MB, ');
    const goal = line.number();
    line.want(' MB goal, ');
    let middle = line.number();
    let stacks = Number.NaN;
    let globals = Number.NaN;
    if (line.has(' MB stacks, ')) {
      stacks = middle;
      globals = line.number();
      line.want(' MB globals, ');
      middle = line.number();
    }
    line.want(' P');
    // «2 P» cut into «2 Program started» is no end of a gctrace line.
    if (line.ok && isLetterOrDigit(line.peek())) line.ok = false;
    if (!line.ok) return 'damaged';
    if (line.has(' (forced)')) flags |= GcFlag.forced;
    if (goal >= noGoalMB) flags |= GcFlag.noGoal;
    this.periodic = false;

    const c = this.columns;
    c.number.push(number);
    c.startNs.push(Math.round(seconds * 1e9));
    c.cpuPercent.push(cpuPercent);
    c.sweepTermNs.push(this.phases[0]);
    c.markNs.push(phases === 5 ? this.phases[1] + this.phases[2] + this.phases[3] : this.phases[1]);
    c.markTermNs.push(this.phases[phases - 1]);
    c.sweepTermCpuNs.push(this.cpu[0]);
    c.assistCpuNs.push(this.marks[0]);
    c.backgroundCpuNs.push(this.marks[1] + (phases === 5 ? this.cpu[1] + this.cpu[2] : 0));
    c.idleCpuNs.push(this.marks[2]);
    c.markTermCpuNs.push(this.cpu[phases - 1]);
    c.heapStartMB.push(heapStart);
    c.heapEndMB.push(heapEnd);
    c.heapLiveMB.push(heapLive);
    c.goalMB.push(goal);
    c.stacksMB.push(stacks);
    c.globalsMB.push(globals);
    c.procs.push(middle);
    c.flags.push(flags);
    c.offset.push(offset);
    return 'row';
  }

  /** The columns, in the order of `rows`. */
  finish(rows: Uint32Array): GcCycleColumns {
    const { procs, flags, ...floats } = this.columns;
    const finished = Object.fromEntries(Object.entries(floats).map(([name, column]) => [name, column.finish(rows)])) as Record<
      Exclude<ColumnName, 'procs' | 'flags'>,
      Float64Array
    >;
    return {
      ...finished,
      count: rows.length,
      procs: Uint32Array.from(procs.finish(rows)),
      flags: Uint8Array.from(flags.finish(rows)),
    };
  }

  /** `a+b+c` in ms; the number of phases. */
  private readPhases(line: LineReader): number {
    let n = 0;
    do {
      if (n === 5) line.ok = false;
      else this.phases[n++] = toNs(line.number());
    } while (line.ok && line.has('+'));
    if (n !== 3 && n !== 5) line.ok = false;
    return n;
  }

  /** `a+b/c/d+e` in ms: as many terms as phases, the last but one split in three. */
  private readCpu(line: LineReader, phases: number): void {
    for (let i = 0; i < phases && line.ok; i++) {
      if (i > 0) line.want('+');
      const value = toNs(line.number());
      if (i !== phases - 2) {
        this.cpu[i] = value;
        continue;
      }
      this.marks[0] = value;
      line.want('/');
      this.marks[1] = toNs(line.number());
      line.want('/');
      this.marks[2] = toNs(line.number());
    }
  }

  /** `->`, which a log kept as JSON by encoding/json holds as `-\u003e`. */
  private arrow(line: LineReader): void {
    if (line.ok && !line.has('->') && !line.has('-\\u003e')) line.ok = false;
  }
}

function toNs(ms: number): number {
  return Math.round(ms * 1e6);
}

function isLetterOrDigit(byte: number): boolean {
  return isDigit(byte) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122);
}
