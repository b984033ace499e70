import { scaleLinear, scaleLog, select } from 'd3';
import type { Bin } from '../layout/histogram';
import { drawNumberAxis, drawReferences, drawValueAxis, layer, type ReferenceLine, referenceLabels } from './axes';

export interface HistogramSpec {
  readonly bins: readonly Bin[];
  readonly width: number;
  readonly height: number;
  readonly scale: 'linear' | 'log';
  readonly format: (value: number) => string;
  readonly colour: string;
  readonly references?: readonly ReferenceLine[];
  readonly onHover?: (bin: Bin | undefined, event: PointerEvent) => void;
  readonly onPick?: (bin: Bin) => void;
}

/** Counts over value ranges, with percentiles and documents' figures as labelled lines. */
export function drawHistogram(svg: SVGSVGElement, spec: HistogramSpec): void {
  const box = { left: 44, right: spec.width - 12, top: 8, bottom: spec.height - 24 };
  const positive = spec.bins.filter((bin) => spec.scale === 'linear' || bin.from > 0);
  const low = positive[0]?.from ?? 1;
  const high = positive[positive.length - 1]?.to ?? low * 10;
  const x = (spec.scale === 'log' ? scaleLog() : scaleLinear()).domain([low, high]).range([box.left, box.right]);
  const y = scaleLinear()
    .domain([0, Math.max(1, ...spec.bins.map((bin) => bin.count))])
    .nice(4)
    // The labels of marked values stand above the bars.
    .range([box.bottom, box.top + (spec.references?.length ? Math.min(referenceLabels, spec.height / 4) : 0)]);
  select(svg).attr('height', spec.height);
  drawValueAxis(layer(svg, 'y'), y, box, (value) => (Number.isInteger(value) ? String(value) : ''));
  drawNumberAxis(layer(svg, 'x'), x, box, spec.format);
  select(layer(svg, 'bins'))
    .selectAll<SVGRectElement, Bin>('rect')
    .data(positive)
    .join('rect')
    .attr('x', (bin) => x(bin.from) + 0.5)
    .attr('width', (bin) => Math.max(1, x(bin.to) - x(bin.from) - 1))
    .attr('y', (bin) => (bin.count > 0 ? Math.min(y(bin.count), box.bottom - 1) : box.bottom))
    .attr('height', (bin) => (bin.count > 0 ? Math.max(1, box.bottom - y(bin.count)) : 0))
    .attr('fill', spec.colour)
    .style('cursor', spec.onPick ? 'pointer' : 'default')
    .on('click', (_, bin) => spec.onPick?.(bin))
    .on('pointermove', (event: PointerEvent, bin) => spec.onHover?.(bin, event))
    .on('pointerleave', (event: PointerEvent) => spec.onHover?.(undefined, event));
  drawReferences(layer(svg, 'references'), spec.references ?? [], { x, y }, box);
}
