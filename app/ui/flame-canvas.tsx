'use client';

import { type ComponentProps, type RefObject, useEffect, useId, useMemo } from 'react';
import { drawFlame, type FlameSpec, levelAt } from '@/lib/charts/draw/flame';
import { frameAt } from '@/lib/charts/layout/flame';
import { readTokens } from '@/lib/charts/theme';
import { actionOf, type KeyActions, keyHint } from '../state/key-table';
import { isTyping } from '../state/keys';
import { useText } from '../state/preferences';
import { isPrinting } from '../state/printing';
import { useThemeCount } from './chart';

export type FlameLook = Pick<FlameSpec, 'palette' | 'inks' | 'colours' | 'font' | 'charWidth'>;

const font = '11px';
const shared = ['--flame-ink', '--ink-2', '--ink', '--surface-1', '--focus', '--flame-match', '--flame-pin'] as const;

/**
 * Colours and font of a flame graph under the theme in force; undefined until it is `ready`, having a width. `paint` makes the palette of the
 * tokens `names`, given with `ink`, the colour of text on a frame; both keep their identity from render to render.
 */
export function useFlameLook<Name extends string>(
  ready: boolean,
  names: readonly Name[],
  paint: (tokens: Readonly<Record<Name, string>>, ink: string) => Pick<FlameLook, 'palette' | 'inks'>,
): FlameLook | undefined {
  const themes = useThemeCount();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read again when the theme changes
  return useMemo(() => {
    if (!ready) return undefined;
    const own = readTokens(document.body, names);
    const tokens = readTokens(document.body, shared);
    const code = `${font} ${getComputedStyle(document.documentElement).getPropertyValue('--font-code')}`;
    const probe = document.createElement('canvas').getContext('2d');
    if (probe) probe.font = code;
    return {
      ...paint(own, tokens['--flame-ink']),
      colours: {
        ink: tokens['--ink'],
        dimInk: tokens['--ink-2'],
        surface: tokens['--surface-1'],
        focus: tokens['--focus'],
        match: tokens['--flame-match'],
        pin: tokens['--flame-pin'],
      },
      font: code,
      charWidth: (probe?.measureText('abcdefghij').width ?? 66) / 10,
    };
  }, [themes, ready, names, paint]);
}

/** Position of the frame under the pointer, -1 where there is none. */
export function frameUnder(
  canvas: HTMLCanvasElement | null,
  spec: FlameSpec | undefined,
  at: { clientX: number; clientY: number },
): number {
  const rect = canvas?.getBoundingClientRect();
  if (!rect || !spec) return -1;
  return frameAt(
    spec.layout,
    levelAt(spec, at.clientY - rect.top),
    spec.x0 + ((at.clientX - rect.left) / spec.width) * (spec.x1 - spec.x0),
  );
}

type FlameKeys = { [Area in 'flame' | 'creation']: { readonly area: Area; readonly actions: KeyActions<Area> } }['flame' | 'creation'];

/** The canvas of a flame graph: draws what `spec` says, takes the keys of its area, and tells the frame that has the focus. */
export function FlameCanvas({
  canvas,
  spec,
  size,
  title,
  keys,
  atRest,
  spoken,
  testId,
  className,
  ...pointer
}: {
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly spec: FlameSpec | undefined;
  readonly size: { readonly width: number; readonly height: number };
  readonly title: string;
  readonly keys: FlameKeys;
  /** Nothing is zoomed: Escape is left to the page. */
  readonly atRest: boolean;
  /** The frame that has the focus with its figures, '' without one. */
  readonly spoken: string;
  readonly testId: string;
  readonly className?: string;
} & Pick<
  ComponentProps<'canvas'>,
  'onClick' | 'onDoubleClick' | 'onContextMenu' | 'onPointerDown' | 'onPointerMove' | 'onPointerUp' | 'onPointerCancel' | 'onPointerLeave'
>) {
  const t = useText();
  const spokenId = useId();
  useEffect(() => {
    if (!spec) return;
    const draw = () => {
      if (canvas.current) drawFlame(canvas.current, spec);
    };
    if (isPrinting()) {
      draw();
      return;
    }
    const frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [canvas, spec]);
  return (
    <>
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it takes the arrow keys, as an application does */}
      <canvas
        ref={canvas}
        tabIndex={0}
        role="application"
        aria-label={`${title}. ${keyHint(keys.area, t)}`}
        aria-describedby={spokenId}
        data-testid={testId}
        className={`block cursor-pointer ${className ?? ''}`}
        style={{ height: size.height, width: size.width || '100%' }}
        onKeyDown={(event) => {
          const action = actionOf(keys.actions, event);
          if (!action || isTyping(event.target) || (event.key === 'Escape' && atRest)) return;
          event.preventDefault();
          event.stopPropagation();
          action();
        }}
        {...pointer}
      />
      <p id={spokenId} className="sr-only" aria-live="polite">
        {spoken}
      </p>
    </>
  );
}
