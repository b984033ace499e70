import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gotriage } from '../../support/cli';

interface Report {
  readonly findings: readonly { readonly rule: string; readonly summary: string; readonly guidance: readonly string[] }[];
}

/** Clock times in ms of the two stops of each line, times its Ps, and the CPU of assists and of background workers. */
function printedCosts(file: string): { stops: number; marking: number } {
  let [stops, marking] = [0, 0];
  const line = /([\d.]+)\+[\d.]+\+([\d.]+) ms clock, [\d.]+\+([\d.]+)\/([\d.]+)\/[\d.]+\+[\d.]+ ms cpu,.* (\d+) P/g;
  for (const [, sweep, term, assist, background, procs] of readFileSync(file, 'utf8').matchAll(line)) {
    stops += (Number(sweep) + Number(term)) * Number(procs);
    marking += Number(assist) + Number(background);
  }
  return { stops, marking };
}

describe('a GC CPU share', () => {
  it.each([
    // Copies 400 MB at a time, which nothing preempts: the stops wait for it.
    ['tests/golden/gc/copies.set-gc-percent-10.log', true],
    ['tests/golden/gc/index.gogc-25.log', false],
  ])('of %s: says whether it is stops that wait', async (file, stopped) => {
    const { stops, marking } = printedCosts(file);
    expect(stops > 4 * marking).toBe(stopped);
    for (const [language, words] of [
      ['en', 'Ps standing still in stops of the world'],
      ['zh', '全局停顿时静止不动的 P'],
    ]) {
      const { out } = await gotriage(['analyze', file, '--json', '--lang', language]);
      const share = (JSON.parse(out) as Report).findings.find(({ rule }) => rule === 'gc-cpu-share');
      expect(share?.summary.includes(words)).toBe(stopped);
      expect(share?.guidance[0] === 'gc-read-phases').toBe(stopped);
    }
  });
});
