import { seriesFromLog } from '../../index/gc/from-log';
import { joinRotated } from '../../index/gc/rotation';
import { cpuFraction } from '../../index/gc/series';
import { spanOf } from '../../index/profile/span';
import type { ProfileTable } from '../../model/profile';
import type { CaseIndex } from '../case';
import { programOf } from './hot-lines';
import { thresholds } from './thresholds';

/**
 * Frames that the collector's and the allocator's own work runs under (Go GC guide, «Identifying costs»). With size-specialized allocation
 * (GOEXPERIMENT=sizespecializedmalloc) a line calls mallocgcSmallNoScanSC2 and the like instead of mallocgc (runtime/malloc_generated.go).
 */
const collector = /^runtime\.(?:gcBgMarkWorker|gcAssistAlloc|mallocgc\w*|bgsweep|growslice|newobject|makeslice)$/;

/** What the case says of the price of allocating: much, little, or nothing. */
export type Pressure = 'high' | 'low' | 'unknown';

/**
 * GC share of a log, or of a CPU profile; where neither is there, how often heap snapshots say that the collector runs. Any sign of
 * a high price outweighs those of a low one.
 */
export function gcPressure(index: CaseIndex): Pressure {
  return index.memo('gc-pressure', () => {
    let low = false;
    for (const { table } of joinRotated(index.of('gclog'))) {
      for (let run = 0; run < table.runs.length; run++) {
        if (table.runs[run].count < 10) continue;
        const share = cpuFraction(seriesFromLog(table, run, 0));
        if (share >= thresholds.gcShare) return 'high';
        if (share < thresholds.gcShareLow) low = true;
      }
    }
    for (const { table } of index.of('profile')) {
      if (table.kind !== 'cpu') continue;
      const share = collectorShare(table);
      // A third of next to nothing is next to nothing: a program that sleeps most of the time pays little, whatever part of it.
      const cpus = share * busyCpus(table);
      if (share >= thresholds.cpuShare && cpus >= thresholds.gcShare) return 'high';
      if (share < thresholds.cpuShareLow || cpus < thresholds.gcShareLow) low = true;
    }
    const pace = paceOf(index);
    return low || (pace !== undefined && pace < thresholds.cyclesLow) ? 'low' : 'unknown';
  });
}

/** The highest of the programs' paces; undefined where the snapshots of none tell it. */
function paceOf(index: CaseIndex): number | undefined {
  const programs = new Map<string, ProfileTable[]>();
  for (const part of index.of('profile')) {
    const { table } = part;
    if ((table.kind !== 'heap' && table.kind !== 'allocs') || table.timeNanos <= 0n || spanOf(table) !== undefined) continue;
    if (totalOf(table, 'alloc_space') > 0) programs.set(programOf(part), [...(programs.get(programOf(part)) ?? []), table]);
  }
  const paces = [...programs.values()].flatMap((snapshots) => cyclesPerSecond(snapshots) ?? []);
  return paces.length > 0 ? Math.max(...paces) : undefined;
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
