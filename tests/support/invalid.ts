import { readFileSync } from 'node:fs';
import { errorCodes } from '@/lib/base/errors';

export interface InvalidFixture {
  /** Path from the project's root; a directory where the expected code says so. */
  readonly file: string;
  readonly purpose: string;
  readonly code: (typeof errorCodes)[number];
}

interface Listed {
  readonly file: string;
  readonly purpose: string;
  readonly expectCode?: string;
}

/** The malformed inputs that must be refused, with the code that they are refused with. */
export function refusedFixtures(): readonly InvalidFixture[] {
  const listed = JSON.parse(readFileSync('fixtures/invalid/invalid.json', 'utf8')) as Listed[];
  return listed.flatMap(({ file, purpose, expectCode }) => {
    const code = errorCodes.find((candidate) => candidate === expectCode);
    if (expectCode !== undefined && code === undefined) throw new Error(`${file} expects ${expectCode}, which is no error code`);
    if (code === undefined) return [];
    // Git keeps no empty directory, so the fixture names a file in it.
    const path = code === 'not-a-file' ? file.replace(/\/[^/]*$/, '') : file;
    return [{ file: `fixtures/invalid/${path}`, purpose, code }];
  });
}
