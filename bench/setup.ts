import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** One line of the bench's table: ours beside the peer's, measured in the same run. */
export interface BenchRow {
  readonly work: string;
  readonly ours: number;
  /** Undefined where Go is not installed. */
  readonly peer: number | undefined;
  readonly unit: 'ms' | 'MB';
  readonly peerName: string;
  /** The peer was stopped after `peer`: it takes longer than that. */
  readonly peerStopped?: boolean;
  /** Fixed target from the product's table, in `unit`. */
  readonly target?: number;
}

export const root = fileURLToPath(new URL('..', import.meta.url));

/** A temporary folder for one section of the bench, gone when it ends. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'gotriage-bench-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Bundles programs of bench/ for Node: `name.ts` becomes `name.mjs` in the folder. */
export async function bundle(folder: string, names: readonly string[]): Promise<void> {
  await build({
    entryPoints: names.map((name) => join(root, 'bench', `${name}.ts`)),
    bundle: true,
    platform: 'node',
    format: 'esm',
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    logLevel: 'warning',
    absWorkingDir: root,
  });
}

/** Builds programs of bench/go into the folder. */
export function buildGo(folder: string, names: readonly string[]): void {
  execFileSync('go', ['build', '-o', folder, ...names.map((name) => `./${name}`)], {
    cwd: join(root, 'bench/go'),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Runs a program that prints one JSON value, as a process of its own. */
export function printed<T>(program: string, args: readonly string[]): T {
  return JSON.parse(execFileSync(program, args, { encoding: 'utf8' })) as T;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

export function megabytes(bytes: number): number {
  return bytes / 2 ** 20;
}
