import { type ScaleContinuousNumeric, type ScaleLinear, scaleLinear, select } from 'd3';
import { timeTicks } from '../layout/time-ticks';

export interface Margin {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** A threshold or a figure of a document, as a line with its label. */
export interface ReferenceLine {
  readonly value: number;
  readonly label: string;
  readonly axis: 'x' | 'y';
  /** CSS colour; the muted ink where left out. */
  readonly colour?: string;
}

/** Groups of a chart in drawing order, made once and found again. */
export function layer(svg: SVGSVGElement, name: string): SVGGElement {
  const found = svg.querySelector<SVGGElement>(`:scope > g[data-layer="${name}"]`);
  if (found) return found;
  const group = document.createElementNS('http://www.w3.org/2000/svg', 'g');
  group.dataset.layer = name;
  svg.append(group);
  return group;
}

/** Offsets in ns along the bottom: hairline grid, labels on round steps. */
export function drawTimeAxis(group: SVGGElement, scale: ScaleLinear<number, number>, box: { top: number; bottom: number }): void {
  const [from, to] = scale.domain();
  const [left, right] = scale.range();
  const ticks = timeTicks(from, to, Math.max(3, Math.floor((right - left) / 96)));
  const root = select(group).attr('class', 'axis');
  root
    .selectAll('line.grid')
    .data(ticks)
    .join('line')
    .attr('class', 'grid')
    .attr('x1', (tick) => scale(tick.at))
    .attr('x2', (tick) => scale(tick.at))
    .attr('y1', box.top)
    .attr('y2', box.bottom);
  root
    .selectAll('text')
    .data(ticks)
    .join('text')
    .attr('x', (tick) => scale(tick.at))
    .attr('y', box.bottom + 14)
    .attr('text-anchor', (tick) => (scale(tick.at) - left < 12 ? 'start' : right - scale(tick.at) < 12 ? 'end' : 'middle'))
    .text((tick) => tick.label);
  baseline(group, left, right, box.bottom);
}

/** Any number along the bottom, with the caller's format. */
export function drawNumberAxis(
  group: SVGGElement,
  scale: ScaleContinuousNumeric<number, number>,
  box: { top: number; bottom: number },
  format: (value: number) => string,
): void {
  const [left, right] = scale.range();
  const most = Math.max(2, Math.floor((right - left) / 84));
  const asked = scale.ticks(most);
  // On a log scale the powers of ten alone read best, where there are two at least.
  const powers = 'base' in scale ? asked.filter((tick) => Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-9) : [];
  const every = powers.length > 1 ? powers : asked;
  // A log scale may answer with many more ticks than asked for.
  const ticks = every.filter((_, i) => i % Math.ceil(every.length / most) === 0);
  const root = select(group).attr('class', 'axis');
  root
    .selectAll('text')
    .data(ticks)
    .join('text')
    .attr('x', (tick) => scale(tick))
    .attr('y', box.bottom + 14)
    .attr('text-anchor', 'middle')
    .text(format);
  root
    .selectAll('line.grid')
    .data(ticks)
    .join('line')
    .attr('class', 'grid')
    .attr('x1', (tick) => scale(tick))
    .attr('x2', (tick) => scale(tick))
    .attr('y1', box.bottom)
    .attr('y2', box.bottom + 4);
  baseline(group, left, right, box.bottom);
}

/** Values along the left: few ticks, each with a hairline over the whole width; ticks are round in multiples of `unit`. */
export function drawValueAxis(
  group: SVGGElement,
  scale: ScaleContinuousNumeric<number, number>,
  box: { left: number; right: number },
  format: (value: number) => string,
  unit = 1,
): void {
  const [bottom, top] = scale.range();
  const most = Math.max(2, Math.floor((bottom - top) / 36));
  const [low, high] = scale.domain();
  const ticks =
    unit === 1
      ? scale.ticks(most)
      : scaleLinear()
          .domain([low / unit, high / unit])
          .ticks(most)
          .map((tick) => tick * unit);
  const root = select(group).attr('class', 'axis');
  root
    .selectAll('line')
    .data(ticks)
    .join('line')
    .attr('x1', box.left)
    .attr('x2', box.right)
    .attr('y1', (tick) => scale(tick))
    .attr('y2', (tick) => scale(tick));
  root
    .selectAll('text')
    .data(ticks)
    .join('text')
    .attr('x', box.left - 6)
    .attr('y', (tick) => scale(tick))
    .attr('dy', '0.32em')
    .attr('text-anchor', 'end')
    .text(format);
}

/** Height of the labels of lines across the x axis, in px: three rows, so that neighbours do not cover each other's. */
export const referenceLabels = 42;

export function drawReferences(
  group: SVGGElement,
  lines: readonly ReferenceLine[],
  scales: { x: (value: number) => number; y: (value: number) => number },
  box: { left: number; right: number; top: number; bottom: number },
): void {
  const inside = lines
    .filter((line) => {
      const at = line.axis === 'x' ? scales.x(line.value) : scales.y(line.value);
      return line.axis === 'x' ? at >= box.left && at <= box.right : at >= box.top && at <= box.bottom;
    })
    .sort((a, b) => a.value - b.value);
  const colour = (line: ReferenceLine) => line.colour ?? 'var(--ink-2)';
  const root = select(group);
  root
    .selectAll('line')
    .data(inside)
    .join('line')
    .attr('x1', (line) => (line.axis === 'x' ? scales.x(line.value) : box.left))
    .attr('x2', (line) => (line.axis === 'x' ? scales.x(line.value) : box.right))
    .attr('y1', (line) => (line.axis === 'y' ? scales.y(line.value) : box.top))
    .attr('y2', (line) => (line.axis === 'y' ? scales.y(line.value) : box.bottom))
    .attr('stroke', colour)
    .attr('stroke-width', 1)
    .attr('stroke-dasharray', '4 3');
  root
    .selectAll('text')
    .data(inside)
    .join('text')
    .attr('x', (line) => (line.axis === 'x' ? scales.x(line.value) + (toLeft(line) ? -4 : 4) : box.right - 4))
    // Neighbours along one axis would cover each other's labels: every second one stands a line lower.
    .attr('y', (line, i) => (line.axis === 'y' ? scales.y(line.value) - 4 : box.top + 10 + (i % 3) * 13))
    .attr('text-anchor', (line) => (line.axis === 'y' || toLeft(line) ? 'end' : 'start'))
    .attr('font-size', 11)
    .attr('paint-order', 'stroke')
    .attr('stroke', 'var(--surface-1)')
    .attr('stroke-width', 3)
    .attr('fill', 'var(--ink-2)')
    .text((line) => line.label);
  function toLeft(line: ReferenceLine): boolean {
    return scales.x(line.value) > box.left + (box.right - box.left) * 0.7;
  }
}

function baseline(group: SVGGElement, left: number, right: number, y: number): void {
  select(group)
    .selectAll('path.domain')
    .data([0])
    .join('path')
    .attr('class', 'domain')
    .attr('fill', 'none')
    .attr('d', `M${left},${y + 0.5}H${right}`);
}
