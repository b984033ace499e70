/**
 * Holds the prediction of lib/index/gc/whatif.ts against real runs and writes the table of docs/gc-prediction.md.
 *
 *     npx tsx tests/tools/gc-prediction.ts [--rounds N] [--logs DIR] [--only PROGRAM,…]
 *
 * Runs every program at every setting, N times (3 by default): some minutes on two cores. Logs are kept in DIR, and those that are
 * there already are not made again. With --only the table of some programs is printed and the document left as it is. Ends with 1 where a target is missed. Needs Go, and the Go module proxy for the server.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { together } from './gc-prediction/others';
import { buildPrograms, type Measured } from './gc-prediction/programs';
import { measure, type Setting } from './gc-prediction/run';
import { compare, markdown, settingsOf, verdicts } from './gc-prediction/table';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' }, logs: { type: 'string' }, only: { type: 'string' } } });
const rounds = Number(values.rounds);
const folder = values.logs ? resolve(values.logs) : mkdtempSync(join(tmpdir(), 'gc-prediction-'));
mkdirSync(folder, { recursive: true });
const document = resolve('docs/gc-prediction.md');
const [begin, end] = ['<!-- measured -->', '<!-- /measured -->'];

const loads = join(folder, 'load.txt');

/** Lowest, middle and highest load average of the runs. */
function load(): [number, number, number] {
  const all = readFileSync(loads, 'utf8')
    .trim()
    .split('\n')
    .map(Number)
    .sort((a, b) => a - b);
  return [all[0], all[all.length >> 1], all[all.length - 1]];
}

function fileOf(program: Measured, setting: Setting, round: number): string {
  return join(folder, `${program.name.replace('/', '_')}.${setting.gogc}.${setting.limitMiB ?? ''}.${round}.log`);
}

/** The files of the run at GOGC=100 with `-test.trace`: its log and its trace. */
function tracedOf(program: Measured): { log: string; trace: string } {
  const base = join(folder, `${program.name.replace('/', '_')}.traced`);
  return { log: `${base}.log`, trace: `${base}.trace` };
}

const heapOf = (log: string): string => `${log.slice(0, -'.log'.length)}.heap.txt`;

function keep(file: string, text: string): void {
  writeFileSync(file, text);
  appendFileSync(loads, `${loadavg()[0]}\n`);
  console.log(file);
}

function replaceMeasured(measured: string): void {
  const text = readFileSync(document, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${document} has no ${begin} … ${end}`);
  writeFileSync(document, `${text.slice(0, from + begin.length)}\n${measured}\n${text.slice(to)}`);
}

async function main(): Promise<void> {
  const wanted = values.only?.split(',');
  const programs = buildPrograms(folder, resolve('fixtures/workloads')).filter(({ name }) => wanted?.includes(name) ?? true);
  for (let round = 0; round < rounds; round++) {
    for (const program of programs) {
      for (const setting of settingsOf(program)) {
        const file = fileOf(program, setting, round);
        if (existsSync(file)) continue;
        const { log, heap } = await measure(program, setting);
        if (heap !== undefined) writeFileSync(heapOf(file), heap);
        keep(file, log);
      }
      const { log, trace } = tracedOf(program);
      if (program.traced && !existsSync(log)) keep(log, (await measure(program, { gogc: '100' }, trace)).log);
    }
  }
  const rows = compare(programs, rounds, (program, setting, round) => readFileSync(fileOf(program, setting, round), 'utf8'));
  const others = await together(programs, rounds, { log: fileOf, heap: (...of) => heapOf(fileOf(...of)), traced: tracedOf });
  const version = execFileSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' }).trim();
  const measured = markdown(rows, programs, rounds, version, load(), others);
  if (wanted) console.log(measured);
  else replaceMeasured(measured);
  for (const verdict of verdicts(rows)) {
    console.log(
      `${verdict.name}: median ${(verdict.median * 100).toFixed(1)} %, worst ${(verdict.worst * 100).toFixed(0)} %, wanted ${verdict.target}`,
    );
    if (!verdict.met) process.exitCode = 1;
  }
}

await main();
