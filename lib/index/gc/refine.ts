import type { Alignment } from './align';
import type { GcSeries } from './series';

/** A log's collections with the sizes and mark times that a trace of the same run tells to the byte and ns, where it has them. */
export function refineByTrace(log: GcSeries, trace: GcSeries, { logRow }: Alignment): GcSeries {
  const exact = new Uint8Array(log.count);
  const [heapStart, heapEnd, heapLive, goal, markNs] = [log.heapStart, log.heapEnd, log.heapLive, log.goal, log.markNs].map((column) =>
    column.slice(),
  );
  for (let row = 0; row < trace.count; row++) {
    const at = logRow[row];
    const known = [trace.heapStart[row], trace.heapEnd[row], trace.heapLive[row], trace.goal[row]].every(Number.isFinite);
    if (at < 0 || !known) continue;
    heapStart[at] = trace.heapStart[row];
    heapEnd[at] = trace.heapEnd[row];
    heapLive[at] = trace.heapLive[row];
    goal[at] = trace.goal[row];
    markNs[at] = trace.markNs[row];
    exact[at] = 1;
  }
  return { ...log, heapStart, heapEnd, heapLive, goal, markNs, exact };
}
