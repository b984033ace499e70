'use client';

import { memo, useEffect, useId, useMemo, useRef, useState } from 'react';
import { drawFlame, type FlameSpec, flameSvg, frameHeight, levelAt } from '@/lib/charts/draw/flame';
import { formatCount, formatShare } from '@/lib/charts/format';
import { frameAt, levelOf, neighbour } from '@/lib/charts/layout/flame';
import { readTokens } from '@/lib/charts/theme';
import type { CreationTree } from '@/lib/query/goroutines';
import { actionOf, type KeyActions, keyHint } from '../../state/key-table';
import { isTyping } from '../../state/keys';
import { useText } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { FunctionName } from '../../ui/basics';
import { FreeChart, useThemeCount, useTooltip } from '../../ui/chart';
import { useWidth } from '../../ui/use-size';
import { creationLabel, creationModel, creationName, creationPlace, heaviest, kindKeys, pathNames, tokens, under } from './creation-model';

const fewestRows = 5;
const mostRows = 26;
/** Owners as the palette has them, for the legend: waits carry their reason in the label. */
const legend = ['own', 'dependency', 'stdlib'] as const;

/** Who made whom, as an icicle from the root down: functions with `go` statements, what they started, and where that waits. */
export const CreationChart = memo(function CreationChart(props: {
  tree: CreationTree;
  /** Goes to the goroutines of a node: the creating function, or the function and state of a wait. */
  onFilter: (patch: { readonly creator?: string; readonly function?: string; readonly state?: string }) => void;
}) {
  const t = useText();
  const model = useMemo(() => creationModel(props.tree), [props.tree]);
  const { tree, layout } = model;
  const root = t('goroutines.allGoroutines');
  const canvas = useRef<HTMLCanvasElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const themes = useThemeCount();
  const { get, set } = useUrl();
  const [hover, setHover] = useState(-1);
  const [focus, setFocus] = useState(-1);
  const [tip, showTip] = useTooltip();
  const keysId = useId();
  const height = Math.max(fewestRows, Math.min(layout.levels, mostRows)) * frameHeight;

  const paths = useMemo(() => pathNames(model), [model]);
  const wanted = get('node');
  const current = wanted === undefined ? -1 : paths.indexOf(wanted);
  const view = useMemo(() => {
    const at = current < 0 ? 0 : layout.position[current];
    return { x0: layout.x0[at], x1: Math.max(layout.x1[at], layout.x0[at] + 1e-12) };
  }, [layout, current]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another tree has other positions
  useEffect(() => {
    setHover(-1);
    setFocus(-1);
  }, [model]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read again when the theme changes
  const look = useMemo(() => {
    if (width === 0) return undefined;
    const read = readTokens(document.body, [...tokens, '--flame-ink', '--ink-2', '--surface-1', '--focus', '--flame-match']);
    const font = `11px ${getComputedStyle(document.documentElement).getPropertyValue('--font-code')}`;
    return {
      palette: tokens.map((token) => under(read['--flame-ink'], read[token])),
      colours: {
        ink: read['--flame-ink'],
        dimInk: read['--ink-2'],
        surface: read['--surface-1'],
        focus: read['--focus'],
        match: read['--flame-match'],
      },
      font,
      charWidth: 6.6,
    };
  }, [themes, width]);

  const spec = useMemo<FlameSpec | undefined>(
    () =>
      look && {
        layout,
        colour: model.colour,
        label: (node) => creationLabel(model, node, root),
        ...look,
        ...view,
        firstLevel: 0,
        width,
        height,
        upward: false,
        hover,
        focus,
      },
    [layout, model, look, view, width, height, hover, focus, root],
  );
  useEffect(() => {
    if (!spec) return;
    const frame = requestAnimationFrame(() => {
      if (canvas.current) drawFlame(canvas.current, spec);
    });
    return () => cancelAnimationFrame(frame);
  }, [spec]);

  const positionAt = (event: { clientX: number; clientY: number }): number => {
    const rect = canvas.current?.getBoundingClientRect();
    if (!rect) return -1;
    const level = levelAt({ height, firstLevel: 0, upward: false }, event.clientY - rect.top);
    return frameAt(layout, level, view.x0 + ((event.clientX - rect.left) / width) * (view.x1 - view.x0));
  };
  const zoomTo = (position: number) => {
    if (position < 0) return;
    setFocus(position);
    set({ node: position === 0 ? undefined : paths[layout.node[position]] }, { replace: true });
  };
  const reset = () => set({ node: undefined }, { replace: true });
  const walk = (to: Parameters<typeof neighbour>[3]) => {
    const next = focus < 0 ? 0 : neighbour(layout, { count: tree.count, parent: tree.parent, total: tree.total }, focus, to);
    if (next < 0) return;
    setFocus(next);
    if (layout.x1[next] <= view.x0 || layout.x0[next] >= view.x1) reset();
  };
  const keys: KeyActions<'creation'> = {
    ArrowUp: () => walk('parent'),
    ArrowDown: () => walk('child'),
    ArrowLeft: () => walk('previous'),
    ArrowRight: () => walk('next'),
    Enter: () => zoomTo(focus),
    f: () => zoomTo(focus),
    '0': reset,
    Escape: reset,
  };
  const facts = (node: number): [string, string][] =>
    (
      [
        [t('goroutines.count'), formatCount(tree.total[node])],
        [t('goroutines.share'), formatShare(tree.total[node] / Math.max(1, tree.total[0]))],
        [t('goroutines.kind'), node === 0 ? '' : t(kindKeys[tree.kind[node]])],
        [t('goroutines.state'), tree.states[tree.state[node]]],
        [t('goroutines.place'), creationPlace(model, node)],
      ] as [string, string][]
    ).filter(([, value]) => value !== '');
  const spoken =
    focus < 0
      ? ''
      : `${creationLabel(model, layout.node[focus], root)}: ${facts(layout.node[focus])
          .map(([label, value]) => `${label} ${value}`)
          .join(', ')}`;
  const top = heaviest(model);
  const title = t('goroutines.creationChart');
  return (
    <FreeChart
      title={title}
      summary={t('goroutines.creationSummary', {
        n: formatCount(tree.total[0]),
        nodes: tree.count,
        known: formatCount(tree.known),
        top: creationName(model, top, root),
        count: formatCount(tree.total[top]),
      })}
      table={() => ({
        columns: [
          { label: t('goroutines.kind') },
          { label: t('goroutines.function') },
          { label: t('goroutines.place') },
          { label: t('goroutines.state') },
          { label: t('goroutines.count'), numeric: true },
          { label: t('goroutines.depth'), numeric: true },
        ],
        rows: Array.from(layout.node, (node, position) => [
          node === 0 ? root : t(kindKeys[tree.kind[node]]),
          node === 0 ? '' : creationName(model, node, root),
          creationPlace(model, node),
          tree.states[tree.state[node]],
          tree.total[node],
          levelOf(layout, position),
        ]),
      })}
      canvas={() => canvas.current}
      svg={() => spec && flameSvg(spec)}
      controls={
        <ul className="flex flex-wrap items-center gap-x-3 gap-y-0.5 text-xs text-ink2" aria-label={t('profile.owner')}>
          {legend.map((owner) => (
            <li key={owner} className="flex items-center gap-1">
              <span className="h-2.5 w-2.5 rounded-sm" style={{ background: `var(--owner-${owner})` }} />
              {t(`profile.${owner}`)}
            </li>
          ))}
        </ul>
      }
    >
      {tree.known === 0 ? <p className="mb-2 text-sm text-ink2">{t('goroutines.creationNone')}</p> : null}
      <div ref={box} className="relative min-w-0">
        {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it takes the arrow keys, as an application does */}
        <canvas
          ref={canvas}
          tabIndex={0}
          role="application"
          aria-label={`${title}. ${keyHint('creation', t)}`}
          aria-describedby={keysId}
          data-testid="creation"
          className="block cursor-pointer"
          style={{ height, width: width || '100%' }}
          onPointerMove={(event) => {
            const position = positionAt(event);
            setHover(position);
            if (position < 0) showTip(undefined);
            else showTip({ title: creationName(model, layout.node[position], root), rows: facts(layout.node[position]) }, event);
          }}
          onPointerLeave={() => {
            setHover(-1);
            showTip(undefined);
          }}
          onClick={(event) => zoomTo(positionAt(event))}
          onDoubleClick={reset}
          onKeyDown={(event) => {
            const action = actionOf(keys, event);
            if (!action || isTyping(event.target)) return;
            if (event.key === 'Escape' && current < 0) return;
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
        {current < 0 ? (
          <span className="text-xs">{keyHint('creation', t)}</span>
        ) : (
          <>
            <span>{t(kindKeys[tree.kind[current]])}</span>
            <span className="min-w-0 max-w-full text-ink">
              <FunctionName name={creationName(model, current, root)} strong />
            </span>
            <span className="num">
              {formatCount(tree.total[current])} ({formatShare(tree.total[current] / Math.max(1, tree.total[0]))})
            </span>
            {tree.kind[current] === 2 ? null : (
              <button type="button" className="btn h-6" onClick={() => props.onFilter(filterOf(current))}>
                {t('goroutines.filterThese')}
              </button>
            )}
            <button type="button" className="btn h-6" onClick={reset}>
              {t('goroutines.zoomOut')}
            </button>
          </>
        )}
      </div>
    </FreeChart>
  );

  function filterOf(node: number) {
    const name = tree.names[tree.name[node]];
    if (tree.kind[node] === 1) return { creator: name };
    let maker = tree.parent[node];
    while (maker > 0 && tree.kind[maker] !== 1) maker = tree.parent[maker];
    return { function: name, state: tree.states[tree.state[node]] || '-', creator: maker > 0 ? tree.names[tree.name[maker]] : undefined };
  }
});
