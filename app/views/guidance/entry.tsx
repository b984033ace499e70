'use client';

import type { ReactNode } from 'react';
import type { GuidanceEntry } from '@/lib/guidance';
import { usePreferences } from '../../state/preferences';
import { Change, Corrections, Sources, Verify } from '../../ui/advice';
import { Icon } from '../../ui/icons';
import { Prose } from '../../ui/prose';

/** One entry of the catalogue: a line when closed, everything when open. */
export function EntryView(props: { entry: GuidanceEntry; open: boolean; onToggle: () => void; answers: ReactNode }) {
  const { t, language } = usePreferences();
  const { entry, open } = props;
  const parts: [string, ReactNode][] = [
    [t('guidance.change'), <Change key="change" entry={entry} />],
    [t('guidance.verify'), <Verify key="verify" steps={entry.verify} />],
    [t('guidance.cited'), <Sources key="sources" entry={entry} />],
  ];
  return (
    <article aria-labelledby={`title-${entry.id}`}>
      <h2 className="text-base">
        <button
          type="button"
          className="flex w-full min-w-0 items-center gap-2 px-4 py-2.5 text-left"
          aria-expanded={open}
          onClick={props.onToggle}
        >
          <span className="text-ink3">
            <Icon name={open ? 'down' : 'right'} size={12} />
          </span>
          <span id={`title-${entry.id}`} className="min-w-0 flex-1">
            {entry.title[language]}
          </span>
          {entry.corrections.length > 0 ? (
            <span className="shrink-0 text-xs font-medium text-medium">{t('guidance.corrections')}</span>
          ) : null}
          <code className="hidden shrink-0 font-normal text-ink3 narrow:inline">{entry.id}</code>
        </button>
      </h2>
      {props.answers ? (
        <div className="px-4 pb-3 pl-9 text-sm">
          <p className="text-xs text-ink2">{t('guidance.answersHere')}</p>
          {props.answers}
        </div>
      ) : null}
      {open ? (
        <div className="flex min-w-0 flex-col gap-4 border-t border-line px-4 py-3">
          <Prose text={entry.text[language]} />
          <Corrections entry={entry} />
          {parts.map(([title, content]) => (
            <section key={title} className="min-w-0">
              <h3 className="mb-1">{title}</h3>
              {content}
            </section>
          ))}
          {entry.figures && entry.figures.length > 0 ? (
            <section>
              <h3 className="mb-1">{t('guidance.figures')}</h3>
              <ul className="text-sm">
                {entry.figures.map((figure) => (
                  <li key={figure.id}>
                    <span className="tabular-nums font-medium">
                      {figure.value} {figure.unit}
                    </span>{' '}
                    <span className="text-ink2">
                      {figure.label[language]}
                      {figure.superseded ? ` (${t('guidance.superseded')})` : ''}
                    </span>
                  </li>
                ))}
              </ul>
            </section>
          ) : null}
          <p className="text-sm text-ink2">
            {t('guidance.versions')}: {entry.goVersions[language]} · {t('guidance.answers')}:{' '}
            <code>{[...new Set(entry.answers.map((answer) => answer.rule))].join(', ')}</code>
          </p>
        </div>
      ) : null}
    </article>
  );
}
