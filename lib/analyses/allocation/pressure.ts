import { seriesFromLog } from '../../index/gc/from-log';
import { cpuFraction } from '../../index/gc/series';
import type { ProfileTable } from '../../model/profile';
import type { CaseIndex } from '../case';
import { thresholds } from './thresholds';

/** Frames that the collector's and the allocator's own work runs under (Go GC guide, «Identifying costs»). */
const collector = /^runtime\.(?:gcBgMarkWorker|gcAssistAlloc|mallocgc|bgsweep|growslice|newobject|makeslice)$/;

/** True where an input shows that collections and allocations cost the program much: GC share of a log, or of a CPU profile. */
export function gcPressing(index: CaseIndex): boolean {
  return index.memo('gc-pressing', () => {
    for (const { table, input } of index.of('gclog')) {
      for (let run = 0; run < table.runs.length; run++) {
        if (table.runs[run].count >= 10 && cpuFraction(seriesFromLog(table, run, input)) >= thresholds.gcShare) return true;
      }
    }
    return index.of('profile').some((part) => part.table.kind === 'cpu' && collectorShare(part.table) >= thresholds.cpuShare);
  });
}

function collectorShare(table: ProfileTable): number {
  const match = names(table).map((name) => collector.test(name));
  const { samples, locations } = table;
  const values = samples.values[table.defaultSampleType];
  let total = 0;
  let spent = 0;
  for (let sample = 0; sample < samples.count; sample++) {
    const value = Number(values[sample]);
    total += value;
    let found = false;
    for (let i = samples.locationStart[sample]; i < samples.locationStart[sample + 1] && !found; i++) {
      const location = samples.locations[i];
      for (let l = locations.lineStart[location]; l < locations.lineStart[location + 1] && !found; l++) {
        found = match[locations.lineFunction[l]];
      }
    }
    if (found) spent += value;
  }
  return total > 0 ? spent / total : 0;
}

function names(table: ProfileTable): string[] {
  return Array.from({ length: table.functions.count }, (_, i) => table.strings[table.functions.name[i]]);
}
