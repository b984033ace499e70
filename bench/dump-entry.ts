import { readFileSync } from 'node:fs';
import { createCaseIndex } from '../lib/analyses/case';
import { goroutineLeak } from '../lib/analyses/leaks/goroutine-leak';
import { bytesSource } from '../lib/base/source';
import { decodeGoroutineText } from '../lib/formats/goroutines';
import { groupGoroutines } from '../lib/index/goroutines/groups';

/** A dump to its groups, then to its findings, in one process: prints milliseconds from the process's own start of work. */
async function main(path: string): Promise<void> {
  const start = performance.now();
  const bytes = new Uint8Array(readFileSync(path));
  const { parts } = await decodeGoroutineText(bytesSource(path, bytes), {});
  const part = parts[0];
  if (part.kind !== 'goroutines') throw new Error(`${path}: ${part.kind}`);
  const groups = groupGoroutines(part.table);
  const grouped = performance.now() - start;
  const index = createCaseIndex([{ input: 0, name: path, decoded: part, timeNanos: undefined, group: undefined }]);
  const { findings } = goroutineLeak.run(index);
  console.log(
    JSON.stringify({
      goroutines: groups.total,
      groups: groups.groups.length,
      groupedMs: grouped,
      findingsMs: performance.now() - start,
      findings: findings.length,
      maxRssBytes: process.resourceUsage().maxRSS * 1024,
    }),
  );
}

await main(process.argv[2]);
