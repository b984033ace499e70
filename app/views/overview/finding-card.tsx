'use client';

import { useEffect, useState } from 'react';
import type { FindingCard } from '@/lib/query/case';
import { useCase } from '../../state/case';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useCatalogue } from '../../state/use-catalogue';
import { Change, Corrections, Sources, Verify } from '../../ui/advice';
import { CopyButton, SeverityWord } from '../../ui/basics';
import { Icon } from '../../ui/icons';
import { Prose } from '../../ui/prose';
import { QueryFailure } from '../../ui/states';
import { views } from '../registry';
import { EvidenceChart, EvidenceFacts, EvidenceStack } from './evidence';

/** One finding: severity, sentence, tier; then the evidence, the advice and how to check that it worked. */
export function FindingView(props: { card: FindingCard; index: number; findingKey: string; expanded: boolean }) {
  const { t, language } = usePreferences();
  const { client, dismiss, inputs } = useCase();
  const url = useUrl();
  const { catalogue, error } = useCatalogue();
  const [open, setOpen] = useState(props.expanded);
  const [dismissing, setDismissing] = useState(false);
  useEffect(() => {
    if (props.expanded) setOpen(true);
  }, [props.expanded]);
  const { finding, guidance } = props.card;
  const entries = guidance.flatMap((id) => catalogue?.byId.get(id) ?? []);
  const direct = entries[0];
  const link = finding.link && views.some((view) => view.id === finding.link?.view) ? finding.link : undefined;
  const tierReason = finding.tierReason?.[language] ?? t(`overview.${finding.tier}Why`);
  const markdown = async () => {
    const report = await client?.query('case.report', { language });
    const { renderFinding } = await import('@/lib/report/markdown');
    return report ? renderFinding(report, props.index, language) : '';
  };
  return (
    <li
      id={`finding-${props.index}`}
      tabIndex={-1}
      data-testid="finding"
      className="panel relative scroll-mt-[calc(var(--bar)+12px)] overflow-hidden pl-1.5"
    >
      <span aria-hidden="true" className="absolute inset-y-0 left-0 w-1.5" style={{ background: `var(--${finding.severity})` }} />
      <article aria-labelledby={`finding-title-${props.index}`} className="flex flex-col gap-3 p-4">
        <div className="flex flex-wrap items-center gap-2">
          <SeverityWord severity={finding.severity} />
          <span className="rounded-full border border-line2 px-2 py-px text-xs font-medium text-ink2" title={tierReason}>
            {t(`overview.${finding.tier}`)}
          </span>
          <code className="text-ink3">{finding.rule}</code>
          <span className="flex-1" />
          {link ? (
            <button type="button" className="btn" onClick={() => url.go(link.view, link.params)}>
              <Icon name="search" size={13} /> {t('overview.showEvidence')}
            </button>
          ) : null}
          <CopyButton label={t('overview.copyFinding')} text={markdown} />
          <button type="button" className="btn" aria-expanded={dismissing} onClick={() => setDismissing(!dismissing)}>
            {t('overview.dismiss')}
          </button>
        </div>
        {dismissing ? <DismissForm onDismiss={(reason) => dismiss(props.findingKey, reason)} /> : null}
        <div className="grid gap-x-6 gap-y-3 wide:grid-cols-[minmax(0,1fr)_minmax(220px,340px)]">
          <div className="min-w-0">
            <h2 id={`finding-title-${props.index}`} className="break-words text-base leading-snug">
              {finding.title[language]}
            </h2>
            <p className="mt-1 max-w-[90ch] break-words text-ink2">{finding.summary[language]}</p>
          </div>
          <EvidenceChart finding={finding} />
        </div>
        <button
          type="button"
          className="btn btn-ghost -mb-1 -ml-2 h-6 self-start px-2"
          aria-expanded={open}
          aria-controls={`finding-body-${props.index}`}
          onClick={() => setOpen(!open)}
        >
          <Icon name={open ? 'down' : 'right'} size={12} /> {t(open ? 'overview.less' : 'overview.details')}
        </button>
        {open ? (
          <div id={`finding-body-${props.index}`} className="flex min-w-0 flex-col gap-4 border-t border-line pt-3">
            <section className="min-w-0">
              <h3 className="mb-1">{t('overview.because')}</h3>
              <div className="grid min-w-0 gap-x-6 gap-y-3 wide:grid-cols-2">
                <EvidenceFacts finding={finding} inputs={inputs} />
                <EvidenceStack finding={finding} />
              </div>
              <p className="mt-2 max-w-[90ch] text-sm text-ink2">
                {t(`overview.${finding.tier}`)}: {tierReason} {finding.raise ? t('overview.raise', { how: finding.raise[language] }) : ''}
              </p>
            </section>
            {error ? <QueryFailure error={error} /> : null}
            {direct ? (
              <>
                <section className="min-w-0">
                  <h3 className="mb-1">
                    {t('overview.do')}: {direct.title[language]}
                  </h3>
                  <div className="flex min-w-0 flex-col gap-3">
                    <Prose text={direct.text[language]} />
                    <Change entry={direct} />
                    <Corrections entry={direct} />
                    <Sources entry={direct} />
                  </div>
                </section>
                <section className="min-w-0">
                  <h3 className="mb-1">{t('overview.verify')}</h3>
                  <Verify steps={props.card.verify} />
                </section>
              </>
            ) : null}
            {entries.length > 0 ? (
              <p className="flex flex-wrap gap-x-3 gap-y-1 text-sm">
                {entries.map((entry) => (
                  <a key={entry.id} {...url.link('guidance', { entry: entry.id })} className="text-accent hover:underline">
                    {entry.title[language]}
                  </a>
                ))}
              </p>
            ) : null}
          </div>
        ) : null}
      </article>
    </li>
  );
}

function DismissForm({ onDismiss }: { onDismiss: (reason: string) => void }) {
  const { t } = usePreferences();
  const [reason, setReason] = useState('');
  return (
    <form
      className="flex flex-wrap items-center gap-2 rounded bg-s2 p-2"
      onSubmit={(event) => {
        event.preventDefault();
        onDismiss(reason.trim());
      }}
    >
      <input
        className="field min-w-0 flex-1"
        aria-label={t('overview.dismissWhy')}
        placeholder={t('overview.dismissPlaceholder')}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <button type="submit" className="btn btn-primary" disabled={reason.trim() === ''}>
        {t('overview.dismiss')}
      </button>
    </form>
  );
}
