import type { Localized } from '../../base/localized';
import { joinRotated } from '../../index/gc/rotation';
import type { GcRun } from '../../model/gclog';
import type { CaseIndex, CasePart } from '../case';
import { percent, time } from '../figures';
import { processViews } from '../leaks/processes';
import { likenessOf, likenessOfLog, programOf } from '../programs';
import type { ContendedLine, ContentionTable } from './waits';

/** The time that a block or mutex profile's delays came together in. */
export interface ContentionSpan {
  readonly ns: number;
  /**
   * - stated: the profile is of so many seconds (?seconds=N);
   * - between: an earlier profile of the process is in the case, and the delays of `earlier` are taken off;
   * - age: all since profiling was turned on, in a process that had run for so long;
   * - age-at-least: the same, where the age is known from below.
   */
  readonly kind: 'stated' | 'between' | 'age' | 'age-at-least';
  /** The input that tells it, '' for the profile itself. */
  readonly source: string;
  /** Delays of the earlier profile by line. */
  readonly earlier?: ReadonlyMap<string, number>;
}

/** The lines of a profile of the case, read once. */
export type Contended = (part: CasePart<'profile'>) => ContentionTable;

/** Times under a second say little of what a process does. */
const leastNs = 1e9;

/** Undefined where nothing in the case tells it: the profile is cumulative since SetBlockProfileRate or SetMutexProfileFraction was called. */
export function contentionSpan(index: CaseIndex, part: CasePart<'profile'>, contended: Contended): ContentionSpan | undefined {
  const { durationNanos } = part.table;
  if (durationNanos > 0n) return { ns: Number(durationNanos), kind: 'stated', source: '' };
  return sinceEarlier(index, part, contended) ?? ageOf(index, part);
}

/** True where a later profile of the same process has all of this one's delays. */
export function isOutdated(index: CaseIndex, part: CasePart<'profile'>, contended: Contended): boolean {
  return snapshotsLike(index, part).some(
    (other) => other.table.timeNanos > part.table.timeNanos && holds(contended(other), contended(part)),
  );
}

function sinceEarlier(index: CaseIndex, part: CasePart<'profile'>, contended: Contended): ContentionSpan | undefined {
  const before = snapshotsLike(index, part).filter(
    (other) => Number(part.table.timeNanos - other.table.timeNanos) >= leastNs && holds(contended(part), contended(other)),
  );
  const last = before[before.length - 1];
  if (!last) return undefined;
  const earlier = new Map(contended(last).lines.map((line) => [keyOf(line), line.delayNs]));
  return { ns: Number(part.table.timeNanos - last.table.timeNanos), kind: 'between', source: last.name, earlier };
}

/** Cumulative profiles of the same kind and program, in the order of their time. */
function snapshotsLike(index: CaseIndex, part: CasePart<'profile'>): readonly CasePart<'profile'>[] {
  const { kind, durationNanos, timeNanos } = part.table;
  if (durationNanos > 0n || timeNanos <= 0n) return [];
  return index.of('profile').filter((other) => {
    const { table } = other;
    if (other === part || table.kind !== kind || table.durationNanos > 0n || table.timeNanos <= 0n) return false;
    return programOf(index, other) === programOf(index, part);
  });
}

/** A process's delays only grow: each line of the earlier profile has as much in the later one. */
function holds(later: ContentionTable, earlier: ContentionTable): boolean {
  const delays = new Map(later.lines.map((line) => [keyOf(line), line.delayNs]));
  return earlier.lines.length > 0 && earlier.lines.every((line) => (delays.get(keyOf(line)) ?? -1) >= line.delayNs);
}

export function keyOf({ kind, function: name, line }: ContendedLine): string {
  return `${kind} ${name}:${line}`;
}

/** The longest time that a capture of the process says it has run. */
function ageOf(index: CaseIndex, part: CasePart<'profile'>): ContentionSpan | undefined {
  const found = [ageByLog(index, part), ageByMemStats(index, part), ageByWaits(index, part)].filter((age) => age !== undefined);
  return found.sort((a, b) => b.ns - a.ns).find(({ ns }) => ns >= leastNs);
}

/**
 * gctrace prints the time since the process began (runtime/mgc.go gcMarkTermination). Of two processes nothing says which one it is; those of one
 * collection, while another goes on, are what it starts for a moment.
 */
function ageByLog(index: CaseIndex, part: CasePart<'profile'>): ContentionSpan | undefined {
  const chains = joinRotated(index.of('gclog')).filter(({ files }) => likenessOfLog(index, files[0], part) === 'same');
  const [chain, other] = chains;
  if (!chain || other) return undefined;
  const { cycles, runs } = chain.table;
  const endOf = ({ first, count }: GcRun) => cycles.offset[first + count - 1];
  const last = runs.reduce<GcRun | undefined>((latest, run) => (latest && endOf(latest) >= endOf(run) ? latest : run), undefined);
  if (!last || runs.some((run) => run !== last && run.count > 1)) return undefined;
  return { ns: cycles.startNs[last.first + last.count - 1], kind: 'age', source: chain.files[chain.files.length - 1].name };
}

/** The MemStats of a heap profile as text hold when the last 256 collections ended (runtime.MemStats.PauseEnd). */
function ageByMemStats(index: CaseIndex, part: CasePart<'profile'>): ContentionSpan | undefined {
  const ages = index.of('profile').flatMap((heap): ContentionSpan[] => {
    const { memStats } = heap.table;
    if (!memStats || heap.group !== part.group || likenessOf(index, heap, part) !== 'same') return [];
    const count = Number(memStats.NumGC);
    const ends = /^\[([\d ]+)\]$/.exec(memStats.PauseEnd ?? '')?.[1].split(' ') ?? [];
    const oldest = Number(ends[count <= ends.length ? 0 : count % ends.length]);
    const last = Number(memStats.LastGC);
    // A profile taken at another time is of a process that had collected by then.
    const taken = Math.max(last, Number(part.table.timeNanos));
    if (!(count > 0) || !(oldest > 0) || !(taken > oldest)) return [];
    return [{ ns: taken - oldest, kind: count <= ends.length ? 'age' : 'age-at-least', source: heap.name }];
  });
  return ages.sort((a, b) => b.ns - a.ns)[0];
}

/** A goroutine that has waited for an hour is in a process that is older. */
function ageByWaits(index: CaseIndex, part: CasePart<'profile'>): ContentionSpan | undefined {
  const views = processViews(index).filter((view) => view.group === (part.group ?? ''));
  if (new Set(views.map(({ instance }) => instance)).size > 1) return undefined;
  let found: ContentionSpan | undefined;
  for (const dump of index.of('goroutines')) {
    if (dump.group !== part.group || likenessOf(index, dump, part) !== 'same') continue;
    let minutes = 0;
    for (const waited of dump.table.minutes) minutes = Math.max(minutes, waited);
    if (minutes * 60e9 > (found?.ns ?? 0)) found = { ns: minutes * 60e9, kind: 'age-at-least', source: dump.name };
  }
  return found;
}

/** What of a line's delay came in the span. */
export function delayWithin(line: ContendedLine, span: ContentionSpan): number {
  return line.delayNs - (span.earlier?.get(keyOf(line)) ?? 0);
}

function part(share: number): string {
  return share > 0 && share < 0.0005 ? '<0.1 %' : percent(share);
}

/** How much that is of the time it came in, as a sentence with the blank before it. */
export function spanWords(line: ContendedLine, span: ContentionSpan | undefined): Localized {
  if (!span) {
    return {
      en: ' The delays are all since profiling was turned on, and nothing in the case says how long ago that was, so they are not weighed by it: ?seconds=30 gives those of a known time.',
      zh: '这些延迟自开启剖析起累计，而案例中没有信息说明那是多久以前，因此未按时长衡量：加 ?seconds=30 可得到已知时段内的延迟。',
    };
  }
  const within = delayWithin(line, span);
  const waiting = within / span.ns;
  const over = time(span.ns);
  const share =
    waiting >= 1
      ? {
          en: `${waiting.toPrecision(2)} goroutines waiting at any moment`,
          zh: `任一时刻平均有 ${waiting.toPrecision(2)} 个 goroutine 在等`,
        }
      : { en: `one goroutine waiting ${part(waiting)} of the time`, zh: `相当于一个 goroutine 有 ${part(waiting)} 的时间在等` };
  switch (span.kind) {
    case 'stated':
      return { en: ` Over the ${over} of the profile that is ${share.en}.`, zh: `在剖析的 ${over} 内，${share.zh}。` };
    case 'between':
      return {
        en: ` ${time(within)} of it came in the ${over} since ${span.source}: ${share.en}.`,
        zh: `其中 ${time(within)} 发生在 ${span.source} 之后的 ${over} 内：${share.zh}。`,
      };
    case 'age':
      return {
        en: ` The process had run for ${over} (${span.source}): ${share.en}, if profiling was on from its start.`,
        zh: `进程已运行 ${over}（据 ${span.source}）：若一开始就开启剖析，${share.zh}。`,
      };
    case 'age-at-least':
      return {
        en: ` The process had run for ${over} at least (${span.source}): at most ${share.en}, if profiling was on from its start.`,
        zh: `进程至少已运行 ${over}（据 ${span.source}）：若一开始就开启剖析，至多${share.zh}。`,
      };
  }
}
