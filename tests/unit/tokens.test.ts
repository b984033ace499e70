import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** app/tokens.css names every colour once for both themes; these are the contrasts that WCAG 2.1 asks for (1.4.3, 1.4.11). */
const css = readFileSync(new URL('../../app/tokens.css', import.meta.url), 'utf8');
const tokens = new Map<string, readonly [light: string, dark: string]>();
for (const [, name, light, dark] of css.matchAll(/--([\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)/g))
  tokens.set(name, [light, dark]);

function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const themes = [
  [0, 'light'],
  [1, 'dark'],
] as const;
const surfaces = ['surface-0', 'surface-1', 'surface-2'];

function colour(name: string, theme: 0 | 1): string {
  const found = tokens.get(name);
  if (!found) throw new Error(`no token --${name}`);
  return found[theme];
}

describe.each(themes)('theme %i (%s)', (theme) => {
  it.each(['ink', 'ink-2', 'ink-3', 'accent', 'critical-text', 'high-text', 'medium-text', 'low-text', 'info-text'])(
    '--%s is readable on every surface',
    (name) => {
      for (const surface of surfaces) expect(contrast(colour(name, theme), colour(surface, theme)), surface).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each([
    ['accent', 'accent-soft'],
    ['ink', 'accent-soft'],
    ['ink-2', 'accent-soft'],
    ['on-accent', 'accent'],
    ['add-text', 'add'],
    ['remove-text', 'remove'],
    ['ink', 'code-bg'],
    ['ink-2', 'code-bg'],
    ['ink-3', 'code-bg'],
    ['flame-ink', 'owner-own'],
    ['flame-ink', 'owner-dependency'],
    ['flame-ink', 'owner-stdlib'],
    ['flame-ink', 'owner-runtime'],
  ])('--%s is readable on --%s', (text, ground) => {
    expect(contrast(colour(text, theme), colour(ground, theme))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['critical', 'high', 'low', 'info', 'focus'])('--%s stands out from the surfaces as a mark', (name) => {
    expect(contrast(colour(name, theme), colour('surface-1', theme))).toBeGreaterThanOrEqual(3);
  });
});
