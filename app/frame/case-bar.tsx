'use client';

import Link from 'next/link';
import { useEffect, useRef, useState } from 'react';
import { formatBytes } from '@/lib/charts/format';
import type { InputCard } from '@/lib/query/case';
import { useCase } from '../state/case';
import { actionOf, type KeyActions } from '../state/key-table';
import { usePreferences } from '../state/preferences';
import { useUrl } from '../state/url';
import { IconButton } from '../ui/basics';
import { FilePicker } from '../ui/drop-zone';
import { Icon, type IconName } from '../ui/icons';

export function formatIcon(format: string): IconName {
  if (format === 'go-trace') return 'trace';
  if (format.startsWith('goroutine')) return 'goroutines';
  if (format === 'gctrace' || format === 'schedtrace') return 'gc';
  if (format === 'pprof' || format.includes('debug1') || format === 'legacy-pprof') return 'profile';
  return 'file';
}

/** Name of the case, its files, and what can be done with the whole of it. */
export function CaseBar(props: { onShare: () => void; onKeys: () => void; onPalette: () => void }) {
  const { t, language, setLanguage, dark, toggleTheme } = usePreferences();
  const state = useCase();
  return (
    <header className="page-frame sticky top-0 z-30 flex h-[var(--bar)] items-center gap-2 border-b border-line bg-s1 px-2 narrow:px-3">
      <Link
        href="/"
        prefetch={false}
        className="btn btn-ghost btn-icon shrink-0 text-accent"
        title={t('frame.home')}
        aria-label={t('frame.home')}
      >
        <Icon name="chart" />
      </Link>
      <CaseName key={state.record?.name} />
      <Chips />
      <span className="flex-1" />
      <div className="flex shrink-0 items-center gap-0.5">
        <FilePicker label={t('frame.addFiles')} className="btn" onFiles={state.add}>
          <Icon name="plus" size={14} />
          <span className="hidden wide:inline">{t('frame.addFiles')}</span>
        </FilePicker>
        <button
          type="button"
          className="btn btn-primary ml-1"
          aria-label={t('frame.shareTitle')}
          disabled={state.status.phase !== 'ready'}
          onClick={props.onShare}
        >
          <Icon name="share" size={14} />
          <span className="hidden wide:inline">{t('frame.share')}</span>
        </button>
        <button
          type="button"
          className="btn btn-ghost hidden narrow:inline-flex"
          aria-label={t('frame.palette')}
          title={t('frame.palette')}
          onClick={props.onPalette}
        >
          <Icon name="search" size={14} />
        </button>
        <button
          type="button"
          className="btn btn-ghost px-2"
          aria-label={`${t('frame.language')}: ${t('frame.switchLanguage')}`}
          onClick={() => setLanguage(language === 'en' ? 'zh' : 'en')}
        >
          <span className="narrow:hidden">
            <Icon name="language" />
          </span>
          <span className="hidden narrow:inline" lang={language === 'en' ? 'zh' : 'en'}>
            {t('frame.switchLanguage')}
          </span>
        </button>
        <IconButton icon={dark ? 'sun' : 'moon'} label={t(dark ? 'frame.themeLight' : 'frame.themeDark')} onClick={toggleTheme} />
        <IconButton icon="keyboard" label={t('keys.title')} onClick={props.onKeys} className="hidden narrow:inline-flex" />
      </div>
    </header>
  );
}

function CaseName() {
  const { t } = usePreferences();
  const { record, rename } = useCase();
  const [name, setName] = useState(record?.name ?? '');
  /** Escape leaves the name as it was. */
  const left = useRef(false);
  useEffect(() => {
    if (record) document.title = `${record.name} · gotriage`;
  }, [record]);
  if (!record) return null;
  return (
    <input
      title={record.name}
      className="h-7 min-w-16 max-w-[280px] shrink truncate rounded border border-transparent bg-transparent px-1 font-semibold text-ink hover:border-line2 [field-sizing:content]"
      aria-label={t('frame.rename')}
      value={name}
      onChange={(event) => setName(event.target.value)}
      onBlur={(event) => {
        const typed = event.target.value;
        if (left.current || typed.trim() === '') setName(record.name);
        else if (typed !== record.name) rename(typed);
        left.current = false;
      }}
      onKeyDown={(event) => {
        const field = event.currentTarget;
        const end = (undone: boolean) => {
          left.current = undone;
          field.blur();
        };
        const keys: KeyActions<'name'> = { Enter: () => end(false), Escape: () => end(true) };
        actionOf(keys, event)?.();
      }}
    />
  );
}

/** Most chips in the bar; the rest is counted, and listed on the overview. */
const most = 8;

function Chips() {
  const { t } = usePreferences();
  const { inputs, status } = useCase();
  const url = useUrl();
  if (status.phase !== 'ready') return null;
  return (
    <ul aria-label={t('frame.files')} className="hidden min-w-0 items-center gap-1 overflow-hidden narrow:flex">
      {inputs.slice(0, most).map((input) => (
        <li key={input.index} className="flex min-w-14">
          <Chip input={input} sized={inputs.length <= 4} onOpen={() => url.set({ file: String(input.index) }, { replace: true })} />
        </li>
      ))}
      {inputs.length > most ? (
        <li>
          <button type="button" className="btn btn-ghost h-6 px-1.5 text-xs" onClick={() => url.go('overview')}>
            +{inputs.length - most}
          </button>
        </li>
      ) : null}
    </ul>
  );
}

function Chip({ input, sized, onOpen }: { input: InputCard; sized: boolean; onOpen: () => void }) {
  const { t, language } = usePreferences();
  const time = captureTime(input, language);
  const mark = !input.ok ? t('frame.unreadable') : input.warnings.length > 0 ? t('frame.warnings', { n: input.warnings.length }) : '';
  return (
    <button
      type="button"
      data-testid="chip"
      className={`flex h-6 min-w-0 max-w-[190px] items-center gap-1.5 rounded border px-1.5 text-xs hover:bg-s2 ${input.ok ? 'border-line' : 'border-[var(--critical)]'}`}
      title={[input.name, input.format, formatBytes(input.bytes), time, mark].filter(Boolean).join(' · ')}
      onClick={onOpen}
    >
      <span className="text-ink3">
        <Icon name={formatIcon(input.format)} size={13} />
      </span>
      <span className="min-w-0 truncate">{input.name.replace(/^.*\//, '')}</span>
      <span className={`num hidden shrink-0 text-ink3 ${sized ? 'wide:inline' : ''}`}>{formatBytes(input.bytes)}</span>
      {mark ? (
        <span className={`shrink-0 ${input.ok ? 'text-medium' : 'text-critical'}`}>
          <Icon name="warning" size={12} />
          <span className="sr-only">{mark}</span>
        </span>
      ) : null}
    </button>
  );
}

/** Wall-clock time of a capture, empty where the file does not tell it. */
export function captureTime(input: Pick<InputCard, 'timeNanos'>, language: string): string {
  if (input.timeNanos === undefined || input.timeNanos === 0n) return '';
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(Number(input.timeNanos / 1_000_000n));
}
