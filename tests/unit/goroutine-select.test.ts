import { describe, expect, it } from 'vitest';
import { bytesSource } from '@/lib/base/source';
import { decodeGoroutineText } from '@/lib/formats/goroutines';
import { changesBetween } from '@/lib/index/goroutines/changes';
import { creationKinds, creationTree } from '@/lib/index/goroutines/creation';
import { type GoroutineGroups, groupGoroutines } from '@/lib/index/goroutines/groups';
import { type GoroutineFilter, labelBuckets, labelKeys, selectGoroutines, sortGoroutines } from '@/lib/index/goroutines/select';

async function groups(text: string): Promise<GoroutineGroups> {
  const { parts } = await decodeGoroutineText(bytesSource('x', new TextEncoder().encode(text)), {});
  if (parts[0].kind !== 'goroutines') throw new Error(parts[0].kind);
  return groupGoroutines(parts[0].table);
}

const record = (head: string, fn: string, line: number, by = '', parent = 0): string =>
  `goroutine ${head}:\n${fn}(0x1)\n\t/srv/app/${fn.split('.')[0]}.go:${line} +0x1\n${by && `created by ${by} in goroutine ${parent}\n\t/srv/app/start.go:7 +0x2\n`}`;

const dump = [
  record('1 [chan receive, 9 minutes]', 'main.main', 3),
  record('5 [select, 2 minutes]', 'jobs.Loop', 10, 'main.main', 1),
  record('8 [chan send, 4 minutes labels:{"tenant": "a", "path": "/x"}]', 'jobs.Send', 20, 'jobs.Loop', 5),
  record('9 [chan send, 6 minutes labels:{"tenant": "b"}]', 'jobs.Send', 20, 'jobs.Loop', 5),
  record('12 [chan send labels:{"tenant": "a"}]', 'jobs.Send', 20, 'jobs.Loop', 77),
].join('\n');

const idsOf = async (filter: GoroutineFilter): Promise<number[]> => {
  const all = await groups(dump);
  return Array.from(selectGoroutines(all, filter), (row) => all.table.id[row]);
};

describe('the filter', () => {
  it.each<[string, GoroutineFilter, number[]]>([
    ['nothing asked', {}, [1, 5, 8, 9, 12]],
    ['words in any case, all of them', { text: 'CHAN jobs.send' }, [8, 9, 12]],
    ['a creator', { text: 'main.main jobs' }, [5]],
    ['an id', { text: '9' }, [9]],
    ['an id as g9', { text: 'g9' }, [9]],
    ['a line', { text: 'jobs.go:20' }, [8, 9, 12]],
    ['no such line', { text: 'jobs.go:2' }, []],
    ['a label', { text: 'tenant=a' }, [8, 12]],
    ['a state', { state: 'select' }, [5]],
    ['a function', { fn: 'jobs.Send' }, [8, 9, 12]],
    ['a creating function', { creator: 'jobs.Loop' }, [8, 9, 12]],
    ['no creating function', { creator: '' }, [1]],
    ['a label’s value', { label: { key: 'tenant', value: 'b' } }, [9]],
    ['without the label', { label: { key: 'path', value: '' } }, [1, 5, 9, 12]],
    ['minutes', { minutes: { from: 4, to: 6 } }, [8, 9]],
    ['several at once', { text: 'send', minutes: { from: 1, to: 99 }, label: { key: 'tenant', value: 'a' } }, [8]],
  ])('%s', async (_, filter, ids) => {
    expect(await idsOf(filter)).toEqual(ids);
  });

  it('one group', async () => {
    const all = await groups(dump);
    expect(selectGoroutines(all, { group: all.groups[0].key })).toHaveLength(3);
  });

  it('sorts by any column, equal ones as captured', async () => {
    const all = await groups(dump);
    const ids = (by: Parameters<typeof sortGoroutines>[2], descending: boolean) =>
      Array.from(sortGoroutines(all, selectGoroutines(all, {}), by, descending), (row) => all.table.id[row]);
    expect(ids('minutes', true)).toEqual([1, 9, 8, 5, 12]);
    expect(ids('id', true)).toEqual([12, 9, 8, 5, 1]);
    expect(ids('state', false)).toEqual([1, 8, 9, 12, 5]);
    expect(ids('function', true)).toEqual([1, 8, 9, 12, 5]);
    expect(ids('creator', false)).toEqual([1, 8, 9, 12, 5]);
  });
});

describe('labels', () => {
  it('keys by the goroutines that carry them, values with what has none', async () => {
    const all = await groups(dump);
    expect(labelKeys(all.table)).toEqual([
      { key: 'tenant', count: 3, values: 2 },
      { key: 'path', count: 1, values: 1 },
    ]);
    expect(labelBuckets(all.table, selectGoroutines(all, {}), 'tenant')).toEqual([
      { value: '', count: 2, state: 'chan receive' },
      { value: 'a', count: 2, state: 'chan send' },
      { value: 'b', count: 1, state: 'chan send' },
    ]);
  });
});

describe('the creation tree', () => {
  const paths = async (text: string): Promise<Record<string, number>> => {
    const all = await groups(text);
    const tree = creationTree(all, selectGoroutines(all, {}));
    const found: Record<string, number> = {};
    for (let node = 1; node < tree.count; node++) {
      const parts: string[] = [];
      for (let at = node; at > 0; at = tree.parent[at]) parts.unshift(`${creationKinds[tree.kind[at]]} ${tree.names[tree.name[at]]}`);
      found[parts.join(' > ')] = tree.total[node];
      expect(tree.parent[node]).toBeLessThan(node);
    }
    expect(tree.total[0]).toBe(all.total);
    return found;
  };

  it('follows creators that still live, and begins at the go statement of those that do not', async () => {
    expect(await paths(dump)).toEqual({
      'entry main.main': 4,
      'entry main.main > wait main.main': 1,
      'entry main.main > creator main.main': 3,
      'entry main.main > creator main.main > entry jobs.Loop': 3,
      'entry main.main > creator main.main > entry jobs.Loop > wait jobs.Loop': 1,
      'entry main.main > creator main.main > entry jobs.Loop > creator jobs.Loop': 2,
      'entry main.main > creator main.main > entry jobs.Loop > creator jobs.Loop > entry jobs.Send': 2,
      'entry main.main > creator main.main > entry jobs.Loop > creator jobs.Loop > entry jobs.Send > wait jobs.Send': 2,
      'creator jobs.Loop': 1,
      'creator jobs.Loop > entry jobs.Send': 1,
      'creator jobs.Loop > entry jobs.Send > wait jobs.Send': 1,
    });
  });

  it('a chain of a thousand creators ends', async () => {
    const chain = Array.from({ length: 1000 }, (_, at) => record(`${at + 2} [select]`, 'a.Next', 5, 'a.Next', at + 1)).join('\n');
    const found = await paths(`${record('1 [select]', 'main.main', 1)}\n${chain}`);
    expect(Object.keys(found).length).toBeLessThan(100);
  });

  it('a goroutine that names itself or its child as its maker does not hang it', async () => {
    const found = await paths([record('2 [select]', 'a.F', 5, 'a.F', 3), record('3 [select]', 'a.F', 5, 'a.F', 2)].join('\n'));
    expect(Object.values(found).length).toBeGreaterThan(0);
  });
});

describe('what came and went', () => {
  it('by id', async () => {
    const before = await groups([1, 2, 3].map((id) => record(`${id} [select]`, 'a.F', 5)).join('\n') + record('9 [sleep]', 'a.G', 6));
    const after = await groups([2, 3, 4, 5].map((id) => record(`${id} [select]`, 'a.F', 5)).join('\n') + record('8 [chan send]', 'a.H', 7));
    expect(
      changesBetween(before, after).map(({ at, before: b, after: a, stayed, came, went, fate }) => [
        at?.fn,
        b,
        a,
        stayed,
        came,
        went,
        fate,
      ]),
    ).toEqual([
      ['a.F', 3, 4, 2, 2, 1, 'grew'],
      ['a.H', 0, 1, 0, 1, 0, 'new'],
      ['a.G', 1, 0, 0, 0, 1, 'gone'],
    ]);
  });
});
