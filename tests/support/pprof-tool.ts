import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { defaultLimits } from '@/lib/base/limits';
import { bytesSource } from '@/lib/base/source';
import { isGzip } from '@/lib/formats/gzip/inflate';
import { pprofFormat } from '@/lib/formats/pprof/module';
import type { PeekOptions, TopOptions } from '@/lib/index/profile';
import { callGraph, peek, tags, top, traces, tree } from '@/lib/index/profile';
import type { ProfileTable } from '@/lib/model/profile';
import { callgrindText } from '@/lib/report/pprof-callgrind';
import { dotText } from '@/lib/report/pprof-dot';
import { peekText, tagsText, topText, tracesText } from '@/lib/report/pprof-text';

/** Path of Go's pprof, or undefined where Go is not installed. */
export function findPprof(): string | undefined {
  try {
    return execFileSync('go', ['tool', '-n', 'pprof'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

export interface PprofRun {
  readonly stdout: string;
  readonly ok: boolean;
  readonly stderr: string;
}

export function runPprof(pprof: string, args: readonly string[]): PprofRun {
  const run = spawnSync(pprof, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, TZ: 'UTC', PPROF_BINARY_PATH: '/nonexistent' },
  });
  return { stdout: run.stdout, ok: run.status === 0, stderr: run.stderr };
}

export async function loadProfile(path: string): Promise<ProfileTable> {
  const bytes = new Uint8Array(readFileSync(path));
  const result = await pprofFormat.decode(bytesSource(path, bytes), { limits: defaultLimits, gzip: isGzip(bytes) });
  const [part] = result.parts;
  if (part.kind !== 'profile') throw new Error(`${path} is no profile`);
  return part.table;
}

export type Command = 'top' | 'tree' | 'comments' | 'tags' | 'traces' | 'dot' | 'callgrind' | { readonly peek: string };

/** The same request for both: our options and pprof's flags. */
export function pprofFlags(command: Command, options: TopOptions & PeekOptions, basePath?: string): string[] {
  const flags: string[] = [];
  const add = (name: string, value: string | number | undefined): void => {
    if (value !== undefined) flags.push(`-${name}=${value}`);
  };
  const names = {
    focus: 'focus',
    ignore: 'ignore',
    hide: 'hide',
    show: 'show',
    showFrom: 'show_from',
    pruneFrom: 'prune_from',
    tagfocus: 'tagfocus',
    tagignore: 'tagignore',
    tagshow: 'tagshow',
    taghide: 'taghide',
    tagroot: 'tagroot',
    tagleaf: 'tagleaf',
    sampleType: 'sample_index',
    limit: 'nodecount',
    nodeFraction: 'nodefraction',
    edgeFraction: 'edgefraction',
    unit: 'unit',
  } as const;
  for (const [ours, theirs] of Object.entries(names)) add(theirs, options[ours as keyof typeof names]);
  if (options.sort === 'cum') flags.push('-cum');
  if (options.granularity !== undefined) flags.push(`-${options.granularity}`);
  if (options.noinlines === true) flags.push('-noinlines');
  if (options.showColumns === true) flags.push('-showcolumns');
  if (options.mean === true) flags.push('-mean');
  if (options.dropNegative === true) flags.push('-drop_negative');
  if (options.relativePercentages === true) flags.push('-relative_percentages');
  if (options.normalize === true) flags.push('-normalize');
  if (basePath !== undefined) flags.push(`-${options.diffBase === undefined ? 'base' : 'diff_base'}=${basePath}`);
  flags.push(typeof command === 'string' ? `-${command}` : `-peek=${command.peek}`);
  return flags;
}

export function ourText(profile: ProfileTable, command: Command, options: TopOptions & PeekOptions): string {
  const text = { unit: options.unit, formatTime: utcTime };
  if (command === 'top') return topText(top(profile, options), text);
  if (command === 'tags') return tagsText(tags(profile, options), text);
  if (command === 'traces') return tracesText(traces(profile, options), text);
  if (command === 'dot') return dotText(callGraph(profile, options), text);
  if (command === 'callgrind') return callgrindText(callGraph(profile, { ...options, whole: true }), text);
  if (command === 'tree') return peekText(tree(profile, options), text);
  if (command === 'comments') return profile.comments.map((comment) => `${comment}\n`).join('');
  return peekText(peek(profile, command.peek, options), text);
}

function utcTime(nanos: bigint): string {
  return `${new Date(Number(nanos / 1_000_000n)).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/**
 * A report without what pprof leaves to the order of a Go map.
 * - At the granularity of files it keeps a file's functions apart by their first lines and prints the same name for each: such reports are
 *   compared as a set of lines, without the running sum that depends on the order.
 * - Edges of opposite sign and equal size have no order (graph.go, edgeList.Less): they are sorted within their run.
 */
export function comparable(text: string, options: TopOptions): string {
  const lines = text.split('\n');
  if (options.granularity === 'files') {
    return lines
      .map((line) => line.replace(/^( *\S+ +[\d.e-]+%) +[\d.e-]+%( )/, '$1$2'))
      .sort()
      .join('\n');
  }
  const size = (line: string): string | undefined => /^ {20,}-?(\S+) +\S+% \|/.exec(line)?.[1];
  for (let start = 0; start < lines.length; ) {
    let end = start + 1;
    while (end < lines.length && size(lines[start]) !== undefined && size(lines[end]) === size(lines[start])) end++;
    const run = lines.slice(start, end);
    if (run.some((line) => /^ +-/.test(line))) lines.splice(start, end - start, ...run.sort());
    start = end;
  }
  return lines.join('\n');
}
