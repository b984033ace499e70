import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeGodebug } from '@/lib/formats/godebug/decode';

/** Two CoreDNS 1.14.3 started together under the same load: at most of their numbers nothing in the lines tells whose they are. */
const logs = [1, 2].map((one) => readFileSync(`tests/golden/gc/coredns.${one}.log`, 'utf8').trim().split('\n'));
const seconds = (line: string) => Number(/ @([\d.]+)s/.exec(line)?.[1]);
/** Their lines in the order of their clocks, as they came. */
const arrived = logs.flatMap((lines, writer) => lines.map((line) => ({ line, writer, at: seconds(line) }))).sort((a, b) => a.at - b.at);

function read(text: string) {
  const bytes = new TextEncoder().encode(text);
  const { parts, warnings } = decodeGodebug(bytes);
  const part = parts[0];
  if (part?.kind !== 'gclog') throw new Error('no gclog part');
  const { runs, cycles } = part.table;
  const starts = runs.map(({ first, count }) => Array.from(cycles.startNs.subarray(first, first + count), (ns) => ns / 1e9));
  return { starts, runs, codes: warnings.map(({ code }) => code) };
}

const time = (at: number) => new Date(Date.UTC(2026, 10, 21, 17, 4) + at * 1000).toISOString();

const forms: readonly [string, (line: string, writer: number, at: number) => string][] = [
  ['docker compose', (line, writer) => `dns-${writer + 1}-1  | ${line}`],
  ['docker compose in colour', (line, writer) => `\x1b[3${6 - writer}mdns-${writer + 1}-1  |\x1b[0m ${line}`],
  ['kubectl logs --prefix', (line, writer) => `[pod/dns-7f9c-${['x2v8k', 'q9d4z'][writer]}/dns] ${line}`],
  ['a journal', (line, writer, at) => `Nov 21 17:04:${String(Math.floor(at)).padStart(2, '0')} node coredns[${4711 + writer}]: ${line}`],
  [
    'a shipper’s JSON',
    (line, writer, at) =>
      JSON.stringify({ log: `${line}\n`, time: time(at), offset: Math.round(at * 977), kubernetes: { pod_name: `dns-${writer}` } }),
  ],
];

describe('lines of two alike processes', () => {
  it.each(forms)('%s names them: each has its own collections', (_, form) => {
    const { starts, codes } = read(`${arrived.map(({ line, writer, at }) => form(line, writer, at)).join('\n')}\n`);
    const own = logs.map((lines) => lines.map(seconds));
    expect(starts).toHaveLength(2);
    expect(starts.sort((a, b) => a.length - b.length)).toEqual(own.sort((a, b) => a.length - b.length));
    expect(codes).toEqual(['gctrace-interleaved']);
  });

  it('that nothing names are told to be uncertain', () => {
    const { runs, codes } = read(`${arrived.map(({ line }) => line).join('\n')}\n`);
    expect(runs).toHaveLength(2);
    expect(codes).toEqual(['gctrace-interleaved', 'gctrace-alike']);
  });
});

describe('one process', () => {
  it('is not taken apart by times, levels or a counter before its lines, nor where lines are lost', () => {
    const lines = logs[0].filter((_, i) => i < 10 || (i > 14 && i < 20) || i > 24);
    const text = lines.map((line, i) => `${time(seconds(line))} ${i % 3 === 0 ? 'WARN' : 'INFO'} worker-${i % 4} ${line}`).join('\n');
    const { runs, codes } = read(`${text}\n`);
    expect(runs).toHaveLength(1);
    expect(codes).toEqual(['gctrace-missing']);
  });

  it('that restarts stays apart from its earlier self', () => {
    const text = [...logs[0], ...logs[1]].map((line) => `dns-1  | ${line}`).join('\n');
    expect(read(text).runs.map(({ count, because }) => [count, because])).toEqual([
      [logs[0].length, 'first'],
      [logs[1].length, 'restart'],
    ]);
  });
});
