import { describe, expect, it } from 'vitest';
import { type Pixels, pixelOf, type RasterLook, rasterLane } from '@/lib/charts/draw/lane-raster';
import { hitLane, layerOf, roughLayer } from '@/lib/charts/layout/lanes';
import { type Lane, type LaneSet, spanClasses } from '@/lib/model/lanes';

const kind = (name: (typeof spanClasses)[number]) => spanClasses.indexOf(name);

function lane(parts: Partial<Lane>): Lane {
  const empty = new Float64Array(0);
  return {
    key: 1,
    label: 'P 1',
    name: '',
    start: empty,
    end: empty,
    kind: new Uint8Array(0),
    goroutine: new Int32Array(0),
    reason: new Uint32Array(0),
    bucket: new Uint32Array(0),
    bucketKind: new Uint8Array(0),
    share: new Float32Array(0),
    ...parts,
  };
}

function layer(from: number, to: number, step: number, one: Lane | undefined, all = true) {
  const set: LaneSet = { from, to, step, exact: true, readTo: to, lanes: one ? [one] : [], more: 0, reasons: [''], goroutines: [] };
  return layerOf(set, all);
}

const span = (start: number, end: number, name: (typeof spanClasses)[number]) =>
  lane({
    start: Float64Array.of(start),
    end: Float64Array.of(end),
    kind: Uint8Array.of(kind(name)),
    goroutine: Int32Array.of(7),
    reason: Uint32Array.of(0),
  });

const look: RasterLook = {
  colours: Uint32Array.from({ length: spanClasses.length + 1 }, (_, i) => 100 + i),
  dim: Uint32Array.from({ length: spanClasses.length + 1 }, (_, i) => 200 + i),
  background: 1,
  hidden: new Uint8Array(spanClasses.length),
  matches: undefined,
};

function draw(layers: Parameters<typeof rasterLane>[4], of: Partial<RasterLook> = {}): number[][] {
  const pixels: Pixels = { data: new Uint32Array(20 * 4).fill(1), width: 20, height: 4 };
  rasterLane(pixels, 0, 4, 1, layers, { min: 0, max: 200 }, { ...look, ...of });
  return Array.from({ length: 4 }, (_, y) => [...pixels.data.subarray(y * 20, (y + 1) * 20)]);
}

describe('lanes as pixels', () => {
  it('a span takes its columns over the whole height, and a gap before the next', () => {
    const rows = draw([layer(0, 200, 1, span(50, 150, 'syscall'))]);
    for (const row of rows) expect(row).toEqual([1, 1, 1, 1, 1, ...Array<number>(9).fill(100 + kind('syscall')), 1, 1, 1, 1, 1, 1]);
  });

  it('shares are stacked from below, and what is there at all is seen', () => {
    const one = lane({
      bucket: Uint32Array.of(0, 0, 1),
      bucketKind: Uint8Array.of(kind('running'), kind('runnable'), kind('running')),
      share: Float32Array.of(0.5, 0.5, 0.01),
    });
    const rows = draw([layer(0, 200, 10, one)]);
    expect(rows.map((row) => row[0])).toEqual([100 + kind('runnable'), 100 + kind('runnable'), 100, 100]);
    expect(rows.map((row) => row[1])).toEqual([1, 1, 1, 100]);
    expect(rows.map((row) => row[2])).toEqual([1, 1, 1, 1]);
  });

  it('a finer layer covers the coarser one, also where it has nothing', () => {
    const coarse = layer(0, 200, 1, span(0, 200, 'running'));
    const [row] = draw([coarse, layer(100, 200, 1, undefined)]);
    expect(row.slice(0, 10)).not.toContain(1);
    expect(row.slice(10)).toEqual(Array<number>(10).fill(1));
    const [kept] = draw([coarse, layer(100, 200, 1, undefined, false)]);
    expect(kept.slice(10, 19)).not.toContain(1);
  });

  it('a filter and a search dim', () => {
    const layers = [layer(0, 200, 1, span(0, 200, 'running'))];
    const hidden = new Uint8Array(spanClasses.length).fill(1);
    expect(draw(layers, { hidden })[0][5]).toBe(200);
    expect(draw(layers, { matches: new Set([8]) })[0][5]).toBe(200);
    expect(draw(layers, { matches: new Set([7]) })[0][5]).toBe(100);
  });

  it('the mean of all Ps stands in, and is never hit', () => {
    const rough = roughLayer(4, 0, 100, [2, 4]);
    const rows = draw([rough]);
    expect(rows.map((row) => row[0])).toEqual([1, 1, 200, 200]);
    expect(rows.map((row) => row[15])).toEqual([200, 200, 200, 200]);
    expect(hitLane([rough], 1, 50, 0)).toBeUndefined();
  });

  it('pixels are in the order that ImageData has', () => {
    expect([...new Uint8Array(Uint32Array.of(pixelOf(1, 2, 3)).buffer)]).toEqual([1, 2, 3, 255]);
  });
});

describe('what stands at a time', () => {
  it('is the finest: a span, near one, or the shares of a step', () => {
    const fine = layer(0, 100, 1, span(10, 20, 'chan'));
    expect(hitLane([fine], 1, 15, 0)).toMatchObject({ kind: 'span', span: 0 });
    expect(hitLane([fine], 1, 22, 3)).toMatchObject({ kind: 'span', span: 0 });
    expect(hitLane([fine], 1, 30, 3)).toBeUndefined();
    const shares = lane({ bucket: Uint32Array.of(3, 3), bucketKind: Uint8Array.of(0, 4), share: Float32Array.of(0.25, 0.5) });
    expect(hitLane([layer(0, 200, 10, shares), fine], 1, 150, 0)).toBeUndefined();
    expect(hitLane([layer(0, 200, 10, shares)], 1, 35, 0)).toMatchObject({ kind: 'shares', from: 30, to: 40 });
  });
});
