import { UsageError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import { type Amount, scale, scaledLabel } from '../../base/units';
import { compileRegexp, type Matcher } from './regexp';
import { keepSamples, type ProfileView } from './view';

/** The numeric labels of one key of a sample. `units` is empty where none of them names a unit (profile/encode.go, postDecode). */
export interface NumericLabel {
  readonly values: readonly Amount[];
  readonly units: readonly string[];
}

export interface SampleLabels {
  readonly text: ReadonlyMap<string, readonly string[]>;
  readonly numeric: ReadonlyMap<string, NumericLabel>;
}

const none: SampleLabels = { text: new Map(), numeric: new Map() };

/** The labels of a sample grouped by key, as google/pprof holds them; keys that a filter took away are left out. */
export function sampleLabels(view: ProfileView, sample: number): SampleLabels {
  const { samples, strings } = view.table;
  const start = samples.labelStart[sample];
  const end = samples.labelStart[sample + 1];
  if (start === end) return none;
  const text = new Map<string, string[]>();
  const numeric = new Map<string, { values: Amount[]; units: string[] }>();
  for (let l = start; l < end; l++) {
    const key = strings[samples.labelKey[l]];
    if (!view.labelShown(key)) continue;
    if (samples.labelStr[l] !== 0) {
      const values = text.get(key);
      if (values === undefined) text.set(key, [strings[samples.labelStr[l]]]);
      else values.push(strings[samples.labelStr[l]]);
      continue;
    }
    let group = numeric.get(key);
    if (group === undefined) {
      group = { values: [], units: [] };
      numeric.set(key, group);
    }
    if (samples.labelUnit[l] !== 0) {
      while (group.units.length < group.values.length) group.units.push('');
      group.units.push(strings[samples.labelUnit[l]]);
    }
    group.values.push(samples.labelNum[l]);
  }
  for (const group of numeric.values()) {
    if (group.units.length > 0) while (group.units.length < group.values.length) group.units.push('');
  }
  return { text, numeric };
}

/** The unit of each numeric label key: the first one met, else the key's own meaning (profile/profile.go, NumLabelUnits). */
export function numericLabelUnits(view: ProfileView): Map<string, string> {
  const { samples, strings } = view.table;
  const units = new Map<string, string>();
  const seen = new Set<string>();
  for (const sample of view.samples) {
    for (let l = samples.labelStart[sample]; l < samples.labelStart[sample + 1]; l++) {
      if (samples.labelStr[l] !== 0) continue;
      const key = strings[samples.labelKey[l]];
      seen.add(key);
      const unit = strings[samples.labelUnit[l]];
      if (unit !== '' && unit !== undefined && !units.has(key)) units.set(key, unit);
    }
  }
  for (const key of seen) if (!units.has(key)) units.set(key, key === 'alignment' || key === 'request' ? 'bytes' : key);
  return units;
}

export type SampleTest = (labels: SampleLabels) => boolean;

/**
 * tagfocus and tagignore: `key=` narrows to a key; then a numeric range with units (`32kb`, `:64kb`, `4mb:`, `12kb:64mb`) or
 * comma-separated expressions (internal/driver/driver_focus.go, compileTagFilter).
 *
 * @throws UsageError
 */
export function compileTagFilter(option: string, given: string | undefined, units: ReadonlyMap<string, string>): SampleTest | undefined {
  if (given === undefined || given === '') return undefined;
  const equals = given.indexOf('=');
  const wantKey = equals < 0 ? '' : given.slice(0, equals);
  const value = equals < 0 ? given : given.slice(equals + 1);
  const range = parseRange(option, value);
  if (range !== undefined) {
    const inRange = (key: string, label: NumericLabel): boolean => label.values.some((number) => range(number, units.get(key) ?? ''));
    if (wantKey === '') return ({ numeric }) => [...numeric].some(([key, label]) => inRange(key, label));
    return ({ numeric }) => {
      const label = numeric.get(wantKey);
      return label !== undefined && inRange(wantKey, label);
    };
  }
  const matchers = value.split(',').map((source) => compileRegexp(option, source) ?? { source, test: () => true });
  if (wantKey === '') return ({ text }) => matchers.every((matcher) => anyLabel(text, matcher));
  return ({ text }) => {
    const values = text.get(wantKey);
    return values !== undefined && matchers.some((matcher) => values.some(matcher.test));
  };
}

function anyLabel(text: SampleLabels['text'], matcher: Matcher): boolean {
  for (const [key, values] of text) if (values.some((value) => matcher.test(`${key}:${value}`))) return true;
  return false;
}

const rangePart = /([+-]?[0-9]+)([A-Za-z]+)?/g;
const int64Max = 2n ** 63n - 1n;

function parseRange(option: string, filter: string): ((value: Amount, unit: string) => boolean) | undefined {
  const parts = [...filter.matchAll(rangePart)].slice(0, 2);
  if (parts.length === 0) return undefined;
  const [first, second] = parts;
  const low = scale(parseInt64(option, first[1]), first[2] ?? '', first[2] ?? '');
  const test = (compare: (value: number) => boolean) => (value: Amount, unit: string) => {
    const scaled = scale(value, unit, low.unit);
    return scaled.unit === low.unit && compare(scaled.value);
  };
  if (second === undefined) {
    if (filter === first[0]) return test((value) => value === low.value);
    if (filter === `${first[0]}:`) return test((value) => value >= low.value);
    if (filter === `:${first[0]}`) return test((value) => value <= low.value);
    return undefined;
  }
  if (filter !== `${first[0]}:${second[0]}`) return undefined;
  const high = scale(parseInt64(option, second[1]), second[2] ?? '', low.unit);
  if (low.unit !== high.unit) return undefined;
  return test((value) => value >= low.value && value <= high.value);
}

function parseInt64(option: string, digits: string): bigint {
  const value = BigInt(digits.replace('+', ''));
  if (value > int64Max || value < -int64Max - 1n) throw new UsageError(phrase`parsing ${option}: ${digits} is not a 64-bit number`);
  return value;
}

/** profile/filter.go, FilterSamplesByTag. */
export function filterByTag(view: ProfileView, focus: SampleTest | undefined, ignore: SampleTest | undefined, unmatched: string[]): void {
  if (focus === undefined && ignore === undefined) return;
  let focused = false;
  let ignored = false;
  keepSamples(view, (sample) => {
    const labels = sampleLabels(view, sample);
    const isFocused = focus === undefined || focus(labels);
    const isIgnored = ignore?.(labels) ?? false;
    focused ||= isFocused;
    ignored ||= isIgnored;
    return isFocused && !isIgnored;
  });
  if (focus !== undefined && !focused) unmatched.push('tagfocus');
  if (ignore !== undefined && !ignored) unmatched.push('tagignore');
}

/** profile/filter.go, FilterTagsByName: label keys that match `show` and not `hide` stay. */
export function filterLabels(view: ProfileView, show: Matcher | undefined, hide: Matcher | undefined): void {
  if (show === undefined && hide === undefined) return;
  const before = view.labelShown;
  view.labelShown = (key) => before(key) && (show === undefined || show.test(key)) && !(hide?.test(key) ?? false);
}

/**
 * tagroot and tagleaf: frames named after label values at either end of the stacks (internal/driver/tagroot.go). The first root key
 * becomes the root, the last leaf key the leaf.
 */
export function addLabelFrames(
  view: ProfileView,
  roots: readonly string[],
  leaves: readonly string[],
  unit: string,
  unmatched: string[],
): void {
  if (roots.length + leaves.length === 0) return;
  const interned = new Map<string, number>();
  const added: number[] = [];
  const firstLocation = view.lineStart.length - 1;
  const intern = (name: string, key: string): number => {
    const id = `${key}\u0000${name}`;
    let location = interned.get(id);
    if (location === undefined) {
      location = firstLocation + added.length;
      interned.set(id, location);
      added.push(view.functionName.length);
      view.functionName.push(name);
      view.functionFile.push(key);
      view.functionStartLine.push(0);
    }
    return location;
  };
  const matched = { roots: false, leaves: false };
  const frames = (labels: SampleLabels, keys: readonly string[], end: 'roots' | 'leaves'): number[] =>
    [...keys].reverse().map((key) => {
      const values = formatLabels(labels, key, unit);
      if (values.length > 0) matched[end] = true;
      return intern(values.join(','), key);
    });
  const extra = roots.length + leaves.length;
  let length = 0;
  for (const sample of view.samples) length += view.stackEnd[sample] - view.stackStart[sample] + extra;
  const stack = new Uint32Array(length);
  let at = 0;
  for (const sample of view.samples) {
    const labels = sampleLabels(view, sample);
    const start = at;
    for (const location of frames(labels, leaves, 'leaves')) stack[at++] = location;
    for (let i = view.stackStart[sample]; i < view.stackEnd[sample]; i++) stack[at++] = view.stack[i];
    for (const location of frames(labels, roots, 'roots')) stack[at++] = location;
    view.stackStart[sample] = start;
    view.stackEnd[sample] = at;
  }
  view.stack = stack;
  appendLocations(view, added);
  if (roots.length > 0 && !matched.roots) unmatched.push('tagroot');
  if (leaves.length > 0 && !matched.leaves) unmatched.push('tagleaf');
}

function formatLabels(labels: SampleLabels, key: string, unit: string): string[] {
  const values = [...(labels.text.get(key) ?? [])];
  const numeric = labels.numeric.get(key);
  numeric?.values.forEach((value, i) => {
    values.push(numeric.units.length > 0 ? scaledLabel(value, numeric.units[i], unit) : scaledLabel(value, '', ''));
  });
  return values;
}

/** One location with one line for each function. */
function appendLocations(view: ProfileView, functions: readonly number[]): void {
  const locations = view.lineStart.length - 1;
  const lines = view.lineFunction.length;
  const count = functions.length;
  const mapping = new Int32Array(locations + count).fill(-1);
  mapping.set(view.locationMapping);
  const address = new BigUint64Array(locations + count);
  address.set(view.locationAddress);
  const lineStart = new Uint32Array(locations + count + 1);
  lineStart.set(view.lineStart);
  const lineFunction = new Uint32Array(lines + count);
  lineFunction.set(view.lineFunction);
  for (let i = 0; i < count; i++) {
    lineFunction[lines + i] = functions[i];
    lineStart[locations + i + 1] = lines + i + 1;
  }
  view.locationMapping = mapping;
  view.locationAddress = address;
  view.lineStart = lineStart;
  view.lineFunction = lineFunction;
  view.lineNumber = padded(view.lineNumber, count);
  view.lineColumn = padded(view.lineColumn, count);
}

function padded(column: ProfileView['lineNumber'], count: number): ProfileView['lineNumber'] {
  if (column instanceof BigInt64Array) {
    const grown = new BigInt64Array(column.length + count);
    grown.set(column);
    return grown;
  }
  const grown = new Float64Array(column.length + count);
  grown.set(column);
  return grown;
}
