'use client';

import { type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react';
import { formatCount } from '@/lib/charts/format';
import { actionOf, type KeyActions } from '../state/key-table';
import { useText } from '../state/preferences';
import { usePrinting } from '../state/printing';
import { Icon } from './icons';

export interface Column<Row> {
  readonly id: string;
  readonly label: string;
  /** CSS grid track, e.g. `96px` or `minmax(160px,1fr)`. */
  readonly width: string;
  readonly numeric?: boolean;
  /** Left out where the table has little room. */
  readonly wideOnly?: boolean;
  readonly sortable?: boolean;
  readonly cell: (row: Row, index: number) => ReactNode;
}

export interface Sort {
  readonly id: string;
  readonly descending: boolean;
}

const rowHeight = 26;
const overscan = 8;
/** Rows on paper: the first ones, which the order puts first for a reason. */
const printedRows = 100;

/**
 * A table that holds any number of rows and renders those in sight, on paper the first hundred. Arrow keys move the row that has the focus, Enter
 * picks it. Sorting is the caller's: a click on a head only tells which one.
 */
export function VirtualTable<Row>(props: {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  sort?: Sort;
  onSort?: (id: string) => void;
  selected?: string;
  onPick?: (row: Row) => void;
  /** Right click on a row, or the menu key on the row that has the focus; `at` is a place of the window. */
  onMenu?: (row: Row, at: { readonly x: number; readonly y: number }) => void;
  height: number;
  empty: ReactNode;
}) {
  const t = useText();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [active, setActive] = useState(0);
  const { rows, columns } = props;
  const height = Math.min(props.height, (rows.length + 1) * rowHeight + 6);
  const printing = usePrinting();
  const first = printing ? 0 : Math.max(0, Math.floor(top / rowHeight) - overscan);
  const end = Math.min(rows.length, printing ? printedRows : Math.ceil((top + height) / rowHeight) + overscan);
  // All its rows stand open on paper: where it was scrolled to is lost meanwhile.
  const kept = useRef(0);
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    // Columns that are scrolled to on the screen have to fit the paper: a page with anything wider is shrunk as a whole.
    box.style.zoom = printing ? String(Math.min(1, box.clientWidth / Math.max(1, box.scrollWidth))) : '';
    if (!printing) box.scrollTop = kept.current;
  }, [printing]);
  const wide = columns.map((column) => column.width).join(' ');
  const narrow = columns
    .filter((column) => !column.wideOnly)
    .map((column) => column.width)
    .join(' ');
  // Before they are seen: a key pressed at them must not be undone.
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows start at their top
  useLayoutEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
    setActive(0);
  }, [rows]);

  const move = (to: number) => {
    const next = Math.min(rows.length - 1, Math.max(0, to));
    setActive(next);
    const box = scroller.current;
    if (!box) return;
    const y = next * rowHeight;
    if (y < box.scrollTop) box.scrollTop = y;
    else if (y + rowHeight * 2 > box.scrollTop + box.clientHeight) box.scrollTop = y + rowHeight * 2 - box.clientHeight;
  };
  const menuAtActive = () => {
    const box = scroller.current?.getBoundingClientRect();
    if (!box || !scroller.current || rows[active] === undefined) return;
    props.onMenu?.(rows[active], { x: box.left + 24, y: box.top + (active + 2) * rowHeight - scroller.current.scrollTop });
  };
  const page = Math.max(1, Math.floor(height / rowHeight) - 2);
  const keys: KeyActions<'table'> & Partial<KeyActions<'rowMenu'>> = {
    ArrowDown: () => move(active + 1),
    ArrowUp: () => move(active - 1),
    PageDown: () => move(active + page),
    PageUp: () => move(active - page),
    Home: () => move(0),
    End: () => move(rows.length - 1),
    Enter: () => rows[active] !== undefined && props.onPick?.(rows[active]),
    ...(props.onMenu && { ContextMenu: menuAtActive, m: menuAtActive }),
  };
  const line = 'grid items-center [grid-template-columns:var(--narrow-columns)] @min-[640px]:[grid-template-columns:var(--columns)]';
  if (rows.length === 0) return <div className="p-4 text-sm text-ink2">{props.empty}</div>;
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are placed by the scroll position, which a table element cannot do
    <div
      ref={scroller}
      role="grid"
      aria-label={props.label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={active >= first && active < end ? `${id}-${active}` : undefined}
      tabIndex={0}
      className={`virtual-table @container relative text-sm ${printing ? 'overflow-clip' : 'overflow-auto'}`}
      style={{ height: printing ? 'auto' : height, '--columns': wide, '--narrow-columns': narrow } as React.CSSProperties}
      onScroll={(event) => {
        if (printing) return;
        kept.current = event.currentTarget.scrollTop;
        setTop(event.currentTarget.scrollTop);
      }}
      onKeyDown={(event) => {
        const action = actionOf(keys, event);
        if (!action || event.target !== event.currentTarget) return;
        event.preventDefault();
        action();
      }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid itself has the focus */}
      <div
        role="row"
        aria-rowindex={1}
        className={`${line} sticky top-0 z-10 min-w-max border-b border-line2 bg-s1 text-ink2 @min-[640px]:min-w-full`}
        style={{ height: rowHeight }}
      >
        {columns.map((column) => {
          const sorted = props.sort?.id === column.id ? (props.sort.descending ? 'descending' : 'ascending') : undefined;
          return (
            // biome-ignore lint/a11y/useSemanticElements: as above
            // biome-ignore lint/a11y/useFocusableInteractive: its button has the focus
            <div
              key={column.id}
              role="columnheader"
              aria-sort={column.sortable ? (sorted ?? 'none') : undefined}
              className={`min-w-0 px-2 ${column.numeric ? 'text-right' : ''} ${column.wideOnly ? '@max-[640px]:hidden' : ''}`}
            >
              {column.sortable && props.onSort ? (
                <button
                  type="button"
                  className={`inline-flex items-center gap-1 font-medium hover:text-ink ${sorted ? 'text-ink' : ''}`}
                  title={t('charts.sortBy', { column: column.label })}
                  onClick={() => props.onSort?.(column.id)}
                >
                  {column.label}
                  {sorted ? (
                    <span className={sorted === 'ascending' ? 'rotate-180' : ''}>
                      <Icon name="down" size={10} />
                    </span>
                  ) : null}
                </button>
              ) : (
                <span className="font-medium">{column.label}</span>
              )}
            </div>
          );
        })}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      <div
        role="rowgroup"
        style={{ height: printing ? 'auto' : rows.length * rowHeight, position: 'relative' }}
        className="min-w-max @min-[640px]:min-w-full"
      >
        {rows.slice(first, end).map((row, i) => {
          const index = first + i;
          const key = props.rowKey(row);
          return (
            // biome-ignore lint/a11y/useSemanticElements: as above
            // biome-ignore lint/a11y/useFocusableInteractive: the grid itself has the focus
            // biome-ignore lint/a11y/useKeyWithClickEvents: Enter on the grid picks the row
            <div
              key={key}
              id={`${id}-${index}`}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={key === props.selected}
              className={`${line} virtual-row inset-x-0 break-inside-avoid border-b border-line ${props.onPick ? 'cursor-pointer hover:bg-s2' : ''} ${key === props.selected ? 'bg-accent-soft' : ''} ${index === active ? 'virtual-active' : ''} ${printing ? '' : 'absolute'}`}
              style={{ top: printing ? undefined : index * rowHeight, height: rowHeight }}
              onClick={() => {
                setActive(index);
                props.onPick?.(row);
              }}
              onContextMenu={(event) => {
                if (!props.onMenu) return;
                event.preventDefault();
                setActive(index);
                props.onMenu(row, { x: event.clientX, y: event.clientY });
              }}
            >
              {columns.map((column) => (
                // biome-ignore lint/a11y/useSemanticElements: as above
                // biome-ignore lint/a11y/useFocusableInteractive: the grid itself has the focus
                <div
                  key={column.id}
                  role="gridcell"
                  className={`min-w-0 overflow-hidden text-ellipsis whitespace-nowrap px-2 ${column.numeric ? 'num' : ''} ${column.wideOnly ? '@max-[640px]:hidden' : ''}`}
                >
                  {column.cell(row, index)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
      {printing && end < rows.length ? (
        <p className="px-2 py-1 text-ink2">{t('charts.moreRows', { n: formatCount(rows.length - end) })}</p>
      ) : null}
    </div>
  );
}

/** A share as a number with a bar behind it. */
export function ShareCell({ share, text, colour }: { share: number; text: string; colour?: string }) {
  return (
    <span className="relative block">
      <span
        aria-hidden="true"
        className="absolute inset-y-0 left-0 rounded-sm opacity-25"
        style={{ width: `${Math.min(100, Math.max(0, share * 100))}%`, background: colour ?? 'var(--accent)' }}
      />
      <span className="relative">{text}</span>
    </span>
  );
}
