'use client';

import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useCase } from '../state/case';
import { useKeys } from '../state/keys';
import { usePreferences } from '../state/preferences';
import { useUrl } from '../state/url';
import { IconButton } from '../ui/basics';
import { PageDrop } from '../ui/drop-zone';
import { findingKey } from '../views/overview/finding-key';
import { viewOf } from '../views/registry';
import { CaseBar } from './case-bar';
import { InputDrawer } from './input-drawer';
import { KeySheet } from './key-sheet';
import { Palette } from './palette';
import { Rail } from './rail';
import { ShareDialog } from './share';

/** What stands around every view of a case. */
export function Frame({ children }: { children: ReactNode }) {
  const { t, toggleTheme } = usePreferences();
  const state = useCase();
  const url = useUrl();
  const [sheet, setSheet] = useState<'keys' | 'palette' | 'share'>();
  const view = viewOf(url.get('view'));
  const close = () => setSheet(undefined);

  const step = (by: number) => {
    const onOverview = view.id === 'overview';
    const severity = onOverview ? url.get('severity') : undefined;
    const dismissed = state.record?.dismissed ?? {};
    // Only findings that have a card to go to.
    const open = state.findings.flatMap(({ finding }, index) =>
      dismissed[findingKey(finding)] === undefined ? [{ severity: finding.severity, index: String(index) }] : [],
    );
    const chosen = open.filter((one) => one.severity === severity);
    const reachable = (chosen.length > 0 ? chosen : open).map(({ index }) => index);
    const count = reachable.length;
    if (count === 0) return;
    const at = onOverview ? reachable.indexOf(url.get('finding') ?? '') : -1;
    const next = reachable[at < 0 ? (by > 0 ? 0 : count - 1) : (at + by + count) % count];
    if (onOverview) url.set({ finding: next }, { replace: true });
    else url.go('overview', { finding: next });
  };
  useKeys<'page'>({
    '?': () => setSheet('keys'),
    'mod+k': (event) => {
      event.preventDefault();
      setSheet('palette');
    },
    '/': (event) => {
      const field = document.querySelector<HTMLInputElement>('[data-view-search]');
      if (!field) return;
      event.preventDefault();
      field.focus();
      field.select();
    },
    '[': () => step(-1),
    ']': () => step(1),
    t: toggleTheme,
  });

  const shown = useRef(view.id);
  useEffect(() => {
    if (shown.current === view.id) return;
    shown.current = view.id;
    // What led here may be gone with its view: the keys go on from the top of the new one.
    if (document.activeElement === document.body) document.getElementById('content')?.focus({ preventScroll: true });
  }, [view.id]);

  return (
    <div className="flex min-h-dvh flex-col">
      <a href="#content" className="sr-only-focusable fixed left-2 top-2 z-50 rounded bg-s1 px-3 py-2">
        {t('frame.skip')}
      </a>
      <CaseBar onShare={() => setSheet('share')} onKeys={() => setSheet('keys')} onPalette={() => setSheet('palette')} />
      <div className="flex flex-1 items-start">
        <Rail current={view.id} />
        <main id="content" tabIndex={-1} className="min-w-0 flex-1 px-3 pb-24 pt-4 outline-none narrow:px-6 narrow:pb-12">
          <div className="mx-auto max-w-[var(--content)]">
            {state.notice ? (
              <div
                role="status"
                className="panel mb-3 flex items-start justify-between gap-2 border-l-4 border-l-[var(--medium)] px-3 py-2"
              >
                <p className="min-w-0 break-words">{state.notice}</p>
                <IconButton icon="close" label={t('frame.close')} onClick={() => state.say(undefined)} />
              </div>
            ) : null}
            {children}
          </div>
        </main>
        <div id="drawer-slot" className="contents" />
      </div>
      <InputDrawer />
      {sheet === 'keys' ? <KeySheet view={view.id} onClose={close} /> : null}
      {sheet === 'palette' ? <Palette onClose={close} onShare={() => setSheet('share')} onKeys={() => setSheet('keys')} /> : null}
      {sheet === 'share' ? <ShareDialog onClose={close} /> : null}
      <PageDrop label={t('frame.dropHere')} pastedName={t('home.pastedName')} onFiles={state.add} />
    </div>
  );
}
