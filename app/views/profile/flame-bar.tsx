'use client';

import { useMemo } from 'react';
import type { Amount } from '@/lib/base/units';
import { percentage } from '@/lib/base/units';
import { keyHint } from '../../state/key-table';
import { usePreferences } from '../../state/preferences';
import { FunctionName, IconButton } from '../../ui/basics';
import { quickFilters, type SubjectActions } from './function-actions';
import { pinFigures } from './pins';
import { factsOf, frameOf, type Matches, nodeLabel, nodeName, patternOf, type TreeModel } from './tree-model';

/** Crumbs at either end of a long path; what lies between is told as a number. */
const crumbs = { first: 2, last: 5 };

/** Where the graph is zoomed to, the way there, its numbers and what can be done with it; else the keys. */
export function ZoomBar(props: {
  model: TreeModel;
  zoom: number;
  onZoom: (node: number) => void;
  format: (value: Amount) => string;
  actions: SubjectActions;
  matches: Matches | undefined;
  /** The keys are told elsewhere. */
  quiet?: boolean;
}) {
  const { t } = usePreferences();
  const { model, zoom, format, actions, matches } = props;
  const path = useMemo(() => {
    const nodes: number[] = [];
    for (let at = zoom; at > 0; at = model.tree.parent[at]) nodes.push(at);
    return [...nodes, 0].reverse();
  }, [model, zoom]);
  const cut = path.length > crumbs.first + crumbs.last + 1;
  const shown = cut ? [...path.slice(0, crumbs.first), -1, ...path.slice(-crumbs.last)] : path;
  const facts = factsOf(model, zoom);
  const frame = frameOf(model, zoom);
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-sm text-ink2">
      {zoom > 0 ? (
        <nav aria-label={t('profile.path')} className="flex min-w-0 flex-wrap items-center gap-x-1 text-xs">
          {shown.map((node, i) =>
            node < 0 ? (
              <span key="cut"> › {t('profile.framesBetween', { n: path.length - crumbs.first - crumbs.last })}</span>
            ) : (
              <span key={node} className="flex min-w-0 items-center gap-1">
                {i > 0 ? <span aria-hidden="true">›</span> : null}
                {node === zoom ? (
                  <code className="max-w-[360px] truncate font-semibold text-ink" title={nodeName(model, node)} aria-current="true">
                    {nodeLabel(model, node)}
                  </code>
                ) : (
                  <button
                    type="button"
                    className="max-w-[240px] truncate font-mono text-accent hover:underline"
                    title={nodeName(model, node)}
                    onClick={() => props.onZoom(node)}
                  >
                    {nodeLabel(model, node)}
                  </button>
                )}
              </span>
            ),
          )}
        </nav>
      ) : (
        <span className="text-xs">{props.quiet ? '' : `${keyHint('flame', t)} · ${t('profile.mouse')}`}</span>
      )}
      {matches ? (
        <span className="ml-auto font-medium text-ink" data-testid="matched">
          {matches.functions === 0
            ? t('profile.noMatch')
            : t('profile.matched', {
                value: format(matches.total),
                share: percentage(matches.total, model.whole).trim(),
                n: matches.functions,
              })}
        </span>
      ) : null}
      {zoom > 0 && frame ? (
        <span className="flex w-full flex-wrap items-center gap-1.5">
          <span className="num mr-2 text-ink" data-testid="zoomed">
            {format(facts.total)} ({facts.ofAll}){facts.self === undefined ? '' : ` · ${t('profile.self')} ${format(facts.self)}`}
          </span>
          <button type="button" className="btn h-6" onClick={() => props.onZoom(0)}>
            {t('profile.resetZoom')}
          </button>
          <button type="button" className="btn h-6" onClick={() => actions.select(frame.name)}>
            {t('profile.details')}
          </button>
          <button type="button" className="btn h-6" onClick={() => actions.sandwich(frame.name)}>
            {t('profile.sandwich')}
          </button>
          <button type="button" className="btn h-6" aria-pressed={actions.pinned(frame.name)} onClick={() => actions.pin(frame.name)}>
            {t('profile.pin')}
          </button>
          {quickFilters.slice(0, 3).map((kind) => (
            <button key={kind} type="button" className="btn h-6" onClick={() => actions.addFilter(kind, patternOf(frame))}>
              {t(`filters.do-${kind}`)}
            </button>
          ))}
        </span>
      ) : null}
    </div>
  );
}

/** The pinned names with their numbers, which stay in sight whatever is zoomed or filtered. */
export function PinList(props: { model: TreeModel; names: readonly string[]; format: (value: Amount) => string; actions: SubjectActions }) {
  const { t } = usePreferences();
  const { model, names, format, actions } = props;
  const rows = useMemo(() => names.map((name) => pinFigures(model, name)), [model, names]);
  if (rows.length === 0) return null;
  return (
    <section aria-label={t('profile.pinnedTitle')} className="mt-2 border-t border-line pt-2 text-sm">
      <ul className="flex flex-col gap-0.5">
        {rows.map((row) => (
          <li key={row.name} className="flex min-w-0 flex-wrap items-center gap-x-3">
            <span aria-hidden="true" className="h-3 w-3 shrink-0 border-y-[3px] border-[var(--flame-pin)] bg-s3" />
            <button type="button" className="min-w-0 max-w-full text-left hover:underline" onClick={() => actions.select(row.name)}>
              <FunctionName name={row.name} />
            </button>
            <span className="num text-ink" data-testid="pin">
              {row.frames === 0
                ? t('profile.notHere')
                : `${format(row.total)} (${percentage(row.total, model.whole).trim()}) · ${t('profile.self')} ${format(row.self)}`}
            </span>
            <span className="text-xs text-ink2">{t('profile.frames', { n: row.frames })}</span>
            <IconButton icon="close" size={11} label={`${t('profile.unpin')}: ${row.name}`} onClick={() => actions.pin(row.name)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
