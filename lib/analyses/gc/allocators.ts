import type { Localized } from '../../base/localized';
import type { GcSeries } from '../../index/gc/series';
import { lineLink } from '../../index/profile/line-link';
import type { Likeness } from '../../index/program-mark';
import type { EvidenceLink } from '../../model/finding';
import { allocationProfiles, sitesOf } from '../allocation/hot-lines';
import type { CaseIndex, CasePart } from '../case';
import { percent } from '../figures';
import { placeLabel } from '../place';
import { likenessOf, likenessOfLog, namesNoProgram } from '../programs';
import { traceOf } from './series';

/** A line of the program's code and what is allocated at it and below, by alloc_space. */
export interface AllocatingLine {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly bytes: number;
  /** Part of all bytes that the profile holds. */
  readonly share: number;
  /** Its source in the explorer. */
  readonly link: EvidenceLink;
}

export interface Allocators {
  /** The input that has the profile. */
  readonly input: number;
  /** All bytes that the profile holds. */
  readonly bytes: number;
  /** False where the case has captures of several programs, and nothing says that the collections are of the profile's. */
  readonly sure: boolean;
  /** Most bytes first. */
  readonly lines: readonly AllocatingLine[];
}

/** Lines below this part of the bytes explain nothing of the collector's work. */
const namedShare = 0.05;
const namedInSummary = 3;
const namedInEvidence = 10;

/**
 * Whose allocations make the collector of a series run: by the heap or allocs profile of the same group and program. Undefined without one,
 * and with those of several programs where nothing tells which of them the collections are of.
 */
export function allocatorsOf(index: CaseIndex, series: GcSeries): Allocators | undefined {
  return index.memo(`gc allocators ${series.input}`, () => {
    const group = index.parts.find((part) => part.input === series.input)?.group;
    const all = allocationProfiles(index)
      .filter((part) => part.group === group)
      .map((part) => ({ part, like: likenessOfSeries(index, series, part) }))
      .filter(({ like }) => like !== 'other');
    const same = all.filter(({ like }) => like === 'same');
    const fitting = same.length > 0 ? same : all;
    // A profile as text does not say which program it is of: it stands back behind one that does.
    const named = fitting.filter(({ part }) => !namesNoProgram(part));
    const [found, other] = named.length > 0 ? named : fitting;
    const profile = found?.part;
    if (!profile || other) return undefined;
    const table = sitesOf(index, profile);
    if (table.allocSpace <= 0) return undefined;
    const lines = new Map<string, { function: string; file: string; line: number; bytes: number }>();
    for (const { function: name, file, line, allocSpace } of table.sites) {
      const key = `${name}:${line}`;
      const known = lines.get(key);
      if (known) known.bytes += allocSpace;
      else lines.set(key, { function: name, file, line, bytes: allocSpace });
    }
    return {
      input: profile.input,
      bytes: table.allocSpace,
      sure: found.like === 'same',
      lines: [...lines.values()]
        .filter(({ bytes }) => bytes > 0)
        .sort((a, b) => b.bytes - a.bytes)
        .map((one) => ({
          ...one,
          share: one.bytes / table.allocSpace,
          link: lineLink(profile.input, 'alloc_space', one.file, one.line),
        })),
    };
  });
}

/** A trace has the program's own frames; a log has none, unless a trace of the same run or a dump inside it tells. */
function likenessOfSeries(index: CaseIndex, series: GcSeries, profile: CasePart<'profile'>): Likeness {
  const trace = index.of('trace').find((part) => part.input === traceOf(index, series)?.input);
  if (trace) return likenessOf(index, trace, profile);
  return likenessOfLog(index, { input: series.input, group: profile.group }, profile);
}

/** What a finding of the collector's cost says of who allocates; nothing where no profile tells it. */
export interface AllocatorWords {
  /** A sentence for the summary, with the space before it. */
  readonly sentence: Localized;
  readonly evidence: {
    readonly sameProgram?: string;
    readonly allocators?: readonly { readonly function: string; readonly line: number; readonly share: number }[];
  };
  readonly inputs: readonly number[];
}

export function allocatorWords(index: CaseIndex, series: GcSeries): AllocatorWords {
  const found = allocatorsOf(index, series);
  const named = found?.lines.filter(({ share }) => share >= namedShare) ?? [];
  if (!found || named.length === 0) return { sentence: { en: '', zh: '' }, evidence: {}, inputs: [] };
  const words = named
    .slice(0, namedInSummary)
    .map(({ function: name, file, line, share }) => `${placeLabel(name, file, line)} ${percent(share)}`);
  const name = index.parts.find(({ input }) => input === found.input)?.name ?? '';
  return {
    sentence: found.sure
      ? {
          en: ` Of the bytes allocated, by the profile: ${words.join(', ')}.`,
          zh: `据剖析，分配的字节中：${words.join('、')}。`,
        }
      : {
          en: ` Of the bytes allocated, by ${name}, which may be of another program: ${words.join(', ')}.`,
          zh: `据 ${name}（可能属于另一个程序），分配的字节中：${words.join('、')}。`,
        },
    evidence: {
      ...(!found.sure && { sameProgram: 'unclear' }),
      allocators: named.slice(0, namedInEvidence).map(({ function: name, line, share }) => ({ function: name, line, share })),
    },
    inputs: [found.input],
  };
}
