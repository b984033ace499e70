'use client';

import { usePreferences } from '../../state/preferences';
import { useQuery } from '../../state/use-query';
import { CopyButton, FunctionName } from '../../ui/basics';
import { Drawer } from '../../ui/drawer';
import { Computing, QueryFailure } from '../../ui/states';
import { StackList } from '../overview/evidence';

/** One goroutine of a dump (or one sample of a profile): state, labels, stack, and who made it. */
export function GoroutineDrawer(props: {
  input: number;
  row: number;
  /** Goroutines of its group, and the way to see them. */
  siblings: number;
  onGroup: () => void;
  onPick: (row: number) => void;
  onClose: () => void;
}) {
  const { t } = usePreferences();
  const asked = useQuery('goroutines.list', { input: props.input, rows: [props.row] });
  const one = asked.data?.rows[0];
  const title =
    one === undefined
      ? t('goroutines.each')
      : one.id >= 0
        ? t('goroutines.goroutine', { id: one.id })
        : t('goroutines.sample', { n: one.count });
  const rows: [string, string][] = one
    ? [
        [t('goroutines.state'), `${one.state || t('goroutines.unknownState')}${one.leaked ? ` (${t('goroutines.leakedMark')})` : ''}`],
        [t('goroutines.waited'), one.minutes < 0 ? '' : t('goroutines.minutes', { n: one.minutes })],
        [t('goroutines.locked'), one.lockedToThread ? t('goroutines.yes') : ''],
        [
          t('goroutines.labels'),
          Object.entries(one.labels)
            .map(([key, value]) => `${key}=${value}`)
            .join(', '),
        ],
      ]
    : [];
  const text = () =>
    one
      ? [
          `${one.id >= 0 ? `goroutine ${one.id}` : `${one.count} ×`} [${one.state}${one.minutes >= 0 ? `, ${one.minutes} minutes` : ''}]:`,
          ...one.frames.map((frame) => `${frame.fn}\n\t${frame.file}:${frame.line}`),
          one.creator ? `created by ${one.creator.fn}\n\t${one.creator.file}:${one.creator.line}` : '',
        ].join('\n')
      : '';
  return (
    <Drawer title={title} label={title} onClose={props.onClose}>
      {asked.error ? <QueryFailure error={asked.error} /> : null}
      {!one && asked.loading ? <Computing /> : null}
      {one ? (
        <>
          <dl className="mb-3 grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 text-sm">
            {rows
              .filter(([, value]) => value !== '')
              .map(([label, value]) => (
                <div key={label} className="contents">
                  <dt className="text-ink2">{label}</dt>
                  <dd className="min-w-0 break-words tabular-nums">{value}</dd>
                </div>
              ))}
          </dl>
          <div className="mb-1 flex items-center justify-between">
            <h3>{t('overview.stack')}</h3>
            <CopyButton label={t('goroutines.copyStack')} text={text} ghost />
          </div>
          <StackList frames={one.frames.map(({ fn, ...frame }) => ({ ...frame, function: fn }))} label={t('overview.stack')} tall />
          {one.creator ? (
            <section className="mt-3 text-sm">
              <h3 className="mb-1">{t('goroutines.createdBy')}</h3>
              <FunctionName name={one.creator.fn} wrap strong />
              <p className="break-all font-mono text-[11px] text-ink3">
                {one.creator.file}:{one.creator.line}
              </p>
              {one.parent < 0 ? null : one.parentRow < 0 ? (
                <p className="mt-1 text-ink2">{t('goroutines.madeByGone', { id: one.parent })}</p>
              ) : (
                <button type="button" className="mt-1 text-accent hover:underline" onClick={() => props.onPick(one.parentRow)}>
                  {t('goroutines.madeBy', { id: one.parent })}
                </button>
              )}
            </section>
          ) : null}
          {props.siblings > 1 ? (
            <button type="button" className="btn mt-4" onClick={props.onGroup}>
              {t('goroutines.showGroup', { n: props.siblings })}
            </button>
          ) : null}
        </>
      ) : null}
    </Drawer>
  );
}
