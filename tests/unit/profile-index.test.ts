import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsageError } from '@/lib/base/errors';
import { tell } from '@/lib/base/phrase';
import { callTree, combine, filterErrors, peek, sampleTypeIndex, sizeClasses, top } from '@/lib/index/profile';
import { phraseIn } from '@/lib/messages/phrases';
import type { ProfileTable } from '@/lib/model/profile';
import { type BuilderLabel, ProfileBuilder } from '@/lib/model/profile-builder';

type Row = readonly [stack: string, value: number, labels?: readonly BuilderLabel[]];

/** Stacks as `root;caller;leaf`; a `+` before a name inlines it into the frame before it. */
function profile(rows: readonly Row[], header: { dropFrames?: string } = {}): ProfileTable {
  const builder = new ProfileBuilder({
    sampleTypes: [
      { type: 'samples', unit: 'count' },
      { type: 'space', unit: 'bytes' },
    ],
    ...header,
  });
  for (const [stack, value, labels] of rows) {
    const locations: { name: string }[][] = [];
    for (const part of stack.split(';')) {
      const line = { name: `main.${part.replace('+', '')}` };
      if (part.startsWith('+')) locations[locations.length - 1].unshift(line);
      else locations.push([line]);
    }
    const ids = locations.map((lines) =>
      builder.location({ lines: lines.map(({ name }) => ({ function: builder.function({ name, filename: '/src/main.go' }), line: 3 })) }),
    );
    builder.sample(ids.reverse(), [1, value], labels);
  }
  return builder.build();
}

const brief = (table: ProfileTable, options = {}): string[] =>
  top(table, { nodeFraction: 0, ...options }).rows.map(
    ({ name, flat, cum, inline }) => `${name} ${flat} ${cum}${inline === '' ? '' : ` ${inline}`}`,
  );

describe('top', () => {
  test('recursion counts once for cum, inlined calls are rows of their own', () => {
    expect(brief(profile([['a;b;a;+c', 5]]))).toEqual(['main.c 5 5 (inline)', 'main.a 0 5', 'main.b 0 5']);
    expect(brief(profile([['a;b;a;+c', 5]]), { noinlines: true })).toEqual(['main.a 5 5', 'main.b 0 5']);
    expect(
      brief(
        profile([
          ['a;+c', 5],
          ['b;c', 1],
        ]),
      ),
    ).toEqual(['main.c 6 6 (partial-inline)', 'main.a 0 5', 'main.b 0 1']);
  });

  test('drop_frames of the file take effect, one that does not compile is passed over', () => {
    expect(brief(profile([['a;malloc;deep', 4]], { dropFrames: 'main\\.mall.*' }))).toEqual(['main.a 4 4']);
    expect(brief(profile([['a;b', 4]], { dropFrames: '(' }))).toEqual(['main.b 4 4', 'main.a 0 4']);
  });

  test('what was asked before does not show in an answer', () => {
    const table = profile([
      ['a;b', 4],
      ['a;c', 2],
    ]);
    const other = profile([['a;b', 1]]);
    const all = ['main.b 4 4', 'main.c 2 2', 'main.a 0 6'];
    expect(brief(table)).toEqual(all);
    expect(brief(table, { focus: 'main.b' })).toEqual(['main.b 4 4', 'main.a 0 4']);
    expect(brief(table, { ignore: 'main.b' })).toEqual(['main.c 2 2', 'main.a 0 2']);
    expect(brief(table, { hide: 'main.a' })).toEqual(['main.b 4 4', 'main.c 2 2']);
    expect(brief(table, { granularity: 'lines' })).toEqual([
      'main.b /src/main.go:3 4 4',
      'main.c /src/main.go:3 2 2',
      'main.a /src/main.go:3 0 6',
    ]);
    expect(brief(table, { sampleType: 'samples' })).toEqual(['main.b 1 1', 'main.c 1 1', 'main.a 0 2']);
    expect(brief(table, { base: other })).toEqual(['main.b 3 3', 'main.c 2 2', 'main.a 0 5']);
    expect(brief(table, { base: table })).toEqual([]);
    expect(callTree(table).count).toBe(4);
    expect(brief(table)).toEqual(all);
  });

  test('wrong usage is said to be so', () => {
    const table = profile([['a', 1]]);
    for (const options of [
      { focus: '(' },
      { hide: 'a{9999}' },
      { sampleType: 'nothing' },
      { sampleType: '7' },
      { normalize: true },
      { base: table, diffBase: table },
      { tagfocus: '99999999999999999999:' },
    ]) {
      expect(() => top(table, options), JSON.stringify(Object.keys(options))).toThrow(UsageError);
    }
    expect(() => peek(table, 'nothing')).toThrow(UsageError);
    expect(() =>
      combine(table, new ProfileBuilder({ sampleTypes: [{ type: 'other', unit: 'count' }] }).build(), { diff: false, normalize: false }),
    ).toThrow(UsageError);
  });

  test('filters that cannot be used are told apart from those that can', () => {
    const errors = filterErrors({ focus: 'a|b', hide: '(', tagfocus: 'bytes=1kb:', tagignore: '99999999999999999999:', tagroot: '(' });
    expect(Object.keys(errors)).toEqual(['hide', 'tagignore']);
    expect(errors.hide && tell(errors.hide)).toBe('parsing hide regexp: error parsing regexp: missing closing ): `(`');
    expect(errors.hide && phraseIn('zh', errors.hide)).toBe('解析 hide 的正则表达式：正则表达式有误：缺少右圆括号 )：`(`');
    expect(errors.tagignore && tell(errors.tagignore)).toContain('64-bit');
    expect(filterErrors({})).toEqual({});
  });

  // What Go 1.26's regexp.Compile says of them.
  test.each([
    ['(', 'missing closing ): `(`'],
    ['[', 'missing closing ]: `[`'],
    ['a**', 'invalid nested repetition operator: `**`'],
    ['a{1001}', 'invalid repeat count: `{1001}`'],
    ['(?P<a', 'invalid named capture: `(?P<a`'],
    ['(?=x)', 'invalid or unsupported Perl syntax: `(?=`'],
    [')', 'unexpected ): `)`'],
    ['\\8', 'invalid escape sequence: `\\8`'],
    ['[z-a]', 'invalid character class range: `z-a`'],
    ['*', 'missing argument to repetition operator: `*`'],
  ])('%s is refused as Go refuses it, and in Chinese', (source, reason) => {
    const { focus } = filterErrors({ focus: source });
    expect(focus && tell(focus)).toBe(`parsing focus regexp: error parsing regexp: ${reason}`);
    expect(focus && phraseIn('zh', focus)).toMatch(/^解析 focus 的正则表达式：正则表达式有误：.*\p{Script=Han}/u);
  });

  test('a filter that matches nothing is named', () => {
    expect(top(profile([['a', 1]]), { focus: 'zzz', tagfocus: 'k=v', ignore: 'yyy' }).head.unmatched).toEqual([
      'focus',
      'ignore',
      'tagfocus',
    ]);
  });

  test('an expression that would make a backtracking engine hang is answered', () => {
    const name = `${'a'.repeat(60)}!`;
    expect(brief(profile([[name, 1]]), { focus: '^main\\.(a+)+$' })).toEqual([]);
  });
});

test('sample types by name, number and without inuse_', () => {
  const table = profile([['a', 1]]);
  expect([undefined, 'space', 'inuse_space', '0', 'samples'].map((wanted) => sampleTypeIndex(table, wanted))).toEqual([1, 1, 1, 0, 0]);
});

describe('call tree', () => {
  const table = profile([
    ['a;b', 5],
    ['a;c', 7],
    ['a;c;+d', 1],
  ]);
  const shape = (tree: ReturnType<typeof callTree>): string[] =>
    Array.from(
      { length: tree.count },
      (_, n) =>
        `${'>'.repeat(tree.depth[n])}${n === 0 ? 'root' : tree.frames[tree.frame[n]].name} ${tree.self[n]} ${tree.total[n]}${tree.inlined[n] === 1 && n > 0 ? ' inlined' : ''}`,
    );

  test('parents before children, the heaviest sibling first', () => {
    expect(shape(callTree(table))).toEqual(['root 0 13', '>main.a 0 13', '>>main.c 7 8', '>>main.b 5 5', '>>>main.d 1 1 inlined']);
  });

  test('inverted', () => {
    expect(shape(callTree(table, { inverted: true }))).toEqual([
      'root 0 13',
      '>main.c 0 7',
      '>main.b 0 5',
      '>main.d 0 1 inlined',
      '>>main.a 7 7',
      '>>main.a 5 5',
      '>>main.c 0 1',
      '>>>main.a 1 1',
    ]);
  });

  test('small nodes left out keep their values in their parents', () => {
    expect(shape(callTree(table, { minShare: 0.2 }))).toEqual(['root 0 13', '>main.a 0 13', '>>main.c 7 8', '>>main.b 5 5']);
  });

  test('a comparison holds the difference and what it is of', () => {
    const tree = callTree(table, { diffBase: profile([['a;b', 8]]) });
    const at = Array.from({ length: tree.count }, (_, n) => (n === 0 ? '' : tree.frames[tree.frame[n]].name)).indexOf('main.b');
    expect([tree.total[at], tree.base?.[at]]).toEqual([-3, 8]);
    expect([tree.total[0], tree.base?.[0]]).toEqual([5, 8]);
  });

  test('around a function: what it calls and who calls it, from its outermost occurrence', () => {
    const recursive = profile([
      ['a;b;c;b;d', 5],
      ['e;+b', 2],
      ['a;c', 1],
    ]);
    expect(shape(callTree(recursive, { around: 'main.b' }))).toEqual(['root 2 7', '>main.c 0 5', '>>main.b 0 5', '>>>main.d 5 5']);
    expect(shape(callTree(recursive, { around: 'main.b', inverted: true }))).toEqual(['root 0 7', '>main.a 5 5', '>main.e 2 2']);
    expect(shape(callTree(recursive, { around: 'main.nobody' }))).toEqual(['root 0 0']);
  });

  test('a comparison stands and is cut by what both profiles hold', () => {
    const tree = callTree(
      profile([
        ['a', 100],
        ['b', 3],
        ['c', 1],
      ]),
      { diffBase: profile([['a', 100]]), minShare: 0.01 },
    );
    expect(shape(tree)).toEqual(['root 0 4', '>main.a 0 0', '>main.b 3 3']);
    expect([...(tree.base ?? [])]).toEqual([100, 100, 0]);
  });

  const stacks = fc.array(
    fc.tuple(fc.array(fc.constantFrom('a', 'b', 'c', '+d'), { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 50 })),
    {
      minLength: 1,
      maxLength: 30,
    },
  );

  test('left out early or late: a share gives the same tree', () => {
    fc.assert(
      fc.property(
        stacks,
        stacks,
        fc.double({ min: 1e-9, max: 0.4, noNaN: true }),
        fc.boolean(),
        fc.boolean(),
        (given, other, minShare, inverted, diff) => {
          const rows = (list: typeof given): Row[] => list.map(([parts, value]) => [parts.join(';').replace(/^\+/, ''), value]);
          const options = { inverted, ...(diff && { diffBase: profile(rows(other)) }) };
          const table = profile(rows(given));
          const whole = callTree(table, options);
          const cut = callTree(table, { ...options, minShare });
          const weight = (tree: typeof whole, n: number): number =>
            tree.base === undefined
              ? Math.abs(Number(tree.total[n]))
              : Math.abs(Number(tree.base[n])) + Math.abs(Number(tree.base[n]) + Number(tree.total[n]));
          const lines = (tree: typeof whole, least: number): string[] => {
            const names: (string | undefined)[] = [''];
            const out: string[] = [];
            for (let n = 0; n < tree.count; n++) {
              if (n > 0) {
                const above = names[tree.parent[n]];
                names[n] = above === undefined || weight(tree, n) < least ? undefined : `${above};${tree.frames[tree.frame[n]].name}`;
              }
              if (names[n] !== undefined)
                out.push(`${names[n]} ${tree.self[n]} ${tree.total[n]} ${tree.base?.[n]} ${n > 0 && tree.inlined[n]}`);
            }
            return out;
          };
          expect(lines(cut, 0)).toEqual(lines(whole, minShare * weight(whole, 0)));
        },
      ),
    );
  });

  test('below a path the measure is the node there, and what is left out is counted', () => {
    fc.assert(
      fc.property(stacks, fc.double({ min: 0.01, max: 0.6, noNaN: true }), fc.boolean(), fc.nat(), (given, minShare, inverted, pick) => {
        const table = profile(given.map(([parts, value]): Row => [parts.join(';').replace(/^\+/, ''), value]));
        const whole = callTree(table, { inverted });
        const end = pick % whole.count;
        const chain: number[] = [];
        for (let n = end; n > 0; n = whole.parent[n]) chain.unshift(n);
        const within = chain.map((n) => whole.frame[n]);
        const cut = callTree(table, { inverted, minShare, within });
        const size = (n: number): number => Math.abs(Number(whole.total[n]));
        const below = (n: number): boolean => n === end || (n > 0 && below(whole.parent[n]));
        // Kept: what is heavy enough for the whole, the path itself, and below its end what is heavy enough for that; each only below what is kept.
        const kept = new Uint8Array(whole.count);
        let left = 0;
        let value = 0;
        for (let n = 0; n < whole.count; n++) {
          if (n > 0 && kept[whole.parent[n]] === 0) continue;
          const wanted = size(n) >= minShare * size(0) || chain.includes(n) || (below(n) && size(n) >= minShare * size(end));
          kept[n] = wanted || n === 0 ? 1 : 0;
          if (kept[n] === 1) continue;
          left++;
          value += Number(whole.total[n]);
        }
        const names = (tree: typeof whole, of: (n: number) => boolean): string[] => {
          const paths: string[] = [];
          for (let n = 0; n < tree.count; n++) paths[n] = n === 0 ? '' : `${paths[tree.parent[n]]};${tree.frames[tree.frame[n]].name}`;
          return paths.map((path, n) => `${path} ${tree.self[n]} ${tree.total[n]}`).filter((_, n) => of(n));
        };
        expect(names(cut, () => true).sort()).toEqual(names(whole, (n) => kept[n] === 1).sort());
        expect(cut.omitted).toEqual({ frames: left, value });
      }),
    );
  });

  test('frames know where their function stands at every granularity', () => {
    for (const granularity of ['functions', 'lines'] as const) {
      const tree = callTree(table, { granularity });
      expect(tree.frames[tree.frame[1]]).toMatchObject({ function: 'main.a', file: '/src/main.go', line: granularity === 'lines' ? 3 : 0 });
    }
  });

  test('a stack of a hundred thousand frames', () => {
    const builder = new ProfileBuilder({ sampleTypes: [{ type: 'samples', unit: 'count' }] });
    const f = builder.location({ lines: [{ function: builder.function({ name: 'main.f' }) }] });
    builder.sample(new Uint32Array(100_000).fill(f), [1]);
    const tree = callTree(builder.build());
    expect(tree.count).toBe(100_001);
    expect(tree.depth[100_000]).toBe(100_000);
  });
});

test('size classes by the label of average sizes', () => {
  const sized = (bytes: number): readonly BuilderLabel[] => [{ key: 'bytes', number: bytes }];
  const table = profile([
    ['a', 10, sized(8)],
    ['a', 20, sized(15)],
    ['a', 40, sized(16)],
    ['b', 80, sized(32768)],
    ['a', 160, sized(32769)],
    ['a', 320],
  ]);
  expect(sizeClasses(table).map(({ name, values }) => [name, ...values])).toEqual([
    ['tiny', 2, 30],
    ['small', 2, 120],
    ['large', 1, 160],
  ]);
  expect(sizeClasses(table, { focus: 'main.b' }).map(({ values }) => values[1])).toEqual([0, 80, 0]);
});
