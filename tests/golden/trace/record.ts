import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildCompare } from '../../differential/trace/build';
import { comparable, type Digest } from '../../differential/trace/digest';
import { golden } from './golden';

// Records what Go's own reader makes of the traces in this folder.
const here = dirname(fileURLToPath(import.meta.url));
for (const name of readdirSync(here).filter((file) => file.endsWith('.trace'))) {
  const json = execFileSync(buildCompare(), ['digest', join(here, name)], { encoding: 'utf8', maxBuffer: 1 << 30 });
  const digest = comparable(JSON.parse(json) as Digest);
  writeFileSync(join(here, name.replace(/trace$/, 'json')), `${JSON.stringify(golden(digest, /go1\.(1|2[01])/.test(name)), null, 2)}\n`);
}
