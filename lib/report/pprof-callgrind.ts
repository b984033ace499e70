import { type Amount, scale } from '../base/units';
import type { CallGraph, CallGraphNode } from '../model/call-graph';

/**
 * The call graph in callgrind's format, for KCachegrind and the like, as `go tool pprof -callgrind` writes it (internal/report/report.go,
 * printCallgrind). Wants a graph made with `whole`.
 */
export function callgrindText(graph: CallGraph, options: { readonly unit?: string } = {}): string {
  const asked = options.unit ?? 'minimum';
  const unit = asked === 'minimum' ? wholeUnit(graph) : asked;
  const whole = (value: Amount): string => String(Math.trunc(scale(value, graph.head.unit, unit).value) + 0);
  const names = disambiguated(graph.nodes);
  const objfiles = new Names();
  const files = new Names();
  const functions = new Names();
  const lines = ['positions: instr line', `events: ${graph.head.sampleType}(${unit})`];
  const outgoing = new Map<number, CallGraph['edges'][number][]>();
  for (const edge of graph.edges) {
    const list = outgoing.get(edge.from);
    if (list === undefined) outgoing.set(edge.from, [edge]);
    else list.push(edge);
  }
  let previous: CallGraphNode | undefined;
  graph.nodes.forEach((node, position) => {
    if (previous === undefined || node.objfile !== previous.objfile || node.file !== previous.file || node.function !== previous.function) {
      lines.push('', `ob=${objfiles.compress(node.objfile)}`, `fl=${files.compress(node.file)}`, `fn=${functions.compress(node.function)}`);
    }
    lines.push(`${address(previous, node.address)} ${node.line} ${whole(node.flat)}`);
    for (const edge of outgoing.get(position) ?? []) {
      const callee = graph.nodes[edge.to];
      lines.push(`cfl=${files.compress(callee.file)}`, `cfn=${functions.compress(names[edge.to])}`);
      lines.push(`calls=0 ${address(previous, callee.address)} ${callee.line}`, `* * ${whole(edge.sum)}`);
    }
    previous = node;
  });
  return lines.map((line) => `${line}\n`).join('');
}

/** The unit of the smallest value: callgrind holds whole numbers only (selectOutputUnit). */
function wholeUnit({ head, nodes }: CallGraph): string {
  // Without a node the unit stays what the command line says.
  if (nodes.length === 0) return 'minimum';
  const size = (value: Amount): Amount => (value < 0 ? -value : value);
  let least: Amount = 0;
  for (const { flat, cum } of nodes) {
    const value = size(flat) === 0 ? size(cum) : size(flat);
    if (value > 0 && (least === 0 || value < least)) least = value;
  }
  const { unit } = scale(least === 0 ? head.total : least, head.unit, 'minimum');
  return unit === '' ? head.unit : unit;
}

/** Callgrind takes functions of one name and file for one: binaries and first lines set them apart (getDisambiguatedNames). */
function disambiguated(nodes: readonly CallGraphNode[]): string[] {
  const variants = new Map<string, Map<string, number>>();
  const name = (node: CallGraphNode): string => `${node.file}\u0000${node.function}`;
  const variant = (node: CallGraphNode): string => `${node.objfile}\u0000${node.startLine}`;
  for (const node of nodes) {
    const known = variants.get(name(node)) ?? new Map<string, number>();
    if (!known.has(variant(node))) known.set(variant(node), known.size + 1);
    variants.set(name(node), known);
  }
  return nodes.map((node) => {
    const known = variants.get(name(node));
    return known === undefined || known.size < 2 ? node.function : `${node.function} [${known.get(variant(node))}/${known.size}]`;
  });
}

/** Callgrind's name compression: a name is written once and then named by its number. */
class Names {
  private readonly numbers = new Map<string, number>();

  compress(name: string): string {
    if (name === '') return '';
    const known = this.numbers.get(name);
    if (known !== undefined) return `(${known})`;
    this.numbers.set(name, this.numbers.size + 1);
    return `(${this.numbers.size}) ${name}`;
  }
}

/** Callgrind's subposition compression: relative to the previous address where that is shorter. */
function address(previous: CallGraphNode | undefined, current: bigint): string {
  const absolute = `0x${current.toString(16)}`;
  if (previous === undefined) return absolute;
  if (previous.address === current) return '*';
  const difference = BigInt.asIntN(64, current - previous.address);
  const relative = `${difference >= 0n ? '+' : ''}${difference}`;
  return relative.length < absolute.length ? relative : absolute;
}
