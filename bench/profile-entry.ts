import { readFileSync } from 'node:fs';
import { defaultLimits } from '@/lib/base/limits';
import { bytesSource } from '@/lib/base/source';
import { decodeProfile } from '@/lib/formats/pprof/decode';
import { pprofFormat } from '@/lib/formats/pprof/module';
import { callTree, top } from '@/lib/index/profile';

/**
 * One measured process: `decode FILE RUNS` gives the times of decoding raw bytes, `top FILE.gz` reads, unpacks, decodes and makes the top table,
 * `tree FILE` makes the call tree. Prints JSON.
 */
async function main([mode, file, runs]: readonly string[]): Promise<void> {
  const bytes = new Uint8Array(readFileSync(file));
  const times: number[] = [];
  let rows = 0;
  if (mode === 'decode') {
    for (let run = 0; run < Number(runs); run++) {
      const start = performance.now();
      rows = decodeProfile(bytes).table.samples.count;
      times.push(performance.now() - start);
    }
  } else if (mode === 'top') {
    const { parts } = await pprofFormat.decode(bytesSource(file, bytes), { limits: defaultLimits, gzip: true });
    const [part] = parts;
    if (part.kind === 'profile') rows = top(part.table).rows.length;
    // Since the process began.
    times.push(performance.now());
  } else {
    const { table } = decodeProfile(bytes);
    const start = performance.now();
    rows = callTree(table).count;
    times.push(performance.now() - start);
  }
  process.stdout.write(`${JSON.stringify({ times, rows, maxRssBytes: process.resourceUsage().maxRSS * 1024 })}\n`);
}

await main(process.argv.slice(2));
