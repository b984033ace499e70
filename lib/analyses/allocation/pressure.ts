import { seriesFromLog } from '../../index/gc/from-log';
import { joinRotated } from '../../index/gc/rotation';
import { cpuFraction } from '../../index/gc/series';
import { spanOf } from '../../index/profile/span';
import type { ProfileTable } from '../../model/profile';
import type { CaseIndex, CasePart } from '../case';
import { likenessOf, likenessOfLog, programOf } from '../programs';
import { cpuProfiles } from './hot-lines';
import { thresholds } from './thresholds';

/**
 * Frames that the collector's and the allocator's own work runs under (Go GC guide, «Identifying costs»). With size-specialized allocation
 * (GOEXPERIMENT=sizespecializedmalloc) a line calls mallocgcSmallNoScanSC2 and the like instead of mallocgc (runtime/malloc_generated.go).
 */
const collector = /^runtime\.(?:gcBgMarkWorker|gcAssistAlloc|mallocgc\w*|bgsweep|growslice|newobject|makeslice)$/;

/** What the case says of the price of allocating: much, little, or nothing. */
export type Pressure = 'high' | 'low' | 'unknown';

export interface PressureOf {
  readonly level: Pressure;
  /** Names of captures that tell a price and may be of another program: they are not weighed. */
  readonly unweighed: readonly string[];
}

/**
 * GC share of a log, or of a CPU profile, of the program of a heap profile; where neither is there, how often its snapshots say that the
 * collector runs. Any sign of a high price outweighs those of a low one.
 */
export function gcPressure(index: CaseIndex, of: CasePart<'profile'>): PressureOf {
  return index.memo(`gc-pressure ${index.parts.indexOf(of)}`, () => {
    const signs: Pressure[] = [];
    const unweighed = new Set<string>();
    for (const { table, files } of joinRotated(index.of('gclog'))) {
      const like = likenessOfLog(index, files[0], of);
      for (let run = 0; run < table.runs.length; run++) {
        if (like === 'other' || table.runs[run].count < 10) continue;
        if (like === 'unclear') unweighed.add(files[0].name);
        else signs.push(priceOfLog(cpuFraction(seriesFromLog(table, run, 0))));
      }
    }
    for (const cpu of cpuProfiles(index)) {
      const like = cpu.group === of.group ? likenessOf(index, cpu, of) : 'other';
      if (like === 'same') signs.push(priceOfCpu(cpu.table));
      else if (like === 'unclear' && cpu.table.samples.count > 0) unweighed.add(cpu.name);
    }
    const pace = paceOf(index, of);
    if (pace !== undefined && pace < thresholds.cyclesLow) signs.push('low');
    const level = signs.includes('high') ? 'high' : signs.includes('low') ? 'low' : 'unknown';
    return { level, unweighed: level === 'unknown' ? [...unweighed] : [] };
  });
}

function priceOfLog(share: number): Pressure {
  return share >= thresholds.gcShare ? 'high' : share < thresholds.gcShareLow ? 'low' : 'unknown';
}

function priceOfCpu(table: ProfileTable): Pressure {
  const share = collectorShare(table);
  // A third of next to nothing is next to nothing: a program that sleeps most of the time pays little, whatever part of it.
  const cpus = share * busyCpus(table);
  if (share >= thresholds.cpuShare && cpus >= thresholds.gcShare) return 'high';
  return share < thresholds.cpuShareLow || cpus < thresholds.gcShareLow ? 'low' : 'unknown';
}

/** The pace of the program of a heap profile; undefined where its snapshots do not tell it. */
function paceOf(index: CaseIndex, of: CasePart<'profile'>): number | undefined {
  const program = programOf(index, of);
  const snapshots = index.of('profile').filter((part) => {
    const { table } = part;
    if ((table.kind !== 'heap' && table.kind !== 'allocs') || table.timeNanos <= 0n || spanOf(table) !== undefined) return false;
    return programOf(index, part) === program && totalOf(table, 'alloc_space') > 0;
  });
  return cyclesPerSecond(snapshots.map(({ table }) => table));
}

/**
 * Collections a second that the bytes allocated between the first and the last heap snapshot of a program ask for at GOGC=100: one for each live
 * heap's worth, 4 MiB at least (runtime/mgcpacer.go heapMinimum). Undefined without two snapshots, or where they are of two processes.
 */
function cyclesPerSecond(snapshots: readonly ProfileTable[]): number | undefined {
  if (snapshots.length < 2) return undefined;
  const [first, last] = [snapshots[0], snapshots[snapshots.length - 1]];
  const seconds = Number(last.timeNanos - first.timeNanos) / 1e9;
  const bytes = totalOf(last, 'alloc_space') - totalOf(first, 'alloc_space');
  if (seconds < 1 || bytes < 0) return undefined;
  return bytes / seconds / Math.max(thresholds.heapMinimum, totalOf(last, 'inuse_space'));
}

function totalOf(table: ProfileTable, type: string): number {
  const at = table.sampleTypes.findIndex((sampleType) => sampleType.type === type);
  let total = 0;
  if (at >= 0) for (const value of table.samples.values[at]) total += Number(value);
  return total;
}

/** CPUs that the program kept busy while the profile was taken; Infinity where it does not tell for how long. */
function busyCpus(table: ProfileTable): number {
  const seconds = Number(table.durationNanos) / 1e9;
  return seconds > 0 ? totalOf(table, 'cpu') / 1e9 / seconds : Number.POSITIVE_INFINITY;
}

function collectorShare(table: ProfileTable): number {
  const match = names(table).map((name) => collector.test(name));
  if (!match.includes(true)) return 0;
  const { samples, locations } = table;
  // Decided once for a location: a large profile's stacks name each many times.
  const spends = new Uint8Array(locations.lineStart.length - 1);
  for (let location = 0; location < spends.length; location++) {
    for (let l = locations.lineStart[location]; l < locations.lineStart[location + 1]; l++) {
      if (match[locations.lineFunction[l]]) spends[location] = 1;
    }
  }
  const values = samples.values[table.defaultSampleType];
  let total = 0;
  let spent = 0;
  for (let sample = 0; sample < samples.count; sample++) {
    const value = Number(values[sample]);
    const end = samples.locationStart[sample + 1];
    let i = samples.locationStart[sample];
    while (i < end && spends[samples.locations[i]] === 0) i++;
    total += value;
    if (i < end) spent += value;
  }
  return total > 0 ? spent / total : 0;
}

function names(table: ProfileTable): string[] {
  return Array.from({ length: table.functions.count }, (_, i) => table.strings[table.functions.name[i]]);
}
