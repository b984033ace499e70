import type { PeekOptions, TopOptions } from '@/lib/index/profile';
import { type Command, comparable, loadProfile, ourText, pprofFlags, runPprof } from './pprof-tool';

export type Options = TopOptions & PeekOptions;

/** Options that narrow a profile. */
export const filters: readonly Options[] = [
  { focus: 'json|convert|report' },
  { ignore: 'runtime' },
  { hide: 'runtime\\.' },
  { show: 'main|json' },
  { focus: 'main', ignore: 'http', hide: '^net/' },
  { showFrom: 'main\\.' },
  { pruneFrom: 'main\\.' },
  { focus: 'matches nothing at all' },
  { tagfocus: '1kb:' },
  { tagfocus: ':1kb' },
  { tagfocus: 'bytes=16b:4096b' },
  { tagignore: '48b' },
  { tagfocus: '.*' },
  { tagshow: 'byt' },
  { taghide: 'bytes' },
  { tagroot: 'bytes' },
  { tagleaf: 'bytes', granularity: 'filefunctions' },
  { tagroot: 'none,bytes', tagleaf: 'other' },
  { relativePercentages: true, focus: 'runtime' },
];

/** Options that shape the report. */
export const shapes: readonly Options[] = [
  {},
  { sort: 'cum' },
  { limit: 10 },
  { limit: 5, sort: 'cum' },
  { nodeFraction: 0 },
  { nodeFraction: 0.05, edgeFraction: 0.05 },
  { noinlines: true },
  { mean: true },
  { dropNegative: true },
  { granularity: 'functions' },
  { granularity: 'filefunctions' },
  { granularity: 'files' },
  { granularity: 'lines' },
  { granularity: 'lines', showColumns: true, nodeFraction: 0 },
  { granularity: 'addresses' },
  { granularity: 'lines', noinlines: true },
  { granularity: 'addresses', noinlines: true },
  { unit: 'kb' },
];

export interface Comparison {
  /** What was asked, for a failure's message. */
  readonly what: string;
  /** Both undefined where both refuse. */
  readonly ours: string | undefined;
  readonly theirs: string | undefined;
}

/** One report by both. A refusal by both is agreement; an error of ours where pprof answers is thrown. */
export async function compareReports(
  tool: string,
  path: string,
  command: Command,
  options: Options,
  basePath?: string,
): Promise<Comparison> {
  const profile = await loadProfile(path);
  const run = runPprof(tool, [...pprofFlags(command, options, basePath), path]);
  const what = `${path} ${JSON.stringify({ command, ...options, base: undefined, diffBase: undefined })} ${basePath ?? ''}`;
  let ours: string | undefined;
  try {
    ours = comparable(ourText(profile, command, options), options);
  } catch (error) {
    if (run.ok) throw error;
  }
  return { what, ours, theirs: run.ok ? comparable(run.stdout, options) : undefined };
}
