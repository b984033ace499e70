'use client';

import { useState } from 'react';
import { useCase } from '../../state/case';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { Choice } from '../../ui/basics';
import { Icon } from '../../ui/icons';
import { printPositions } from './sides-url';

type Side = 'before' | 'after' | 'none';

/** Which file stands on which side. Folded once both sides have one; what is chosen stays readable then. */
export function SideChooser(props: { before: readonly number[]; after: readonly number[]; open: boolean }) {
  const { t } = usePreferences();
  const { inputs } = useCase();
  const url = useUrl();
  const [opened, setOpened] = useState<boolean>();
  const open = opened ?? props.open;
  const put = (position: number, side: Side) => {
    const without = (list: readonly number[]) => list.filter((one) => one !== position);
    const before = side === 'before' ? [...without(props.before), position] : without(props.before);
    const after = side === 'after' ? [...without(props.after), position] : without(props.after);
    setOpened(true);
    url.set({ before: printPositions(before), after: printPositions(after) }, { replace: true });
  };
  const sideOf = (position: number): Side =>
    props.before.includes(position) ? 'before' : props.after.includes(position) ? 'after' : 'none';
  return (
    <section className="panel flex flex-col gap-3 p-3" aria-label={t('compare.choose')}>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <button type="button" className="btn btn-ghost -ml-2 px-2" aria-expanded={open} onClick={() => setOpened(!open)}>
          <Icon name={open ? 'down' : 'right'} size={12} />{' '}
          {t('compare.chosen', { before: props.before.length, after: props.after.length })}
        </button>
        <span className="flex-1" />
        <button
          type="button"
          className="btn"
          onClick={() => url.set({ before: printPositions(props.after), after: printPositions(props.before) })}
        >
          <Icon name="compare" size={13} /> {t('compare.swap')}
        </button>
        <button type="button" className="btn" onClick={() => url.set({ before: undefined, after: undefined })}>
          {t('compare.suggest')}
        </button>
      </div>
      {open ? null : (
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1 text-sm">
          <dt className="text-ink2">{t('compare.before')}</dt>
          <dd className="break-words">{namesOf(props.before.map((position) => inputs[position].name))}</dd>
          <dt className="text-ink2">{t('compare.after')}</dt>
          <dd className="break-words">{namesOf(props.after.map((position) => inputs[position].name))}</dd>
        </dl>
      )}
      {open ? (
        <>
          <ul className="flex flex-col divide-y divide-line">
            {inputs.map((input) =>
              input.ok ? (
                <li key={input.index} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1.5">
                  <span className="min-w-0 flex-1 basis-[220px]">
                    <span className="block break-all">{input.name}</span>
                    <span className="text-xs text-ink2">
                      {input.format}
                      {input.group === undefined ? '' : ` · ${t('compare.group')} ${input.group}`}
                    </span>
                  </span>
                  <Choice<Side>
                    label={t('compare.side', { file: input.name })}
                    value={sideOf(input.index)}
                    options={[
                      { value: 'before', label: t('compare.before') },
                      { value: 'after', label: t('compare.after') },
                      { value: 'none', label: t('compare.unused') },
                    ]}
                    onChange={(side) => put(input.index, side)}
                  />
                </li>
              ) : null,
            )}
          </ul>
          <WorkField />
        </>
      ) : null}
    </section>
  );
}

/** The files of a side; those of one archive behind its name. */
function namesOf(names: readonly string[]): string {
  const folder = names[0]?.includes('/') ? names[0].slice(0, names[0].lastIndexOf('/')) : undefined;
  if (folder === undefined || !names.every((name) => name.startsWith(`${folder}/`))) return names.join(', ');
  return `${folder}: ${names.map((name) => name.slice(folder.length + 1)).join(', ')}`;
}

/** The ratio of work, where the user knows it. */
function WorkField() {
  const { t } = usePreferences();
  const url = useUrl();
  return (
    <label className="flex flex-wrap items-center gap-2 text-sm">
      <span className="text-ink2">{t('compare.work')}</span>
      <input
        type="number"
        min="0"
        step="any"
        inputMode="decimal"
        className="field w-28"
        placeholder={t('compare.workAuto')}
        value={url.get('work') ?? ''}
        onChange={(event) => url.set({ work: event.target.value }, { replace: true })}
      />
    </label>
  );
}
