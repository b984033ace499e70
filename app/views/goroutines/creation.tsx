'use client';

import { memo, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { type FlameSpec, flameSvg, frameHeight } from '@/lib/charts/draw/flame';
import { formatCount, formatShare } from '@/lib/charts/format';
import { levelOf, neighbour } from '@/lib/charts/layout/flame';
import type { CreationTree } from '@/lib/query/goroutines';
import { type KeyActions, keyHint } from '../../state/key-table';
import { useText } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { FunctionName } from '../../ui/basics';
import { FreeChart, useTooltip } from '../../ui/chart';
import { FlameCanvas, frameUnder, useFlameLook } from '../../ui/flame-canvas';
import { useWidth } from '../../ui/use-size';
import { creationLabel, creationModel, creationName, creationPlace, heaviest, kindKeys, paint, pathNames, tokens } from './creation-model';

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
  const { get, set } = useUrl();
  const [hover, setHover] = useState(-1);
  const [focus, setFocus] = useState(-1);
  const [tip, showTip] = useTooltip();
  const height = Math.max(fewestRows, Math.min(layout.levels, mostRows)) * frameHeight;

  const paths = useMemo(() => pathNames(model), [model]);
  const wanted = get('node');
  const current = wanted === undefined ? -1 : paths.indexOf(wanted);
  const view = useMemo(() => {
    const at = current < 0 ? 0 : layout.position[current];
    return { x0: layout.x0[at], x1: Math.max(layout.x1[at], layout.x0[at] + 1e-12) };
  }, [layout, current]);

  // Before it is seen: a key pressed at it must not be undone.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tree has other positions
  useLayoutEffect(() => {
    setHover(-1);
    setFocus(-1);
  }, [model]);

  const look = useFlameLook(width > 0, tokens, paint);
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
  const positionAt = (event: { clientX: number; clientY: number }): number => frameUnder(canvas.current, spec, event);
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
        <FlameCanvas
          canvas={canvas}
          spec={spec}
          size={{ width, height }}
          title={title}
          keys={{ area: 'creation', actions: keys }}
          atRest={current < 0}
          spoken={spoken}
          testId="creation"
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
        />
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
