import { scaleLinear, select } from 'd3';
import type { Extent } from '../layout/series';
import { lanePath, type TimeLane } from '../layout/time-lanes';
import { drawTimeAxis, layer } from './axes';
import { addTimeBrush, clipTo, type TimePointing } from './lines';

export interface TimeLanesSpec extends Omit<TimePointing, 'onHover'> {
  readonly lanes: readonly TimeLane[];
  readonly window: Extent;
  readonly width: number;
  /** Width kept for labels at the left; the time charts' own by default. */
  readonly left?: number;
  readonly onHover?: (hover: { readonly time: number; readonly lane: number } | undefined, event: PointerEvent) => void;
  readonly onPick?: (hover: { readonly time: number; readonly lane: number }) => void;
}

const rowHeight = 22;
const top = 6;

export function timeLanesHeight(lanes: number): number {
  return top + lanes * rowHeight + 24;
}

/** Spans by kind over time, a lane for each kind with its name at the left. */
export function drawTimeLanes(svg: SVGSVGElement, spec: TimeLanesSpec): void {
  const height = timeLanesHeight(spec.lanes.length);
  const box = { left: spec.left ?? 64, right: Math.max(84, spec.width - 12), top, bottom: height - 24 };
  const { window } = spec;
  const x = scaleLinear().domain([window.min, window.max]).range([box.left, box.right]);
  const clip = clipTo(svg, box);
  select(svg).attr('height', height);
  drawTimeAxis(layer(svg, 'x'), x, box);
  const rows = layer(svg, 'rows');
  select(rows)
    .selectAll('text')
    .data(spec.lanes)
    .join('text')
    .attr('x', box.left - 6)
    .attr('y', (_, row) => top + row * rowHeight + rowHeight / 2)
    .attr('dominant-baseline', 'central')
    .attr('text-anchor', 'end')
    .attr('font-size', 11)
    .attr('fill', 'var(--ink-2)')
    .text((lane) => lane.label);
  select(rows)
    .selectAll('line')
    .data(spec.lanes)
    .join('line')
    .attr('x1', box.left)
    .attr('x2', box.right)
    .attr('y1', (_, row) => top + (row + 1) * rowHeight - 1)
    .attr('y2', (_, row) => top + (row + 1) * rowHeight - 1)
    .attr('stroke', 'var(--line)');
  select(layer(svg, 'spans'))
    .attr('clip-path', clip)
    .selectAll<SVGPathElement, TimeLane>('path')
    .data(spec.lanes, (lane) => lane.key)
    .join('path')
    .attr('fill', (lane) => lane.colour)
    .attr('d', (lane) => lanePath(lane, window, x, top + spec.lanes.indexOf(lane) * rowHeight + 3, rowHeight - 7));
  const laneAt = (event: PointerEvent | MouseEvent): number => {
    const y = event.clientY - svg.getBoundingClientRect().top;
    return Math.min(spec.lanes.length - 1, Math.max(0, Math.floor((y - top) / rowHeight)));
  };
  const brush = layer(svg, 'brush');
  addTimeBrush(
    brush,
    {
      onWindow: spec.onWindow,
      onHover: (time, event) => spec.onHover?.(time === undefined ? undefined : { time, lane: laneAt(event) }, event),
    },
    x.invert,
    window,
    box,
  );
  select(brush).on('click.pick', (event: MouseEvent) => {
    const time = x.invert(event.clientX - svg.getBoundingClientRect().left);
    if (time >= window.min && time <= window.max) spec.onPick?.({ time, lane: laneAt(event) });
  });
}
