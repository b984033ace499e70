import type { BenchTable } from '../../model/bench';
import { type EscapeTable, noteKinds } from '../../model/escape';
import type { OtherSummary } from '../../report/types';

/** Notes by kind (model noteKinds). */
export function escapeSummary(table: EscapeTable): OtherSummary {
  const counts = new Array<number>(noteKinds.length).fill(0);
  for (const kind of table.kind) counts[kind] += 1;
  return {
    notes: table.count,
    files: new Set(table.file).size,
    explained: table.explained,
    ...Object.fromEntries(noteKinds.flatMap((kind, i) => (counts[i] > 0 ? [[kind, counts[i]]] : []))),
  };
}

export function benchSummary(table: BenchTable): OtherSummary {
  return {
    results: table.count,
    benchmarks: new Set(table.name).size,
    withAllocations: table.allocsPerOp.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0),
    damagedLines: table.damagedOffsets.length,
  };
}
