import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callGraph, type PeekOptions, peek, type TopOptions, tags, top, traces, tree } from '@/lib/index/profile';
import type { ProfileTable } from '@/lib/model/profile';
import type { ReportHead } from '@/lib/model/profile-report';
import { callgrindText } from '@/lib/report/pprof-callgrind';
import { dotText } from '@/lib/report/pprof-dot';
import { headLines, outputUnit, peekText, tagsText, topText, tracesText } from '@/lib/report/pprof-text';
import { pprofModule } from '../support/pprof-module';
import { findPprof, loadProfile, ourText, pprofFlags, runPprof } from '../support/pprof-tool';

/**
 * The golden files of google/pprof's driver (internal/driver/testdata), read from the module cache. Its TestParse names them; the profiles are
 * made by its own test code, which a file laid over the package writes out.
 */
const folder = pprofModule();
const driver = folder === undefined ? undefined : join(folder, 'internal/driver');

interface Case {
  readonly flags: readonly string[];
  readonly source: string;
  readonly golden: string;
}

/** What is no question of ours, with the reason; docs/allocation.md has the same list. */
const exceptions: readonly (readonly [flag: RegExp, reason: string])[] = [
  [/^call_tree$/, 'nodes by calling context: the call tree stands in the flame graph'],
  [/^(?:disasm|weblist)(?:=|$)/, 'needs the binary'],
  [/^topproto$/, 'a binary profile: pprof-top-proto.test.ts compares it'],
  [/^add_comment=/, 'adds to the profile what the command line says'],
];

/**
 * Its names are demangled by the test's own stand-in, which knows eight of them; the tool simplifies `(anonymous namespace)::Bar::Foo`. What the
 * tool prints of this profile is compared instead.
 */
const ownDemangler = 'long_name_funcs';

const baseOptions: TopOptions = { limit: 20, nodeFraction: 0.05, edgeFraction: 0.01, unit: 'minimum' };
const byName = {
  focus: 'focus',
  ignore: 'ignore',
  hide: 'hide',
  show: 'show',
  show_from: 'showFrom',
  tagfocus: 'tagfocus',
  tagignore: 'tagignore',
  tagshow: 'tagshow',
  taghide: 'taghide',
  unit: 'unit',
} as const;

function optionsOf(flags: readonly string[]): TopOptions & PeekOptions {
  const options: Record<string, unknown> = { ...baseOptions };
  for (const flag of flags) {
    const [name, value] = flag.split(/=(.*)/s);
    if (/^(?:functions|filefunctions|files|lines|addresses)$/.test(name)) options.granularity = name;
    else if (/^(?:inuse|alloc)_(?:space|objects)$/.test(name)) options.sampleType = name;
    else if (name === 'flat' || name === 'cum') options.sort = name;
    else if (name === 'noinlines') options.noinlines = true;
    else if (name === 'relative_percentages') options.relativePercentages = true;
    else if (name === 'nodecount') options.limit = Number(value);
    else if (name in byName) options[byName[name as keyof typeof byName]] = value;
  }
  return options;
}

/** driver_test.go, solutionFilename. */
function goldenName(source: string, flags: readonly string[]): string {
  const has = (name: string) => flags.some((flag) => flag.split('=')[0] === name);
  const parts = ['pprof', source];
  const first = (names: readonly string[]) => {
    const found = names.find(has);
    if (found !== undefined) parts.push(found);
  };
  first(['flat', 'cum']);
  first(['functions', 'filefunctions', 'files', 'lines', 'addresses']);
  first(['noinlines']);
  first(['inuse_space', 'inuse_objects', 'alloc_space', 'alloc_objects']);
  first(['relative_percentages']);
  first(['seconds']);
  first(['call_tree']);
  first(['text', 'tree', 'callgrind', 'dot', 'svg', 'tags', 'dot', 'traces', 'disasm', 'peek', 'weblist', 'topproto', 'comments']);
  first(['all_frames']);
  if (has('focus') || has('tagfocus')) parts.push('focus');
  if (has('ignore') || has('tagignore')) parts.push('ignore');
  first(['show_from']);
  first(['hide', 'show']);
  if (has('unit') && !flags.includes('unit=minimum')) parts.push('unit');
  return parts.join('.');
}

const cases: Case[] = [];
if (driver !== undefined) {
  const text = readFileSync(join(driver, 'driver_test.go'), 'utf8');
  const table = /testcase := \[\]struct \{[^}]*\}\{\n(.*?)\n\t\}\n/s.exec(text)?.[1] ?? '';
  for (const [, flags, source] of table.matchAll(/\{"([^"]*)", "([^"]*)"\}/g)) {
    const list = flags.split(',');
    cases.push({ flags: list, source, golden: goldenName(source, list) });
  }
}

function reasonOf({ flags }: Case): string | undefined {
  return exceptions.find(([flag]) => flags.some((one) => flag.test(one)))?.[1];
}

let profiles: string | undefined;
beforeAll(() => {
  if (driver === undefined || folder === undefined) return;
  profiles = mkdtempSync(join(tmpdir(), 'pprof-driver-'));
  // Go lets nothing be laid over its module cache: the test code is put beside a copy.
  const copy = join(profiles, 'pprof');
  cpSync(folder, copy, { recursive: true });
  const own = join(copy, 'internal/driver');
  chmodSync(own, 0o755);
  copyFileSync('tests/differential/pprof-driver/dump.go.txt', join(own, 'dump_test.go'));
  execFileSync('go', ['test', '-count=1', '-run', '^TestDumpProfiles$', './internal/driver'], {
    cwd: copy,
    env: { ...process.env, PROFILES_TO: profiles, PROFILES: [...new Set(cases.map(({ source }) => source))].join(',') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
});
afterAll(() => {
  if (profiles === undefined) return;
  // The copy's folders are as read-only as the cache's.
  execFileSync('chmod', ['-R', 'u+w', profiles]);
  rmSync(profiles, { recursive: true });
});

describe.skipIf(driver === undefined)('golden files of google/pprof, internal/driver/testdata', () => {
  const asked = cases.filter((one) => reasonOf(one) === undefined);
  const golden = asked.filter(({ source }) => source !== ownDemangler);
  const tool = findPprof();

  test('there are as many as the release has, and the exceptions are these', () => {
    expect(cases).toHaveLength(49);
    expect(asked).toHaveLength(41);
    expect(golden).toHaveLength(39);
    for (const [flag, reason] of exceptions)
      expect(cases.filter((one) => reasonOf(one) === reason).length, String(flag)).toBeGreaterThan(0);
  });

  test.each(golden.map((one) => [`${one.flags.join(',')} ${one.source}`, one] as const))(
    '%s',
    async (_, { flags, source, golden: file }) => {
      const table = await loadProfile(join(profiles ?? '', `${source}.pb.gz`));
      const options = optionsOf(flags);
      const expected = readFileSync(join(driver ?? '', 'testdata', file), 'utf8');
      expect(write(table, flags[0], options)).toBe(expected);
    },
  );

  test.skipIf(tool === undefined)('names that the tool simplifies are as the tool prints them', async () => {
    const path = join(profiles ?? '', `${ownDemangler}.pb.gz`);
    const table = await loadProfile(path);
    for (const command of ['top', 'dot'] as const) {
      const run = runPprof(tool ?? '', [...pprofFlags(command, baseOptions), path]);
      expect(ourText(table, command, baseOptions)).toBe(run.stdout);
    }
  });
});

function write(table: ProfileTable, command: string, options: TopOptions & PeekOptions): string {
  const text = { unit: options.unit };
  const untrimmed = { ...options, limit: 0, nodeFraction: 0, edgeFraction: 0 };
  const [name, pattern] = command.split(/=(.*)/s);
  switch (name) {
    case 'text': {
      const report = top(table, options);
      return withoutHead(topText(report, text), report.head, outputUnit(report.head, report.rows, 'minimum'));
    }
    case 'peek': {
      const report = peek(table, pattern, untrimmed);
      return withoutHead(peekText(report, text), report.head, outputUnit(report.head, report.nodeValues, 'minimum'));
    }
    case 'tree': {
      const report = tree(table, options);
      return withoutHead(peekText(report, text), report.head, outputUnit(report.head, report.nodeValues, 'minimum'));
    }
    case 'comments':
      return ourText(table, 'comments', options);
    case 'tags':
      return withoutHead(tagsText(tags(table, options), text), undefined, '');
    case 'traces':
      return tracesText(traces(table, options), text);
    case 'dot':
      return dotText(callGraph(table, options), text);
    case 'callgrind':
      return callgrindText(callGraph(table, { ...options, whole: true }), text);
    default:
      throw new Error(`no such report: ${name}`);
  }
}

/** The tests of the driver ask for compact labels, which leave of the head of text reports only the filters (report.go, reportLabels). */
function withoutHead(text: string, head: ReportHead | undefined, unit: string): string {
  if (head === undefined) return text;
  const lines = headLines(head, unit, {});
  const filters = lines.indexOf('Active filters:');
  const start = (filters < 0 ? lines : lines.slice(0, filters)).map((line) => `${line}\n`).join('');
  expect(text.startsWith(start), text.slice(0, 400)).toBe(true);
  return text.slice(start.length);
}
