import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { measurementLabel } from '@/lib/base/units';
import { callTree } from '@/lib/index/profile';
import { goldenFolder } from '../support/pprof-golden';
import { loadProfile } from '../support/pprof-tool';

interface Block {
  readonly name: string;
  readonly cum: string;
  readonly callers: readonly string[];
  readonly callees: readonly string[];
}

/** The functions of a `go tool pprof -peek` answer: `value  share |   name` above and below the function's own line. */
function blocks(text: string): Block[] {
  return text
    .split(/^-+\+-+$/m)
    .slice(2)
    .flatMap((block) => {
      const lines = block.split('\n').filter((line) => line.includes('|'));
      const own = lines.findIndex((line) => /\| \S/.test(line));
      if (own < 0) return [];
      const fields = lines[own].trim().split(/\s+/);
      const edge = (line: string): string => {
        const [value, , , name] = line.trim().split(/\s+/);
        return `${name} ${value}`;
      };
      return [
        {
          name: lines[own].split('| ')[1].trim().split(' ')[0],
          cum: fields[3],
          callers: lines.slice(0, own).map(edge),
          callees: lines.slice(own + 1).map(edge),
        },
      ];
    });
}

test.each([
  ['cpu.peek.txt', 'cpu.pb.gz', undefined],
  ['mutex.peek.contentions.txt', 'mutex.pb.gz', 'contentions'],
])('the tree around a function holds what pprof -peek says of it: %s', async (answer, input, sampleType) => {
  const table = await loadProfile(`${goldenFolder}/${input}`);
  const asked = blocks(readFileSync(`${goldenFolder}/${answer}`, 'utf8'));
  expect(asked.length).toBeGreaterThan(0);
  let plain = 0;
  for (const block of asked) {
    const below = callTree(table, { around: block.name, sampleType });
    const above = callTree(table, { around: block.name, inverted: true, sampleType });
    for (const tree of [below, above]) expect(measurementLabel(tree.total[0], tree.unit), block.name).toBe(block.cum);
    const names = (tree: typeof below): string[] => Array.from(tree.frame.subarray(1), (frame) => tree.frames[frame].name);
    // Where a function is among its own callees pprof counts every edge to it, the tree the outermost alone.
    if (names(below).includes(block.name)) continue;
    plain++;
    const first = (tree: typeof below): string[] =>
      Array.from({ length: tree.childStart[1] - 1 }, (_, i) => i + 1).map(
        (node) => `${tree.frames[tree.frame[node]].name} ${measurementLabel(tree.total[node], tree.unit)}`,
      );
    expect(first(below).sort(), block.name).toEqual([...block.callees].sort());
    expect(first(above).sort(), block.name).toEqual([...block.callers].sort());
  }
  expect(plain).toBeGreaterThan(0);
});
