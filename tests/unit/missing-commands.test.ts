import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createCaseIndex } from '@/lib/analyses/case';
import { profileKinds } from '@/lib/model/profile';
import { ProfileBuilder } from '@/lib/model/profile-builder';
import { diagnose } from '@/lib/query/diagnose';
import { openCase } from '@/lib/query/session';
import { fileRequest } from '../support/memory';

const manifest = JSON.parse(readFileSync('fixtures/manifest.json', 'utf8')) as { file: string }[];

/** A step as a shell takes it: no word of prose before or after it. */
const step = /^(?:curl -o \S+ "http:\/\/localhost:6060\/[^" ]+"|sleep \d+|go (?:build|test) .+|GODEBUG=\S+ \.\/\S+ 2> \S+)$/;

function empty(kind: (typeof profileKinds)[number]) {
  const table = { ...new ProfileBuilder({ sampleTypes: [{ type: 'samples', unit: 'count' }] }).build(), kind };
  const decoded = { kind: 'profile', format: 'pprof', table } as const;
  return createCaseIndex([{ input: 0, name: `${kind}.pb.gz`, decoded, timeNanos: undefined, group: undefined }]);
}

it('what a case is told to capture next is the command alone, in both languages', async () => {
  const commands = new Set(profileKinds.flatMap((kind) => diagnose(empty(kind), 1).missing.map(({ how }) => how)));
  for (const { file } of manifest.filter((entry) => /\.(?:pb\.gz|log)$/.test(entry.file) && !entry.file.startsWith('leaks/'))) {
    const session = await openCase([fileRequest(`fixtures/captures/${file}`)]);
    for (const { how, why } of session.diagnosis.missing) {
      commands.add(how);
      expect(why.zh).not.toBe(why.en);
    }
  }
  expect(commands.size).toBeGreaterThan(8);
  for (const command of commands) {
    for (const one of command.split('; ')) expect(one).toMatch(step);
    execFileSync('sh', ['-n', '-c', command]);
  }
});
