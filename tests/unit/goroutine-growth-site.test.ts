import { expect, it } from 'vitest';
import { analyseTexts } from '../tools/leak-table/analyse';

const group = '/go/pkg/mod/golang.org/x/sync@v0.7.0/errgroup/errgroup.go';

/** Goroutines that errgroup started for two users of it. */
function dump(fetches: number, follows: number): string {
  const record = (id: number, fn: string, line: number) =>
    `goroutine ${id} [select]:\nmain.${fn}.func1()\n\t/srv/app/main.go:${line} +0x1\ngolang.org/x/sync/errgroup.(*Group).Go.func1()\n\t${group}:78 +0x1\ncreated by golang.org/x/sync/errgroup.(*Group).Go in goroutine ${id + 7}\n\t${group}:75 +0x1\n`;
  const all = [
    ...Array.from({ length: fetches }, (_, at) => record(1000 + at * 20, 'fetch', 30)),
    ...Array.from({ length: follows }, (_, at) => record(100_000 + at * 20, 'follow', 60)),
  ];
  return ['goroutine 1 [running]:\nmain.main()\n\t/srv/app/main.go:5 +0x1\n', ...all].join('\n');
}

it('goroutines that a library starts are told apart by what they run of the user’s code', async () => {
  const { findings } = await analyseTexts([dump(20, 20), dump(22, 220)]);
  const growth = findings.find(({ rule }) => rule === 'goroutine-growth');
  expect(growth?.evidence).toMatchObject({
    function: 'main.follow.func1',
    sites: [
      { function: 'main.follow.func1', gained: 200, count: 220 },
      { function: 'main.fetch.func1', gained: 2, count: 22 },
    ],
  });
  expect(growth?.summary.en).toContain('Most run main.follow.func1, started by golang.org/x/sync/errgroup.(*Group).Go');
});
