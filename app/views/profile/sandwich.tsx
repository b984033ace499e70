'use client';

import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { usePreferences } from '../../state/preferences';
import { useQuery } from '../../state/use-query';
import { Computing, Notice, QueryFailure } from '../../ui/states';
import type { FlameChartProps } from './flame-chart';
import type { SubjectActions } from './function-actions';
import type { ProfileTabProps } from './tabs';
import { TreeChart } from './tree-chart';
import { type ModelOptions, modelOf } from './tree-model';
import { useDetail, wholeTree } from './use-zoom';

/** Names offered while a function is typed. */
const mostNames = 300;

export interface SandwichProps extends ProfileTabProps {
  readonly around: string | undefined;
  readonly onAround: (name: string) => void;
  readonly pins: readonly string[];
  readonly actions: SubjectActions;
  readonly minShare: number;
  readonly modelOptions: Omit<ModelOptions, 'rootName'>;
  readonly legend: (model: FlameChartProps['model']) => FlameChartProps['legend'];
}

/** One function between all that call it, rising above, and all that it calls, hanging below; both merged over the whole profile. */
export function Sandwich(props: SandwichProps) {
  const top = useQuery('profile.top', { ...props.query, limit: 0, nodeFraction: 0 });
  const names = top.data?.rows ?? [];
  const around = props.around ?? props.selected ?? names[0]?.name;
  return (
    <>
      <Chooser
        names={names.slice(0, mostNames).map((row) => row.name)}
        all={names.map((row) => row.name)}
        value={around ?? ''}
        onChoose={props.onAround}
      />
      {top.error ? <QueryFailure error={top.error} /> : null}
      {around === undefined ? (
        <Computing />
      ) : (
        <>
          <Half {...props} around={around} side="callers" />
          <Half {...props} around={around} side="callees" />
        </>
      )}
    </>
  );
}

function Half(props: SandwichProps & { around: string; side: 'callers' | 'callees' }) {
  const { t } = usePreferences();
  const { around, side } = props;
  const upward = side === 'callers';
  const ask = useMemo(
    () => ({ ...props.query, minShare: props.minShare, around, inverted: upward }),
    [props.query, props.minShare, around, upward],
  );
  const asked = useQuery('profile.tree', ask);
  const options = useMemo(
    () => ({ ...props.modelOptions, rootName: around, selfAt: upward ? ('nowhere' as const) : ('column' as const) }),
    [props.modelOptions, around, upward],
  );
  const overview = useMemo(() => asked.data && modelOf(asked.data, options), [asked.data, options]);
  const [held, setHeld] = useState({ overview, place: wholeTree });
  const { model, zoom, onZoom } = useDetail({
    ask,
    model: overview,
    options,
    place: held.overview === overview ? held.place : wholeTree,
    onPlace: (place) => setHeld({ overview, place }),
  });
  if (asked.error) return <QueryFailure error={asked.error} />;
  if (!model) return <Computing />;
  if (model.tree.count === 1 && Number(model.weight[0]) === 0)
    return upward ? (
      <Notice title={t('profile.callersOf', { name: around })}>
        <p>{t('filters.filteredOut')}</p>
      </Notice>
    ) : null;
  return (
    <TreeChart
      model={model}
      title={t(upward ? 'profile.callersOf' : 'profile.calleesOf', { name: around })}
      upward={upward}
      zoom={zoom}
      onZoom={onZoom}
      format={props.format}
      actions={props.actions}
      mostHeight={324}
      legend={upward ? props.legend(model) : undefined}
      testId={`sandwich-${side}`}
      search={props.search}
      pins={props.pins}
      leastShare={props.minShare}
      underAnother={upward}
    />
  );
}

/** A field for the function's name: only names of the profile are taken. */
function Chooser(props: { names: readonly string[]; all: readonly string[]; value: string; onChoose: (name: string) => void }) {
  const { t } = usePreferences();
  const [text, setText] = useState(props.value);
  // Not by a key: a name that is the beginning of another would take the field away under the hands that type. What is being typed stays.
  const last = useRef(props.value);
  useEffect(() => {
    const before = last.current;
    last.current = props.value;
    setText((typed) => (typed === before ? props.value : typed));
  }, [props.value]);
  // The names come from the worker: what was typed before them is looked at when they are there.
  const known = props.all.length > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: afterwards each letter is looked at as it is typed
  useEffect(() => {
    if (known && text !== props.value && props.all.includes(text)) props.onChoose(text);
  }, [known]);
  const id = useId();
  const choose = () => {
    if (!known || text === props.value) return;
    const name = props.all.includes(text) ? text : props.all.find((one) => text !== '' && one.includes(text));
    setText(name ?? props.value);
    if (name !== undefined) props.onChoose(name);
  };
  return (
    <form
      className="flex min-w-0 flex-wrap items-center gap-2 text-sm"
      onSubmit={(event) => {
        event.preventDefault();
        choose();
      }}
    >
      <label htmlFor={`${id}-field`} className="text-ink2">
        {t('profile.sandwichOf')}
      </label>
      <input
        id={`${id}-field`}
        className="field min-w-0 max-w-[640px] flex-1 basis-[280px] font-mono"
        list={`${id}-names`}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          if (event.target.value !== props.value && props.all.includes(event.target.value)) props.onChoose(event.target.value);
        }}
        onBlur={choose}
      />
      <datalist id={`${id}-names`}>
        {props.names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </form>
  );
}
