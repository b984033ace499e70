import type { Localized } from '../../base/localized';
import type { GcSeries } from '../../index/gc/series';
import { lineLink } from '../../index/profile/line-link';
import type { EvidenceLink } from '../../model/finding';
import { allocationProfiles, sitesOf } from '../allocation/hot-lines';
import type { CaseIndex } from '../case';
import { percent } from '../figures';
import { placeLabel } from '../place';

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
  /** Most bytes first. */
  readonly lines: readonly AllocatingLine[];
}

/** Lines below this part of the bytes explain nothing of the collector's work. */
const namedShare = 0.05;
const namedInSummary = 3;
const namedInEvidence = 10;

/**
 * Whose allocations make the collector of a series run: by the heap or allocs profile of the same group. Undefined without one, and with
 * those of several programs, since nothing tells which of them the collections are of.
 */
export function allocatorsOf(index: CaseIndex, series: GcSeries): Allocators | undefined {
  return index.memo(`gc allocators ${series.input}`, () => {
    const group = index.parts.find((part) => part.input === series.input)?.group;
    const all = allocationProfiles(index).filter((part) => part.group === group);
    // A profile as text does not say which program it is of: it stands back behind one that does.
    const named = all.filter(({ table: { mappings } }) => (mappings[0]?.buildId || mappings[0]?.file || '') !== '');
    const [profile, other] = named.length > 0 ? named : all;
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

/** What a finding of the collector's cost says of who allocates; nothing where no profile tells it. */
export interface AllocatorWords {
  /** A sentence for the summary, with the space before it. */
  readonly sentence: Localized;
  readonly evidence: { readonly allocators?: readonly { readonly function: string; readonly line: number; readonly share: number }[] };
  readonly inputs: readonly number[];
}

export function allocatorWords(index: CaseIndex, series: GcSeries): AllocatorWords {
  const found = allocatorsOf(index, series);
  const named = found?.lines.filter(({ share }) => share >= namedShare) ?? [];
  if (!found || named.length === 0) return { sentence: { en: '', zh: '' }, evidence: {}, inputs: [] };
  const words = named
    .slice(0, namedInSummary)
    .map(({ function: name, file, line, share }) => `${placeLabel(name, file, line)} ${percent(share)}`);
  return {
    sentence: {
      en: ` Of the bytes allocated, by the profile: ${words.join(', ')}.`,
      zh: `据剖析，分配的字节中：${words.join('、')}。`,
    },
    evidence: { allocators: named.slice(0, namedInEvidence).map(({ function: name, line, share }) => ({ function: name, line, share })) },
    inputs: [found.input],
  };
}
