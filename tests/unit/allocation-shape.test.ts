import { describe, expect, it, test } from 'vitest';
import { growsInSteps, growthBySize, makesSmallMaps, stackCause } from '@/lib/index/allocation/causes';
import { retained } from '@/lib/index/allocation/retained';
import type { AllocationSite, SiteTable } from '@/lib/index/allocation/sites';
import { ownerOf, testedPackages } from '@/lib/index/own-code';
import { sizeSpectrum } from '@/lib/index/profile';
import { churnOf } from '@/lib/model/allocation-review';
import { ProfileBuilder } from '@/lib/model/profile-builder';

describe('growth or copy', () => {
  const objects = (...pairs: (readonly [size: number, count: number])[]) => pairs.map(([size, count]) => [size, size * count] as const);

  it('sees the steps of slices that grow: every slice passed the smaller sizes', () => {
    expect(growsInSteps(objects([16, 100], [32, 100], [64, 100], [128, 60]))).toBe(true);
    expect(growsInSteps(objects([128, 9], [64, 10], [32, 10]))).toBe(true);
  });

  it('does not take copies for growth: their sizes are those of their originals', () => {
    expect(growsInSteps(objects([1152, 4000]))).toBe(false);
    expect(growsInSteps(objects([32, 10], [64, 400], [128, 30]))).toBe(false);
    expect(growsInSteps(objects([384, 700], [6144, 56], [65536, 9]))).toBe(false);
    expect(growsInSteps(objects([64, 10], [72, 10], [80, 10]))).toBe(false);
    expect(growsInSteps([])).toBe(false);
  });
});

describe('what stays over snapshots', () => {
  const site = (line: number, inuseSpace: number): AllocationSite => ({
    function: 'main.keep',
    file: 'main.go',
    line,
    owner: 'own',
    cause: undefined,
    via: '',
    allocSpace: inuseSpace * 2,
    allocObjects: 1,
    inuseSpace,
    inuseObjects: 1,
    sizes: [],
    stack: [],
  });
  const table = (allocSpace: number, ...sites: AllocationSite[]): SiteTable => ({
    sites,
    allocSpace,
    allocObjects: 1,
    inuseSpace: 0,
    inuseObjects: 1,
  });

  it('gives each line its series, zeros where a snapshot lacks it, most growth first', () => {
    const { sites, oneProcess } = retained([
      table(10, site(1, 5), site(2, 9)),
      table(20, site(1, 7), site(3, 40)),
      table(30, site(1, 9), site(2, 1)),
    ]);
    expect(oneProcess).toBe(true);
    expect(sites.map(({ line, series, grown, steady }) => [line, series, grown, steady])).toEqual([
      [1, [5, 7, 9], 4, true],
      [3, [0, 40, 0], 0, false],
      [2, [9, 0, 1], -8, false],
    ]);
  });

  it('knows that counters which fall are of another process', () => {
    expect(retained([table(10, site(1, 5)), table(4, site(1, 9))]).oneProcess).toBe(false);
  });
});

test('churn is what was allocated for each byte that stayed', () => {
  expect(churnOf(100, 25)).toBe(4);
  expect(churnOf(100, 0)).toBe(Number.POSITIVE_INFINITY);
  expect(churnOf(0, 0)).toBeNaN();
  expect(churnOf(2n ** 60n, 2n ** 59n)).toBe(2);
});

test('a sample without the label bytes counts by its mean size', () => {
  const builder = new ProfileBuilder({
    sampleTypes: [
      { type: 'alloc_objects', unit: 'count' },
      { type: 'alloc_space', unit: 'bytes' },
    ],
  });
  const at = builder.location({ address: 1n, lines: [{ function: builder.function({ name: 'main.a', filename: 'main.go' }), line: 1 }] });
  builder.sample([at], [4, 60], []);
  builder.sample([at], [1, 40000], []);
  builder.sample([at], [0, 0], []);
  const { bins, labelled, byRatio } = sizeSpectrum(builder.build());
  expect([labelled, byRatio]).toEqual([0, 2]);
  expect(bins.filter(({ values }) => values[1] !== 0).map(({ from, to, class: name, values }) => [from, to, name, values[1]])).toEqual([
    [9, 15, 'tiny', 60],
    [32769, 65536, 'large', 40000],
  ]);
});

test('the package whose sub-benchmarks alone are seen is the user’s own', () => {
  const builder = new ProfileBuilder({ sampleTypes: [{ type: 'alloc_space', unit: 'bytes' }] });
  const fn = builder.function({ name: 'mime/multipart.BenchmarkReadForm.func1.1', filename: 'mime/multipart/formdata_test.go' });
  builder.sample([builder.location({ address: 1n, lines: [{ function: fn, line: 1 }] })], [1], []);
  const tested = testedPackages(builder.build());
  expect([...tested]).toEqual(['mime/multipart']);
  expect(ownerOf('mime/multipart.(*Reader).readForm', 'mime/multipart/formdata.go', tested)).toBe('own');
});

describe('growth told by sizes alone', () => {
  it('is known by steps of about two that hold most of the bytes', () => {
    expect(
      growthBySize(
        [
          [64, 500],
          [128, 1000],
          [256, 2000],
          [512, 4000],
        ],
        64,
      ),
    ).toBe('slice-growth');
    expect(
      growthBySize(
        [
          [208, 2000],
          [416, 4000],
          [832, 8000],
          [1664, 16000],
        ],
        64,
      ),
    ).toBe('map-growth');
    expect(
      growthBySize(
        [
          [1024, 4000],
          [2048, 8000],
        ],
        64,
      ),
    ).toBe('slice-growth');
  });

  it('is not read into a text that becomes longer piece by piece: s += … stands in every size class', () => {
    // kB by bytes label of such a line, as go tool pprof -tags gives them.
    const sizes = [
      [16, 512],
      [80, 512],
      [192, 512],
      [640, 512],
      [896, 2560],
      [1152, 1024],
      [1280, 1536],
      [1408, 1536],
      [1536, 2560],
      [1792, 4618],
      [2048, 7690],
      [2304, 6666],
      [2688, 11295],
      [3072, 17459],
      [3200, 2570],
      [9472, 1546],
    ] as const;
    expect(growthBySize(sizes, 512)).toBeUndefined();
  });

  it('is not read into buffers made at once in two sizes: what is 4 KiB had never been 2', () => {
    // bufio.NewWriterSize of an HTTP server, bytes by size of a profile at the usual rate of one sample for 512 KiB.
    const sizes = [
      [4096, 107373087],
      [2048, 525312],
    ] as const;
    expect(growthBySize(sizes, 524288)).toBeUndefined();
  });

  it('is not read into small objects of sizes near to each other: under 256 bytes slices double', () => {
    // textproto.readMIMEHeader, one string for each line of a header.
    const sizes = [
      [32, 5243040],
      [24, 1572900],
      [16, 1572888],
    ] as const;
    expect(growthBySize(sizes, 524288)).toBeUndefined();
  });

  it('bears the chance of few samples: a smaller size that two of an expected four stand for', () => {
    const sizes = [
      [8192, 8 * 524288],
      [4096, 2 * 524288],
      [2048, 2 * 524288],
    ] as const;
    expect(growthBySize(sizes, 524288)).toBe('slice-growth');
  });

  it('is not read into one size', () => {
    expect(growthBySize([[4096, 9000]], 4096)).toBeUndefined();
  });
});

describe('maps that are made and never grow', () => {
  // json.Marshal(map[string]string{"k": k}) in a handler, bytes by size: the map itself and its room for eight entries.
  const made = [
    [48, 146807360],
    [288, 876850326],
  ] as const;

  it('are known by the one size of their room', () => {
    expect(makesSmallMaps(made)).toBe(true);
    expect(makesSmallMaps([[208, 17304936]])).toBe(true);
    expect(makesSmallMaps([...made, [576, 9_000_000]])).toBe(true);
    // Beside texts that the same line makes.
    expect(makesSmallMaps([...made, [80, 250_000_000], [16, 140_000_000]])).toBe(true);
  });

  it('are not those of which a good part went on to larger tables, nor large ones made at once', () => {
    expect(makesSmallMaps([...made, [576, 400_000_000], [1152, 800_000_000]])).toBe(false);
    expect(makesSmallMaps([[36864, 876850326]])).toBe(false);
    expect(makesSmallMaps([[48, 146807360]])).toBe(false);
  });
});

describe('the timer of a call with a deadline', () => {
  const causeOf = (...stack: string[]) => stackCause((at) => stack[at], stack.length - 1, stack.length);

  it('is no timer made at every pass of a loop', () => {
    expect(causeOf('time.newTimer', 'time.AfterFunc', 'context.WithDeadlineCause', 'context.WithTimeout', 'main.call')).toBeUndefined();
    expect(causeOf('time.newTimer', 'time.After', 'main.wait')).toBe('timer-loop');
  });
});
