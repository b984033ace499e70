'use client';

import { useCallback, useMemo } from 'react';
import { percentage } from '@/lib/base/units';
import { barsHeight, drawBars } from '@/lib/charts/draw/bars';
import { formatCount } from '@/lib/charts/format';
import type { LabelKey } from '@/lib/model/allocation-review';
import { usePreferences } from '../../../state/preferences';
import { useQuery } from '../../../state/use-query';
import { Command, Select } from '../../../ui/basics';
import { type ShowTooltip, SvgChart } from '../../../ui/chart';
import { Computing, Notice, QueryFailure } from '../../../ui/states';
import type { ProfileTabProps } from '../tabs';

/** Every label of the samples, its values as bars; a bar filters by its value, a key becomes the root or the leaf of the stacks. */
export default function LabelsTab(props: ProfileTabProps) {
  const { t } = usePreferences();
  const report = useQuery('explore.labels', props.query);
  if (report.error) return <QueryFailure error={report.error} />;
  if (!report.data) return <Computing />;
  if (report.data.length === 0) {
    return (
      <Notice title={t('states.emptyTitle')}>
        <p>{t('explore.labelsNone')}</p>
        <Command text={'pprof.Do(ctx, pprof.Labels("route", route), func(ctx context.Context) {\n\thandle(ctx)\n})'} />
      </Notice>
    );
  }
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <p className="text-sm text-ink2">{t('explore.labelClick')}</p>
      {report.data.map((label) => (
        <Label key={`${label.key} ${label.numeric}`} {...props} label={label} />
      ))}
    </div>
  );
}

const limit = 16;

function Label(props: ProfileTabProps & { label: LabelKey }) {
  const { t } = usePreferences();
  const { label, format, addFilter, head } = props;
  const total = head?.total ?? label.total;
  const share = useCallback((value: number | bigint) => percentage(value, total).trim(), [total]);
  const data = useMemo(() => {
    const all = label.values.map(({ name, value }, i) => ({ key: String(i), label: name === '' ? '""' : name, value: Number(value) }));
    // A value without a bar is found in the table and in the choice above.
    const drawn = all.filter(({ value }) => value !== 0);
    return drawn.length > 0 ? drawn : all;
  }, [label]);
  const keep = useCallback(
    (key: string) => {
      const filter = label.values[Number(key)]?.tagfocus;
      if (filter !== undefined) addFilter('tagfocus', filter);
    },
    [label, addFilter],
  );
  const draw = useCallback(
    (svg: SVGSVGElement, width: number, tooltip: ShowTooltip) => {
      drawBars(svg, {
        data,
        width,
        limit,
        format: (bar) => `${format(bar.value)} · ${share(bar.value)}`,
        onPick: keep,
        onHover: (bar, event) =>
          tooltip(
            bar && {
              title: `${label.key}: ${bar.label}`,
              rows: [
                [t('charts.value'), format(bar.value)],
                [t('charts.share'), share(bar.value)],
              ],
            },
            event,
          ),
      });
    },
    [data, format, share, keep, label.key, t],
  );
  return (
    <SvgChart
      title={t('explore.labelTitle', { key: label.key })}
      summary={t('explore.labelSummary', {
        values: label.values.length,
        samples: label.samples,
        without: label.without,
        top: data[0]?.label ?? '',
      })}
      table={() => ({
        columns: [
          { label: label.key },
          { label: t('charts.value'), numeric: true },
          { label: t('charts.share'), numeric: true },
          { label: 'tagfocus' },
        ],
        rows: label.values.map(({ name, value, tagfocus }) => [name, value, share(value), tagfocus]),
      })}
      draw={draw}
      minHeight={barsHeight(data, limit)}
      testId={`label-${label.key}`}
      controls={
        <span className="flex min-w-0 flex-wrap items-center gap-2">
          {label.values.length > Math.min(limit, data.length) ? (
            <span className="text-xs text-ink2">{t('charts.others', { n: label.values.length - Math.min(limit, data.length) })}</span>
          ) : null}
          {label.without > 0 ? (
            <span className="text-xs text-ink2">{t('explore.labelWithout', { n: formatCount(label.without) })}</span>
          ) : null}
          <Select
            label={t('explore.labelValue')}
            value=""
            options={[
              { value: '', label: t('explore.labelPick', { key: label.key }) },
              ...label.values.flatMap(({ name, tagfocus }, i) =>
                tagfocus === undefined
                  ? []
                  : [
                      { value: `tagfocus ${i}`, label: t('explore.labelOnly', { value: name }) },
                      { value: `tagignore ${i}`, label: t('explore.labelDrop', { value: name }) },
                    ],
              ),
            ]}
            onChange={(choice) => {
              const [kind, at] = choice.split(' ');
              const filter = label.values[Number(at)]?.tagfocus;
              if (filter !== undefined) addFilter(kind === 'tagignore' ? 'tagignore' : 'tagfocus', filter);
            }}
            className="max-w-[180px]"
          />
          <button type="button" className="btn h-6 px-2 text-xs" onClick={() => addFilter('tagroot', label.key)}>
            {t('explore.labelRoot')}
          </button>
          <button type="button" className="btn h-6 px-2 text-xs" onClick={() => addFilter('tagleaf', label.key)}>
            {t('explore.labelLeaf')}
          </button>
        </span>
      }
    />
  );
}
