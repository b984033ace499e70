'use client';

import { useEffect, useMemo, useRef } from 'react';
import type { QueryParams } from '@/lib/query/queries';
import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { findPath, framesTo, type ModelOptions, modelOf, pathOf, type TreeModel, walkFrames } from './tree-model';

/**
 * Where the flame graph is zoomed: a node of its tree and, where that tree leaves small frames out, the way on below it as positions in `frames`,
 * which are the same in every tree of one question.
 */
export interface Place {
  readonly node: number;
  readonly below: readonly number[];
}

export const wholeTree: Place = { node: 0, below: [] };

/** What to draw for a place: the whole tree, or where it is trimmed one that has the small frames below the place too. */
export function useDetail(props: {
  /** The question that `model` answers. */
  ask: QueryParams<'profile.tree'>;
  model: TreeModel | undefined;
  options: ModelOptions;
  place: Place;
  onPlace: (place: Place) => void;
}): { readonly model: TreeModel | undefined; readonly zoom: number; readonly onZoom: (node: number) => void } {
  const { ask, model, place, options } = props;
  const within = useMemo(() => (model ? [...framesTo(model, place.node), ...place.below] : []), [model, place.node, place.below]);
  const skip = within.length === 0 || model?.tree.omitted === undefined || model.tree.omitted.frames === 0;
  const { data } = useQuery('profile.tree', { ...ask, within }, { skip });
  const detailed = useMemo(
    () => (data?.within && !skip && String(data.within) === String(within) ? modelOf(data, options) : undefined),
    [data, skip, within, options],
  );
  const found = detailed ? walkFrames(detailed, within) : undefined;
  const [shown, zoom] = detailed && found && found.met === within.length ? [detailed, found.node] : [model, place.node];
  return {
    model: shown,
    zoom,
    onZoom: (node) => {
      if (!model || !shown || node <= 0) return props.onPlace(wholeTree);
      const way = framesTo(shown, node);
      const { node: nearest, met } = walkFrames(model, way);
      props.onPlace({ node: nearest, below: way.slice(met) });
    },
  };
}

/**
 * The place as the address has it, `zoom=NODE` or `zoom=NODE.FRAME.FRAME`. Another answer (a filter, another sample type) numbers its nodes anew:
 * a zoom that was set in the graph then follows the names on the way to the frame, or ends where there is no such frame any more. A zoom that
 * comes with its question, from a link or the history, is taken as it is. `question` tells which one the model answers once it has come.
 */
export function useZoom(model: TreeModel | undefined, question: string): [Place, (place: Place) => void] {
  const { get, set } = useUrl();
  const text = get('zoom') ?? '';
  const given = useMemo((): Place => {
    const [node = 0, ...below] = text.split('.').map(Number);
    const whole = (value: number) => Number.isInteger(value) && value >= 0;
    return whole(node) && below.every(whole) ? { node, below } : wholeTree;
  }, [text]);
  const held = useRef<{ model: TreeModel; given: Place; question: string }>(undefined);
  useEffect(() => {
    if (!model) return;
    const before = held.current;
    held.current = { model, given, question };
    if (before?.model.tree === model.tree) {
      if (before.question !== question) held.current = before;
      return;
    }
    if (!before || before.given !== given || given.node <= 0 || given.node >= before.model.tree.count) return;
    const moved = Math.max(0, findPath(model, pathOf(before.model, given.node)));
    if (moved !== given.node || given.below.length > 0) set({ zoom: moved === 0 ? undefined : String(moved) }, { replace: true });
  }, [model, given, question, set]);
  const place =
    model && given.node < model.tree.count && given.below.every((frame) => frame < model.tree.frames.length) ? given : wholeTree;
  return [place, ({ node, below }) => set({ zoom: [node, ...below].join('.').replace(/^0$/, '') || undefined })];
}
