import { area, curveStepAfter, scaleLinear, select } from 'd3';
import type { Extent } from '../layout/series';
import { layoutStacked, type StackedLayer, type StackedSeries } from '../layout/stacked';
import { drawReferences, drawTimeAxis, drawValueAxis, layer, type ReferenceLine } from './axes';
import { addTimeBrush, clipTo, type TimePointing, timeBox } from './lines';

export interface StackedSpec extends TimePointing {
  /** Lowest layer first. */
  readonly series: readonly StackedSeries[];
  readonly times: ArrayLike<number>;
  readonly window: Extent;
  /** End of the last step. */
  readonly until: number;
  readonly width: number;
  readonly height: number;
  readonly format: (value: number) => string;
  readonly references?: readonly ReferenceLine[];
}

/** Areas on top of each other over time, in steps; an edge in the surface's colour parts them. */
export function drawStacked(svg: SVGSVGElement, spec: StackedSpec): void {
  const box = timeBox(spec.width, spec.height);
  const { window } = spec;
  const layout = layoutStacked(spec.series, spec.times, window, box.right - box.left);
  const most = Math.max(layout.max, ...(spec.references ?? []).map((line) => line.value));
  const x = scaleLinear().domain([window.min, window.max]).range([box.left, box.right]);
  const y = scaleLinear()
    .domain([0, most > 0 ? most : 1])
    .nice(4)
    .range([box.bottom, box.top]);
  const clip = clipTo(svg, box);
  select(svg).attr('height', spec.height);
  drawValueAxis(layer(svg, 'y'), y, box, spec.format);
  drawTimeAxis(layer(svg, 'x'), x, box);
  const path = (one: StackedLayer): string | null => {
    const last = one.times.length - 1;
    // The last step lasts until the end of the data.
    const places = last < 0 ? [] : [...one.times.keys(), last];
    return area<number>()
      .x((at, i) => x(i > last ? spec.until : one.times[at]))
      .y0((at) => y(one.low[at]))
      .y1((at) => y(one.high[at]))
      .curve(curveStepAfter)(places);
  };
  select(layer(svg, 'series'))
    .attr('clip-path', clip)
    .selectAll<SVGPathElement, StackedLayer>('path')
    .data(layout.layers, (one) => one.series.key)
    .join('path')
    .attr('fill', (one) => one.series.colour)
    .attr('stroke', 'var(--surface-1)')
    .attr('stroke-width', layout.layers[0]?.times.length > 300 ? 0 : 0.5)
    .attr('d', path);
  drawReferences(layer(svg, 'references'), spec.references ?? [], { x, y }, box);
  addTimeBrush(layer(svg, 'brush'), spec, x.invert, window, box);
}
