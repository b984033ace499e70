'use client';

import { type Dispatch, type SetStateAction, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { Phrase } from '@/lib/base/phrase';
import { type Amount, percentage } from '@/lib/base/units';
import { phraseIn } from '@/lib/messages/phrases';
import type { ReportHead } from '@/lib/model/profile-report';
import { actionOf, type KeyActions } from '../../state/key-table';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { Icon } from '../../ui/icons';
import { type FilterErrors, useFilterCheck } from './use-checked';
import { type Filter, type FilterKind, filterKinds, filtersOf, optionOf, type ViewOptions, withoutPart, withPart } from './view-options';

export interface FilterBarProps {
  readonly options: ViewOptions;
  readonly errors: FilterErrors;
  readonly at: { readonly input: number; readonly sampleType: string };
  readonly head: ReportHead | undefined;
  /** What the filters leave, and the whole; undefined until known or where it says nothing. */
  readonly shown: Amount | undefined;
  readonly whole: Amount | undefined;
  readonly format: (value: Amount) => string;
}

/** Pause in typing, in ms, after which an expression is looked at. */
const typingPause = 250;

/** The filters as chips, what they leave, and a row to add one. All of it stands in the address. */
export function FilterBar(props: FilterBarProps) {
  const { t, language } = usePreferences();
  const url = useUrl();
  const { options, errors } = props;
  const problemOf = (kind: FilterKind): string | undefined => {
    const told = errors[kind];
    return told && phraseIn(language, told);
  };
  const [draft, setDraft] = useState<Filter>({ kind: 'focus', text: '' });
  const field = useRef<HTMLInputElement>(null);
  const filters = filtersOf(options);
  const active = filters.length > 0 || options.noinlines;
  const unmatched = new Set(props.head?.unmatched.map((name) => name.replaceAll('_', '-')));
  const remove = (filter: Filter) => url.set({ [filter.kind]: withoutPart(filter.kind, options.filters[filter.kind], filter.text) });
  const edit = (filter: Filter) => {
    setDraft(filter);
    remove(filter);
    field.current?.focus();
  };
  const clear = () =>
    url.set({ ...Object.fromEntries(filterKinds.map((kind): [FilterKind, undefined] => [kind, undefined])), noinlines: undefined });
  const left =
    props.shown !== undefined && props.whole !== undefined
      ? t('profile.shownOf', {
          shown: props.format(props.shown),
          whole: props.format(props.whole),
          share: percentage(props.shown, props.whole).trim(),
        })
      : undefined;
  const named = [
    ...filters.map(({ kind, text }) => `${t(`filters.name-${kind}`)} «${text}»`),
    ...(options.noinlines ? [t('filters.noinlines')] : []),
  ];
  const printed = active
    ? `${t('filters.title')}: ${named.join('; ')}${left === undefined ? '' : ` — ${left}`}`
    : `${t('filters.title')}: ${t('filters.none')}`;
  return (
    <section aria-label={t('filters.title')} className="flex min-w-0 flex-col gap-1.5">
      <p className="hidden min-w-0 break-words text-sm print:block" data-testid="printed-filters">
        {printed}
      </p>
      <AddFilter {...props} draft={draft} setDraft={setDraft} field={field} />
      {active ? (
        <div className="flex min-w-0 flex-wrap items-center gap-1.5 print:hidden">
          <ul className="contents">
            {filters.map((filter) => (
              <Chip
                key={`${filter.kind} ${filter.text}`}
                label={t(`filters.name-${filter.kind}`)}
                text={filter.text}
                problem={problemOf(filter.kind) ?? (unmatched.has(filter.kind) ? t('filters.unmatched') : undefined)}
                broken={errors[filter.kind] !== undefined}
                onEdit={() => edit(filter)}
                onRemove={() => remove(filter)}
              />
            ))}
            {options.noinlines ? (
              <Chip label={t('filters.noinlines')} text="" broken={false} onRemove={() => url.set({ noinlines: undefined })} />
            ) : null}
          </ul>
          <button type="button" className="btn btn-ghost h-6 px-1.5" onClick={clear}>
            {t('filters.clear')}
          </button>
          {left === undefined ? null : (
            <span className="ml-1 text-sm text-ink2" data-testid="shown">
              {left}
            </span>
          )}
        </div>
      ) : null}
      {Object.entries(errors).map(([kind, error]) => (
        <p key={kind} role="alert" className="text-sm text-critical" data-testid="filter-error">
          {t('filters.broken', { filter: kind, error: phraseIn(language, error) })}
        </p>
      ))}
    </section>
  );
}

function Chip(props: { label: string; text: string; problem?: string; broken: boolean; onEdit?: () => void; onRemove: () => void }) {
  const { t } = usePreferences();
  const whole = `${props.label} ${props.text}`.trim();
  const tone = props.broken ? 'border-[var(--critical)]' : props.problem ? 'border-[var(--medium)]' : 'border-line2';
  const inner = (
    <>
      <span className="shrink-0 text-ink2">{props.label}</span>
      {props.text ? <code className="min-w-0 truncate">{props.text}</code> : null}
    </>
  );
  return (
    <li className={`inline-flex min-w-0 max-w-full items-center rounded border bg-s1 text-sm ${tone}`} data-testid="filter-chip">
      {props.onEdit ? (
        <button
          type="button"
          className="flex min-w-0 items-center gap-1.5 py-0.5 pl-2 hover:underline"
          title={t('filters.edit', { filter: whole })}
          onClick={props.onEdit}
        >
          {inner}
        </button>
      ) : (
        <span className="flex min-w-0 items-center gap-1.5 py-0.5 pl-2">{inner}</span>
      )}
      {props.problem && !props.broken ? <span className="ml-1.5 shrink-0 text-xs text-medium">{props.problem}</span> : null}
      <button
        type="button"
        className="grid h-6 w-6 shrink-0 place-items-center hover:text-ink"
        aria-label={t('filters.remove', { filter: whole })}
        title={t('filters.remove', { filter: whole })}
        onClick={props.onRemove}
      >
        <Icon name="close" size={11} />
      </button>
    </li>
  );
}

function AddFilter(
  props: FilterBarProps & {
    draft: Filter;
    setDraft: Dispatch<SetStateAction<Filter>>;
    field: React.RefObject<HTMLInputElement | null>;
  },
) {
  const { t, language } = usePreferences();
  const url = useUrl();
  const check = useFilterCheck();
  const id = useId();
  const { draft, options } = props;
  const [error, setError] = useState<{ text: string; kind: FilterKind; message: Phrase | undefined }>();
  const gone = useRef(false);
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
    };
  }, []);
  useEffect(() => {
    if (draft.text === '') return;
    let gone = false;
    const timer = setTimeout(async () => {
      const found = await check({ [draft.kind]: draft.text });
      if (!gone) setError({ ...draft, message: found[draft.kind] });
    }, typingPause);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [draft, check]);
  const told = error?.text === draft.text && error.kind === draft.kind ? error.message : undefined;
  const wrong = told && phraseIn(language, told);
  const add = async () => {
    if (draft.text === '') return;
    const found = await check({ [draft.kind]: draft.text });
    // The address is another view's by now.
    if (gone.current) return;
    if (found[draft.kind]) {
      setError({ ...draft, message: found[draft.kind] });
      return;
    }
    url.set((get) => ({ [draft.kind]: withPart(draft.kind, get(draft.kind), draft.text) }));
    // What was typed since, while the expression was looked at, stays.
    props.setDraft((now) => (now === draft ? { kind: draft.kind, text: '' } : now));
  };
  const isTag = draft.kind.startsWith('tag');
  return (
    <form
      className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 print:hidden"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <select
        className="field"
        aria-label={t('filters.kind')}
        value={draft.kind}
        onChange={(event) => props.setDraft({ ...draft, kind: event.target.value as FilterKind })}
      >
        {filterKinds.map((kind) => (
          <option key={kind} value={kind}>
            {t(`filters.name-${kind}`)}
          </option>
        ))}
      </select>
      <input
        ref={props.field}
        className={`field min-w-0 max-w-[420px] flex-1 basis-[180px] font-mono ${wrong ? '!border-[var(--critical)]' : ''}`}
        aria-label={t('filters.text')}
        aria-invalid={wrong !== undefined}
        aria-describedby={`${id}-about`}
        list={isTag ? `${id}-labels` : undefined}
        placeholder={t(isTag ? 'filters.tagHint' : 'filters.hint')}
        value={draft.text}
        onChange={(event) => props.setDraft({ ...draft, text: event.target.value })}
        onKeyDown={(event) => {
          const keys: KeyActions<'field'> = { Escape: () => props.setDraft({ ...draft, text: '' }) };
          const action = actionOf(keys, event);
          if (!action || draft.text === '') return;
          event.stopPropagation();
          action();
        }}
      />
      {isTag ? <LabelNames id={`${id}-labels`} at={props.at} kind={draft.kind} /> : null}
      <button type="submit" className="btn" disabled={draft.text === ''}>
        {t('filters.add')}
      </button>
      <label className="flex items-center gap-1.5 text-sm text-ink2">
        <input type="checkbox" checked={options.noinlines} onChange={() => url.set({ noinlines: options.noinlines ? undefined : '1' })} />
        {t('filters.noinlines')}
      </label>
      <span id={`${id}-about`} className={`min-w-0 basis-full text-xs ${wrong ? 'text-critical' : 'text-ink2'}`} aria-live="polite">
        {wrong ?? (draft.text === '' ? '' : t(`filters.about-${draft.kind}`))}
      </span>
    </form>
  );
}

/** Values offered for a label filter. */
const mostValues = 40;

/** What the profile has for labels: keys, or keys with values where the filter takes both. */
function LabelNames(props: { id: string; at: FilterBarProps['at']; kind: FilterKind }) {
  const labels = useQuery('explore.labels', props.at);
  const withValues = optionOf[props.kind] === 'tagfocus' || optionOf[props.kind] === 'tagignore';
  const names = useMemo(
    () =>
      (labels.data ?? []).flatMap((label) =>
        withValues ? label.values.slice(0, mostValues).flatMap((value) => value.tagfocus ?? []) : [label.key],
      ),
    [labels.data, withValues],
  );
  return (
    <datalist id={props.id}>
      {names.map((name) => (
        <option key={name} value={name} />
      ))}
    </datalist>
  );
}
