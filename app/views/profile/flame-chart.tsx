'use client';

import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { measurementLabel, percentage } from '@/lib/base/units';
import { drawFlame, frameHeight, levelAt } from '@/lib/charts/draw/flame';
import { frameAt, levelOf, neighbour } from '@/lib/charts/layout/flame';
import { ownerPalette, owners } from '@/lib/charts/owner-colour';
import { readTokens } from '@/lib/charts/theme';
import { isTyping } from '../../state/keys';
import { usePreferences } from '../../state/preferences';
import { FunctionName } from '../../ui/basics';
import { FreeChart, useThemeCount, useTooltip } from '../../ui/chart';
import { useWidth } from '../../ui/use-size';
import { factsOf, type Matches, nodeLabel, nodeName, type TreeModel } from './tree-model';

const mostHeight = 580;
const whole = { x0: 0, x1: 1, firstLevel: 0 };

/** The tree on a canvas: click or Enter zooms, 0 and Escape go back, dragging and the wheel move. */
export function FlameChart(props: { model: TreeModel; upward: boolean; matches: Matches | undefined; onDetails: (name: string) => void }) {
  const { t } = usePreferences();
  const { model, upward, matches } = props;
  const { layout, tree } = model;
  const canvas = useRef<HTMLCanvasElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const themes = useThemeCount();
  const [view, setView] = useState(whole);
  const [hover, setHover] = useState(-1);
  const [focus, setFocus] = useState(-1);
  const [zoomed, setZoomed] = useState(-1);
  const [tip, showTip] = useTooltip();
  const drag = useRef<{ x: number; y: number; moved: boolean; from: typeof whole }>(undefined);
  const keysId = useId();
  const height = Math.max(frameHeight * 4, Math.min(layout.levels * frameHeight, mostHeight));
  const rows = Math.floor(height / frameHeight);
  const lastFirst = Math.max(0, layout.levels - rows);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another tree starts from its root
  useEffect(() => {
    setView(whole);
    setHover(-1);
    setFocus(-1);
    setZoomed(-1);
  }, [model]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read again when the theme changes
  const look = useMemo(() => {
    if (width === 0) return undefined;
    const tokens = readTokens(document.body, [
      '--owner-own',
      '--owner-dependency',
      '--owner-stdlib',
      '--owner-runtime',
      '--flame-ink',
      '--ink-2',
      '--surface-1',
      '--focus',
      '--flame-match',
    ]);
    const family = getComputedStyle(document.documentElement).getPropertyValue('--font-code');
    const font = `11px ${family}`;
    const probe = document.createElement('canvas').getContext('2d');
    if (probe) probe.font = font;
    return {
      palette: ownerPalette({
        own: tokens['--owner-own'],
        dependency: tokens['--owner-dependency'],
        stdlib: tokens['--owner-stdlib'],
        runtime: tokens['--owner-runtime'],
      }),
      colours: {
        ink: tokens['--flame-ink'],
        dimInk: tokens['--ink-2'],
        surface: tokens['--surface-1'],
        focus: tokens['--focus'],
        match: tokens['--flame-match'],
      },
      font,
      charWidth: probe?.measureText('abcdefghij').width ? probe.measureText('abcdefghij').width / 10 : 6.6,
    };
  }, [themes, width]);

  useEffect(() => {
    if (!canvas.current || !look || width === 0) return;
    const frame = requestAnimationFrame(() => {
      if (!canvas.current) return;
      drawFlame(canvas.current, {
        layout,
        colour: model.colour,
        label: (node) => nodeLabel(model, node),
        ...look,
        ...view,
        width,
        height,
        upward,
        matches: matches?.nodes,
        hover,
        focus,
      });
    });
    return () => cancelAnimationFrame(frame);
  }, [layout, model, look, view, width, height, upward, matches, hover, focus]);

  const positionAt = (event: { clientX: number; clientY: number }): number => {
    const rect = canvas.current?.getBoundingClientRect();
    if (!rect) return -1;
    const level = levelAt({ height, firstLevel: view.firstLevel, upward }, event.clientY - rect.top);
    return frameAt(layout, level, view.x0 + ((event.clientX - rect.left) / width) * (view.x1 - view.x0));
  };
  const zoomTo = (position: number) => {
    if (position < 0) return;
    const level = levelOf(layout, position);
    setZoomed(position === 0 ? -1 : position);
    setFocus(position);
    setView({
      x0: layout.x0[position],
      x1: Math.max(layout.x1[position], layout.x0[position] + 1e-12),
      firstLevel:
        level < view.firstLevel || level >= view.firstLevel + rows - 2 ? Math.min(lastFirst, Math.max(0, level - 2)) : view.firstLevel,
    });
  };
  const reset = () => {
    setView(whole);
    setZoomed(-1);
  };
  const zoomBy = (factor: number, at = 0.5) => {
    setView((before) => {
      const span = Math.min(1, (before.x1 - before.x0) * factor);
      const centre = before.x0 + (before.x1 - before.x0) * at;
      const x0 = Math.min(1 - span, Math.max(0, centre - span * at));
      return { ...before, x0, x1: x0 + Math.max(span, 1e-12) };
    });
  };
  const pan = (by: number) => {
    setView((before) => {
      const span = before.x1 - before.x0;
      const x0 = Math.min(1 - span, Math.max(0, before.x0 + by * span));
      return { ...before, x0, x1: x0 + span };
    });
  };
  const scroll = (levels: number) =>
    setView((before) => ({ ...before, firstLevel: Math.min(lastFirst, Math.max(0, before.firstLevel + levels)) }));
  const walk = (to: Parameters<typeof neighbour>[3]) => {
    const from = focus < 0 ? 0 : focus;
    const next = focus < 0 ? 0 : neighbour(layout, { count: tree.count, parent: tree.parent, total: model.total }, from, to);
    if (next < 0) return;
    setFocus(next);
    const level = levelOf(layout, next);
    if (level < view.firstLevel) scroll(level - view.firstLevel);
    if (level >= view.firstLevel + rows) scroll(level - view.firstLevel - rows + 1);
    if (layout.x1[next] <= view.x0 || layout.x0[next] >= view.x1) setView((before) => ({ ...before, x0: 0, x1: 1 }));
  };

  // A wheel listener of React's is passive: it could not keep the page from scrolling.
  const onWheel = useRef<(event: WheelEvent) => void>(undefined);
  onWheel.current = (event) => {
    const rect = canvas.current?.getBoundingClientRect();
    if (!rect) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      zoomBy(event.deltaY > 0 ? 1.25 : 0.8, (event.clientX - rect.left) / width);
    } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      pan(event.deltaX / width);
    } else if (lastFirst > 0) {
      const step = Math.sign(event.deltaY) * Math.max(1, Math.round(Math.abs(event.deltaY) / 40)) * (upward ? -1 : 1);
      if (view.firstLevel + step < 0 && view.firstLevel === 0) return;
      if (view.firstLevel + step > lastFirst && view.firstLevel === lastFirst) return;
      event.preventDefault();
      scroll(step);
    }
  };
  useEffect(() => {
    const element = canvas.current;
    const listen = (event: WheelEvent) => onWheel.current?.(event);
    element?.addEventListener('wheel', listen, { passive: false });
    return () => element?.removeEventListener('wheel', listen);
  }, []);

  const keys: Readonly<Record<string, () => void>> = {
    ArrowUp: () => walk(upward ? 'child' : 'parent'),
    ArrowDown: () => walk(upward ? 'parent' : 'child'),
    ArrowLeft: () => walk('previous'),
    ArrowRight: () => walk('next'),
    Enter: () => zoomTo(focus),
    '0': reset,
    Escape: reset,
    w: () => zoomBy(0.7),
    s: () => zoomBy(1.4),
    a: () => pan(-0.2),
    d: () => pan(0.2),
    f: () => zoomTo(focus),
  };
  const type = tree.sampleType;
  const heaviest = useMemo(() => heaviestBySelf(model), [model]);
  const spoken = focus >= 0 ? describe(model, layout.node[focus]) : '';
  const current = zoomed >= 0 ? layout.node[zoomed] : -1;
  return (
    <FreeChart
      title={t(upward ? 'profile.flameTitle' : 'profile.icicleTitle', { type })}
      summary={t('profile.flameSummary', {
        nodes: tree.count,
        depth: layout.levels,
        total: measurementLabel(tree.total[0], tree.unit),
        top: heaviest,
      })}
      table={() => ({
        columns: [
          { label: t('profile.function') },
          { label: t('profile.file') },
          { label: t('profile.line'), numeric: true },
          { label: t('profile.self'), numeric: true },
          { label: t('profile.totalOf'), numeric: true },
          { label: 'depth', numeric: true },
        ],
        rows: Array.from(layout.node, (node) => {
          const frame = node === 0 ? undefined : tree.frames[tree.frame[node]];
          return [nodeName(model, node), frame?.file ?? '', frame?.line ?? 0, tree.self[node], tree.total[node], tree.depth[node]];
        }),
      })}
      canvas={() => canvas.current}
      controls={<Legend />}
    >
      <div ref={box} className="relative min-w-0">
        {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it takes the arrow keys, as an application does */}
        <canvas
          ref={canvas}
          tabIndex={0}
          role="application"
          aria-label={`${t(upward ? 'profile.flameTitle' : 'profile.icicleTitle', { type })}. ${t('profile.keys')}`}
          aria-describedby={keysId}
          data-testid="flame"
          className="block cursor-pointer touch-pan-y"
          style={{ height, width: width || '100%' }}
          onPointerDown={(event) => {
            drag.current = { x: event.clientX, y: event.clientY, moved: false, from: view };
            event.currentTarget.setPointerCapture(event.pointerId);
          }}
          onPointerMove={(event) => {
            const { current: held } = drag;
            if (held && (held.moved || Math.abs(event.clientX - held.x) > 4 || Math.abs(event.clientY - held.y) > 4)) {
              held.moved = true;
              const span = held.from.x1 - held.from.x0;
              const x0 = Math.min(1 - span, Math.max(0, held.from.x0 - ((event.clientX - held.x) / width) * span));
              const levels = Math.round((event.clientY - held.y) / frameHeight) * (upward ? 1 : -1);
              setView({ x0, x1: x0 + span, firstLevel: Math.min(lastFirst, Math.max(0, held.from.firstLevel + levels)) });
              showTip(undefined);
              return;
            }
            const position = positionAt(event);
            setHover(position);
            if (position < 0) showTip(undefined);
            else showTip(tooltip(model, layout.node[position], t), event);
          }}
          onPointerUp={(event) => {
            const moved = drag.current?.moved;
            drag.current = undefined;
            if (!moved) zoomTo(positionAt(event));
          }}
          onPointerCancel={() => {
            drag.current = undefined;
          }}
          onPointerLeave={() => {
            setHover(-1);
            showTip(undefined);
          }}
          onDoubleClick={reset}
          onKeyDown={(event) => {
            const action = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
            if (!action || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
            if (event.key === 'Escape' && zoomed < 0 && view.x0 === 0 && view.x1 === 1) return;
            event.preventDefault();
            event.stopPropagation();
            action();
          }}
        />
        <p id={keysId} className="sr-only" aria-live="polite">
          {spoken}
        </p>
        {tip}
      </div>
      <div className="mt-2 flex min-h-7 flex-wrap items-center gap-2 text-sm text-ink2">
        {current >= 0 ? (
          <>
            <span>{t('profile.zoomed')}</span>
            <span className="min-w-0 max-w-full text-ink">
              <FunctionName name={nodeName(model, current)} strong />
            </span>
            <span className="num">
              {factsOf(model, current).total} ({factsOf(model, current).ofAll})
            </span>
            <button type="button" className="btn h-6" onClick={() => props.onDetails(nodeName(model, current))}>
              {t('profile.callers')} / {t('profile.callees')}
            </button>
            <button type="button" className="btn h-6" onClick={reset}>
              {t('profile.resetZoom')}
            </button>
          </>
        ) : (
          <span className="text-xs">{t('profile.keys')}</span>
        )}
        {matches ? (
          <span className="ml-auto font-medium text-ink" data-testid="matched">
            {matches.functions === 0
              ? t('profile.noMatch')
              : t('profile.matched', {
                  value: measurementLabel(matches.total, tree.unit),
                  share: percentage(matches.total, tree.total[0]).trim(),
                  n: matches.functions,
                })}
          </span>
        ) : null}
      </div>
    </FreeChart>
  );

  function describe(of: TreeModel, node: number): string {
    const facts = factsOf(of, node);
    return `${nodeName(of, node)}: ${t('profile.totalOf')} ${facts.total} (${facts.ofAll}), ${t('profile.self')} ${facts.self}`;
  }
}

function Legend() {
  const { t } = usePreferences();
  return (
    <ul className="flex flex-wrap items-center gap-x-3 gap-y-0.5 text-xs text-ink2" aria-label={t('profile.owner')}>
      {owners.map((owner) => (
        <li key={owner} className="flex items-center gap-1">
          <span className="h-2.5 w-2.5 rounded-sm" style={{ background: `var(--owner-${owner})` }} />
          {t(`profile.${owner}`)}
        </li>
      ))}
    </ul>
  );
}

function tooltip(model: TreeModel, node: number, t: ReturnType<typeof usePreferences>['t']) {
  const facts = factsOf(model, node);
  const rows: [string, string][] = [
    [t('profile.totalOf'), facts.total],
    [t('profile.self'), facts.self],
    [t('profile.ofAll'), facts.ofAll],
    [t('profile.ofParent'), facts.ofParent],
    [t('profile.owner'), facts.owner < 0 ? '' : t(`profile.${owners[facts.owner]}`)],
    [t('profile.file'), facts.place],
  ];
  return { title: nodeName(model, node), rows: rows.filter(([, value]) => value !== '') };
}

/** The three functions with the largest self value, by name. */
function heaviestBySelf(model: TreeModel): string {
  const { tree } = model;
  const self = new Float64Array(tree.frames.length);
  for (let node = 1; node < tree.count; node++) self[tree.frame[node]] += Number(tree.self[node]);
  return [...self.keys()]
    .sort((a, b) => self[b] - self[a])
    .slice(0, 3)
    .map((frame) => tree.frames[frame].name)
    .join(', ');
}
