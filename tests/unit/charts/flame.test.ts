import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eachVisible, type FlameTree, frameAt, layoutFlame, levelOf, matchedTotal, neighbour } from '@/lib/charts/layout/flame';

/**
 *   root 10 ─ a 6 ─ c 1, d 4
 *           └ b 3
 */
const small: FlameTree = { count: 5, parent: Int32Array.of(-1, 0, 0, 1, 1), total: Float64Array.of(10, 6, 3, 1, 4) };

function random(count: number, seed: readonly number[]): FlameTree {
  const parent = new Int32Array(count).fill(-1);
  const total = new Float64Array(count);
  for (let node = 1; node < count; node++) parent[node] = seed[node % seed.length] % node;
  for (let node = count - 1; node >= 0; node--) {
    total[node] += 1 + (seed[node % seed.length] % 7);
    if (node > 0) total[parent[node]] += total[node];
  }
  return { count, parent, total };
}

describe('layoutFlame', () => {
  it('puts heavier children first, each as wide as its weight', () => {
    const layout = layoutFlame(small);
    expect([...layout.levelStart]).toEqual([0, 1, 3, 5]);
    expect([...layout.node]).toEqual([0, 1, 2, 4, 3]);
    expect([...layout.x0].map((x) => Math.round(x * 10))).toEqual([0, 0, 6, 0, 4]);
    expect([...layout.x1].map((x) => Math.round(x * 10))).toEqual([10, 6, 9, 4, 5]);
  });

  it('holds an empty tree and one node', () => {
    expect(layoutFlame({ count: 0, parent: new Int32Array(0), total: new Float64Array(0) }).levels).toBe(0);
    expect(layoutFlame({ count: 1, parent: Int32Array.of(-1), total: Float64Array.of(1) }).levels).toBe(1);
  });

  it('takes a stack a hundred thousand frames deep', () => {
    const count = 100_000;
    const layout = layoutFlame({
      count,
      parent: Int32Array.from({ length: count }, (_, i) => i - 1),
      total: new Float64Array(count).fill(1),
    });
    expect(layout.levels).toBe(count);
    expect(layout.x1[count - 1]).toBe(1);
  });

  it('keeps children inside their parent and side by side', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.array(fc.nat(1000), { minLength: 1, maxLength: 50 }), (count, seed) => {
        const tree = random(count, seed);
        const layout = layoutFlame(tree);
        for (let at = 0; at < count; at++) {
          const node = layout.node[at];
          expect(layout.position[node]).toBe(at);
          if (node === 0) continue;
          const parent = layout.position[tree.parent[node]];
          expect(layout.x0[at]).toBeGreaterThanOrEqual(layout.x0[parent]);
          expect(layout.x1[at]).toBeLessThanOrEqual(layout.x1[parent]);
          expect(levelOf(layout, at)).toBe(levelOf(layout, parent) + 1);
          if (at > 0 && levelOf(layout, at - 1) === levelOf(layout, at)) expect(layout.x0[at]).toBeGreaterThanOrEqual(layout.x1[at - 1]);
        }
      }),
    );
  });
});

describe('eachVisible', () => {
  it('gives what a plain loop over all frames gives', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.array(fc.nat(1000), { minLength: 1, maxLength: 50 }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (count, seed, from, span) => {
          const layout = layoutFlame(random(count, seed));
          const view = { x0: from, x1: Math.min(1, from + span), width: 100, firstLevel: 0, endLevel: layout.levels };
          const seen: number[] = [];
          eachVisible(layout, view, 0.5, (at) => seen.push(at));
          const scale = view.width / (view.x1 - view.x0);
          const plain: number[] = [];
          for (let at = 0; at < count; at++) {
            if (layout.x1[at] > view.x0 && layout.x0[at] < view.x1 && layout.x1[at] - layout.x0[at] >= 0.5 / scale) plain.push(at);
          }
          expect(seen).toEqual(plain);
        },
      ),
    );
  });
});

describe('frames', () => {
  const layout = layoutFlame(small);

  it('are found by their place', () => {
    expect(layout.node[frameAt(layout, 1, 0.7)]).toBe(2);
    expect(frameAt(layout, 1, 0.95)).toBe(-1);
    expect(frameAt(layout, 7, 0.5)).toBe(-1);
  });

  it('know their neighbours', () => {
    const at = (node: number) => layout.position[node];
    expect(neighbour(layout, small, at(1), 'next')).toBe(at(2));
    expect(neighbour(layout, small, at(1), 'previous')).toBe(-1);
    expect(neighbour(layout, small, at(1), 'child')).toBe(at(4));
    expect(neighbour(layout, small, at(2), 'child')).toBe(-1);
    expect(neighbour(layout, small, at(3), 'parent')).toBe(at(1));
  });

  it('count a match below a match once', () => {
    expect(matchedTotal(small, (node) => node === 1 || node === 4)).toBe(6);
    expect(matchedTotal(small, (node) => node === 4 || node === 2)).toBe(7);
  });
});
