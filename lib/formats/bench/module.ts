import { InputError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import type { BenchTable } from '../../model/bench';
import { type InputWarning, inputWarning } from '../../model/decoded';
import type { FormatModule } from '../format';
import { readAll } from '../gzip/inflate';
import { StringTable } from '../strings';
import { textLines } from '../text-lines';

const resultLine = /^(Benchmark[^\s]*?)(?:-(\d+))?\s+(\d+)\s+(.+)$/;
/** A result with a hundred metrics of its own is a tenth of it. */
const longestLine = 64 * 1024;
const begins = /^Benchmark\S*\s+\d+\s/;
const sniffLine = /^(?:\d+[-:]\s*)?Benchmark[^\s]*\s+\d+\s+[\d.e+]+ ns\/op/m;

/** Output of `go test -bench`. */
export const benchFormat: FormatModule = {
  id: 'go-bench',
  sniff: ({ text }) => sniffLine.test(text),
  async decode(source, context) {
    const table = decodeBench(await readAll(source, context));
    if (table.count === 0) {
      throw new InputError({
        code: 'missing-data',
        message: phrase`the text holds no benchmark result that is whole`,
        offset: table.damagedOffsets[0] ?? 0,
        expected: phrase`BenchmarkName-8   1000   1234 ns/op   56 B/op   7 allocs/op`,
        hint: phrase`run it again with: go test -run=NONE -bench=. -benchmem | tee bench.txt`,
      });
    }
    return { parts: [{ kind: 'bench', format: 'go-bench', table }], warnings: damageOf(table.damagedOffsets) };
  },
};

function damageOf(offsets: readonly number[]): InputWarning[] {
  if (offsets.length === 0) return [];
  const told =
    offsets.length === 1
      ? phrase`${offsets.length} benchmark line breaks off and is left out`
      : phrase`${offsets.length} benchmark lines break off and are left out`;
  return [inputWarning('bench-damaged', told, offsets[0])];
}

/** Reads the result lines and the configuration before them; a line of the program between them is no result. */
export function decodeBench(bytes: Uint8Array): BenchTable {
  const strings = new StringTable();
  const rows: { name: number; procs: number; pkg: number; iterations: number; values: Map<string, number> }[] = [];
  const configuration: Record<string, string> = {};
  const damagedOffsets: number[] = [];
  let pkg = 0;
  for (const { text, offset } of textLines(bytes, longestLine)) {
    const line = text.trimEnd();
    const setting = /^(goos|goarch|pkg|cpu): (.*)$/.exec(line);
    if (setting) {
      configuration[setting[1]] = setting[2];
      if (setting[1] === 'pkg') pkg = strings.add(setting[2]);
      continue;
    }
    if (!begins.test(line)) continue;
    const found = resultLine.exec(line);
    const values = found && readValues(found[4]);
    if (!found || !values) {
      damagedOffsets.push(offset);
      continue;
    }
    rows.push({ name: strings.add(found[1]), procs: Number(found[2] ?? 1), pkg, iterations: Number(found[3]), values });
  }
  const value = (unit: string) => Float64Array.from(rows, (row) => row.values.get(unit) ?? Number.NaN);
  const known = new Set(['ns/op', 'B/op', 'allocs/op', 'MB/s']);
  const customStart = new Uint32Array(rows.length + 1);
  const units: number[] = [];
  const customs: number[] = [];
  rows.forEach((row, i) => {
    for (const [unit, amount] of row.values) {
      if (known.has(unit)) continue;
      units.push(strings.add(unit));
      customs.push(amount);
    }
    customStart[i + 1] = units.length;
  });
  return {
    count: rows.length,
    strings: strings.list,
    name: Uint32Array.from(rows, (row) => row.name),
    procs: Uint32Array.from(rows, (row) => row.procs),
    pkg: Uint32Array.from(rows, (row) => row.pkg),
    iterations: Float64Array.from(rows, (row) => row.iterations),
    nsPerOp: value('ns/op'),
    bytesPerOp: value('B/op'),
    allocsPerOp: value('allocs/op'),
    mbPerSecond: value('MB/s'),
    customStart,
    customUnit: Uint32Array.from(units),
    customValue: Float64Array.from(customs),
    configuration,
    damagedOffsets,
  };
}

/** `1234 ns/op  56 B/op  7 allocs/op`: pairs of number and unit; undefined where a pair is broken. */
function readValues(text: string): Map<string, number> | undefined {
  const words = text.trim().split(/\s+/);
  if (words.length % 2 !== 0) return undefined;
  const values = new Map<string, number>();
  for (let i = 0; i < words.length; i += 2) {
    const amount = Number(words[i]);
    if (!Number.isFinite(amount) || /^[\d.]/.test(words[i + 1])) return undefined;
    values.set(words[i + 1], amount);
  }
  return values;
}
