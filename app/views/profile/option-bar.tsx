'use client';

import { useState } from 'react';
import type { InputCard } from '@/lib/query/case';
import type { ProfileSummary } from '@/lib/report/types';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { Choice, Select } from '../../ui/basics';
import { inputLabel } from './use-profile-inputs';
import { granularities, unitsFor, type ViewOptions } from './view-options';

/** Which profile, against which, what of it is counted, and how it is shown. */
export function OptionBar(props: {
  inputs: readonly InputCard[];
  current: InputCard;
  types: ProfileSummary['sampleTypes'];
  sampleType: string;
  unit: string;
  options: ViewOptions;
}) {
  const { t } = usePreferences();
  const url = useUrl();
  const { inputs, current, types, options } = props;
  const others = inputs.filter((input) => input.index !== current.index);
  const units = unitsFor(props.unit);
  const compared = options.base !== undefined;
  // On a narrow screen what is seldom changed stands behind a button, unless it is changed.
  const changed = options.granularity !== 'functions' || options.unit !== 'auto' || options.relative;
  const [open, setOpen] = useState(false);
  const seldom = open || changed ? '' : 'max-narrow:hidden';
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-2">
      {inputs.length > 1 ? (
        <Select
          label={t('profile.input')}
          value={String(current.index)}
          options={inputs.map((input) => ({ value: String(input.index), label: inputLabel(input, inputs) }))}
          onChange={(value) =>
            url.set({
              input: value,
              type: undefined,
              fn: undefined,
              zoom: undefined,
              around: undefined,
              base: options.base === Number(value) ? undefined : url.get('base'),
            })
          }
          className="max-w-[240px]"
        />
      ) : null}
      <Select
        label={t('profile.compareWith')}
        value={compared ? String(options.base) : ''}
        options={[
          { value: '', label: t(others.length === 0 ? 'profile.dropSecond' : 'profile.noBase') },
          ...others.map((input) => ({ value: String(input.index), label: inputLabel(input, inputs) })),
        ]}
        onChange={(value) => url.set({ base: value, zoom: undefined, ...(value === '' && { normalize: undefined }) })}
        className="max-w-[240px]"
      />
      {compared ? (
        <>
          <button
            type="button"
            className="btn"
            onClick={() => url.set({ input: String(options.base), base: String(current.index), zoom: undefined })}
          >
            {t('profile.swap')}
          </button>
          <label className="flex items-center gap-1.5 text-sm text-ink2" title={t('profile.normalizeAbout')}>
            <input
              type="checkbox"
              checked={options.normalize}
              onChange={() => url.set({ normalize: options.normalize ? undefined : '1' })}
            />
            {t('profile.normalize')}
          </label>
        </>
      ) : null}
      {types.length > 1 ? (
        <Choice
          label={t('profile.sampleType')}
          value={props.sampleType}
          options={types.map((candidate) => ({ value: candidate.type, label: candidate.type }))}
          onChange={(value) => url.set({ type: value })}
        />
      ) : null}
      {changed ? null : (
        <button type="button" className="btn narrow:hidden" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t('profile.moreOptions')}
        </button>
      )}
      <div className={`flex min-w-0 flex-wrap items-center gap-x-4 gap-y-2 ${seldom}`}>
        <Select
          label={t('profile.granularity')}
          value={options.granularity}
          options={granularities.map((value) => ({ value, label: t(`profile.by-${value}`) }))}
          onChange={(value) => url.set({ by: value === 'functions' ? undefined : value, fn: undefined, around: undefined })}
        />
        {units.length > 1 ? (
          <Select
            label={t('profile.unit')}
            value={units.includes(options.unit) ? options.unit : 'auto'}
            options={units.map((value) => ({ value, label: value === 'auto' ? t('profile.unitAuto') : value }))}
            onChange={(value) => url.set({ unit: value === 'auto' ? undefined : value })}
          />
        ) : null}
        <Select
          label={t('profile.percentOf')}
          value={options.relative ? 'shown' : 'all'}
          options={[
            { value: 'all', label: t(compared ? 'profile.percentBase' : 'profile.percentAll') },
            { value: 'shown', label: t('profile.percentShown') },
          ]}
          onChange={(value) => url.set({ relative: value === 'shown' ? '1' : undefined })}
        />
      </div>
    </div>
  );
}
