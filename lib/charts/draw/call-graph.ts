import { curveBasis, line, rgb, select, type ZoomBehavior, zoom, zoomIdentity, zoomTransform } from 'd3';
import type { CallGraph, CallGraphEdge, CallGraphNode } from '../../model/call-graph';
import { type CallGraphInput, type CallGraphPlaces, leading, linkFontSize } from '../layout/call-graph';
import { linkShare } from '../layout/call-graph-text';

export interface CallGraphSpec {
  readonly graph: CallGraph;
  readonly text: CallGraphInput;
  readonly places: CallGraphPlaces;
  readonly width: number;
  readonly height: number;
  readonly dark: boolean;
  /** Name of the node that the drawer shows. */
  readonly selected: string | undefined;
  /** Position of the node that the keys stand on, -1 for none. */
  readonly focus: number;
  readonly dimmed: (node: CallGraphNode) => boolean;
  readonly onPick: (node: CallGraphNode) => void;
  readonly onHover: (thing: { readonly node?: CallGraphNode; readonly edge?: CallGraphEdge } | undefined, event: PointerEvent) => void;
}

/** Moves the picture: by keys and buttons as by wheel and drag. */
export interface CallGraphView {
  /** The whole picture. */
  fit(): void;
  /** It is seen as `fit` shows it: not moved since. */
  fitted(): boolean;
  /** The whole picture where it can be read so, else its heaviest boxes at a size that can. */
  start(): void;
  by(factor: number): void;
  pan(dx: number, dy: number): void;
  show(box: number): void;
}

const curve = line<{ x: number; y: number }>(
  (point) => point.x,
  (point) => point.y,
).curve(curveBasis);

/** Below this scale eight points are no letters any more. */
const readable = 0.4;
const startScale = 0.8;
/** The boxes that a picture too large to read opens on. */
const startBoxes = 5;

/** The scale at which the whole picture is seen. */
function fitScale(places: CallGraphPlaces, size: { readonly width: number; readonly height: number }): number {
  return Math.min(1.2, (size.width - 16) / Math.max(1, places.width), (size.height - 16) / Math.max(1, places.height));
}

/** The height that suits a picture in a page of the width. */
export function callGraphHeight(places: CallGraphPlaces, width: number): number {
  const scale = Math.min(1.2, (width - 16) / Math.max(1, places.width));
  return scale < readable ? 560 : Math.round(Math.max(320, Math.min(820, places.height * scale + 24)));
}

/** Boxes and arrows at their places; wheel and drag zoom and move. Called again with the same element it keeps where the reader looks. */
export function drawCallGraph(svg: SVGSVGElement, spec: CallGraphSpec): CallGraphView {
  const { graph, places, text } = spec;
  const total = Number(graph.head.total) || 1;
  const root = select(svg).attr('height', spec.height);
  const canvas = root.selectAll<SVGGElement, null>('g.canvas').data([null]).join('g').attr('class', 'canvas');
  const reach: [number, number] = [0.05, 8];
  const behaviour: ZoomBehavior<SVGSVGElement, unknown> = zoom<SVGSVGElement, unknown>()
    .scaleExtent(reach)
    // A plain wheel scrolls the page, as over the flame graph.
    .filter((event: WheelEvent) => (event.type === 'wheel' ? event.ctrlKey || event.metaKey : !event.ctrlKey && !event.button))
    .extent([
      [0, 0],
      [spec.width, spec.height],
    ])
    .on('zoom', (event: { transform: { toString(): string } }) => canvas.attr('transform', event.transform.toString()));
  root.call(behaviour).on('dblclick.zoom', null);

  const colourOf = (value: number | bigint): string => heat(Number(value) / Math.abs(total), spec.dark ? 'dark-line' : 'light-line');
  const links = canvas
    .selectAll<SVGGElement, CallGraphEdge>('g.link')
    .data(graph.edges, (edge) => `${edge.from} ${edge.to}`)
    .join((enter) => {
      const group = enter.append('g').attr('class', 'link');
      group.append('path').attr('class', 'line');
      group.append('path').attr('class', 'head');
      group.append('text');
      return group;
    })
    .attr('opacity', ({ from, to }) => (spec.dimmed(graph.nodes[from]) && spec.dimmed(graph.nodes[to]) ? 0.2 : 1))
    .on('pointermove', (event: PointerEvent, edge) => spec.onHover({ edge }, event))
    .on('pointerleave', (event: PointerEvent) => spec.onHover(undefined, event));
  links
    .select('path.line')
    .attr('d', (_, i) => curve([...places.links[i].points]))
    .attr('fill', 'none')
    .attr('stroke', (edge) => colourOf(edge.weight))
    .attr('stroke-width', (edge) => linkShare(edge.weight, graph.head.total, 5))
    .attr('stroke-dasharray', (edge) => (edge.residual ? '2 4' : null));
  links
    .select('path.head')
    .attr('d', (edge, i) => arrow(places.links[i].points, 4 + linkShare(edge.weight, graph.head.total, 5)))
    .attr('fill', (edge) => colourOf(edge.weight));
  links
    .select<SVGTextElement>('text')
    .attr('font-family', 'var(--font-code)')
    .attr('font-size', linkFontSize)
    .attr('text-anchor', 'middle')
    .attr('fill', 'var(--ink-2)')
    .attr('stroke', 'var(--surface-1)')
    .attr('stroke-width', 3)
    .attr('paint-order', 'stroke')
    .each(function (_, i) {
      const { label } = places.links[i];
      writeLines(this, text.links[i].label, label.x, label.y, linkFontSize);
    });

  const boxes = canvas
    .selectAll<SVGGElement, CallGraphNode>('g.node')
    .data(graph.nodes, (node) => node.name)
    .join((enter) => {
      const group = enter.append('g').attr('class', 'node');
      group.append('rect');
      group.append('text');
      return group;
    })
    .attr('transform', (_, i) => `translate(${places.boxes[i].x},${places.boxes[i].y})`)
    .attr('data-name', (node) => node.name)
    .attr('opacity', (node) => (spec.dimmed(node) ? 0.25 : 1))
    .style('cursor', 'pointer')
    .on('click', (_, node) => spec.onPick(node))
    .on('pointermove', (event: PointerEvent, node) => spec.onHover({ node }, event))
    .on('pointerleave', (event: PointerEvent) => spec.onHover(undefined, event));
  const marked = (node: CallGraphNode, i: number): boolean => i === spec.focus || node.name === spec.selected;
  boxes
    .select('rect')
    .attr('width', (_, i) => places.boxes[i].width)
    .attr('height', (_, i) => places.boxes[i].height)
    .attr('rx', 2)
    .attr('fill', (node) => heat(Number(node.cum) / Math.abs(total), spec.dark ? 'dark-fill' : 'light-fill'))
    .attr('stroke', (node, i) => (marked(node, i) ? 'var(--focus)' : colourOf(node.cum)))
    .attr('stroke-width', (node, i) => (marked(node, i) ? 3 : 1.2));
  boxes
    .select<SVGTextElement>('text')
    .attr('font-family', 'var(--font-code)')
    .attr('text-anchor', 'middle')
    .attr('fill', 'var(--ink)')
    .attr('font-size', (_, i) => text.boxes[i].fontSize)
    .each(function (_, i) {
      const box = places.boxes[i];
      writeLines(this, text.boxes[i].lines, box.width / 2, box.height / 2, text.boxes[i].fontSize);
    });

  const whole = fitScale(places, spec);
  const k = Math.max(reach[0], whole);
  const inWhole = zoomIdentity.translate((spec.width - places.width * k) / 2, (spec.height - places.height * k) / 2).scale(k);
  const showWhole = (): void => {
    root.call(behaviour.transform, inWhole);
  };
  const start = (): void => {
    if (whole >= readable) {
      showWhole();
      return;
    }
    const heaviest = [...graph.nodes.keys()].sort((a, b) => Math.abs(Number(graph.nodes[b].cum)) - Math.abs(Number(graph.nodes[a].cum)));
    const boxes = heaviest.slice(0, startBoxes).map((at) => places.boxes[at]);
    if (boxes.length === 0) return;
    const left = Math.min(...boxes.map((box) => box.x));
    const right = Math.max(...boxes.map((box) => box.x + box.width));
    const top = Math.min(...boxes.map((box) => box.y));
    const k = Math.max(readable, Math.min(startScale, (spec.width - 32) / (right - left)));
    // Where not all of them fit, the heaviest stands in the middle.
    const middle = (right - left) * k <= spec.width - 32 ? (left + right) / 2 : boxes[0].x + boxes[0].width / 2;
    // No more of the emptiness beside the picture than a margin.
    const x = Math.min(16, Math.max(spec.width - places.width * k - 16, spec.width / 2 - middle * k));
    root.call(behaviour.transform, zoomIdentity.translate(x, 24 - top * k).scale(k));
  };
  return {
    fit: showWhole,
    fitted: () => String(zoomTransform(svg)) === String(inWhole),
    start,
    by: (factor) => root.call(behaviour.scaleBy, factor),
    pan: (dx, dy) => root.call(behaviour.translateBy, dx, dy),
    show: (at) => {
      const box = places.boxes[at];
      root.call(behaviour.translateTo, box.x + box.width / 2, box.y + box.height / 2);
    },
  };
}

function writeLines(element: SVGTextElement, lines: readonly string[], x: number, y: number, size: number): void {
  const top = y - ((lines.length - 1) * size * leading) / 2;
  select(element)
    .selectAll<SVGTSpanElement, string>('tspan')
    .data(lines)
    .join('tspan')
    .attr('x', x)
    .attr('y', (_, i) => top + i * size * leading)
    .attr('dominant-baseline', 'central')
    .text((text) => text);
}

/** A triangle at the end of a link, in the direction of its last piece. */
function arrow(points: CallGraphPlaces['links'][number]['points'], size: number): string {
  const end = points[points.length - 1];
  const before = points[points.length - 2];
  if (end === undefined || before === undefined) return '';
  const angle = Math.atan2(end.y - before.y, end.x - before.x);
  const corner = (turn: number): string => `${end.x - size * 1.4 * Math.cos(angle + turn)},${end.y - size * 1.4 * Math.sin(angle + turn)}`;
  return `M${end.x},${end.y}L${corner(0.42)}L${corner(-0.42)}Z`;
}

type Tone = 'light-fill' | 'light-line' | 'dark-fill' | 'dark-line';

/** Lightness and strength of colour by theme; light-fill is pprof's own. Lines keep 3:1 to the surface. */
const tones: Readonly<Record<Tone, { readonly value: number; readonly saturation: number }>> = {
  'light-fill': { value: 0.93, saturation: 0.1 },
  'light-line': { value: 0.58, saturation: 1 },
  'dark-fill': { value: 0.24, saturation: 0.35 },
  'dark-line': { value: 0.62, saturation: 0.75 },
};

/** Grey for little, red for much, green for less than nothing (internal/graph/dotgraph.go, dotColor), with a lightness by theme. */
export function heat(share: number, tone: Tone): string {
  const score = Math.max(-1, Math.min(1, Number.isFinite(share) ? share : 0));
  const { value } = tones[tone];
  let { saturation } = tones[tone];
  if (Math.abs(score) < 0.2) saturation *= Math.abs(score) / 0.2;
  const strength = Math.sign(score) * Math.abs(score) ** 0.3;
  const red = strength < 0 ? value * (1 + saturation * strength) : value;
  const green = strength < 0 ? value : value * (1 - saturation * strength);
  return rgb(red * 255, green * 255, value * (1 - saturation) * 255).formatRgb();
}
