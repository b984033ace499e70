'use client';

import { color } from 'd3';
import { useEffect, useMemo, useRef } from 'react';
import { drawLanes, type LanesSpec, spanAt } from '@/lib/charts/draw/lanes';
import { formatCount, formatDuration } from '@/lib/charts/format';
import { readTokens, stateToken } from '@/lib/charts/theme';
import { GoState, goStates } from '@/lib/model/trace';
import type { SpanLane, SpanLanes } from '@/lib/query/trace-spans';
import { useText } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { Choice } from '../../ui/basics';
import { FreeChart, useThemeCount, useTooltip } from '../../ui/chart';
import { Computing, QueryFailure } from '../../ui/states';
import { useWidth } from '../../ui/use-size';
import { stateLabel } from './goroutines';
import type { TimeWindow } from './use-time-window';

const laneHeight = 16;
const gap = 3;
const left = 64;
const right = 12;
const tokens = [
  '--running',
  '--runnable',
  '--syscall',
  '--gc-mark',
  '--sweep',
  '--chan',
  '--select',
  '--lock',
  '--network',
  '--sleeping',
  '--assist',
  '--other',
  '--ink-2',
] as const;

/** What each P ran, or what each goroutine did, decoded again for the window shown. A click opens the goroutine. */
export function SpansChart({
  input,
  time,
  pinned,
  onPick,
}: {
  input: number;
  time: TimeWindow;
  pinned: number | undefined;
  onPick: (row: number) => void;
}) {
  const t = useText();
  const url = useUrl();
  const by = url.get('lanes') === 'goroutine' ? 'goroutine' : 'proc';
  const fn = url.get('fn');
  const asked = useQuery('trace.spans', {
    input,
    from: Math.floor(time.settled.min),
    to: Math.ceil(time.settled.max),
    steps: 1200,
    by,
    name: by === 'goroutine' && fn !== undefined && fn !== '(none)' ? fn : undefined,
    pinned: by === 'goroutine' ? pinned : undefined,
  });
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(box);
  const theme = useThemeCount();
  const [tip, showTip] = useTooltip();
  const data = asked.data;
  const names = useMemo(() => new Map((data?.goroutines ?? []).map((one) => [one.row, one])), [data]);
  const spec = useRef<LanesSpec>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme's colours are read anew when it changes
  useEffect(() => {
    const element = canvas.current;
    if (!element || !data || width === 0) return;
    const palette = readTokens(element.parentElement ?? document.body, tokens);
    const colours = [
      ...tokens.map((token) => palette[token]),
      color(palette['--running'])?.brighter(0.5).formatRgb() ?? palette['--running'],
    ];
    spec.current = {
      lanes: data.lanes.map((lane) => ({ label: lane.label, start: lane.start, end: lane.end, colour: coloursOf(lane, data, names) })),
      colours,
      from: time.window.min,
      to: time.window.max,
      width: width - right,
      laneHeight,
      gap,
      left,
      ink: palette['--ink-2'],
      font: '11px Inter Variable, sans-serif',
    };
    drawLanes(element, spec.current);
  }, [data, names, width, time.window, theme]);

  const at = (event: React.PointerEvent | React.MouseEvent) => {
    const place = canvas.current?.getBoundingClientRect();
    const found = spec.current && place ? spanAt(spec.current, event.clientX - place.left, event.clientY - place.top) : undefined;
    return found && data ? { lane: data.lanes[found.lane], span: found.span } : undefined;
  };
  const reasonOf = (lane: SpanLane, i: number) => data?.reasons[lane.reason[i]] ?? '';
  const busy = (lane: SpanLane) =>
    lane.start.reduce((sum, start, i) => sum + (lane.state[i] === GoState.Running ? lane.end[i] - start : 0), 0);
  const title = t(by === 'proc' ? 'trace.byProc' : 'trace.byGoroutine');
  const summary = (data?.lanes ?? []).map((lane) => `${lane.label}: ${formatDuration(busy(lane))}`).join('; ');
  return (
    <FreeChart
      title={title}
      summary={summary}
      canvas={() => canvas.current}
      controls={
        <>
          {data && data.more > 0 ? <span className="text-xs text-ink2">{t('charts.others', { n: data.more })}</span> : null}
          <Choice<'proc' | 'goroutine'>
            label={t('trace.lanesBy')}
            value={by}
            options={[
              { value: 'proc', label: 'P' },
              { value: 'goroutine', label: t('trace.goroutines') },
            ]}
            onChange={(value) => url.set({ lanes: value === 'proc' ? undefined : value }, { replace: true })}
          />
        </>
      }
      table={() => ({
        columns: [
          { label: title },
          { label: `${t('charts.from')} (ns)`, numeric: true },
          { label: `${t('charts.to')} (ns)`, numeric: true },
          { label: t('trace.spanState') },
          { label: t('trace.reason') },
          { label: t('trace.function') },
        ],
        rows: (data?.lanes ?? []).flatMap((lane) =>
          Array.from(lane.start, (start, i) => [
            lane.label,
            start,
            lane.end[i],
            goStates[lane.state[i]],
            reasonOf(lane, i),
            names.get(lane.goroutine[i])?.name ?? '',
          ]),
        ),
      })}
    >
      <div ref={box} className="min-w-0">
        {asked.error ? <QueryFailure error={asked.error} /> : null}
        {!data && !asked.error ? <Computing /> : null}
        {data?.tooMany ? (
          <p className="py-3 text-sm text-ink2">
            {t('trace.tooMany', { n: formatCount(data.tooMany.events), most: formatCount(data.tooMany.most) })}
          </p>
        ) : null}
        {data && !data.tooMany && data.lanes.length === 0 ? <p className="py-3 text-sm text-ink2">{t('charts.none')}</p> : null}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keys */}
        <section className="max-h-[420px] overflow-y-auto overflow-x-hidden" tabIndex={0} aria-label={title}>
          <canvas
            ref={canvas}
            role="img"
            aria-label={`${title}. ${summary}`}
            className={data && data.lanes.length > 0 ? 'block' : 'hidden'}
            onPointerMove={(event) => {
              const found = at(event);
              if (!found) {
                showTip(undefined);
                return;
              }
              const { lane, span } = found;
              const one = names.get(lane.goroutine[span]);
              const reason = reasonOf(lane, span);
              showTip(
                {
                  title: one ? `G ${one.id} ${one.name}` : `${lane.label}`,
                  rows: [
                    [t('trace.spanState'), t(stateLabel(goStates[lane.state[span]]))],
                    ...(reason === '' ? [] : [[t('trace.reason'), reason] as const]),
                    [t('trace.start'), formatDuration(lane.start[span])],
                    [t('trace.length'), formatDuration(lane.end[span] - lane.start[span])],
                    ...(lane.joined[span] > 1 ? [[t('trace.joined'), formatCount(lane.joined[span])] as const] : []),
                  ],
                },
                event,
              );
            }}
            onPointerLeave={() => showTip(undefined)}
            onClick={(event) => {
              const found = at(event);
              if (found && found.lane.goroutine[found.span] >= 0) onPick(found.lane.goroutine[found.span]);
            }}
          />
        </section>
        {tip}
      </div>
    </FreeChart>
  );
}

/** Colour of each span by its state; the collector's own goroutines have the colours of their work, neighbours on a P differ a little. */
function coloursOf(lane: SpanLane, data: SpanLanes, names: ReadonlyMap<number, { readonly name: string }>): Uint8Array {
  const index = (token: string) => Math.max(0, (tokens as readonly string[]).indexOf(token));
  // What a worker of the collector waits for is no work of the collector.
  const reasons = data.reasons.map((reason) => index(/^(GC|system) /.test(reason) ? '--sleeping' : stateToken(reason)));
  const lighter = tokens.length;
  let alternate = false;
  return Uint8Array.from(lane.state, (state, i) => {
    if (state === GoState.Runnable) return index('--runnable');
    if (state === GoState.Syscall) return index('--syscall');
    if (state !== GoState.Running) return reasons[lane.reason[i]];
    const name = names.get(lane.goroutine[i])?.name ?? '';
    if (name === 'runtime.gcBgMarkWorker') return index('--gc-mark');
    if (name === 'runtime.bgsweep') return index('--sweep');
    if (i > 0 && lane.goroutine[i - 1] !== lane.goroutine[i]) alternate = !alternate;
    return alternate ? lighter : index('--running');
  });
}
