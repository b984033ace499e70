'use client';

import { formatCount, formatDuration } from '@/lib/charts/format';
import type { AgreedFigure, Agreement } from '@/lib/query/gc-view';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { CsvButton } from '../../ui/csv-button';
import type { Counterpart } from './use-counterpart';

interface Row {
  readonly label: string;
  readonly trace: number;
  readonly log: number;
  readonly format: (value: number) => string;
  readonly why: string;
}

/** What the trace and the log of the same run tell alike, and where and why they differ. */
export function AgreementPanel({ other }: { other: Counterpart }) {
  const { t } = usePreferences();
  const url = useUrl();
  const { agreement } = other;
  const rows = rowsOf(agreement, t);
  const source = other.data.series.source;
  return (
    <div className="panel min-w-0 p-3 text-sm" data-testid="gc-agreement">
      <div className="mb-1 flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="mr-auto">{t('gc.agreement')}</h3>
        <CsvButton
          title={t('gc.agreement')}
          table={() => ({
            columns: [{ label: t('gc.figure') }, { label: 'trace', numeric: true }, { label: 'gctrace', numeric: true }],
            rows: rows.map((row) => [row.label, row.trace, row.log]),
          })}
        />
        <button
          type="button"
          className="btn btn-ghost h-6 px-1.5 text-xs"
          onClick={() =>
            url.set({ series: String(other.series), input: undefined, from: undefined, to: undefined, at: undefined, cycle: undefined })
          }
        >
          {t('gc.showSource', { source })}
        </button>
      </div>
      <p className="mb-2 max-w-[110ch] text-ink2">{summaryOf(agreement, t)}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keys */}
      <section className="overflow-x-auto" tabIndex={0} aria-label={t('gc.agreement')}>
        <table className="w-full">
          <thead className="text-left text-ink2">
            <tr>
              <th className="px-1.5 py-1 font-medium">{t('gc.figure')}</th>
              <th className="num px-1.5 py-1 font-medium">trace</th>
              <th className="num px-1.5 py-1 font-medium">gctrace</th>
              <th className="num px-1.5 py-1 font-medium">{t('gc.difference')}</th>
              <th className="px-1.5 py-1 font-medium max-narrow:hidden">{t('gc.because')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.label}>
                <td className="border-t border-line px-1.5 py-1">{row.label}</td>
                <td className="num border-t border-line px-1.5 py-1">{row.format(row.trace)}</td>
                <td className="num border-t border-line px-1.5 py-1">{row.format(row.log)}</td>
                <td className="num whitespace-nowrap border-t border-line px-1.5 py-1">{difference(row)}</td>
                <td className="border-t border-line px-1.5 py-1 text-ink2 max-narrow:hidden">{row.why}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

type Text = ReturnType<typeof usePreferences>['t'];

function summaryOf(agreement: Agreement, t: Text): string {
  const sentences = [
    t('gc.agreementPairs', { n: agreement.pairs, heaps: agreement.sameHeap, offset: formatDuration(agreement.offsetNs) }),
    t('gc.agreementClock', { worst: formatDuration(agreement.worstStartNs) }),
  ];
  if (agreement.lateStarts > 0) sentences.push(t('gc.agreementLate', { n: agreement.lateStarts }));
  if (agreement.traceOnly > 0) sentences.push(t('gc.agreementTraceOnly', { n: agreement.traceOnly }));
  if (agreement.logOnly > 0) sentences.push(t('gc.agreementLogOnly', { n: agreement.logOnly }));
  if (agreement.logOutside > 0) sentences.push(t('gc.agreementOutside', { n: agreement.logOutside }));
  return sentences.join(' ');
}

function rowsOf(agreement: Agreement, t: Text): Row[] {
  const row = (label: string, figure: AgreedFigure, why: string, format: Row['format'] = formatDuration): Row => ({
    label,
    ...figure,
    format,
    why,
  });
  const rows = [
    row(t('gc.sweepTermination'), agreement.sweepTerminationNs, t('gc.whySweepTerm')),
    row(t('gc.mark'), agreement.markNs, t('gc.whyMark')),
    row(t('gc.markTermination'), agreement.markTerminationNs, t('gc.whyMarkTerm')),
    row(t('gc.gcCpu'), agreement.cpuNs, t('gc.whyCpu')),
    row(t('gc.assistCpu'), agreement.assistNs, t('gc.whyAssist')),
  ];
  if (agreement.forced.trace + agreement.forced.log > 0)
    rows.push(row(t('gc.forced'), agreement.forced, t('gc.whyForcedSame'), formatCount));
  return rows;
}

function difference({ trace, log, format }: Row): string {
  if (trace === log) return '0';
  const part = log > 0 ? ` (${Math.abs((trace / log - 1) * 100).toFixed(1)} %)` : '';
  return `${trace > log ? '+' : '−'}${format(Math.abs(trace - log))}${part}`;
}
