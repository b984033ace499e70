import { expect, it } from 'vitest';
import { leakSummary } from '@/lib/analyses/leaks/words';
import { bytesSource } from '@/lib/base/source';
import { openCase } from '@/lib/query/session';

it('a long log’s growth is told from its first number of goroutines to its very last', async () => {
  // Only 400 of them make the trend: every second or third line leaves the last one out.
  for (const lines of [402, 803, 2000]) {
    const text = Array.from(
      { length: lines },
      (_, i) => `2026/11/21 04:05:${String(i % 60).padStart(2, '0')} goroutines=${100 + i}\n`,
    ).join('');
    const session = await openCase([{ source: bytesSource('service.log', new TextEncoder().encode(text)) }]);
    const growth = session.diagnosis.findings.find(({ rule }) => rule === 'goroutine-growth');
    expect(growth?.title.en).toBe(`The log tells of 100 goroutines at first and ${100 + lines - 1} at last`);
    expect(growth?.evidence.count).toBe(100 + lines - 1);
  }
});

it('one goroutine and one minute are told in the singular', () => {
  const facts = { place: 'a.go:7', total: 40, rule: 'blocks-forever' } as const;
  const one = leakSummary({ ...facts, count: 1, share: 1 / 40, minutes: 1 }).en;
  expect(one).toMatch(/^It stands at a\.go:7, .* The longest has waited 1 minute\. /);
  expect(leakSummary({ ...facts, count: 3, share: 3 / 40, minutes: 2 }).en).toMatch(/^They stand at a\.go:7, .* waited 2 minutes\. /);
});
