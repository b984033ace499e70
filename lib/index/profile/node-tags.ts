import { type Amount, scaledLabel } from '../../base/units';
import type { NodeTag } from '../../model/call-graph';
import type { Adders } from './graph';
import { sampleLabels } from './labels';
import { compareText } from './names';
import type { NodeTable } from './nodes';
import { baseLabel, type Prepared } from './prepare';
import { addAmounts, amountAt } from './sums';

type Writable = { -readonly [K in keyof NodeTag]: NodeTag[K] };

export interface NodeTags {
  readonly labels: Map<string, NodeTag>;
  /** By the text labels of their samples. */
  readonly sizes: Map<string, Map<string, NodeTag>>;
}

/**
 * What labels say at the nodes asked for (internal/graph/graph.go, addSample, joinLabels). Of numeric labels only `bytes` is shown, in the unit asked for
 * (internal/report/report.go, newGraph).
 */
export function nodeTags(
  prepared: Prepared,
  table: NodeTable,
  { value, divisor }: Adders,
  wanted: Uint8Array,
  unit: string,
): Map<number, NodeTags> {
  const { view, labelUnits } = prepared;
  const { samples } = view.table;
  const tags = new Map<number, NodeTags>();
  const bytesUnit = labelUnits.get('bytes') ?? 'bytes';
  for (const sample of view.samples) {
    if (samples.labelStart[sample] === samples.labelStart[sample + 1]) continue;
    const weight = amountAt(value.values, sample);
    const weightDivisor = divisor === undefined ? 0 : amountAt(divisor.values, sample);
    if (weight === 0 && weightDivisor === 0) continue;
    const { text, numeric } = sampleLabels(view, sample);
    const joined = [...text]
      .filter(([key]) => key !== baseLabel)
      .flatMap(([key, values]) => values.map((one) => `${key}:${one}`))
      .sort(compareText)
      .join('\\n');
    const sizes = numeric.get('bytes')?.values ?? [];
    const seen = new Set<number>();
    let leaf = -1;
    // From the root on, as the graph is walked: a node's tag takes the value met first.
    for (let i = view.stackEnd[sample] - 1; i >= view.stackStart[sample]; i--) {
      const location = view.stack[i];
      for (let n = table.nodeStart[location + 1] - 1; n >= table.nodeStart[location]; n--) {
        leaf = table.nodes[n];
        if (seen.has(leaf) || wanted[leaf] === 0) continue;
        seen.add(leaf);
        add(at(tags, leaf), joined, sizes, bytesUnit, unit, weight, weightDivisor, false);
      }
    }
    if (leaf >= 0 && wanted[leaf] === 1) add(at(tags, leaf), joined, sizes, bytesUnit, unit, weight, weightDivisor, true);
  }
  return tags;
}

function at(tags: Map<number, NodeTags>, node: number): NodeTags {
  let own = tags.get(node);
  if (own === undefined) {
    own = { labels: new Map(), sizes: new Map() };
    tags.set(node, own);
  }
  return own;
}

function add(
  own: NodeTags,
  joined: string,
  sizes: readonly Amount[],
  bytesUnit: string,
  unit: string,
  weight: Amount,
  divisor: Amount,
  flat: boolean,
): void {
  if (joined !== '') count(tagOf(own.labels, joined, 0, ''), weight, divisor, flat);
  let group = own.sizes.get(joined);
  if (group === undefined) {
    group = new Map();
    own.sizes.set(joined, group);
  }
  for (const size of sizes) count(tagOf(group, scaledLabel(size, bytesUnit, unit), size, bytesUnit), weight, divisor, flat);
}

function tagOf(tags: Map<string, NodeTag>, name: string, value: Amount, unit: string): Writable {
  let tag = tags.get(name);
  if (tag === undefined) {
    tag = { name, value, unit, flat: 0, flatDivisor: 0, cum: 0, cumDivisor: 0 };
    tags.set(name, tag);
  }
  return tag;
}

function count(tag: Writable, weight: Amount, divisor: Amount, flat: boolean): void {
  if (flat) {
    tag.flat = addAmounts(tag.flat, weight);
    tag.flatDivisor = addAmounts(tag.flatDivisor, divisor);
  } else {
    tag.cum = addAmounts(tag.cum, weight);
    tag.cumDivisor = addAmounts(tag.cumDivisor, divisor);
  }
}
