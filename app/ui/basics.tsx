'use client';

import { type ReactNode, useEffect, useRef, useState } from 'react';
import { splitFunction } from '@/lib/charts/format';
import type { Severity } from '@/lib/model/rules';
import { copyText } from '../state/copy';
import { actionOf, type KeyActions } from '../state/key-table';
import { useText } from '../state/preferences';
import { Icon, type IconName } from './icons';

/** A button that is only an icon, with its name for everyone else. */
export function IconButton(props: {
  icon: IconName;
  label: string;
  onClick: () => void;
  pressed?: boolean;
  className?: string;
  size?: number;
  disabled?: boolean;
}) {
  return (
    <button
      type="button"
      disabled={props.disabled}
      className={`btn btn-ghost btn-icon ${props.className ?? ''}`}
      aria-label={props.label}
      aria-pressed={props.pressed}
      title={props.label}
      onClick={props.onClick}
    >
      <Icon name={props.icon} size={props.size} />
    </button>
  );
}

/** Copies and says so in its own place. */
export function CopyButton(props: {
  label: string;
  text: () => string | Promise<string>;
  icon?: IconName;
  ghost?: boolean;
  iconOnly?: boolean;
}) {
  const t = useText();
  const [said, setSaid] = useState<'copied' | 'failed'>();
  useEffect(() => {
    if (said === undefined) return;
    // It stands until the user goes on: a word that leaves by itself is missed by who looks away, or waits for a slow machine.
    const clear = () => setSaid(undefined);
    window.addEventListener('pointerdown', clear, true);
    window.addEventListener('keydown', clear, true);
    return () => {
      window.removeEventListener('pointerdown', clear, true);
      window.removeEventListener('keydown', clear, true);
    };
  }, [said]);
  const copy = async () => {
    try {
      await copyText(props.text());
      setSaid('copied');
    } catch {
      setSaid('failed');
    }
  };
  const label = said === 'copied' ? t('frame.copied') : said === 'failed' ? t('frame.copyFailed') : props.label;
  return (
    <button
      type="button"
      className={`btn ${props.ghost ? 'btn-ghost' : ''} ${props.iconOnly ? 'btn-icon' : ''}`}
      onClick={copy}
      title={label}
      aria-label={props.iconOnly ? label : undefined}
    >
      <Icon name={said === 'copied' ? 'check' : (props.icon ?? 'copy')} size={14} />
      {props.iconOnly ? null : <span aria-live="polite">{label}</span>}
    </button>
  );
}

/** A command in a code box with a way to copy it. */
export function Command({ text }: { text: string }) {
  const t = useText();
  return (
    <div className="flex min-w-0 items-start gap-1">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keys */}
      <pre className="code-block min-w-0 flex-1 whitespace-pre-wrap break-words" tabIndex={0}>
        {text}
      </pre>
      <CopyButton label={t('states.copyCommand')} text={() => text} ghost iconOnly />
    </div>
  );
}

/** A function with its package dimmed, which is what shrinks to an ellipsis; the whole name on hover. With `wrap` it takes as many lines as it needs. */
export function FunctionName({ name, strong, wrap }: { name: string; strong?: boolean; wrap?: boolean }) {
  const [path, local] = splitFunction(name);
  if (wrap) {
    return (
      <code className="break-all">
        <span className="text-ink3">{path}</span>
        <span className={strong ? 'font-semibold' : ''}>{local}</span>
      </code>
    );
  }
  return (
    <code className="flex min-w-0 max-w-full" title={name}>
      {path !== '' && (
        // Where not even one letter and the ellipsis have room, the package goes to a second line, which is cut off: half a letter says nothing.
        <span className="flex h-[1lh] min-w-0 flex-wrap overflow-hidden text-ink3 before:content-['']">
          <span className="min-w-[2ch] flex-1 basis-[2ch] truncate">{path}</span>
        </span>
      )}
      <span className={`max-w-full shrink-0 truncate ${strong ? 'font-semibold' : ''}`}>{local}</span>
    </code>
  );
}

export function SeverityWord({ severity }: { severity: Severity }) {
  const t = useText();
  const tone = { critical: 'text-critical', high: 'text-high', medium: 'text-medium', low: 'text-low', info: 'text-info' }[severity];
  return <span className={`text-xs font-semibold uppercase tracking-wide [:lang(zh)_&]:text-sm ${tone}`}>{t(`overview.${severity}`)}</span>;
}

/** What a control is set to, in its place on paper. */
export function Printed({ label, value }: { label: string; value: string }) {
  return (
    <span className="hidden min-w-0 break-words text-sm print:inline" data-printed="">
      <span className="text-ink2">{label}: </span>
      {value}
    </span>
  );
}

/** A choice of few, shown all at once. */
export function Choice<Value extends string>(props: {
  label: string;
  value: Value;
  options: readonly { readonly value: Value; readonly label: string }[];
  onChange: (value: Value) => void;
}) {
  return (
    <>
      <Printed label={props.label} value={props.options.find(({ value }) => value === props.value)?.label ?? props.value} />
      <fieldset className="m-0 inline-flex min-w-0 flex-wrap border-0 p-0 print:hidden">
        <legend className="sr-only">{props.label}</legend>
        {props.options.map((option, i) => (
          <button
            key={option.value}
            type="button"
            className={`btn ${i > 0 ? '-ml-px rounded-l-none' : ''} ${i < props.options.length - 1 ? 'rounded-r-none' : ''} ${option.value === props.value ? 'z-10' : ''}`}
            aria-pressed={option.value === props.value}
            onClick={() => props.onChange(option.value)}
          >
            {option.label}
          </button>
        ))}
      </fieldset>
    </>
  );
}

/** A choice of many. */
export function Select<Value extends string>(props: {
  label: string;
  value: Value;
  options: readonly { readonly value: Value; readonly label: string }[];
  onChange: (value: Value) => void;
  className?: string;
}) {
  return (
    <>
      <Printed label={props.label} value={props.options.find(({ value }) => value === props.value)?.label ?? props.value} />
      <label className="inline-flex min-w-0 items-center gap-2 print:hidden">
        <span className="shrink-0 text-sm text-ink2">{props.label}</span>
        <select
          className={`field min-w-0 max-w-full ${props.className ?? ''}`}
          value={props.value}
          onChange={(event) => props.onChange(event.target.value as Value)}
        >
          {props.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

/** Pause in typing, in ms, after which a search is told: browsers bound how often the address may change. */
const typingPause = 80;

/**
 * The search of a view; `/` puts the caret here. The field keeps what is typed itself, for its value usually comes back
 * by way of the address, later than the next letter.
 */
export function SearchField(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  children?: ReactNode;
  className?: string;
}) {
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [text, setText] = useState(props.value);
  const tell = useRef(props.onChange);
  tell.current = props.onChange;
  const told = useRef(props.value);
  useEffect(() => {
    if (props.value === told.current) return;
    // Somebody else changed the search, e.g. a button that clears it, or a step back in the history.
    told.current = props.value;
    clearTimeout(timer.current);
    setText(props.value);
  }, [props.value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const change = (value: string, pause: number) => {
    setText(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      told.current = value;
      tell.current(value);
    }, pause);
  };
  return (
    <>
      {text === '' ? null : <Printed label={props.label} value={text} />}
      <span className={`relative inline-flex min-w-0 items-center print:hidden ${props.className ?? ''}`}>
        <span className="pointer-events-none absolute left-2 text-ink3">
          <Icon name="search" size={13} />
        </span>
        <input
          ref={field}
          type="search"
          data-view-search=""
          className="field w-full pl-7"
          aria-label={props.label}
          placeholder={props.label}
          value={text}
          onChange={(event) => change(event.target.value, typingPause)}
          onKeyDown={(event) => {
            const field = event.currentTarget;
            const keys: KeyActions<'field'> = { Escape: () => (text !== '' ? change('', 0) : field.blur()) };
            const action = actionOf(keys, event);
            if (!action) return;
            event.stopPropagation();
            action();
          }}
        />
        {props.children}
      </span>
    </>
  );
}
