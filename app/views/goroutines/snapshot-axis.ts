import { scaleLinear, select } from 'd3';
import type { PlotBox } from '@/lib/charts/draw/lines';
import { cutMiddle } from '@/lib/charts/format';

/** Without a clock snapshots are counted, not timed: in place of times, the axis has their names, as many as fit. */
export function nameSnapshots(svg: SVGSVGElement, box: PlotBox, times: readonly number[], names: readonly string[]): void {
  const span = box.right - box.left;
  const x = scaleLinear()
    .domain([times[0], times[times.length - 1]])
    .range([box.left, box.right]);
  const most = Math.max(2, Math.floor(span / 120));
  const every = Math.max(1, Math.ceil((times.length - 1) / (most - 1)));
  const named = times.flatMap((time, i) => (i % every === 0 ? [{ name: names[i] ?? `${i + 1}`, at: x(time) }] : []));
  const letters = Math.floor(span / named.length / 7);
  const axis = select(svg).select('g[data-layer="x"]');
  axis
    .selectAll('line.grid')
    .data(named)
    .join('line')
    .attr('class', 'grid')
    .attr('x1', ({ at }) => at)
    .attr('x2', ({ at }) => at)
    .attr('y1', box.top)
    .attr('y2', box.bottom);
  axis
    .selectAll('text')
    .data(named)
    .join('text')
    .attr('x', ({ at }) => at)
    .attr('y', box.bottom + 14)
    .attr('text-anchor', ({ at }) => (at === box.left ? 'start' : at === box.right ? 'end' : 'middle'))
    .text(({ name }) => cutMiddle(name, letters));
}
