import { traceSummary } from '../../index/trace/summary';
import type { Decoded } from '../../model/decoded';
import type { TraceTable } from '../../model/trace';
import type { InputFacts } from '../../report/build';
import type { InputSummary } from '../../report/types';
import type { OpenInput } from '../types';
import { goroutineSummary } from './goroutines';
import { gclogSummary, schedlogSummary } from './logs';
import { benchSummary, escapeSummary } from './notes';
import { profileSummary } from './profile';

/** The summaries of an input's parts: the first is the input's own, the others stand in `also`. */
export function summarise(input: OpenInput): Pick<InputFacts, 'summary' | 'also' | 'goVersion'> {
  const [first, ...rest] = input.parts;
  if (!first) return { summary: {} };
  return {
    goVersion: goVersion(first),
    summary: summaryOf(first),
    // Counts of goroutines that a log's own lines tell are no dump.
    also: rest
      .filter((part) => part.kind !== 'goroutines' || part.table.count > 0)
      .map((part) => ({ format: part.format, summary: summaryOf(part) })),
  };
}

function reportedTrace(table: TraceTable): InputSummary {
  const { lost, ...summary } = traceSummary(table);
  const told = lost && { fromByte: lost.fromByte, bytes: lost.bytes, reason: lost.reason };
  // The index's type is read-only throughout; the schema's is not.
  return { ...summary, ...(told && { lost: told }) } as InputSummary;
}

function summaryOf(part: Decoded): InputSummary {
  switch (part.kind) {
    case 'profile':
      return profileSummary(part.table);
    case 'goroutines':
      return goroutineSummary(part.table);
    case 'trace':
      return reportedTrace(part.table);
    case 'gclog':
      return gclogSummary(part.table);
    case 'schedlog':
      return schedlogSummary(part.table);
    case 'escape':
      return escapeSummary(part.table);
    case 'bench':
      return benchSummary(part.table);
  }
}

function goVersion(part: Decoded): string | undefined {
  return part.kind === 'trace' ? `1.${part.table.version}` : undefined;
}
