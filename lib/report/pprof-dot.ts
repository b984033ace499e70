import { type Amount, measurementLabel, percentage, scale, scaledLabel } from '../base/units';
import type { CallGraph, CallGraphEdge, CallGraphNode, NodeTag } from '../model/call-graph';
import { headLines, outputUnit, type PprofTextOptions, shownLines } from './pprof-text';

/** Labels drawn beside a node (internal/graph/dotgraph.go, maxNodelets). */
const mostTags = 4;

/** The call graph in Graphviz's DOT, as `go tool pprof -dot` writes it (internal/graph/dotgraph.go). */
export function dotText(graph: CallGraph, options: PprofTextOptions = {}): string {
  return new DotWriter(graph, options).write();
}

class DotWriter {
  private readonly graph: CallGraph;
  private readonly total: Amount;
  private readonly unit: string;
  private readonly options: PprofTextOptions;
  private readonly lines: string[] = [];

  constructor(graph: CallGraph, options: PprofTextOptions) {
    this.graph = graph;
    this.total = graph.head.total;
    this.unit = outputUnit(graph.head, graph.nodes, options.unit ?? 'minimum');
    this.options = options;
  }

  write(): string {
    const { nodes, edges, head } = this.graph;
    const title = head.file === '' ? 'unnamed' : head.file;
    this.lines.push(`digraph "${title}" {`, 'node [style=filled fillcolor="#f8f8f8"]');
    this.legend();
    if (nodes.length > 0) {
      // Not Math.max of them all: a whole graph has more nodes than a call takes arguments.
      const maxFlat = nodes.reduce((most, { flat }) => Math.max(most, Math.abs(Number(flat))), 0);
      const leaving = new Set(edges.map((edge) => edge.from));
      const tagged = nodes.map((node, i) => {
        this.node(node, i + 1, maxFlat);
        return this.nodeTags(node, i + 1, leaving.has(i));
      });
      for (const edge of edges) this.edge(edge, tagged[edge.from]);
    }
    this.lines.push('}');
    return this.lines.map((line) => `${line}\n`).join('');
  }

  private format(value: Amount): string {
    return scaledLabel(value, this.graph.head.unit, this.unit);
  }

  private legend(): void {
    const { graph } = this;
    const shown = shownLines({ ...graph, rows: graph.nodes }, (value) => this.format(value));
    const labels = [
      ...headLines(graph.head, this.unit, this.options),
      ...shown,
      '\nSee https://git.io/JfYMW for how to read the graph',
    ].map(escaped);
    const tooltip = graph.head.file === '' ? '' : ` tooltip="${graph.head.file}"`;
    this.lines.push(`subgraph cluster_L { "${labels[0]}" [shape=box fontsize=16 label="${labels.join('\\l')}\\l"${tooltip}] }`);
  }

  private node(node: CallGraphNode, id: number, maxFlat: number): void {
    const { flat, cum } = node;
    const flatText = this.format(flat);
    let label = multilineName(node);
    label += flat !== 0 ? `${flatText} (${percentage(flat, this.total).trim()})` : '0';
    let cumText = flatText;
    if (cum !== flat) {
      cumText = this.format(cum);
      label += `${flat !== 0 ? '\\n' : ' '}of ${cumText} (${percentage(cum, this.total).trim()})`;
    }
    // From 8 to 24 points, by the root of the share so that small ones stay readable.
    const growth = maxFlat !== 0 && flat !== 0 ? Math.ceil(16 * Math.sqrt(Math.abs(Number(flat)) / maxFlat)) : 0;
    const score = Number(cum) / Math.abs(Number(this.total));
    this.lines.push(
      `N${id} [label="${label}" id="node${id}" fontsize=${8 + growth} shape=box tooltip="${escaped(node.name)} (${cumText})" color="${color(score, false)}" fillcolor="${color(score, true)}"]`,
    );
  }

  /** Boxes for labels; true where there are any (addNodelets). */
  private nodeTags(node: CallGraphNode, id: number, calls: boolean): boolean {
    const before = this.lines.length;
    const sizes = new Map(node.sizes.map(({ labels, tags }) => [labels, tags]));
    sortTags(node.labels, calls)
      .slice(0, mostTags)
      .forEach((tag, i) => {
        const value = calls ? mean(tag.flat, tag.flatDivisor) : mean(tag.cum, tag.cumDivisor);
        if (value === 0) return;
        const weight = this.format(value);
        const name = `N${id}_${i}`;
        this.lines.push(
          `${name} [label = "${tag.name}" id="${name}" fontsize=8 shape=box3d tooltip="${weight}"]`,
          `N${id} -> ${name} [label=" ${weight}" weight=100 tooltip="${weight}" labeltooltip="${weight}"]`,
        );
        this.sizeTags(sizes.get(tag.name), calls, name);
      });
    this.sizeTags(sizes.get(''), calls, `N${id}`);
    return this.lines.length > before;
  }

  private sizeTags(tags: readonly NodeTag[] | undefined, calls: boolean, source: string): void {
    if (tags === undefined) return;
    collapse(tags, calls).forEach((tag, j) => {
      const flat = mean(tag.flat, tag.flatDivisor);
      const cum = mean(tag.cum, tag.cumDivisor);
      const own = calls || flat === cum;
      const value = own ? flat : cum;
      if (value === 0) return;
      const weight = this.format(value);
      const name = `N${source}_${j}`;
      this.lines.push(
        `${name} [label = "${tag.name}" id="${name}" fontsize=8 shape=box3d tooltip="${weight}"]`,
        `${source} -> ${name} [label=" ${weight}" weight=100 tooltip="${weight}" labeltooltip="${weight}"${own ? '' : ' style="dotted"'}]`,
      );
    });
  }

  private edge({ from, to, weight, inline, residual }: CallGraphEdge, hasTags: boolean): void {
    const { nodes } = this.graph;
    const text = this.format(weight);
    let attributes = `label=" ${text}${inline ? '\\n (inline)' : ''}"`;
    const total = BigInt(this.total);
    if (total !== 0n) {
      const share = (of: bigint): number => {
        const part = (BigInt(weight) * of) / total;
        const size = part < 0n ? -part : part;
        return 1 + Number(size < of ? size : of);
      };
      if (share(100n) > 1) attributes += ` weight=${share(100n)}`;
      if (share(5n) > 1) attributes += ` penwidth=${share(5n)}`;
      attributes += ` color="${color(Number(weight) / Math.abs(Number(total)), false)}"`;
    }
    const tooltip = `"${escaped(nodes[from].name)} ${residual ? '...' : '->'} ${escaped(nodes[to].name)} (${text})"`;
    attributes += ` tooltip=${tooltip} labeltooltip=${tooltip}${residual ? ' style="dotted"' : ''}${hasTags ? ' minlen=2' : ''}`;
    this.lines.push(`N${from + 1} -> N${to + 1} [${attributes}]`);
  }
}

function mean(value: Amount, divisor: Amount): Amount {
  return divisor === 0 ? value : narrow(BigInt(value) / BigInt(divisor));
}

function narrow(value: bigint): Amount {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

const size = (value: Amount): Amount => (value < 0 ? -value : value);

/** graph.go, SortTags. */
function sortTags(tags: readonly NodeTag[], flat: boolean): NodeTag[] {
  const heavier = (a: Amount, b: Amount): number => (size(a) === size(b) ? 0 : size(a) > size(b) ? -1 : 1);
  return [...tags].sort(
    (a, b) => (flat ? 0 : heavier(a.cum, b.cum)) || heavier(a.flat, b.flat) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
}

/** At most four sizes: the others join the nearest of the four heaviest (collapsedTags). */
function collapse(tags: readonly NodeTag[], flat: boolean): NodeTag[] {
  const sorted = sortTags(tags, flat);
  if (sorted.length <= mostTags) return sorted;
  const groups = sorted.slice(0, mostTags).map((tag) => [tag]);
  for (const tag of sorted.slice(mostTags)) {
    const distance = (group: readonly NodeTag[]): number =>
      Math.abs(Number(tag.value) - scale(group[0].value, group[0].unit, tag.unit).value);
    let nearest = groups[0];
    for (const group of groups) if (distance(group) < distance(nearest)) nearest = group;
    nearest.push(tag);
  }
  return sortTags(groups.map(groupTag), flat);
}

function groupTag(group: readonly NodeTag[]): NodeTag {
  const [first] = group;
  if (group.length === 1) return { ...first, name: measurementLabel(first.value, first.unit) };
  let least = first;
  let most = first;
  const sum = (of: (tag: NodeTag) => Amount): Amount => narrow(group.reduce<bigint>((all, tag) => all + BigInt(of(tag)), 0n));
  for (const tag of group) {
    if (Math.trunc(scale(tag.value, tag.unit, least.unit).value) < least.value) least = tag;
    if (Math.trunc(scale(tag.value, tag.unit, most.unit).value) > most.value) most = tag;
  }
  const flat = mean(
    sum((tag) => tag.flat),
    sum((tag) => tag.flatDivisor),
  );
  const cum = mean(
    sum((tag) => tag.cum),
    sum((tag) => tag.cumDivisor),
  );
  const name = `${measurementLabel(least.value, least.unit)}..${measurementLabel(most.value, most.unit)}`;
  return { ...first, name, flat, cum, flatDivisor: 0, cumDivisor: 0 };
}

/** Green for less, grey for nothing, red for more (dotColor). */
function color(given: number, background: boolean): string {
  let score = Math.max(-1, Math.min(1, given));
  const value = background ? 0.93 : 0.7;
  let saturation = background ? 0.1 : 1;
  if (Math.abs(score) < 0.2) saturation *= Math.abs(score) / 0.2;
  // Away from grey, so that signs are told apart.
  score = Math.sign(score) * Math.abs(score) ** (1 - 0.7);
  const red = score < 0 ? value * (1 + saturation * score) : value;
  const green = score < 0 ? value : value * (1 - saturation * score);
  // Not a number (a share of a total of zero) is none of the colour, as where Go turns it into a byte.
  const hex = (part: number): string => (Math.trunc(part * 255) || 0).toString(16).padStart(2, '0');
  return `#${hex(red)}${hex(green)}${hex(value * (1 - saturation))}`;
}

/** Quotes and backslashes escaped, line breaks aligned left (escapeForDot). */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\l');
}

const goVersion = /^(.*?)\/v(?:[2-9]|[1-9][0-9]+)([./].*)$/;
const shortForms = [
  /^(?:[\w\-.]+\/)+([^.]+\..+)/,
  /^(?:[a-z]\w*\.)*([A-Z][\w$]*\.(?:<init>|[a-z][\w$]*(?:\$\d+)?))(?:\(|$)/,
  /^(?:[_a-zA-Z]\w*::)+(_*[A-Z]\w*::~?[_a-zA-Z]\w*(?:<.*>)?)/,
];

/** A function's name without its package's path (graph.go, ShortenFunctionName). */
function shortFunctionName(name: string): string {
  const bare = name.replace(/^\(anonymous namespace\)::/, '').replace(goVersion, '$1$2');
  for (const form of shortForms) {
    const match = form.exec(bare);
    if (match !== null) return match[1];
  }
  return bare;
}

function multilineName(node: CallGraphNode): string {
  const parts: string[] = [];
  if (node.address !== 0n) parts.push(node.address.toString(16).padStart(16, '0'));
  const name = escaped(shortFunctionName(node.function)).replaceAll('::', '\\n').replaceAll('[...]', '[…]').replaceAll('.', '\\n');
  if (name !== '') parts.push(name);
  const file = node.file === '' ? '' : node.file.slice(node.file.lastIndexOf('/') + 1);
  if (node.line !== 0) parts.push(`${file}:${node.line}${node.column !== 0 ? `:${node.column}` : ''}`);
  else if (file !== '') parts.push(file);
  else if (name === '') parts.push(node.objfile !== '' ? `[${node.objfile.slice(node.objfile.lastIndexOf('/') + 1)}]` : '<unknown>');
  return `${parts.join('\\n')}\\n`;
}
