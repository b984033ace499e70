import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';
import { textRequest } from '../../support/memory';

/** The collections of a real run, as its log prints them. */
const lines = [...readFileSync('fixtures/captures/monitor/gogc-50.log', 'utf8').matchAll(/^gc (\d+) @([\d.]+)s.*$/gm)].map(
  ([text, number, seconds]) => ({ text, number: Number(number), seconds: Number(seconds) }),
);

/** The same line of a process that had run so long, and collected so often, before. */
function later({ text, number, seconds }: (typeof lines)[number], cycles: number, by: number): string {
  return text.replace(/^gc \d+ @[\d.]+s/, `gc ${number + cycles} @${(seconds + by).toFixed(3)}s`);
}

/** GC CPU of a line in ms, idle workers left out: the terms of its «ms cpu». */
function cpuMs(text: string): number {
  const [sweep, assist, background, , end] = (/clock, ([\d.+/]+) ms cpu/.exec(text)?.[1] ?? '').split(/[+/]/).map(Number);
  return sweep + assist + background + end;
}

const threeDays = 3 * 24 * 3600;

const opened = (texts: readonly string[]) => openCase([textRequest('gc.log', `${texts.join('\n')}\n`)]);

describe('the last lines of a long log', () => {
  it('count by their own time, not by that since the process started', async () => {
    const session = await opened(lines.map((line) => later(line, 50_000, threeDays)));
    const { series, cpuFraction, cyclesPerSecond, rates } = await dispatch(session, 'gc.overview', { series: 0 });
    const span = lines[lines.length - 1].seconds - lines[0].seconds;
    expect(cyclesPerSecond).toBeCloseTo((lines.length - 1) / span, 0);
    const share = lines.reduce((sum, { text }) => sum + cpuMs(text), 0) / 1e3 / (span * series.procs);
    expect(Math.abs(cpuFraction / share - 1)).toBeLessThan(2 / lines.length);
    expect(series.number[0]).toBe(50_001);
    expect((series.originNs + series.startNs[0]) / 1e9).toBeCloseTo(lines[0].seconds + threeDays, 3);
    expect(rates.fromNs[0]).toBeLessThan(span * 1e9);
    session.close();
  });

  it('raise the findings that the same lines raise at a process’s start, and tell the span in the report', async () => {
    const rules = async (texts: readonly string[]) => {
      const session = await opened(texts);
      const { findings, inputs } = await dispatch(session, 'case.report', { language: 'en' });
      session.close();
      return { rules: findings.map(({ rule }) => rule).sort(), summary: inputs[0].summary as Record<string, number> };
    };
    const whole = await rules(lines.map(({ text }) => text));
    const tail = await rules(lines.map((line) => later(line, 50_000, threeDays)));
    expect(whole.rules).toContain('gc-frequency');
    expect(tail.rules).toEqual(whole.rules);
    expect(tail.summary.durationS).toBeLessThan(whole.summary.durationS * 1.1);
    expect(tail.summary.gcPerSecond).toBeGreaterThan(whole.summary.gcPerSecond * 0.9);
  });

  it('predict as those of a process’s start do', async () => {
    const settings = [{ gogc: 100 }, { gogc: 200 }];
    const [whole, tail] = await Promise.all(
      [lines.map(({ text }) => text), lines.map((line) => later(line, 50_000, threeDays))].map(async (texts) => {
        const session = await opened(texts);
        const result = await dispatch(session, 'gc.whatif', { settings });
        session.close();
        return result;
      }),
    );
    expect(tail.baseline.gogc).toBe(50);
    expect(tail.baseline.durationS).toBeLessThan(whole.baseline.durationS * 1.1);
    for (const [i, prediction] of tail.predictions.entries()) {
      expect(Math.abs(prediction.cycles - whole.predictions[i].cycles)).toBeLessThanOrEqual(2);
      // Stops of a tail count as printed, those of a whole log as its per cents allow.
      const of = ({ gcCpuFraction }: { readonly gcCpuFraction: number }, { baseline }: typeof whole) =>
        gcCpuFraction / baseline.gcCpuFraction;
      expect(Math.abs(of(prediction, tail) / of(whole.predictions[i], whole) - 1)).toBeLessThan(0.15);
    }
  });
});

describe('a log with a hole', () => {
  const holed = lines.filter((_, i) => i < 15 || i >= 35).map(({ text }) => text);

  it('keeps rate and share: the numbers tell how many collections are absent', async () => {
    const [whole, hole] = await Promise.all(
      [lines.map(({ text }) => text), holed].map(async (texts) => {
        const session = await opened(texts);
        const overview = await dispatch(session, 'gc.overview', { series: 0 });
        session.close();
        return overview;
      }),
    );
    expect(hole.series.missing).toBe(20);
    expect(hole.cyclesPerSecond).toBeCloseTo(whole.cyclesPerSecond, 6);
    const cost = holed.reduce((sum, text) => sum + cpuMs(text), 0) / 1e3;
    // From the start to the line before the hole, and from the line after it to the end.
    const seconds = lines[14].seconds + hole.series.durationNs / 1e9 - lines[35].seconds;
    expect(Math.abs(hole.cpuFraction / (cost / (seconds * hole.series.procs)) - 1)).toBeLessThan(0.1);
    // What was allocated, and what share GC had, between the lines around the hole nobody knows.
    expect(hole.rates.allocatedPerSecond[14]).toBeNaN();
    expect(hole.rates.share[14]).toBeNaN();
  });

  it('predicts for the part that it has, and says so', async () => {
    const session = await opened(holed);
    const { baseline, predictions } = await dispatch(session, 'gc.whatif', { settings: [{ gogc: 200 }] });
    session.close();
    expect(baseline.gogc).toBe(50);
    expect(baseline.cycles).toBe(holed.length);
    expect(baseline.durationS).toBeLessThan(lines[lines.length - 1].seconds * 0.9);
    expect(predictions[0].assumptions.map(({ en }) => en).join('\n')).toContain('20 collections of the run are not in the log');
  });
});
