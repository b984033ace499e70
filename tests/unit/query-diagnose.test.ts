import { describe, expect, it } from 'vitest';
import type { Analysis } from '@/lib/analyses/analysis';
import { createCaseIndex } from '@/lib/analyses/case';
import type { Finding } from '@/lib/model/finding';
import type { Tier } from '@/lib/model/rules';
import { diagnose } from '@/lib/query/diagnose';

const finding = (input: number, tier: Tier, line: number | undefined): Finding => ({
  rule: 'alloc-buffer',
  severity: 'low',
  tier,
  title: { en: 't', zh: 't' },
  summary: { en: 's', zh: 's' },
  evidence: { function: 'app.write', file: 'app/write.go', line },
  inputs: [input],
});

const analysis = (run: () => readonly Finding[]): Analysis => ({
  id: 'a',
  rules: ['alloc-buffer'],
  reads: [],
  run: () => ({ findings: run() }),
});

describe('diagnose', () => {
  it('tells one line once, firmest first, with the inputs of all', () => {
    const all = [finding(0, 'suspect', 7), finding(2, 'proven', 7), finding(1, 'strong', 8)];
    const { findings } = diagnose(createCaseIndex([]), 3, [analysis(() => all)]);
    expect(findings.map(({ tier, inputs, evidence }) => [tier, inputs, evidence.line])).toEqual([
      ['proven', [0, 2], 7],
      ['strong', [1], 8],
    ]);
  });

  it('puts hot lines in the order of their weight, and none before a firmer finding for the sake of a lighter line', () => {
    const leak = { ...finding(0, 'strong', 1), rule: 'goroutine-leak' } as const;
    const light = { ...finding(0, 'proven', 2), weight: 0.2 };
    const heavy = { ...finding(0, 'strong', 3), weight: 0.5 };
    const sure = { ...finding(0, 'proven', 4), weight: 0.6 };
    const order = (...analyses: (readonly Finding[])[]) =>
      diagnose(
        createCaseIndex([]),
        1,
        analyses.map((all) => analysis(() => all)),
      ).findings.map(({ evidence }) => evidence.line);
    expect(order([leak], [light, heavy])).toEqual([1, 3, 2]);
    expect(order([leak], [light, heavy, sure])).toEqual([4, 1, 3, 2]);
    expect(order([light, heavy], [leak])).toEqual([3, 2, 1]);
  });

  it('keeps findings of no line apart', () => {
    const { findings } = diagnose(createCaseIndex([]), 2, [
      analysis(() => [finding(0, 'strong', undefined), finding(1, 'strong', undefined)]),
    ]);
    expect(findings).toHaveLength(2);
  });

  it('goes on when an analysis throws, and says so', () => {
    const broken = analysis(() => {
      throw new Error('no such column');
    });
    const { findings, failures } = diagnose(createCaseIndex([]), 1, [broken, analysis(() => [finding(0, 'strong', 1)])]);
    expect(findings).toHaveLength(1);
    expect(failures.get(0)?.[0].message).toContain('no such column');
  });
});
