'use client';

import { useEffect, useMemo } from 'react';
import { type GuidanceEntry, type GuidanceGroup, guidanceGroups } from '@/lib/guidance';
import type { FindingCard } from '@/lib/query/case';
import { useCase } from '../../state/case';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useCatalogue } from '../../state/use-catalogue';
import { Choice, SearchField, SeverityWord } from '../../ui/basics';
import { Computing, QueryFailure } from '../../ui/states';
import { EntryView } from './entry';

/** The catalogue: searchable in both languages, each entry with its sources and the findings of this case it answers. */
export default function GuidanceView() {
  const { t, language } = usePreferences();
  const { findings } = useCase();
  const { catalogue, error } = useCatalogue();
  const url = useUrl();
  const text = url.get('q') ?? '';
  const group = (url.get('group') ?? 'all') as GuidanceGroup | 'all';
  const onlyHere = url.get('here') === '1';
  const opened = url.get('entry');
  const answered = useMemo(() => {
    const byEntry = new Map<string, { card: FindingCard; index: number }[]>();
    for (const [index, card] of findings.entries()) {
      for (const id of card.guidance) byEntry.set(id, [...(byEntry.get(id) ?? []), { card, index }]);
    }
    return byEntry;
  }, [findings]);
  useEffect(() => {
    if (catalogue && opened) document.getElementById(`entry-${opened}`)?.scrollIntoView({ block: 'start', behavior: 'instant' });
  }, [catalogue, opened]);
  if (error) return <QueryFailure error={error} />;
  if (!catalogue) return <Computing />;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = catalogue.entries.filter(
    (entry) =>
      (group === 'all' || entry.group === group) && (!onlyHere || answered.has(entry.id)) && (words.length === 0 || matches(entry, words)),
  );
  return (
    <div className="flex flex-col gap-4">
      <header>
        <h1>{t('guidance.title')}</h1>
        <p className="max-w-[80ch] text-ink2">{t('guidance.lead')}</p>
      </header>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Choice<GuidanceGroup | 'all'>
          label={t('guidance.title')}
          value={group}
          options={[{ value: 'all', label: t('guidance.all') }, ...guidanceGroups.map((id) => ({ value: id, label: t(`guidance.${id}`) }))]}
          onChange={(value) => url.set({ group: value === 'all' ? undefined : value, entry: undefined }, { replace: true })}
        />
        <label className="inline-flex items-center gap-2 text-sm">
          <input
            type="checkbox"
            checked={onlyHere}
            onChange={(event) => url.set({ here: event.target.checked ? '1' : undefined }, { replace: true })}
          />
          {t('guidance.onlyAnswers')}
        </label>
        <SearchField
          label={t('guidance.search')}
          value={text}
          onChange={(value) => url.set({ q: value }, { replace: true })}
          className="w-full max-w-[360px] flex-1 basis-[220px]"
        />
        <span className="text-sm text-ink2">{t('guidance.entries', { n: shown.length })}</span>
      </div>
      {shown.length === 0 ? <p className="panel p-4 text-ink2">{t('guidance.noMatch')}</p> : null}
      <ol className="flex flex-col gap-2">
        {shown.map((entry) => (
          <li key={entry.id} id={`entry-${entry.id}`} className="panel scroll-mt-[calc(var(--bar)+12px)]" data-testid="guidance-entry">
            <EntryView
              entry={entry}
              open={entry.id === opened}
              onToggle={() => url.set({ entry: entry.id === opened ? undefined : entry.id }, { replace: true })}
              answers={
                answered.has(entry.id) ? (
                  <ul className="flex flex-col gap-1">
                    {answered
                      .get(entry.id)
                      ?.slice(0, entry.id === opened ? undefined : 4)
                      .map(({ card, index }) => (
                        <li key={index}>
                          <button
                            type="button"
                            className="flex min-w-0 items-baseline gap-2 text-left text-accent hover:underline"
                            onClick={() => url.go('overview', { finding: String(index) })}
                          >
                            <SeverityWord severity={card.finding.severity} />
                            <span className="min-w-0 break-words">{card.finding.title[language]}</span>
                          </button>
                        </li>
                      ))}
                    {entry.id !== opened && (answered.get(entry.id)?.length ?? 0) > 4 ? (
                      <li className="text-ink2">{t('guidance.moreAnswers', { n: (answered.get(entry.id)?.length ?? 0) - 4 })}</li>
                    ) : null}
                  </ul>
                ) : null
              }
            />
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Every word stands somewhere in the entry, in either language. */
function matches(entry: GuidanceEntry, words: readonly string[]): boolean {
  const all = [
    entry.id,
    entry.title.en,
    entry.title.zh,
    entry.text.en,
    entry.text.zh,
    entry.change.before,
    entry.change.after,
    ...entry.citations.flatMap(({ file, section }) => [file, section.en, section.zh]),
    ...entry.corrections.flatMap(({ text, source }) => [text.en, text.zh, source]),
    ...entry.answers.map(({ rule }) => rule),
  ]
    .join('\n')
    .toLowerCase();
  return words.every((word) => all.includes(word));
}
