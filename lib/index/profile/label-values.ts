import { type Amount, scaledLabel } from '../../base/units';
import type { LabelKey, LabelValue } from '../../model/allocation-review';
import type { ProfileTable } from '../../model/profile';
import { sampleLabels } from './labels';
import { compareText } from './names';
import type { ProfileOptions } from './options';
import { prepare } from './prepare';
import { absolute, addAmounts } from './sums';

interface Gathered {
  readonly numeric: boolean;
  total: Amount;
  samples: number;
  readonly values: Map<string, { value: Amount; raw: string | Amount }>;
}

/**
 * Every label key with its values, as `-tags` counts them, each with the filter that keeps its samples alone. A key that holds both texts and
 * numbers is given twice.
 *
 * @throws UsageError for an option that cannot be used
 */
export function labelValues(profile: ProfileTable, options: ProfileOptions = {}): LabelKey[] {
  const { view, sampleIndex, labelUnits } = prepare(profile, options);
  const column = view.table.samples.values[sampleIndex];
  const keys = new Map<string, Gathered>();
  const groupOf = (key: string, numeric: boolean): Gathered => {
    const id = `${numeric ? '#' : '"'}${key}`;
    let group = keys.get(id);
    if (group === undefined) {
      group = { numeric, total: 0, samples: 0, values: new Map() };
      keys.set(id, group);
    }
    return group;
  };
  const add = (group: Gathered, raw: string | Amount, value: Amount): void => {
    group.total = addAmounts(group.total, value);
    const entry = group.values.get(String(raw));
    if (entry === undefined) group.values.set(String(raw), { value, raw });
    else entry.value = addAmounts(entry.value, value);
  };
  for (const sample of view.samples) {
    const { text, numeric } = sampleLabels(view, sample);
    for (const [key, values] of text) {
      const group = groupOf(key, false);
      group.samples++;
      for (const value of values) add(group, value, column[sample]);
    }
    for (const [key, { values }] of numeric) {
      const group = groupOf(key, true);
      group.samples++;
      for (const value of values) add(group, value, column[sample]);
    }
  }
  return [...keys]
    .map(([id, group]): LabelKey => {
      const key = id.slice(1);
      const unit = group.numeric ? (labelUnits.get(key) ?? '') : '';
      const values = [...group.values.values()].map(
        ({ raw, value }): LabelValue => ({
          name: typeof raw === 'string' ? raw : scaledLabel(raw, unit, options.unit ?? 'minimum'),
          value,
          tagfocus: typeof raw === 'string' ? textFilter(key, raw) : numberFilter(key, raw, unit),
        }),
      );
      return {
        key,
        numeric: group.numeric,
        unit,
        total: group.total,
        samples: group.samples,
        without: view.samples.length - group.samples,
        values: values.sort((a, b) => heavier(a.value, b.value) || compareText(a.name, b.name)),
      };
    })
    .sort((a, b) => compareText(a.key, b.key) || Number(a.numeric) - Number(b.numeric));
}

function heavier(a: Amount, b: Amount): number {
  const [left, right] = [absolute(a), absolute(b)];
  return left === right ? 0 : left > right ? -1 : 1;
}

/** The filter splits at the first `=`, and at every comma between expressions (driver_focus.go, compileTagFilter). */
function textFilter(key: string, value: string): string | undefined {
  if (key.includes('=')) return undefined;
  const exact = value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll(',', '\\x2c');
  return `${key}=^${exact}$`;
}

/** A number is followed by its unit, in letters alone; one without a unit in the file is compared in the key's own. */
function numberFilter(key: string, value: Amount, unit: string): string | undefined {
  return key.includes('=') || !/^[A-Za-z]*$/.test(unit) ? undefined : `${key}=${value}${unit}`;
}
