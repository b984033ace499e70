import { area, brushX, curveLinear, curveStepAfter, type D3BrushEvent, line, pointer, scaleLinear, select } from 'd3';
import { type Extent, indexAt, type Point, type Series, thin, timeExtent, valueExtent } from '../layout/series';
import { drawReferences, drawTimeAxis, drawValueAxis, layer, type ReferenceLine } from './axes';

/** A stretch of time marked over the whole height, e.g. a pause. */
export interface Band {
  readonly from: number;
  readonly to: number;
  readonly colour: string;
}

/** What a chart over time tells of the pointer. */
export interface TimePointing {
  /** Brushing answers with the new window, double click with undefined: everything. */
  readonly onWindow?: (window: Extent | undefined) => void;
  readonly onHover?: (time: number | undefined, event: PointerEvent) => void;
}

export interface LinesSpec extends TimePointing {
  readonly series: readonly Series[];
  readonly width: number;
  readonly height: number;
  /** The window shown, in the series' time; everything where left out. */
  readonly window?: Extent;
  readonly format: (value: number) => string;
  /** Values are bytes: the axis is round in powers of 1024. */
  readonly bytes?: boolean;
  /** The value axis starts at 0 unless said otherwise. */
  readonly fromZero?: boolean;
  readonly references?: readonly ReferenceLine[];
  readonly bands?: readonly Band[];
  /** The shared time cursor of stacked charts. */
  readonly cursor?: number;
}

const margin = { left: 64, right: 12, top: 10, bottom: 24 };

export interface PlotBox {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where charts over time draw, so that stacked ones share their axis. */
export function timeBox(width: number, height: number): PlotBox {
  return { left: margin.left, right: Math.max(margin.left + 20, width - margin.right), top: margin.top, bottom: height - margin.bottom };
}

/** Lines, steps and areas over time, with brush to zoom, a time cursor and reference lines. */
export function drawLines(svg: SVGSVGElement, spec: LinesSpec): void {
  const box = timeBox(spec.width, spec.height);
  const window = spec.window ?? timeExtent(spec.series);
  const values = valueExtent(spec.series, window.min, window.max);
  const references = (spec.references ?? []).filter((one) => one.axis === 'y');
  const top = Math.max(values.max, ...references.map((one) => one.value).filter((value) => value < values.max * 2));
  const x = scaleLinear().domain([window.min, window.max]).range([box.left, box.right]);
  const unit = spec.bytes && top >= 1024 ? 1024 ** Math.floor(Math.log2(top) / 10) : 1;
  const nice = scaleLinear()
    .domain([(spec.fromZero === false ? values.min : Math.min(0, values.min)) / unit, top === 0 ? 1 : top / unit])
    .nice(4)
    .domain();
  const y = scaleLinear()
    .domain(nice.map((value) => value * unit))
    .range([box.bottom, box.top]);
  const clip = clipTo(svg, box);
  select(svg).attr('height', spec.height);
  drawValueAxis(layer(svg, 'y'), y, box, spec.format, unit);
  drawTimeAxis(layer(svg, 'x'), x, box);

  select(layer(svg, 'bands'))
    .attr('clip-path', clip)
    .selectAll<SVGRectElement, Band>('rect')
    .data((spec.bands ?? []).filter((band) => band.to >= window.min && band.from <= window.max))
    .join('rect')
    .attr('x', (band) => x(band.from))
    .attr('width', (band) => Math.max(1, x(band.to) - x(band.from)))
    .attr('y', box.top)
    .attr('height', box.bottom - box.top)
    .attr('fill', (band) => band.colour)
    .attr('fill-opacity', 0.3);

  const paths = select(layer(svg, 'series')).attr('clip-path', clip);
  const drawn = spec.series.map((series) => ({ series, points: thin(series, window.min, window.max, box.right - box.left) }));
  const shape = area<Point>()
    .x((point) => x(point.time))
    .y0(y(Math.max(0, y.domain()[0])))
    .y1((point) => y(point.value))
    .defined((point) => Number.isFinite(point.value))
    .curve(curveStepAfter);
  paths
    .selectAll('path.area')
    .data(drawn.filter((one) => one.series.shape === 'area'))
    .join('path')
    .attr('class', 'area')
    .attr('fill', (one) => one.series.colour)
    .attr('fill-opacity', 0.18)
    .attr('d', (one) => shape(one.points));
  paths
    .selectAll('path.line')
    .data(drawn)
    .join('path')
    .attr('class', 'line')
    .attr('fill', 'none')
    .attr('stroke', (one) => one.series.colour)
    .attr('stroke-width', 1.5)
    .attr('stroke-dasharray', (one) => one.series.dash ?? null)
    .attr('d', (one) =>
      line<Point>()
        .x((point) => x(point.time))
        .y((point) => y(point.value))
        .defined((point) => Number.isFinite(point.value))
        .curve(one.series.shape === 'line' ? curveLinear : curveStepAfter)(one.points),
    );
  // A handful of points are marks of their own: a line through two snapshots says too little.
  paths
    .selectAll('circle')
    .data(
      drawn.flatMap(({ series, points }) =>
        points.length <= 24
          ? points.filter((point) => Number.isFinite(point.value)).map((point) => ({ ...point, colour: series.colour }))
          : [],
      ),
    )
    .join('circle')
    .attr('r', 3)
    .attr('cx', (point) => x(point.time))
    .attr('cy', (point) => y(point.value))
    .attr('fill', (point) => point.colour);

  drawReferences(layer(svg, 'references'), spec.references ?? [], { x, y }, box);
  drawCursor(layer(svg, 'cursor'), spec.cursor === undefined ? undefined : x(spec.cursor), box);
  addTimeBrush(layer(svg, 'brush'), spec, x.invert, window, box);
}

function drawCursor(group: SVGGElement, at: number | undefined, box: { left: number; right: number; top: number; bottom: number }): void {
  select(group)
    .selectAll('line')
    .data(at === undefined || at < box.left || at > box.right ? [] : [at])
    .join('line')
    .attr('x1', (value) => value)
    .attr('x2', (value) => value)
    .attr('y1', box.top)
    .attr('y2', box.bottom)
    .attr('stroke', 'var(--ink-2)')
    .attr('stroke-width', 1)
    .attr('pointer-events', 'none');
}

/** Brush, double click and hover of a chart over time. */
export function addTimeBrush(
  group: SVGGElement,
  spec: TimePointing,
  invert: (pixel: number) => number,
  window: Extent,
  box: PlotBox,
): void {
  const root = select(group);
  if (!spec.onWindow) {
    root
      .selectAll('rect.hover')
      .data([0])
      .join('rect')
      .attr('class', 'hover')
      .attr('x', box.left)
      .attr('y', box.top)
      .attr('width', box.right - box.left)
      .attr('height', box.bottom - box.top)
      .attr('fill', 'transparent');
  } else {
    const brush = brushX<unknown>()
      .extent([
        [box.left, box.top],
        [box.right, box.bottom],
      ])
      .on('end', (event: D3BrushEvent<unknown>) => {
        if (!event.sourceEvent || !event.selection) return;
        const [a, b] = event.selection as [number, number];
        root.call(brush.clear as never);
        if (b - a > 4) spec.onWindow?.({ min: Math.max(window.min, invert(a)), max: Math.min(window.max, invert(b)) });
      });
    root.call(brush as never).on('dblclick', () => spec.onWindow?.(undefined));
  }
  root
    .on('pointermove.hover', (event: PointerEvent) => {
      const time = invert(pointer(event, group)[0]);
      spec.onHover?.(time >= window.min && time <= window.max ? time : undefined, event);
    })
    .on('pointerleave.hover', (event: PointerEvent) => spec.onHover?.(undefined, event));
}

let clips = 0;
/** A clip path of the chart's own over its plot. */
export function clipTo(svg: SVGSVGElement, box: PlotBox): string {
  let id = svg.dataset.clip;
  if (!id) {
    clips++;
    id = `clip-${clips}`;
    svg.dataset.clip = id;
    select(svg).append('clipPath').attr('id', id).append('rect');
  }
  select(svg)
    .select('clipPath rect')
    // The points at both ends are circles: half of them stands outside the plot.
    .attr('x', box.left - 4)
    .attr('y', 0)
    .attr('width', box.right - box.left + 8)
    .attr('height', box.bottom + 2);
  return `url(#${id})`;
}

/** The values that hold at a time, for a tooltip. */
export function valuesAt(series: readonly Series[], time: number): { series: Series; value: number | undefined }[] {
  return series.map((one) => {
    const at = indexAt(one.times, time);
    return { series: one, value: at < 0 ? undefined : one.values[at] };
  });
}
