import type { Localized } from '../base/localized';
import type { LeakCause, RuleId, Severity, Tier } from './rules';

/** A stack frame as evidence shows it; leaf first where it stands in a list. */
export interface EvidenceFrame {
  readonly function: string;
  readonly file?: string;
  readonly line?: number;
  /** True for the user's own code (not runtime, standard library or a dependency). */
  readonly own?: boolean;
}

/** Facts behind a finding: plain JSON. Names that several rules share are typed; a rule may add its own. */
export interface Evidence {
  readonly cause?: LeakCause | string;
  readonly state?: string;
  readonly function?: string;
  readonly file?: string;
  readonly line?: number;
  readonly createdBy?: string;
  readonly count?: number;
  readonly share?: number;
  readonly waitMinutes?: number;
  readonly growth?: EvidenceValue;
  readonly stack?: readonly EvidenceFrame[];
  readonly [name: string]: EvidenceValue | readonly EvidenceFrame[] | undefined;
}

export type EvidenceValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly EvidenceValue[]
  | { readonly [name: string]: EvidenceValue };

/** Where on the pages the evidence is seen: view and its state, as the URL holds it. */
export interface EvidenceLink {
  readonly view: 'goroutines' | 'gc' | 'profile' | 'trace' | 'compare' | 'guidance';
  readonly params: Readonly<Record<string, string>>;
}

/**
 * What an analysis finds. Facts only; the title and the summary are sentences made of those facts, in both languages.
 * The guidance is joined by rule and cause in lib/report.
 */
export interface Finding {
  readonly rule: RuleId;
  readonly severity: Severity;
  readonly tier: Tier;
  /** A full sentence with its number. */
  readonly title: Localized;
  readonly summary: Localized;
  /**
   * Part of what its analysis measures that the finding stands for, 0..1. Among findings of one severity that have it the weightier goes first,
   * whatever their tiers: of two hot lines the hotter is the one to read.
   */
  readonly weight?: number;
  readonly evidence: Evidence;
  /** Positions of the inputs it rests on. */
  readonly inputs: readonly number[];
  /** Why it stands at this tier, and what would raise it. */
  readonly tierReason?: Localized;
  readonly raise?: Localized;
  readonly link?: EvidenceLink;
  /** Narrows the guidance beyond the cause: ids to put first. */
  readonly guidance?: readonly string[];
}

/** What a firmer diagnosis still lacks. */
export interface MissingInput {
  /** What it is called. */
  readonly input: Localized;
  readonly why: Localized;
  /** The exact command that captures it. */
  readonly how: string;
}
