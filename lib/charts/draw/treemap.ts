import { select } from 'd3';
import { cutMiddle } from '../format';
import type { TreemapBox, TreemapLayout } from '../layout/treemap';

export interface TreemapSpec {
  readonly layout: TreemapLayout;
  readonly width: number;
  readonly height: number;
  readonly label: (box: TreemapBox) => string;
  readonly value: (box: TreemapBox) => string;
  /** CSS colour of a leaf. */
  readonly colour: (box: TreemapBox) => string;
  /** True for what a search leaves out. */
  readonly dimmed: (box: TreemapBox) => boolean;
  /** Position in the layout's boxes, -1 for none. */
  readonly focus: number;
  readonly selected: string | undefined;
  readonly onPick: (box: TreemapBox) => void;
  readonly onHover: (box: TreemapBox | undefined, event: PointerEvent) => void;
}

/** Advance of the 11 px code face, measured on JetBrains Mono, and the room that a line takes. */
const charWidth = 6.6;
const lineHeight = 14;
const fewestChars = 4;

/**
 * Groups with a header and their leaves. A name that does not fit is cut in its middle with an ellipsis; where not even four letters fit there
 * is none, and the tooltip, the table and the keys have it whole.
 */
export function drawTreemap(svg: SVGSVGElement, spec: TreemapSpec): void {
  const boxes = select(svg)
    .attr('height', spec.height)
    .selectAll<SVGGElement, TreemapBox>('g.box')
    .data(spec.layout.boxes, (box) => `${box.kind} ${box.group} ${box.key}`)
    .join((enter) => {
      const group = enter.append('g').attr('class', 'box');
      group.append('rect');
      group.append('text').attr('class', 'name');
      group.append('text').attr('class', 'value');
      return group;
    })
    .order()
    .attr('transform', (box) => `translate(${box.x},${box.y})`)
    .style('cursor', 'pointer')
    .attr('opacity', (box) => (spec.dimmed(box) ? 0.25 : 1))
    .on('click', (_, box) => spec.onPick(box))
    .on('pointermove', (event: PointerEvent, box) => spec.onHover(box, event))
    .on('pointerleave', (event: PointerEvent) => spec.onHover(undefined, event));
  boxes
    .select('rect')
    .attr('width', (box) => Math.max(0, box.width))
    .attr('height', (box) => Math.max(0, box.height))
    .attr('rx', (box) => (box.kind === 'group' ? 2 : 0))
    .attr('fill', (box) => (box.kind === 'group' ? 'var(--surface-2)' : spec.colour(box)))
    .attr('stroke', (box, i) =>
      i === spec.focus || isSelected(box, spec) ? 'var(--focus)' : box.kind === 'group' ? 'var(--line-strong)' : 'none',
    )
    .attr('stroke-width', (box, i) => (i === spec.focus || isSelected(box, spec) ? 2.5 : 1));
  boxes
    .select<SVGTextElement>('text.name')
    .attr('x', 5)
    .attr('y', 13)
    .attr('font-size', 11)
    .attr('font-weight', (box) => (box.kind === 'group' ? 600 : 400))
    .attr('font-family', 'var(--font-code)')
    .attr('pointer-events', 'none')
    .attr('fill', (box) => (box.kind === 'group' ? 'var(--ink)' : 'var(--flame-ink)'))
    .text((box) => nameIn(box, spec));
  boxes
    .select<SVGTextElement>('text.value')
    .attr('x', (box) => (box.kind === 'group' ? box.width - 5 : 5))
    .attr('y', (box) => (box.kind === 'group' ? 13 : 13 + lineHeight))
    .attr('text-anchor', (box) => (box.kind === 'group' ? 'end' : 'start'))
    .attr('font-size', 11)
    .attr('pointer-events', 'none')
    .attr('fill', (box) => (box.kind === 'group' ? 'var(--ink-2)' : 'var(--flame-ink)'))
    .style('font-variant-numeric', 'tabular-nums')
    .text((box) => valueIn(box, spec));
}

function isSelected(box: TreemapBox, spec: TreemapSpec): boolean {
  return box.kind === 'leaf' && box.key === spec.selected;
}

function room(width: number): number {
  return Math.floor((width - 10) / charWidth);
}

function nameIn(box: TreemapBox, spec: TreemapSpec): string {
  const height = box.kind === 'group' ? box.header : box.height;
  if (height < lineHeight + 1) return '';
  const name = spec.label(box);
  const beside = box.kind === 'group' ? spec.value(box).length + 2 : 0;
  const chars = room(box.width);
  // A group's name goes before its value.
  const most = chars - beside >= Math.min(name.length, 8) ? chars - beside : chars;
  return most < Math.min(fewestChars, name.length) ? '' : cutMiddle(name, most);
}

function valueIn(box: TreemapBox, spec: TreemapSpec): string {
  const text = spec.value(box);
  const chars = room(box.width);
  if (box.kind === 'leaf') return box.height >= lineHeight * 2 + 3 && text.length <= chars && nameIn(box, spec) !== '' ? text : '';
  return box.header > 0 && chars - text.length - 2 >= Math.min(spec.label(box).length, 8) ? text : '';
}
