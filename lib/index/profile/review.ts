import type { Amount } from '../../base/units';
import type { AllocationReview, FlatCum, ReviewRow } from '../../model/allocation-review';
import type { ProfileTable } from '../../model/profile';
import { cumValue, descending, flatValue, makeAdders, type NodeSums, sumNodes } from './graph';
import { compareText } from './names';
import { createNodes } from './nodes';
import type { ProfileOptions } from './options';
import { prepare } from './prepare';
import { addAmounts } from './sums';

const types = ['alloc_space', 'alloc_objects', 'inuse_space', 'inuse_objects'] as const;

/**
 * All that was ever allocated beside what is in use, for the same functions of a heap profile. A sample type that the profile lacks counts as
 * zero; `sampleType` and `mean` of the options do not matter.
 *
 * @throws UsageError for a filter that cannot be used
 */
export function allocationReview(profile: ProfileTable, options: ProfileOptions = {}): AllocationReview {
  const prepared = prepare(profile, { ...options, sampleType: undefined, mean: false });
  const { view } = prepared;
  const table = createNodes(view);
  const positions = types.map((type) => view.table.sampleTypes.findIndex((candidate) => candidate.type === type));
  const sums = positions.map((sampleIndex) =>
    sampleIndex < 0 ? undefined : sumNodes(prepared, table, makeAdders({ ...prepared, sampleIndex })),
  );
  const rows: ReviewRow[] = [];
  table.infos.forEach((info, node) => {
    const [allocSpace, allocObjects, inuseSpace, inuseObjects] = sums.map((sum) => valuesAt(sum, node));
    if ([allocSpace, allocObjects, inuseSpace, inuseObjects].every(({ flat, cum }) => flat === 0 && cum === 0)) return;
    rows.push({
      name: table.names[node],
      function: info.name,
      file: info.file,
      line: Number(info.line),
      allocSpace,
      allocObjects,
      inuseSpace,
      inuseObjects,
    });
  });
  rows.sort(
    (a, b) =>
      descending(a.allocSpace.flat, b.allocSpace.flat) || descending(a.allocSpace.cum, b.allocSpace.cum) || compareText(a.name, b.name),
  );
  const [allocSpace, allocObjects, inuseSpace, inuseObjects] = positions.map((at) => wholeColumn(view.table, at));
  return { rows, totals: { allocSpace, allocObjects, inuseSpace, inuseObjects } };
}

function valuesAt(sums: NodeSums | undefined, node: number): FlatCum {
  return sums === undefined ? { flat: 0, cum: 0 } : { flat: flatValue(sums, node), cum: cumValue(sums, node) };
}

function wholeColumn({ samples }: ProfileTable, at: number): Amount {
  let total: Amount = 0;
  if (at >= 0) for (const value of samples.values[at]) total = addAmounts(total, value < 0 ? -value : value);
  return total;
}
