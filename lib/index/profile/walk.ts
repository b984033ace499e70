import type { NodeTable } from './nodes';
import type { Prepared } from './prepare';

/** Which part of each stack a tree takes, and in which direction it grows. */
export interface WalkOptions {
  readonly inverted?: boolean;
  /** See TreeOptions. */
  readonly around?: string;
}

/** What a step gives where the sample's frames are at their end. */
export const ended = -1;

/**
 * Goes along the frames of samples in the order in which a tree grows: from the root, or inverted from the leaf. Every sample goes at its own
 * pace, so that of a stack that is left early no more is read than that.
 */
export class StackWalk {
  /** 1 by position in the view's samples for those that are no part of the tree. */
  readonly excluded: Uint8Array;
  private readonly inverted: boolean;
  /** Without inlined calls a location is its node. */
  private readonly plain: boolean;
  private readonly stack: Uint32Array;
  private readonly nodeStart: Uint32Array;
  private readonly nodes: Uint32Array;
  /** Bounds in `stack`, leaf first, of what is ahead. From the root `end` moves, from the leaf `start` does. */
  private readonly start: Uint32Array;
  private readonly end: Uint32Array;
  /** Frames already taken of the location that is next. */
  private readonly taken: Uint32Array;

  constructor({ view }: Prepared, table: NodeTable, options: WalkOptions) {
    const { samples, stackStart, stackEnd } = view;
    this.inverted = options.inverted === true;
    this.stack = view.stack;
    this.nodeStart = table.nodeStart;
    this.nodes = table.nodes;
    this.plain = table.nodes.length === table.nodeStart.length - 1;
    this.start = new Uint32Array(samples.length);
    this.end = new Uint32Array(samples.length);
    this.taken = new Uint32Array(samples.length);
    this.excluded = new Uint8Array(samples.length);
    for (let s = 0; s < samples.length; s++) {
      this.start[s] = stackStart[samples[s]];
      this.end[s] = stackEnd[samples[s]];
    }
    if (options.around !== undefined) this.beginAt(Uint8Array.from(table.names, (name) => (name === options.around ? 1 : 0)));
  }

  /** The sample's next frame: twice its node, and one more where it was inlined into its caller; `ended` after the last. */
  next(s: number): number {
    const { stack, nodeStart, nodes, taken } = this;
    const start = this.start[s];
    const end = this.end[s];
    if (start === end) return ended;
    if (this.plain) {
      if (this.inverted) this.start[s] = start + 1;
      else this.end[s] = end - 1;
      return nodes[stack[this.inverted ? start : end - 1]] * 2;
    }
    const location = stack[this.inverted ? start : end - 1];
    const first = nodeStart[location];
    const last = nodeStart[location + 1] - 1;
    const before = taken[s];
    if (first + before < last) taken[s] = before + 1;
    else {
      if (before > 0) taken[s] = 0;
      if (this.inverted) this.start[s] = start + 1;
      else this.end[s] = end - 1;
    }
    const at = this.inverted ? first + before : last - before;
    return nodes[at] * 2 + (at < last ? 1 : 0);
  }

  /** Every sample begins next to its frame of one of these nodes that is nearest to the root; those without one are left out. */
  private beginAt(wanted: Uint8Array): void {
    const { stack, nodeStart, nodes, start, end, taken } = this;
    for (let s = 0; s < start.length; s++) {
      let i = end[s] - 1;
      let at = -1;
      for (; i >= start[s]; i--) {
        const first = nodeStart[stack[i]];
        at = nodeStart[stack[i] + 1] - 1;
        while (at >= first && wanted[nodes[at]] === 0) at--;
        if (at >= first) break;
      }
      if (i < start[s]) {
        this.excluded[s] = 1;
        end[s] = start[s];
        continue;
      }
      const first = nodeStart[stack[i]];
      const last = nodeStart[stack[i] + 1] - 1;
      const ahead = this.inverted ? last - at : at - first;
      if (ahead > 0) taken[s] = last - first + 1 - ahead;
      if (this.inverted) start[s] = ahead > 0 ? i : i + 1;
      else end[s] = ahead > 0 ? i + 1 : i;
    }
  }
}
