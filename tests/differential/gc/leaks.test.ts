import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { GcSeries } from '@/lib/query/gc-view';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';
import { fileRequest } from '../../support/memory';
import { cacheDir, goVersion } from '../trace/build';

/** What leaks.go prints: MemStats of its process. */
interface Told {
  readonly before: number;
  readonly pauses: readonly number[];
  readonly live: number;
}

interface Run {
  readonly told: Told;
  readonly log: GcSeries;
  readonly trace: GcSeries;
  readonly agreement: { readonly pairs: number; readonly logOnly: number; readonly traceOnly: number };
}

async function read(told: string, trace: string, log: string): Promise<Run> {
  const session = await openCase([log, trace].map((file) => fileRequest(file)));
  const [first, second] = await dispatch(session, 'gc.series', undefined);
  const counterpart = await dispatch(session, 'gc.counterpart', { series: 1 });
  session.close();
  if (!counterpart) throw new Error('log and trace are not told to be of one run');
  return { told: JSON.parse(told), log: first, trace: second, agreement: counterpart.agreement };
}

const recorded = () =>
  read(
    readFileSync('tests/golden/gc/leak-checked.json', 'utf8'),
    'tests/golden/gc/leak-checked.trace.gz',
    'tests/golden/gc/leak-checked.log',
  );

function runNow(): Promise<Run> {
  const dir = join(cacheDir, 'gc-leaks');
  mkdirSync(dir, { recursive: true });
  const [program, trace, log] = ['leaks', 'leaks.trace', 'leaks.log'].map((name) => join(dir, name));
  const env = { ...process.env, GOMAXPROCS: '2', GODEBUG: 'gctrace=1', GOEXPERIMENT: 'goroutineleakprofile' };
  execFileSync('go', ['build', '-trimpath', '-o', program, 'tests/differential/gc/leaks.go'], { env, stdio: 'pipe' });
  const child = spawnSync(program, [trace], { env, encoding: 'utf8' });
  if (child.status !== 0) throw new Error(child.stderr.slice(-2000));
  writeFileSync(log, child.stderr);
  return read(child.stdout, trace, log);
}

const runs: [string, boolean, () => Promise<Run>][] = [
  ['as it was recorded', true, recorded],
  ['run here', /^go1\.2[6-9]/.test(goVersion() ?? ''), runNow],
];

describe.each(runs)('collections that look for goroutine leaks, %s', (_, possible, get) => {
  describe.runIf(possible)('of one process', () => {
    let run: Run;
    beforeAll(async () => {
      run = await get();
    }, 240_000);

    it('are one each, whatever number of stops they have', () => {
      const { told, log, trace, agreement } = run;
      expect(trace.count).toBe(told.pauses.length);
      expect(log.count).toBe(told.before + told.pauses.length);
      expect(agreement).toMatchObject({ pairs: trace.count, traceOnly: 0 });
      const looking = new Set(trace.restarts.cycle);
      expect(looking.size).toBeGreaterThanOrEqual(3);
      for (const cycle of looking) expect(trace.forced[cycle]).toBe(1);
    });

    it('pause for as long as the runtime counted, all stops together', () => {
      const { told, trace } = run;
      const pauses = Array.from(trace.sweepTermNs, (ns, i) => ns + trace.markTermNs[i]);
      trace.restarts.cycle.forEach((cycle, i) => {
        pauses[cycle] += trace.restarts.ns[i];
      });
      const short = told.pauses.filter((ns, i) => pauses[i] < ns * 0.999);
      expect(short).toEqual([]);
    });

    it('mark until the last of their stops, as the log says, and leave what the runtime says', () => {
      const { told, log, trace } = run;
      for (let i = 0; i < trace.count; i++) {
        const logged = log.markNs[told.before + i];
        // Two digits, cut off; the two clocks are read some instructions apart, and on a busy machine a thread may wait between them.
        expect(trace.markNs[i]).toBeGreaterThan(logged * 0.9 - 20_000);
        const end = trace.startNs[i] + trace.sweepTermNs[i] + trace.markNs[i];
        trace.restarts.cycle.forEach((cycle, at) => {
          if (cycle === i) expect(trace.restarts.startNs[at] + trace.restarts.ns[at]).toBeLessThan(end);
        });
      }
      expect(Math.abs(trace.heapLive[trace.count - 1] - told.live)).toBeLessThan(64 * 1024);
    });
  });
});
