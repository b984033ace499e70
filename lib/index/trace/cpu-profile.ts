import type { ProfileTable } from '../../model/profile';
import type { TraceTable } from '../../model/trace';
import { stackProfile } from './latency-profile';
import { type Area, samplesIn } from './selection';

/** The CPU samples of an area as a profile: one sample counts one, as the trace does not tell their rate. */
export function cpuProfile(trace: TraceTable, area: Area): ProfileTable {
  const counts = new Map<number, number>();
  for (const row of samplesIn(trace, area)) {
    const stack = trace.cpuSamples.stack[row];
    counts.set(stack, (counts.get(stack) ?? 0) + 1);
  }
  return stackProfile(
    trace,
    [{ type: 'samples', unit: 'count' }],
    [...counts].map(([stack, count]) => ({ stack, values: [count] })),
  );
}
