import type { Amount } from '../base/units';
import type { Int64Column } from './profile';

export interface TreeFrame {
  /** As -top prints it at the granularity of the tree. */
  readonly name: string;
  readonly function: string;
  readonly file: string;
  readonly line: number;
}

/**
 * A call tree as columns. Node 0 is the root of everything and has no frame; parents stand before their children, siblings
 * side by side, the heaviest first.
 */
export interface CallTree {
  readonly count: number;
  readonly frames: readonly TreeFrame[];
  /** Position in `frames`; 0 for the root. */
  readonly frame: Uint32Array;
  /** -1 for the root. */
  readonly parent: Int32Array;
  readonly depth: Uint32Array;
  /** count + 1 positions: the children of a node are the nodes from childStart[n] to childStart[n + 1]. */
  readonly childStart: Uint32Array;
  /** Value of the samples that end here, and of all that pass. */
  readonly self: Int64Column;
  readonly total: Int64Column;
  /** With a base to compare to: the base's own total, in the same sign as `total`, which then holds the difference. */
  readonly base?: Int64Column;
  /** 1 where the call was always inlined. */
  readonly inlined: Uint8Array;
  /** Where small frames were left out: how many (of those below one another the topmost) and what they come to. */
  readonly omitted?: { readonly frames: number; readonly value: Amount };
  /** The path asked for with `within`. */
  readonly within?: readonly number[];
  readonly sampleType: string;
  readonly unit: string;
}
