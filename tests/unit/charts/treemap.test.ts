import { describe, expect, test } from 'vitest';
import { layoutTreemap, nextBox, type TreemapItem } from '@/lib/charts/layout/treemap';

const item = (group: string, key: string, value: number): TreemapItem => ({ group, key, value });
const size = { width: 800, height: 400 };

describe('treemap', () => {
  test('areas follow values, leaves lie inside of their groups', () => {
    const { boxes, hidden } = layoutTreemap([item('a', 'a.x', 60), item('a', 'a.y', 20), item('b', 'b.z', 20)], size);
    expect(hidden).toEqual({ count: 0, value: 0 });
    expect(boxes.map(({ kind, key }) => `${kind} ${key}`)).toEqual(['group a', 'leaf a.x', 'leaf a.y', 'group b', 'leaf b.z']);
    const [a, x, y] = boxes;
    expect(a.value).toBe(80);
    expect(a.count).toBe(2);
    expect((x.width * x.height) / (y.width * y.height)).toBeCloseTo(3, 0);
    for (const leaf of [x, y]) {
      expect(leaf.x).toBeGreaterThanOrEqual(a.x);
      expect(leaf.y).toBeGreaterThanOrEqual(a.y + a.header);
      expect(leaf.x + leaf.width).toBeLessThanOrEqual(a.x + a.width);
      expect(leaf.y + leaf.height).toBeLessThanOrEqual(a.y + a.height);
    }
  });

  test('a single group has no box; a negative value takes the area of its size', () => {
    const { boxes } = layoutTreemap([item('a', 'x', 50), item('a', 'y', -50)], size);
    expect(boxes.map(({ kind }) => kind)).toEqual(['leaf', 'leaf']);
    expect(boxes[0].width * boxes[0].height).toBeCloseTo(boxes[1].width * boxes[1].height, -3);
    expect(boxes.map(({ value }) => value).sort()).toEqual([-50, 50]);
  });

  test('what cannot be seen is counted', () => {
    const { boxes, hidden } = layoutTreemap([item('a', 'large', 1e9), item('a', 'tiny', 1), item('a', 'nothing', 0)], size);
    expect(boxes.map(({ key }) => key)).toEqual(['large']);
    expect(hidden).toEqual({ count: 1, value: 1 });
  });

  test('a hundred thousand leaves keep the stack and every value', () => {
    const many = Array.from({ length: 100_000 }, (_, i) => item(`p${i % 100}`, `f${i}`, 1 + (i % 7)));
    const { boxes, hidden } = layoutTreemap(many, size);
    const shown = boxes.filter(({ kind }) => kind === 'leaf').reduce((sum, { value }) => sum + value, 0);
    expect(shown + hidden.value).toBe(many.reduce((sum, { value }) => sum + value, 0));
  });

  test('keys go through the boxes and stop at the ends', () => {
    const layout = layoutTreemap([item('a', 'x', 1), item('b', 'y', 1)], size);
    expect(nextBox(layout, -1, 1)).toBe(0);
    expect(nextBox(layout, 0, 1, 'group')).toBe(2);
    expect(nextBox(layout, 3, 1)).toBe(-1);
    expect(nextBox(layout, 0, -1)).toBe(-1);
  });
});
