import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { bytesSource } from '../../../lib/base/source';
import { decodeTrace } from '../../../lib/formats/trace/decode';
import { eventsJson } from '../../../lib/formats/trace/events';
import { traceSummary } from '../../../lib/index/trace/summary';
import type { LatencyColumns, TraceTable } from '../../../lib/model/trace';

/** What compare.go's `digest` prints, of ours. */
export interface Digest {
  readonly events: number;
  readonly sha256: string;
  readonly durationNs: number;
  readonly kinds: Record<string, number>;
  readonly ranges: Record<string, { count: number; totalNs: number; maxNs: number }>;
  readonly goroutines: number;
  readonly created: number;
  readonly finalStates: Record<string, number>;
  readonly execNs: number;
  readonly schedWaitNs: number;
  readonly syscallNs: number;
  readonly syscallBlockNs: number;
  readonly blockNs: Record<string, number>;
  readonly tasks: number;
  readonly regions: number;
  readonly regionExecNs: number;
  readonly regionTotalNs: number;
  readonly metricsMaxLast: Record<string, readonly (number | string)[]>;
  readonly goroutineLines: readonly string[];
  readonly mmu: Record<string, number> | null;
  readonly latencies: Record<string, Record<string, { count: number; ns: number }>>;
  readonly error?: string;
}

function source(file: string) {
  return bytesSource(file, readFileSync(file));
}

/** The lines of `gotriage events`; `error` where they broke off. */
export async function eventLines(file: string): Promise<{ lines: string[]; error?: unknown }> {
  const lines: string[] = [];
  try {
    for await (const line of eventsJson(source(file))) lines.push(line);
  } catch (error) {
    return { lines, error };
  }
  return { lines };
}

export async function digest(file: string): Promise<Digest> {
  const hash = createHash('sha256');
  for await (const line of eventsJson(source(file))) hash.update(`${line}\n`);
  return digestOf(await decodeTrace(source(file)), hash.digest('hex'));
}

function digestOf(trace: TraceTable, sha256: string): Digest {
  const summary = traceSummary(trace);
  return {
    events: summary.events,
    sha256,
    durationNs: summary.durationNs,
    kinds: summary.kinds,
    ranges: summary.ranges,
    goroutines: summary.goroutines,
    created: summary.created,
    finalStates: summary.finalStates,
    execNs: summary.execNs,
    schedWaitNs: summary.schedWaitNs,
    syscallNs: summary.syscallNs,
    syscallBlockNs: summary.syscallBlockNs,
    blockNs: summary.blockNs,
    tasks: summary.tasks,
    regions: trace.regions.count,
    regionExecNs: sum(trace.regions.execNs),
    regionTotalNs: sum(trace.regions.totalNs),
    metricsMaxLast: summary.metricsMaxLast,
    goroutineLines: goroutineLines(trace),
    mmu: trace.utilization ? summary.mmu : null,
    latencies: Object.fromEntries(trace.latencies.map((columns) => [columns.kind, latencyRows(trace, columns)])),
  };
}

function sum(column: Float64Array): number {
  return column.reduce((a, b) => a + b, 0);
}

function goroutineLines(trace: TraceTable): string[] {
  const { goroutines: g, strings } = trace;
  const time = (value: number) => (Number.isNaN(value) ? '-' : String(value));
  const list = (start: Uint32Array, name: Uint32Array, ns: Float64Array, row: number) => {
    const out: string[] = [];
    for (let i = start[row]; i < start[row + 1]; i++) if (ns[i] !== 0) out.push(`${strings[name[i]]}=${ns[i]}`);
    return out.sort().join(';');
  };
  const rows = [...g.id.keys()].sort((a, b) => g.id[a] - g.id[b]);
  return rows.map((i) =>
    [
      g.id[i],
      strings[g.name[i]],
      time(g.created[i]),
      time(g.started[i]),
      time(g.ended[i]),
      g.execNs[i],
      g.schedWaitNs[i],
      g.syscallNs[i],
      g.syscallBlockNs[i],
      g.totalNs[i],
      list(g.blockStart, g.blockReason, g.blockReasonNs, i),
      list(g.rangeStart, g.rangeName, g.rangeNs, i),
    ].join('|'),
  );
}

function latencyRows(trace: TraceTable, columns: LatencyColumns): Record<string, { count: number; ns: number }> {
  const { stacks, frames, strings } = trace;
  const rows: Record<string, { count: number; ns: number }> = {};
  for (let row = 0; row < columns.rows; row++) {
    if (columns.count[row] === 0) continue;
    let key = '';
    for (let at = stacks.start[columns.stack[row]]; at < stacks.start[columns.stack[row] + 1]; at++) {
      const frame = stacks.frame[at];
      key += `${frames.pc[frame].toString(16)} ${strings[frames.fn[frame]]}:${frames.line[frame]};`;
    }
    rows[key] = { count: columns.count[row], ns: columns.ns[row] };
  }
  return rows;
}

/** Both sides in a form that can be compared: numbers that JSON cannot hold and rounding of quotients taken out. */
export function comparable(value: Digest): Omit<Digest, 'mmu'> & { readonly mmu: Record<string, string> } {
  const rounded = Object.fromEntries(Object.entries(value.mmu ?? {}).map(([window, fraction]) => [window, fraction.toFixed(6)]));
  const metrics = Object.fromEntries(Object.entries(value.metricsMaxLast).map(([name, pair]) => [name, pair.map(Number)]));
  return { ...value, mmu: rounded, metricsMaxLast: metrics };
}
