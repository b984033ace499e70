'use client';

import type { Comparison, Verdict, VerdictWord } from '@/lib/model/comparison';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { SeverityWord } from '../../ui/basics';

/** Order on the page: what needs a hand first. */
const order: readonly VerdictWord[] = ['worse', 'unchanged', 'cannot-tell', 'better', 'mended'];

/** A word, a sign and a colour for each verdict: none of the three stands alone. */
const looks: Readonly<Record<VerdictWord, { readonly sign: string; readonly tone: string; readonly stripe: string }>> = {
  mended: { sign: '✓', tone: 'text-[var(--add-text)]', stripe: 'var(--running)' },
  better: { sign: '↘', tone: 'text-low', stripe: 'var(--low)' },
  unchanged: { sign: '=', tone: 'text-info', stripe: 'var(--info)' },
  worse: { sign: '↗', tone: 'text-high', stripe: 'var(--high)' },
  'cannot-tell': { sign: '?', tone: 'text-medium', stripe: 'var(--medium)' },
};

/** One line for each finding before the change: was its advice kept? */
export function Verdicts({ comparison }: { comparison: Comparison }) {
  const { t, language } = usePreferences();
  const url = useUrl();
  const { verdicts, before, stayed, fresh, work } = comparison;
  const wanted = order.find((word) => word === url.get('verdict'));
  const gone = verdicts.filter((verdict) => !verdict.stayed && verdict.word !== 'cannot-tell').length;
  const unknown = verdicts.length - gone - stayed.length;
  const shown = verdicts
    .filter((verdict) => wanted === undefined || verdict.word === wanted)
    .sort((a, b) => order.indexOf(a.word) - order.indexOf(b.word) || a.finding - b.finding);
  return (
    <section className="flex flex-col gap-3" aria-labelledby="verdicts-title">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h2 id="verdicts-title">{t('compare.verdicts')}</h2>
        <p className="text-ink2" data-testid="compare-summary">
          {t('compare.summary', { gone, stayed: stayed.length, fresh: fresh.length })}
          {unknown > 0 ? t('compare.summaryUnknown', { n: unknown }) : ''}
        </p>
      </div>
      {work ? (
        <p className="text-sm text-ink2">
          {t('compare.workBasis', { ratio: Number(work.ratio.toPrecision(3)), basis: t(`compare.${work.basis}`) })}
        </p>
      ) : null}
      {verdicts.length === 0 ? (
        <p className="text-ink2">{t('compare.noFindings')}</p>
      ) : (
        <>
          <ul className="flex flex-wrap gap-2">
            {[undefined, ...order].map((word) => {
              const count = word === undefined ? verdicts.length : verdicts.filter((verdict) => verdict.word === word).length;
              if (count === 0) return null;
              return (
                <li key={word ?? 'all'}>
                  <button
                    type="button"
                    className="btn"
                    aria-pressed={wanted === word}
                    onClick={() => url.set({ verdict: word }, { replace: true })}
                  >
                    {word === undefined ? null : (
                      <span aria-hidden="true" className={`font-semibold ${looks[word].tone}`}>
                        {looks[word].sign}
                      </span>
                    )}
                    {t(word === undefined ? 'compare.all' : `compare.${word}`)} {count}
                  </button>
                </li>
              );
            })}
          </ul>
          <ol className="flex flex-col gap-2">
            {shown.map((verdict) => (
              <VerdictRow key={verdict.finding} verdict={verdict} title={before.findings[verdict.finding].title[language]} />
            ))}
          </ol>
        </>
      )}
    </section>
  );
}

function VerdictRow({ verdict, title }: { verdict: Verdict; title: string }) {
  const { t, language } = usePreferences();
  const look = looks[verdict.word];
  return (
    <li className="panel relative overflow-hidden py-2 pr-3 pl-4" data-testid="verdict">
      <span aria-hidden="true" className="absolute inset-y-0 left-0 w-1.5" style={{ background: look.stripe }} />
      <div className="grid gap-x-4 gap-y-0.5 narrow:grid-cols-[110px_minmax(0,1fr)]">
        <p className={`font-semibold ${look.tone}`}>
          <span aria-hidden="true">{look.sign} </span>
          {t(`compare.${verdict.word}`)}
        </p>
        <div className="min-w-0">
          <p className="break-words font-medium">{title}</p>
          <p className="max-w-[100ch] break-words text-sm text-ink2">
            {verdict.lacks ? `${t('compare.lacks')}: ` : ''}
            {verdict.reason[language]}
          </p>
          {verdict.word === 'mended' ? null : (
            <p className="max-w-[100ch] break-words text-sm text-ink3">{t('compare.promise', { text: verdict.promise[language] })}</p>
          )}
        </div>
      </div>
    </li>
  );
}

/** What the change brought along. */
export function FreshFindings({ comparison }: { comparison: Comparison }) {
  const { t, language } = usePreferences();
  const { after, fresh } = comparison;
  if (fresh.length === 0) return null;
  return (
    <section className="panel flex flex-col gap-2 p-3" aria-labelledby="fresh-title">
      <h3 id="fresh-title">{t('compare.fresh')}</h3>
      <ul className="flex flex-col gap-1">
        {fresh.map((at) => (
          <li key={at} className="flex flex-wrap items-baseline gap-x-3">
            <SeverityWord severity={after.findings[at].severity} />
            <span className="min-w-0 flex-1 basis-[240px] break-words">{after.findings[at].title[language]}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
