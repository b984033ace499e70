import type { GoroutineTable } from '../../model/goroutines';
import type { RowCollector, TablePlan } from './table';

/** Records printed together: rows [firstRow, endRow). */
export interface Segment {
  readonly firstRow: number;
  /** -1 while open. */
  endRow: number;
  readonly reason: string;
  readonly timeNanos: bigint;
  readonly firstByte: number;
  endByte: number;
}

/** Reasons after which the runtime prints every goroutine or ends: such a segment is a dump even with one record. */
const endsProcess = /^(?:fatal error: |panic: |SIG|unexpected signal)/;

/**
 * One table for each dump; single traces (recovered panics, debug.PrintStack) of one input go together into one table,
 * which is no snapshot.
 */
export function planTables(collector: RowCollector, segments: readonly Segment[], truncated: boolean, endByte: number): GoroutineTable[] {
  const plans: TablePlan[] = [];
  const singles: Segment[] = [];
  for (const segment of segments) {
    const rows = segment.endRow - segment.firstRow;
    if (rows === 1 && segments.length > 1 && !endsProcess.test(segment.reason)) singles.push(segment);
    else {
      plans.push({
        origin: 'dump',
        rows: Uint32Array.from({ length: rows }, (_, i) => segment.firstRow + i),
        reason: segment.reason,
        timeNanos: segment.timeNanos,
        firstByte: segment.firstByte,
        endByte: segment.endByte,
        truncated: truncated && segment.endRow === collector.rows,
        withCounts: false,
      });
    }
  }
  if (singles.length > 0) {
    plans.push({
      origin: 'traces',
      rows: Uint32Array.from(singles, (segment) => segment.firstRow),
      reason: singles[0].reason,
      timeNanos: singles[0].timeNanos,
      firstByte: singles[0].firstByte,
      endByte: singles[singles.length - 1].endByte,
      truncated: false,
      withCounts: false,
    });
  }
  if (collector.countValue.length > 0) {
    plans.push({
      origin: 'counts',
      rows: new Uint32Array(0),
      reason: '',
      timeNanos: 0n,
      firstByte: 0,
      endByte,
      truncated: false,
      withCounts: true,
    });
  }
  return collector.tables(plans);
}
