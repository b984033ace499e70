'use client';

import { type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Amount } from '@/lib/base/units';
import { type FlameSpec, flameSvg, frameHeight } from '@/lib/charts/draw/flame';
import { levelOf, neighbour } from '@/lib/charts/layout/flame';
import { panSpan, zoomSpan } from '@/lib/charts/layout/flame-view';
import type { KeyActions } from '../../state/key-table';
import { usePreferences } from '../../state/preferences';
import { useCopy } from '../../state/use-copy';
import { FreeChart, useTooltip } from '../../ui/chart';
import { FlameCanvas, frameUnder, useFlameLook } from '../../ui/flame-canvas';
import { useWidth } from '../../ui/use-size';
import { flameTable, heaviestBySelf } from './flame-facts';
import { flameTokens, paintChanges, paintOwners } from './flame-look';
import { frameSentence, frameTooltip } from './flame-tooltip';
import { type Subject, type SubjectActions, subjectMenu } from './function-actions';
import { Menu, type MenuItem, type MenuPlace } from './menu';
import { frameOf, type Matches, nodeLabel, nodeName, pathOf, type TreeModel } from './tree-model';
import { useFlameView } from './use-flame-view';

export interface FlameChartProps {
  readonly model: TreeModel;
  readonly title: string;
  /** The root at the bottom. */
  readonly upward: boolean;
  readonly matches: Matches | undefined;
  readonly pinned: Uint8Array | undefined;
  /** Node zoomed on, -1 for the whole tree. */
  readonly zoom: number;
  readonly onZoom: (node: number) => void;
  readonly format: (value: Amount) => string;
  readonly actions: SubjectActions;
  readonly mostHeight: number;
  readonly legend?: ReactNode;
  readonly children?: ReactNode;
  readonly testId?: string;
}

/** A call tree on a canvas: click or Enter zooms, dragging and the wheel move, the context menu has what can be done with a frame. */
export function FlameChart(props: FlameChartProps) {
  const { t } = usePreferences();
  const copy = useCopy();
  const { model, upward, matches, title, format, actions } = props;
  const { layout, tree } = model;
  const canvas = useRef<HTMLCanvasElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [hover, setHover] = useState(-1);
  const [focused, setFocus] = useState(-1);
  // Another tree may have fewer frames, until the effect below puts the focus into it.
  const focus = focused < tree.count ? focused : -1;
  const [menu, setMenu] = useState<{ items: readonly MenuItem[]; at: MenuPlace; label: string }>();
  const [tip, showTip] = useTooltip();
  const drag = useRef<{ x: number; y: number; moved: boolean; last: number }>(undefined);
  const zoomed = props.zoom > 0 && props.zoom < tree.count ? layout.position[props.zoom] : -1;
  const view = useFlameView({ layout, upward, zoomed, mostHeight: props.mostHeight, scroller, canvas });
  const { span, firstLevel, height, rows } = view;
  const look = useFlameLook(width > 0, flameTokens, model.marks ? paintChanges : paintOwners);

  // Before it is seen: a key pressed at it must not be undone.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tree has other frames
  useLayoutEffect(() => {
    setHover(-1);
    // A tree that came for the frame zoomed on has it too: the keys go on from there.
    setFocus((before) => (before < 0 ? -1 : zoomed));
    showTip(undefined);
  }, [layout]);

  const spec = useMemo<FlameSpec | undefined>(
    () =>
      look && {
        layout,
        colour: model.colour,
        label: (node) => nodeLabel(model, node),
        ...look,
        ...span,
        firstLevel,
        width,
        height,
        upward,
        matches: matches?.nodes,
        marks: model.marks,
        pinned: props.pinned,
        hover,
        focus,
      },
    [layout, model, look, span, firstLevel, width, height, upward, matches, props.pinned, hover, focus],
  );
  const positionAt = (event: { clientX: number; clientY: number }): number => frameUnder(canvas.current, spec, event);
  const zoomTo = (position: number) => {
    if (position < 0) return;
    setFocus(position);
    // Zooming on what is zoomed already goes back to it after moving away.
    if (position === zoomed) view.setSpan({ x0: layout.x0[position], x1: layout.x1[position] });
    props.onZoom(layout.node[position]);
  };
  const reset = () => {
    props.onZoom(0);
    view.setSpan({ x0: 0, x1: 1 });
  };
  const walk = (to: Parameters<typeof neighbour>[3]) => {
    const from = focus < 0 ? Math.max(0, zoomed) : focus;
    const next = focus < 0 ? from : neighbour(layout, { count: tree.count, parent: tree.parent, total: model.weight }, from, to);
    if (next < 0) return;
    setFocus(next);
    view.reveal(levelOf(layout, next));
    if (layout.x1[next] <= span.x0 || layout.x0[next] >= span.x1) view.setSpan({ x0: 0, x1: 1 });
  };
  const subjectOf = (node: number): Subject => frameOf(model, node) ?? { name: nodeName(model, node), function: '', file: '' };
  const openMenu = (position: number, at: MenuPlace) => {
    const node = position < 0 ? 0 : layout.node[position];
    if (node === 0) return;
    setFocus(position);
    showTip(undefined);
    setMenu({
      label: nodeName(model, node),
      at,
      items: [
        { label: t('profile.zoomThis'), run: () => zoomTo(position) },
        ...subjectMenu(subjectOf(node), actions, copy, t),
        { label: t('profile.copyStack'), run: () => copy(pathOf(model, node).join('\n')) },
      ],
    });
  };
  const menuAtFocus = () => {
    const rect = canvas.current?.getBoundingClientRect();
    if (!rect || focus < 0) return;
    const x = ((Math.max(layout.x0[focus], span.x0) - span.x0) / (span.x1 - span.x0)) * width;
    const row = levelOf(layout, focus) - firstLevel;
    openMenu(focus, { x: rect.left + x + 8, y: rect.top + (upward ? height - row * frameHeight : (row + 1) * frameHeight) });
  };
  const keys: KeyActions<'flame'> = {
    ArrowUp: () => walk(upward ? 'child' : 'parent'),
    ArrowDown: () => walk(upward ? 'parent' : 'child'),
    ArrowLeft: () => walk('previous'),
    ArrowRight: () => walk('next'),
    PageUp: () => view.scrollBy(upward ? rows : -rows),
    PageDown: () => view.scrollBy(upward ? -rows : rows),
    Enter: () => zoomTo(focus),
    ' ': () => focus > 0 && actions.select(nodeName(model, layout.node[focus])),
    '0': reset,
    Backspace: () => zoomed > 0 && props.onZoom(tree.parent[layout.node[zoomed]]),
    Escape: reset,
    w: () => view.setSpan((before) => zoomSpan(before, 0.7)),
    s: () => view.setSpan((before) => zoomSpan(before, 1.4)),
    a: () => view.setSpan((before) => panSpan(before, -0.2)),
    d: () => view.setSpan((before) => panSpan(before, 0.2)),
    f: () => zoomTo(focus),
    p: () => focus > 0 && actions.pin(nodeName(model, layout.node[focus])),
    m: menuAtFocus,
    ContextMenu: menuAtFocus,
  };
  const heaviest = useMemo(() => heaviestBySelf(model), [model]);
  const spoken = focus >= 0 ? frameSentence(model, layout.node[focus], t, format) : '';
  return (
    <FreeChart
      title={title}
      summary={t('profile.flameSummary', { nodes: tree.count, depth: layout.levels, total: format(tree.total[0]), top: heaviest })}
      table={() => flameTable(model, t)}
      canvas={() => canvas.current}
      svg={() => spec && flameSvg(spec)}
      controls={props.legend}
    >
      <div
        ref={scroller}
        className="relative min-w-0 overflow-x-hidden overflow-y-auto overscroll-y-auto"
        style={{ height }}
        onScroll={view.scrolled}
      >
        <div ref={box} style={{ height: layout.levels * frameHeight, minHeight: height }}>
          <FlameCanvas
            canvas={canvas}
            spec={spec}
            size={{ width, height }}
            title={title}
            keys={{ area: 'flame', actions: keys }}
            atRest={zoomed < 0 && span.x0 === 0 && span.x1 === 1}
            spoken={spoken}
            testId={props.testId ?? 'flame'}
            className="sticky top-0 touch-pan-y"
            onPointerDown={(event) => {
              if (event.button !== 0) return;
              drag.current = { x: event.clientX, y: event.clientY, moved: false, last: event.clientX };
              event.currentTarget.setPointerCapture(event.pointerId);
            }}
            onPointerMove={(event) => {
              const { current: held } = drag;
              if (held && (held.moved || Math.abs(event.clientX - held.x) > 4 || Math.abs(event.clientY - held.y) > 4)) {
                held.moved = true;
                const by = (held.last - event.clientX) / width;
                held.last = event.clientX;
                view.setSpan((before) => panSpan(before, by));
                const levels = Math.trunc((event.clientY - held.y) / frameHeight);
                if (levels !== 0 && event.pointerType === 'mouse') {
                  held.y += levels * frameHeight;
                  view.scrollBy(upward ? levels : -levels);
                }
                showTip(undefined);
                return;
              }
              const position = positionAt(event);
              setHover(position);
              if (position < 0 || menu) showTip(undefined);
              else showTip(frameTooltip(model, layout.node[position], t, format), event);
            }}
            onPointerUp={(event) => {
              const { current: held } = drag;
              drag.current = undefined;
              if (!held || held.moved) return;
              const position = positionAt(event);
              if (position > 0 && (event.shiftKey || event.ctrlKey || event.metaKey))
                actions.select(nodeName(model, layout.node[position]));
              else zoomTo(position);
            }}
            onPointerCancel={() => {
              drag.current = undefined;
            }}
            onPointerLeave={() => {
              setHover(-1);
              showTip(undefined);
            }}
            onContextMenu={(event) => {
              event.preventDefault();
              openMenu(positionAt(event), { x: event.clientX, y: event.clientY });
            }}
          />
        </div>
      </div>
      {tip}
      {menu ? <Menu label={menu.label} items={menu.items} at={menu.at} onClose={() => setMenu(undefined)} /> : null}
      {props.children}
    </FreeChart>
  );
}
