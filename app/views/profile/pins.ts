'use client';

import { useMemo } from 'react';
import { matchedTotal } from '@/lib/charts/layout/flame';
import { useUrl } from '../../state/url';
import { selfOf, type TreeModel } from './tree-model';

/** Pinned names stand in the address one a line: no name of a function holds a line end. */
export function usePins(): { readonly names: readonly string[]; toggle: (name: string) => void } {
  const { get, set } = useUrl();
  const text = get('pin') ?? '';
  return useMemo(() => {
    const names = text === '' ? [] : text.split('\n');
    return {
      names,
      toggle: (name: string) => {
        const next = names.includes(name) ? names.filter((one) => one !== name) : [...names, name];
        set({ pin: next.join('\n') }, { replace: true });
      },
    };
  }, [text, set]);
}

/** 1 by node that is pinned; undefined where none is. */
export function pinnedNodes(model: TreeModel, names: readonly string[]): Uint8Array | undefined {
  if (names.length === 0) return undefined;
  const wanted = new Set(names);
  const { tree } = model;
  const frames = tree.frames.map((frame) => (wanted.has(frame.name) ? 1 : 0));
  if (!frames.includes(1)) return undefined;
  const nodes = new Uint8Array(tree.count);
  for (let node = 1; node < tree.count; node++) nodes[node] = frames[tree.frame[node]];
  return nodes;
}

export interface PinFigures {
  readonly name: string;
  readonly frames: number;
  readonly total: number;
  readonly self: number;
}

/** What a pinned name comes to in the tree: its stacks counted once each, and its own values. */
export function pinFigures(model: TreeModel, name: string): PinFigures {
  const { tree } = model;
  const is = (node: number) => node > 0 && tree.frames[tree.frame[node]].name === name;
  const total = tree.total instanceof Float64Array ? tree.total : Float64Array.from(tree.total, Number);
  let frames = 0;
  let self = 0;
  for (let node = 1; node < tree.count; node++) {
    if (!is(node)) continue;
    frames++;
    self += Number(selfOf(model, node) ?? 0);
  }
  return { name, frames, self, total: matchedTotal({ count: tree.count, parent: tree.parent, total }, is) };
}
