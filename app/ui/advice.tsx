'use client';

import type { GuidanceEntry } from '@/lib/guidance';
import { usePreferences } from '../state/preferences';
import { Command, CopyButton } from './basics';
import { Icon } from './icons';
import { inline, Prose } from './prose';

/** The parts of a catalogue entry, as the finding cards and the catalogue both show them. */
export function Change({ entry, stacked }: { entry: GuidanceEntry; stacked?: boolean }) {
  const { t, language } = usePreferences();
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div className={`grid min-w-0 gap-2 ${stacked ? '' : 'wide:grid-cols-2'}`}>
        <Code label={t('overview.before')} code={entry.change.before} tone="remove" />
        <Code label={t('overview.after')} code={entry.change.after} tone="add" />
      </div>
      {entry.change.note[language] ? <p className="max-w-[78ch] text-sm text-ink2">{inline(entry.change.note[language])}</p> : null}
    </div>
  );
}

function Code({ label, code, tone }: { label: string; code: string; tone: 'add' | 'remove' }) {
  return (
    <div className="flex min-w-0 flex-col">
      <div
        className="flex items-center justify-between rounded-t border border-b-0 border-line px-2.5 py-0.5 text-sm font-medium"
        style={{ background: `var(--${tone})`, color: `var(--${tone}-text)` }}
      >
        {label}
        <CopyButton label={label} text={() => code} ghost iconOnly />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keys */}
      <pre className="code-block flex-1 rounded-t-none" tabIndex={0}>
        {code}
      </pre>
    </div>
  );
}

export function Verify({ steps }: { steps: GuidanceEntry['verify'] }) {
  const { t, language } = usePreferences();
  return (
    <ul className="flex min-w-0 flex-col gap-3">
      {steps.map((step) => (
        <li key={step.command} className="flex min-w-0 flex-col gap-1">
          <Command text={step.command} />
          <p className="max-w-[78ch] text-sm">
            <span className="text-ink2">{t('guidance.expect')}: </span>
            {inline(step.expect[language])}
          </p>
        </li>
      ))}
    </ul>
  );
}

export function Sources({ entry }: { entry: GuidanceEntry }) {
  const { t, language } = usePreferences();
  return (
    <ul className="flex flex-col gap-0.5 text-sm text-ink2">
      {entry.citations.map((citation) => (
        <li key={`${citation.document} ${citation.section.zh}`} className="flex gap-1.5">
          <span className="mt-0.5">
            <Icon name="guidance" size={13} />
          </span>
          <span className="min-w-0 break-words">
            {citation.document === 'own' ? t('overview.ownAdvice') : <code>{citation.file}</code>} · {citation.section[language]}
          </span>
        </li>
      ))}
    </ul>
  );
}

export function Corrections({ entry }: { entry: GuidanceEntry }) {
  const { t, language } = usePreferences();
  if (entry.corrections.length === 0) return null;
  return (
    <ul className="flex flex-col gap-2">
      {entry.corrections.map((correction) => (
        <li key={correction.source} className="border-l-2 border-[var(--medium)] pl-3 text-sm">
          <span className="font-semibold text-medium">{t('overview.correction')}</span>
          <Prose text={correction.text[language]} />
          <span className="break-words text-ink2">{correction.source}</span>
        </li>
      ))}
    </ul>
  );
}
