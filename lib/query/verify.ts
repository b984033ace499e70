import type { GuidanceEntry, Verification } from '../guidance';
import { promiseOf } from '../index/compare/promises';
import { packageOf } from '../index/goroutines/names';
import { ownerOf, testedPackages } from '../index/own-code';
import type { Decoded } from '../model/decoded';
import type { Finding } from '../model/finding';
import type { ProfileTable } from '../model/profile';

/** What the commands need of an input. */
export interface VerifiedInput {
  readonly name: string;
  readonly parts: readonly Decoded[];
}

/** How a capture like the finding's own is taken again. */
interface Capture {
  /** With `FILE` where its name stands. */
  readonly command: string;
  readonly extension: string;
}

/**
 * How to see that a change has mended this finding: its own capture taken again and held against the one of the case, then the steps of the
 * guidance that answers it, with the package, the benchmark and the file of the finding in the place of the guidance's own.
 */
export function verifyOf(finding: Finding, entry: GuidanceEntry | undefined, inputs: readonly VerifiedInput[]): readonly Verification[] {
  const own = againOf(finding, inputs);
  const name = sourceOf(finding, inputs)?.input.name;
  const steps = (entry?.verify ?? []).map(({ command, expect }) => ({ command: ownWords(command, finding, name), expect }));
  if (!own) return steps;
  // What the guidance holds against before is the same step, with an expectation of its own.
  return [own, ...steps.filter(({ command }) => !/gotriage compare|-(?:diff_)?base /.test(command))];
}

/** What grows shows in two captures only. */
const overTime: ReadonlySet<string> = new Set(['goroutine-growth', 'thread-growth', 'alloc-retained-growth']);

function againOf(finding: Finding, inputs: readonly VerifiedInput[]): Verification | undefined {
  const { input, part } = sourceOf(finding, inputs) ?? {};
  const capture = part && captureOf(part, finding);
  if (!input || !capture) return undefined;
  const { text } = promiseOf(finding.rule);
  const after = (at: string) => `after${at}${capture.extension}`;
  const take = (file: string) => capture.command.replaceAll('FILE', file);
  if (overTime.has(finding.rule)) {
    return {
      command: `${take(after('.1'))} && sleep 300 && ${take(after('.2'))} && gotriage analyze ${after('.1')} ${after('.2')}`,
      expect: text,
    };
  }
  const then = capture.extension === '.log' ? ';' : ' &&';
  return {
    command: `${take(after(''))}${then} gotriage compare ${quoted(input.name)} ${after('')}`,
    expect: {
      en: `${text.en} \`gotriage compare\` calls this finding «mended».`,
      zh: `${text.zh}\`gotriage compare\` 对该结论的判定为“已修复”。`,
    },
  };
}

/** Kinds of captures that findings of these rules are from, the likeliest first. */
const sources: readonly (readonly [RegExp, readonly Decoded['kind'][]])[] = [
  [/^(?:gc-|stw-)/, ['gclog', 'trace']],
  [/^(?:alloc-|lock-|channel-|profile-)/, ['profile']],
  [/^(?:goroutine-|thread-)/, ['goroutines', 'profile', 'trace', 'schedlog']],
  [/^(?:sched-|syscall-)/, ['trace', 'schedlog']],
];

/** The input that the finding is from, and its part: of several snapshots or pieces of a log the last; what explains a profile stands behind it. */
function sourceOf(
  finding: Finding,
  inputs: readonly VerifiedInput[],
): { readonly input: VerifiedInput; readonly part: Decoded } | undefined {
  const kinds = sources.find(([rules]) => rules.test(finding.rule))?.[1] ?? [];
  const given = finding.inputs.flatMap((at) => inputs[at] ?? []);
  const ordered = kinds[0] === 'profile' ? given : [...given].reverse();
  for (const kind of kinds) {
    for (const input of ordered) {
      const part = input.parts.find((one) => one.kind === kind);
      if (part) return { input, part };
    }
  }
  return undefined;
}

function captureOf(part: Decoded, finding: Finding): Capture | undefined {
  switch (part.kind) {
    case 'goroutines':
      return endpoint('goroutine?debug=2', '.txt');
    case 'profile':
      return profileAgain(part.table, part.format !== 'pprof', finding);
    case 'trace':
      return endpoint(`trace?seconds=${seconds(part.table.durationNs, 5)}`, '.trace');
    case 'gclog':
      return part.table.benchmarks ? undefined : { command: 'GODEBUG=gctrace=1 ./service 2> FILE', extension: '.log' };
    case 'schedlog':
      return { command: 'GODEBUG=schedtrace=1000 ./service 2> FILE', extension: '.log' };
    default:
      return undefined;
  }
}

/** By the endpoint of its kind, or by the benchmark that it was taken of. */
function profileAgain(table: ProfileTable, text: boolean, finding: Finding): Capture | undefined {
  const { kind, durationNanos } = table;
  const [tested] = testedPackages(table);
  const flag = { heap: '-memprofile', allocs: '-memprofile', cpu: '-cpuprofile', block: '-blockprofile', mutex: '-mutexprofile' };
  if (tested !== undefined) {
    if (!(kind in flag)) return undefined;
    const chosen = flag[kind as keyof typeof flag];
    // Profiles at another rate are held against each other as estimates only.
    const rate = chosen === '-memprofile' && table.period > 0n ? ` -memprofilerate ${table.period}` : '';
    return {
      command: `go test -run '^$' -bench ${benchmarkOf(finding)} ${chosen} FILE${rate} ${isImportPath(tested) ? tested : './...'}`,
      extension: '.pb.gz',
    };
  }
  if (kind === 'other') return undefined;
  const asked = durationNanos > 0n && kind !== 'cpu' ? [`seconds=${seconds(Number(durationNanos), 30)}`] : [];
  const query = [
    ...(kind === 'cpu' ? [`seconds=${seconds(Number(durationNanos), 30)}`] : kind === 'heap' && asked.length === 0 ? ['gc=1'] : asked),
    ...(text && asked.length === 0 ? ['debug=1'] : []),
  ];
  const path = `${kind === 'cpu' ? 'profile' : kind}${query.length > 0 ? `?${query.join('&')}` : ''}`;
  return endpoint(path, text && asked.length === 0 ? '.txt' : '.pb.gz');
}

/** As the missing captures are asked for: the address is that of net/http/pprof's documentation. */
function endpoint(path: string, extension: string): Capture {
  return { command: `curl -o FILE "http://localhost:6060/debug/pprof/${path}"`, extension };
}

/** Whole seconds of a capture; the usual ones where it does not tell. */
function seconds(ns: number, usual: number): number {
  return ns > 0 ? Math.max(1, Math.round(ns / 1e9)) : usual;
}

/** The guidance's own benchmark, test, packages and files in a command, as those of the finding. */
function ownWords(command: string, finding: Finding, name: string | undefined): string {
  const dump = name !== undefined && /\.txt$|\.log$/.test(name);
  return command
    .replace(/-bench (?!\.)[^\s-]\S*/g, () => `-bench ${benchmarkOf(finding)}`)
    .replace(/-run (?:Test\w+) /g, '')
    .replace(/(?<= )(?:\.\/\.\.\.|\.\/pkg)(?= |;|$)/g, () => packageArgument(finding))
    .replace(/(?<= )before(?:\.heap|\.cpu)?\.pb\.gz(?= |$)/g, (own) => (name !== undefined && !dump ? quoted(name) : own));
}

const benchmark = /\.(Benchmark\w*)/;

function benchmarkOf({ evidence }: Finding): string {
  const found = (evidence.stack ?? []).map(({ function: name }) => benchmark.exec(name)?.[1]).find((one) => one !== undefined);
  return found === undefined ? '.' : `'^${found}$'`;
}

/** The import path of the finding's function, where it is the user's own and can be named; else every package. */
function packageArgument({ evidence }: Finding): string {
  const name = evidence.function;
  if (name === undefined || ownerOf(name, evidence.file ?? '') !== 'own') return './...';
  const path = packageOf(name).replace(/_test$/, '');
  if (path !== 'main') return isImportPath(path) ? path : './...';
  // With -trimpath the folder of the file is the import path of the command.
  const folder = evidence.file?.slice(0, Math.max(0, evidence.file.lastIndexOf('/'))) ?? '';
  return /^[\w-]+\.[\w.-]+(?:\/[\w.~-]+)*$/.test(folder) ? folder : './...';
}

/** What a profile calls a package may be anything: only what is one word of a shell, and no flag, goes into a command. */
function isImportPath(path: string): boolean {
  return /^[\w.~/][\w.~/-]*$/.test(path);
}

/** A file name as one word of a shell; of an archive's entry the archive's, which is compared as a whole. */
function quoted(given: string): string {
  const name = given.replace(/(\.(?:zip|tar|tgz|tar\.gz))\/.*$/i, '$1');
  return /^[\w./:=@%+,-]+$/.test(name) && !name.startsWith('-') ? name : `'${name.replaceAll("'", "'\\''")}'`;
}
