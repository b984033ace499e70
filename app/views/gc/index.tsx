'use client';

import type { GcOverview, GcSeries } from '@/lib/query/gc-view';
import { useCase } from '../../state/case';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { Select } from '../../ui/basics';
import { Computing, Empty, Notice, QueryFailure } from '../../ui/states';
import { useTimeWindow } from '../trace/use-time-window';
import { AgreementPanel } from './agreement';
import { Allocators } from './allocators';
import { Assists } from './assists';
import { CycleDrawer, cycleNs } from './cycle-drawer';
import { CycleTable } from './cycle-table';
import { Cycles } from './cycles';
import { Found } from './found';
import { Mmu } from './mmu';
import { OtherPauses } from './other-pauses';
import { Pauses } from './pauses';
import { Stops } from './stops';
import { Strip } from './strip';
import { useCounterpart } from './use-counterpart';
import { WhatIfPanel } from './what-if';

/** The collections of a process from its log, its trace or both: when they ran, what they cost, what other settings would do. */
export default function GcView() {
  const { t } = usePreferences();
  const { inputs } = useCase();
  const url = useUrl();
  const all = useQuery('gc.series', undefined);
  if (all.error) return <QueryFailure error={all.error} />;
  if (!all.data) return <Computing />;
  if (all.data.length === 0) {
    const could = inputs.some((input) => input.ok && (input.parts.includes('trace') || input.parts.includes('gclog')));
    return could ? (
      <Notice title={t('gc.noCycles')}>
        <p>{t('gc.noCyclesNote')}</p>
      </Notice>
    ) : (
      <Empty text="states.emptyGc" command="GODEBUG=gctrace=1 ./service 2> gc.log" />
    );
  }
  const position = chosen(all.data, url.get('series'), url.get('input'));
  // Several processes of one log are told apart by their place in it.
  const name = (series: GcSeries) => {
    const place = series.process === undefined ? '' : ` #${series.process}`;
    const files = [...(series.earlier ?? []), series.input].map((input) => inputs[input]?.name ?? '').join(' + ');
    return t('gc.seriesName', { name: `${files}${place}`, source: series.source, n: series.count });
  };
  return (
    <div className="flex flex-col gap-4">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1>{t('gc.title')}</h1>
        {all.data.length > 1 ? (
          <Select
            label={t('gc.source')}
            value={String(position)}
            options={all.data.map((series, i) => ({ value: String(i), label: name(series) }))}
            onChange={(value) =>
              url.set({ series: value, input: undefined, from: undefined, to: undefined, at: undefined, cycle: undefined })
            }
          />
        ) : (
          <span className="min-w-0 break-all text-ink2">{name(all.data[0])}</span>
        )}
      </header>
      <OneSeries key={position} position={position} />
    </div>
  );
}

/** The series of the address, by its own number or by its input; else the one with the most collections. */
function chosen(all: readonly GcSeries[], series: string | undefined, input: string | undefined): number {
  if (series !== undefined && all[Number(series)]) return Number(series);
  const candidates = [...all.keys()].filter(
    (i) => input === undefined || String(all[i].input) === input || all[i].earlier?.some((one) => String(one) === input),
  );
  const among = candidates.length > 0 ? candidates : [...all.keys()];
  return among.reduce((best, i) => (all[i].count > all[best].count ? i : best), among[0]);
}

function OneSeries({ position }: { position: number }) {
  const overview = useQuery('gc.overview', { series: position });
  if (overview.error) return <QueryFailure error={overview.error} />;
  if (!overview.data) return <Computing />;
  return <Read position={position} data={overview.data} />;
}

function Read({ position, data }: { position: number; data: GcOverview }) {
  const { t } = usePreferences();
  const url = useUrl();
  const time = useTimeWindow(data.series.durationNs);
  const { series } = data;
  const other = useCounterpart(position);
  const own = series.source === 'trace' ? series.input : undefined;
  // What only a trace tells is shown beside the log of the same run as well.
  const trace = own ?? (other?.data.series.source === 'trace' ? other.data.series.input : undefined);
  if (series.count === 0) {
    return (
      <Notice title={t('gc.noCycles')}>
        <p>{t('gc.noCyclesNote')}</p>
      </Notice>
    );
  }
  const at = series.number.indexOf(Number(url.get('cycle') ?? Number.NaN));
  const pick = (i: number) => {
    const length = cycleNs(data, i);
    const around = Math.max(length, 100_000) * 2;
    time.set({ min: series.startNs[i] - around, max: series.startNs[i] + length + around });
    url.set({ cycle: String(series.number[i]) }, { replace: at >= 0 });
  };
  return (
    <>
      <Found of={series} other={other?.data.series} />
      <Strip data={data} />
      <Cycles data={data} time={time} trace={own} other={other} />
      {other ? <AgreementPanel other={other} /> : null}
      <Pauses data={data} />
      {trace === undefined ? null : <Stops input={trace} />}
      <WhatIfPanel position={position} data={data} />
      <Allocators position={position} data={data} />
      {trace === undefined ? null : (
        <>
          <Mmu input={trace} />
          <div className="grid gap-4 wide:grid-cols-2">
            <Assists input={trace} />
            <OtherPauses input={trace} />
          </div>
        </>
      )}
      <CycleTable data={data} selected={at >= 0 ? at : undefined} onPick={pick} />
      {at >= 0 ? (
        <CycleDrawer
          data={data}
          at={at}
          trace={trace === undefined ? undefined : { input: trace, shiftNs: own === undefined && other ? -other.shiftNs : 0 }}
          onPick={pick}
          onClose={() => url.set({ cycle: undefined })}
        />
      ) : null}
    </>
  );
}
