import { type Amount, percentage } from '../../base/units';
import type { CallGraph, CallGraphNode } from '../../model/call-graph';
import { cutMiddle } from '../format';
import type { CallGraphInput } from './call-graph';

/** Longest line in a box; longer ones are cut in their middle, and the drawer has them whole. */
const longestLine = 44;

/**
 * What `go tool pprof` writes into the boxes of its call graph and how large it sets it (internal/graph/dotgraph.go, addNode, addEdge): names
 * broken at their dots, flat and cum with shares, 8 to 24 points by the root of the flat share.
 */
export function callGraphInput(graph: CallGraph, format: (value: Amount) => string): CallGraphInput {
  const total = graph.head.total;
  const mostFlat = Math.max(0, ...graph.nodes.map(({ flat }) => Math.abs(Number(flat))));
  return {
    boxes: graph.nodes.map((node) => {
      const { flat, cum } = node;
      const lines = nameLines(node).map((line) => cutMiddle(line, longestLine));
      if (flat !== 0) lines.push(`${format(flat)} (${percentage(flat, total).trim()})`);
      if (cum !== flat) lines.push(`${flat === 0 ? '0 ' : ''}of ${format(cum)} (${percentage(cum, total).trim()})`);
      else if (flat === 0) lines.push('0');
      return { lines, fontSize: 8 + (mostFlat > 0 && flat !== 0 ? Math.ceil(16 * Math.sqrt(Math.abs(Number(flat)) / mostFlat)) : 0) };
    }),
    links: graph.edges.map(({ from, to, weight, inline }) => ({
      from,
      to,
      label: [format(weight), ...(inline ? ['(inline)'] : [])],
      weight: linkShare(weight, total, 100),
    })),
  };
}

/** 1 to 1 + `of`, by the part of the total that the call carries: pprof's weight (of 100) and penwidth (of 5). */
export function linkShare(weight: Amount, total: Amount, of: number): number {
  const share = Number(total) === 0 ? 0 : Math.abs(Number(weight) / Number(total));
  return 1 + Math.min(of, Math.trunc(share * of));
}

/** Package, receiver and function on lines of their own; then file and line where the granularity tells them. */
function nameLines(node: CallGraphNode): string[] {
  const lines: string[] = [];
  if (node.address !== 0n) lines.push(node.address.toString(16).padStart(16, '0'));
  if (node.function !== '') lines.push(...atDots(shortName(node.function)));
  const file = node.file.slice(node.file.lastIndexOf('/') + 1);
  if (node.line !== 0) lines.push(`${file}:${node.line}`);
  else if (node.function === '') lines.push(file || node.objfile.slice(node.objfile.lastIndexOf('/') + 1) || node.name);
  return lines;
}

/** Without the path of the package and its version (graph.go, ShortenFunctionName). */
function shortName(name: string): string {
  const bracket = name.indexOf('[');
  const plain = bracket < 0 ? name : name.slice(0, bracket);
  const path = plain.slice(0, plain.lastIndexOf('/') + 1);
  const rest = name.slice(path.length);
  const version = /^v\d+(?=\.)/.exec(rest);
  if (version === null || path === '') return rest;
  return path.slice(path.slice(0, -1).lastIndexOf('/') + 1, -1) + rest.slice(version[0].length);
}

/** Parts between dots outside of brackets: `report.(*Store).Submit` gives three. */
function atDots(name: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < name.length; i++) {
    if (name[i] === '[' || name[i] === '(') depth++;
    else if (name[i] === ']' || name[i] === ')') depth--;
    else if (name[i] === '.' && depth === 0) {
      parts.push(name.slice(from, i));
      from = i + 1;
    }
  }
  parts.push(name.slice(from));
  return parts.filter((part) => part !== '');
}

/** Boxes next to one in the graph: the heaviest caller, the heaviest callee, those beside it in its layer. */
export function neighbourBox(
  graph: CallGraph,
  places: readonly { readonly x: number; readonly y: number; readonly width: number; readonly height: number }[],
  from: number,
  to: 'caller' | 'callee' | 'left' | 'right',
): number {
  // Edges stand heaviest first.
  if (to === 'caller') return graph.edges.find((edge) => edge.to === from)?.from ?? -1;
  if (to === 'callee') return graph.edges.find((edge) => edge.from === from)?.to ?? -1;
  const middle = (box: (typeof places)[number]) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
  const own = middle(places[from]);
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  places.forEach((box, i) => {
    const at = middle(box);
    const dx = at.x - own.x;
    if (i === from || (to === 'left' ? dx >= 0 : dx <= 0) || Math.abs(at.y - own.y) > 60) return;
    if (Math.abs(dx) >= least) return;
    best = i;
    least = Math.abs(dx);
  });
  return best;
}
