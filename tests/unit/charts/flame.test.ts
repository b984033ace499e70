import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeMarks, flameSvg } from '@/lib/charts/draw/flame';
import { eachVisible, type FlameTree, frameAt, layoutFlame, levelOf, matchedTotal, neighbour } from '@/lib/charts/layout/flame';
import { levelInView, panSpan, spanOf, wholeSpan, zoomSpan } from '@/lib/charts/layout/flame-view';
import { changeIndex, changePalette, changeSteps, inksOn } from '@/lib/charts/owner-colour';

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

describe('crowds of frames too narrow to see', () => {
  const wide = (count: number): FlameTree => ({
    count: count + 1,
    parent: new Int32Array(count + 1).fill(0).fill(-1, 0, 1),
    total: Float64Array.from({ length: count + 1 }, (_, node) => (node === 0 ? count : 1)),
  });

  it('cover their level without gaps, with no more calls than pixels', () => {
    const layout = layoutFlame(wide(10_000));
    const runs: [number, number][] = [];
    const seen: number[] = [];
    eachVisible(
      layout,
      { x0: 0, x1: 1, width: 100, firstLevel: 1, endLevel: 2 },
      0.5,
      (at) => seen.push(at),
      (_at, _level, left, right) => runs.push([left, right]),
    );
    expect(seen).toEqual([]);
    expect(runs.length).toBeLessThanOrEqual(201);
    expect(runs.reduce((sum, [left, right]) => sum + right - left, 0)).toBeGreaterThan(99.5);
  });

  it('are left out where a lone frame would be drawn far too wide', () => {
    const layout = layoutFlame({ count: 3, parent: Int32Array.of(-1, 0, 1), total: Float64Array.of(100_000, 100_000, 1) });
    const runs: number[] = [];
    eachVisible(
      layout,
      { x0: 0, x1: 1, width: 100, firstLevel: 2, endLevel: 3 },
      0.5,
      () => undefined,
      (at) => runs.push(at),
    );
    expect(runs).toEqual([]);
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

describe('the part on show', () => {
  const part = fc.double({ min: 0, max: 1, noNaN: true });
  const factor = fc.double({ min: 0.01, max: 100, noNaN: true });

  it('stays inside the whole, whatever is zoomed and panned', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(factor, part, fc.double({ min: -3, max: 3, noNaN: true })), { maxLength: 40 }), (steps) => {
        let span = wholeSpan;
        for (const [by, at, pan] of steps) {
          span = panSpan(zoomSpan(span, by, at), pan);
          expect(span.x0).toBeGreaterThanOrEqual(0);
          expect(span.x1).toBeLessThanOrEqual(1);
          expect(span.x1).toBeGreaterThan(span.x0);
        }
      }),
    );
  });

  it('keeps the place under the pointer while it zooms', () => {
    const span = zoomSpan({ x0: 0.2, x1: 0.6 }, 0.5, 0.25);
    expect(span.x0 + (span.x1 - span.x0) * 0.25).toBeCloseTo(0.3, 12);
    expect(span.x1 - span.x0).toBeCloseTo(0.2, 12);
  });

  it('gives a frame too narrow to see some room', () => {
    const { x0, x1 } = spanOf(1, 1);
    expect(x1 - x0).toBeGreaterThan(0);
    expect(x1).toBe(1);
  });

  it('scrolls no further than needed', () => {
    expect(levelInView(0, 5, 10, 100)).toBe(0);
    expect(levelInView(0, 12, 10, 100)).toBe(3);
    expect(levelInView(50, 20, 10, 100, 2)).toBe(18);
    expect(levelInView(0, 99, 10, 100, 2)).toBe(90);
    expect(levelInView(80, 3, 10, 5)).toBe(0);
  });
});

describe('changes', () => {
  const palette = changePalette('rgb(47, 127, 193)', 'rgb(201, 206, 214)', 'rgb(209, 68, 47)');

  it('have a colour of their own on each side, none for what rounding leaves', () => {
    expect([-1, -0.26, 0.01, 1].map((change) => changeIndex(change) - changeSteps)).toEqual([-4, -2, 1, 4]);
    expect([0, 1e-8, -1e-8, Number.NaN].map(changeIndex)).toEqual([changeSteps, changeSteps, changeSteps, changeSteps]);
    expect(changeIndex(12)).toBe(palette.length - 1);
    expect(new Set(palette).size).toBe(2 * changeSteps + 1);
  });

  it('are written on in the ink that reads better', () => {
    expect(inksOn(['#ffffff', '#000000'], '#14171b', '#fff')).toEqual(['#14171b', '#fff']);
  });

  it('are told by signs and edges too, in the picture that is exported', () => {
    const layout = layoutFlame(small);
    const svg = flameSvg({
      layout,
      colour: [4, 8, 0, 4, 4],
      palette,
      label: (node) => `f<${node}>`,
      ...wholeSpan,
      width: 400,
      height: 54,
      firstLevel: 0,
      upward: false,
      marks: Uint8Array.of(changeMarks.none, changeMarks.added, changeMarks.gone, changeMarks.more, changeMarks.less),
      hover: -1,
      focus: -1,
      colours: { ink: '#111', dimInk: '#444', surface: '#fff', focus: '#00f', match: '#f0f' },
      font: '11px monospace',
      charWidth: 6,
    });
    for (const label of ['f&lt;0&gt;', '✚ f&lt;1&gt;', '✕ f&lt;2&gt;', '▲ f&lt;…', '▼ f&lt;4&gt;']) expect(svg).toContain(`>${label}<`);
    // More stands on the upper edge of its frame, less on the lower.
    const [gone] = /<title>f&lt;2&gt;.*?<\/g>/s.exec(svg) ?? [''];
    expect(gone).toMatch(/y="18" height="17" fill="rgb\(/);
    expect(gone).toMatch(/y="32" height="3" fill="#111"/);
    const [added] = /<title>f&lt;1&gt;.*?<\/g>/s.exec(svg) ?? [''];
    expect(added).toMatch(/y="18" height="3" fill="#111"/);
  });
});
