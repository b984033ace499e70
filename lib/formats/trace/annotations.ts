import { Floats, Ints } from '../../base/grow';
import { GoState, type LogColumns, type RegionColumns, type TaskColumns } from '../../model/trace';
import type { GoroutineStats } from './goroutine-stats';

/** What a goroutine had done at some moment, or during a region. */
interface Stats {
  exec: number;
  schedWait: number;
  block: number;
  syscall: number;
  syscallBlock: number;
  total: number;
}

interface OpenRegion {
  readonly task: number;
  readonly name: number;
  readonly start: number;
  /** The goroutine's statistics when it began; undefined for a region inherited from the creator, which counts from zero. */
  readonly at: Stats | undefined;
}

interface EndedRegion extends OpenRegion {
  readonly goroutine: number;
  readonly end: number;
  readonly stats: Stats;
}

/** User tasks, regions and logs, as internal/trace/summary.go keeps them. */
export class Annotations {
  private readonly taskRow = new Map<number, number>();
  private readonly taskId = new Floats();
  private readonly taskParent = new Ints();
  private readonly taskName = new Ints();
  private readonly taskStart = new Floats();
  private readonly taskEnd = new Floats();
  private readonly taskGoroutine = new Ints();
  private readonly open = new Map<number, OpenRegion[]>();
  private readonly ended: EndedRegion[] = [];
  private readonly logTime = new Floats();
  private readonly logTask = new Ints();
  private readonly logGoroutine = new Ints();
  private readonly logCategory = new Ints();
  private readonly logMessage = new Ints();

  constructor(private readonly goroutines: GoroutineStats) {}

  private task(id: number): number {
    let row = this.taskRow.get(id);
    if (row === undefined) {
      row = this.taskId.count;
      this.taskRow.set(id, row);
      this.taskId.push(id);
      this.taskParent.push(-1);
      this.taskName.push(0);
      this.taskStart.push(Number.NaN);
      this.taskEnd.push(Number.NaN);
      this.taskGoroutine.push(-1);
    }
    return row;
  }

  taskEvent(begins: boolean, id: number, parent: number, name: number, goroutine: number, time: number): void {
    const row = this.task(id);
    this.taskName.data[row] = name;
    if (begins) {
      this.taskStart.data[row] = time;
      this.taskGoroutine.data[row] = goroutine;
    } else this.taskEnd.data[row] = time;
    if (parent !== -1 && this.taskParent.data[row] < 0) this.taskParent.data[row] = this.task(parent);
  }

  log(time: number, id: number, goroutine: number, category: number, message: number): void {
    this.logTime.push(time);
    this.logTask.push(this.task(id));
    this.logGoroutine.push(goroutine);
    this.logCategory.push(category);
    this.logMessage.push(message);
  }

  regionBegin(time: number, id: number, name: number, goroutine: number): void {
    this.task(id);
    this.push(goroutine, { task: id, name, start: time, at: this.snapshot(goroutine, time) });
  }

  regionEnd(time: number, id: number, name: number, goroutine: number): void {
    const region = this.open.get(goroutine)?.pop();
    if (!region) this.task(id);
    const from = region ?? { task: id, name, start: Number.NaN, at: undefined };
    this.ended.push({ ...from, goroutine, end: time, stats: minus(this.snapshot(goroutine, time), from.at) });
  }

  /** A new goroutine is part of its creator's innermost region. */
  inherit(creator: number, goroutine: number, time: number): void {
    this.open.delete(goroutine);
    const regions = this.open.get(creator);
    if (!regions || regions.length === 0) return;
    this.push(goroutine, { task: regions[regions.length - 1].task, name: 0, start: time, at: undefined });
  }

  /** Closes what a goroutine has open when it ends, or when the trace does (`end` NaN) at time `last`; its statistics are final by then. */
  close(goroutine: number, end: number, last: number, isSystem: boolean): void {
    const regions = this.open.get(goroutine);
    if (!regions) return;
    this.open.delete(goroutine);
    if (isSystem) return;
    const g = this.goroutines;
    const final: Stats = {
      exec: g.exec[goroutine],
      schedWait: g.schedWait[goroutine],
      block: g.block[goroutine],
      syscall: g.syscall[goroutine],
      syscallBlock: g.syscallBlock[goroutine],
      total: g.totalAt(goroutine, last),
    };
    for (const region of regions) this.ended.push({ ...region, goroutine, end, stats: minus(final, region.at) });
  }

  get hasRegions(): boolean {
    return this.open.size > 0;
  }

  /** Goroutines with open regions. */
  get openGoroutines(): number[] {
    return [...this.open.keys()];
  }

  private push(goroutine: number, region: OpenRegion): void {
    const regions = this.open.get(goroutine);
    if (regions) regions.push(region);
    else this.open.set(goroutine, [region]);
  }

  /** summary.go snapshotStat, of a goroutine that runs. */
  private snapshot(slot: number, time: number): Stats {
    const g = this.goroutines;
    return {
      exec: g.exec[slot] + (g.state[slot] === GoState.Running ? time - g.since[slot] : 0),
      schedWait: g.schedWait[slot],
      block: g.block[slot],
      syscall: g.syscall[slot],
      syscallBlock: g.syscallBlock[slot],
      total: time - g.created[slot],
    };
  }

  finish(rowOf: Int32Array): { tasks: TaskColumns; regions: RegionColumns; logs: LogColumns } {
    const row = (slot: number) => (slot < 0 ? -1 : rowOf[slot]);
    const order = (time: number) => (Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time);
    const ended = this.ended.sort((a, b) => (order(a.start) < order(b.start) ? -1 : order(a.start) > order(b.start) ? 1 : 0));
    const stat = (key: keyof Stats) => Float64Array.from(ended, (region) => region.stats[key]);
    return {
      tasks: {
        count: this.taskId.count,
        id: this.taskId.finish(),
        parent: this.taskParent.finish(),
        name: Uint32Array.from(this.taskName.finish()),
        start: this.taskStart.finish(),
        end: this.taskEnd.finish(),
        goroutine: this.taskGoroutine.finish().map(row),
      },
      regions: {
        count: ended.length,
        task: Int32Array.from(ended, (region) => this.taskRow.get(region.task) ?? -1),
        name: Uint32Array.from(ended, (region) => region.name),
        goroutine: Int32Array.from(ended, (region) => row(region.goroutine)),
        start: Float64Array.from(ended, (region) => region.start),
        end: Float64Array.from(ended, (region) => region.end),
        execNs: stat('exec'),
        schedWaitNs: stat('schedWait'),
        blockNs: stat('block'),
        syscallNs: stat('syscall'),
        syscallBlockNs: stat('syscallBlock'),
        totalNs: stat('total'),
      },
      logs: {
        count: this.logTime.count,
        time: this.logTime.finish(),
        task: this.logTask.finish(),
        goroutine: this.logGoroutine.finish().map(row),
        category: Uint32Array.from(this.logCategory.finish()),
        message: Uint32Array.from(this.logMessage.finish()),
      },
    };
  }
}

function minus(a: Stats, b: Stats | undefined): Stats {
  if (!b) return { ...a };
  return {
    exec: a.exec - b.exec,
    schedWait: a.schedWait - b.schedWait,
    block: a.block - b.block,
    syscall: a.syscall - b.syscall,
    syscallBlock: a.syscallBlock - b.syscallBlock,
    total: a.total - b.total,
  };
}
