'use client';

import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { percentage } from '@/lib/base/units';
import { type CallGraphView, callGraphHeight, drawCallGraph } from '@/lib/charts/draw/call-graph';
import { callGraphInput, neighbourBox } from '@/lib/charts/layout/call-graph-text';
import type { CallGraph } from '@/lib/model/call-graph';
import { actionOf, type KeyActions, keyHint } from '../../../state/key-table';
import { isTyping } from '../../../state/keys';
import { usePreferences } from '../../../state/preferences';
import { useUrl } from '../../../state/url';
import { useQuery } from '../../../state/use-query';
import { IconButton, Select } from '../../../ui/basics';
import { type ShowTooltip, SvgChart } from '../../../ui/chart';
import { Computing, QueryFailure } from '../../../ui/states';
import type { ProfileTabProps } from '../tabs';
import { type Placing, usePlaces } from './use-places';

/** pprof's -nodecount, and what else is worth a look. */
const counts = ['20', '40', '80', '160', '320'] as const;
const usual = '80';

/** The call graph as `go tool pprof -web` draws it: the same nodes, edges, sizes and colours. */
export default function GraphTab(props: ProfileTabProps) {
  const url = useUrl();
  const wanted = url.get('graph-nodes');
  const count = counts.find((one) => one === wanted) ?? usual;
  const report = useQuery('profile.graph', { ...props.query, limit: Number(count) });
  const { format } = props;
  const input = useMemo(() => report.data && callGraphInput(report.data, format), [report.data, format]);
  const placing = usePlaces(input);
  const { t } = usePreferences();
  if (report.error) return <QueryFailure error={report.error} />;
  if (!report.data) return <Computing />;
  if (placing.state === 'failed') return <QueryFailure error={new Error(t('explore.graphFailed', { why: placing.why }))} />;
  if (placing.state === 'placing' || placing.input !== input)
    return (
      <p className="py-6 text-center text-sm text-ink2" role="status">
        {t('explore.graphLaying', { n: report.data.nodes.length })} …
      </p>
    );
  return <Picture {...props} graph={report.data} placed={placing} count={count} />;
}

function Picture(
  props: ProfileTabProps & { graph: CallGraph; placed: Extract<Placing, { state: 'placed' }>; count: (typeof counts)[number] },
) {
  const { t, dark } = usePreferences();
  const url = useUrl();
  const { graph, placed, format, sampleType, search, selected, select } = props;
  const [focus, setFocus] = useState(-1);
  const view = useRef<CallGraphView>(undefined);
  const fitted = useRef<unknown>(undefined);
  // Before it is seen: a key pressed at it must not be undone.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another graph has other nodes
  useLayoutEffect(() => setFocus(-1), [graph]);
  const share = useCallback((value: number | bigint) => percentage(value, graph.head.total).trim(), [graph]);
  const draw = useCallback(
    (svg: SVGSVGElement, width: number, tooltip: ShowTooltip) => {
      const whole = view.current?.fitted() === true;
      view.current = drawCallGraph(svg, {
        graph,
        text: placed.input,
        places: placed.places,
        width,
        height: callGraphHeight(placed.places, width),
        dark,
        selected,
        focus,
        dimmed: (node) => search.test !== undefined && !search.test(node.name),
        onPick: (node) => select(node.name),
        onHover: (thing, event) => {
          if (thing?.node) {
            const { node } = thing;
            const tags = [...node.labels, ...node.sizes.flatMap((group) => group.tags)].filter((tag) => tag.flat !== 0).slice(0, 4);
            tooltip(
              {
                title: node.name,
                rows: [
                  [t('profile.flat'), `${format(node.flat)} (${share(node.flat)})`],
                  [t('profile.cum'), `${format(node.cum)} (${share(node.cum)})`],
                  ...tags.map((tag) => [tag.name, format(tag.flat)] as const),
                ],
              },
              event,
            );
          } else if (thing?.edge) {
            const { edge } = thing;
            tooltip(
              {
                title: `${format(edge.weight)} (${share(edge.weight)})`,
                rows: [
                  [t('explore.caller'), graph.nodes[edge.from].name],
                  [t('explore.callee'), graph.nodes[edge.to].name],
                  ...(edge.inline ? [[t('profile.inlined'), '✓'] as const] : []),
                  ...(edge.residual ? [[t('explore.skipped'), '✓'] as const] : []),
                ],
              },
              event,
            );
          } else tooltip(undefined);
        },
      });
      if (fitted.current !== placed.places && width > 0) {
        fitted.current = placed.places;
        view.current.start();
        // A drawer that opens or closes leaves another width: the whole picture stays whole.
      } else if (whole && !view.current.fitted()) view.current.fit();
    },
    [graph, placed, dark, selected, focus, search, select, t, format, share],
  );
  const walk = (to: Parameters<typeof neighbourBox>[3]) => {
    const next = focus < 0 ? 0 : neighbourBox(graph, placed.places.boxes, focus, to);
    if (next < 0) return;
    setFocus(next);
    view.current?.show(next);
  };
  const keys: KeyActions<'graph'> = {
    ArrowUp: () => walk('caller'),
    ArrowDown: () => walk('callee'),
    ArrowLeft: () => walk('left'),
    ArrowRight: () => walk('right'),
    Enter: () => graph.nodes[focus] && select(graph.nodes[focus].name),
    '0': () => view.current?.fit(),
    w: () => view.current?.by(1.3),
    s: () => view.current?.by(1 / 1.3),
    a: () => view.current?.pan(80, 0),
    d: () => view.current?.pan(-80, 0),
  };
  const spoken = graph.nodes[focus];
  const heaviest = [...graph.nodes]
    .sort((a, b) => Number(b.cum) - Number(a.cum))
    .slice(0, 3)
    .map((node) => node.name)
    .join(', ');
  return (
    <div className="flex flex-col gap-2">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the chart inside takes the keys, as an application does */}
      <div
        onKeyDown={(event) => {
          const action = actionOf(keys, event);
          const own = event.target instanceof Element && event.target.closest('[data-testid="call-graph"]') !== null;
          if (!own || !action || isTyping(event.target)) return;
          event.preventDefault();
          event.stopPropagation();
          action();
        }}
      >
        <SvgChart
          title={t('explore.graphTitle', { type: sampleType })}
          summary={`${t('explore.graphSummary', { nodes: graph.nodes.length, edges: graph.edges.length, top: heaviest })} ${keyHint('graph', t)}`}
          table={() => ({
            columns: [
              { label: t('explore.caller') },
              { label: t('explore.callee') },
              { label: `${sampleType} (${graph.head.unit})`, numeric: true },
              { label: '%', numeric: true },
            ],
            rows: graph.edges.map((edge) => [graph.nodes[edge.from].name, graph.nodes[edge.to].name, edge.weight, share(edge.weight)]),
          })}
          draw={draw}
          minHeight={320}
          keyboard
          testId="call-graph"
          controls={
            <span className="flex flex-wrap items-center gap-2">
              <Select
                label={t('explore.graphNodes')}
                value={props.count}
                options={counts.map((value) => ({ value, label: value }))}
                onChange={(value) => url.set({ 'graph-nodes': value === usual ? undefined : value }, { replace: true })}
              />
              <span className="flex items-center">
                <IconButton icon="plus" label={t('explore.zoomIn')} size={13} onClick={() => view.current?.by(1.3)} />
                <IconButton icon="minus" label={t('explore.zoomOut')} size={13} onClick={() => view.current?.by(1 / 1.3)} />
                <button type="button" className="btn btn-ghost h-6 px-1.5 text-xs" onClick={() => view.current?.fit()}>
                  {t('explore.fit')}
                </button>
              </span>
            </span>
          }
        />
      </div>
      <p className="sr-only" aria-live="polite">
        {spoken
          ? `${spoken.name}: ${t('profile.flat')} ${format(spoken.flat)} (${share(spoken.flat)}), ${t('profile.cum')} ${format(spoken.cum)} (${share(spoken.cum)})`
          : ''}
      </p>
      <p className="text-xs text-ink2">
        {t('explore.graphTrim', {
          nodes: graph.droppedNodes,
          edges: graph.droppedEdges,
          nodeShare: `${graph.nodeFraction * 100}%`,
          edgeShare: `${graph.edgeFraction * 100}%`,
          most: props.count,
        })}{' '}
        {t('explore.graphSize')}; {t('explore.graphResidual')}. {keyHint('graph', t)} · {t('explore.dragMoves')}
      </p>
    </div>
  );
}
