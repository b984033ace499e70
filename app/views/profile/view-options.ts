import { type Amount, measurementLabel, scaledLabel, unitsCompatible } from '@/lib/base/units';
import type { OverWire, ProfileOptions } from '@/lib/query/profile';

/** Filters of `go tool pprof` that hold a text, by the name of their flag, which is also their name in the address. */
export const filterKinds = [
  'focus',
  'ignore',
  'hide',
  'show',
  'show-from',
  'prune-from',
  'tagfocus',
  'tagignore',
  'tagshow',
  'taghide',
  'tagroot',
  'tagleaf',
] as const;
export type FilterKind = (typeof filterKinds)[number];

/** The option of each filter in the queries. */
export const optionOf = {
  focus: 'focus',
  ignore: 'ignore',
  hide: 'hide',
  show: 'show',
  'show-from': 'showFrom',
  'prune-from': 'pruneFrom',
  tagfocus: 'tagfocus',
  tagignore: 'tagignore',
  tagshow: 'tagshow',
  taghide: 'taghide',
  tagroot: 'tagroot',
  tagleaf: 'tagleaf',
} as const satisfies Record<FilterKind, keyof ProfileOptions>;

export const granularities = ['functions', 'filefunctions', 'files', 'lines', 'addresses'] as const satisfies readonly NonNullable<
  ProfileOptions['granularity']
>[];
export type Granularity = (typeof granularities)[number];

/** A filter as it stands in the address, the alternatives of an expression apart. */
export interface Filter {
  readonly kind: FilterKind;
  readonly text: string;
}

/** What narrows and shapes the profile, as the address says it. `get` reads a parameter. */
export interface ViewOptions {
  readonly filters: Partial<Record<FilterKind, string>>;
  readonly noinlines: boolean;
  readonly granularity: Granularity;
  /** `auto` or a unit that the sample type's values scale to. */
  readonly unit: string;
  /** Percentages of what the filters leave over. */
  readonly relative: boolean;
  /** Position of the input that is subtracted, if any. */
  readonly base: number | undefined;
  readonly normalize: boolean;
}

export function readOptions(get: (name: string) => string | undefined): ViewOptions {
  const filters: Partial<Record<FilterKind, string>> = {};
  for (const kind of filterKinds) {
    const text = get(kind);
    if (text) filters[kind] = text;
  }
  const base = get('base');
  return {
    filters,
    noinlines: get('noinlines') === '1',
    granularity: granularities.find((one) => one === get('by')) ?? 'functions',
    unit: get('unit') ?? 'auto',
    relative: get('relative') === '1',
    base: base !== undefined && /^\d+$/.test(base) ? Number(base) : undefined,
    normalize: get('normalize') === '1',
  };
}

/** The parameters that every `profile.*` query of the page has in common. */
export type ProfileQuery = OverWire<ProfileOptions>;

/** The query's parameters; only what differs from pprof's defaults is named, so that equal questions have equal keys. */
export function queryOf(at: { input: number; part?: number; sampleType: string }, options: ViewOptions): ProfileQuery {
  const filters: Partial<Record<(typeof optionOf)[FilterKind], string>> = {};
  for (const kind of filterKinds) if (options.filters[kind]) filters[optionOf[kind]] = options.filters[kind];
  return {
    ...at,
    ...filters,
    ...(options.noinlines && { noinlines: true }),
    ...(options.granularity !== 'functions' && { granularity: options.granularity }),
    ...(options.relative && { relativePercentages: true }),
    ...(options.base !== undefined && { diffBase: { input: options.base }, normalize: options.normalize }),
  };
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
const timeUnits = ['ns', 'us', 'ms', 's', 'hrs'] as const;

/** The units that values of a sample type can be shown in, `auto` first; `auto` alone for counts. */
export function unitsFor(unit: string): readonly string[] {
  if (unitsCompatible(unit, 'bytes')) return ['auto', ...byteUnits];
  if (unitsCompatible(unit, 'nanoseconds')) return ['auto', ...timeUnits];
  return ['auto'];
}

/** Prints values of a sample type as pprof does, in the unit that the address asks for. */
export function formatter(from: string, wanted: string): (value: Amount) => string {
  if (wanted === 'auto' || !unitsFor(from).includes(wanted)) return (value) => measurementLabel(value, from);
  return (value) => scaledLabel(value, from, wanted);
}

/** What joins the parts of a filter: `a|b` of an expression, `a,b` of a list of label keys. A label filter is one piece. */
function separator(kind: FilterKind): '|' | ',' | undefined {
  if (kind === 'tagfocus' || kind === 'tagignore') return undefined;
  return kind === 'tagroot' || kind === 'tagleaf' ? ',' : '|';
}

/** The parts of a filter that mean the same alone and together: an expression's outermost alternatives, a list's items. */
export function partsOf(kind: FilterKind, text: string): string[] {
  const cut = separator(kind);
  if (cut === undefined) return [text];
  const parts: string[] = [];
  let depth = 0;
  let classStart = -1;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (letter === '\\') i++;
    else if (classStart >= 0) {
      // A bracket right after the opening one, or after its ^, is a letter of the class.
      const first = text[classStart + 1] === '^' ? classStart + 2 : classStart + 1;
      if (letter === ']' && i > first) classStart = -1;
    } else if (letter === '[') classStart = i;
    else if (letter === '(') depth++;
    else if (letter === ')') depth--;
    else if (letter === cut && depth === 0) {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  parts.push(text.slice(from));
  // An expression that is not whole, quoted text, or flags that reach over the alternatives must stay in one piece.
  if (depth !== 0 || classStart >= 0 || /\(\?[a-zA-Z]|\\Q/.test(text) || parts.includes('')) return [text];
  return parts;
}

/** All filters in the order of their kinds. */
export function filtersOf(options: ViewOptions): Filter[] {
  return filterKinds.flatMap((kind) => {
    const text = options.filters[kind];
    return text ? partsOf(kind, text).map((part) => ({ kind, text: part })) : [];
  });
}

/**
 * The filter's text with another part. A focus narrows, so it takes the place of the one before; what is ignored, hidden or shown adds
 * up; values of the same label are alternatives.
 */
export function withPart(kind: FilterKind, before: string | undefined, part: string): string {
  if (!before || kind === 'focus' || kind === 'show-from') return part;
  const cut = separator(kind);
  if (cut === undefined) {
    const key = part.slice(0, part.indexOf('=') + 1);
    const values = before.slice(key.length).split(',');
    if (key === '' || !before.startsWith(key) || /^[+-]?\d|^:\d/.test(part.slice(key.length)) || /^[+-]?\d|^:\d/.test(values[0]))
      return part;
    return values.includes(part.slice(key.length)) ? before : `${before},${part.slice(key.length)}`;
  }
  const parts = partsOf(kind, before);
  return parts.includes(part) ? before : [...parts, part].join(cut);
}

/** The filter's text without one of its parts; undefined where nothing is left. */
export function withoutPart(kind: FilterKind, before: string | undefined, part: string): string | undefined {
  if (!before) return undefined;
  const rest = partsOf(kind, before).filter((one) => one !== part);
  return rest.length === 0 ? undefined : rest.join(separator(kind) ?? ',');
}

/** The same question for a terminal, quoted for a shell: what is on the page can be asked again elsewhere. */
export function commandOf(files: { readonly profile: string; readonly base?: string }, sampleType: string, options: ViewOptions): string {
  const words = ['gotriage', 'top', quoted(files.profile), '--sample-type', quoted(sampleType)];
  if (options.granularity !== 'functions') words.push('--granularity', options.granularity);
  for (const kind of filterKinds) {
    const text = options.filters[kind];
    // One that begins with a dash would be read as a flag.
    if (text) words.push(`--${kind}=${quoted(text)}`);
  }
  if (options.noinlines) words.push('--noinlines');
  if (files.base !== undefined) words.push('--diff-base', quoted(files.base));
  if (files.base !== undefined && options.normalize) words.push('--normalize');
  return words.join(' ');
}

function quoted(text: string): string {
  return /^[\w./:=,@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
