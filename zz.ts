import { readFileSync } from 'node:fs';
import { bytesSource } from '@/lib/base/source';
import { openCase } from '@/lib/query/session';
const files = process.argv.slice(2);
const s = await openCase(files.map((f) => ({ source: bytesSource(f, new Uint8Array(readFileSync(f))) })));
for (const f of s.diagnosis.findings.filter(f=>/alloc|lock|channel/.test(f.rule)).slice(0, 6)) console.log(f.severity, f.tier, f.rule, '|', f.title.en, '|', JSON.stringify({file:f.evidence.file,line:f.evidence.line,share:f.evidence.share,so:f.evidence.shareObjects,toldBy:f.evidence.toldBy,via:f.evidence.via}));
