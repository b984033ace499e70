'use client';

import { useMemo } from 'react';
import type { Area } from '@/lib/query/trace-lanes';
import { useText } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { Computing, QueryFailure } from '../../ui/states';
import { FlameChart } from '../profile/flame-chart';
import { modelOf } from '../profile/tree-model';

/** The CPU samples of an area as a flame graph. */
export function CpuFlame({ input, area }: { input: number; area: Area }) {
  const t = useText();
  const url = useUrl();
  const asked = useQuery('trace.cpuTree', { input, ...area });
  const model = useMemo(() => asked.data && modelOf(asked.data, t('trace.samples')), [asked.data, t]);
  if (asked.error) return <QueryFailure error={asked.error} />;
  if (asked.loading && !model) return <Computing />;
  return (
    <div className="border-t border-line p-3">
      <h4 className="mb-1 text-sm font-medium">{t('trace.cpuFlame')}</h4>
      {model ? (
        <FlameChart model={model} upward={false} matches={undefined} onDetails={(name) => url.set({ q: name }, { replace: true })} />
      ) : (
        <p className="text-sm text-ink2">{t('trace.cpuNone')}</p>
      )}
    </div>
  );
}
