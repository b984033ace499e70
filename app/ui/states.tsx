'use client';

import { Component, type ReactNode } from 'react';
import type { InputErrorFacts } from '@/lib/base/errors';
import { formatBytes, formatCount, formatDuration } from '@/lib/charts/format';
import type { MessageKey } from '@/lib/messages';
import { errorIn, failureIn } from '@/lib/messages/phrases';
import type { LoadProgress } from '../state/load-progress';
import { usePreferences, useText } from '../state/preferences';
import { Command } from './basics';
import { Icon } from './icons';

/** A box for when there is nothing to show: what it is, and the next step. */
export function Notice(props: { title: string; children?: ReactNode; tone?: 'plain' | 'error' }) {
  return (
    <div className={`panel mx-auto my-6 max-w-[640px] p-5 ${props.tone === 'error' ? 'border-l-4 border-l-[var(--critical)]' : ''}`}>
      <h2 className="mb-2 flex items-center gap-2">
        {props.tone === 'error' ? <Icon name="warning" /> : null}
        {props.title}
      </h2>
      <div className="flex flex-col gap-3 text-ink2">{props.children}</div>
    </div>
  );
}

export function Empty({ text, command }: { text: MessageKey; command?: string }) {
  const t = useText();
  return (
    <Notice title={t('states.emptyTitle')}>
      <p>{t(text)}</p>
      {command ? <Command text={command} /> : null}
    </Notice>
  );
}

const stages = {
  read: 'states.stageRead',
  inflate: 'states.stageInflate',
  decode: 'states.stageDecode',
  analyse: 'states.stageAnalyse',
} as const;

export function Loading({ progress, onCancel }: { progress: LoadProgress; onCancel: () => void }) {
  const t = useText();
  const share = progress.bytesTotal > 0 ? progress.bytesDone / progress.bytesTotal : 0;
  const facts = [
    t('states.bytesOf', { done: formatBytes(progress.bytesDone), total: formatBytes(progress.bytesTotal) }),
    progress.files > 1 ? t('states.filesDone', { done: progress.filesDone, total: progress.files }) : undefined,
    progress.events === undefined ? undefined : t('states.events', { n: formatCount(progress.events) }),
    progress.rate === undefined ? undefined : t('states.rate', { rate: formatBytes(progress.rate) }),
    progress.leftNs === undefined || share > 0.98 ? undefined : t('states.left', { time: formatDuration(progress.leftNs) }),
  ].filter((fact) => fact !== undefined);
  return (
    <div className="panel mx-auto my-10 max-w-[640px] p-5">
      <div className="mb-3 flex items-center justify-between gap-3">
        <h2>{t('states.loading')}</h2>
        <button type="button" className="btn" onClick={onCancel}>
          {t('states.cancel')}
        </button>
      </div>
      <progress
        aria-label={t('states.loading')}
        className="load-bar h-1.5 w-full"
        max={1}
        value={progress.stage === 'analyse' ? 1 : share}
      />
      <p className="mt-2 min-w-0 truncate text-sm" title={progress.file}>
        <span className="text-ink2">{t(stages[progress.stage])}</span> <code>{progress.stage === 'analyse' ? '' : progress.file}</code>
      </p>
      <p className="num mt-1 text-left text-sm text-ink2">{facts.join(' · ')}</p>
    </div>
  );
}

/** The facts of an input that could not be read: what, where, what was expected, what to do. */
export function InputFailure({ error }: { error: InputErrorFacts }) {
  const { t, language } = usePreferences();
  const { message, expected, hint } = errorIn(language, error);
  const where: [string, string] = [
    t('states.where'),
    error.offset === undefined ? t('states.wholeFile') : t('states.offset', { n: formatCount(error.offset) }),
  ];
  const rows: [string, string | undefined][] = [
    [t('states.what'), error.problem || language === 'en' ? message : `${t(`errors.${error.code}`)} (${message})`],
    where,
    [t('states.expected'), expected],
    [t('states.todo'), hint],
  ];
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-sm">
      {rows.map(([label, text]) =>
        text ? (
          <div key={label} className="contents">
            <dt className="text-ink3">{label}</dt>
            <dd className="min-w-0 break-words">{text}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}

/** A query that failed: the rest of the view goes on. */
export function QueryFailure({ error }: { error: Error }) {
  const { t, language } = usePreferences();
  return (
    <div className="panel border-l-4 border-l-[var(--critical)] p-3 text-sm" role="alert">
      <p className="font-semibold">{t('states.failed')}</p>
      <p className="break-words">{failureIn(language, error)}</p>
      <p className="text-ink2">{t('states.failedNote')}</p>
    </div>
  );
}

/** A part that is not there yet; with `done` the share of it, with `onCancel` a way to stop it. */
export function Computing({ done, onCancel }: { done?: number; onCancel?: () => void }) {
  const t = useText();
  return (
    <div className="flex flex-wrap items-center justify-center gap-x-3 gap-y-1 px-3 py-6 text-sm text-ink2">
      <p role="status">{t('states.computing')} …</p>
      {done === undefined ? null : (
        <>
          <progress aria-label={t('states.computing')} className="load-bar h-1.5 w-[160px]" max={1} value={done} />
          <span className="num">{Math.floor(done * 100)}%</span>
        </>
      )}
      {onCancel ? (
        <button type="button" className="btn h-7" onClick={onCancel}>
          {t('states.cancel')}
        </button>
      ) : null}
    </div>
  );
}

/** A part that was stopped before it was there. */
export function Stopped({ onAgain }: { onAgain: () => void }) {
  const t = useText();
  return (
    <div className="flex flex-wrap items-center justify-center gap-x-3 gap-y-1 px-3 py-6 text-sm text-ink2">
      <p role="status">{t('states.stopped')}</p>
      <button type="button" className="btn h-7" onClick={onAgain}>
        {t('states.goOn')}
      </button>
    </div>
  );
}

/** Keeps a view's crash from taking the frame along. `resetKey` changes when another view is shown. */
export class ViewBoundary extends Component<
  { fallback: (retry: () => void, error: Error) => ReactNode; resetKey: string; children: ReactNode },
  { error: Error | undefined }
> {
  override state: { error: Error | undefined } = { error: undefined };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override componentDidUpdate(before: { resetKey: string }) {
    if (before.resetKey !== this.props.resetKey && this.state.error) this.setState({ error: undefined });
  }

  override render() {
    const { error } = this.state;
    return error ? this.props.fallback(() => this.setState({ error: undefined }), error) : this.props.children;
  }
}
