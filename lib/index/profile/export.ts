import type { ProfileTable } from '../../model/profile';
import { type BuilderLabel, ProfileBuilder } from '../../model/profile-builder';
import { sampleLabels } from './labels';
import type { ProfileOptions } from './options';
import { prepare } from './prepare';

/**
 * The profile that the filters leave over, as `go tool pprof -proto` writes it: every sample type, addresses kept (internal/driver/driver.go,
 * applyCommandOverrides), base subtracted, label frames added.
 *
 * @throws UsageError for an option that cannot be used
 */
export function filtered(profile: ProfileTable, options: ProfileOptions = {}): ProfileTable {
  const { view } = prepare(profile, { ...options, granularity: 'addresses' });
  const { table } = view;
  const builder = new ProfileBuilder({
    sampleTypes: table.sampleTypes,
    defaultSampleType: table.sampleTypes[table.defaultSampleType]?.type,
    periodType: table.periodType,
    period: table.period,
    timeNanos: table.timeNanos,
    durationNanos: table.durationNanos,
    dropFrames: table.dropFrames,
    keepFrames: table.keepFrames,
    comments: table.comments,
    docUrl: table.docUrl,
    memStats: table.memStats,
  });
  for (const mapping of table.mappings) builder.mapping(mapping);
  const done = new Int32Array(view.lineStart.length - 1).fill(-1);
  const location = (index: number): number => {
    if (done[index] >= 0) return done[index];
    const lines = [];
    for (let line = view.lineStart[index]; line < view.lineStart[index + 1]; line++) {
      const fn = view.lineFunction[line];
      const added = builder.function({
        name: view.functionName[fn],
        systemName: fn < table.functions.count ? table.strings[table.functions.systemName[fn]] : '',
        filename: view.functionFile[fn],
        startLine: view.functionStartLine[fn],
      });
      lines.push({ function: added, line: view.lineNumber[line], column: view.lineColumn[line] });
    }
    done[index] = builder.addLocation({ mapping: view.locationMapping[index], address: view.locationAddress[index], lines });
    return done[index];
  };
  for (const sample of view.samples) {
    const stack = Array.from(view.stack.subarray(view.stackStart[sample], view.stackEnd[sample]), location);
    const { text, numeric } = sampleLabels(view, sample);
    const labels: BuilderLabel[] = [];
    for (const [key, values] of text) for (const value of values) labels.push({ key, text: value });
    for (const [key, { values, units }] of numeric) {
      values.forEach((number, i) => {
        labels.push({ key, number, unit: units[i] ?? '' });
      });
    }
    builder.sample(
      stack,
      table.samples.values.map((column) => column[sample]),
      labels,
    );
  }
  return { ...builder.build(), kind: table.kind };
}
