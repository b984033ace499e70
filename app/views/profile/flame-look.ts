'use client';

import { useMemo } from 'react';
import type { FlameSpec } from '@/lib/charts/draw/flame';
import { changePalette, inksOn, ownerPalette } from '@/lib/charts/owner-colour';
import { readTokens } from '@/lib/charts/theme';
import { useThemeCount } from '../../ui/chart';

export type FlameLook = Pick<FlameSpec, 'palette' | 'inks' | 'colours' | 'font' | 'charWidth'>;

const fontSize = '11px';

/** Colours and font of flame graphs under the theme in force; undefined until the page has a document. */
export function useFlameLook(ready: boolean, compared: boolean): FlameLook | undefined {
  const themes = useThemeCount();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read again when the theme changes
  return useMemo(() => {
    if (!ready) return undefined;
    const tokens = readTokens(document.body, [
      '--owner-own',
      '--owner-dependency',
      '--owner-stdlib',
      '--owner-runtime',
      '--diff-less',
      '--diff-same',
      '--diff-more',
      '--flame-ink',
      '--ink-2',
      '--ink',
      '--surface-1',
      '--focus',
      '--flame-match',
      '--flame-pin',
    ]);
    const palette = compared
      ? changePalette(tokens['--diff-less'], tokens['--diff-same'], tokens['--diff-more'])
      : [
          ...ownerPalette({
            own: tokens['--owner-own'],
            dependency: tokens['--owner-dependency'],
            stdlib: tokens['--owner-stdlib'],
            runtime: tokens['--owner-runtime'],
          }),
          tokens['--diff-same'],
        ];
    const font = `${fontSize} ${getComputedStyle(document.documentElement).getPropertyValue('--font-code')}`;
    const probe = document.createElement('canvas').getContext('2d');
    if (probe) probe.font = font;
    return {
      palette,
      inks: inksOn(palette, tokens['--flame-ink'], 'rgb(255, 255, 255)'),
      colours: {
        ink: tokens['--ink'],
        dimInk: tokens['--ink-2'],
        surface: tokens['--surface-1'],
        focus: tokens['--focus'],
        match: tokens['--flame-match'],
        pin: tokens['--flame-pin'],
      },
      font,
      charWidth: (probe?.measureText('abcdefghij').width ?? 66) / 10,
    };
  }, [themes, ready, compared]);
}
