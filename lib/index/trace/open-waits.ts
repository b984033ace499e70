import type { EvidenceFrame } from '../../model/finding';
import { GoState, type GoStateName, goStates, type TraceTable } from '../../model/trace';
import { stackFrames, tellingFrame } from './stack-frames';

/**
 * Goroutines that still wait, or are still in a system call, at the same place when the trace ends. cmd/trace/pprof.go counts a
 * wait only when it ends: none of these is in its profiles.
 */
export interface OpenWait {
  readonly state: GoStateName;
  readonly reason: string;
  /** Where it waits, leaf first, and the frame of it that tells most. */
  readonly stack: readonly EvidenceFrame[];
  readonly at: EvidenceFrame | undefined;
  /** Entry function of the first of them. */
  readonly name: string;
  readonly goroutines: number;
  /** Of them, made while the trace ran. */
  readonly created: number;
  /** Time waited so far: in all, and the longest. Those that waited since before the trace count from its start. */
  readonly totalNs: number;
  readonly maxNs: number;
  /** The runtime's own goroutines: no frame of the program or a dependency, and they began in the runtime. */
  readonly system: boolean;
  /** Some of their positions in the trace's goroutines. */
  readonly rows: readonly number[];
}

const rowsKept = 20;

/** Waits still open at the end of the trace, by state, reason and place; the program's own first, most goroutines first. */
export function openWaits(trace: TraceTable): OpenWait[] {
  const g = trace.goroutines;
  const groups = new Map<string, { rows: number[]; count: number; created: number; total: number; max: number }>();
  for (let row = 0; row < g.count; row++) {
    if (g.state[row] !== GoState.Waiting && g.state[row] !== GoState.Syscall) continue;
    const key = `${g.state[row]} ${g.stateReason[row]} ${g.stateStack[row]} ${g.stateStack[row] === 0 ? g.name[row] : ''}`;
    let group = groups.get(key);
    if (!group) {
      group = { rows: [], count: 0, created: 0, total: 0, max: 0 };
      groups.set(key, group);
    }
    const ns = trace.durationNs - g.stateSince[row];
    if (group.rows.length < rowsKept) group.rows.push(row);
    group.count++;
    group.created += g.createdInTrace[row];
    group.total += ns;
    group.max = Math.max(group.max, ns);
  }
  const waits = [...groups.values()].map((group): OpenWait => {
    const [first] = group.rows;
    const stack = stackFrames(trace, g.stateStack[first]);
    const name = trace.strings[g.name[first]];
    return {
      state: goStates[g.state[first]],
      reason: trace.strings[g.stateReason[first]],
      stack,
      at: tellingFrame(stack),
      name,
      goroutines: group.count,
      created: group.created,
      totalNs: group.total,
      maxNs: group.max,
      system: isSystem(name, trace.strings[g.stateReason[first]], stack),
      rows: group.rows,
    };
  });
  return waits.sort((a, b) => Number(a.system) - Number(b.system) || b.goroutines - a.goroutines || b.totalNs - a.totalNs);
}

/** As internal/trace/summary.go IsSystemGoroutine, with the tracer's own; a stack of the program outweighs an entry that is not told. */
function isSystem(name: string, reason: string, stack: readonly EvidenceFrame[]): boolean {
  if (reason === 'system goroutine wait' || reason.startsWith('GC ')) return true;
  if (stack.some((frame) => !/^(runtime|internal\/runtime)[./]/.test(frame.function))) return name.startsWith('runtime/trace.');
  return name === '' || (name.startsWith('runtime.') && name !== 'runtime.main') || name.startsWith('runtime/trace.');
}
