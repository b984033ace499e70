import { growsInSteps, growthBySize, makesSmallMaps } from '../../index/allocation/causes';
import { type CpuCauses, cpuCauses, lineKey } from '../../index/allocation/cpu-causes';
import { type AllocationSite, allocationSites, type SiteTable } from '../../index/allocation/sites';
import { smallBytes as largeBytes } from '../../index/profile/sizes';
import { spanOf } from '../../index/profile/span';
import type { RuleId } from '../../model/rules';
import type { CaseIndex, CasePart } from '../case';
import { bestOf, programOf } from '../programs';
import { type EscapeNote, escapeIndex, noteAt } from './escape-notes';
import { thresholds } from './thresholds';

/** How the cause of a line is known. */
export type ToldBy = 'frames' | 'cpu-profile' | 'escape-notes' | 'sizes' | 'numbers';

export interface HotLine {
  readonly rule: RuleId;
  readonly toldBy: ToldBy;
  readonly site: AllocationSite;
  /** Parts of all allocated bytes and objects. */
  readonly share: number;
  readonly shareObjects: number;
  readonly note: EscapeNote | undefined;
  /** runtime.growslice was called, and nothing tells growth from the copy that `append([]byte(nil), x...)` makes: they have different remedies. */
  readonly maybeCopy: boolean;
  /** Maps are filled at the line that never grow: a size given before saves nothing, only fewer maps do. */
  readonly smallMaps: boolean;
  /** Seconds that the counts are of; undefined for those of the process's whole life. */
  readonly seconds: number | undefined;
  /** The CPU profile that told the cause, and whether it surely is of the same program; undefined where none told it. */
  readonly cpu: { readonly name: string; readonly input: number; readonly sure: boolean } | undefined;
  readonly profile: CasePart<'profile'>;
  readonly input: number;
}

const ruleOf: Readonly<Record<string, RuleId>> = {
  'slice-growth': 'alloc-slice-growth',
  'map-growth': 'alloc-map-growth',
  'string-bytes': 'alloc-string-bytes',
  reflect: 'alloc-reflect',
  boxing: 'alloc-boxing',
  buffer: 'alloc-buffer',
  'timer-loop': 'alloc-timer-loop',
  'pool-miss': 'alloc-pool-miss',
};

/**
 * The heap profiles that allocations are read from: of each group and program the last one. Its counts hold those before, or are of the
 * stretch of time that was asked for last.
 */
export function allocationProfiles(index: CaseIndex): readonly CasePart<'profile'>[] {
  const latest = new Map<string, CasePart<'profile'>>();
  for (const part of index.of('profile')) {
    const { kind, sampleTypes, samples } = part.table;
    if ((kind !== 'heap' && kind !== 'allocs') || samples.count === 0) continue;
    if (!sampleTypes.some((type) => type.type === 'alloc_space')) continue;
    latest.set(programOf(index, part), part);
  }
  return [...latest.values()];
}

export function sitesOf(index: CaseIndex, part: CasePart<'profile'>): SiteTable {
  return index.memo(`allocation-sites ${part.input} ${index.parts.indexOf(part)}`, () => allocationSites(part.table));
}

/** Every line that meets a threshold, with its rule; most bytes first. */
export function hotLines(index: CaseIndex): readonly HotLine[] {
  return index.memo('hot-lines', () => allocationProfiles(index).flatMap((part) => linesOf(index, part)));
}

function linesOf(index: CaseIndex, part: CasePart<'profile'>): HotLine[] {
  const table = sitesOf(index, part);
  const found = bestOf(index, cpuProfiles(index), part);
  const causes = found && index.memo(`cpu-causes ${index.parts.indexOf(found.part)}`, () => cpuCauses(found.part.table));
  const notes = escapeIndex(index);
  const period = Number(part.table.period) || 524288;
  const seconds = spanOf(part.table);
  const out: HotLine[] = [];
  for (const site of table.sites) {
    const share = table.allocSpace > 0 ? site.allocSpace / table.allocSpace : 0;
    const shareObjects = table.allocObjects > 0 ? site.allocObjects / table.allocObjects : 0;
    const enough = site.allocSpace >= thresholds.samples * period || (period === 1 && site.allocObjects >= thresholds.samples);
    if (!enough || Math.max(share, shareObjects) < thresholds.causeShare) continue;
    const note = noteAt(notes, site.file, site.line);
    const judged = judge(site, share, shareObjects, causes, note, period);
    if (!judged) continue;
    const smallMaps = judged.rule === 'alloc-map-growth' && site.via === '' && makesSmallMaps(site.sizes);
    const cpu = found && judged.toldBy === 'cpu-profile' ? { name: found.part.name, input: found.part.input, sure: found.sure } : undefined;
    const copy = maybeCopy(site, judged);
    out.push({ ...judged, site, share, shareObjects, note, maybeCopy: copy, smallMaps, seconds, cpu, profile: part, input: part.input });
  }
  return merged(out);
}

/** The CPU profiles of the case, whichever programs they are of. */
export function cpuProfiles(index: CaseIndex): readonly CasePart<'profile'>[] {
  return index.of('profile').filter((part) => part.table.kind === 'cpu');
}

function maybeCopy(site: AllocationSite, { rule, toldBy }: Pick<HotLine, 'rule' | 'toldBy'>): boolean {
  if (rule !== 'alloc-slice-growth' || toldBy === 'sizes') return false;
  // slices.Grow and its like say themselves what they do.
  const called = site.via === '' || site.via.startsWith('runtime.');
  return called && !growsInSteps(site.sizes);
}

/** One line may have several stacks under one rule: their numbers are added, the heaviest gives the rest. */
function merged(lines: readonly HotLine[]): HotLine[] {
  const out = new Map<string, HotLine>();
  for (const line of lines) {
    const key = `${line.rule} ${line.site.function}:${line.site.line}`;
    const before = out.get(key);
    if (!before) {
      out.set(key, line);
      continue;
    }
    const sum = (of: 'allocSpace' | 'allocObjects' | 'inuseSpace' | 'inuseObjects') => before.site[of] + line.site[of];
    const site: AllocationSite = {
      ...before.site,
      allocSpace: sum('allocSpace'),
      allocObjects: sum('allocObjects'),
      inuseSpace: sum('inuseSpace'),
      inuseObjects: sum('inuseObjects'),
    };
    out.set(key, { ...before, site, share: before.share + line.share, shareObjects: before.shareObjects + line.shareObjects });
  }
  return [...out.values()];
}

function judge(
  site: AllocationSite,
  share: number,
  shareObjects: number,
  causes: CpuCauses | undefined,
  note: EscapeNote | undefined,
  period: number,
): Pick<HotLine, 'rule' | 'toldBy'> | undefined {
  if (site.cause) return { rule: ruleOf[site.cause], toldBy: 'frames' };
  const large = largePart(site) >= thresholds.largeHalf;
  if (site.via !== '') return below(large, share, shareObjects);
  const seen = causes?.get(lineKey(site.function, site.line));
  const top = seen && [...seen].sort((a, b) => b[1] - a[1])[0];
  if (top && top[0] !== 'object' && top[1] >= thresholds.cpuSamples && !(large && top[0] !== 'slice-growth')) {
    return { rule: ruleOf[top[0]], toldBy: 'cpu-profile' };
  }
  if (note?.cause) return { rule: ruleOf[note.cause], toldBy: 'escape-notes' };
  if (large) return { rule: 'alloc-large-objects', toldBy: 'numbers' };
  const growth = top?.[0] === 'object' ? undefined : growthBySize(site.sizes, period);
  if (growth) return { rule: ruleOf[growth], toldBy: 'sizes' };
  if (note?.moved) return { rule: 'alloc-escape', toldBy: 'escape-notes' };
  const mean = site.allocObjects > 0 ? site.allocSpace / site.allocObjects : 0;
  const kept = site.allocSpace > 0 ? site.inuseSpace / site.allocSpace : 0;
  if (mean <= thresholds.churnSize && shareObjects >= thresholds.churnShare && kept <= thresholds.churnKept) {
    return { rule: 'alloc-small-churn', toldBy: 'numbers' };
  }
  if (note) return { rule: 'alloc-escape', toldBy: 'escape-notes' };
  return Math.max(share, shareObjects) >= thresholds.hotShare ? { rule: 'alloc-hot-path', toldBy: 'numbers' } : undefined;
}

/** Memory that a function of another package makes for the line: the notes and the sizes of the line itself say nothing of it. */
function below(large: boolean, share: number, shareObjects: number): Pick<HotLine, 'rule' | 'toldBy'> | undefined {
  if (large) return { rule: 'alloc-large-objects', toldBy: 'numbers' };
  return Math.max(share, shareObjects) >= thresholds.hotShare ? { rule: 'alloc-hot-path', toldBy: 'numbers' } : undefined;
}

/** Of all its bytes: of very many sizes a site has the largest alone, and the others count as well. */
function largePart({ sizes, allocSpace, allocObjects }: AllocationSite): number {
  if (sizes.length > 0) {
    const large = sizes.reduce((sum, [size, bytes]) => (size > largeBytes ? sum + bytes : sum), 0);
    return allocSpace > 0 ? large / allocSpace : 0;
  }
  return allocObjects > 0 && allocSpace / allocObjects > largeBytes ? 1 : 0;
}
