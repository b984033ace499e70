'use client';

import { useMemo } from 'react';
import { type Amount, percentage } from '@/lib/base/units';
import { formatCount, formatShare } from '@/lib/charts/format';
import { frameOwners } from '@/lib/model/frame-owners';
import { usePreferences } from '../../state/preferences';
import { type ChangeLook, selfOf, type TreeModel } from './tree-model';

/** Hues by owner, each with what its code spends itself. */
export function OwnerLegend({ model }: { model: TreeModel }) {
  const { t } = usePreferences();
  const shares = useMemo(() => {
    const { tree } = model;
    if (model.selfAt === 'nowhere') return undefined;
    const own = new Float64Array(frameOwners.length);
    for (let node = 1; node < tree.count; node++) own[tree.owner[tree.frame[node]]] += Math.abs(Number(selfOf(model, node)));
    const all = own.reduce((sum, value) => sum + value, 0);
    // A tree without its smallest frames does not tell whose they were.
    return all < Math.abs(Number(tree.total[0])) * 0.999 ? undefined : own.map((value) => (all === 0 ? 0 : value / all));
  }, [model]);
  return (
    <ul className="flex flex-wrap items-center gap-x-3 gap-y-0.5 text-xs text-ink2" aria-label={t('profile.ownerLegend')}>
      {frameOwners.map((owner, i) => (
        <li key={owner} className="flex items-center gap-1" title={t('profile.ownerLegend')}>
          <span className="h-2.5 w-2.5 rounded-sm" style={{ background: `var(--owner-${owner})` }} />
          {t(`profile.${owner}`)}
          {shares ? <span className="num">{formatShare(shares[i])}</span> : null}
        </li>
      ))}
    </ul>
  );
}

/** What blue and red mean, at which change they are full, and the signs that say the same without colour. */
export function ChangeLegend({ model, look, format }: { model: TreeModel; look: ChangeLook; format: (value: Amount) => string }) {
  const { t } = usePreferences();
  const full = look.by === 'absolute' ? format(model.fullChange) : '100%';
  const swatch = (colour: string, line: 'top' | 'bottom', thick: number) => (
    <span
      className="h-3 w-5"
      style={{ background: `var(${colour})`, [line === 'top' ? 'borderTop' : 'borderBottom']: `${thick}px solid var(--ink)` }}
    />
  );
  return (
    <ul className="flex flex-wrap items-center gap-x-3 gap-y-0.5 text-xs text-ink2" aria-label={t('profile.changeLegend')}>
      <li className="flex items-center gap-1">
        {swatch('--diff-less', 'bottom', 2)}▼ {t('profile.less')}
        <span className="num">−{full}</span>
      </li>
      <li className="flex items-center gap-1">
        <span className="h-3 w-5" style={{ background: 'var(--diff-same)' }} />
        {t('profile.same')}
      </li>
      <li className="flex items-center gap-1">
        {swatch('--diff-more', 'top', 2)}▲ {t('profile.more')}
        <span className="num">+{full}</span>
      </li>
      <li className="flex items-center gap-1">
        {swatch('--diff-more', 'top', 4)}✚ {t('profile.added')}
      </li>
      <li className="flex items-center gap-1">
        {swatch('--diff-less', 'bottom', 4)}✕ {t('profile.gone')}
      </li>
    </ul>
  );
}

/** How much is too small to be drawn, and how to see it; nothing where all is drawn. */
export function LeftOut({ model, share, format }: { model: TreeModel; share: number; format: (value: Amount) => string }) {
  const { t } = usePreferences();
  const { omitted } = model.tree;
  if (!omitted || omitted.frames === 0) return null;
  return (
    <p className="mt-1 text-xs text-ink2" data-testid="left-out">
      {t('profile.leftOut', {
        n: formatCount(omitted.frames),
        value: format(omitted.value),
        part: percentage(omitted.value, model.tree.total[0]).trim(),
        share: `${Number((share * 100).toPrecision(2))}%`,
      })}
    </p>
  );
}
