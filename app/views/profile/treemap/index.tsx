'use client';

import { useCallback, useMemo, useState } from 'react';
import { percentage } from '@/lib/base/units';
import { drawTreemap } from '@/lib/charts/draw/treemap';
import { splitFunction } from '@/lib/charts/format';
import { layoutTreemap, nextBox, type TreemapBox } from '@/lib/charts/layout/treemap';
import { frameOwners } from '@/lib/model/frame-owners';
import { actionOf, type KeyActions, keyHint } from '../../../state/key-table';
import { usePreferences } from '../../../state/preferences';
import { useUrl } from '../../../state/url';
import { useQuery } from '../../../state/use-query';
import { type ShowTooltip, SvgChart } from '../../../ui/chart';
import { Computing, QueryFailure } from '../../../ui/states';
import type { ProfileTabProps } from '../tabs';
import { Crumbs } from './crumbs';
import { itemsAt, nameless, type Place } from './levels';

/** Where the value of a profile lies: packages, their files, their functions, each by its flat value. */
export default function TreemapTab(props: ProfileTabProps) {
  const report = useQuery('explore.treemap', props.query);
  const url = useUrl();
  const [inPackage, inFile] = [url.get('treemap-package'), url.get('treemap-file')];
  const place = useMemo((): Place => ({ package: inPackage, file: inFile }), [inPackage, inFile]);
  if (report.error) return <QueryFailure error={report.error} />;
  if (!report.data) return <Computing />;
  return <Treemap {...props} report={report.data} place={place} />;
}

const leastHeight = 420;

function Treemap(props: ProfileTabProps & { report: NonNullable<ReturnType<typeof useQuery<'explore.treemap'>>['data']>; place: Place }) {
  const { t } = usePreferences();
  const url = useUrl();
  const { report, place, format, sampleType, search, base } = props;
  const [focus, setFocus] = useState(-1);
  const { items, leaves } = useMemo(() => itemsAt(report.leaves, place), [report.leaves, place]);
  const total = report.head.total;
  const sum = useMemo(() => items.reduce((all, item) => all + item.value, 0), [items]);
  const { set } = url;
  const go = useCallback(
    (next: Place) => {
      setFocus(-1);
      set({ 'treemap-package': next.package, 'treemap-file': next.file });
    },
    [set],
  );
  const { select } = props;
  const pick = useCallback(
    (box: TreemapBox) => {
      const own = box.kind === 'leaf' ? leaves.get(box.key) : undefined;
      if (box.kind === 'group') {
        if (place.package === undefined) go({ package: box.key });
        else if (place.file === undefined) go({ ...place, file: box.key });
        return;
      }
      if (own) select(own.name);
    },
    [leaves, place, go, select],
  );
  const nameOf = useCallback(
    (box: TreemapBox): string => {
      const own = box.kind === 'leaf' ? leaves.get(box.key) : undefined;
      if (own) return `${splitFunction(own.function)[1] || own.function}${own.line > 0 ? `:${own.line}` : ''}`;
      if (box.key === nameless) return t(place.package === undefined ? 'explore.noPackage' : 'explore.noFile');
      return place.package === undefined ? box.key : box.key.slice(box.key.lastIndexOf('/') + 1);
    },
    [place.package, leaves, t],
  );
  const titleOf = useCallback((box: TreemapBox): string => (box.key === nameless ? nameOf(box) : box.key), [nameOf]);
  const [size, setSize] = useState({ width: 0, height: leastHeight });
  const layout = useMemo(() => layoutTreemap(items, size), [items, size]);
  const spokenBox = layout.boxes[focus];
  const speak = (box: TreemapBox): string => `${titleOf(box)}: ${format(box.value)} (${percentage(box.value, total).trim()})`;
  const draw = useCallback(
    (svg: SVGSVGElement, width: number, tooltip: ShowTooltip) => {
      const height = Math.max(leastHeight, Math.min(640, Math.round(width * 0.5)));
      if (width !== size.width || height !== size.height) {
        setSize({ width, height });
        return;
      }
      drawTreemap(svg, {
        layout,
        width,
        height,
        label: nameOf,
        value: (box) => format(box.value),
        colour: (box) => (base ? diffFill(box.value) : `var(--owner-${frameOwners[leaves.get(box.key)?.owner ?? 0]})`),
        dimmed: (box) => box.kind === 'leaf' && search.test !== undefined && !search.test(box.key),
        focus,
        selected: props.selected,
        onPick: pick,
        onHover: (box, event) => {
          const own = box && leaves.get(box.key);
          tooltip(
            box && {
              title: titleOf(box),
              rows: [
                [t('profile.flat'), `${format(box.value)} (${percentage(box.value, total).trim()})`],
                ...(own && box.kind === 'leaf'
                  ? ([
                      [t('profile.cum'), `${format(own.cum)} (${percentage(own.cum, total).trim()})`],
                      [t('profile.owner'), t(`profile.${frameOwners[own.owner]}`)],
                      [t('profile.file'), own.file],
                    ] as const)
                  : ([[t('explore.functions'), String(box.count)]] as const)),
              ],
            },
            event,
          );
        },
      });
    },
    [layout, size, nameOf, titleOf, format, base, leaves, search, focus, props.selected, pick, t, total],
  );
  const step = (by: 1 | -1, kind?: TreemapBox['kind']) => {
    const next = nextBox(layout, focus, by, kind);
    if (next >= 0) setFocus(next);
  };
  const up = () => go(place.file !== undefined ? { package: place.package } : {});
  const keys: KeyActions<'treemap'> = {
    ArrowRight: () => step(1),
    ArrowLeft: () => step(-1),
    ArrowDown: () => step(1, 'group'),
    ArrowUp: () => step(-1, 'group'),
    Enter: () => spokenBox && pick(spokenBox),
    Backspace: up,
    '0': () => go({}),
  };
  const packages = new Set(report.leaves.map((leaf) => leaf.package)).size;
  const largest = layout.boxes.find((box) => box.kind === 'group');
  return (
    <div className="flex flex-col gap-2">
      <Crumbs place={place} go={go} value={format(sum)} share={percentage(sum, total).trim()} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the chart inside takes the keys, as an application does */}
      <div
        onKeyDown={(event) => {
          const action = actionOf(keys, event);
          const own = event.target instanceof Element && event.target.closest('[data-testid="treemap"]') !== null;
          if (!own || !action) return;
          event.preventDefault();
          action();
        }}
      >
        <SvgChart
          title={t('explore.treemapTitle', { type: sampleType })}
          summary={`${t('explore.treemapSummary', {
            packages,
            value: format(total),
            name: largest ? titleOf(largest) : '',
            top: largest ? format(largest.value) : '',
          })} ${keyHint('treemap', t)}`}
          table={() => ({
            columns: [
              { label: t('explore.package') },
              { label: t('profile.file') },
              { label: t('profile.function') },
              { label: t('profile.line'), numeric: true },
              { label: t('profile.owner') },
              { label: t('profile.flat'), numeric: true },
              { label: t('profile.cum'), numeric: true },
            ],
            rows: [...leaves.values()]
              .sort((a, b) => Math.abs(Number(b.flat)) - Math.abs(Number(a.flat)))
              .map((leaf) => [
                leaf.package,
                leaf.file,
                leaf.function,
                leaf.line || '',
                t(`profile.${frameOwners[leaf.owner]}`),
                leaf.flat,
                leaf.cum,
              ]),
          })}
          draw={draw}
          minHeight={leastHeight}
          testId="treemap"
          keyboard
          controls={base ? <DiffLegend /> : <OwnerLegend />}
        />
      </div>
      <p className="sr-only" aria-live="polite">
        {spokenBox ? speak(spokenBox) : ''}
      </p>
      <p className="text-xs text-ink2">
        {t('explore.treemapFlat')} {keyHint('treemap', t)}.{' '}
        {layout.hidden.count > 0 ? t('explore.treemapHidden', { n: layout.hidden.count, value: format(layout.hidden.value) }) : ''}
      </p>
      {items.length === 0 ? <p className="text-sm text-ink2">{t('explore.treemapNone')}</p> : null}
    </div>
  );
}

/** The colour of a change, light enough for the names in it. */
function diffFill(value: number): string {
  return `color-mix(in srgb, var(${value < 0 ? '--diff-less' : '--diff-more'}) 62%, #fff)`;
}

function OwnerLegend() {
  const { t } = usePreferences();
  return (
    <ul className="flex flex-wrap items-center gap-x-3 gap-y-0.5 text-xs text-ink2" aria-label={t('profile.owner')}>
      {frameOwners.map((owner) => (
        <li key={owner} className="flex items-center gap-1">
          <span className="h-2.5 w-2.5 rounded-sm" style={{ background: `var(--owner-${owner})` }} />
          {t(`profile.${owner}`)}
        </li>
      ))}
    </ul>
  );
}

function DiffLegend() {
  const { t } = usePreferences();
  return (
    <ul className="flex flex-wrap items-center gap-x-3 gap-y-0.5 text-xs text-ink2">
      {(['less', 'more'] as const).map((sign) => (
        <li key={sign} className="flex items-center gap-1">
          <span className="h-2.5 w-2.5 rounded-sm" style={{ background: diffFill(sign === 'less' ? -1 : 1) }} />
          {sign === 'less' ? '−' : '+'} {t(`explore.${sign}`)}
        </li>
      ))}
    </ul>
  );
}
