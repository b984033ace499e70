'use client';

import { useMemo } from 'react';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { Choice } from '../../ui/basics';
import { Computing, QueryFailure } from '../../ui/states';
import { FlameChart } from './flame-chart';
import type { ProfileTabProps } from './tabs';
import TopTab from './top-tab';
import { matchNodes, modelOf } from './tree-model';

/**
 * Above this many samples a tree may have millions of nodes, few of which can ever be seen: 300 000 samples of 30 frames made
 * 6.2 million, and 0.1 million above a share of 1e-5, which a zoom of 40 times brings to half a pixel.
 */
const manySamples = 20_000;
const leastShare = 1e-5;

/** The call tree as a flame graph or an icicle, and the top table below it. */
export default function FlameTab(props: ProfileTabProps) {
  const { t } = usePreferences();
  const url = useUrl();
  const upward = url.get('draw') === 'flame';
  const trimmed = props.summary.samples > manySamples;
  const tree = useQuery('profile.tree', { ...props.query, minShare: trimmed ? leastShare : 0 });
  const model = useMemo(() => (tree.data ? modelOf(tree.data, t('profile.root')) : undefined), [tree.data, t]);
  const { test } = props.search;
  const matches = useMemo(() => (model && test ? matchNodes(model, test) : undefined), [model, test]);
  return (
    <>
      <Choice
        label={t('profile.view')}
        value={upward ? 'flame' : 'icicle'}
        options={[
          { value: 'icicle', label: t('profile.icicle') },
          { value: 'flame', label: t('profile.flameUp') },
        ]}
        onChange={(value) => url.set({ draw: value === 'icicle' ? undefined : value })}
      />
      {tree.error ? <QueryFailure error={tree.error} /> : null}
      {!model && !tree.error ? <Computing /> : null}
      {model ? <FlameChart model={model} upward={upward} matches={matches} onDetails={props.select} /> : null}
      {trimmed ? <p className="-mt-2 text-xs text-ink2">{t('profile.trimmed')}</p> : null}
      <TopTab {...props} />
    </>
  );
}
