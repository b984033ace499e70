'use client';

import { memo, useMemo } from 'react';
import { formatCount, formatDuration } from '@/lib/charts/format';
import type { Translate } from '@/lib/messages';
import type { EvidenceValue } from '@/lib/model/finding';
import type { FindingCard } from '@/lib/query/case';
import { usePreferences } from '../../state/preferences';
import { SeverityWord } from '../../ui/basics';
import { type Column, VirtualTable } from '../../ui/virtual-table';
import { functionColumn, stateColumn } from './columns';
import { signed } from './growth';

/** A leak's finding and its place among all findings of the case. */
export interface LeakRow {
  readonly card: FindingCard;
  readonly index: number;
}

export interface LeakGrowth {
  readonly counts: readonly number[];
  readonly minutes: readonly number[] | undefined;
  readonly perMinute: number | undefined;
  readonly minutesToMany: number | undefined;
  readonly clock: string | undefined;
}

/** The growth part of a leak's evidence (lib/analyses/leaks/forecast.ts), undefined where there was one snapshot. */
export function growthOf(evidence: EvidenceValue): LeakGrowth | undefined {
  if (typeof evidence !== 'object' || evidence === null || !('counts' in evidence)) return undefined;
  const { counts, minutes, perMinute, minutesTo100000, clock } = evidence as { readonly [name: string]: EvidenceValue };
  const numbers = (value: EvidenceValue) =>
    Array.isArray(value) && value.every((one) => typeof one === 'number') ? (value as number[]) : undefined;
  const number = (value: EvidenceValue) => (typeof value === 'number' ? value : undefined);
  const found = numbers(counts);
  return (
    found && {
      counts: found,
      minutes: numbers(minutes),
      perMinute: number(perMinute),
      minutesToMany: number(minutesTo100000),
      clock: typeof clock === 'string' ? clock : undefined,
    }
  );
}

/** Places that leak or may leak, as the analyses found them; a row opens its card. */
export const LeakTable = memo(function LeakTable(props: { leaks: readonly LeakRow[]; selected: number; onPick: (index: number) => void }) {
  const { t } = usePreferences();
  const grown = props.leaks.some(({ card }) => growthOf(card.finding.evidence.growth as EvidenceValue) !== undefined);
  const ranked = props.leaks.some(({ card }) => typeof card.finding.evidence.rootMeanSquare === 'number');
  const columns = useMemo(() => columnsOf(t, grown, ranked), [t, grown, ranked]);
  return (
    <section className="panel min-w-0 overflow-hidden" aria-labelledby="leaks-title" data-testid="leaks">
      <div className="flex items-center gap-3 px-3 py-2">
        <h2 id="leaks-title" className="mr-auto text-[13px]">
          {t('goroutines.leaksTitle')}
        </h2>
        {props.leaks.length > 0 ? <span className="text-xs text-ink2">{t('overview.findings', { n: props.leaks.length })}</span> : null}
      </div>
      <VirtualTable
        label={t('goroutines.leaksTitle')}
        columns={columns}
        rows={props.leaks}
        rowKey={({ index }) => String(index)}
        selected={props.selected < 0 ? undefined : String(props.selected)}
        onPick={({ index }) => props.onPick(index)}
        height={214}
        empty={t('goroutines.leaksNone')}
      />
    </section>
  );
});

/** `grown`: over several snapshots; `ranked`: over several instances. */
function columnsOf(t: Translate, grown: boolean, ranked: boolean): Column<LeakRow>[] {
  return [
    {
      id: 'severity',
      label: t('goroutines.severity'),
      width: '84px',
      cell: ({ card }) => <SeverityWord severity={card.finding.severity} />,
    },
    { id: 'tier', label: t('goroutines.tier'), width: '104px', wideOnly: true, cell: ({ card }) => t(`overview.${card.finding.tier}`) },
    {
      id: 'count',
      label: t('goroutines.count'),
      width: '76px',
      numeric: true,
      cell: ({ card }) => formatCount(card.finding.evidence.count ?? 0),
    },
    stateColumn(t, ({ card }) => ({ state: card.finding.evidence.state ?? '' }), { wideOnly: true }),
    functionColumn(t, ({ card }) => ({ fn: card.finding.evidence.function ?? '', own: true })),
    {
      id: 'place',
      label: t('goroutines.place'),
      width: 'minmax(110px,1fr)',
      wideOnly: true,
      cell: ({ card: { finding } }) => {
        const { file = '', line } = finding.evidence;
        return (
          <code className="flex min-w-0 text-ink2" title={`${file}:${line}`}>
            <span className="truncate">{file.slice(file.lastIndexOf('/') + 1)}</span>
            <span className="shrink-0">:{line}</span>
          </code>
        );
      },
    },
    {
      id: 'waited',
      label: t('goroutines.waited'),
      width: '84px',
      numeric: true,
      wideOnly: true,
      cell: ({ card }) => {
        const { waitMinutes, openNs } = card.finding.evidence;
        if (waitMinutes !== undefined) return t('goroutines.minutes', { n: waitMinutes });
        // A trace knows it to the nanosecond.
        const longest = typeof openNs === 'object' && openNs !== null && 'max' in openNs ? openNs.max : undefined;
        return typeof longest === 'number' ? formatDuration(longest) : '';
      },
    },
    ...(grown
      ? [
          {
            id: 'growth',
            label: t('goroutines.rate'),
            width: '148px',
            numeric: true,
            wideOnly: true,
            cell: ({ card }: LeakRow) => {
              const growth = growthOf(card.finding.evidence.growth as EvidenceValue);
              if (!growth) return '';
              const [first, last] = [growth.counts[0], growth.counts[growth.counts.length - 1]];
              return growth.perMinute === undefined
                ? `${formatCount(first)} → ${formatCount(last)}`
                : t('goroutines.perMinuteOf', { n: signed(growth.perMinute) });
            },
          },
        ]
      : []),
    ...(ranked
      ? [
          {
            id: 'instance',
            label: t('evidence.instance'),
            width: '110px',
            wideOnly: true,
            cell: ({ card }: LeakRow) => String(card.finding.evidence.instance ?? ''),
          },
          {
            id: 'rms',
            label: t('goroutines.rms'),
            width: '132px',
            numeric: true,
            wideOnly: true,
            cell: ({ card }: LeakRow) => formatCount(Number(card.finding.evidence.rootMeanSquare ?? 0)),
          },
        ]
      : []),
  ];
}
