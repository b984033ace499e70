import { describe, expect, it } from 'vitest';
import { mergeByPlace } from '@/lib/analyses/leaks/merge';
import type { Finding } from '@/lib/model/finding';
import { analyseTexts } from '../tools/leak-table/analyse';

const at = '/srv/app/main.go';

/** Main and its loops, of which some sleep and the others run at another line. */
function dump(sleeping: number, elsewhere: number): string {
  const loops = Array.from({ length: sleeping + elsewhere }, (_, i) => {
    const sleeps = i < sleeping;
    const top = sleeps ? 'time.Sleep(0x1)\n\t/go/src/runtime/time.go:363 +0x1\n' : '';
    return `goroutine ${20 + i} [${sleeps ? 'sleep' : 'select'}]:\n${top}main.loop(0x1)\n\t${at}:${sleeps ? 48 : 44} +0x1\ncreated by main.main in goroutine 1\n\t${at}:30 +0x1\n`;
  });
  return [`goroutine 1 [running]:\nmain.main()\n\t${at}:35 +0x1\n`, ...loops].join('\n');
}

const profile = (sleeping: number) =>
  `goroutine profile: total ${sleeping + 1}\n${sleeping} @ 0x47a9ce 0x4b0a65 0x47a9c1\n#\t0x4b0a64\ttime.Sleep+0x104\t/go/src/runtime/time.go:363\n#\t0x47a9c0\tmain.loop+0x1\t${at}:48\n\n1 @ 0x47b001\n#\t0x47b000\tmain.main+0x1\t${at}:35\n`;

async function leaks(...texts: string[]): Promise<readonly (readonly unknown[])[]> {
  const { findings } = await analyseTexts(texts);
  return findings.filter(({ rule }) => rule === 'goroutine-leak').map(({ evidence }) => [evidence.tierRule, evidence.count]);
}

describe('a crew that a profile takes for a leak', () => {
  it('is cleared by a dump that holds it, wherever its goroutines stand just then', async () => {
    expect(await leaks(profile(31))).toEqual([['many-here', 31]]);
    expect(await leaks(profile(31), dump(3, 29))).toEqual([]);
  });

  it('is not cleared by a dump from before most of it was made', async () => {
    expect(await leaks(profile(31), dump(3, 7))).toEqual([['many-here', 31]]);
  });
});

describe('a leak that a trace and other captures saw', () => {
  const base = { rule: 'goroutine-leak', inputs: [0], title: { en: 'title', zh: '标题' } } as const;
  const evidence = { cause: 'select', function: 'main.follow.func2', line: 92 } as const;
  const traced: Finding = {
    ...base,
    severity: 'medium',
    tier: 'strong',
    summary: { en: 'Open.', zh: '未结束。' },
    link: { view: 'trace', params: { tab: 'open' } },
    evidence: {
      ...evidence,
      createdBy: 'main.follow',
      count: 75,
      share: 0.3,
      tierRule: 'open-at-end',
      creationStack: [
        { function: 'golang.org/x/sync/errgroup.(*Group).Go', file: 'errgroup.go', line: 75, own: false },
        { function: 'main.follow', file: 'main.go', line: 91, own: true },
      ],
    },
  };
  const other = (count: number, more: object): Finding => ({
    ...base,
    severity: 'medium',
    tier: 'suspect',
    link: { view: 'goroutines', params: {} },
    summary: { en: `There are ${count}.`, zh: `共 ${count} 个。` },
    evidence: { ...evidence, count, share: 0.33, ...more },
  });
  const dumped = other(856, { createdBy: 'golang.org/x/sync/errgroup.(*Group).Go', growth: { counts: [551, 856] } });

  it('is one, though the dump names the library that started them and the trace the caller', () => {
    const found = mergeByPlace([dumped, traced]);
    expect(found).toHaveLength(1);
    expect(found[0].evidence).toMatchObject({ createdBy: 'main.follow', count: 856, growth: { counts: [551, 856] } });
  });

  it('goes before what only its company tells of', () => {
    const reader = other(173, { function: 'net/http.(*persistConn).readLoop', tierRule: 'grew' });
    const writer = other(176, { function: 'net/http.(*persistConn).writeLoop', tierRule: 'with-others' });
    expect(mergeByPlace([writer, reader]).map(({ evidence }) => evidence.count)).toEqual([173, 176]);
  });

  it('is as grave as all of them are that stand there, and its words are said once', () => {
    const [found] = mergeByPlace([dumped, traced, other(857, {})]);
    expect(found.severity).toBe('high');
    // The count of the title stands there.
    expect(found.link?.view).toBe('goroutines');
    expect(found.summary.en).toBe('There are 857. Open.');
  });
});
