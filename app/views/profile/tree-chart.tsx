'use client';

import { useMemo } from 'react';
import { PinList, ZoomBar } from './flame-bar';
import { FlameChart, type FlameChartProps } from './flame-chart';
import { LeftOut } from './flame-legend';
import { pinnedNodes } from './pins';
import type { ProfileTabProps } from './tabs';
import { matchNodes } from './tree-model';

/** A flame graph with what the page marks in it, the search and the pins, and with the bars below: what is left out, the zoom, the pinned functions. */
export function TreeChart({
  search,
  pins,
  leastShare,
  underAnother,
  ...chart
}: Omit<FlameChartProps, 'matches' | 'pinned' | 'children'> & {
  readonly search: ProfileTabProps['search'];
  readonly pins: readonly string[];
  /** Share of the total under which frames are left out. */
  readonly leastShare: number;
  /** Another graph below has the bars for both. */
  readonly underAnother?: boolean;
}) {
  const { model, zoom, onZoom, format, actions } = chart;
  const matches = useMemo(() => (search.test ? matchNodes(model, search.test) : undefined), [model, search]);
  const pinned = useMemo(() => pinnedNodes(model, pins), [model, pins]);
  return (
    <FlameChart {...chart} matches={matches} pinned={pinned}>
      <LeftOut model={model} share={leastShare} format={format} />
      <ZoomBar model={model} zoom={zoom} onZoom={onZoom} format={format} actions={actions} matches={matches} quiet={underAnother} />
      {underAnother ? null : <PinList model={model} names={pins} format={format} actions={actions} />}
    </FlameChart>
  );
}
