import type { ReactNode } from 'react';
import type { GroupFrame } from '@/lib/query/goroutines';
import { useText } from '../../state/preferences';
import { CopyButton, FunctionName } from '../../ui/basics';
import { StackList } from '../overview/evidence';

/** What a drawer of the page tells of goroutines: facts (those without a value are left out), the stack, and below it who made them. */
export function StackPart(props: {
  facts: readonly (readonly [label: string, value: string])[];
  /** First line of the stack as it is copied. */
  head: string;
  frames: readonly GroupFrame[];
  creator: { readonly fn: string; readonly file: string; readonly line: number; readonly own?: boolean } | undefined;
  /** Stands below the creating line. */
  children?: ReactNode;
}) {
  const t = useText();
  const { facts, head, frames, creator } = props;
  const text = () =>
    [
      head,
      ...frames.map((frame) => `${frame.fn}\n\t${frame.file}:${frame.line}`),
      creator ? `created by ${creator.fn}\n\t${creator.file}:${creator.line}` : '',
    ].join('\n');
  return (
    <>
      <dl className="mb-3 grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 text-sm">
        {facts
          .filter(([, value]) => value !== '')
          .map(([label, value]) => (
            <div key={label} className="contents">
              <dt className="text-ink2">{label}</dt>
              <dd className="min-w-0 break-words tabular-nums">{value}</dd>
            </div>
          ))}
      </dl>
      <div className="mb-1 flex items-center justify-between">
        <h3>{t('overview.stack')}</h3>
        <CopyButton label={t('goroutines.copyStack')} text={text} ghost />
      </div>
      <StackList frames={frames.map(({ fn, ...frame }) => ({ ...frame, function: fn }))} label={t('overview.stack')} tall />
      {creator ? (
        <section className="mt-3 text-sm">
          <h3 className="mb-1">{t('goroutines.createdBy')}</h3>
          <FunctionName name={creator.fn} wrap strong={creator.own} />
          <p className="break-all font-mono text-[11px] text-ink3">
            {creator.file}:{creator.line}
          </p>
          {props.children}
        </section>
      ) : null}
    </>
  );
}
