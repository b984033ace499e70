import type { ProfileTable } from '../../model/profile';
import { ProfileBuilder } from '../../model/profile-builder';
import type { LatencyKind, TraceTable } from '../../model/trace';

/**
 * A latency profile of a trace as pprof, made as internal/trace/traceviewer/pprof.go BuildProfile makes what `go tool trace` serves under
 * /io, /block, /syscall and /sched: contentions and delay by stack, one location for each pc. `openWaits` adds the waits still open when
 * the trace ended, which Go leaves out.
 */
export function latencyProfile(trace: TraceTable, kind: LatencyKind, openWaits = false): ProfileTable {
  const rows = trace.latencies.find((latency) => latency.kind === kind);
  const samples: StackSample[] = [];
  for (let row = 0; rows && row < rows.rows; row++) {
    const count = rows.count[row] + (openWaits ? rows.openCount[row] : 0);
    if (count > 0) samples.push({ stack: rows.stack[row], values: [count, rows.ns[row] + (openWaits ? rows.openNs[row] : 0)] });
  }
  const types = [
    { type: 'contentions', unit: 'count' },
    { type: 'delay', unit: 'nanoseconds' },
  ];
  return stackProfile(trace, types, samples);
}

/** What one stack of the trace comes to, a value for each sample type. */
export interface StackSample {
  readonly stack: number;
  readonly values: readonly number[];
}

/** Stacks of a trace with values as a profile; one location for each pc. */
export function stackProfile(
  trace: TraceTable,
  sampleTypes: readonly { readonly type: string; readonly unit: string }[],
  samples: readonly StackSample[],
): ProfileTable {
  const { frames, stacks, strings } = trace;
  const builder = new ProfileBuilder({ sampleTypes: [...sampleTypes], periodType: { type: 'trace', unit: 'count' }, period: 1n });
  // The first frame seen at a pc names it, as in Go.
  const locationOf = new Map<bigint, number>();
  const location = (frame: number): number => {
    const pc = frames.pc[frame];
    let at = locationOf.get(pc);
    if (at === undefined) {
      const fn = builder.function({ name: strings[frames.fn[frame]], filename: strings[frames.file[frame]] });
      at = builder.addLocation({ address: pc, lines: [{ function: fn, line: frames.line[frame] }] });
      locationOf.set(pc, at);
    }
    return at;
  };
  for (const { stack, values } of samples) {
    const path = Array.from(stacks.frame.subarray(stacks.start[stack], stacks.start[stack + 1]), location);
    builder.sample(path, [...values]);
  }
  return builder.build();
}
