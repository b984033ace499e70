import { describe, expect, it } from 'vitest';
import { bytesSource } from '@/lib/base/source';
import { openCase } from '@/lib/query/session';

/** More than an engine takes as arguments of one call. */
const places = 130_000;

describe('a dump in which every goroutine waits at a place of its own', () => {
  it('has a finding for each', async () => {
    const records = Array.from(
      { length: places },
      (_, i) => `goroutine ${i + 2} [chan receive (nil chan)]:\nmain.leak${i}(...)\n\t/srv/main.go:${i + 1} +0x1\n`,
    );
    const session = await openCase([{ source: bytesSource('dump.txt', new TextEncoder().encode(records.join('\n'))) }]);
    expect([...session.diagnosis.failures]).toEqual([]);
    expect(session.diagnosis.findings.length).toBe(places);
  }, 120_000);
});
