'use client';

import type { Amount } from '@/lib/base/units';
import type { FileNote } from '@/lib/query/explore';
import { usePreferences } from '../../../state/preferences';
import { type CodeRow, lastStep } from './rows';

const words = { escapes: 'explore.noteEscapes', moved: 'explore.noteMoved', leaks: 'explore.noteLeaks' } as const;

/** What the compiler says of a line, the value that the line allocates in the first sentence. */
export function Notes(props: { row: CodeRow; allocates: boolean; value: (amount: Amount) => string; share: (amount: Amount) => string }) {
  const { t } = usePreferences();
  const { row } = props;
  const whyOf = (note: FileNote): string => {
    const what = t(words[note.kind as keyof typeof words], { subject: note.subject });
    const step = lastStep(note);
    return step ? t('explore.noteThrough', { what, step }) : what;
  };
  return (
    <ul
      className="sticky left-2 flex w-fit max-w-[min(90ch,calc(100vw-64px))] flex-col gap-0.5 border-l-2 border-l-[var(--medium)] bg-s2 px-2 py-1 narrow:static narrow:ml-[196px]"
      data-testid="line-notes"
    >
      {row.notes.map((note, i) => {
        const why = whyOf(note);
        const paid = row.flat !== 0 ? row.flat : row.cum;
        const first = i === 0 && props.allocates && paid !== 0 && note.kind !== 'leaks';
        const sentence = row.flat !== 0 ? 'explore.noteLine' : 'explore.noteLineCum';
        const steps = note.reason === '' ? [] : note.reason.split('\n');
        return (
          <li key={`${note.column} ${note.kind} ${note.subject}`} className="whitespace-normal break-words">
            {first ? t(sentence, { share: props.share(paid), value: props.value(paid), why }) : capital(why)}.
            {steps.length > 1 ? (
              <details className="text-xs text-ink2">
                <summary>{t('explore.noteSteps', { n: steps.length })}</summary>
                <pre className="whitespace-pre-wrap">{steps.join('\n')}</pre>
              </details>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
