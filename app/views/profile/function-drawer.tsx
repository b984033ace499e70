'use client';

import { type Amount, percentage } from '@/lib/base/units';
import type { PeekEdge } from '@/lib/model/profile-report';
import { usePreferences } from '../../state/preferences';
import { useQuery } from '../../state/use-query';
import { CopyButton, FunctionName } from '../../ui/basics';
import { Drawer } from '../../ui/drawer';
import { Computing, QueryFailure } from '../../ui/states';
import { exactly } from './search';
import type { ProfileQuery } from './view-options';

/** A function of the profile: its values, who calls it, whom it calls. */
export function FunctionDrawer(props: {
  query: ProfileQuery;
  format: (value: Amount) => string;
  name: string;
  onClose: () => void;
  onPick: (name: string) => void;
  onSearch: (text: string) => void;
}) {
  const { t } = usePreferences();
  const { name } = props;
  const peek = useQuery('profile.peek', { ...props.query, pattern: exactly(name) });
  const row = peek.data?.rows.find((candidate) => candidate.name === name) ?? peek.data?.rows[0];
  const head = peek.data?.head;
  const share = (amount: Amount) => (head ? percentage(amount, head.total).trim() : '');
  return (
    <Drawer title={<FunctionName name={name} strong wrap />} label={name} onClose={props.onClose}>
      {peek.error ? <QueryFailure error={peek.error} /> : null}
      {!row && peek.loading ? <Computing /> : null}
      {row ? (
        <>
          <dl className="mb-4 grid grid-cols-2 gap-2">
            {[
              [t('profile.flat'), row.flat],
              [t('profile.cum'), row.cum],
            ].map(([label, amount]) => (
              <div key={String(label)} className="rounded border border-line px-3 py-2">
                <dt className="text-xs text-ink2">{String(label)}</dt>
                <dd className="text-lg font-semibold tabular-nums">{props.format(amount as Amount)}</dd>
                <dd className="text-xs text-ink2 tabular-nums">{share(amount as Amount)}</dd>
              </div>
            ))}
          </dl>
          <div className="mb-4 flex flex-wrap gap-2">
            <button type="button" className="btn" onClick={() => props.onSearch(exactly(name))}>
              {t('profile.searchThis')}
            </button>
            <CopyButton label={t('profile.copyName')} text={() => name} />
          </div>
          <Edges title={t('profile.callers')} edges={row.callers} of={row.cum} value={props.format} onPick={props.onPick} />
          <Edges title={t('profile.callees')} edges={row.callees} of={row.cum} value={props.format} onPick={props.onPick} />
        </>
      ) : null}
    </Drawer>
  );
}

function Edges(props: {
  title: string;
  edges: readonly PeekEdge[];
  of: Amount;
  value: (amount: Amount) => string;
  onPick: (name: string) => void;
}) {
  const { t } = usePreferences();
  return (
    <section className="mb-4">
      <h3 className="mb-1">{props.title}</h3>
      {props.edges.length === 0 ? <p className="text-sm text-ink2">{t('profile.none')}</p> : null}
      <ul>
        {props.edges.map((edge) => (
          <li key={`${edge.name} ${edge.inline}`}>
            <button
              type="button"
              className="relative flex w-full min-w-0 items-center gap-3 rounded px-1 py-0.5 text-left text-sm hover:bg-s2"
              onClick={() => props.onPick(edge.name)}
            >
              <span className="num w-20 shrink-0">{props.value(edge.value)}</span>
              <span className="num w-14 shrink-0 text-ink2">{percentage(edge.value, props.of).trim()}</span>
              <FunctionName name={edge.name} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
