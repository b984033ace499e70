'use client';

import { useRef, useState } from 'react';
import { useCase } from '../../../state/case';
import { usePreferences } from '../../../state/preferences';
import { useDropTaker } from '../../../ui/drop-zone';
import type { SourceFile } from './bundle';
import { mayHoldSources, type Read, readChosen, readDrop } from './read';
import { addSources, forgetSources } from './store';

/** Where sources are given: by dropping them anywhere on the page, or chosen. */
export function Given(props: { sources: readonly SourceFile[]; fits: number }) {
  const { t } = usePreferences();
  const state = useCase();
  // What is dropped while something else is read or kept is counted apart.
  const [reading, setReading] = useState(0);
  const [keeping, setKeeping] = useState(0);
  const [said, setSaid] = useState<string>();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = async (given: Promise<Read>) => {
    setSaid(undefined);
    try {
      const { sources, rest } = await during(setReading, given);
      if (rest.length > 0) state.add({ files: rest, leftOut: [], more: false });
      if (sources.length === 0 && rest.length === 0) setSaid(t('explore.sourcesNone'));
      if (sources.length === 0) return;
      const kept = addSources(state.id, sources, (why) => setSaid(t('explore.sourcesNotKept', { why })));
      await during(setKeeping, kept);
    } catch (error) {
      setSaid(t('explore.sourceUnreadable', { why: error instanceof Error ? error.message : String(error) }));
    }
  };
  useDropTaker((transfer) => {
    if (!mayHoldSources(transfer)) return false;
    void take(readDrop(transfer));
    return true;
  });
  const chosen = (event: React.ChangeEvent<HTMLInputElement>) => {
    void take(readChosen(event.target.files ?? []));
    event.target.value = '';
  };
  return (
    <section className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md border border-dashed border-line2 px-3 py-2 text-sm">
      <p className="min-w-0 flex-1 basis-[320px] text-ink2">{t('explore.sourceDrop')}</p>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        accept=".go,.s,.c,.h,.cc,.cpp,.zip"
        aria-label={t('explore.chooseFiles')}
        data-testid="source-files"
        onChange={chosen}
      />
      <input
        ref={(element) => {
          folder.current = element;
          // React knows no such attribute.
          element?.setAttribute('webkitdirectory', '');
        }}
        type="file"
        multiple
        hidden
        aria-label={t('explore.chooseFolder')}
        data-testid="source-folder"
        onChange={chosen}
      />
      <span className="flex flex-wrap gap-2">
        <button type="button" className="btn" onClick={() => files.current?.click()}>
          {t('explore.chooseFiles')}
        </button>
        <button type="button" className="btn" onClick={() => folder.current?.click()}>
          {t('explore.chooseFolder')}
        </button>
      </span>
      <span className="flex w-full flex-wrap items-center gap-2 empty:hidden" aria-live="polite">
        {reading > 0 ? <span className="text-ink2">{t('explore.sourcesReading')} …</span> : null}
        {keeping > 0 ? <span className="text-ink2">{t('explore.sourcesKeeping')} …</span> : null}
        {said ? <span className="break-words font-medium text-high">{said}</span> : null}
        {props.sources.length > 0 ? (
          <>
            <span data-testid="sources-held">{t('explore.sourcesHeld', { n: props.sources.length, fits: props.fits })}</span>
            <button
              type="button"
              className="btn btn-ghost h-6 px-1.5 text-xs"
              onClick={() => {
                setSaid(undefined);
                forgetSources(state.id).catch((error: unknown) => setSaid(t('explore.sourceUnreadable', { why: String(error) })));
              }}
            >
              {t('explore.sourcesForget')}
            </button>
          </>
        ) : null}
      </span>
    </section>
  );
}

/** Counts the work while it lasts. */
async function during<T>(count: (change: (before: number) => number) => void, work: Promise<T>): Promise<T> {
  count((before) => before + 1);
  try {
    return await work;
  } finally {
    count((before) => before - 1);
  }
}
