import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { guidanceCatalogue } from '@/lib/guidance';
import { gotriage } from '../support/cli';

const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '*.md'], { encoding: 'utf8' })
  .split('\0')
  .filter((file) => file !== '' && existsSync(file));
const pages = files.map((file) => ({ file, text: readFileSync(file, 'utf8') }));

/** Everything the pages show as code: indented or fenced blocks by line, and code within sentences. */
const code = pages.flatMap(({ file, text }) => [
  ...[...text.matchAll(/^ {4}(\S.*)$/gm)].map(([, line]) => ({ file, line })),
  ...[...text.matchAll(/`([^`\n]+)`/g)].map(([, line]) => ({ file, line })),
]);
/** The same of the advice, which tells how a change is verified. */
const advice = guidanceCatalogue.flatMap((entry) => entry.verify.map(({ command }) => ({ file: `guidance ${entry.id}`, line: command })));

const ours = [...code, ...advice].flatMap(({ file, line }) =>
  [...line.matchAll(/(?:^|[\s;&|])gotriage ([a-z]+)([^|;&>#]*)/g)].map(([, command, rest]) => ({ file, command, rest })),
);
/** Commands of the README whose files are all of this project. */
const runnable = pages
  .filter(({ file }) => file === 'README.md')
  .flatMap(({ text }) => [...text.matchAll(/^ {4}npx gotriage (.*fixtures\/\S.*)$/gm)].map(([, words]) => words));

describe('the documentation', () => {
  it('names only scripts that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    const named = code.flatMap(({ file, line }) => [...line.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name]) => ({ file, name })));
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter(({ name }) => !(name in scripts))).toEqual([]);
  });

  it('names only environment variables that the sources read', () => {
    const known = execFileSync(
      'git',
      ['grep', '-hoE', 'GOTRIAGE_[A-Z_]+', '--', 'lib', 'bench', 'tests', '*.ts', '*.mjs', ':!tests/unit/docs.test.ts'],
      {
        encoding: 'utf8',
      },
    ).split('\n');
    const named = pages.flatMap(({ file, text }) => [...text.matchAll(/GOTRIAGE_[A-Z_]+/g)].map(([name]) => ({ file, name })));
    expect(named.filter(({ name }) => !known.includes(name))).toEqual([]);
  });

  it('links only to what is there', () => {
    const links = pages.flatMap(({ file, text }) => [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, to]) => ({ file, to })));
    const dead = links.filter(({ file, to }) => !/^https?:/.test(to) && !existsSync(join(dirname(file), to)));
    expect(dead).toEqual([]);
  });

  it('names only files that are there, in code or not', () => {
    const named = pages.flatMap(({ file, text }) =>
      [...text.matchAll(/(?<![\w./-])((?:app|lib|proto|fixtures|tests|docs|bench|public)\/[\w./-]+\.\w+)/g)].map(([, path]) => ({
        file,
        path,
      })),
    );
    expect(named.filter(({ file, path }) => !existsSync(path) && !existsSync(join(dirname(file), path)))).toEqual([]);
  });

  it.each(ours)('$file: gotriage $command has the options named', async ({ command, rest }) => {
    const help = await gotriage([command, '--help']);
    expect(help.code, `gotriage ${command}`).toBe(0);
    for (const [option] of rest.matchAll(/--[a-z-]+/g)) if (option !== '--help') expect(help.out).toContain(option);
  });

  it.each(runnable)('npx gotriage %s', async (line) => {
    const shell = execFileSync('bash', ['-c', `printf '%s\\0' ${line.replace(/ -o \S+/, '')}`], { encoding: 'utf8' });
    const {
      code: exit,
      err,
      out,
      bytes,
    } = await gotriage([...shell.split('\0').slice(0, -1), ...(line.includes(' -o ') ? ['-o', '-'] : [])]);
    expect(err).toEqual([]);
    expect(exit).toBe(0);
    expect(out.length + bytes.length).toBeGreaterThan(0);
  });
});
