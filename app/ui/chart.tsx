'use client';

import { type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react';
import { type ChartTable, toCsv } from '@/lib/charts/csv';
import { canvasToPng, fileName, save, standaloneSvg, svgToPng } from '@/lib/charts/export';
import { readTokens, watchTheme } from '@/lib/charts/theme';
import { useText } from '../state/preferences';
import { usePrinting } from '../state/printing';
import { Icon } from './icons';
import { useWidth } from './use-size';

export interface TooltipContent {
  readonly title: string;
  readonly rows: readonly (readonly [label: string, value: string])[];
}

export interface ChartProps {
  /** What the chart shows; also the name of exported files. */
  readonly title: string;
  /** The chart in a sentence or two, for those who do not see it. */
  readonly summary: string;
  /** The same numbers as rows: the table view and the CSV. */
  readonly table: () => ChartTable;
  /** What is put beside the title, e.g. a switch. */
  readonly controls?: ReactNode;
  readonly className?: string;
}

/** Shows a tooltip at a place of the page, or takes it away. */
export type ShowTooltip = (content: TooltipContent | undefined, event?: { clientX: number; clientY: number }) => void;

/**
 * A chart drawn by d3 into an SVG: `draw` is called with the element and its width whenever either changes, and must leave
 * the element's `height` attribute set.
 */
export function SvgChart(
  props: ChartProps & {
    draw: (svg: SVGSVGElement, width: number, tooltip: ShowTooltip) => void;
    minHeight?: number;
    /** The chart takes the focus and keys of its own; the summary says which. */
    keyboard?: boolean;
    testId?: string;
  },
) {
  const box = useRef<HTMLDivElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const width = useWidth(box);
  const [tip, showTip] = useTooltip();
  const { draw } = props;
  useLayoutEffect(() => {
    if (svg.current && width > 0) draw(svg.current, width, showTip);
  }, [draw, width, showTip]);
  return (
    <ChartFrame
      {...props}
      exportSvg={() => (svg.current ? standaloneSvg(svg.current, surface(svg.current)) : undefined)}
      exportPng={() => (svg.current ? svgToPng(svg.current, surface(svg.current)) : undefined)}
    >
      {/* A mark that a new drawing takes away under the pointer never says that the pointer left it. */}
      <div ref={box} className="relative min-w-0" style={{ minHeight: props.minHeight }} onPointerLeave={() => showTip(undefined)}>
        <svg
          ref={svg}
          role={props.keyboard ? 'application' : 'img'}
          tabIndex={props.keyboard ? 0 : undefined}
          data-testid={props.testId}
          aria-label={`${props.title}. ${props.summary}`}
          width="100%"
          className={`block ${props.keyboard ? 'overflow-hidden' : 'overflow-visible'}`}
        />
        {tip}
      </div>
    </ChartFrame>
  );
}

/** A chart that draws itself, e.g. on a canvas; `canvas` gives the element for the PNG export, `svg` the same picture as an SVG's text. */
export function FreeChart(
  props: ChartProps & { canvas: () => HTMLCanvasElement | null; svg?: () => string | undefined; children: ReactNode },
) {
  const { svg } = props;
  return (
    <ChartFrame
      {...props}
      exportSvg={svg}
      exportPng={() => {
        const canvas = props.canvas();
        return canvas ? canvasToPng(canvas) : undefined;
      }}
    >
      {props.children}
    </ChartFrame>
  );
}

function ChartFrame(
  props: ChartProps & { children: ReactNode; exportSvg?: () => string | undefined; exportPng: () => Promise<Blob> | undefined },
) {
  const t = useText();
  const id = useId();
  const [asTable, setAsTable] = useState(false);
  const small = 'btn btn-ghost h-6 px-1.5 text-xs';
  return (
    <figure aria-labelledby={id} className={`panel m-0 min-w-0 p-3 ${props.className ?? ''}`}>
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 id={id} className="mr-auto">
          {props.title}
        </h3>
        {props.controls}
        <span className="flex items-center print:hidden">
          <button
            type="button"
            className={small}
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
            title={t(asTable ? 'charts.showChart' : 'charts.showTable')}
          >
            <Icon name={asTable ? 'chart' : 'table'} size={13} />
            <span className="sr-only">{t(asTable ? 'charts.showChart' : 'charts.showTable')}</span>
          </button>
          <button
            type="button"
            className={small}
            onClick={() => save(fileName(props.title, 'csv'), toCsv(props.table()), 'text/csv;charset=utf-8')}
          >
            {t('charts.csv')}
          </button>
          {props.exportSvg && !asTable ? (
            <button
              type="button"
              className={small}
              onClick={() => {
                const svg = props.exportSvg?.();
                if (svg !== undefined) save(fileName(props.title, 'svg'), svg, 'image/svg+xml');
              }}
            >
              {t('charts.svg')}
            </button>
          ) : null}
          {asTable ? null : (
            <button
              type="button"
              className={small}
              onClick={async () => {
                const image = await props.exportPng();
                if (image) save(fileName(props.title, 'png'), image);
              }}
            >
              {t('charts.png')}
            </button>
          )}
        </span>
      </div>
      {asTable ? <PlainTable title={props.title} table={props.table()} /> : null}
      {/* Kept while its table is shown: what is drawn into it, listens to it or measures it would not be there again. */}
      <div hidden={asTable}>{props.children}</div>
    </figure>
  );
}

/** Most rows of a chart's table on the page; the CSV has them all. */
const mostRows = 500;

function PlainTable({ title, table }: { title: string; table: ChartTable }) {
  const t = useText();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keys
    <section className="max-h-[420px] overflow-auto" tabIndex={0} aria-label={title}>
      <table className="w-full text-sm">
        <thead className="sticky top-0 bg-s1 text-left text-ink2">
          <tr>
            {table.columns.map((column) => (
              <th key={column.label} className={`border-b border-line px-2 py-1 font-medium ${column.numeric ? 'num' : ''}`}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.slice(0, mostRows).map((row, i) => (
            <tr key={i}>
              {row.map((cell, j) => (
                <td key={j} className={`border-b border-line px-2 py-1 ${table.columns[j].numeric ? 'num' : 'break-all'}`}>
                  {cell === undefined ? '' : String(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {table.rows.length > mostRows ? (
        <p className="p-2 text-sm text-ink2">{t('charts.rowsOf', { shown: mostRows, n: table.rows.length })}</p>
      ) : null}
    </section>
  );
}

function surface(element: Element): string {
  return readTokens(element.parentElement ?? document.body, ['--surface-1'])['--surface-1'];
}

/** A tooltip that is a small table; it follows the pointer and stays inside the window. */
export function useTooltip(): [ReactNode, ShowTooltip] {
  const [state, setState] = useState<{ content: TooltipContent; x: number; y: number }>();
  const show = useRef<ShowTooltip>((content, event) =>
    setState(content && event ? { content, x: event.clientX, y: event.clientY } : undefined),
  );
  return [state ? <Tooltip key="tooltip" {...state} /> : null, show.current];
}

function Tooltip({ content, x, y }: { content: TooltipContent; x: number; y: number }) {
  const element = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ left: x + 14, top: y + 14 });
  useLayoutEffect(() => {
    const box = element.current?.getBoundingClientRect();
    if (!box) return;
    const left = x + 14 + box.width > window.innerWidth - 8 ? Math.max(8, x - 14 - box.width) : x + 14;
    const top = y + 14 + box.height > window.innerHeight - 8 ? Math.max(8, y - 14 - box.height) : y + 14;
    setPlace({ left, top });
  }, [x, y]);
  return (
    <div
      ref={element}
      aria-hidden="true"
      className="pointer-events-none fixed z-50 max-w-[min(560px,90vw)] rounded border border-line2 bg-s1 px-2.5 py-1.5 text-sm shadow-lg"
      style={place}
    >
      <p className="mb-1 break-all font-mono font-medium">{content.title}</p>
      <table>
        <tbody>
          {content.rows.map(([label, value]) => (
            <tr key={label}>
              <td className="pr-4 text-ink2">{label}</td>
              <td className="num">{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A number that changes with the theme, and for paper. */
export function useThemeCount(): number {
  const printing = usePrinting();
  const [count, setCount] = useState(0);
  // At once: what changes between the drawing and a later effect would be missed.
  useLayoutEffect(() => watchTheme(() => setCount((before) => before + 1)), []);
  return count * 2 + Number(printing);
}
