import { type Amount, scale } from '../../base/units';
import type { ProfileTable } from '../../model/profile';
import { ProfileBuilder } from '../../model/profile-builder';
import type { ReportHead } from '../../model/profile-report';
import { buildGraph, cumValue, flatValue } from './graph';
import { reportHead } from './head';
import { defaultEdgeFraction, defaultNodeFraction, type TopOptions } from './options';
import { prepare } from './prepare';

/**
 * The top table as a profile of its own, as `go tool pprof -topproto` writes it (internal/report/report.go, printTopProto): each row a sample
 * of one frame with its cum and its flat, whole in the unit that `unitOf` chooses by all rows.
 *
 * @throws UsageError for an option that cannot be used
 */
export function topProto(
  profile: ProfileTable,
  options: TopOptions,
  unitOf: (head: ReportHead, rows: readonly { readonly flat: Amount; readonly cum: Amount }[]) => string,
): ProfileTable {
  const prepared = prepare(profile, options);
  const { view, sampleType } = prepared;
  const { table } = view;
  const graph = buildGraph(prepared, {
    cumSort: options.sort === 'cum',
    nodeCount: options.limit ?? 0,
    nodeFraction: options.nodeFraction ?? defaultNodeFraction,
    edgeFraction: options.edgeFraction ?? defaultEdgeFraction,
    dropNegative: options.dropNegative ?? false,
    edges: 'inlined',
  });
  const rows = graph.order.map((node) => ({
    info: graph.table.infos[node],
    flat: flatValue(graph.sums, node),
    cum: cumValue(graph.sums, node),
  }));
  const unit = unitOf(reportHead(prepared, options), rows);
  const builder = new ProfileBuilder({
    sampleTypes: [
      { type: 'cum', unit },
      { type: 'flat', unit },
    ],
    periodType: table.periodType,
    period: table.period,
    timeNanos: table.timeNanos,
    durationNanos: table.durationNanos,
  });
  const scaled = (value: Amount): number => Math.trunc(scale(value, sampleType.unit, unit).value);
  for (const { info, flat, cum } of rows) {
    // pprof's nodes know no system name (internal/graph/graph.go, nodeInfo).
    const fn = builder.function({ name: info.name, systemName: '', filename: info.file, startLine: info.startLine });
    // Rows of one place are locations of their own, as every row is in pprof's.
    const location = builder.addLocation({
      mapping: -1,
      address: info.address,
      lines: [{ function: fn, line: info.line, column: info.column }],
    });
    builder.sample([location], [scaled(cum), scaled(flat)]);
  }
  return { ...builder.build(), kind: 'other' };
}
