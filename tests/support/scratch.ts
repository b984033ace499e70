import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Paths in a temporary folder of the test file that calls it: made when the first is asked for, gone after the last test. */
export function scratch(): (name: string) => string {
  let folder: string | undefined;
  afterAll(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });
  return (name) => {
    folder ??= mkdtempSync(join(tmpdir(), 'gotriage-test-'));
    return join(folder, name);
  };
}
