'use client';

import { useText } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { Select } from '../../ui/basics';
import { OpenWaits } from '../trace/open-waits';
import { useTraceInputs } from '../trace/use-trace-inputs';

/** Waits that a trace's end finds open, and the way to lifetimes, states over time and who woke whom. */
export function TraceWaits() {
  const t = useText();
  const url = useUrl();
  const { inputs } = useTraceInputs();
  const current = inputs.find((input) => String(input.index) === url.get('trace')) ?? inputs[0];
  if (!current) return null;
  const input = String(current.index);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-3">
        {inputs.length > 1 ? (
          <Select
            label={t('trace.input')}
            value={input}
            options={inputs.map((one) => ({ value: String(one.index), label: one.name }))}
            onChange={(trace) => url.set({ trace })}
          />
        ) : (
          <code className="min-w-0 break-all text-ink2">{current.name}</code>
        )}
        <button type="button" className="btn" onClick={() => url.go('trace', { input, tab: 'goroutines' })}>
          {t('goroutines.inTrace')}
        </button>
      </div>
      <OpenWaits input={current.index} onPick={(row) => url.go('trace', { input, tab: 'open', g: String(row) })} />
    </div>
  );
}
