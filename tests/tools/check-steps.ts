import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runStep } from './run-step';

export interface CheckStep {
  readonly name: string;
  /** What to do when it fails. */
  readonly fix: string;
  readonly run: () => Promise<boolean>;
}

const bin = (name: string) => path.join('node_modules', '.bin', name);
const command = (name: string, args: readonly string[]) => async () => (await runStep(bin(name), args)).code === 0;

const cruise = [
  '--require',
  './tests/tools/swc-tsx.cjs',
  'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
  '--config',
  '.dependency-cruiser.cjs',
  'lib',
  'app',
];

/** The quick checks, the same before a commit and in CI. */
export const checkSteps: readonly CheckStep[] = [
  { name: 'types', fix: 'mend the types named above', run: command('tsc', ['--noEmit', '-p', '.']) },
  { name: 'lint', fix: 'run `npm run format`, then mend what it leaves', run: command('biome', ['check', '--error-on-warnings', '.']) },
  {
    name: 'layers',
    fix: 'move the code down a layer, or reach it through lib/query (docs/architecture.md)',
    run: async () => (await runStep(process.execPath, cruise)).code === 0,
  },
  {
    name: 'own words',
    fix: 'name no machine path and no registry host: the project speaks of itself alone',
    run: async () => report(machinePaths()),
  },
  { name: 'dead paths', fix: 'mend the path, or take the sentence out', run: async () => report(deadPaths()) },
];

function report(problems: readonly string[]): boolean {
  for (const problem of problems) console.error(problem);
  return problems.length === 0;
}

function trackedFiles(): string[] {
  return execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8', maxBuffer: 1 << 26 })
    .split('\0')
    .filter((file) => file !== '' && existsSync(file));
}

const textFile = /\.(ts|tsx|mjs|cjs|js|json|md|css|go|proto|sh|yml)$/;
// Spelled in pieces so that this file does not accuse itself. A path of another program's may hold such a folder further down.
const machinePath = new RegExp(
  [
    '(?<![\\w.-])/wo' + 'rk/',
    '(?<![\\w.-])/ro' + 'ot/',
    '/usr/local' + '/go/',
    'registry\\.npm' + 'js\\.org',
    'proxy\\.golang' + '\\.org',
  ].join('|'),
);

function machinePaths(): string[] {
  return trackedFiles()
    .filter((file) => textFile.test(file) && !file.endsWith('package-lock.json') && !file.startsWith('fixtures/captures/'))
    .flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line, index) => (machinePath.test(line) ? [`${file}:${index + 1}: ${line.trim().slice(0, 120)}`] : [])),
    );
}

/** Paths that a README or a page of docs/ names in backticks must stand in the project. */
function deadPaths(): string[] {
  const named = /`((?:app|lib|proto|fixtures|tests|docs|bench|public)\/[\w./-]*)`/g;
  return trackedFiles()
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(named)].flatMap((match) =>
        existsSync(match[1]) || existsSync(path.join(path.dirname(file), match[1]))
          ? []
          : [`${file}: names ${match[1]}, which is not there`],
      ),
    );
}
