import { scaleLinear, select } from 'd3';

export interface Estimate {
  readonly key: string;
  readonly label: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** The observed value, drawn as a filled mark without a band. */
  readonly observed?: boolean;
  readonly selected?: boolean;
}

export interface EstimatesSpec {
  readonly rows: readonly Estimate[];
  readonly width: number;
  readonly colour: string;
  readonly format: (value: number) => string;
  readonly onHover?: (row: Estimate | undefined, event: PointerEvent) => void;
  readonly onPick?: (key: string) => void;
}

const rowHeight = 24;
const labelWidth = 84;
const valueWidth = 76;

export function estimatesHeight(rows: number): number {
  return rows * rowHeight + 4;
}

/** Predictions one under the other: a mark at the likely value, a band from the low to the high one, the figure at the right. */
export function drawEstimates(svg: SVGSVGElement, spec: EstimatesSpec): void {
  const right = Math.max(labelWidth + 40, spec.width - valueWidth);
  const most = Math.max(...spec.rows.map((row) => row.high), 0);
  const x = scaleLinear()
    .domain([0, most > 0 ? most : 1])
    .range([labelWidth, right]);
  const rows = select(svg)
    .attr('height', estimatesHeight(spec.rows.length))
    .selectAll<SVGGElement, Estimate>('g.row')
    .data(spec.rows, (row) => row.key)
    .join((enter) => {
      const row = enter.append('g').attr('class', 'row');
      row.append('rect').attr('class', 'hit');
      row.append('text').attr('class', 'label');
      row.append('line').attr('class', 'rail');
      row.append('rect').attr('class', 'band');
      row.append('circle').attr('class', 'mark');
      row.append('text').attr('class', 'value');
      return row;
    })
    .attr('transform', (_, i) => `translate(0,${i * rowHeight + 2})`)
    .style('cursor', (row) => (spec.onPick && !row.observed ? 'pointer' : 'default'))
    .on('click', (_, row) => {
      if (!row.observed) spec.onPick?.(row.key);
    })
    .on('pointermove', (event: PointerEvent, row) => spec.onHover?.(row, event))
    .on('pointerleave', (event: PointerEvent) => spec.onHover?.(undefined, event));
  const middle = rowHeight / 2;
  rows
    .select('rect.hit')
    .attr('width', spec.width)
    .attr('height', rowHeight)
    .attr('fill', (row) => (row.selected ? 'var(--accent-soft)' : 'transparent'));
  rows
    .select('text.label')
    .attr('x', 4)
    .attr('y', middle)
    .attr('dominant-baseline', 'central')
    .attr('font-size', 12)
    .attr('font-weight', (row) => (row.observed || row.selected ? 600 : 400))
    .attr('fill', 'var(--ink)')
    .text((row) => row.label);
  rows.select('line.rail').attr('x1', labelWidth).attr('x2', right).attr('y1', middle).attr('y2', middle).attr('stroke', 'var(--line)');
  rows
    .select('rect.band')
    .attr('x', (row) => x(Math.max(0, row.low)))
    .attr('width', (row) => (row.observed ? 0 : Math.max(1, x(row.high) - x(Math.max(0, row.low)))))
    .attr('y', middle - 5)
    .attr('height', 10)
    .attr('rx', 3)
    .attr('fill', spec.colour)
    .attr('fill-opacity', 0.28);
  rows
    .select('circle.mark')
    .attr('cx', (row) => x(row.value))
    .attr('cy', middle)
    .attr('r', 4)
    .attr('fill', (row) => (row.observed ? 'var(--ink)' : spec.colour))
    .attr('stroke', 'var(--surface-1)');
  rows
    .select('text.value')
    .attr('x', spec.width - 4)
    .attr('y', middle)
    .attr('text-anchor', 'end')
    .attr('dominant-baseline', 'central')
    .attr('font-size', 12)
    .attr('fill', 'var(--ink-2)')
    .style('font-variant-numeric', 'tabular-nums')
    .text((row) => spec.format(row.value));
}
