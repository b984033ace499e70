import { measurementLabel } from '../../base/units';
import type { ProfileTable } from '../../model/profile';
import type { Trace, TraceFrame, TracesReport } from '../../model/profile-report';
import { reportHead } from './head';
import { sampleLabels } from './labels';
import { compareText } from './names';
import { createNodes } from './nodes';
import type { ProfileOptions } from './options';
import { prepare } from './prepare';
import { divided } from './sums';

/**
 * Every sample with its labels and stack, as `go tool pprof -traces` lists them (internal/report/report.go, printTraces).
 *
 * @throws UsageError for an option that cannot be used
 */
export function traces(profile: ProfileTable, options: ProfileOptions = {}): TracesReport {
  const prepared = prepare(profile, options);
  const { view, sampleIndex, mean, labelUnits } = prepared;
  const table = createNodes(view);
  const { values } = view.table.samples;
  const list: Trace[] = [];
  for (const sample of view.samples) {
    const frames: TraceFrame[] = [];
    for (let i = view.stackStart[sample]; i < view.stackEnd[sample]; i++) {
      const last = table.nodeStart[view.stack[i] + 1] - 1;
      for (let n = table.nodeStart[view.stack[i]]; n <= last; n++) frames.push({ name: table.names[table.nodes[n]], inline: n < last });
    }
    if (frames.length === 0) continue;
    const { text, numeric } = sampleLabels(view, sample);
    const byLine = (a: { key: string; values: string }, b: { key: string; values: string }): number =>
      compareText(`${a.key.padStart(10)}:  ${a.values}`, `${b.key.padStart(10)}:  ${b.values}`);
    list.push({
      value: divided(values[sampleIndex][sample], mean ? values[0][sample] : 0),
      labels: [...text].map(([key, all]) => ({ key, values: all.join(' ') })).sort(byLine),
      numericLabels: [...numeric]
        .map(([key, label]) => ({ key, values: label.values.map((value) => measurementLabel(value, labelUnits.get(key) ?? '')).join(' ') }))
        .sort(byLine),
      frames,
    });
  }
  return { head: reportHead(prepared, options), traces: list };
}
