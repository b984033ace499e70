import { describe, expect, it } from 'vitest';
import type { Language } from '@/lib/base/localized';
import { bytesSource } from '@/lib/base/source';
import { openCase } from '@/lib/query/session';
import { renderMarkdown } from '@/lib/report/markdown';
import { renderText } from '@/lib/report/text';
import { gotriage } from '../support/cli';

const source = (name: string, text: string) => ({ source: bytesSource(name, new TextEncoder().encode(text)) });
const line = (n: number, at: number) =>
  `gc ${n} @${at.toFixed(3)}s 1%: 0.026+0.39+0.10 ms clock, 0.10+0.29/0.35/0+0.40 ms cpu, 4->5->1 MB, 5 MB goal, 0 MB stacks, 0 MB globals, 4 P\n`;

function reportOf(...files: ReturnType<typeof source>[]) {
  return reportIn('en', ...files);
}

async function reportIn(language: Language, ...files: ReturnType<typeof source>[]) {
  const session = await openCase(files, {});
  const report = await session.report({ language });
  session.close();
  return report;
}

describe('a case of which nothing could be read', () => {
  it('is not said to have crossed no threshold', async () => {
    const report = await reportOf(source('page.pb.gz', '<!DOCTYPE html><title>404</title>'), source('empty.txt', ''));
    for (const text of [renderText(report, 'en'), renderMarkdown(report, 'en')]) {
      expect(text).toContain('No input could be read');
      expect(text).not.toContain('threshold');
    }
  });

  it('is told what to do by what its bytes are', async () => {
    const report = await reportOf(
      source('page.pb.gz', '<!DOCTYPE html><title>404</title>'),
      source('gc.log', 'PASS\n'),
      source('program', '\u007fELF\u0002\u0001\u0001\u0000'),
    );
    expect(report.inputs.map(({ error }) => error?.code)).toEqual(['unknown-format', 'unknown-format', 'unknown-format']);
    expect(report.inputs[0].error?.hint).toContain('HTML or JSON error page');
    expect(report.inputs[1].error?.hint).toContain('GODEBUG=gctrace=1');
    expect(report.inputs[2].error?.hint).toContain('not a program');
  });
});

describe('warnings that say the same', () => {
  it('are told once with their number', async () => {
    // Three processes one after the other: two restarts.
    const report = await reportOf(source('gc.log', [1, 2, 1, 2, 1, 2].map((n) => line(n, n / 10)).join('')));
    expect(report.inputs[0].warnings.filter(({ code }) => code === 'gctrace-restart')).toHaveLength(2);
    const text = renderText(report, 'en');
    expect(text.match(/a restarted process/g)).toHaveLength(1);
    expect(text).toContain('read apart (2 times)');
    expect(renderMarkdown(report, 'en')).toContain('(2 times)');
  });
});

describe('a case that raises nothing', () => {
  it('asks for what none of its captures can show', async () => {
    const log = await reportOf(source('gc.log', [1, 2].map((n) => line(n, n / 10)).join('')));
    expect(log.findings).toEqual([]);
    expect(log.missing.map(({ input }) => input)).toEqual(['goroutine dump', 'allocs profile', 'execution trace']);
    const chinese = await reportIn('zh', source('gc.log', [1, 2].map((n) => line(n, n / 10)).join('')));
    expect(chinese.missing.map(({ input }) => input)).toEqual(['goroutine 转储', 'allocs 剖析', '执行跟踪']);
    const bench = await reportOf(source('bench.txt', 'BenchmarkJoin-8   1000   1234 ns/op   56 B/op   7 allocs/op\n'));
    expect(bench.missing.map(({ input }) => input)).toEqual([
      'second benchmark run',
      'goroutine dump',
      'GC log',
      'allocs profile',
      'execution trace',
    ]);
  });

  it('asks for nothing where nothing was read', async () => {
    expect((await reportOf(source('empty.txt', ''))).missing).toEqual([]);
  });
});

describe('evidence as text', () => {
  it('leaves out what the capture does not tell', async () => {
    const report = await reportOf(
      source('goroutine.txt', 'goroutine profile: total 120\n120 @ 0x47a1ce 0x4ee5c5\n#\t0x4ee5c4\tmain.wait+0x24\t/src/main.go:66\n\n'),
    );
    expect(report.findings.map(({ rule }) => rule)).toContain('goroutine-leak');
    expect(renderText(report, 'en')).not.toMatch(/: ;/);
    expect(renderMarkdown(report, 'en')).not.toMatch(/createdBy/);
  });
});

describe('a comparison whose target lacks the captures', () => {
  it('counts no finding as gone that nothing after the change would show', async () => {
    const sides = ['fixtures/captures/report-faulty/goroutine.1.debug2.txt', 'fixtures/captures/monitor/gogc-300.log'];
    const { out } = await gotriage(['compare', ...sides, '--json']);
    const { verdicts, gone } = JSON.parse(out) as { verdicts: { rule: string; verdict: string }[]; gone: number[] };
    expect(verdicts.filter(({ rule }) => rule === 'goroutine-leak').length).toBeGreaterThan(5);
    expect(new Set(verdicts.map(({ verdict }) => verdict))).toEqual(new Set(['cannot-tell']));
    expect(gone).toEqual([]);
    expect((await gotriage(['compare', ...sides])).out).toContain(`${verdicts.length} that nothing after the change would show`);
  });
});
