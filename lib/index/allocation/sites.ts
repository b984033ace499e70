import type { EvidenceFrame } from '../../model/finding';
import type { ProfileTable } from '../../model/profile';
import { type Owner, ownersOf } from '../own-code';
import { type AllocationCause, stackCause } from './causes';
import { Frames, sampleTypeAt } from './frames';

/** What is allocated at one line of the user's code for one cause. Values are as the profile scales them. */
export interface AllocationSite {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly owner: Owner;
  /** From the frames between; undefined where the line itself allocates, as far as the profile shows. */
  readonly cause: AllocationCause | undefined;
  /** The function that the line calls and below which the memory is allocated; '' where the line allocates itself. */
  readonly via: string;
  readonly allocSpace: number;
  readonly allocObjects: number;
  readonly inuseSpace: number;
  readonly inuseObjects: number;
  /** Sizes of the objects (label `bytes`), each with the bytes allocated in it, largest first; at most 64. */
  readonly sizes: readonly (readonly [number, number])[];
  /** The stack with most bytes, leaf first. */
  readonly stack: readonly EvidenceFrame[];
}

export interface SiteTable {
  /** Most bytes first. */
  readonly sites: readonly AllocationSite[];
  readonly allocSpace: number;
  readonly allocObjects: number;
  readonly inuseSpace: number;
  readonly inuseObjects: number;
}

/** Most sizes that a site keeps, the largest. */
const mostSizes = 64;

interface Gathered {
  at: number;
  frames: Frames;
  sample: number;
  heaviest: number;
  cause: AllocationCause | undefined;
  fn: number;
  line: number;
  sums: [number, number, number, number];
  sizes: Map<number, number>;
}

/** Every line of the user's code that a heap or allocs profile lays memory at. */
export function allocationSites(table: ProfileTable): SiteTable {
  const owners = ownersOf(table);
  const types = ['alloc_space', 'alloc_objects', 'inuse_space', 'inuse_objects'].map((type) => sampleTypeAt(table, type));
  const totals: [number, number, number, number] = [0, 0, 0, 0];
  const frames = new Frames(table);
  const bytesLabel = table.strings.indexOf('bytes');
  const byKey = new Map<string, Gathered>();
  for (let sample = 0; sample < table.samples.count; sample++) {
    const values = types.map((type) => (type < 0 ? 0 : Number(table.samples.values[type][sample])));
    for (let i = 0; i < 4; i++) totals[i] += values[i];
    frames.load(sample);
    const own = frames.accountable(owners);
    if (own < 0) continue;
    const cause = stackCause((at) => frames.name(at), own, frames.fn.length);
    // Memory that the line makes itself and memory made below it have different remedies.
    const key = `${frames.fn[own]}:${frames.line[own]}:${cause ?? (own > 0 ? 'below' : '')}`;
    let site = byKey.get(key);
    if (!site) {
      const [fn, line] = [frames.fn[own], frames.line[own]];
      site = { at: own, frames, sample, heaviest: -1, cause, fn, line, sums: [0, 0, 0, 0], sizes: new Map() };
      byKey.set(key, site);
    }
    for (let i = 0; i < 4; i++) site.sums[i] += values[i];
    const weight = Math.abs(values[0]) + Math.abs(values[2]);
    if (weight > site.heaviest) {
      site.heaviest = weight;
      site.sample = sample;
      site.at = own;
    }
    const size = sizeOf(table, sample, bytesLabel);
    if (size > 0 && (site.sizes.has(size) || site.sizes.size < 4096)) site.sizes.set(size, (site.sizes.get(size) ?? 0) + values[0]);
  }
  const sites = [...byKey.values()]
    .map((site) => finish(table, owners, frames, site))
    .sort((a, b) => b.allocSpace - a.allocSpace || b.inuseSpace - a.inuseSpace);
  return { sites, allocSpace: totals[0], allocObjects: totals[1], inuseSpace: totals[2], inuseObjects: totals[3] };
}

function finish(table: ProfileTable, owners: readonly Owner[], frames: Frames, site: Gathered): AllocationSite {
  frames.load(site.sample);
  const { strings, functions } = table;
  return {
    function: strings[functions.name[site.fn]],
    file: strings[functions.filename[site.fn]],
    line: site.line,
    owner: owners[site.fn],
    cause: site.cause,
    via: site.at > 0 ? frames.name(site.at - 1) : '',
    allocSpace: site.sums[0],
    allocObjects: site.sums[1],
    inuseSpace: site.sums[2],
    inuseObjects: site.sums[3],
    sizes: [...site.sizes].sort((a, b) => b[0] - a[0]).slice(0, mostSizes),
    stack: frames.evidence(owners),
  };
}

/** The numeric label `bytes`: the size of the objects of the sample (runtime/pprof/protomem.go). */
function sizeOf(table: ProfileTable, sample: number, key: number): number {
  const { labelStart, labelKey, labelNum } = table.samples;
  for (let i = labelStart[sample]; i < labelStart[sample + 1]; i++) if (labelKey[i] === key) return Number(labelNum[i]);
  return 0;
}
