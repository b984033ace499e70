'use client';

import { usePreferences } from '../../state/preferences';
import type { UrlState } from '../../state/url';
import { IconButton, SeverityWord } from '../../ui/basics';
import { useFindings } from './use-findings';

/** What was found in this trace, one at a time, each shown at its place. */
export function FindingSteps({ input, url }: { input: number; url: UrlState }) {
  const { t, language } = usePreferences();
  const { findings, at, go } = useFindings(input, url);
  if (findings.length === 0) return null;
  const one = findings[Math.max(0, at)];
  return (
    <div className="panel flex min-w-0 items-center gap-2 px-3 py-1.5" data-testid="finding-steps">
      <IconButton
        icon="left"
        label={`${t('trace.findingBefore')} ([)`}
        onClick={() => go(at < 0 ? findings.length - 1 : (at - 1 + findings.length) % findings.length)}
        size={14}
      />
      <span className="num shrink-0 text-sm text-ink2">
        {Math.max(0, at) + 1} / {findings.length}
      </span>
      <IconButton icon="right" label={`${t('trace.findingAfter')} (])`} onClick={() => go((at + 1) % findings.length)} size={14} />
      <SeverityWord severity={one.severity} />
      <button
        type="button"
        className="min-w-0 flex-1 truncate text-left hover:underline"
        aria-live="polite"
        onClick={() => go(Math.max(0, at))}
      >
        {one.title[language]}
      </button>
    </div>
  );
}
