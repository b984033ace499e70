/** What the limiter keeps collections to, over time (runtime/mgclimit.go). */
export const cpuLimit = 0.5;
/** capacityPerProc: CPU ns of each P by which collections may exceed the program before they are limited. */
const capacityPerProc = 1e9;

/**
 * The limiter of the collector's CPU: a bucket that collections fill and the program drains. While it is full, nobody assists. Source:
 * gcCPULimiterState.accumulate; idle time, which the runtime leaves out, is counted as the program's here.
 */
export class CpuLimiter {
  private fill = 0;
  private readonly capacity: number;

  constructor(procs: number) {
    this.capacity = procs * capacityPerProc;
  }

  /** CPU ns of collections, and of the program. */
  add(collecting: number, running: number): void {
    this.fill = Math.min(Math.max(this.fill + collecting - running, 0), this.capacity);
  }

  get limiting(): boolean {
    return this.fill >= this.capacity;
  }
}

/** The most that collections can take of a run: half, and what the bucket holds. */
export function mostOfCpu(durationNs: number): number {
  return durationNs > 0 ? Math.min(cpuLimit + capacityPerProc / durationNs, 1) : 1;
}
