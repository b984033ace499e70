import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
export const cacheDir = resolve(here, '../../.cache');

/** The version of the Go on PATH ("go1.26.8"), or undefined where there is none. */
export function goVersion(): string | undefined {
  try {
    return execFileSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

export function goRoot(): string {
  return execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
}

function goFiles(dir: string): string[] {
  return readdirSync(dir).flatMap((name) => {
    const path = join(dir, name);
    return statSync(path).isDirectory() ? goFiles(path) : path.endsWith('.go') ? [path] : [];
  });
}

/** Builds the comparison program over a copy of GOROOT's internal/trace, once for each Go version; the path of the binary. */
export function buildCompare(): string {
  return buildOverTrace(
    'trace-compare',
    ['compare.go', 'summary.go'].map((name) => join(here, name)),
  );
}

/**
 * Builds a program over a copy of GOROOT's internal/trace, which it imports as `compare/itrace`, once for each Go version.
 *
 * @param sources Go files of package main  @param patch changes a file of the copy, by its name and text
 */
export function buildOverTrace(
  name: string,
  sources: readonly string[],
  patch: (file: string, text: string) => string = (_, text) => text,
): string {
  const version = goVersion();
  if (!version) throw new Error('Go is not on PATH');
  const texts = sources.map((file) => readFileSync(file, 'utf8'));
  const out = join(cacheDir, `${name}-${version}`);
  const binary = join(out, 'compare');
  const stamp = join(out, 'stamp');
  const made = texts.join('') + patch.toString();
  if (existsSync(binary) && existsSync(stamp) && readFileSync(stamp, 'utf8') === made) return binary;
  rmSync(out, { recursive: true, force: true });
  const src = join(out, 'src');
  mkdirSync(join(src, 'race'), { recursive: true });
  mkdirSync(join(src, 'cmd'));
  const internal = join(goRoot(), 'src/internal');
  const skip = /_test\.go$|\/testdata(\/|$)|\/testtrace(\/|$)|\/traceviewer(\/|$)|\/testgen(\/|$)/;
  cpSync(join(internal, 'trace'), join(src, 'itrace'), { recursive: true, filter: (path) => !skip.test(path) });
  cpSync(join(internal, 'txtar'), join(src, 'txtar'), { recursive: true, filter: (path) => !skip.test(path) });
  for (const file of [...goFiles(join(src, 'itrace')), ...goFiles(join(src, 'txtar'))]) {
    const text = readFileSync(file, 'utf8')
      .replaceAll('"internal/trace', '"compare/itrace')
      .replaceAll('"internal/txtar', '"compare/txtar')
      .replaceAll('"internal/race', '"compare/race');
    writeFileSync(file, patch(basename(file), text), { mode: 0o644 });
  }
  writeFileSync(join(src, 'race/race.go'), 'package race\n\nconst Enabled = false\n');
  writeFileSync(join(src, 'go.mod'), 'module compare\n\ngo 1.26\n');
  sources.forEach((file, i) => {
    writeFileSync(join(src, 'cmd', i === 0 ? 'main.go' : basename(file)), texts[i]);
  });
  execFileSync('go', ['build', '-o', binary, './cmd'], { cwd: src, stdio: 'pipe', env: { ...process.env, GOFLAGS: '-mod=mod' } });
  rmSync(src, { recursive: true, force: true });
  writeFileSync(stamp, made);
  return binary;
}
