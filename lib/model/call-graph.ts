import type { Amount } from '../base/units';
import type { ReportHead } from './profile-report';

/** Samples with one label value, seen from a node: what ended in it and what passed it. */
export interface NodeTag {
  readonly name: string;
  readonly value: Amount;
  /** Empty for text labels. */
  readonly unit: string;
  readonly flat: Amount;
  readonly flatDivisor: Amount;
  readonly cum: Amount;
  readonly cumDivisor: Amount;
}

export interface CallGraphNode {
  /** As -top prints it. */
  readonly name: string;
  readonly function: string;
  readonly file: string;
  readonly line: Amount;
  readonly column: Amount;
  readonly startLine: Amount;
  readonly address: bigint;
  readonly objfile: string;
  readonly flat: Amount;
  readonly cum: Amount;
  readonly labels: readonly NodeTag[];
  /** Sizes, by the text labels that they came with (empty for none). */
  readonly sizes: readonly { readonly labels: string; readonly tags: readonly NodeTag[] }[];
}

export interface CallGraphEdge {
  /** Positions in `nodes`. */
  readonly from: number;
  readonly to: number;
  /** As added up, and as the mean where one is taken. */
  readonly sum: Amount;
  readonly weight: Amount;
  readonly residual: boolean;
  readonly inline: boolean;
}

/** The call graph as `go tool pprof` draws it: nodes in the order of their weight for the picture, edges heaviest first. */
export interface CallGraph {
  readonly head: ReportHead;
  readonly nodes: readonly CallGraphNode[];
  readonly edges: readonly CallGraphEdge[];
  readonly totalShown: Amount;
  readonly origCount: number;
  readonly droppedNodes: number;
  readonly droppedEdges: number;
  readonly nodeFraction: number;
  readonly edgeFraction: number;
}
