import type { NodeTable } from './nodes';
import type { Prepared } from './prepare';

/** Which part of each stack a tree takes, and in which direction it grows. */
export interface PathOptions {
  readonly inverted?: boolean;
  /** See TreeOptions. */
  readonly around?: string;
}

/** The frames of all samples in the order in which a tree grows along them. */
export interface Paths {
  /** Samples + 1 positions in `frames`, by position in the view's samples. */
  readonly start: Uint32Array;
  /** Node of the frame; the highest bit tells that it was inlined into its caller. */
  readonly frames: Uint32Array;
  /** 1 by position for samples that are no part of the tree. */
  readonly excluded: Uint8Array;
}

export const inlineBit = 0x8000_0000;
export const nodeBits = 0x7fff_ffff;

/** Lays every sample's frames out, from the root or, inverted, from the leaf. */
export function layPaths({ view }: Prepared, table: NodeTable, options: PathOptions): Paths {
  const { samples, stack, stackStart, stackEnd } = view;
  const { nodeStart, nodes } = table;
  const around = options.around === undefined ? undefined : Uint8Array.from(table.names, (name) => (name === options.around ? 1 : 0));
  let length = 0;
  for (const sample of samples) {
    for (let i = stackStart[sample]; i < stackEnd[sample]; i++) length += nodeStart[stack[i] + 1] - nodeStart[stack[i]];
  }
  const start = new Uint32Array(samples.length + 1);
  const frames = new Uint32Array(length);
  const excluded = new Uint8Array(samples.length);
  let at = 0;
  for (let s = 0; s < samples.length; s++) {
    const sample = samples[s];
    const first = at;
    // Leaf first, as the profile has them.
    for (let i = stackStart[sample]; i < stackEnd[sample]; i++) {
      const last = nodeStart[stack[i] + 1] - 1;
      for (let n = nodeStart[stack[i]]; n <= last; n++) frames[at++] = n < last ? nodes[n] | inlineBit : nodes[n];
    }
    if (around !== undefined) {
      let outermost = at - 1;
      while (outermost >= first && around[frames[outermost] & nodeBits] === 0) outermost--;
      if (outermost < first) {
        excluded[s] = 1;
        at = first;
      } else if (options.inverted === true) {
        frames.copyWithin(first, outermost + 1, at);
        at -= outermost + 1 - first;
      } else at = outermost;
    }
    if (options.inverted !== true) frames.subarray(first, at).reverse();
    start[s + 1] = at;
  }
  return { start, frames: frames.subarray(0, at), excluded };
}
