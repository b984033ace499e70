import { spawnSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { browserBench } from './browser';
import { commandBench } from './command';
import { dumpBench } from './dump';
import { flameBench } from './flame';
import { logBench } from './log';
import { profileBench } from './profile';
import type { BenchRow } from './setup';
import { traceBench } from './trace';

const large = process.env.GOTRIAGE_BENCH_LARGE === '1';

/**
 * `npm run bench [SECTION…]`: ours beside Go's own tools, measured in the same run. The large inputs are made by Go, so only the
 * sections that say so run without it.
 */
const sections: Readonly<Record<string, { readonly needsGo: boolean; readonly run: (go: boolean) => Promise<BenchRow[]> }>> = {
  command: { needsGo: false, run: (go) => commandBench(9, go) },
  profile: { needsGo: true, run: () => profileBench() },
  dump: { needsGo: true, run: () => dumpBench() },
  log: { needsGo: false, run: () => logBench() },
  flame: { needsGo: false, run: async () => [...(await flameBench(1)), ...(await flameBench(2))] },
  browser: { needsGo: true, run: () => browserBench(3, large) },
  trace: { needsGo: true, run: () => traceBench(5, ['1x', '60ms', '0.4s', ...(large ? ['2s'] : [])]) },
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in sections));
if (unknown.length > 0) {
  console.error(`no section ${unknown.join(', ')}: there are ${Object.keys(sections).join(', ')}`);
  process.exit(2);
}
const go = spawnSync('go', ['version'], { encoding: 'utf8' });
const hasGo = go.status === 0;
console.log(
  `${cpus().length} × ${cpus()[0]?.model}, load ${loadavg()[0].toFixed(1)}, Node ${process.version}, ${hasGo ? go.stdout.trim() : 'no Go'}`,
);
for (const [name, section] of Object.entries(sections)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  if (section.needsGo && !hasGo) {
    console.log(`${name}: left out, its input is made by Go`);
    continue;
  }
  for (const row of await section.run(hasGo)) console.log(line(row));
}

function line({ work, ours, peer, peerStopped, unit, peerName, target }: BenchRow): string {
  const [over, under] = peerStopped ? ['> ', '< '] : ['', ''];
  const beside =
    peer === undefined ? 'no peer here' : `${peerName} ${over}${Math.round(peer)} ${unit}, ratio ${under}${(ours / peer).toFixed(3)}`;
  return `${work.padEnd(52)} ${String(Math.round(ours)).padStart(7)} ${unit}  ${beside}${target === undefined ? '' : `, target ${target} ${unit}`}`;
}
