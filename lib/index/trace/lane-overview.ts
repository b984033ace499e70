import type { WorkContext } from '../../base/source';
import type { LaneKind, LaneSet, SpanBatch } from '../../model/lanes';
import type { TraceTable } from '../../model/trace';
import { laneSet, Reasons, SpanWords } from './lane-columns';
import { LaneShares } from './lane-shares';

/** Steps of the whole trace. */
const steps = 8192;
/** Sets of goroutines kept beside the Ps and threads. */
const mostSets = 6;

interface Folding {
  readonly fold: LaneShares;
  /** Generations folded in, from the first on. */
  next: number;
}

/** Gives the spans of one generation batch by batch, with `executing` only those on a thread. Throws InputError. */
export type ReadGeneration = (
  index: number,
  onSpans: (batch: SpanBatch) => void,
  options: WorkContext & { readonly executing: boolean },
) => Promise<void>;

/**
 * The lanes of a whole trace that is too long to hold span by span: shares of its steps, generation by generation as they are asked for. Memory
 * is that of the lanes shown.
 */
export class LaneOverview {
  private readonly foldings = new Map<string, Folding>();
  private readonly reasons = new Reasons();
  private readonly words: SpanWords;
  private working: Promise<void> = Promise.resolve();

  constructor(
    private readonly trace: TraceTable,
    private readonly readGeneration: ReadGeneration,
  ) {
    this.words = new SpanWords(trace, this.reasons);
  }

  /**
   * The lanes as far as they were read; each call reads one generation more until all are. `keys` are the rows of goroutines. Throws InputError.
   */
  async read(by: LaneKind, keys: readonly number[] | undefined, work: WorkContext): Promise<LaneSet> {
    const folding = this.folding(by, keys);
    const { generations, durationNs } = this.trace;
    if (folding.next < generations.count) {
      // One after the other: a generation read for one is folded into all that wait for it.
      const before = folding.next;
      const turn = this.working.then(() => (folding.next > before || work.signal?.aborted ? undefined : this.advance(folding.next, work)));
      // Whoever asked for it hears of a failure; the next turn begins all the same.
      this.working = turn.catch(() => undefined);
      await turn;
    }
    const done = folding.next >= generations.count;
    return {
      ...laneSet(this.trace, folding.fold, by, keys, this.reasons),
      exact: false,
      readTo: done ? durationNs : generations.start[folding.next],
    };
  }

  private folding(by: LaneKind, keys: readonly number[] | undefined): Folding {
    const name = by === 'goroutine' ? `goroutine ${[...(keys ?? [])].sort((a, b) => a - b).join(' ')}` : by;
    let folding = this.foldings.get(name);
    if (!folding) {
      const { durationNs } = this.trace;
      folding = { fold: new LaneShares(this.trace, by, durationNs, Math.max(1, Math.ceil(durationNs / steps)), keys), next: 0 };
    }
    // The one asked for last stands last.
    this.foldings.delete(name);
    this.foldings.set(name, folding);
    const sets = [...this.foldings.keys()].filter((key) => key.startsWith('goroutine'));
    for (const old of sets.slice(0, Math.max(0, sets.length - mostSets))) this.foldings.delete(old);
    return folding;
  }

  private async advance(index: number, work: WorkContext): Promise<void> {
    // Ps and threads cost little more once the spans are there.
    this.folding('proc', undefined);
    this.folding('thread', undefined);
    const behind = [...this.foldings].filter(([, { next }]) => next === index);
    const { words } = this;
    const onSpans = (batch: SpanBatch) => {
      for (const [, { fold }] of behind) fold.add(batch, words);
    };
    try {
      // A generation among several takes no longer than its end would be waited for; only the one of an old trace is given up half-way.
      const given = this.trace.generations.count > 1 ? {} : work;
      await this.readGeneration(index, onSpans, { ...given, executing: behind.every(([, { fold }]) => fold.by !== 'goroutine') });
    } catch (error) {
      // They hold a part of the generation: read anew, from the first one on.
      for (const [name] of behind) this.foldings.delete(name);
      throw error;
    }
    for (const [, folding] of behind) folding.next = index + 1;
  }
}
