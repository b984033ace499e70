import { line, pointer, scaleLinear, scaleLog, select } from 'd3';
import { drawNumberAxis, drawReferences, drawValueAxis, layer, type ReferenceLine } from './axes';

export interface Curve {
  readonly key: string;
  readonly label: string;
  readonly colour: string;
  readonly values: ArrayLike<number>;
  readonly dashed?: boolean;
}

export interface CurveSpec {
  /** Positive, ascending; the axis is logarithmic. */
  readonly at: ArrayLike<number>;
  readonly curves: readonly Curve[];
  readonly width: number;
  readonly height: number;
  readonly max: number;
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
  readonly references?: readonly ReferenceLine[];
  /** Index of the nearest position. */
  readonly onHover?: (index: number | undefined, event: PointerEvent) => void;
}

/** Curves over a logarithmic axis, e.g. utilisation by window size. */
export function drawCurve(svg: SVGSVGElement, spec: CurveSpec): void {
  const box = { left: 64, right: Math.max(84, spec.width - 12), top: 10, bottom: spec.height - 24 };
  const { at } = spec;
  const last = at.length - 1;
  const x = scaleLog()
    .domain([at[0] ?? 1, last > 0 ? at[last] : (at[0] ?? 1) * 10])
    .range([box.left, box.right]);
  const y = scaleLinear().domain([0, spec.max]).range([box.bottom, box.top]);
  select(svg).attr('height', spec.height);
  drawValueAxis(layer(svg, 'y'), y, box, spec.formatY);
  drawNumberAxis(layer(svg, 'x'), x, box, spec.formatX);
  select(layer(svg, 'curves'))
    .selectAll<SVGPathElement, Curve>('path')
    .data(spec.curves, (curve) => curve.key)
    .join('path')
    .attr('fill', 'none')
    .attr('stroke', (curve) => curve.colour)
    .attr('stroke-width', 1.75)
    .attr('stroke-dasharray', (curve) => (curve.dashed ? '4 3' : null))
    .attr('d', (curve) =>
      line<number>()
        .x((_, i) => x(at[i]))
        .y((value) => y(value))
        .defined(Number.isFinite)(Array.from(curve.values)),
    );
  drawReferences(layer(svg, 'references'), spec.references ?? [], { x, y }, box);
  const group = layer(svg, 'hover');
  const mark = (index: number | undefined) =>
    select(group)
      .selectAll('circle')
      .data(index === undefined ? [] : spec.curves.filter((curve) => Number.isFinite(curve.values[index])))
      .join('circle')
      .attr('r', 3.5)
      .attr('cx', () => x(at[index ?? 0]))
      .attr('cy', (curve) => y(curve.values[index ?? 0]))
      .attr('fill', (curve) => curve.colour)
      .attr('pointer-events', 'none');
  select(group)
    .selectAll('rect')
    .data([0])
    .join('rect')
    .attr('x', box.left)
    .attr('y', box.top)
    .attr('width', box.right - box.left)
    .attr('height', box.bottom - box.top)
    .attr('fill', 'transparent');
  select(group)
    .on('pointermove', (event: PointerEvent) => {
      const index = nearest(at, x.invert(pointer(event, group)[0]));
      mark(index);
      spec.onHover?.(index, event);
    })
    .on('pointerleave', (event: PointerEvent) => {
      mark(undefined);
      spec.onHover?.(undefined, event);
    });
}

/** Index of the position nearest to a value by ratio; undefined where there is none. */
function nearest(at: ArrayLike<number>, value: number): number | undefined {
  let best: number | undefined;
  for (let i = 0; i < at.length; i++) {
    if (best === undefined || Math.abs(Math.log(at[i] / value)) < Math.abs(Math.log(at[best] / value))) best = i;
  }
  return best;
}
