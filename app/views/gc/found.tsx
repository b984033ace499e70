'use client';

import type { Finding } from '@/lib/model/finding';
import type { GcSeries } from '@/lib/query/gc-view';
import { useCase } from '../../state/case';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { SeverityWord } from '../../ui/basics';
import { findingKey } from '../overview/finding-key';

/** A process by its input, and by its place among those of one log. */
type Place = Pick<GcSeries, 'input' | 'process'>;

function isOf({ inputs, evidence }: Finding, { input, process }: Place): boolean {
  return inputs.includes(input) && (evidence.process === undefined || process === undefined || evidence.process === process);
}

/**
 * What the rules of the collector found in this process; each leads to its evidence and advice. What the other source of the same run raises as
 * well stands there once.
 */
export function Found({ of, other }: { of: Place; other: Place | undefined }) {
  const { t, language } = usePreferences();
  const { findings, record } = useCase();
  const url = useUrl();
  const all = findings
    .map((card, index) => ({ finding: card.finding, index }))
    .filter(({ finding }) => /^(?:gc|stw)-/.test(finding.rule) && record?.dismissed[findingKey(finding)] === undefined);
  const own = all.filter(({ finding }) => isOf(finding, of));
  const rules = new Set(own.map(({ finding }) => finding.rule));
  const here = all.filter((one) => own.includes(one) || (other !== undefined && isOf(one.finding, other) && !rules.has(one.finding.rule)));
  if (here.length === 0) {
    return (
      <p className="panel px-3 py-2 text-sm text-ink2" data-testid="gc-found">
        {t('gc.foundNone')}
      </p>
    );
  }
  return (
    <section className="panel min-w-0 px-3 py-2" aria-label={t('gc.found')} data-testid="gc-found">
      <ul className="flex flex-col gap-1">
        {here.map(({ finding, index }) => (
          <li key={index}>
            <a {...url.link('overview', { finding: String(index) })} className="flex items-baseline gap-2 text-accent hover:underline">
              <SeverityWord severity={finding.severity} />
              <span className="min-w-0 break-words">{finding.title[language]}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
