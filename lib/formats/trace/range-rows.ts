import { Floats, Ints } from '../../base/grow';

/** Ranges by row: see model RangeColumns. */
export class RangeRows {
  readonly name = new Ints();
  readonly start = new Floats();
  readonly end = new Floats();
  readonly goroutine = new Ints();
  readonly proc = new Floats();
  readonly stack = new Ints();
  readonly swept = new Floats();
  readonly reclaimed = new Floats();
  readonly totals = new Map<number, { count: number; totalNs: number; maxNs: number }>();
  private readonly open = new Map<number, number>();

  /** The new row; undefined where the range is open already. */
  begin(scope: number, name: number, time: number, goroutine: number, proc: number, stack: number): number | undefined {
    const key = name * 2 ** 32 + scope + 1;
    if (this.open.has(key)) return undefined;
    this.open.set(key, this.name.count);
    this.name.push(name);
    this.start.push(time);
    this.end.push(Number.NaN);
    this.goroutine.push(goroutine);
    this.proc.push(proc);
    this.stack.push(stack);
    this.swept.push(0);
    this.reclaimed.push(0);
    return this.name.count - 1;
  }

  finish(scope: number, name: number, time: number, swept: number, reclaimed: number): void {
    const key = name * 2 ** 32 + scope + 1;
    const row = this.open.get(key);
    if (row === undefined) return;
    this.open.delete(key);
    this.end.data[row] = time;
    this.swept.data[row] = swept;
    this.reclaimed.data[row] = reclaimed;
    const ns = time - this.start.data[row];
    const totals = this.totals.get(name);
    if (!totals) this.totals.set(name, { count: 1, totalNs: ns, maxNs: ns });
    else {
      totals.count++;
      totals.totalNs += ns;
      totals.maxNs = Math.max(totals.maxNs, ns);
    }
  }
}
