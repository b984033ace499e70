import { UsageError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import type { Amount } from '../../base/units';
import type { ProfileTable, ValueType } from '../../model/profile';
import { narrow } from '../../model/profile-columns';
import { filterByName, pruneFrames, pruneFrom, showFrom } from './filters';
import { addLabelFrames, compileTagFilter, filterByTag, filterLabels, numericLabelUnits } from './labels';
import { combine } from './merge';
import type { Granularity, ProfileFilter, ProfileOptions } from './options';
import { compileRegexp } from './regexp';
import { createView, keepLines, type ProfileView } from './view';

/** A profile filtered and aggregated, ready to be added up. */
export interface Prepared {
  readonly view: ProfileView;
  readonly sampleIndex: number;
  readonly sampleType: ValueType;
  readonly mean: boolean;
  /** What percentages are of (internal/report/report.go, computeTotal). */
  readonly total: Amount;
  readonly labelUnits: ReadonlyMap<string, string>;
  readonly granularity: Granularity;
  /** Filters that matched nothing: pprof warns about each. */
  readonly unmatched: readonly string[];
}

/** Label that marks the samples of a diff base. */
export const baseLabel = 'pprof::base';

/**
 * The driver's way from a profile to a report (internal/driver: fetchProfiles, generateRawReport), in its order: base subtracted,
 * drop_frames pruned, label frames added, total taken, filters applied, lines aggregated.
 *
 * @throws UsageError for an option that cannot be used
 */
export function prepare(profile: ProfileTable, options: ProfileOptions): Prepared {
  const question = questionOf(options);
  const last = lastOf.get(profile);
  if (last?.question === question && last.base === options.base && last.diffBase === options.diffBase) return last.prepared;
  // The one before goes first: a filtered view has stacks of its own.
  lastOf.delete(profile);
  const prepared = prepareAnew(profile, options);
  lastOf.set(profile, { question, base: options.base, diffBase: options.diffBase, prepared });
  return prepared;
}

/** The last one of each profile: a page asks its table, its tree and its graph with the same filters. Nobody changes it once it is made. */
const lastOf = new WeakMap<
  ProfileTable,
  { readonly question: string; readonly base?: ProfileTable; readonly diffBase?: ProfileTable; readonly prepared: Prepared }
>();

/** Every option that says what is prepared, but for the profiles to subtract. */
function questionOf(options: ProfileOptions): string {
  const { focus, ignore, hide, show, showFrom, pruneFrom, tagfocus, tagignore, tagshow, taghide, tagroot, tagleaf } = options;
  const { noinlines, granularity, showColumns, sampleType, mean, normalize, relativePercentages, unit } = options;
  const filters = { focus, ignore, hide, show, showFrom, pruneFrom, tagfocus, tagignore, tagshow, taghide, tagroot, tagleaf };
  return JSON.stringify({ ...filters, noinlines, granularity, showColumns, sampleType, mean, normalize, relativePercentages, unit });
}

function prepareAnew(profile: ProfileTable, options: ProfileOptions): Prepared {
  const table = withBase(profile, options);
  const view = createView(table);
  removeUninteresting(view);
  const labelUnits = numericLabelUnits(view);
  const unmatched: string[] = [];
  addLabelFrames(view, keys(options.tagroot), keys(options.tagleaf), options.unit ?? 'minimum', unmatched);
  if (options.relativePercentages === true) applyFocus(view, options, labelUnits, unmatched);
  const sampleIndex = sampleTypeIndex(table, options.sampleType);
  const mean = options.mean ?? false;
  const total = computeTotal(view, sampleIndex, mean);
  if (options.relativePercentages !== true) applyFocus(view, options, labelUnits, unmatched);
  const granularity = options.granularity ?? 'functions';
  aggregate(view, granularity, options);
  const type = table.sampleTypes[sampleIndex];
  return {
    view,
    sampleIndex,
    sampleType: mean ? { type: `mean_${type.type}`, unit: type.unit } : type,
    mean,
    total,
    labelUnits,
    granularity,
    unmatched,
  };
}

function withBase(profile: ProfileTable, options: ProfileOptions): ProfileTable {
  if (options.base !== undefined && options.diffBase !== undefined)
    throw new UsageError(phrase`a base and a diff base cannot both be given`);
  const base = options.base ?? options.diffBase;
  if (base === undefined) {
    if (options.normalize === true) throw new UsageError(phrase`must have base profile to normalize by`);
    return profile;
  }
  return combine(profile, base, { diff: options.diffBase !== undefined, normalize: options.normalize ?? false });
}

/** Position of a sample type: by name, by number, or the default one (profile/index.go, SampleIndexByName). */
export function sampleTypeIndex(table: Pick<ProfileTable, 'sampleTypes' | 'defaultSampleType'>, wanted: string | undefined): number {
  const types = table.sampleTypes;
  if (types.length === 0) throw new UsageError(phrase`the profile has no samples`);
  if (wanted === undefined || wanted === '') return table.defaultSampleType;
  if (/^[+-]?\d+$/.test(wanted)) {
    const index = Number(wanted);
    if (index < 0 || index >= types.length)
      throw new UsageError(phrase`sample type ${wanted} is outside the range [0..${types.length - 1}]`);
    return index;
  }
  const index = types.findIndex(({ type }) => type === wanted || type === wanted.replace(/^inuse_/, ''));
  if (index < 0) throw new UsageError(phrase`sample type "${wanted}" must be one of: ${types.map(({ type }) => type).join(', ')}`);
  return index;
}

function keys(list: string | undefined): string[] {
  return (list ?? '').split(',').filter((key) => key !== '');
}

function removeUninteresting(view: ProfileView): void {
  const { dropFrames, keepFrames } = view.table;
  if (dropFrames === '') return;
  try {
    const drop = compileRegexp('drop_frames', `^(${dropFrames})$`);
    const keep = keepFrames === '' ? undefined : compileRegexp('keep_frames', `^(${keepFrames})$`);
    if (drop !== undefined) pruneFrames(view, drop, keep);
  } catch (error) {
    // The driver ignores expressions of the file that do not compile (fetchProfiles drops RemoveUninteresting's error).
    if (!(error instanceof UsageError)) throw error;
  }
}

/** internal/driver/driver_focus.go, applyFocus. */
function applyFocus(view: ProfileView, options: ProfileFilter, units: ReadonlyMap<string, string>, unmatched: string[]): void {
  const filters = {
    focus: compileRegexp('focus', options.focus),
    ignore: compileRegexp('ignore', options.ignore),
    hide: compileRegexp('hide', options.hide),
    show: compileRegexp('show', options.show),
  };
  const from = compileRegexp('show_from', options.showFrom);
  const tagfocus = compileTagFilter('tagfocus', options.tagfocus, units);
  const tagignore = compileTagFilter('tagignore', options.tagignore, units);
  const prune = compileRegexp('prune_from', options.pruneFrom);
  filterByName(view, filters, unmatched);
  if (from !== undefined) showFrom(view, from, unmatched);
  filterByTag(view, tagfocus, tagignore, unmatched);
  filterLabels(view, compileRegexp('tagshow', options.tagshow), compileRegexp('taghide', options.taghide));
  if (prune !== undefined) pruneFrom(view, prune);
}

/** The sum of the samples' absolute values; of the diff base's alone where there is one. */
function computeTotal(view: ProfileView, sampleIndex: number, mean: boolean): Amount {
  const { samples, strings } = view.table;
  const column = samples.values[sampleIndex];
  const divisors = samples.values[0];
  const isBase = (sample: number): boolean => {
    for (let l = samples.labelStart[sample]; l < samples.labelStart[sample + 1]; l++) {
      if (strings[samples.labelKey[l]] === baseLabel && strings[samples.labelStr[l]] === 'true') return true;
    }
    return false;
  };
  const whole = { value: 0n, divisor: 0n };
  const base = { value: 0n, divisor: 0n };
  // Sums stay exact in numbers up to 2^53; they are moved over before that.
  let value = 0;
  let divisor = 0;
  for (const sample of view.samples) {
    const v = column[sample];
    const d = mean ? divisors[sample] : 0;
    if (typeof v === 'bigint' || typeof d === 'bigint') {
      whole.value += v < 0 ? -BigInt(v) : BigInt(v);
      whole.divisor += BigInt(d);
    } else {
      value += Math.abs(v);
      divisor += d;
      if (value > 2 ** 52 || Math.abs(divisor) > 2 ** 52) {
        whole.value += BigInt(value);
        whole.divisor += BigInt(divisor);
        value = 0;
        divisor = 0;
      }
    }
    if (samples.labelStart[sample] !== samples.labelStart[sample + 1] && isBase(sample)) {
      base.value += v < 0 ? -BigInt(v) : BigInt(v);
      base.divisor += BigInt(d);
    }
  }
  whole.value += BigInt(value);
  whole.divisor += BigInt(divisor);
  const { value: total, divisor: by } = base.value > 0n ? base : whole;
  return narrow(by !== 0n ? total / by : BigInt.asIntN(64, total));
}

/** internal/driver/driver.go, aggregate, and profile/profile.go, Aggregate: what the granularity does not show is made equal. */
function aggregate(view: ProfileView, granularity: Granularity, options: ProfileFilter): void {
  const inlines = options.noinlines !== true;
  if (granularity === 'addresses' && inlines) return;
  const functions = granularity !== 'files';
  const files = granularity !== 'functions';
  const lines = granularity === 'lines' || granularity === 'addresses';
  if (!functions) view.functionName = view.functionName.map(() => '');
  if (!files) view.functionFile = view.functionFile.map(() => '');
  if (!inlines) keepLines(view, (location, line) => line === view.lineStart[location + 1] - 1);
  if (!lines) view.lineNumber = new Float64Array(view.lineNumber.length);
  if (!lines || options.showColumns !== true) view.lineColumn = new Float64Array(view.lineColumn.length);
  if (granularity !== 'addresses') view.locationAddress = new BigUint64Array(view.locationAddress.length);
}
