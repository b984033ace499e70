'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { MessageKey } from '@/lib/messages';
import { useCase } from '../state/case';
import { actionOf, type KeyActions } from '../state/key-table';
import { usePreferences } from '../state/preferences';
import { useUrl } from '../state/url';
import { Dialog } from '../ui/dialog';
import { findingKey } from '../views/overview/finding-key';
import { views } from '../views/registry';

const listId = 'palette-list';

interface Entry {
  readonly kind: MessageKey;
  readonly label: string;
  readonly run: () => void;
}

/** Everything that can be gone to or done, found by typing parts of its name. */
export function Palette(props: { onClose: () => void; onShare: () => void; onKeys: () => void }) {
  const { t, language, setLanguage, dark, toggleTheme } = usePreferences();
  const { inputs, findings, record } = useCase();
  const url = useUrl();
  const router = useRouter();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const entries: Entry[] = [
    ...views.map((view): Entry => ({ kind: 'frame.paletteView', label: t(view.label), run: () => url.go(view.id) })),
    { kind: 'frame.paletteView', label: t('frame.home'), run: () => router.push('/') },
    ...findings.flatMap(({ finding }, i): Entry[] => {
      if (record?.dismissed[findingKey(finding)] !== undefined) return [];
      const run = () => url.go('overview', { finding: String(i) });
      return [{ kind: 'frame.paletteFinding', label: finding.title[language], run }];
    }),
    ...inputs.map(
      (input): Entry => ({
        kind: 'frame.paletteFile',
        label: input.name,
        run: () => url.set({ file: String(input.index) }, { replace: true }),
      }),
    ),
    { kind: 'frame.paletteAction', label: t(dark ? 'frame.themeLight' : 'frame.themeDark'), run: toggleTheme },
    {
      kind: 'frame.paletteAction',
      label: `${t('frame.language')}: ${t('frame.switchLanguage')}`,
      run: () => setLanguage(language === 'en' ? 'zh' : 'en'),
    },
    { kind: 'frame.paletteAction', label: t('frame.shareTitle'), run: props.onShare },
    { kind: 'frame.paletteAction', label: t('keys.title'), run: props.onKeys },
  ];
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = entries.filter((entry) => words.every((word) => entry.label.toLowerCase().includes(word))).slice(0, 60);
  const current = Math.min(chosen, shown.length - 1);
  const run = (entry: Entry | undefined) => {
    if (!entry) return;
    props.onClose();
    entry.run();
  };
  const choose = (by: number) => {
    const next = (current + by + shown.length) % Math.max(1, shown.length);
    setChosen(next);
    document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: 'nearest' });
  };
  const keys: KeyActions<'palette'> = {
    ArrowDown: () => choose(1),
    ArrowUp: () => choose(-1),
    Enter: () => run(shown[current]),
  };
  return (
    <Dialog title={t('frame.palette')} onClose={props.onClose} bare>
      <input
        className="w-full rounded-t-lg border-b border-line bg-s1 px-4 py-3 text-lg outline-none placeholder:text-ink3"
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={shown.length > 0 ? `${listId}-${current}` : undefined}
        aria-label={t('frame.palette')}
        placeholder={t('frame.palettePlaceholder')}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setChosen(0);
        }}
        onKeyDown={(event) => {
          const action = actionOf(keys, event);
          if (!action) return;
          event.preventDefault();
          action();
        }}
      />
      <div id={listId} role="listbox" aria-label={t('frame.palette')} className="max-h-[50vh] overflow-y-auto p-1.5">
        {shown.map((entry, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above moves through the options by keys
          <div
            key={`${entry.kind} ${entry.label} ${i}`}
            id={`${listId}-${i}`}
            role="option"
            aria-selected={i === current}
            tabIndex={-1}
            className={`flex cursor-pointer items-center gap-3 rounded px-2.5 py-1.5 ${i === current ? 'bg-accent-soft' : 'hover:bg-s2'}`}
            onClick={() => run(entry)}
          >
            <span className="w-16 shrink-0 text-xs text-ink2">{t(entry.kind)}</span>
            <span className="min-w-0 truncate">{entry.label}</span>
          </div>
        ))}
        {shown.length === 0 ? <p className="px-2.5 py-3 text-ink2">{t('frame.paletteEmpty')}</p> : null}
      </div>
    </Dialog>
  );
}
