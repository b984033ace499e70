import type { Int64Column, ProfileTable } from '../../model/profile';
import { type JsonInteger, jsonInteger } from '../../report/integers';
import type { ProfileSummary } from '../../report/types';

export function profileSummary(table: ProfileTable): ProfileSummary {
  return {
    kind: table.kind,
    samples: table.samples.count,
    locations: table.locations.count,
    functions: table.functions.count,
    mappings: table.mappings.length,
    defaultSampleType: table.sampleTypes[table.defaultSampleType]?.type ?? '',
    timeNanos: jsonInteger(table.timeNanos),
    durationNanos: jsonInteger(table.durationNanos),
    period: jsonInteger(table.period),
    sampleTypes: table.sampleTypes.map(({ type, unit }, i) => ({ type, unit, total: columnTotal(table.samples.values[i]) })),
    ...(table.memStats && { memStats: { ...table.memStats } }),
  };
}

/** The sum of a column, exact: in doubles while it stays safe, else in int64 with Go's wrap-around. */
function columnTotal(column: Int64Column): JsonInteger {
  if (column instanceof Float64Array) {
    let sum = 0;
    let i = 0;
    for (; i < column.length; i++) {
      const next = sum + column[i];
      if (!Number.isSafeInteger(next)) break;
      sum = next;
    }
    if (i === column.length) return sum;
  }
  let total = 0n;
  for (const value of column) total += BigInt(value);
  return jsonInteger(BigInt.asIntN(64, total));
}
