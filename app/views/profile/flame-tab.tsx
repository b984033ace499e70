'use client';

import { useMemo } from 'react';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { Choice, Select } from '../../ui/basics';
import { Computing, QueryFailure } from '../../ui/states';
import { ChangeLegend, OwnerLegend } from './flame-legend';
import { usePins } from './pins';
import { Sandwich } from './sandwich';
import type { ProfileTabProps } from './tabs';
import { ProfileTable, useSubjectActions } from './top-tab';
import { TreeChart } from './tree-chart';
import { type ChangeLook, modelOf, type TreeModel } from './tree-model';
import { useDetail, useZoom } from './use-zoom';

/**
 * Above this many samples a tree may have millions of nodes, few of which can ever be seen: 300 000 samples of 30 frames made
 * 6.2 million, and 0.1 million above a share of 1e-5, which a zoom of 40 times brings to half a pixel.
 */
const manySamples = 20_000;
const leastShare = 1e-5;

const shapes = ['tree', 'inverted', 'sandwich'] as const;
type Shape = (typeof shapes)[number];

/** A sandwich has a root that may be a small part of the profile: its shares are of that part. */
const sandwichShare = 1e-4;

const mostHeight = 576;

/** The call tree from its roots, from its leaves, or around one function, as a flame graph or an icicle; the top table stands below. */
export default function FlameTab(props: ProfileTabProps) {
  const { t } = usePreferences();
  const { get, set } = useUrl();
  const shape = shapes.find((one) => one === get('shape')) ?? 'tree';
  const upward = get('draw') === 'flame';
  const change = useMemo<ChangeLook>(
    () => ({
      by: get('change') === 'relative' ? 'relative' : 'absolute',
      width: get('width') === 'before' ? 'before' : get('width') === 'after' ? 'after' : 'both',
    }),
    [get],
  );
  const { base, format, search } = props;
  const trimmed = props.summary.samples > manySamples;
  const minShare = trimmed ? leastShare : 0;
  const places = props.options.granularity !== 'functions';
  const whole = props.head?.total;
  const modelOptions = useMemo(() => ({ whole, places, change: base && change }), [whole, places, base, change]);
  const ask = useMemo(() => ({ ...props.query, minShare, inverted: shape === 'inverted' }), [props.query, minShare, shape]);
  const tree = useQuery('profile.tree', ask, { skip: shape === 'sandwich' });
  const treeOptions = useMemo(
    () => ({ ...modelOptions, rootName: t('profile.root'), selfAt: shape === 'inverted' ? ('firstLevel' as const) : ('column' as const) }),
    [modelOptions, t, shape],
  );
  const overview = useMemo(
    () => (tree.data && shape !== 'sandwich' ? modelOf(tree.data, treeOptions) : undefined),
    [tree.data, shape, treeOptions],
  );
  const [place, onPlace] = useZoom(overview, JSON.stringify([props.query, shape]));
  const { model, zoom, onZoom } = useDetail({ ask, model: overview, options: treeOptions, place, onPlace });
  const pins = usePins();
  const actions = useSubjectActions(props);
  const legend = (of: TreeModel) => (of.marks ? <ChangeLegend model={of} look={change} format={format} /> : <OwnerLegend model={of} />);
  const title = base
    ? 'profile.changeTitle'
    : shape === 'inverted'
      ? 'profile.invertedTitle'
      : upward
        ? 'profile.flameTitle'
        : 'profile.icicleTitle';
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Choice<Shape>
          label={t('profile.shape')}
          value={shape}
          options={shapes.map((value) => ({ value, label: t(`profile.shape-${value}`) }))}
          onChange={(value) => set({ shape: value === 'tree' ? undefined : value, zoom: undefined })}
        />
        {shape === 'sandwich' ? null : (
          <Choice
            label={t('profile.direction')}
            value={upward ? 'flame' : 'icicle'}
            options={[
              { value: 'icicle', label: t('profile.icicle') },
              { value: 'flame', label: t('profile.flameUp') },
            ]}
            onChange={(value) => set({ draw: value === 'icicle' ? undefined : value })}
          />
        )}
        {base ? (
          <>
            <Choice<ChangeLook['by']>
              label={t('profile.changeBy')}
              value={change.by}
              options={[
                { value: 'absolute', label: t('profile.absolute') },
                { value: 'relative', label: t('profile.relative') },
              ]}
              onChange={(value) => set({ change: value === 'absolute' ? undefined : value })}
            />
            <Select<ChangeLook['width']>
              label={t('profile.widthBy')}
              value={change.width}
              options={(['both', 'before', 'after'] as const).map((value) => ({ value, label: t(`profile.width-${value}`) }))}
              onChange={(value) => set({ width: value === 'both' ? undefined : value })}
            />
          </>
        ) : null}
      </div>
      {shape === 'sandwich' ? (
        <Sandwich
          {...props}
          around={get('around')}
          onAround={(name) => set({ around: name })}
          pins={pins.names}
          actions={actions}
          minShare={trimmed ? sandwichShare : 0}
          modelOptions={modelOptions}
          legend={legend}
        />
      ) : tree.error ? (
        <QueryFailure error={tree.error} />
      ) : model ? (
        <TreeChart
          model={model}
          title={t(title, { type: props.sampleType })}
          upward={upward}
          zoom={zoom}
          onZoom={onZoom}
          format={format}
          actions={actions}
          mostHeight={mostHeight}
          legend={legend(model)}
          search={search}
          pins={pins.names}
          leastShare={leastShare}
        />
      ) : (
        <Computing />
      )}
      <ProfileTable {...props} actions={actions} />
    </>
  );
}
