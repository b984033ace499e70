import { Frames, sampleTypeAt } from '../../index/allocation/frames';
import { ownersOf } from '../../index/own-code';
import type { EvidenceFrame } from '../../model/finding';
import type { ProfileTable } from '../../model/profile';

/** What a sample of a block or mutex profile waited for, told from its frames. */
export type WaitKind = 'lock' | 'send' | 'receive' | 'select' | 'other';

export interface ContendedLine {
  readonly kind: WaitKind;
  /** The function that waited or held: `sync.(*Mutex).Lock`, `runtime.chansend1`. */
  readonly operation: string;
  /** The function of a library that locks or sends for the line, where the line does not do so itself; of the heaviest stack. */
  readonly inside: string;
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly delayNs: number;
  readonly contentions: number;
  readonly stack: readonly EvidenceFrame[];
}

export interface ContentionTable {
  /** Longest delay first. */
  readonly lines: readonly ContendedLine[];
  readonly delayNs: number;
  /** Of it, waits for a lock or for room to send: idle workers wait to receive, or in a select, for as long as nothing is to be done. */
  readonly contendedNs: number;
  readonly contentions: number;
}

const kinds: readonly (readonly [RegExp, WaitKind])[] = [
  [/^(?:internal\/)?sync\.\(\*(?:RW)?Mutex\)\./, 'lock'],
  [/^runtime\.(?:chansend|selectnbsend)/, 'send'],
  [/^runtime\.(?:chanrecv|selectnbrecv)/, 'receive'],
  [/^runtime\.selectgo/, 'select'],
];

/**
 * Delays by the line of the user's code that they are laid at. In a mutex profile that is where the lock was let go
 * (runtime/mprof.go mutexevent), in a block profile where a goroutine waited (blockevent). Locks of the runtime itself are left out.
 */
export function contention(table: ProfileTable): ContentionTable {
  const owners = ownersOf(table);
  const delay = sampleTypeAt(table, 'delay');
  const contentions = sampleTypeAt(table, 'contentions');
  const frames = new Frames(table);
  const lines = new Map<string, { line: ContendedLine; heaviest: number }>();
  let allDelay = 0;
  let allContentions = 0;
  for (let sample = 0; sample < table.samples.count; sample++) {
    const ns = delay < 0 ? 0 : Number(table.samples.values[delay][sample]);
    const count = contentions < 0 ? 0 : Number(table.samples.values[contentions][sample]);
    allDelay += ns;
    allContentions += count;
    frames.load(sample);
    const own = frames.accountable(owners);
    if (own < 0) continue;
    const { kind, operation, inside } = waitOf(frames, own);
    const key = `${kind} ${frames.fn[own]}:${frames.line[own]}`;
    const before = lines.get(key);
    const heavier = !before || ns > before.heaviest;
    lines.set(key, {
      heaviest: heavier ? ns : before.heaviest,
      line: {
        kind,
        operation,
        inside: heavier ? inside : before.line.inside,
        function: frames.name(own),
        file: frames.file(own),
        line: frames.line[own],
        delayNs: (before?.line.delayNs ?? 0) + ns,
        contentions: (before?.line.contentions ?? 0) + count,
        stack: heavier ? frames.evidence(owners) : before.line.stack,
      },
    });
  }
  const sorted = [...lines.values()].map(({ line }) => line).sort((a, b) => b.delayNs - a.delayNs);
  const contendedNs = sorted.reduce((sum, { kind, delayNs }) => (kind === 'lock' || kind === 'send' ? sum + delayNs : sum), 0);
  return { lines: sorted, delayNs: allDelay, contendedNs, contentions: allContentions };
}

/** By the frame nearest to the user's code that is an operation: a lock inside of a library is still a lock. */
function waitOf(frames: Frames, own: number): { kind: WaitKind; operation: string; inside: string } {
  for (let at = own - 1; at >= 0; at--) {
    const name = frames.name(at);
    const found = kinds.find(([pattern]) => pattern.test(name));
    if (found) return { kind: found[1], operation: name, inside: at + 1 < own ? frames.name(at + 1) : '' };
  }
  return { kind: 'other', operation: own > 0 ? frames.name(own - 1) : '', inside: '' };
}
