import { select } from 'd3';
import { cutMiddle } from '../format';
import { type DivergingDatum, type DivergingLayout, type DivergingPlace, layoutDiverging } from '../layout/diverging';

export interface DivergingSpec {
  readonly data: readonly DivergingDatum[];
  readonly width: number;
  readonly most?: number;
  /** Labels are words, not code. */
  readonly words?: boolean;
  readonly onHover?: (row: DivergingPlace | undefined, event: PointerEvent) => void;
}

/** Average advance of the 12 px code face, measured on JetBrains Mono. */
const charWidth = 7.2;
/** Average advance of a digit of the 12 px text face. */
const digitWidth = 7.4;
const narrowWidth = 560;

/** Height the chart will take at this width. */
export function divergingHeight(rows: number, width: number): number {
  return rows * (width < narrowWidth ? 40 : 24) + 4;
}

/**
 * Changes as bars: less to the left in blue, more to the right in red, so that side and sign tell what colour alone must not. Narrow charts
 * put the label over its bar.
 */
export function drawDiverging(svg: SVGSVGElement, spec: DivergingSpec): DivergingLayout {
  const narrow = spec.width < narrowWidth;
  const rowHeight = narrow ? 40 : 24;
  const longest = spec.data.reduce((most, datum) => Math.max(most, datum.label.length), 0);
  const valuesLength = spec.data.reduce((most, datum) => Math.max(most, datum.values.length), 0);
  const textSpace = 14 + digitWidth * spec.data.reduce((most, datum) => Math.max(most, datum.text.length), 4);
  const valueSpace = narrow ? 0 : Math.ceil(Math.min(valuesLength * 6.6 + 16, spec.width * 0.3));
  const labelSpace = narrow ? 0 : Math.ceil(Math.min(420, Math.max(72, spec.width * 0.38), longest * charWidth + 14));
  const layout = layoutDiverging(spec.data, {
    left: labelSpace + valueSpace + textSpace,
    right: spec.width - textSpace,
    rowHeight,
    most: spec.most,
  });
  const chars = (row: DivergingPlace): number =>
    Math.floor((narrow ? spec.width - row.values.length * 6.6 - 12 : labelSpace - 10) / charWidth);
  const middle = narrow ? 29 : 12;
  const colour = (row: DivergingPlace): string =>
    row.told === false || row.change === 0 ? 'var(--diff-same)' : row.change < 0 ? 'var(--diff-less)' : 'var(--diff-more)';
  const rows = select(svg)
    .attr('height', layout.height + 4)
    .selectAll<SVGGElement, DivergingPlace>('g.row')
    .data(layout.rows, (row) => row.key)
    .join((enter) => {
      const row = enter.append('g').attr('class', 'row');
      row.append('rect').attr('class', 'hit').attr('fill', 'transparent');
      row.append('text').attr('class', 'label');
      row.append('text').attr('class', 'values');
      row.append('rect').attr('class', 'mark');
      row.append('text').attr('class', 'change');
      return row;
    })
    .attr('transform', (row) => `translate(0,${row.y + 2})`)
    .on('pointermove', (event: PointerEvent, row) => spec.onHover?.(row, event))
    .on('pointerleave', (event: PointerEvent) => spec.onHover?.(undefined, event));
  rows.select('rect.hit').attr('width', spec.width).attr('height', rowHeight);
  rows
    .select('text.label')
    .attr('x', 0)
    .attr('y', narrow ? 10 : middle)
    .attr('dominant-baseline', 'central')
    .attr('font-family', spec.words === true ? null : 'var(--font-code)')
    .attr('font-size', 12)
    .attr('fill', 'var(--ink)')
    // On narrow screens the label stands above the bar, across the line of no change.
    .attr('stroke', 'var(--surface-1)')
    .attr('stroke-width', 4)
    .attr('paint-order', 'stroke')
    .text((row) => cutMiddle(row.label, Math.max(8, chars(row))));
  rows
    .select('text.values')
    .attr('x', narrow ? spec.width : labelSpace + valueSpace - 8)
    .attr('y', narrow ? 10 : middle)
    .attr('text-anchor', 'end')
    .attr('dominant-baseline', 'central')
    .attr('font-size', 11)
    .attr('fill', 'var(--ink-2)')
    .style('font-variant-numeric', 'tabular-nums')
    .text((row) => row.values);
  rows
    .select('rect.mark')
    .attr('x', (row) => row.x)
    .attr('y', middle - 8)
    .attr('rx', 2)
    .attr('height', 16)
    .attr('width', (row) => row.width)
    .attr('fill', colour);
  rows
    .select('text.change')
    .attr('x', (row) => (row.change < 0 ? row.x - 6 : row.x + row.width + 6))
    .attr('y', middle)
    .attr('text-anchor', (row) => (row.change < 0 ? 'end' : 'start'))
    .attr('dominant-baseline', 'central')
    .attr('font-size', 12)
    .attr('fill', (row) => (row.told === false ? 'var(--ink-3)' : 'var(--ink)'))
    .style('font-variant-numeric', 'tabular-nums')
    .text((row) => row.text);
  select(svg)
    .selectAll('line.zero')
    .data([0])
    .join('line')
    .attr('class', 'zero')
    .attr('x1', layout.zero)
    .attr('x2', layout.zero)
    .attr('y1', 0)
    .attr('y2', layout.height + 4)
    .attr('stroke', 'var(--line-strong)')
    .lower();
  return layout;
}
