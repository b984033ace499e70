import type { EvidenceFrame } from '../../model/finding';
import type { LatencyKind, TraceTable } from '../../model/trace';
import { stackFrames, tellingFrame } from './stack-frames';

/** Waits of one kind on one stack. */
export interface LatencyRow {
  readonly stack: readonly EvidenceFrame[];
  readonly at: EvidenceFrame | undefined;
  readonly count: number;
  readonly ns: number;
  /** Those still open at the end of the trace, which cmd/trace leaves out. */
  readonly openCount: number;
  readonly openNs: number;
}

export interface LatencyReport {
  readonly kind: LatencyKind;
  /** Over all stacks. */
  readonly count: number;
  readonly ns: number;
  readonly openCount: number;
  readonly openNs: number;
  readonly stacks: number;
  /** The stacks with most time, open waits included; at most the limit asked for. */
  readonly rows: readonly LatencyRow[];
}

/** Where goroutines waited (cmd/trace/pprof.go: net, sync, syscall, sched), most time first. */
export function latencyReport(trace: TraceTable, kind: LatencyKind, limit: number): LatencyReport {
  const columns = trace.latencies.find((candidate) => candidate.kind === kind);
  if (!columns) return { kind, count: 0, ns: 0, openCount: 0, openNs: 0, stacks: 0, rows: [] };
  const order = Array.from({ length: columns.rows }, (_, i) => i).sort(
    (a, b) => columns.ns[b] + columns.openNs[b] - columns.ns[a] - columns.openNs[a],
  );
  const sum = (column: Float64Array) => column.reduce((total, value) => total + value, 0);
  return {
    kind,
    count: sum(columns.count),
    ns: sum(columns.ns),
    openCount: sum(columns.openCount),
    openNs: sum(columns.openNs),
    stacks: columns.rows,
    rows: order.slice(0, limit).map((i) => {
      const stack = stackFrames(trace, columns.stack[i]);
      return {
        stack,
        at: tellingFrame(stack),
        count: columns.count[i],
        ns: columns.ns[i],
        openCount: columns.openCount[i],
        openNs: columns.openNs[i],
      };
    }),
  };
}
