'use client';

import { useMemo } from 'react';
import type { InputCard } from '@/lib/query/case';
import type { CompareParams } from '@/lib/query/compare';
import { useCase } from '../../state/case';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { CopyButton } from '../../ui/basics';
import { Computing, Empty, QueryFailure } from '../../ui/states';
import { Benches, Explanation } from './benches';
import { FigureChart } from './figures';
import { GroupChanges } from './groups';
import { ProfileChanges } from './profiles';
import { SideChooser } from './sides';
import { parsePositions } from './sides-url';
import { FreshFindings, Verdicts } from './verdicts';

/** Before and after: was the advice kept, and what moved. */
export default function CompareView() {
  const { inputs } = useCase();
  const sides = useQuery('compare.sides', undefined);
  if (sides.error) return <QueryFailure error={sides.error} />;
  if (!sides.data) return <Computing />;
  const readable = inputs.filter((input) => input.ok);
  if (readable.length < 2) return <Empty text="states.emptyCompare" command={secondOf(readable[0])} />;
  return <Chosen suggested={sides.data} />;
}

function Chosen({ suggested }: { suggested: { readonly before: readonly number[]; readonly after: readonly number[] } }) {
  const { t } = usePreferences();
  const { inputs, client } = useCase();
  const url = useUrl();
  const known = (position: number) => inputs[position]?.ok === true;
  const before = parsePositions(url.get('before'), suggested.before).filter(known);
  const after = parsePositions(url.get('after'), suggested.after).filter((position) => known(position) && !before.includes(position));
  const work = Number(url.get('work'));
  const params: CompareParams = { before, after, ...(work > 0 && Number.isFinite(work) && { work }) };
  const ready = before.length > 0 && after.length > 0;
  return (
    <div className="flex flex-col gap-4">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <h1 className="mr-auto">{t('compare.title')}</h1>
        {ready ? <MarkdownButton params={params} /> : null}
      </header>
      <SideChooser before={before} after={after} open={!ready} />
      {ready && client ? <Compared params={params} /> : <p className="text-ink2">{t('compare.needBoth')}</p>}
    </div>
  );
}

function MarkdownButton({ params }: { params: CompareParams }) {
  const { t, language } = usePreferences();
  const { client } = useCase();
  return (
    <CopyButton
      label={t('compare.markdown')}
      text={async () => (client ? client.query('compare.markdown', { ...params, language }) : '')}
    />
  );
}

function Compared({ params }: { params: CompareParams }) {
  const { t } = usePreferences();
  const { inputs } = useCase();
  const { data, error, loading } = useQuery('compare', params);
  const names = useMemo(() => inputs.map((input) => input.name), [inputs]);
  if (error) return <QueryFailure error={error} />;
  if (!data) return loading ? <Computing /> : null;
  const pair = (table: { before: number; after: number }) => shortPair(names[table.before], names[table.after]);
  const nothing =
    data.profiles.length === 0 &&
    !data.goroutines &&
    !data.gc &&
    !data.trace &&
    data.benches.length === 0 &&
    data.explanation === undefined;
  return (
    <div className="flex flex-col gap-4" aria-busy={loading}>
      <Verdicts comparison={data} />
      <FreshFindings comparison={data} />
      <h2>{t('compare.moved')}</h2>
      {nothing ? <p className="text-ink2">{t('compare.noChange')}</p> : null}
      {data.unpaired.length > 0 ? (
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-ink2">
          {data.unpaired.map(({ side, kind }) => (
            <li key={`${side}${kind}`}>{t('compare.onlyOn', { side: t(side === 'before' ? 'compare.before' : 'compare.after'), kind })}</li>
          ))}
        </ul>
      ) : null}
      {data.benches.length > 0 ? <Benches benches={data.benches} /> : null}
      {data.explanation ? <Explanation explanation={data.explanation} /> : null}
      {data.goroutines ? <GroupChanges delta={data.goroutines} title={t('compare.goroutines', pair(data.goroutines))} /> : null}
      {data.gc ? <FigureChart figures={data.gc.figures} title={t('compare.gc', pair(data.gc))} /> : null}
      {data.trace ? <FigureChart figures={data.trace.figures} title={t('compare.trace', pair(data.trace))} /> : null}
      {data.profiles.length > 0 ? <ProfileChanges profiles={data.profiles} /> : null}
    </div>
  );
}

/** File names alone where they differ, with the folder or archive before them where they do not. */
function shortPair(before: string, after: string): { before: string; after: string } {
  const tail = (name: string, parts: number) => name.split('/').slice(-parts).join('/');
  const parts = tail(before, 1) === tail(after, 1) ? 2 : 1;
  return { before: tail(before, parts), after: tail(after, parts) };
}

/** The command that captures a second one of what the case has. */
function secondOf(input: InputCard | undefined): string {
  const kind = input?.parts[0];
  if (kind === 'goroutines') return "curl -o after.txt 'http://localhost:6060/debug/pprof/goroutine?debug=2'";
  if (kind === 'trace') return "curl -o after.out 'http://localhost:6060/debug/pprof/trace?seconds=5'";
  if (kind === 'gclog' || kind === 'schedlog') return 'GODEBUG=gctrace=1 ./server 2> after.log';
  if (kind === 'bench') return 'go test -run=NONE -bench=. -benchmem -count=10 ./... > after.txt';
  return "curl -o after.pb.gz 'http://localhost:6060/debug/pprof/allocs?seconds=30'";
}
