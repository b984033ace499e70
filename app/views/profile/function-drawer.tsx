'use client';

import { type Amount, percentage } from '@/lib/base/units';
import type { PeekEdge } from '@/lib/model/profile-report';
import { usePreferences } from '../../state/preferences';
import { useQuery } from '../../state/use-query';
import { CopyButton, FunctionName } from '../../ui/basics';
import { Drawer } from '../../ui/drawer';
import { Computing, QueryFailure } from '../../ui/states';
import { quickFilters } from './function-actions';
import { exactly } from './search';
import type { ProfileTabProps } from './tabs';
import { useSubjectActions } from './top-tab';
import { patternOf, plus, relativeChange } from './tree-model';
import type { ProfileQuery } from './view-options';

/** A function of the profile: its values, what can be done with it, who calls it, whom it calls. */
export function FunctionDrawer(
  props: Pick<ProfileTabProps, 'query' | 'format' | 'select' | 'setSearch' | 'addFilter' | 'base'> & { name: string },
) {
  const { t } = usePreferences();
  const { name, query, format } = props;
  const actions = useSubjectActions(props);
  const pattern = exactly(name);
  const peek = useQuery('profile.peek', { ...query, pattern });
  // The same question as the table's: it is answered already.
  const top = useQuery('profile.top', { ...query, limit: 0, nodeFraction: 0 });
  const row = peek.data?.rows.find((candidate) => candidate.name === name) ?? peek.data?.rows[0];
  const head = peek.data?.head;
  const place = top.data?.rows.find((candidate) => candidate.name === name);
  const share = (amount: Amount) => (head ? percentage(amount, head.total).trim() : '');
  const signed = (amount: Amount) => (props.base && Number(amount) > 0 ? `+${format(amount)}` : format(amount));
  const subject = place ?? { name, function: '', file: '' };
  const nothing = peek.error?.message.startsWith('no matches found');
  return (
    <Drawer title={<FunctionName name={name} strong wrap />} label={name} onClose={() => props.select(undefined)}>
      {nothing ? <p className="mb-3 text-sm text-ink2">{t('filters.filteredOut')}</p> : null}
      {peek.error && !nothing ? <QueryFailure error={peek.error} /> : null}
      {!row && peek.loading ? <Computing /> : null}
      {place?.file ? (
        <p className="mb-3 break-all font-mono text-xs text-ink2">
          {place.file}
          {place.line > 0 ? `:${place.line}` : ''}
        </p>
      ) : null}
      {row ? (
        <dl className="mb-4 grid grid-cols-2 gap-2">
          {(
            [
              [t(props.base ? 'profile.flatChange' : 'profile.flat'), row.flat],
              [t(props.base ? 'profile.cumChange' : 'profile.cum'), row.cum],
            ] as const
          ).map(([label, amount]) => (
            <div key={label} className="rounded border border-line px-3 py-2">
              <dt className="text-xs text-ink2">{label}</dt>
              <dd className="text-lg font-semibold tabular-nums">{signed(amount)}</dd>
              <dd className="text-xs text-ink2 tabular-nums">{share(amount)}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      {props.base ? <Sides query={query} base={props.base.index} pattern={pattern} name={name} format={format} change={row} /> : null}
      <div className="mb-4 flex flex-wrap gap-1.5">
        {quickFilters.map((kind) => (
          <button key={kind} type="button" className="btn h-7" onClick={() => props.addFilter(kind, patternOf(subject))}>
            {t(`filters.do-${kind}`)}
          </button>
        ))}
        <button type="button" className="btn h-7" onClick={() => actions.sandwich(name)}>
          {t('profile.sandwichThis')}
        </button>
        <button type="button" className="btn h-7" aria-pressed={actions.pinned(name)} onClick={() => actions.pin(name)}>
          {t('profile.pin')}
        </button>
        <button type="button" className="btn h-7" onClick={() => props.setSearch(pattern)}>
          {t('profile.searchThis')}
        </button>
        <CopyButton label={t('profile.copyName')} text={() => name} />
      </div>
      {row ? (
        <>
          <Edges title={t('profile.callers')} edges={row.callers} of={row.cum} format={signed} onPick={props.select} />
          <Edges title={t('profile.callees')} edges={row.callees} of={row.cum} format={signed} onPick={props.select} />
        </>
      ) : null}
    </Drawer>
  );
}

/** Of a comparison: the base's own values beside what they became. */
function Sides(props: {
  query: ProfileQuery;
  base: number;
  pattern: string;
  name: string;
  format: (value: Amount) => string;
  change: { readonly flat: Amount; readonly cum: Amount } | undefined;
}) {
  const { t } = usePreferences();
  const { diffBase: _, normalize: __, part: ___, ...rest } = props.query;
  const before = useQuery('profile.peek', { ...rest, input: props.base, pattern: props.pattern });
  const row = before.data?.rows.find((candidate) => candidate.name === props.name);
  if (before.loading || !props.change) return null;
  const cells = (['flat', 'cum'] as const).map((key) => {
    const was = row?.[key] ?? 0;
    return { key, was, change: props.change?.[key] ?? 0 };
  });
  return (
    <table className="mb-4 w-full text-sm">
      <thead className="text-ink2">
        <tr>
          <th className="text-left font-medium" />
          <th className="num font-medium">{t('profile.before')}</th>
          <th className="num font-medium">{t('profile.after')}</th>
          <th className="num font-medium">{t('profile.relativeChange')}</th>
        </tr>
      </thead>
      <tbody>
        {cells.map(({ key, was, change }) => (
          <tr key={key}>
            <th className="text-left font-normal text-ink2">{t(`profile.${key}`)}</th>
            <td className="num">{props.format(was)}</td>
            <td className="num">{props.format(plus(was, change))}</td>
            <td className="num">{relativeChange(was, change) || t('profile.added')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Edges(props: {
  title: string;
  edges: readonly PeekEdge[];
  of: Amount;
  format: (amount: Amount) => string;
  onPick: (name: string) => void;
}) {
  const { t } = usePreferences();
  return (
    <section className="mb-4">
      <h3 className="mb-1">{props.title}</h3>
      {props.edges.length === 0 ? <p className="text-sm text-ink2">{t('profile.none')}</p> : null}
      <ul>
        {props.edges.map((edge) => {
          const part = Number(props.of) === 0 ? 0 : Math.abs(Number(edge.value) / Number(props.of));
          return (
            <li key={`${edge.name} ${edge.inline}`}>
              <button
                type="button"
                className="relative flex w-full min-w-0 items-center gap-3 rounded px-1 py-0.5 text-left text-sm hover:bg-s2"
                onClick={() => props.onPick(edge.name)}
              >
                <span
                  aria-hidden="true"
                  className="absolute inset-y-0 left-0 rounded-sm bg-accent opacity-15"
                  style={{ width: `${Math.min(100, part * 100)}%` }}
                />
                <span className="num relative w-20 shrink-0">{props.format(edge.value)}</span>
                <span className="num relative w-14 shrink-0 text-ink2">{percentage(edge.value, props.of).trim()}</span>
                <span className="relative min-w-0">
                  <FunctionName name={edge.name} />
                </span>
                {edge.inline ? <span className="relative shrink-0 text-xs text-ink2">{t('profile.inlined')}</span> : null}
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
