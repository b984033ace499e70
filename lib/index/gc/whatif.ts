import type { Localized } from '../../base/localized';
import { measurementLabel } from '../../base/units';
import { type Counted, countedSpread, type Demand, demandOf, measuredCounted, usualCounted } from './demand';
import { estimatedNonHeap, nonHeapSpread, observedGogc } from './limit';
import { mostOfCpu } from './limiter';
import { delayOf, type Replayed, replay } from './replay';
import { cpuFraction, type GcSeries } from './series';

/** What to predict: GOGC (Infinity is off), GOMEMLIMIT in bytes (none by default), and how much less is allocated (0.3 is 30 %). */
export interface WhatIf {
  readonly gogc: number;
  readonly limit?: number;
  readonly allocateLess?: number;
}

export interface WhatIfOptions {
  /** GOGC of the observed run where it is known; else it is read off its goals. */
  readonly gogc?: number;
  /** GOMEMLIMIT of the observed run, in bytes, where anything tells it (./limit). */
  readonly limit?: number;
  /** What it was where the memory beside the heap is at the low and at the high end of its band, where the limit is read off its goals. */
  readonly limitBand?: Band;
  /**
   * Memory of the runtime that is no heap object (stacks, spans, unused parts of spans), in bytes, where a MemStats tells it:
   * (./memstats). Else it is estimated.
   */
  readonly nonHeap?: number;
  /** Bytes that each collection counts without anybody allocating them, where a MemStats of the same process tells it (./memstats). */
  readonly unallocated?: number;
}

export interface Band {
  readonly low: number;
  readonly high: number;
}

export interface Baseline {
  readonly gogc: number;
  /** False where nothing in the input tells GOGC: 100 is assumed. */
  readonly gogcKnown: boolean;
  /** GOMEMLIMIT of the observed run in bytes, where anything tells it (./limit). */
  readonly limit: number | undefined;
  readonly cycles: number;
  readonly durationS: number;
  readonly cyclesPerSecond: number;
  readonly gcCpuFraction: number;
  readonly peakHeapBytes: number;
  readonly allocatedBytes: number;
}

export interface Prediction {
  /** Infinity is GOGC=off. */
  readonly gogc: number;
  readonly limit: number | undefined;
  readonly allocateLess: number;
  readonly cycles: number;
  readonly cyclesPerSecond: number;
  /** How long the same work takes: what collections delay it by is added to the time without them. */
  readonly durationS: number;
  readonly gcCpuFraction: number;
  readonly peakHeapBytes: number;
  readonly band: { readonly cycles: Band; readonly gcCpuFraction: Band; readonly peakHeapBytes: Band };
  readonly assumptions: readonly Localized[];
}

/** Fewest collections that a prediction can rest on. */
export const leastCycles = 5;

export function baselineOf(series: GcSeries, options: WhatIfOptions = {}): Baseline {
  return baseline(series, demandOf(series, options.gogc ?? observedGogc(series)), options.limit);
}

function baseline(series: GcSeries, demand: Demand, limit: number | undefined): Baseline {
  const durationS = series.coveredNs / 1e9;
  return {
    gogc: demand.gogc,
    gogcKnown: demand.gogcKnown,
    limit,
    cycles: series.count,
    durationS,
    cyclesPerSecond: durationS > 0 ? series.count / durationS : 0,
    gcCpuFraction: cpuFraction(series),
    peakHeapBytes: peakOf(series),
    allocatedBytes: demand.total,
  };
}

/** The highest heapLive at the end of a mark: the middle of its MiB where the source prints whole MiB. */
function peakOf(series: GcSeries): number {
  let peak = 0;
  for (const value of series.heapEnd) if (value > peak) peak = value;
  return series.resolution > 1 && series.count > 0 ? peak + series.resolution / 2 : peak;
}

/**
 * What the collections of the same work would have been at other settings: the observed allocation and live heap, as functions
 * of the bytes allocated so far, replayed through the pacer's rule (./pacer), cycle by cycle. The replay at the observed
 * GOGC is held against what was observed, and the others are corrected by its error.
 *
 * @returns undefined where the series has fewer than `leastCycles` collections
 */
export function predict(
  series: GcSeries,
  settings: readonly WhatIf[],
  options: WhatIfOptions = {},
): { readonly baseline: Baseline; readonly predictions: readonly Prediction[] } | undefined {
  if (series.count < leastCycles) return undefined;
  const gogc = options.gogc ?? observedGogc(series);
  const [usual, ...corners] = cornersOf(options, series.procs).map((corner) => replayer(series, gogc, options, corner));
  const { base, demand } = usual;
  return {
    baseline: base,
    predictions: settings.map((what) => {
      const likely = usual.figures(what);
      const others = corners.map((corner) => corner.figures(what));
      const band = (pick: (f: Figures) => number, spread: number): Band => {
        const all = [likely, ...others].map(pick);
        return { low: Math.min(...all) * (1 - spread), high: Math.max(...all) * (1 + spread) };
      };
      return {
        gogc: what.gogc,
        limit: what.limit,
        allocateLess: what.allocateLess ?? 0,
        cycles: Math.round(likely.cycles),
        cyclesPerSecond: likely.cyclesPerSecond,
        durationS: likely.durationNs / 1e9,
        gcCpuFraction: likely.fraction,
        peakHeapBytes: Math.round(likely.peak),
        band: {
          cycles: holding(
            Math.round(likely.cycles),
            band((f) => f.cycles, measuredSpread.cycles),
          ),
          gcCpuFraction: capped(
            band((f) => f.fraction, measuredSpread.cpu),
            mostOfCpu(likely.durationNs),
          ),
          peakHeapBytes: band((f) => f.peak, measuredSpread.peak),
        },
        assumptions: assumptionsOf(what, likely.replayed, demand, series, options),
      };
    }),
  };
}

/** What is uncertain: allocation while marking and memory beside the heap, as multiples of the expected, and bytes counted unallocated. */
interface Corner {
  readonly marking: number;
  readonly memory: number;
  readonly counted: Counted;
}

/** What is likely, then the two ends of the band. */
function cornersOf({ unallocated }: WhatIfOptions, procs: number): [Corner, Corner, Corner] {
  const [usual, low, high] =
    unallocated === undefined ? [usualCounted, countedSpread.low, countedSpread.high] : measuredCounted(unallocated / Math.max(procs, 1));
  return [
    { marking: 1, memory: 1, counted: usual },
    { marking: 0.5, memory: nonHeapSpread.low, counted: low },
    { marking: 1.5, memory: nonHeapSpread.high, counted: high },
  ];
}

/** GOMEMLIMIT of the observed run: its goals tell it by so much more as there is memory beside the heap. */
function limitAt({ limit, limitBand }: WhatIfOptions, memory: number): number | undefined {
  return limitBand === undefined || memory === 1 ? limit : memory < 1 ? limitBand.low : limitBand.high;
}

/** True of the run's own limit, also where it is rounded to whole MiB: its goals are then those observed, whatever lies beside the heap. */
function isOwn(limit: number | undefined, { limit: own }: WhatIfOptions): boolean {
  return limit !== undefined && own !== undefined && Math.abs(limit - own) <= 2 ** 19;
}

/** Replays at one corner, corrected by how far off that is at the observed setting. */
function replayer(series: GcSeries, gogc: number | undefined, options: WhatIfOptions, { marking, memory, counted }: Corner) {
  const demand = demandOf(series, gogc, counted);
  const base = baseline(series, demand, options.limit);
  const nonHeap = options.nonHeap === undefined ? estimatedNonHeap : () => options.nonHeap as number;
  const own = limitAt(options, memory);
  const run = (what: WhatIf) =>
    replay(demand, {
      gogc: what.gogc,
      limit: (isOwn(what.limit, options) ? own : what.limit) ?? Number.POSITIVE_INFINITY,
      allocation: 1 - (what.allocateLess ?? 0),
      nonHeap: (heap) => nonHeap(heap) * memory,
      marking,
    });
  const again = run({ gogc: demand.gogc, limit: options.limit });
  const fix: Correction = {
    cycles: again.cycles > 0 ? clampRatio(base.cycles / again.cycles) : 1,
    cpu: again.cpuNs > 0 ? clampRatio((base.gcCpuFraction * series.coveredNs * series.meanProcs) / again.cpuNs) : 1,
    delay: again.delayNs > 0 ? clampRatio(observedDelay(demand) / again.delayNs) : 1,
    peak: again.peakHeap > 0 ? Math.min(clampRatio(base.peakHeapBytes / again.peakHeap), 1) : 1,
    beyond: Math.max(0, base.peakHeapBytes - again.peakHeap),
  };
  return { base, demand, figures: (what: WhatIf): Figures => figures(run(what), fix, demand) };
}

/** Added to the band: no less than the median errors of docs/gc-prediction.md. */
const measuredSpread = { cycles: 0.1, cpu: 0.2, peak: 0.11 };

/** Time that the program lost to the observed collections. */
function observedDelay({ count, markNs, pauseNs, during, rate }: Demand): number {
  let delay = 0;
  for (let i = 0; i < count; i++) delay += delayOf(pauseNs[i], markNs[i], during[i], rate);
  return delay;
}

interface Correction {
  readonly cycles: number;
  readonly cpu: number;
  readonly delay: number;
  readonly peak: number;
  /** Bytes by which the observed peak lies above the replayed one: one long mark, which would add as many at any goal. */
  readonly beyond: number;
}

interface Figures {
  readonly cycles: number;
  readonly cyclesPerSecond: number;
  readonly fraction: number;
  readonly durationNs: number;
  readonly peak: number;
  readonly replayed: Replayed;
}

function figures(replayed: Replayed, fix: Correction, demand: Demand): Figures {
  const available = demand.durationNs * demand.procs;
  const cpu = replayed.cpuNs * fix.cpu;
  const duration = Math.max(demand.durationNs - observedDelay(demand) + replayed.delayNs * fix.delay, demand.durationNs * 0.1);
  const fraction = available > 0 ? Math.min(cpu / (duration * demand.procs), mostOfCpu(duration)) : 0;
  const cycles = replayed.cycles * fix.cycles;
  return {
    cycles,
    cyclesPerSecond: duration > 0 ? cycles / (duration / 1e9) : 0,
    fraction,
    durationNs: duration,
    peak: replayed.peakHeap * fix.peak + fix.beyond,
    replayed,
  };
}

/** Of few cycles the whole number may lie beside a narrow band. */
function holding(value: number, { low, high }: Band): Band {
  return { low: Math.min(low, value), high: Math.max(high, value) };
}

/** The limiter holds for the band as well. */
function capped({ low, high }: Band, most: number): Band {
  return { low, high: Math.min(high, most) };
}

/** A replay that is further off than this at the observed setting is wrong in some other way than by a factor. */
function clampRatio(ratio: number): number {
  return Math.min(Math.max(ratio, 0.5), 2);
}

function assumptionsOf(what: WhatIf, replayed: Replayed, demand: Demand, series: GcSeries, options: WhatIfOptions): Localized[] {
  const out: Localized[] = [
    {
      en: 'The program does the same work: it allocates the same bytes in the same order and keeps the same objects.',
      zh: '程序完成同样的工作：以同样的顺序分配同样多的字节，保留同样的对象。',
    },
    {
      en: 'Marking costs what it cost at the same point of the work, and a mark delays the program as the observed ones did: by what it allocated less than between them.',
      zh: '标记的开销与观测到的同一工作进度处相同；标记对程序的拖慢也与观测到的相同：按标记期间比两次标记之间少分配的量计算。',
    },
  ];
  if (!demand.gogcKnown) {
    out.push({
      en: 'Nothing in the input tells the GOGC it ran with: 100 is assumed.',
      zh: '输入中没有任何信息说明其运行时的 GOGC：假定为 100。',
    });
  }
  if (options.limit !== undefined && what.limit === undefined) {
    const size = measurementLabel(Math.round(options.limit), 'bytes');
    out.push({
      en: `The run had a GOMEMLIMIT of about ${size}; this is what it would do without one.`,
      zh: `这次运行的 GOMEMLIMIT 约为 ${size}；此处预测的是不设上限时的情形。`,
    });
  }
  const exact = series.exact?.reduce((sum, flag) => sum + flag, 0) ?? 0;
  if (exact > 0) {
    out.push({
      en: `Sizes of ${exact} of the ${series.count} collections are the trace's of the same run, to the byte.`,
      zh: `${series.count} 次回收中有 ${exact} 次的大小取自同一次运行的 trace，精确到字节。`,
    });
  }
  if (series.missing > 0) {
    out.push({
      en: `${series.missing} collections of the run are not in the log: what is predicted is the part of it that the ${series.count} others tell of.`,
      zh: `日志中缺少这次运行的 ${series.missing} 次回收：预测的只是其余 ${series.count} 次回收所反映的那一部分。`,
    });
  }
  if (what.limit !== undefined && options.nonHeap === undefined) {
    out.push({
      en: 'The memory beside the heap that counts against GOMEMLIMIT is estimated (7 MiB and 7 % of the heap); a heap profile with debug=1 of the same program would tell it.',
      zh: '计入 GOMEMLIMIT 的非堆内存为估计值（7 MiB 加堆的 7 %）；同一程序的 debug=1 堆剖析可以给出实际值。',
    });
  }
  if (options.unallocated === undefined && series.source === 'gctrace') {
    out.push({
      en: 'Each collection is taken to count 0.2 MiB for each P that nobody allocated (free slots of spans in use); a heap profile with debug=1 of the same process would tell it.',
      zh: '假定每次回收为每个 P 计入 0.2 MiB 无人分配的内存（使用中的 span 的空闲槽位）；同一进程的 debug=1 堆剖析可以给出实际值。',
    });
  }
  if (options.unallocated !== undefined) {
    const bytes = `${(options.unallocated / (1 << 20)).toFixed(2)} MiB`;
    out.push({
      en: `Each collection counts ${bytes} that nobody allocated (free slots of spans in use): the MemStats of the same process tells it by its TotalAlloc.`,
      zh: `每次回收会计入 ${bytes} 无人分配的内存（使用中的 span 的空闲槽位）：由同一进程 MemStats 的 TotalAlloc 得出。`,
    });
  }
  if (what.allocateLess) {
    out.push({
      en: 'What is no longer allocated was short-lived: the live heap stays as it was.',
      zh: '不再分配的都是短命对象：存活堆保持不变。',
    });
  }
  if (replayed.starved > 0) {
    out.push({
      en: `At ${replayed.starved} collections the limit leaves no room above the live heap: collections follow each other, up to the runtime's cap of half of the CPU.`,
      zh: `有 ${replayed.starved} 次回收时上限在存活堆之上没有留下空间：回收接连不断，直至运行时限定的一半 CPU。`,
    });
  }
  if (replayed.endless)
    out.push({
      en: 'The replay was broken off: collections would follow each other without end.',
      zh: '回放已中止：回收将无休止地接连发生。',
    });
  return out;
}
