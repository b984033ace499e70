'use client';

import { formatCount, formatShare } from '@/lib/charts/format';
import { useCase } from '../../state/case';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { SeverityWord } from '../../ui/basics';
import { Drawer } from '../../ui/drawer';
import type { GroupRow } from './group-row';
import { waited } from './group-table';
import { StackPart } from './stack-part';

/** A group's stack, where its goroutines were made, and the findings that speak of it. */
export function GroupDrawer(props: { input: number; group: GroupRow; total: number; onList: () => void; onClose: () => void }) {
  const { input, group, total, onClose } = props;
  const { t, language } = usePreferences();
  const { findings } = useCase();
  const url = useUrl();
  const list = useQuery('goroutines.list', { input, rows: Array.from(group.rows.subarray(0, 25)) });
  const ids = list.data?.rows.flatMap((row) => (row.id >= 0 ? [row.id] : [])) ?? [];
  const labels = new Set(list.data?.rows.flatMap((row) => Object.entries(row.labels).map(([key, value]) => `${key}=${value}`)));
  const here = findings
    .map((card, index) => ({ card, index }))
    .filter(({ card: { finding } }) => {
      const { function: fn, state } = finding.evidence;
      return fn !== undefined && (state === undefined || state === group.state) && group.frames.some((frame) => frame.fn === fn);
    });
  const rows: [string, string][] = [
    [t('goroutines.count'), `${formatCount(group.count)} (${formatShare(group.count / total)})`],
    [t('goroutines.state'), group.state || t('goroutines.unknownState')],
    [t('goroutines.waited'), waited(group, (n) => t('goroutines.minutes', { n }))],
    [t('goroutines.ids'), ids.slice(0, 24).join(', ') + (ids.length > 24 ? ' …' : '')],
    [t('goroutines.labels'), [...labels].join(', ')],
  ];
  return (
    <Drawer
      title={t('goroutines.stackOf', { n: formatCount(group.count) })}
      label={t('goroutines.stackOf', { n: formatCount(group.count) })}
      onClose={onClose}
    >
      <StackPart facts={rows} head={`${group.count} × ${group.state}`} frames={group.frames} creator={group.creator} />
      <button type="button" className="btn mt-4" onClick={props.onList}>
        {t('goroutines.showGroup', { n: formatCount(group.count) })}
      </button>
      {here.length > 0 ? (
        <section className="mt-4">
          <h3 className="mb-1">{t('goroutines.findingsHere')}</h3>
          <ul className="flex flex-col gap-1">
            {here.map(({ card, index }) => (
              <li key={index}>
                <button
                  type="button"
                  className="flex items-baseline gap-2 text-left text-accent hover:underline"
                  onClick={() =>
                    card.finding.rule === 'goroutine-leak'
                      ? url.set({ group: undefined, leak: String(index) })
                      : url.go('overview', { finding: String(index) })
                  }
                >
                  <SeverityWord severity={card.finding.severity} />
                  <span className="min-w-0 break-words">{card.finding.title[language]}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </Drawer>
  );
}
