import type { CaseIndex } from '../../analyses/case';
import type { Decoded } from '../../model/decoded';
import type { InputFacts } from '../../report/build';
import type { InputSummary } from '../../report/types';
import type { OpenInput } from '../types';
import { profileSummary } from './profile';

/** The summaries of an input's parts: the first is the input's own, the others stand in `also`. */
export function summarise(input: OpenInput, _index: CaseIndex): Pick<InputFacts, 'summary' | 'also' | 'goVersion'> {
  const [first, ...rest] = input.parts;
  if (!first) return { summary: {} };
  return {
    goVersion: goVersion(first),
    summary: summaryOf(first),
    also: rest.map((part) => ({ format: part.format, summary: summaryOf(part) })),
  };
}

function summaryOf(part: Decoded): InputSummary {
  switch (part.kind) {
    case 'profile':
      return profileSummary(part.table);
    default:
      return {};
  }
}

function goVersion(part: Decoded): string | undefined {
  return part.kind === 'trace' ? `1.${part.table.version}` : undefined;
}
