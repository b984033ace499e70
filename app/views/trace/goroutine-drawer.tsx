'use client';

import type { ReactNode } from 'react';
import { formatCount, formatDuration, formatOffset, formatShare } from '@/lib/charts/format';
import type { Extent } from '@/lib/charts/layout/series';
import { stateColour } from '@/lib/charts/theme';
import type { EvidenceFrame } from '@/lib/model/finding';
import type { SpanDetail, SpanRange } from '@/lib/query/trace-lanes';
import { type GoroutineDetail, type GoroutineName, goroutineTimes, type TraceHead } from '@/lib/query/trace-view';
import { usePreferences, useText } from '../../state/preferences';
import { useQuery } from '../../state/use-query';
import { FunctionName } from '../../ui/basics';
import { Drawer } from '../../ui/drawer';
import { Computing, QueryFailure } from '../../ui/states';
import { StackList } from '../overview/evidence';
import { clockTime } from './clock';
import { timeLabels } from './functions';
import { stateLabel } from './goroutines';

/** One goroutine: times, last state with its stack, who made it and who last woke it. */
export function GoroutineDrawer(props: {
  input: number;
  head: TraceHead;
  row: number;
  /** The span chosen with it. */
  span: SpanDetail | undefined;
  pinned: boolean;
  onClose: () => void;
  onPick: (row: number, at?: number) => void;
  onPin: () => void;
  onFit: (window: Extent) => void;
}) {
  const t = useText();
  const asked = useQuery('trace.goroutine', { input: props.input, row: props.row });
  const one = asked.data;
  const title = one ? t('trace.goroutine', { id: String(one.id) }) : t('trace.goroutines');
  return (
    <Drawer title={title} label={title} onClose={props.onClose}>
      {asked.error ? <QueryFailure error={asked.error} /> : null}
      {!one && !asked.error ? <Computing /> : null}
      {one && one.row === props.row ? (
        <div className="flex flex-col gap-4">
          <div>
            {one.name === '' ? <p className="text-ink2">{t('trace.unknownFunction')}</p> : <FunctionName name={one.name} strong wrap />}
            <span className="mt-2 flex flex-wrap gap-1.5">
              <button type="button" className="btn" aria-pressed={props.pinned} onClick={props.onPin}>
                {t(props.pinned ? 'trace.pinnedHere' : 'trace.pin')}
              </button>
              <button
                type="button"
                className="btn"
                onClick={() => props.onFit({ min: one.created, max: one.ended ?? one.created + one.times.total })}
              >
                {t('trace.fitLife')}
              </button>
            </span>
          </div>
          {props.span?.row === props.row ? (
            <SpanSection span={props.span} head={props.head} onPick={props.onPick} onFit={props.onFit} />
          ) : null}
          <Detail one={one} onPick={props.onPick} />
        </div>
      ) : null}
    </Drawer>
  );
}

/** The span under the click: its state, who woke it, and the stacks at its ends. */
function SpanSection(props: {
  span: SpanDetail;
  head: TraceHead;
  onPick: (row: number, at?: number) => void;
  onFit: (window: Extent) => void;
}) {
  const { t, language } = usePreferences();
  const { span, head, onPick } = props;
  const length = formatDuration(span.end - span.start);
  const clock = clockTime(head, span.start, language);
  const { woken } = span;
  return (
    <section className="rounded border border-line2 p-3" aria-label={t('trace.spanChosen')} data-testid="span">
      <h3 className="mb-1 flex items-center gap-2">
        <span
          aria-hidden="true"
          className="inline-block h-2.5 w-2.5 rounded-sm"
          style={{ background: stateColour(span.state === 'Waiting' ? span.reason : span.state) }}
        />
        {t(stateLabel(span.state))}
        {span.reason === '' ? '' : `: ${span.reason}`} <span className="num">{length}</span>
      </h3>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5 text-sm">
        <Fact label={t('charts.from')}>
          {formatOffset(span.start, span.end - span.start)} {clock ? <span className="text-ink2">({clock})</span> : null}
        </Fact>
        <Fact label={t('charts.to')}>{formatOffset(span.end, span.end - span.start)}</Fact>
        {span.proc === undefined ? null : <Fact label="P">{String(span.proc)}</Fact>}
        {span.thread === undefined ? null : <Fact label={t('trace.thread')}>{String(span.thread)}</Fact>}
      </dl>
      <button type="button" className="btn mt-2" onClick={() => props.onFit(around(span))}>
        {t('trace.fit')} (F)
      </button>
      {span.ranges.length > 0 ? <Ranges ranges={span.ranges} /> : null}
      {woken ? (
        <div className="mt-2">
          <Woken woken={woken} onPick={(row) => onPick(row, woken.at)} />
        </div>
      ) : null}
      {span.startStack.length > 0 ? (
        <div className="mt-2">
          <h4 className="mb-1 text-sm text-ink2">{t('trace.stackIn')}</h4>
          <Stack frames={span.startStack} label={t('trace.stackIn')} />
        </div>
      ) : null}
      {span.endStack.length > 0 ? (
        <div className="mt-2">
          <h4 className="mb-1 text-sm text-ink2">{t('trace.stackOut')}</h4>
          <Stack frames={span.endStack} label={t('trace.stackOut')} />
        </div>
      ) : null}
      {span.startStack.length + span.endStack.length === 0 ? <p className="mt-2 text-sm text-ink2">{t('trace.noStack')}</p> : null}
    </section>
  );
}

/** Assists, sweeps and pauses of the goroutine during the span, each with the stack that began it. */
function Ranges({ ranges }: { ranges: readonly SpanRange[] }) {
  const t = useText();
  return (
    <div className="mt-2" data-testid="span-ranges">
      <h4 className="mb-1 text-sm text-ink2">{t('trace.rangesMeanwhile')}</h4>
      <ul className="flex flex-col gap-1 text-sm">
        {ranges.map(({ name, start, end, stack }) => (
          <li key={`${name} ${start}`}>
            <p className="flex flex-wrap items-center gap-x-2">
              <span
                aria-hidden="true"
                className="inline-block h-2.5 w-2.5 rounded-sm"
                style={{ background: name.startsWith('stop') ? 'var(--stw)' : stateColour(name) }}
              />
              {name} <span className="num">{formatDuration(end - start)}</span>
              <span className="num text-ink2">{formatOffset(start, end - start)}</span>
            </p>
            {stack.length > 0 ? (
              <details className="mt-0.5">
                <summary className="cursor-pointer text-ink2">{t('trace.rangeStack')}</summary>
                <Stack frames={stack} label={t('trace.rangeStack')} />
              </details>
            ) : null}
          </li>
        ))}
      </ul>
    </div>
  );
}

function around({ start, end }: SpanDetail): Extent {
  return { min: start - (end - start) / 4, max: end + (end - start) / 4 };
}

function Detail({ one, onPick }: { one: GoroutineDetail; onPick: (row: number) => void }) {
  const t = useText();
  const end = one.ended ?? one.created + one.times.total;
  return (
    <>
      <div>
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5 text-sm">
          <Fact label={t('trace.createdAt')}>{one.createdInTrace ? formatDuration(one.created) : t('trace.beforeTrace')}</Fact>
          <Fact label={t('trace.endedAt')}>{one.ended === undefined ? t('trace.stillThere') : formatDuration(one.ended)}</Fact>
          <Fact label={t('trace.maxRun')}>{formatDuration(one.maxRunNs)}</Fact>
          <Fact label={t('trace.maxWait')}>{formatDuration(one.maxSchedWaitNs)}</Fact>
          <Fact label={t('trace.wakeups')}>{formatCount(one.wakeups)}</Fact>
        </dl>
      </div>
      <Section title={t('trace.times')}>
        <table className="w-full text-sm">
          <tbody>
            {goroutineTimes
              .filter((time) => time === 'total' || one.times[time] > 0)
              .map((time) => (
                <Line key={time} label={t(timeLabels[time])} ns={one.times[time]} of={one.times.total} colour={colours[time]} />
              ))}
          </tbody>
        </table>
      </Section>
      {one.blockReasons.length > 0 ? (
        <Section title={t('trace.blockBy')}>
          <table className="w-full text-sm">
            <tbody>
              {one.blockReasons.map(([reason, ns]) => (
                <Line key={reason} label={reason || t('trace.noReason')} ns={ns} of={one.times.block} colour={stateColour(reason)} />
              ))}
            </tbody>
          </table>
        </Section>
      ) : null}
      {one.ranges.length > 0 ? (
        <Section title={t('trace.rangesOf')}>
          <table className="w-full text-sm">
            <tbody>
              {one.ranges.map(([name, ns]) => (
                <Line key={name} label={name} ns={ns} of={one.times.total} colour={stateColour(name)} />
              ))}
            </tbody>
          </table>
        </Section>
      ) : null}
      <Section title={t('trace.lastState')}>
        <p className="mb-1 text-sm">
          <span className="font-medium">{t(stateLabel(one.state))}</span>
          {one.reason !== '' ? `: ${one.reason}` : ''}{' '}
          <span className="text-ink2">
            {t('trace.since', { time: formatDuration(one.since), span: formatDuration(Math.max(0, end - one.since)) })}
          </span>
        </p>
        <Stack frames={one.stateStack} label={t('trace.waitStack')} />
      </Section>
      <Section title={t('trace.lastWake')}>
        {one.woken ? <Woken woken={one.woken} onPick={onPick} /> : <p className="text-sm text-ink2">{t('trace.neverWoken')}</p>}
      </Section>
      <Section title={t('trace.creationStack')}>
        {one.creator ? (
          <p className="mb-1 text-sm">
            {t('trace.createdBy')} <Other one={one.creator} onPick={onPick} />
          </p>
        ) : null}
        <Stack frames={one.creationStack} label={t('trace.creationStack')} />
      </Section>
    </>
  );
}

const colours: Readonly<Record<(typeof goroutineTimes)[number], string>> = {
  total: 'var(--other)',
  exec: 'var(--running)',
  schedWait: 'var(--runnable)',
  block: 'var(--chan)',
  syscall: 'var(--syscall)',
  syscallBlock: 'var(--syscall)',
  assist: 'var(--assist)',
  sweep: 'var(--sweep)',
};

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="min-w-0">
      <h3 className="mb-1">{title}</h3>
      {children}
    </section>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink2">{label}</dt>
      <dd className="tabular-nums">{children}</dd>
    </>
  );
}

function Line({ label, ns, of, colour }: { label: string; ns: number; of: number; colour: string }) {
  const share = of > 0 ? ns / of : 0;
  return (
    <tr>
      <td className="w-2/5 break-words py-0.5 pr-2 text-ink2">{label}</td>
      <td className="py-0.5">
        <span aria-hidden="true" className="block h-2 rounded-sm bg-s3">
          <span className="block h-full rounded-sm" style={{ width: `${Math.min(100, share * 100)}%`, background: colour }} />
        </span>
      </td>
      <td className="num w-20 py-0.5 pl-2">{formatDuration(ns)}</td>
      <td className="num w-16 py-0.5 pl-2 text-ink2">{formatShare(share)}</td>
    </tr>
  );
}

/** When and by whom it was made runnable, with the waker's stack. */
function Woken({ woken, onPick }: { woken: NonNullable<GoroutineDetail['woken']>; onPick: (row: number) => void }) {
  const t = useText();
  const time = formatDuration(woken.at);
  return (
    <>
      <p className="mb-1 text-sm">
        {woken.by ? (
          <>
            {t('trace.wokenBy', { time })} <Other one={woken.by} onPick={onPick} />
          </>
        ) : (
          t('trace.wokenByNone', { time })
        )}
      </p>
      {woken.stack.length > 0 ? <Stack frames={woken.stack} label={t('trace.wakeStack')} /> : null}
    </>
  );
}

function Other({ one, onPick }: { one: GoroutineName; onPick: (row: number) => void }) {
  const t = useText();
  return (
    <button type="button" className="max-w-full break-all text-left text-accent hover:underline" onClick={() => onPick(one.row)}>
      {t('trace.goroutine', { id: String(one.id) })} {one.name}
    </button>
  );
}

function Stack({ frames, label }: { frames: readonly EvidenceFrame[]; label: string }) {
  const t = useText();
  return frames.length > 0 ? <StackList frames={frames} label={label} /> : <p className="text-sm text-ink2">{t('trace.noStack')}</p>;
}
