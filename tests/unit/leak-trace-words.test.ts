import { describe, expect, it } from 'vitest';
import { openSummary } from '@/lib/analyses/leaks/trace-words';
import { openCase } from '@/lib/query/session';
import { fileRequest } from '../support/memory';

const facts = {
  cause: 'chan-receive',
  count: 10,
  here: 10,
  at: 'a.go:7',
  by: 'main.serve (a.go:5)',
  seconds: '1.50',
  timed: false,
} as const;

describe('what is said of goroutines that stand when a trace ends', () => {
  it('tells how many were made in the trace, as its table has them', async () => {
    const session = await openCase([fileRequest('fixtures/captures/traces/report-faulty-go1.26.trace')]);
    const [{ table }] = session.index.of('trace');
    const { goroutines } = table;
    const findings = session.diagnosis.findings.filter(({ rule }) => rule === 'goroutine-leak');
    expect(findings.length).toBeGreaterThan(10);
    for (const { evidence, summary } of findings) {
      if (evidence.cause === 'nil-channel') {
        const line = Number(evidence.line);
        const rows = Array.from(goroutines.id.keys()).filter((row) => {
          const [start, end] = [table.stacks.start[goroutines.stateStack[row]], table.stacks.start[goroutines.stateStack[row] + 1]];
          return Array.from(table.stacks.frame.subarray(start, end)).some(
            (frame) => table.frames.line[frame] === line && table.strings[table.frames.fn[frame]] === evidence.function,
          );
        });
        const made = rows.filter((row) => goroutines.createdInTrace[row] === 1).length;
        expect(rows).toHaveLength(Number(evidence.count));
        expect(summary.en).toContain(`${made} of them made while the trace ran`);
        expect(summary.zh).toContain(`其中 ${made} 个在跟踪期间创建`);
      }
      // Nobody woke another goroutine of these: what woke them themselves before is no partner that others had.
      if (evidence.function?.endsWith('.storeRows')) expect(summary.en).not.toContain('Others like them');
    }
  });

  it('does not say that none ended where some did', () => {
    const some = openSummary({ ...facts, partner: undefined, made: { made: 12, unended: 10 } });
    expect(some.en).toContain('of 12 made there in the trace 2 ended');
    expect(some.zh).toContain('12 个中有 2 个结束');
    expect(openSummary({ ...facts, partner: undefined, made: { made: 10, unended: 10 } }).en).toContain('none ended');
  });

  it('tells a partner of others from one that woke the stuck ones before', () => {
    const others = openSummary({ ...facts, partner: { place: 'main.feed (a.go:9)', ofOthers: true }, made: undefined });
    const own = openSummary({ ...facts, partner: { place: 'main.feed (a.go:9)', ofOthers: false }, made: undefined });
    expect([others.en.includes('Others like them'), others.zh.includes('同类')]).toEqual([true, true]);
    expect([own.en.includes('Others like them'), own.zh.includes('同类')]).toEqual([false, false]);
  });
});
