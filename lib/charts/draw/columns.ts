import { scaleBand, scaleLinear, select } from 'd3';
import { type ColumnDatum, labelStep } from '../layout/columns';
import { drawValueAxis, layer } from './axes';

export type { ColumnDatum } from '../layout/columns';

export interface ColumnsSpec {
  readonly data: readonly ColumnDatum[];
  readonly width: number;
  readonly height: number;
  readonly format: (value: number) => string;
  /** Values are bytes: the axis is round in powers of 1024. */
  readonly bytes?: boolean;
  readonly onHover?: (column: ColumnDatum | undefined, event: PointerEvent) => void;
}

/** Advance of an 11 px digit of the UI face. */
const charWidth = 6.4;

/** Room of a column at most: a few of them need not fill the page. */
const widest = 110;

/** Columns over named ranges, with the value axis at the left; values below zero hang from the zero line. */
export function drawColumns(svg: SVGSVGElement, spec: ColumnsSpec): void {
  const box = { left: 68, right: Math.max(90, spec.width - 12), top: 18, bottom: spec.height - 26 };
  const values = spec.data.map(({ value }) => value);
  const x = scaleBand<string>()
    .domain(spec.data.map(({ key }) => key))
    .range([box.left, Math.min(box.right, box.left + spec.data.length * widest)])
    .paddingInner(0.18)
    .paddingOuter(0.1);
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const size = Math.max(-low, high, 1);
  const unit = spec.bytes && size >= 1024 ? 1024 ** Math.floor(Math.log2(size) / 10) : 1;
  const nice = scaleLinear()
    .domain([low / unit, high === low ? 1 : high / unit])
    .nice(4)
    .domain();
  const y = scaleLinear()
    .domain(nice.map((value) => value * unit))
    .range([box.bottom, box.top]);
  select(svg).attr('height', spec.height);
  drawValueAxis(layer(svg, 'y'), y, box, spec.format, unit);
  const columns = select(layer(svg, 'columns'))
    .selectAll<SVGGElement, ColumnDatum>('g')
    .data(spec.data, ({ key }) => key)
    .join((enter) => {
      const group = enter.append('g');
      group.append('rect').attr('class', 'hit').attr('fill', 'transparent');
      group.append('rect').attr('class', 'mark');
      return group;
    })
    .on('pointermove', (event: PointerEvent, column) => spec.onHover?.(column, event))
    .on('pointerleave', (event: PointerEvent) => spec.onHover?.(undefined, event));
  const left = ({ key }: ColumnDatum): number => x(key) ?? box.left;
  columns
    .select('rect.hit')
    .attr('x', left)
    .attr('y', box.top)
    .attr('width', x.bandwidth())
    .attr('height', box.bottom - box.top);
  columns
    .select('rect.mark')
    .attr('x', left)
    .attr('width', x.bandwidth())
    .attr('y', ({ value }) => (value >= 0 ? Math.min(y(value), value > 0 ? y(0) - 1 : y(0)) : y(0)))
    .attr('height', ({ value }) => (value === 0 ? 0 : Math.max(1, Math.abs(y(value) - y(0)))))
    .attr('fill', ({ colour }) => colour);
  const step = labelStep(
    spec.data.map(({ label }) => label),
    x.range()[1] - x.range()[0],
    charWidth,
  );
  select(layer(svg, 'labels'))
    .selectAll<SVGTextElement, ColumnDatum>('text')
    .data(
      spec.data.filter((_, i) => i % step === 0),
      ({ key }) => key,
    )
    .join('text')
    .attr('x', (column) => left(column) + x.bandwidth() / 2)
    .attr('y', box.bottom + 16)
    .attr('text-anchor', 'middle')
    .attr('font-size', 11)
    .attr('fill', 'var(--ink-2)')
    .text(({ label }) => label);
}
