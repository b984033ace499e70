'use client';

import { color } from 'd3';
import { useMemo } from 'react';
import { lighter, pixelOf } from '@/lib/charts/draw/lane-raster';
import type { LanesLook } from '@/lib/charts/draw/lanes';
import { readTokens } from '@/lib/charts/theme';
import { type SpanClass, spanClasses } from '@/lib/query/trace-lanes';
import { useThemeCount } from '../../ui/chart';

/** Colour of each class, as a token. */
export const classTokens: Readonly<Record<SpanClass, string>> = {
  running: '--running',
  assist: '--assist',
  'gc-mark': '--gc-mark',
  sweep: '--sweep',
  syscall: '--syscall',
  runnable: '--runnable',
  lock: '--lock',
  chan: '--chan',
  select: '--select',
  network: '--network',
  sleeping: '--sleeping',
  other: '--other',
  task: '--select',
  region: '--lock',
};

export interface LaneLook extends LanesLook {
  readonly pauses: Readonly<Record<'stw-gc' | 'stw-other', string>>;
}

/** Colours and fonts of the lanes under the theme in force. */
export function useLaneLook(hidden: readonly SpanClass[], matches: ReadonlySet<number> | undefined, ready: boolean): LaneLook | undefined {
  const theme = useThemeCount();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme's colours are read anew when it changes
  const base = useMemo(() => {
    if (!ready) return undefined;
    const names = [
      ...new Set(Object.values(classTokens)),
      '--surface-1',
      '--surface-2',
      '--ink',
      '--ink-2',
      '--line',
      '--accent',
      '--flame-ink',
      '--stw',
      '--critical',
    ];
    const tokens = readTokens(document.body, names);
    const family = getComputedStyle(document.documentElement).getPropertyValue('--font-code');
    const font = `11px ${family}`;
    const probe = document.createElement('canvas').getContext('2d');
    if (probe) probe.font = font;
    const rgb = (name: string) => color(tokens[name])?.rgb() ?? { r: 128, g: 128, b: 128 };
    const surface = rgb('--surface-1');
    const pixel = (one: { r: number; g: number; b: number }, part = 1) =>
      pixelOf(
        ...([one.r - surface.r, one.g - surface.g, one.b - surface.b].map((by, i) =>
          Math.round([surface.r, surface.g, surface.b][i] + by * part),
        ) as [number, number, number]),
      );
    const colours = new Uint32Array(lighter + 1);
    const dim = new Uint32Array(lighter + 1);
    spanClasses.forEach((name, i) => {
      colours[i] = pixel(rgb(classTokens[name]));
      dim[i] = pixel(rgb(classTokens[name]), 0.16);
    });
    colours[lighter] = pixel(rgb('--running'), 0.78);
    dim[lighter] = dim[0];
    return {
      colours,
      dim,
      background: pixel(rgb('--surface-1')),
      ink: tokens['--ink'],
      dimInk: tokens['--ink-2'],
      barInk: spanClasses.map((name) => inkOn(rgb(classTokens[name]), [tokens['--flame-ink'], '#ffffff'])),
      line: tokens['--line'],
      accent: tokens['--accent'],
      surface: tokens['--surface-1'],
      pauses: { 'stw-gc': tokens['--stw'], 'stw-other': tokens['--critical'] },
      font,
      charWidth: probe?.measureText('abcdefghij').width ? probe.measureText('abcdefghij').width / 10 : 6.6,
    };
  }, [theme, ready]);
  return useMemo(
    () => base && { ...base, hidden: Uint8Array.from(spanClasses, (name) => (hidden.includes(name) ? 1 : 0)), matches },
    [base, hidden, matches],
  );
}

/** The ink of two that stands out more on a colour, by the contrast of WCAG 2. */
function inkOn(back: { readonly r: number; readonly g: number; readonly b: number }, inks: readonly [dark: string, light: string]): string {
  const part = (value: number) => (value <= 10.31475 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const light = 0.2126 * part(back.r) + 0.7152 * part(back.g) + 0.0722 * part(back.b);
  // The dark ink has a luminance of about 0.008.
  return (light + 0.05) ** 2 > 1.05 * 0.058 ? inks[0] : inks[1];
}
