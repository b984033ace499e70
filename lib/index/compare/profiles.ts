import { UsageError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import type { ProfileDelta, ProfileDeltaRow } from '../../model/comparison';
import type { ProfileTable } from '../../model/profile';
import type { TopRow } from '../../model/profile-report';
import { type Granularity, type ProfileFilter, top } from '../profile';

export interface ProfileCompareOptions extends Pick<ProfileFilter, 'focus' | 'ignore' | 'hide'> {
  readonly sampleType?: string;
  readonly granularity?: Granularity;
  readonly normalize?: boolean;
  /** Most rows; all where left out. */
  readonly limit?: number;
}

/**
 * What moved between two profiles of one kind. The change of each row is exactly that of `go tool pprof -top -diff_base` with
 * -nodefraction=0, in its order; the values of both sides stand beside it.
 *
 * @throws UsageError for profiles that have nothing in common, and for options that cannot be used
 */
export function compareProfiles(
  before: { readonly input: number; readonly table: ProfileTable },
  after: { readonly input: number; readonly table: ProfileTable },
  options: ProfileCompareOptions = {},
): ProfileDelta {
  const { limit, normalize, ...rest } = options;
  const sampleType = rest.sampleType ?? commonSampleType(before.table, after.table);
  const shared = { ...rest, sampleType, nodeFraction: 0, edgeFraction: 0 };
  const change = top(after.table, { ...shared, diffBase: before.table, normalize });
  const from = top(before.table, shared);
  const to = top(after.table, shared);
  const rowsBefore = byName(from.rows);
  const rowsAfter = byName(to.rows);
  const rows = change.rows.map((row): ProfileDeltaRow => {
    const b = rowsBefore.get(row.name);
    const a = rowsAfter.get(row.name);
    return {
      name: row.name,
      function: row.function,
      file: row.file,
      line: row.line,
      flatBefore: b?.flat ?? 0,
      flatAfter: a?.flat ?? 0,
      flatChange: row.flat,
      cumBefore: b?.cum ?? 0,
      cumAfter: a?.cum ?? 0,
      cumChange: row.cum,
      flatShare: row.flatShare,
      cumShare: row.cumShare,
    };
  });
  return {
    before: before.input,
    after: after.input,
    kind: after.table.kind,
    sampleType: change.head.sampleType,
    unit: change.head.unit,
    totalBefore: from.head.total,
    totalAfter: to.head.total,
    normalized: normalize === true,
    rows: limit === undefined ? rows : rows.slice(0, limit),
  };
}

function byName(rows: readonly TopRow[]): Map<string, TopRow> {
  return new Map(rows.map((row) => [row.name, row]));
}

/** The target's default sample type where the base has it too, else the last that both have. */
function commonSampleType(before: ProfileTable, after: ProfileTable): string {
  const has = new Set(before.sampleTypes.map((type) => type.type));
  const own = after.sampleTypes[after.defaultSampleType]?.type;
  const common = after.sampleTypes.map((type) => type.type).filter((type) => has.has(type));
  const chosen = own !== undefined && has.has(own) ? own : common[common.length - 1];
  if (chosen === undefined) throw new UsageError(phrase`the profiles have no sample type in common`);
  return chosen;
}
