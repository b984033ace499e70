'use client';

import { useMemo, useState } from 'react';
import { type Amount, measurementLabel } from '@/lib/base/units';
import type { Area, ProfileFilter } from '@/lib/query/trace-lanes';
import { useText } from '../../state/preferences';
import { useQuery } from '../../state/use-query';
import { SearchField } from '../../ui/basics';
import { Icon } from '../../ui/icons';
import { Computing, QueryFailure } from '../../ui/states';
import { FlameChart } from '../profile/flame-chart';
import type { SubjectActions } from '../profile/function-actions';
import { compileSearch, exactly } from '../profile/search';
import { matchNodes, modelOf } from '../profile/tree-model';
import { optionOf } from '../profile/view-options';

type Filters = { readonly [Name in keyof ProfileFilter]?: string };
const mostHeight = 320;
const format = (value: Amount) => measurementLabel(value, 'count');

/** The CPU samples of an area as an icicle, with search and filters of its own. */
export function CpuFlame({ input, area }: { input: number; area: Area }) {
  const t = useText();
  const [filters, setFilters] = useState<Filters>({});
  const [search, setSearch] = useState('');
  const [zoomed, setZoomed] = useState<{ readonly of: unknown; readonly node: number }>();
  const asked = useQuery('trace.cpuTree', { input, ...area, options: filters as ProfileFilter });
  const tree = asked.data;
  const model = useMemo(() => tree && modelOf(tree, { rootName: t('trace.samples') }), [tree, t]);
  const matches = useMemo(() => {
    const test = compileSearch(search);
    return model && test ? matchNodes(model, test) : undefined;
  }, [model, search]);
  const find = (name: string | undefined) => setSearch(name === undefined ? '' : exactly(name));
  const actions: SubjectActions = {
    select: find,
    setSearch,
    addFilter: (kind, text) => setFilters((before) => ({ ...before, [optionOf[kind]]: text })),
    sandwich: find,
    pinned: (name) => search === exactly(name),
    pin: (name) => find(search === exactly(name) ? undefined : name),
  };
  if (asked.error) return <QueryFailure error={asked.error} />;
  const title = t('trace.cpuFlame');
  return (
    <div className="border-t border-line p-3">
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <SearchField label={t('trace.search')} value={search} onChange={setSearch} className="w-[240px] max-narrow:w-full" />
        {Object.entries(filters)
          .flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const]))
          .map(([name, text]) => (
            <button
              key={name}
              type="button"
              className="btn h-7 min-w-0 max-w-full"
              onClick={() => setFilters((before) => ({ ...before, [name]: undefined }))}
            >
              <Icon name="close" size={12} />
              <code className="truncate">
                {name} {text}
              </code>
            </button>
          ))}
      </div>
      {!model && asked.loading ? <Computing /> : null}
      {model ? (
        <FlameChart
          model={model}
          title={title}
          upward={false}
          matches={matches}
          pinned={undefined}
          zoom={zoomed?.of === tree ? (zoomed?.node ?? -1) : -1}
          onZoom={(node) => setZoomed({ of: tree, node })}
          format={format}
          actions={actions}
          mostHeight={mostHeight}
        />
      ) : null}
      {!model && !asked.loading ? <p className="text-sm text-ink2">{t('trace.cpuNone')}</p> : null}
    </div>
  );
}
