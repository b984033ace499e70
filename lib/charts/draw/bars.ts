import { select } from 'd3';
import { cutMiddle } from '../format';
import { type BarDatum, type BarLayout, type BarPlace, layoutBars } from '../layout/bars';

export interface BarsSpec {
  readonly data: readonly BarDatum[];
  readonly width: number;
  /** Most bars drawn; the rest is in the table. */
  readonly limit: number;
  readonly format: (bar: BarPlace) => string;
  readonly selected?: string;
  readonly onPick?: (key: string) => void;
  readonly onHover?: (bar: BarPlace | undefined, event: PointerEvent) => void;
}

const rowHeight = 24;
/** Average advance of the 12 px code face, measured on JetBrains Mono. */
const charWidth = 7.2;

/** Height the chart will take, so that the page can keep its place. */
export function barsHeight(data: readonly BarDatum[], limit: number): number {
  return Math.min(data.length, limit) * rowHeight + 4;
}

/** Horizontal bars: label left, value and share beside the bar's end. Narrow charts put the label above the bar's line. */
export function drawBars(svg: SVGSVGElement, spec: BarsSpec): BarLayout {
  const valueSpace = 128;
  const longest = spec.data.reduce((most, datum) => Math.max(most, datum.label.length), 0);
  const labelSpace = Math.ceil(Math.min(420, Math.max(72, spec.width * 0.4), longest * charWidth + 14));
  const span = Math.max(24, spec.width - labelSpace - valueSpace);
  const layout = layoutBars(spec.data, { span, limit: spec.limit, rowHeight });
  const chars = Math.floor((labelSpace - 10) / charWidth);
  const rows = select(svg)
    .attr('height', layout.height + 4)
    .selectAll<SVGGElement, BarPlace>('g.bar')
    .data(layout.bars, (bar) => bar.key)
    .join((enter) => {
      const row = enter.append('g').attr('class', 'bar');
      row.append('rect').attr('class', 'hit');
      row.append('text').attr('class', 'label');
      row.append('rect').attr('class', 'mark');
      row.append('text').attr('class', 'value');
      return row;
    })
    .attr('transform', (bar) => `translate(0,${bar.y + 2})`)
    .style('cursor', spec.onPick ? 'pointer' : 'default')
    .on('click', (_, bar) => spec.onPick?.(bar.key))
    .on('pointermove', (event: PointerEvent, bar) => spec.onHover?.(bar, event))
    .on('pointerleave', (event: PointerEvent) => spec.onHover?.(undefined, event));
  rows
    .select('rect.hit')
    .attr('width', spec.width)
    .attr('height', rowHeight)
    .attr('fill', (bar) => (bar.key === spec.selected ? 'var(--accent-soft)' : 'transparent'));
  rows
    .select('text.label')
    .attr('x', labelSpace - 10)
    .attr('y', rowHeight / 2)
    .attr('dominant-baseline', 'central')
    .attr('text-anchor', 'end')
    .attr('font-family', 'var(--font-code)')
    .attr('font-size', 12)
    .attr('fill', 'var(--ink)')
    .text((bar) => cutMiddle(bar.label, chars));
  rows
    .select('rect.mark')
    .attr('x', labelSpace)
    .attr('y', 4)
    .attr('rx', 2)
    .attr('height', rowHeight - 8)
    .attr('width', (bar) => bar.width)
    .attr('fill', (bar) => bar.colour ?? 'var(--accent)');
  rows
    .select('text.value')
    .attr('x', (bar) => labelSpace + bar.width + 8)
    .attr('y', rowHeight / 2)
    .attr('dominant-baseline', 'central')
    .attr('font-size', 12)
    .attr('fill', 'var(--ink-2)')
    .style('font-variant-numeric', 'tabular-nums')
    .text(spec.format);
  return layout;
}
