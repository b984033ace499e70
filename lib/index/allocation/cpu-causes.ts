import type { ProfileTable } from '../../model/profile';
import { ownersOf } from '../own-code';
import { type AllocationCause, runtimeCause } from './causes';
import { Frames } from './frames';

/** What the runtime does below one line of the user's code, by CPU samples. */
export type CpuCauses = ReadonlyMap<string, ReadonlyMap<AllocationCause | 'object', number>>;

export function lineKey(fn: string, line: number): string {
  return `${fn}:${line}`;
}

/**
 * A CPU profile keeps the runtime's frames that heap profiles leave out: which of them allocate below which line. `object` are
 * plain allocations (newobject, makeslice).
 */
export function cpuCauses(table: ProfileTable): CpuCauses {
  const owners = ownersOf(table);
  const frames = new Frames(table);
  const out = new Map<string, Map<AllocationCause | 'object', number>>();
  const values = table.samples.values[0];
  for (let sample = 0; sample < table.samples.count; sample++) {
    frames.load(sample);
    const own = frames.accountable(owners);
    if (own <= 0) continue;
    // Only what the line calls itself: a frame of the library between has a cause of its own.
    const called = frames.name(own - 1);
    const cause = runtimeCause(called) ?? (/^runtime\.(?:newobject|mallocgc|makeslice|makechan)/.test(called) ? 'object' : undefined);
    if (!cause) continue;
    const key = lineKey(frames.name(own), frames.line[own]);
    let causes = out.get(key);
    if (!causes) {
      causes = new Map();
      out.set(key, causes);
    }
    causes.set(cause, (causes.get(cause) ?? 0) + Number(values[sample]));
  }
  return out;
}
