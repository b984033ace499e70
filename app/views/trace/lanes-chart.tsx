'use client';

import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { axisHeight, drawLanes, type LaneArrow, type LaneBand, type LaneRow, type LanesSpec } from '@/lib/charts/draw/lanes';
import { formatCount, formatDuration, formatOffset } from '@/lib/charts/format';
import { hitLane, roughLayer } from '@/lib/charts/layout/lanes';
import type { LaneKind, LaneSet } from '@/lib/query/trace-lanes';
import { spanClasses } from '@/lib/query/trace-lanes';
import type { TraceHead, TraceTimeline } from '@/lib/query/trace-view';
import { keyHint } from '../../state/key-table';
import { usePreferences } from '../../state/preferences';
import { useQuery } from '../../state/use-query';
import { FreeChart, useTooltip } from '../../ui/chart';
import { Computing, QueryFailure } from '../../ui/states';
import { useWidth } from '../../ui/use-size';
import { clockTime } from './clock';
import { ClassFilter, classLabels, LaneControls } from './lane-controls';
import { useLaneKeys } from './lane-keys';
import { useLaneLook } from './lane-look';
import { LanePins } from './lane-pins';
import { usePointer } from './lane-pointer';
import { lanesTable, lanesTitle } from './lane-words';
import { plotLeft, plotRight } from './time-stack';
import { useFlows } from './use-flows';
import { useLanes } from './use-lanes';
import type { TimeWindow } from './use-time-window';
import { choose, type TraceState } from './view-state';

const mostHeight = 480;
const firstLanes = 64;

/** What each P ran, what each thread carried, what each goroutine did, the user's tasks: a lane each. */
export function LanesChart(props: {
  input: number;
  head: TraceHead;
  time: TimeWindow;
  state: TraceState;
  timeline: TraceTimeline | undefined;
}) {
  const { t, language } = usePreferences();
  const { input, head, time, state, timeline } = props;
  const { by, pins, area } = state;
  const [most, setMost] = useState(firstLanes);
  const { settled } = time;
  const list = useQuery(
    'trace.laneList',
    {
      input,
      from: Math.floor(settled.min),
      to: Math.ceil(settled.max) + 1,
      name: state.fn,
      search: state.search,
      order: state.order,
      limit: most,
    },
    { skip: by !== 'goroutine' },
  );
  const kept = useMemo(() => [...new Set([...pins.goroutine, ...(state.row === undefined ? [] : [state.row])])], [pins, state.row]);
  const listed = useMemo(() => list.data?.rows.map(({ row }) => row), [list.data]);
  const keys = useMemo(() => (by === 'goroutine' ? listed && [...new Set([...kept, ...listed])] : kept), [by, listed, kept]);
  const main = useLanes(input, by, by === 'goroutine' ? keys : undefined, time, head.summary.events);
  // Goroutines pinned or chosen stand above lanes of any kind.
  const above = useLanes(input, 'goroutine', by === 'goroutine' || by === 'user' ? [] : kept, time, head.summary.events);

  // Until the Ps were read one by one, all have the mean of them all.
  const unread = by === 'proc' && head.procs !== undefined && (main.set === undefined || main.reading !== undefined);
  const rough = useMemo(
    () =>
      unread && timeline && head.procs
        ? roughLayer(head.procs, timeline.density.start[0] ?? 0, timeline.density.bucketNs, timeline.density.procs)
        : undefined,
    [unread, timeline, head.procs],
  );

  const names = useMemo(() => namesOf(main.set, above.set), [main.set, above.set]);
  const rows = useMemo<LaneRow[]>(() => {
    const lanes = new Map<number, { label: string; name: string }>();
    const layers = rough ? [rough, ...main.layers] : main.layers;
    for (const layer of layers) for (const [key, lane] of layer.lanes) lanes.set(key, lane);
    const order = by === 'goroutine' ? (keys ?? []) : [...lanes.keys()].sort((a, b) => Number(isPinned(b)) - Number(isPinned(a)) || a - b);
    function isPinned(key: number): boolean {
      return by !== 'user' && pins[by].includes(key);
    }
    const listedRows = order.flatMap((key) => {
      const lane = lanes.get(key);
      return lane ? [{ key, label: lane.label, name: lane.name, layers, pinned: isPinned(key) }] : [];
    });
    if (by === 'goroutine' || by === 'user') return listedRows;
    const goroutines = kept.flatMap((key) => {
      const lane = above.layers.findLast((layer) => layer.lanes.has(key))?.lanes.get(key);
      return lane ? [{ key, label: lane.label, name: lane.name, layers: above.layers, pinned: pins.goroutine.includes(key) }] : [];
    });
    return [...goroutines, ...listedRows];
  }, [main.layers, rough, above.layers, by, keys, kept, pins]);
  const kindOf = useCallback(
    (row: number): LaneKind | undefined =>
      by === 'user' ? undefined : by !== 'goroutine' && rows[row]?.layers === above.layers ? 'goroutine' : by,
    [by, rows, above.layers],
  );

  const matches = useMemo(() => {
    if (by === 'goroutine' || (state.search === '' && state.fn === undefined)) return undefined;
    const wanted = state.search.trim().toLowerCase();
    const found = new Set<number>();
    for (const { row, id, name } of names.values()) {
      if (state.fn !== undefined && name !== state.fn) continue;
      if (String(id) === wanted || name.toLowerCase().includes(wanted)) found.add(row);
    }
    return found;
  }, [by, names, state.search, state.fn]);

  const box = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(box);
  const [scrollTop, setScrollTop] = useState(0);
  const [focused, setFocused] = useState<number>();
  const [tip, showTip] = useTooltip();
  const look = useLaneLook(state.hidden, matches, width > 0);
  const titled = by === 'goroutine';
  const rowHeight = titled ? 36 : 24;
  const whole = axisHeight + rows.length * rowHeight;
  const height = Math.min(whole, mostHeight);

  const flows = useFlows(input, state.row, time);
  const arrows = useMemo<LaneArrow[]>(() => {
    if (!flows || by === 'user') return [];
    const at = new Map(rows.map(({ key, layers }, row) => [`${layers === above.layers && by !== 'goroutine' ? 'g' : ''}${key}`, row]));
    const place = (goroutine: number, key: number) =>
      at.get(by === 'goroutine' ? String(goroutine) : `g${goroutine}`) ??
      (by === 'goroutine' || key === -1 ? undefined : at.get(String(key)));
    const from = by === 'thread' ? flows.fromThread : flows.fromProc;
    const to = by === 'thread' ? flows.toThread : flows.toProc;
    return Array.from(flows.time, (moment, i) => ({
      time: moment,
      ran: flows.ran[i],
      from: flows.from[i] < 0 ? -1 : place(flows.from[i], from[i]),
      to: place(flows.to[i], to[i]),
    }));
  }, [flows, rows, by, above.layers]);
  const bands = useMemo<LaneBand[]>(
    () =>
      (timeline?.lanes ?? []).flatMap(({ lane, start, end }) =>
        look && (lane === 'stw-gc' || lane === 'stw-other') ? [{ start, end, colour: look.pauses[lane] }] : [],
      ),
    [timeline, look],
  );

  const areaRows = useMemo(() => {
    if (!area) return undefined;
    const within = rows.flatMap(({ key }, row) => (area.keys?.includes(key) && kindOf(row) === area.by ? [row] : []));
    const some = area.keys !== undefined && within.length > 0;
    return {
      from: area.from,
      to: area.to,
      firstRow: some ? Math.min(...within) : 0,
      lastRow: some ? Math.max(...within) : Math.max(0, rows.length - 1),
    };
  }, [area, rows, kindOf]);

  const spec = useRef<LanesSpec>(undefined);
  const pointer = usePointer({ spec, canvas, time, state, rows, kindOf, onScroll: (by) => scroller.current?.scrollBy(0, by) });
  const spoken = useLaneKeys({ canvas, spec, rows, time, state, focused, setFocused, scroller, kindOf });
  spec.current =
    look && width > 0
      ? {
          rows,
          window: time.window,
          width,
          height,
          scrollTop: Math.min(scrollTop, Math.max(0, whole - height)),
          left: plotLeft,
          right: plotRight,
          rowHeight,
          titled,
          look,
          bands,
          arrows,
          area: pointer.drawn ?? areaRows,
          marks: state.marks,
          selected: state.row,
          focused,
          spanText: (row, layer, span, room) => {
            const lane = layer.lanes.get(rows[row].key);
            if (!lane) return '';
            const kind = spanClasses[lane.kind[span]];
            if (by === 'user') return `${lane.name} ${formatDuration(lane.end[span] - lane.start[span])}`;
            if (kindOf(row) === 'goroutine') return startOf(layer.reasons[lane.reason[span]] || t(classLabels[kind]), room);
            const one = names.get(lane.goroutine[span]);
            return one ? goroutineText(one, room) : '';
          },
        }
      : undefined;
  // Every change of what is drawn comes by a render.
  useLayoutEffect(() => {
    if (canvas.current && spec.current && rows.length > 0) drawLanes(canvas.current, spec.current);
  });
  useLayoutEffect(() => {
    if (by) setFocused(undefined);
  }, [by]);

  const tooltip = (event: React.PointerEvent) => {
    const label = pointer.labelAt(event);
    if (label !== undefined) {
      showTip({ title: `${rows[label].label} ${rows[label].name}`, rows: [[t('trace.pinHint'), '']] }, event);
      return;
    }
    const at = pointer.at(event);
    const row = at && rows[at.row];
    const slack = ((time.window.max - time.window.min) / Math.max(1, width - plotLeft - plotRight)) * 1;
    const hit = row && hitLane(row.layers, row.key, at.time, slack);
    if (!hit || pointer.drawn) {
      showTip(undefined);
      return;
    }
    const shown = time.window.max - time.window.min;
    const clock = clockTime(head, at.time, language);
    const moment: [string, string][] = [
      [t('trace.offset'), formatOffset(at.time, shown)],
      ...(clock ? [[t('trace.wall'), clock] as [string, string]] : []),
    ];
    if (hit.kind === 'shares') {
      showTip(
        {
          title: `${row.label}: ${t('trace.shortSpans')}`,
          rows: [
            ...hit.shares.map(([kind, share]): [string, string] => [t(classLabels[spanClasses[kind]]), `${(share * 100).toFixed(1)}%`]),
            [t('trace.within'), formatDuration(hit.to - hit.from)],
            ...moment,
          ],
        },
        event,
      );
      return;
    }
    const { lane, span, layer } = hit;
    const one = names.get(lane.goroutine[span]);
    const reason = layer.reasons[lane.reason[span]] ?? '';
    showTip(
      {
        title: by === 'user' ? reason : one ? `G ${one.id} ${one.name}` : row.label,
        rows: [
          [t('trace.spanState'), t(classLabels[spanClasses[lane.kind[span]]])],
          ...(reason === '' || by === 'user' ? [] : [[t('trace.reason'), reason] as [string, string]]),
          ...(by === 'user' && one ? [[t('trace.goroutines'), `G ${one.id} ${one.name}`] as [string, string]] : []),
          [t('trace.start'), formatOffset(lane.start[span], shown)],
          [t('trace.length'), formatDuration(lane.end[span] - lane.start[span])],
          ...moment,
        ],
      },
      event,
    );
  };
  const title = t(lanesTitle[by]);
  const error = main.error ?? above.error ?? list.error;
  const summary = t('trace.lanesSummaryText', { n: rows.length, of: by === 'goroutine' ? (list.data?.total ?? 0) : rows.length });
  return (
    <FreeChart
      title={title}
      summary={summary}
      canvas={() => canvas.current}
      controls={<ClassFilter state={state} withGoroutines={kept.length > 0} />}
      table={() => lanesTable(rows, time.window, names, t)}
    >
      <LaneControls state={state} withUser={head.summary.tasks + head.regions > 0} />
      <LanePins state={state} names={names} />
      <div ref={box} className="relative min-w-0" aria-busy={!error && (main.set === undefined || main.reading !== undefined)}>
        {error ? <QueryFailure error={error} /> : null}
        {!main.set && !rough && !error ? <Computing /> : null}
        {main.set && rows.length === 0 ? <p className="py-3 text-sm text-ink2">{t('charts.none')}</p> : null}
        {main.reading === undefined ? null : (
          <div className="absolute right-3 top-6 z-10 flex items-center gap-2 rounded border border-line2 bg-s1 px-2 py-0.5 text-xs text-ink2">
            <p role="status">{t('trace.reading', { share: `${Math.round(main.reading * 100)}%` })}</p>
            <button type="button" className="btn h-6" onClick={() => main.stop(!main.stopped)}>
              {t(main.stopped ? 'states.goOn' : 'states.cancel')}
            </button>
          </div>
        )}
        <div
          ref={scroller}
          className={rows.length > 0 ? 'overflow-y-auto overflow-x-hidden' : 'hidden'}
          style={{ maxHeight: mostHeight }}
          onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
        >
          <div style={{ height: whole }}>
            {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it takes the arrow keys, as an application does */}
            <canvas
              ref={canvas}
              tabIndex={0}
              role="application"
              data-testid="lanes"
              aria-label={`${title}. ${summary} ${keyHint('lanes', t)}`}
              className={`sticky top-0 block touch-pan-y ${pointer.moving ? 'cursor-grabbing' : 'cursor-crosshair'}`}
              {...pointer.handlers}
              onPointerMove={(event) => {
                pointer.handlers.onPointerMove(event);
                tooltip(event);
              }}
              onPointerLeave={() => showTip(undefined)}
              onKeyDown={spoken.onKeyDown}
            />
          </div>
        </div>
        <p className="sr-only" aria-live="polite">
          {spoken.text}
        </p>
        <div className="mt-1 flex flex-wrap items-center gap-3 text-xs text-ink2 empty:hidden">
          {by === 'goroutine' && list.data && list.data.total > most ? (
            <>
              <span>{t('trace.lanesOf', { shown: formatCount(most), n: formatCount(list.data.total) })}</span>
              {most < 512 ? (
                <button type="button" className="btn h-6" onClick={() => setMost(most * 2)}>
                  {t('trace.moreLanes')}
                </button>
              ) : null}
            </>
          ) : null}
          {main.set && main.set.more > 0 && by !== 'goroutine' ? <span>{t('charts.others', { n: main.set.more })}</span> : null}
          {flows && flows.total > flows.count ? <span>{t('trace.flowsOf', { shown: flows.count, n: flows.total })}</span> : null}
          {state.row === undefined ? null : (
            <button type="button" className="btn btn-ghost h-6" onClick={() => choose(state, undefined)}>
              {t('trace.leaveGoroutine')}
            </button>
          )}
        </div>
        {tip}
      </div>
    </FreeChart>
  );
}

function namesOf(...sets: (LaneSet | undefined)[]): ReadonlyMap<number, LaneSet['goroutines'][number]> {
  return new Map(sets.flatMap((set) => (set?.goroutines ?? []).map((one) => [one.row, one] as const)));
}

/** The first letters of a text that is too long. */
function startOf(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1))}…`;
}

/** Id and function in so many letters: the package goes first, then the receiver, then the id. */
function goroutineText({ id, name }: LaneSet['goroutines'][number], room: number): string {
  const short = name.slice(name.lastIndexOf('/') + 1);
  const local = short.slice(short.indexOf('.') + 1);
  const last = local.slice(local.indexOf(').') + 1).replace(/^\./, '');
  return [`${id} ${short}`, `${id} ${local}`, `${id} ${last}`].find((text) => text.length <= room) ?? last;
}
