import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The release of google/pprof whose golden files are read; the module proxy serves it. */
export const pprofRelease = 'github.com/google/pprof@v0.0.0-20251114195745-4902fdda35c8';

/** Folder of the module in Go's module cache, or undefined where there is no Go or no proxy. */
export function pprofModule(): string | undefined {
  const here = mkdtempSync(join(tmpdir(), 'pprof-goldens-'));
  try {
    writeFileSync(join(here, 'go.mod'), 'module goldens\n\ngo 1.21\n');
    const answer = execFileSync('go', ['mod', 'download', '-json', pprofRelease], {
      cwd: here,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 60_000,
    });
    return (JSON.parse(answer) as { Dir?: string }).Dir;
  } catch {
    // Without it the tests that read them are skipped, and say so.
    return undefined;
  } finally {
    rmSync(here, { recursive: true });
  }
}
