'use client';

import { usePreferences } from '../../../state/preferences';
import { nameless, type Place } from './levels';

/** The way to what the treemap shows, each step of it a button. */
export function Crumbs(props: { place: Place; go: (place: Place) => void; value: string; share: string }) {
  const { t } = usePreferences();
  const { place, go } = props;
  const steps: { label: string; place: Place }[] = [{ label: t('explore.allPackages'), place: {} }];
  if (place.package !== undefined)
    steps.push({ label: place.package === nameless ? t('explore.noPackage') : place.package, place: { package: place.package } });
  if (place.file !== undefined) steps.push({ label: place.file === nameless ? t('explore.noFile') : place.file, place });
  return (
    <nav aria-label={t('explore.path')} className="flex flex-wrap items-center gap-1 text-sm">
      {steps.map((step, i) => (
        <span key={step.label} className="flex min-w-0 items-center gap-1">
          {i > 0 ? (
            <span aria-hidden="true" className="text-ink3">
              ›
            </span>
          ) : null}
          {i === steps.length - 1 ? (
            <span aria-current="location" className="break-all font-semibold">
              {step.label}
            </span>
          ) : (
            <button type="button" className="btn h-6 min-w-0 px-2" onClick={() => go(step.place)}>
              {step.label}
            </button>
          )}
        </span>
      ))}
      <span className="num ml-2 text-ink2">
        {props.value} ({props.share})
      </span>
    </nav>
  );
}
