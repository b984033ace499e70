'use client';

import { useEffect, useState } from 'react';
import { type Severity, severities } from '@/lib/model/rules';
import { Accepted } from '../../home/accepted';
import { useCase } from '../../state/case';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { Choice, Command, SeverityWord } from '../../ui/basics';
import { Icon } from '../../ui/icons';
import { InputFailure } from '../../ui/states';
import { FindingView } from './finding-card';
import { findingKey } from './finding-key';
import { InputTable } from './input-table';

/** Cards shown before the list is asked for in whole: a dump of a hundred thousand goroutines may stand at hundreds of places. */
const atFirst = 30;

/** What is wrong, gravest first; what would make the diagnosis firmer; what was read. */
export default function Overview() {
  const { t, language } = usePreferences();
  const { inputs, findings, missing, record } = useCase();
  const url = useUrl();
  const [showDismissed, setShowDismissed] = useState(false);
  const [whole, setWhole] = useState(false);
  const dismissed = record?.dismissed ?? {};
  const focused = url.get('finding');
  useEffect(() => {
    if (focused === undefined) return;
    const card = document.getElementById(`finding-${focused}`);
    card?.scrollIntoView({ block: 'start', behavior: 'instant' });
    card?.focus({ preventScroll: true });
  }, [focused]);

  const all = findings.map((card, index) => ({ card, index, key: findingKey(card.finding) }));
  const open = all.filter(({ key }) => dismissed[key] === undefined);
  const aside = all.filter(({ key }) => dismissed[key] !== undefined);
  // A severity that no finding has (any more) narrows nothing.
  const filter = severities.find((one) => one === url.get('severity') && open.some(({ card }) => card.finding.severity === one)) ?? 'all';
  const shown = open.filter(({ card }) => filter === 'all' || card.finding.severity === filter);
  // A link to a finding further down shows the list as far as that one.
  const linked = shown.findIndex(({ index }) => focused === String(index));
  const listed = whole ? shown : shown.slice(0, Math.max(atFirst, linked + 1));
  const counts = severities.map((severity) => ({ severity, count: open.filter(({ card }) => card.finding.severity === severity).length }));
  const broken = inputs.filter((input) => !input.ok);
  const readable = broken.length < inputs.length;

  return (
    <div className="flex flex-col gap-5">
      <header className="flex flex-wrap items-center gap-3">
        <h1>{t('overview.title')}</h1>
        <span className="text-ink2">{t('overview.findings', { n: open.length })}</span>
        <span className="flex-1" />
        {open.length > 0 ? (
          <Choice<Severity | 'all'>
            label={t('overview.severities')}
            value={filter}
            options={[
              { value: 'all', label: t('overview.all') },
              ...counts
                .filter(({ count }) => count > 0)
                .map(({ severity, count }) => ({ value: severity, label: `${t(`overview.${severity}`)} ${count}` })),
            ]}
            onChange={(value) => url.set({ severity: value === 'all' ? undefined : value }, { replace: true })}
          />
        ) : null}
      </header>

      {broken.length > 0 ? (
        <section className="panel border-l-4 border-l-[var(--critical)] p-4" aria-labelledby="broken" data-testid="broken">
          <h2 id="broken" className="flex items-center gap-2 text-base">
            <Icon name="warning" /> {t('states.broken')}
          </h2>
          <p className="mb-3 text-sm text-ink2">{readable ? t('states.brokenNote') : t('states.brokenAll')}</p>
          <ul className="flex flex-col gap-3">
            {broken.map((input) => (
              <li key={input.index} className="min-w-0">
                <p className="mb-1 break-all font-mono text-sm font-semibold">{input.name}</p>
                {input.error ? <InputFailure error={input.error} /> : null}
              </li>
            ))}
          </ul>
        </section>
      ) : null}

      {open.length === 0 && readable ? (
        <section className="panel p-4">
          <h2 className="text-base">{t('overview.noFindings')}</h2>
          <p className="text-ink2">{t(missing.length > 0 ? 'overview.noFindingsNote' : 'overview.noFindingsPlain')}</p>
        </section>
      ) : null}

      {shown.length > 0 ? (
        <ol className="flex flex-col gap-3" aria-label={t('overview.findings', { n: shown.length })}>
          {listed.map(({ card, index, key }, place) => (
            <FindingView
              key={key}
              card={card}
              index={index}
              findingKey={key}
              expanded={focused === undefined ? place === 0 : focused === String(index)}
            />
          ))}
        </ol>
      ) : null}
      {listed.length < shown.length ? (
        <button type="button" className="btn self-start" onClick={() => setWhole(true)}>
          <Icon name="down" size={12} /> {t('overview.showAll', { n: shown.length - listed.length })}
        </button>
      ) : null}

      {aside.length > 0 ? (
        <section>
          <button type="button" className="btn btn-ghost" aria-expanded={showDismissed} onClick={() => setShowDismissed(!showDismissed)}>
            <Icon name={showDismissed ? 'down' : 'right'} size={12} /> {t('overview.dismissedCount', { n: aside.length })}
          </button>
          {showDismissed ? (
            <ul className="mt-2 flex flex-col gap-2">
              {aside.map(({ card, key }) => (
                <Dismissed key={key} title={card.finding.title[language]} severity={card.finding.severity} findingKey={key} />
              ))}
            </ul>
          ) : null}
        </section>
      ) : null}

      {readable ? (
        <section aria-labelledby="missing" className="panel p-4">
          <h2 id="missing" className="text-base">
            {t('overview.missing')}
          </h2>
          {missing.length === 0 ? <p className="text-sm text-ink2">{t('overview.missingNone')}</p> : null}
          <ul className="mt-2 grid gap-4 wide:grid-cols-2">
            {missing.map((item) => (
              <li key={`${item.input.en} ${item.how}`} className="flex min-w-0 flex-col gap-1">
                <p className="font-medium">{item.input[language]}</p>
                <p className="text-sm text-ink2">{item.why[language]}</p>
                <Command text={item.how} />
              </li>
            ))}
          </ul>
        </section>
      ) : null}

      <InputTable />
      {readable ? null : <Accepted />}
    </div>
  );
}

function Dismissed(props: { title: string; severity: Severity; findingKey: string }) {
  const { t } = usePreferences();
  const { record, dismiss } = useCase();
  return (
    <li className="panel flex flex-wrap items-center gap-3 px-3 py-2">
      <SeverityWord severity={props.severity} />
      <span className="min-w-0 flex-1 break-words text-ink2">{props.title}</span>
      <span className="text-sm text-ink2">{t('overview.dismissed', { reason: record?.dismissed[props.findingKey] || '–' })}</span>
      <button type="button" className="btn" onClick={() => dismiss(props.findingKey, undefined)}>
        {t('overview.restore')}
      </button>
    </li>
  );
}
