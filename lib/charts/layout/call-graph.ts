import { type EdgeLabel, Graph, type GraphLabel, type NodeLabel, layout as place } from '@dagrejs/dagre';

export interface GraphBoxInput {
  /** Lines of text in the box, set in the code face. */
  readonly lines: readonly string[];
  /** In px, as pprof sizes a node by its flat value. */
  readonly fontSize: number;
}

export interface GraphLinkInput {
  readonly from: number;
  readonly to: number;
  readonly label: readonly string[];
  /** How much the link wants to be short and straight: pprof's 1 + share in per cent. */
  readonly weight: number;
}

export interface CallGraphInput {
  readonly boxes: readonly GraphBoxInput[];
  readonly links: readonly GraphLinkInput[];
}

export interface PlacedBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedLink {
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** Middle of the label. */
  readonly label: { readonly x: number; readonly y: number };
}

/** Places in px, x and y of a box its upper left corner; boxes and links in the order of the input. */
export interface CallGraphPlaces {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  readonly links: readonly PlacedLink[];
}

/** Advance of the code face as a part of its size, and the height of a line. */
const advance = 0.6;
export const leading = 1.25;
export const linkFontSize = 10;
const padding = { x: 8, y: 5 };

/** The room that lines of the code face take. */
function textSize(lines: readonly string[], fontSize: number): { width: number; height: number } {
  const longest = lines.reduce((most, line) => Math.max(most, [...line].length), 0);
  return { width: longest * fontSize * advance, height: lines.length * fontSize * leading };
}

/** Callers above what they call, in layers (Gansner, Koutsofios, North, Vo 1993, the way of Graphviz's dot). Pure, but slow for hundreds of nodes. */
export function layoutCallGraph(input: CallGraphInput): CallGraphPlaces {
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 14, ranksep: 28, edgesep: 8, marginx: 12, marginy: 12, acyclicer: 'greedy' });
  graph.setDefaultEdgeLabel(() => ({}));
  input.boxes.forEach(({ lines, fontSize }, i) => {
    const text = textSize(lines, fontSize);
    graph.setNode(String(i), { width: Math.ceil(text.width + padding.x * 2), height: Math.ceil(text.height + padding.y * 2) });
  });
  input.links.forEach(({ from, to, label, weight }, i) => {
    const text = textSize(label, linkFontSize);
    graph.setEdge(String(from), String(to), { weight, minlen: 1, width: text.width + 6, height: text.height, labelpos: 'c' }, String(i));
  });
  place(graph);
  const whole = graph.graph();
  return {
    width: Math.ceil(whole.width ?? 0),
    height: Math.ceil(whole.height ?? 0),
    boxes: input.boxes.map((_, i) => {
      const { x = 0, y = 0, width = 0, height = 0 } = graph.node(String(i));
      return { x: x - width / 2, y: y - height / 2, width, height };
    }),
    links: input.links.map(({ from, to }, i) => {
      const { points = [], x = 0, y = 0 } = graph.edge(String(from), String(to), String(i));
      return { points: points.map((point) => ({ x: point.x, y: point.y })), label: { x, y } };
    }),
  };
}
