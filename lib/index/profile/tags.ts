import { type Amount, scaledLabel } from '../../base/units';
import type { ProfileTable } from '../../model/profile';
import type { TagsReport, TagValue } from '../../model/profile-report';
import { reportHead } from './head';
import { sampleLabels } from './labels';
import { compareText } from './names';
import type { ProfileOptions } from './options';
import { prepare } from './prepare';
import { absolute, addAmounts } from './sums';

/**
 * The values of every label, as `go tool pprof -tags` lists them (internal/report/report.go, printTags): keys by name, values by weight.
 *
 * @throws UsageError for an option that cannot be used
 */
export function tags(profile: ProfileTable, options: ProfileOptions = {}): TagsReport {
  const prepared = prepare(profile, options);
  const { view, sampleIndex } = prepared;
  const column = view.table.samples.values[sampleIndex];
  const unit = options.unit ?? 'minimum';
  const keys = new Map<string, { total: Amount; values: Map<string, Amount> }>();
  const add = (key: string, name: string, value: Amount): void => {
    let entry = keys.get(key);
    if (entry === undefined) {
      entry = { total: 0, values: new Map() };
      keys.set(key, entry);
    }
    entry.total = addAmounts(entry.total, value);
    entry.values.set(name, addAmounts(entry.values.get(name) ?? 0, value));
  };
  for (const sample of view.samples) {
    const { text, numeric } = sampleLabels(view, sample);
    for (const [key, values] of text) for (const value of values) add(key, value, column[sample]);
    for (const [key, { values }] of numeric) {
      for (const value of values) add(key, scaledLabel(value, prepared.labelUnits.get(key) ?? '', unit), column[sample]);
    }
  }
  return {
    head: reportHead(prepared, options),
    keys: [...keys]
      .sort(([a], [b]) => compareText(a, b))
      .map(([key, { total, values }]) => ({ key, total, values: [...values].map(([name, value]) => ({ name, value })).sort(byWeight) })),
  };
}

/** graph.go, SortTags by flat value. */
function byWeight(a: TagValue, b: TagValue): number {
  const left = absolute(a.value);
  const right = absolute(b.value);
  if (left !== right) return left > right ? -1 : 1;
  return compareText(a.name, b.name);
}
