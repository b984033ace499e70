import { readFileSync } from 'node:fs';
import { createCaseIndex, type PartSource } from '../../../lib/analyses/case';
import { goroutineGrowth } from '../../../lib/analyses/leaks/goroutine-growth';
import { goroutineLeak } from '../../../lib/analyses/leaks/goroutine-leak';
import { threadGrowth } from '../../../lib/analyses/leaks/thread-growth';
import { defaultLimits } from '../../../lib/base/limits';
import { bytesSource } from '../../../lib/base/source';
import { sniffBytes } from '../../../lib/formats/format';
import { gunzipPrefix, isGzip } from '../../../lib/formats/gzip/inflate';
import { formats } from '../../../lib/formats/registry';
import type { Finding } from '../../../lib/model/finding';

export interface CaseFindings {
  readonly findings: readonly Finding[];
}

/** The leak analyses over the inputs as one case, in the order given. */
export async function analyseBytes(inputs: readonly { name: string; bytes: Uint8Array; group?: string }[]): Promise<CaseFindings> {
  const sources: PartSource[] = [];
  for (const [input, { name, bytes, group }] of inputs.entries()) {
    const gzip = isGzip(bytes);
    const prefix = gzip ? gunzipPrefix(bytes, sniffBytes) : bytes.subarray(0, sniffBytes);
    const text = new TextDecoder('latin1').decode(prefix);
    const format = formats.find((one) => one.sniff({ prefix, text, name, gzip }));
    if (format === undefined) throw new Error(`${name}: no format claims it`);
    const { parts } = await format.decode(bytesSource(name, bytes), { limits: defaultLimits, gzip });
    for (const decoded of parts) sources.push({ input, name, decoded, timeNanos: undefined, group });
  }
  const index = createCaseIndex(sources);
  return { findings: [goroutineLeak, goroutineGrowth, threadGrowth].flatMap((analysis) => analysis.run(index).findings) };
}

export function analyseFiles(files: readonly string[]): Promise<CaseFindings> {
  return analyseBytes(files.map((name) => ({ name, bytes: new Uint8Array(readFileSync(name)) })));
}

export function analyseTexts(texts: readonly string[]): Promise<CaseFindings> {
  return analyseBytes(texts.map((text, at) => ({ name: `dump.${at + 1}.txt`, bytes: new TextEncoder().encode(text) })));
}
