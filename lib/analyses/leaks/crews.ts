import type { GoroutineGroup, GoroutineGroups } from '../../index/goroutines/groups';
import type { GoroutineTable } from '../../model/goroutines';
import { benignReason, isInFlight } from './benign';
import { hardCauses, thresholds } from './thresholds';

/**
 * Goroutines that a single dump shows to be at home where they wait, by those that made them and by the order of ids. It needs
 * the makers' ids, which debug=2 prints from Go 1.21 on (runtime/traceback.go printcreatedby); without them nothing is said.
 */
export class Crews {
  private readonly table: GoroutineTable;
  /** Row of each goroutine, and the group of each row. */
  private readonly rowOf = new Map<number, number>();
  private readonly groupOf = new Map<number, GoroutineGroup>();
  /** Makers and functions that made a goroutine which waits for input or output, or runs. */
  private readonly readers = new Set<number>();
  private readonly lastId: number = -1;
  private readonly attendedGroups = new Map<GoroutineGroup, boolean>();

  constructor({ table, groups }: GoroutineGroups) {
    this.table = table;
    if (!table.parent.some((id) => id >= 0)) return;
    for (const group of groups) {
      this.lastId = Math.max(this.lastId, group.maxId);
      for (const row of group.rows) {
        this.rowOf.set(table.id[row], row);
        this.groupOf.set(row, group);
        // One that runs at this moment has just read, or is about to.
        if (group.cause === 'io-wait' || group.cause === undefined) this.readers.add(this.madeIn(row));
      }
    }
  }

  /** A crew of one of the three kinds. */
  isCrew(group: GoroutineGroup): boolean {
    return this.lastId >= 0 && (this.isAttended(group) || this.isConnectionHalf(group) || this.isSettled(group));
  }

  /**
   * Helpers of work in hand: their makers go on, or can, and are still in the function with the `go` statement, so that no return
   * left them behind. One for each maker, or one maker and no more than pools have. Waits for somebody to act, and those of
   * one maker's goroutines, are that only until they have lasted a minute.
   */
  private isAttended(group: GoroutineGroup): boolean {
    const known = this.attendedGroups.get(group);
    if (known !== undefined) return known;
    // Goroutines that made each other in a round attend nobody.
    this.attendedGroups.set(group, false);
    const hard = group.cause !== undefined && hardCauses.has(group.cause);
    const fresh = group.minutes.max < 1;
    const fits =
      group.parents > 1
        ? group.parents >= thresholds.perMakerShare * group.count && (fresh || !hard)
        : fresh && !hard && group.count <= thresholds.poolMax;
    const found = fits && this.hasLiveMakers(group);
    this.attendedGroups.set(group, found);
    return found;
  }

  private hasLiveMakers(group: GoroutineGroup): boolean {
    let attended = 0;
    let live = 0;
    for (const row of group.rows) {
      const maker = this.rowOf.get(this.table.parent[row]);
      if (maker === undefined || !this.stillIn(maker, row)) continue;
      attended++;
      const makers = this.groupOf.get(maker);
      if (makers !== undefined && this.goesOn(makers)) live++;
    }
    return attended >= thresholds.makersShare * group.count && live * 2 >= attended;
  }

  /** The function that made the goroutine of `row` is on the maker's stack. */
  private stillIn(maker: number, row: number): boolean {
    const { frames, stacks, stack, creator } = this.table;
    if (creator[row] < 0) return false;
    const fn = frames.fn[creator[row]];
    for (let at = stacks.start[stack[maker]]; at < stacks.start[stack[maker] + 1]; at++)
      if (frames.fn[stacks.frame[at]] === fn) return true;
    return false;
  }

  /** It runs, or what it waits for comes by itself, from a client or from a live maker's work. */
  private goesOn(group: GoroutineGroup): boolean {
    const { cause } = group;
    if (cause === undefined || cause === 'io-wait' || cause === 'sleep-loop' || cause === 'syscall') return true;
    if (benignReason(group) !== undefined || (isInFlight(group) && group.minutes.max < 1)) return true;
    return this.isAttended(group);
  }

  /** The writer beside a connection's reader: one function made both, and the reader waits for its peer. The connection lives, and both with it. */
  private isConnectionHalf(group: GoroutineGroup): boolean {
    if (group.cause === undefined || hardCauses.has(group.cause) || group.parents < thresholds.perMakerShare * group.count) return false;
    return group.rows.filter((row) => this.readers.has(this.madeIn(row))).length >= thresholds.makersShare * group.count;
  }

  /** One number for a maker and the function that it made the goroutine in. */
  private madeIn(row: number): number {
    const { parent, creator, frames, strings } = this.table;
    return parent[row] * (strings.length + 1) + (creator[row] < 0 ? 0 : frames.fn[creator[row]] + 1);
  }

  /**
   * Made in one stretch by a few that still live, and none since, while the process went on making goroutines: ids are given out
   * in order (runtime/proc.go newproc1), so one dump tells that the place does not grow. A leak goes on with its
   * requests, which are many, or its makers are gone.
   */
  private isSettled(group: GoroutineGroup): boolean {
    const { count } = group;
    if (group.cause === undefined || hardCauses.has(group.cause) || count > thresholds.poolMax) return false;
    if (group.orphans * 2 > count || group.parents * thresholds.settledEach > count) return false;
    return this.lastId - group.maxId >= Math.max(thresholds.settledLeast, thresholds.settledSpans * (group.maxId - group.minId));
  }
}
