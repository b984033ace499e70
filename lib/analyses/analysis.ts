import type { DecodedKind } from '../model/decoded';
import type { Finding, MissingInput } from '../model/finding';
import type { RuleId } from '../model/rules';
import type { CaseIndex } from './case';

/**
 * One diagnosis: a pure function over the case. It states which rules it may report and which kinds of input it reads;
 * its thresholds are constants of its file, each with its source. Registered by one line in registry.ts.
 */
export interface Analysis {
  readonly id: string;
  readonly rules: readonly RuleId[];
  readonly reads: readonly DecodedKind[];
  run(index: CaseIndex): AnalysisResult;
}

export interface AnalysisResult {
  readonly findings: readonly Finding[];
  /** What would firm up or allow this diagnosis, when the case lacks it. */
  readonly missing?: readonly MissingInput[];
}
