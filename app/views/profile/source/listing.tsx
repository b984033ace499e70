'use client';

import { Fragment, useEffect, useMemo, useRef, useState } from 'react';
import { percentage } from '@/lib/base/units';
import type { SourceLines } from '@/lib/query/explore';
import { usePreferences } from '../../../state/preferences';
import { useUrl } from '../../../state/url';
import { useQuery } from '../../../state/use-query';
import { Choice, Command, CopyButton, Select } from '../../../ui/basics';
import { CsvButton } from '../../../ui/csv-button';
import { Computing, QueryFailure } from '../../../ui/states';
import type { ProfileTabProps } from '../tabs';
import type { SourceFile } from './bundle';
import { Notes } from './notes';
import { type CodeRow, listText, rowsOf } from './rows';
import { textOf } from './store';

/** Heads of the numbers, and their room: on a narrow screen the code is wrapped into what they leave. */
const numbers = [
  { label: 'profile.flat', width: 'w-[58px] narrow:w-auto narrow:min-w-16' },
  { label: 'profile.cum', width: 'w-[58px] narrow:w-auto narrow:min-w-16' },
  { label: 'profile.line', width: 'w-[38px] narrow:w-auto narrow:min-w-16' },
] as const;

type Props = ProfileTabProps & { file: string; source: SourceFile | undefined };

/** One file's lines with flat and cum, the code where it was given, and the compiler's notes below their lines. */
export function Listing(props: Props) {
  const listing = useQuery('explore.lines', { ...props.query, file: props.file });
  const text = useSourceText(props.source);
  if (listing.error) return <QueryFailure error={listing.error} />;
  if (!listing.data || listing.data.file !== props.file || (props.source && text.state === 'reading')) return <Computing />;
  return <Lines {...props} listing={listing.data} text={text} />;
}

type Text = { state: 'none' } | { state: 'reading' } | { state: 'failed'; why: string } | { state: 'read'; lines: readonly string[] };

function useSourceText(source: SourceFile | undefined): Text {
  const [text, setText] = useState<Text & { of?: SourceFile }>({ state: 'none' });
  useEffect(() => {
    if (!source) return;
    let gone = false;
    textOf(source).then(
      (whole) => !gone && setText({ state: 'read', lines: whole.replace(/\r\n/g, '\n').replace(/\n$/, '').split('\n'), of: source }),
      (error: unknown) => !gone && setText({ state: 'failed', why: error instanceof Error ? error.message : String(error), of: source }),
    );
    return () => {
      gone = true;
    };
  }, [source]);
  if (!source) return { state: 'none' };
  // The same file given anew, or read from the copy that is kept: what stands there stays until it is read.
  return text.of?.path === source.path ? text : { state: 'reading' };
}

function Lines(props: Props & { listing: SourceLines; text: Text }) {
  const { t } = usePreferences();
  const url = useUrl();
  const { listing, text, format, sampleType, source, file } = props;
  const { head } = listing;
  const code = text.state === 'read' ? text.lines : undefined;
  const whole = url.get('source-all') === '1';
  const rows = useMemo(() => rowsOf(listing, code, whole), [listing, code, whole]);
  const scroller = useRef<HTMLDivElement>(null);
  const total = Number(head.total) || 1;
  const most = Math.max(1, ...listing.lines.map((row) => Math.abs(Number(row.flat)))) || 1;
  const share = (value: number | bigint) => percentage(value, head.total).trim();
  const lastLine = listing.lines[listing.lines.length - 1]?.line ?? 0;
  const goTo = (line: number) => {
    const row = scroller.current?.querySelector<HTMLElement>(`[data-line="${line}"]`);
    if (row && scroller.current) scroller.current.scrollTop = Math.max(0, row.offsetTop - 120);
  };
  const hottest = listing.lines.reduce<SourceLines['lines'][number] | undefined>(
    (best, row) => (best === undefined || Math.abs(Number(row.flat)) > Math.abs(Number(best.flat)) ? row : best),
    undefined,
  );
  const marked = Number(url.get('source-line') ?? 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another text, another line or another way of showing it moves the reader
  useEffect(() => {
    if (marked > 0) scroller.current?.querySelector(`[data-line="${marked}"]`)?.scrollIntoView({ block: 'center' });
    else if (hottest && code) goTo(hottest.line);
  }, [code, whole, marked]);
  const allocates = /^alloc/.test(sampleType);
  const title = t('explore.linesOf', { file });
  return (
    <div className="panel min-w-0 overflow-hidden">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3 py-2">
        <h3 className="min-w-0 break-all">{title}</h3>
        <span className="num mr-auto text-xs text-ink2">
          {t('profile.flat')} {format(listing.flat)} ({share(listing.flat)}) · {t('profile.cum')} {format(listing.cum)} (
          {share(listing.cum)})
        </span>
        {listing.routines.length > 1 ? (
          <Select
            label={t('explore.jumpTo')}
            value=""
            options={[
              { value: '', label: t('explore.jumpNone') },
              ...listing.routines.map((routine) => ({
                value: String(hot(routine)),
                label: `${format(routine.flat)} ${routine.name.slice(routine.name.lastIndexOf('/') + 1)}`,
              })),
            ]}
            onChange={(line) => line !== '' && goTo(Number(line))}
            className="max-w-[220px]"
          />
        ) : null}
        {code ? (
          <Choice
            label={t('explore.sourceCode')}
            value={whole ? 'all' : 'hot'}
            options={[
              { value: 'hot', label: t('explore.sourceHot') },
              { value: 'all', label: t('explore.sourceAll') },
            ]}
            onChange={(value) => url.set({ 'source-all': value === 'all' ? '1' : undefined }, { replace: true })}
          />
        ) : null}
        <CopyButton label={t('explore.sourceList')} text={() => listText(listing, code, format, share)} ghost />
        <CsvButton
          title={title}
          table={() => ({
            columns: [
              { label: 'line' },
              { label: `flat (${head.unit})` },
              { label: `cum (${head.unit})` },
              { label: 'functions' },
              { label: 'code' },
              { label: 'notes' },
            ],
            rows: rows
              .filter((row): row is CodeRow => row.kind === 'line')
              .map((row) => [
                row.line,
                row.flat,
                row.cum,
                row.functions.join(' '),
                row.code ?? '',
                row.notes.map((note) => `${note.kind}: ${note.subject}`).join('; '),
              ]),
          })}
        />
      </div>
      <p className="px-3 pb-2 text-xs text-ink2">
        {source && code ? t('explore.sourceFrom', { path: source.path }) : null}
        {text.state === 'none' ? t('explore.sourceMissing') : null}
        {text.state === 'failed' ? t('explore.sourceUnreadable', { why: text.why }) : null}
        {code && lastLine > code.length ? (
          <strong className="ml-2 text-high">{t('explore.sourceShort', { have: code.length, want: lastLine })}</strong>
        ) : null}
      </p>
      <section
        ref={scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keys
        tabIndex={0}
        aria-label={title}
        className="relative max-h-[640px] overflow-auto border-t border-line text-sm"
        data-testid="listing"
      >
        <table className="w-full table-fixed [tab-size:2] narrow:min-w-max narrow:table-auto narrow:[tab-size:4]">
          <thead className="sticky top-0 z-10 bg-s1 text-ink2">
            <tr>
              {numbers.map(({ label, width }) => (
                <th key={label} scope="col" className={`num border-b border-line2 px-1 py-1 font-medium narrow:px-2 ${width}`}>
                  {t(label)}
                </th>
              ))}
              <th scope="col" className="border-b border-line2 px-2 py-1 text-left font-medium narrow:w-full">
                {t(code ? 'explore.sourceCode' : 'profile.function')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) =>
              row.kind === 'gap' ? (
                <tr key={`gap ${row.after}`}>
                  <td colSpan={4} className="bg-s2 px-2 py-0.5 text-xs text-ink2">
                    ⋯ {t('explore.sourceGap', { n: row.count })}
                  </td>
                </tr>
              ) : (
                <Fragment key={row.line}>
                  <tr
                    data-line={row.line}
                    aria-current={row.line === marked ? 'location' : undefined}
                    className={`${row.flat !== 0 || row.cum !== 0 ? '' : 'text-ink2'} ${row.line === marked ? 'bg-accent-soft' : ''}`}
                  >
                    <td className="num relative px-1 max-narrow:text-[11px] narrow:px-2">
                      <span
                        aria-hidden="true"
                        className="absolute inset-y-px right-0 rounded-sm opacity-25"
                        style={{ width: `${(Math.abs(Number(row.flat)) / most) * 100}%`, background: 'var(--owner-own)' }}
                      />
                      <span className="relative" title={row.flat === 0 ? undefined : share(row.flat)}>
                        {row.flat === 0 ? '.' : format(row.flat)}
                      </span>
                    </td>
                    <td className="num px-1 max-narrow:text-[11px] narrow:px-2" title={row.cum === 0 ? undefined : share(row.cum)}>
                      {row.cum === 0 ? '.' : format(row.cum)}
                    </td>
                    <td className="num px-1 text-ink3 max-narrow:text-[11px] narrow:px-2">{row.line || '?'}</td>
                    <td className="px-2">
                      <code
                        className="whitespace-pre-wrap [overflow-wrap:anywhere] narrow:whitespace-pre"
                        style={{ fontWeight: Math.abs(Number(row.flat)) > total * 0.05 ? 600 : 400 }}
                      >
                        {code ? (row.code ?? '') : row.functions.join(', ')}
                      </code>
                    </td>
                  </tr>
                  {row.notes.length > 0 && (code || row.flat !== 0 || row.cum !== 0) ? (
                    <tr>
                      <td colSpan={4} className="px-2 pb-1">
                        <Notes row={row} allocates={allocates} share={share} value={format} />
                      </td>
                    </tr>
                  ) : null}
                </Fragment>
              ),
            )}
          </tbody>
        </table>
      </section>
      {listing.hasNotes || !/^(?:alloc|inuse)_/.test(sampleType) ? null : (
        <div className="flex flex-col gap-2 px-3 py-2 text-sm text-ink2">
          <p>{t('explore.noNotes')}</p>
          <Command text="go build -a -gcflags='-m=2' ./... 2> escape.txt" />
        </div>
      )}
    </div>
  );
}

/** The line of a function with the largest flat value, else the largest cum. */
function hot(routine: SourceLines['routines'][number]): number {
  const size = (value: number | bigint) => Math.abs(Number(value));
  return [...routine.lines].sort((a, b) => size(b.flat) - size(a.flat) || size(b.cum) - size(a.cum))[0]?.line ?? 0;
}
