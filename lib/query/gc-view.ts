import { type Allocators, allocatorsOf } from '../analyses/gc/allocators';
import { gcSeriesOf, limitOf, sameRuns } from '../analyses/gc/series';
import { UsageError } from '../base/errors';
import { phrase } from '../base/phrase';
import { type GuidanceFigure, guidanceById } from '../guidance';
import { type Agreement, agreementOf } from '../index/gc/agreement';
import type { MemoryLimit } from '../index/gc/limit';
import { type GcPacing, gcPacing } from '../index/gc/pacing';
import { type GcRates, gcRates } from '../index/gc/rates';
import { cpuFraction, cyclesPerSecond, type GcSeries, markTerminations, pauses, type Quantiles, quantiles } from '../index/gc/series';
import type { GoroutineFunction } from '../index/trace/goroutine-functions';
import { MmuCurve, type UtilizationWindow } from '../index/trace/mmu';
import { isGcPause, stwReason } from '../index/trace/range-lanes';
import type { TraceTable } from '../model/trace';
import { type PartRef, tableOf } from './part';
import type { Handlers, Query } from './query';
import type { Session } from './session';
import { functionsOf } from './trace-view';

export type { Allocators } from '../analyses/gc/allocators';
export type { AgreedFigure, Agreement } from '../index/gc/agreement';
export type { MemoryLimit } from '../index/gc/limit';
export type { GcRates } from '../index/gc/rates';
export type { GcSeries, Quantiles } from '../index/gc/series';
export type { UtilizationWindow } from '../index/trace/mmu';

export type PausePhase = 'sweepTermination' | 'markTermination';

/** The collections of one process with what the page computes of them; its buffers are the caller's. */
export interface GcOverview {
  readonly series: GcSeries;
  readonly rates: GcRates;
  readonly pacing: GcPacing;
  /** As MemStats.GCCPUFraction over the series. */
  readonly cpuFraction: number;
  /** With those that are absent between the lines of a log. */
  readonly cyclesPerSecond: number;
  readonly pauses: Readonly<Record<PausePhase | 'both', Quantiles>>;
  readonly mark: Quantiles;
  /** Of `pacing.headroom`, in bytes. */
  readonly headroom: Quantiles;
  readonly forced: number;
  readonly periodic: number;
  /** GOMEMLIMIT of the run, where anything tells it. */
  readonly limit: MemoryLimit | undefined;
}

/** The other source of the same run, on this one's clock. */
export interface GcCounterpart {
  /** Position of the other one in `gc.series`. */
  readonly series: number;
  /** What to add to the other one's times to have this one's. */
  readonly shiftNs: number;
  readonly agreement: Agreement;
}

/** A figure that the team's documents, or Go itself, give for pauses. */
export interface PauseFigure {
  readonly id: string;
  readonly ns: number;
  readonly label: GuidanceFigure['label'];
  /** True where Go has moved on since the document. */
  readonly superseded: boolean;
  readonly own: boolean;
}

/** Utilisation that windows of one size leave to the program: the minimum, and what so many per cent of the windows lie below. */
export interface MmuPoint {
  readonly windowNs: number;
  readonly min: number;
  /** The minimum as `go tool trace` has it, which counts a mark worker that starts again twice; NaN where it fails. */
  readonly asGo: number;
  readonly p1: number;
  readonly p5: number;
}

export interface MmuReport {
  /** ns from the trace's first event after which `go tool trace` sees no utilisation any more: its function ends there; 0 where it fails. */
  readonly asGoEndsNs: number;
  readonly durationNs: number;
  readonly points: readonly MmuPoint[];
  /** The worst windows of the sizes that a report gives, worst first. */
  readonly worst: readonly { readonly windowNs: number; readonly windows: readonly UtilizationWindow[] }[];
}

export interface AssistRow {
  readonly name: string;
  readonly goroutines: number;
  readonly assistNs: number;
  readonly execNs: number;
}

/** Stops of the world that are not a collection's: all of them, in time order (at most 2 000). */
export interface OtherPauses {
  readonly count: number;
  readonly totalNs: number;
  readonly rows: readonly { readonly reason: string; readonly start: number; readonly ns: number }[];
}

export interface GcViewQueries {
  /** `series` as positions of `gc.series`. */
  'gc.overview': Query<{ readonly series: number }, GcOverview>;
  /** The log of the same run for a trace, and the trace for a log; undefined where the case has none. */
  'gc.counterpart': Query<{ readonly series: number }, GcCounterpart | undefined>;
  'gc.figures': Query<undefined, readonly PauseFigure[]>;
  /** Of a trace; undefined where GOMAXPROCS is not told in it. */
  'gc.mmu': Query<PartRef, MmuReport | undefined>;
  /** Who pays for assists, by entry function of the goroutines of a trace, most first. */
  'gc.assists': Query<PartRef, readonly AssistRow[]>;
  'gc.otherPauses': Query<PartRef, OtherPauses>;
  /** Who allocates, by the heap or allocs profile that belongs to the series; undefined where the case has none, or several programs'. */
  'gc.allocators': Query<{ readonly series: number }, Allocators | undefined>;
}

export const gcViewQueries: Handlers<GcViewQueries> = {
  'gc.overview': (session, { series }) => overview(session, series),
  'gc.counterpart': (session, { series }) => counterpart(session, series),
  'gc.figures': () => pauseFigures(),
  'gc.mmu': (session, ref) => session.index.memo(`mmu ${ref.input} ${ref.part}`, () => mmuReport(tableOf(session, 'trace', ref))),
  'gc.assists': (session, ref) => assists(functionsOf(session, ref)),
  'gc.otherPauses': (session, ref) => otherPauses(tableOf(session, 'trace', ref)),
  'gc.allocators': (session, { series }) => allocatorsOf(session.index, seriesAt(session, series)),
};

function seriesAt(session: Session, position: number): GcSeries {
  const all = gcSeriesOf(session.index);
  const series = all[position];
  if (!series) throw new UsageError(phrase`there is no series ${position}: the case has ${all.length}`);
  return series;
}

function counterpart(session: Session, position: number): GcCounterpart | undefined {
  const { source } = seriesAt(session, position);
  const all = gcSeriesOf(session.index);
  const found = sameRuns(session.index).find((one) => one[source === 'trace' ? 'trace' : 'log'] === position);
  if (!found) return undefined;
  const { trace, log, alignment } = found;
  return {
    series: source === 'trace' ? log : trace,
    shiftNs: source === 'trace' ? -alignment.offsetNs : alignment.offsetNs,
    agreement: agreementOf(all[trace], all[log], alignment),
  };
}

function overview(session: Session, position: number): GcOverview {
  const series = seriesAt(session, position);
  const pacing = gcPacing(series);
  const count = (flags: Uint8Array) => flags.reduce((sum, flag) => sum + flag, 0);
  return structuredClone({
    series,
    rates: gcRates(series),
    pacing,
    headroom: quantiles(pacing.headroom),
    cpuFraction: cpuFraction(series),
    cyclesPerSecond: cyclesPerSecond(series),
    pauses: {
      sweepTermination: quantiles(series.sweepTermNs),
      markTermination: quantiles(markTerminations(series)),
      both: quantiles(pauses(series)),
    },
    mark: quantiles(series.markNs),
    forced: count(series.forced),
    periodic: count(series.periodic),
    limit: limitOf(session.index, series),
  });
}

const inNs: Readonly<Record<string, number>> = { ns: 1, µs: 1e3, ms: 1e6, s: 1e9 };

/** Figures of the catalogue that a pause can be held against: those of gc-read-phases and gc-gogc with a unit of time. */
function pauseFigures(): PauseFigure[] {
  return (['gc-read-phases', 'gc-gogc'] as const).flatMap((id) =>
    (guidanceById.get(id)?.figures ?? []).flatMap((figure) => {
      const unit = inNs[figure.unit];
      if (unit === undefined) return [];
      return [
        {
          id: figure.id,
          ns: figure.value * unit,
          label: figure.label,
          superseded: figure.superseded === true,
          own: figure.document === 'own',
        },
      ];
    }),
  );
}

const worstSizes = [1e6, 1e7, 1e8];
const worstKept = 10;
const perDecade = 6;

function mmuReport(trace: TraceTable): MmuReport | undefined {
  const { mutator, utilization } = trace;
  if (mutator.time.length === 0) return undefined;
  const curve = new MmuCurve(mutator);
  const asGo = utilization && new MmuCurve(utilization);
  const points: MmuPoint[] = [];
  for (let step = 0; ; step++) {
    const windowNs = Math.round(1e3 * 10 ** (step / perDecade));
    if (windowNs > curve.duration || windowNs > 1e10) break;
    const [p1, p5] = curve.quantiles(windowNs, [0.01, 0.05]);
    points.push({ windowNs, min: curve.mmu(windowNs), asGo: asGo ? asGo.mmu(windowNs) : Number.NaN, p1, p5 });
  }
  return {
    asGoEndsNs: asGo ? asGo.times[asGo.times.length - 1] : 0,
    durationNs: curve.times[curve.times.length - 1],
    points,
    worst: worstSizes
      .filter((windowNs) => windowNs <= curve.duration)
      .map((windowNs) => ({ windowNs, windows: curve.worst(windowNs, worstKept) })),
  };
}

function assists(functions: readonly GoroutineFunction[]): AssistRow[] {
  return functions
    .filter((one) => one.times.assist.sum > 0)
    .map((one) => ({ name: one.name, goroutines: one.count, assistNs: one.times.assist.sum, execNs: one.times.exec.sum }))
    .sort((a, b) => b.assistNs - a.assistNs);
}

const otherKept = 2000;

function otherPauses(trace: TraceTable): OtherPauses {
  const { ranges, strings } = trace;
  const rows: { reason: string; start: number; ns: number }[] = [];
  let count = 0;
  let totalNs = 0;
  for (let i = 0; i < ranges.count; i++) {
    const name = strings[ranges.name[i]];
    if (!name.startsWith('stop-the-world') || isGcPause(name)) continue;
    const ns = (Number.isNaN(ranges.end[i]) ? trace.durationNs : ranges.end[i]) - ranges.start[i];
    count++;
    totalNs += ns;
    if (rows.length < otherKept) rows.push({ reason: stwReason(name), start: ranges.start[i], ns });
  }
  return { count, totalNs, rows };
}
