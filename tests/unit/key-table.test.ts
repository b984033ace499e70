import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { actionOf, type KeyAreaName, keyAreas, keyHint, keyNames, keyTable } from '@/app/state/key-table';
import { translator } from '@/lib/messages';

const app = new URL('../../app/', import.meta.url);
const pressed = (key: string, held: Partial<Record<'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {}) => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
});

describe('keys', () => {
  it('no part of the page listens for keys without the table', () => {
    const files = readdirSync(app, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
    const listening = files.filter((name) => /onKeyDown=\{|onKeyUp=|addEventListener\('key/.test(readFileSync(new URL(name, app), 'utf8')));
    expect(listening.length).toBeGreaterThan(8);
    // The lanes hand their actions over as a handler made in lane-keys.ts.
    const exempt = ['views/trace/lanes-chart.tsx'];
    const strangers = listening.filter((name) => !exempt.includes(name) && !/\bactionOf\b/.test(readFileSync(new URL(name, app), 'utf8')));
    expect(strangers).toEqual([]);
  });

  it('every part listed is listened for, and no key does two things in one part', () => {
    const files = readdirSync(app, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
    const code = files.map((name) => readFileSync(new URL(name, app), 'utf8')).join('\n');
    for (const area of Object.keys(keyTable) as KeyAreaName[]) {
      expect(code, area).toMatch(new RegExp(`(?:KeyActions|useKeys)<'${area}'`));
      const keys: string[] = keyTable[area].rows.flatMap(([names]) => [...names]);
      expect(new Set(keys).size, area).toBe(keys.length);
    }
  });

  it('takes letters in either case, and modifiers only where they are named', () => {
    const actions = { p: 'pin', 'mod+k': 'palette', 'Shift+ArrowLeft': 'span', ArrowLeft: 'move', '?': 'sheet' };
    expect(actionOf(actions, pressed('p'))).toBe('pin');
    expect(actionOf(actions, pressed('P', { shiftKey: true }))).toBe('pin');
    expect(actionOf(actions, pressed('?', { shiftKey: true }))).toBe('sheet');
    expect(actionOf(actions, pressed('ArrowLeft', { shiftKey: true }))).toBe('span');
    expect(actionOf(actions, pressed('ArrowLeft'))).toBe('move');
    expect(actionOf(actions, pressed('p', { ctrlKey: true }))).toBeUndefined();
    expect(actionOf(actions, pressed('k', { metaKey: true }))).toBe('palette');
    expect(actionOf(actions, pressed('p', { altKey: true }))).toBeUndefined();
  });

  it('leaves the keys to an input method that is composing, in events of the browser and of React', () => {
    const actions = { Enter: 'run', Escape: 'clear' };
    expect(actionOf(actions, { ...pressed('Enter'), isComposing: true })).toBeUndefined();
    expect(actionOf(actions, { ...pressed('Escape'), nativeEvent: { isComposing: true } })).toBeUndefined();
    expect(actionOf(actions, { ...pressed('Enter'), nativeEvent: { isComposing: false } })).toBe('run');
  });

  it('names keys as they are printed, and puts the view at hand first', () => {
    const t = translator('en');
    expect(keyNames('mod+k', t)).toEqual(['Ctrl K', '⌘ K']);
    expect(keyNames('Shift+ArrowLeft', t)).toEqual(['Shift ←']);
    expect(['+', '-', ' ', 'ContextMenu', 'w'].flatMap((key) => keyNames(key, t))).toEqual(['+', '-', 'Space', 'Menu', 'W']);
    expect(keyHint('graph', t)).toMatch(/^← ↑ → ↓ .* · 0 fit$/);
    const names = keyAreas('trace').map(({ name }) => name);
    expect(names.slice(0, 2)).toEqual(['page', 'flame']);
    expect(names).toContain('lanes');
    expect(names).not.toContain('treemap');
  });
});
