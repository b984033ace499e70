import { describe, expect, it } from 'vitest';
import { formatOffset } from '@/lib/charts/format';
import { heldValues } from '@/lib/charts/layout/series';
import { layoutStacked } from '@/lib/charts/layout/stacked';
import { lanePath, spanNear, type TimeLane } from '@/lib/charts/layout/time-lanes';
import { clampWindow, covers, paddedWindow, panWindow, zoomWindow } from '@/lib/charts/layout/time-window';

const bounds = { min: 0, max: 1000 };

describe('time windows', () => {
  it('zooming keeps the moment under the pointer, and stays inside', () => {
    expect(zoomWindow({ min: 200, max: 600 }, bounds, 300, 0.5, 10)).toEqual({ min: 250, max: 450 });
    expect(zoomWindow({ min: 0, max: 400 }, bounds, 0, 10, 10)).toEqual(bounds);
    expect(zoomWindow({ min: 400, max: 410 }, bounds, 405, 0.01, 10)).toEqual({ min: 400, max: 410 });
  });
  it('moving stops at the ends with the width kept', () => {
    expect(panWindow({ min: 100, max: 300 }, bounds, -2)).toEqual({ min: 0, max: 200 });
    expect(panWindow({ min: 700, max: 900 }, bounds, 2)).toEqual({ min: 800, max: 1000 });
  });
  it('a window narrower than the least grows, one beyond the end moves back', () => {
    expect(clampWindow({ min: 999, max: 1000 }, bounds, 100)).toEqual({ min: 900, max: 1000 });
  });
  it('the padded window holds the window and its neighbours', () => {
    const padded = paddedWindow({ min: 400, max: 600 }, bounds);
    expect(padded).toEqual({ min: 300, max: 700 });
    expect(covers(padded, { min: 350, max: 550 })).toBe(true);
    expect(covers(padded, { min: 250, max: 450 })).toBe(false);
  });
});

describe('values that hold for a while', () => {
  it('keep their length before a stretch without one, and at the end', () => {
    const from = [0, 10, 20, 30, 40];
    const to = [10, 20, 30, 40, 45];
    expect(heldValues(from, to, [1, 2, Number.NaN, 4, 5])).toEqual({
      times: [0, 10, 20, 20, 30, 40, 45],
      values: [1, 2, 2, Number.NaN, 4, 5, 5],
    });
    expect(heldValues(from.slice(0, 2), to, [3, Number.NaN])).toEqual({ times: [0, 10, 10], values: [3, 3, Number.NaN] });
    expect(heldValues([], [], [])).toEqual({ times: [], values: [] });
  });
});

describe('stacked areas', () => {
  const series = [
    { key: 'a', label: 'a', colour: '', values: [1, 2, 3, 4] },
    { key: 'b', label: 'b', colour: '', values: [10, 0, Number.NaN, 2] },
  ];
  it('lays each layer on the one below', () => {
    const { layers, max } = layoutStacked(series, [0, 10, 20, 30], { min: 0, max: 40 }, 100);
    expect(layers[0].high).toEqual([1, 2, 3, 4]);
    expect(layers[1].low).toEqual([1, 2, 3, 4]);
    expect(layers[1].high).toEqual([11, 2, 3, 6]);
    expect(max).toBe(11);
  });
  it('joins steps below a pixel by their mean', () => {
    const { layers } = layoutStacked(series, [0, 10, 20, 30], { min: 0, max: 40 }, 2);
    expect(layers[0].times).toEqual([0, 20]);
    expect(layers[0].high).toEqual([1.5, 3.5]);
    expect(layers[1].high).toEqual([6.5, 4.5]);
  });
  it('begins with the step that holds at the window’s start', () => {
    const { layers } = layoutStacked(series, [0, 10, 20, 30], { min: 15, max: 25 }, 100);
    expect(layers[0].times).toEqual([10, 20]);
  });
});

describe('lanes', () => {
  const lane: TimeLane = { key: 'l', label: '', colour: '', start: [10, 50, 51, 52, 90], end: [20, 50.5, 51.5, 52.5, 200] };
  it('finds the span under a moment, with room for marks of a pixel', () => {
    expect(spanNear(lane, 15, 0)).toBe(0);
    expect(spanNear(lane, 30, 0)).toBeUndefined();
    expect(spanNear(lane, 48, 3)).toBe(1);
    expect(spanNear(lane, 150, 0)).toBe(4);
  });
  it('draws at most a box for each pixel, each at least a pixel wide, inside the window', () => {
    const place = (time: number) => time / 10;
    const path = lanePath(lane, { min: 0, max: 100 }, place, 0, 5);
    const boxes = [...path.matchAll(/M([\d.]+),0H([\d.]+)/g)].map((match) => [Number(match[1]), Number(match[2])]);
    expect(boxes[0]).toEqual([1, 2]);
    expect(boxes.at(-1)).toEqual([9, 10]);
    for (let i = 1; i < boxes.length; i++) expect(boxes[i][0]).toBeGreaterThanOrEqual(boxes[i - 1][1]);
    expect(boxes.length).toBeLessThanOrEqual(5);
  });
});

describe('offsets', () => {
  it.each([
    [172_500_000, 1_500_000, '172.5ms'],
    [1_200_004_000, 2000, '1.200004s'],
    [1_200_004_000, 3e9, '1.2s'],
    [385_000_000, 30_000_000, '385ms'],
    [0, 3e9, '0ns'],
    [61_000_000_123, 100, '61.000000123s'],
    [999, 100, '999ns'],
  ])('%d ns in a window of %d ns', (ns, span, text) => {
    expect(formatOffset(ns, span)).toBe(text);
  });
});
