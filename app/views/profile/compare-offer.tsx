'use client';

import { formatDuration } from '@/lib/charts/format';
import type { InputCard } from '@/lib/query/case';
import { captureTime } from '../../frame/case-bar';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { Icon } from '../../ui/icons';
import { inputLabel } from './use-profile-inputs';

/** Where the case has just two profiles that can be compared, one of them shown: a button for what changed from the earlier to the later. */
export function CompareOffer(props: { inputs: readonly InputCard[]; current: InputCard; kind: string }) {
  const { t, language } = usePreferences();
  const { set } = useUrl();
  const alike = useQuery('profile.alike', { input: props.current.index });
  const pair = (alike.data ?? []).flatMap((index) => props.inputs.find((input) => input.index === index) ?? []);
  if (pair.length !== 2) return null;
  const [before, after] = pair;
  const apart = before.timeNanos && after.timeNanos ? Number(after.timeNanos - before.timeNanos) : 0;
  const name = (input: InputCard) => <code title={captureTime(input, language)}>{inputLabel(input, props.inputs)}</code>;
  return (
    <div
      data-testid="compare-offer"
      className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1.5 rounded border border-line border-l-4 border-l-accent bg-s1 px-3 py-1.5 text-sm"
    >
      <p className="min-w-0 break-words text-ink2">
        {t('profile.offer', { kind: props.kind })} {name(before)} {t('profile.offerThen')} {name(after)}
        {apart > 0 ? <span className="num"> {t('profile.offerLater', { time: formatDuration(apart) })}</span> : null}
      </p>
      <button
        type="button"
        className="btn btn-primary"
        onClick={() => set({ input: String(after.index), base: String(before.index), zoom: undefined })}
      >
        <Icon name="compare" size={14} /> {t('profile.offerDo')}
      </button>
    </div>
  );
}
