import { describe, expect, test } from 'vitest';
import { deltaRows, sortedDeltas } from '@/app/views/profile/delta-rows';
import { findPath, foldedStacks, matchNodes, modelOf, nodeName, pathOf, plus, relativeChange } from '@/app/views/profile/tree-model';
import {
  commandOf,
  filtersOf,
  formatter,
  partsOf,
  queryOf,
  readOptions,
  unitsFor,
  withoutPart,
  withPart,
} from '@/app/views/profile/view-options';
import { changeMarks } from '@/lib/charts/draw/flame';
import { changeSteps } from '@/lib/charts/owner-colour';
import { callTree, top } from '@/lib/index/profile';
import type { ProfileTable } from '@/lib/model/profile';
import { ProfileBuilder } from '@/lib/model/profile-builder';

const read = (address: string) => {
  const params = new URLSearchParams(address);
  return readOptions((name) => params.get(name) ?? undefined);
};

describe('options in the address', () => {
  test('name the query, defaults left out', () => {
    expect(queryOf({ input: 1, sampleType: 'cpu' }, read(''))).toEqual({ input: 1, sampleType: 'cpu' });
    expect(
      queryOf({ input: 1, sampleType: 'cpu' }, read('focus=a&show-from=b&noinlines=1&by=lines&relative=1&base=0&normalize=1&unit=ms')),
    ).toEqual({
      input: 1,
      sampleType: 'cpu',
      focus: 'a',
      showFrom: 'b',
      noinlines: true,
      granularity: 'lines',
      relativePercentages: true,
      diffBase: { input: 0 },
      normalize: true,
    });
  });

  test('that mean nothing are passed over', () => {
    expect(read('by=nonsense&base=-1&normalize=yes')).toMatchObject({ granularity: 'functions', base: undefined, normalize: false });
  });

  test('alternatives are chips of their own, but only outermost ones', () => {
    expect(partsOf('ignore', 'a|b')).toEqual(['a', 'b']);
    expect(partsOf('ignore', '(a|b)|[|]|c\\|d')).toEqual(['(a|b)', '[|]', 'c\\|d']);
    expect(partsOf('ignore', '[]|]|x')).toEqual(['[]|]', 'x']);
    for (const whole of ['(?i)a|b', 'a|(b', 'a||b', '\\Qa|b\\E', 'a|[b']) expect(partsOf('ignore', whole)).toEqual([whole]);
    expect(partsOf('tagroot', 'k1,k2')).toEqual(['k1', 'k2']);
    expect(partsOf('tagfocus', 'k=a,b')).toEqual(['k=a,b']);
    expect(filtersOf(read('focus=x&ignore=a|b'))).toEqual([
      { kind: 'focus', text: 'x' },
      { kind: 'ignore', text: 'a' },
      { kind: 'ignore', text: 'b' },
    ]);
  });

  test('a part is added and taken away', () => {
    expect(withPart('ignore', 'a', 'b')).toBe('a|b');
    expect(withPart('ignore', 'a|b', 'b')).toBe('a|b');
    expect(withPart('focus', 'a', 'b')).toBe('b');
    expect(withPart('tagroot', 'k', 'l')).toBe('k,l');
    expect(withPart('tagfocus', 'k=a', 'k=b')).toBe('k=a,b');
    expect(withPart('tagfocus', 'k=a', 'l=b')).toBe('l=b');
    expect(withPart('tagfocus', 'bytes=1kb:', 'bytes=:2kb')).toBe('bytes=:2kb');
    expect(withoutPart('ignore', 'a|b', 'a')).toBe('b');
    expect(withoutPart('ignore', 'a', 'a')).toBeUndefined();
  });

  test('the same question for a terminal', () => {
    const options = read("focus=^main\\.(a|b)$&ignore=it's&tagfocus=bytes%3D1kb:&by=lines&noinlines=1&normalize=1");
    expect(commandOf({ profile: 'my heap.pb.gz', base: 'old.pb.gz' }, 'alloc_space', options)).toBe(
      "gotriage top 'my heap.pb.gz' --sample-type alloc_space --granularity lines --focus='^main\\.(a|b)$' --ignore='it'\\''s' " +
        '--tagfocus=bytes=1kb: --noinlines --diff-base old.pb.gz --normalize',
    );
  });

  test('values in the unit asked for, where it fits', () => {
    expect(formatter('bytes', 'kB')(2048)).toBe('2kB');
    expect(formatter('nanoseconds', 's')(1_500_000_000)).toBe('1.50s');
    expect(formatter('count', 'kB')(2048)).toBe('2048');
    expect(unitsFor('count')).toEqual(['auto']);
    expect(unitsFor('bytes')).toContain('GB');
    expect(unitsFor('nanoseconds')).toContain('ns');
  });
});

function profile(rows: Readonly<Record<string, number>>): ProfileTable {
  const builder = new ProfileBuilder({ sampleTypes: [{ type: 'space', unit: 'bytes' }] });
  for (const [stack, value] of Object.entries(rows)) {
    const ids = stack.split(';').map((name) => builder.location({ lines: [{ function: builder.function({ name: `main.${name}` }) }] }));
    builder.sample(ids.reverse(), [value]);
  }
  return builder.build();
}

const owned = (table: ProfileTable, options: Parameters<typeof callTree>[1] = {}) => {
  const tree = callTree(table, options);
  return { ...tree, owner: new Uint8Array(tree.frames.length) };
};

describe('a comparison', () => {
  const before = profile({ 'a;x': 60, 'a;y': 40, 'b;gone': 10, c: 5 });
  const after = profile({ 'a;x': 40, 'a;y': 60, 'd;added': 20, c: 5 });
  const tree = owned(after, { diffBase: before });
  const at = (model: ReturnType<typeof modelOf>, name: string): number =>
    Array.from({ length: model.tree.count }, (_, node) => node).findIndex((node) => nodeName(model, node) === `main.${name}`);

  test('keeps the width of what comes to zero, and marks what is new, gone, more and less', () => {
    const model = modelOf(tree, { rootName: 'all' });
    const a = at(model, 'a');
    expect([tree.total[a], model.weight[a]]).toEqual([0, 200]);
    const position = model.layout.position[a];
    expect(model.layout.x1[position] - model.layout.x0[position]).toBeCloseTo(200 / 240, 12);
    const mark = (name: string): number | undefined => model.marks?.[at(model, name)];
    expect(['a', 'x', 'y', 'gone', 'added', 'c'].map(mark)).toEqual([
      changeMarks.none,
      changeMarks.less,
      changeMarks.more,
      changeMarks.gone,
      changeMarks.added,
      changeMarks.none,
    ]);
    expect(model.fullChange).toBe(20);
  });

  test('colours by the greatest change or by what a frame had itself', () => {
    const step = (by: 'absolute' | 'relative', name: string): number => {
      const model = modelOf(tree, { rootName: 'all', change: { by, width: 'both' } });
      return model.colour[at(model, name)] - changeSteps;
    };
    expect(['x', 'y', 'gone', 'added', 'c'].map((name) => step('absolute', name))).toEqual([-4, 4, -2, 4, 0]);
    expect(['x', 'y', 'gone', 'added', 'c'].map((name) => step('relative', name))).toEqual([-2, 2, -4, 4, 0]);
  });

  test('by one side alone leaves no room for what that side has not', () => {
    const width = (side: 'before' | 'after', name: string): number => {
      const model = modelOf(tree, { rootName: 'all', change: { by: 'absolute', width: side } });
      return model.weight[at(model, name)];
    };
    expect([width('before', 'added'), width('after', 'added'), width('before', 'gone'), width('after', 'gone')]).toEqual([0, 20, 10, 0]);
  });

  test('has its rows with both sides, unchanged and one-sided ones too', () => {
    const all = { nodeFraction: 0, limit: 0 };
    const rows = deltaRows(top(after, { ...all, diffBase: before }), top(before, all));
    const row = (name: string) => rows.find((one) => one.name === `main.${name}`);
    expect(row('x')).toMatchObject({ flatBefore: 60, flatAfter: 40, flat: -20, only: undefined });
    expect(row('a')).toMatchObject({ cumBefore: 100, cumAfter: 100, cum: 0 });
    expect(row('gone')).toMatchObject({ flatBefore: 10, flatAfter: 0, only: 'before' });
    expect(row('added')).toMatchObject({ flatBefore: 0, flatAfter: 20, only: 'after' });
    expect(row('c')).toMatchObject({ flatBefore: 5, flatAfter: 5, flat: 0, only: undefined });
    expect(sortedDeltas(rows, 'flat', true).map((one) => Math.abs(Number(one.flat)))).toEqual([20, 20, 20, 10, 0, 0, 0, 0]);
    expect(sortedDeltas(rows, 'function', false)[0].name).toBe('main.a');
  });

  test('is told with its sign, exact beyond 2^53', () => {
    expect([relativeChange(50, 25), relativeChange(50, -50), relativeChange(0, 5), relativeChange(5, 0)]).toEqual([
      '+50.00%',
      '-100%',
      '',
      '0%',
    ]);
    expect(plus(2n ** 53n, 1)).toBe(2n ** 53n + 1n);
    expect(plus(2n ** 53n, -(2n ** 53n))).toBe(0);
  });
});

describe('a tree', () => {
  const tree = owned(profile({ 'a;b;a': 4, 'a;c': 3, d: 2 }));
  const model = modelOf(tree, { rootName: 'all' });

  test('counts a match below a match once', () => {
    const matches = matchNodes(model, (name) => name === 'main.a');
    expect([matches.total, matches.functions]).toEqual([7, 1]);
  });

  test('finds a frame again by the names on the way to it', () => {
    for (let node = 0; node < tree.count; node++) expect(findPath(model, pathOf(model, node))).toBe(node);
    expect(findPath(model, ['main.a', 'main.nobody'])).toBe(-1);
  });

  test('is written as folded stacks', () => {
    expect(foldedStacks(tree).trim().split('\n').sort()).toEqual(['main.a;main.b;main.a 4', 'main.a;main.c 3', 'main.d 2']);
  });
});
