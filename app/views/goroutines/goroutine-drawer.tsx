'use client';

import { usePreferences } from '../../state/preferences';
import { useQuery } from '../../state/use-query';
import { Drawer } from '../../ui/drawer';
import { Computing, QueryFailure } from '../../ui/states';
import { StackPart } from './stack-part';

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
  const head = one
    ? `${one.id >= 0 ? `goroutine ${one.id}` : `${one.count} ×`} [${one.state}${one.minutes >= 0 ? `, ${one.minutes} minutes` : ''}]:`
    : '';
  return (
    <Drawer title={title} label={title} onClose={props.onClose}>
      {asked.error ? <QueryFailure error={asked.error} /> : null}
      {!one && asked.loading ? <Computing /> : null}
      {one ? (
        <>
          <StackPart facts={rows} head={head} frames={one.frames} creator={one.creator && { ...one.creator, own: true }}>
            {one.parent < 0 ? null : one.parentRow < 0 ? (
              <p className="mt-1 text-ink2">{t('goroutines.madeByGone', { id: one.parent })}</p>
            ) : (
              <button type="button" className="mt-1 text-accent hover:underline" onClick={() => props.onPick(one.parentRow)}>
                {t('goroutines.madeBy', { id: one.parent })}
              </button>
            )}
          </StackPart>
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
