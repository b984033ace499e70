import type { WorkContext } from '../../base/source';
import type { IdleColumns, LaneKind, LaneSet, SpanColumns } from '../../model/lanes';
import type { TraceTable } from '../../model/trace';
import { foldSpans, laneSet, Reasons, SpanWords } from './lane-columns';
import { LaneFold } from './lane-fold';

/** Steps of the whole trace. */
const steps = 8192;
/** Sets of goroutines kept beside the Ps and threads. */
const mostSets = 6;

interface Folding {
  readonly fold: LaneFold;
  readonly by: LaneKind;
  readonly wanted: Uint8Array | undefined;
  /** Generations folded in, from the first on. */
  next: number;
}

/** The spans of one generation, and what their reasons name; nothing of it is kept. Throws InputError. */
export type ReadGeneration = (
  index: number,
  work: WorkContext,
) => Promise<{ readonly spans: SpanColumns; readonly idles: IdleColumns; readonly strings: readonly string[] }>;

/**
 * The lanes of a whole trace that is too long to hold span by span: shares of its steps, generation by generation as they are asked for. Memory
 * is that of the lanes shown.
 */
export class LaneOverview {
  private readonly foldings = new Map<string, Folding>();
  private readonly reasons = new Reasons();
  private working: Promise<void> = Promise.resolve();

  constructor(
    private readonly trace: TraceTable,
    private readonly readGeneration: ReadGeneration,
  ) {}

  /**
   * The lanes as far as they were read; each call reads one generation more until all are. `keys` are the rows of goroutines. Throws InputError.
   */
  async read(by: LaneKind, keys: readonly number[] | undefined, work: WorkContext): Promise<LaneSet> {
    const folding = this.folding(by, keys);
    const { generations, durationNs } = this.trace;
    if (folding.next < generations.count) {
      // One after the other: a generation read for one is folded into all that wait for it.
      const before = folding.next;
      const turn = this.working.then(() => (folding.next > before ? undefined : this.advance(folding.next, work)));
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
      const { durationNs, goroutines } = this.trace;
      const wanted = by === 'goroutine' ? new Uint8Array(goroutines.count) : undefined;
      if (wanted) for (const key of keys ?? []) wanted[key] = 1;
      folding = { fold: new LaneFold(0, durationNs, Math.max(1, Math.ceil(durationNs / steps)), false), by, wanted, next: 0 };
    }
    // The one asked for last stands last.
    this.foldings.delete(name);
    this.foldings.set(name, folding);
    const sets = [...this.foldings.keys()].filter((key) => key.startsWith('goroutine'));
    for (const old of sets.slice(0, Math.max(0, sets.length - mostSets))) this.foldings.delete(old);
    return folding;
  }

  private async advance(index: number, work: WorkContext): Promise<void> {
    const { spans, idles, strings } = await this.readGeneration(index, work);
    // Ps and threads cost little more once the spans are there.
    this.folding('proc', undefined);
    this.folding('thread', undefined);
    const words = new SpanWords(this.trace, this.reasons);
    for (const folding of this.foldings.values()) {
      if (folding.next !== index) continue;
      foldSpans(folding.fold, { spans, idles, strings }, folding.by, words, folding.wanted);
      folding.next = index + 1;
    }
  }
}
