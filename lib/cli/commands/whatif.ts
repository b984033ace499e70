import type { z } from 'zod';
import { UsageError } from '../../base/errors';
import { languages } from '../../base/localized';
import { phrase } from '../../base/phrase';
import { printable } from '../../base/printable';
import { measurementLabel } from '../../base/units';
import { parseSize } from '../../host/limits';
import type { WhatIf, WhatIfResult } from '../../query/gc';
import { dispatch } from '../../query/queries';
import type { whatif } from '../../report/schema-whatif';
import { whatIfWords } from '../../report/whatif-words';
import { choice, count, flag, number, text } from '../arguments';
import { type Command, exit } from '../command';
import { Unreadable, withCase } from '../open';

type WhatIfJson = z.infer<typeof whatif>;

export const command: Command = {
  usage: 'FILE… --gogc N[,N…] [--memlimit SIZE] [--json]',
  help: `What other GC settings would have done to the run that the files tell of: its allocations replayed through the pacer's rule.

  --gogc N[,N…]        GOGC values to predict; off is one of them
  --memlimit SIZE      GOMEMLIMIT for all of them, e.g. 512MiB (default none, whatever the run had)
  --allocate-less P    and P per cent fewer bytes allocated
  --observed-gogc N    GOGC of the observed run, where the input does not tell it
  --process N          of a log of several processes the Nth (default the one with the most collections)
  --lang en|zh         language of the table and the assumptions (default en)
  --json               schema gotriage.whatif/1

  gotriage whatif gc.log --gogc 100,200,300 --memlimit 1GiB`,
  options: {
    gogc: { type: 'string' },
    memlimit: { type: 'string' },
    'allocate-less': { type: 'string' },
    'observed-gogc': { type: 'string' },
    process: { type: 'string' },
    lang: { type: 'string' },
    json: { type: 'boolean' },
  },
  async run(args, io) {
    if (args.positionals.length === 0) throw new UsageError(phrase`name at least one file, or - for standard input`);
    const values = text(args, 'gogc');
    if (values === undefined) throw new UsageError(phrase`--gogc is needed, for example --gogc 200,300`);
    const limitText = text(args, 'memlimit');
    const limit = limitText === undefined ? undefined : parseSize(limitText, '--memlimit');
    const percent = number(args, 'allocate-less', 0, 99);
    const settings = values
      .split(',')
      .map((value): WhatIf => ({ gogc: gogcOf(value), limit, allocateLess: percent === undefined ? undefined : percent / 100 }));
    const language = choice(args, 'lang', languages) ?? 'en';
    const observed = text(args, 'observed-gogc');
    const process = count(args, 'process', 1);
    const files = args.positionals.map((file) => ({ file }));
    return withCase(files, io, async (session) => {
      if (!session.inputs.some((input) => input.ok)) throw new Unreadable();
      const gogc = observed === undefined ? undefined : gogcOf(observed);
      const result = await dispatch(session, 'gc.whatif', { settings, gogc, process });
      const json = toJson(result, session.inputs[result.input].name, language);
      await io.out(flag(args, 'json') ? `${JSON.stringify(json, null, 2)}\n` : toText(json, language));
      return session.inputs.every((input) => input.ok) ? exit.done : exit.unreadable;
    });
  },
};

/** runtime/mgcpacer.go, readGOGC: a number, or `off`. */
function gogcOf(value: string): number {
  const trimmed = value.trim();
  if (trimmed === 'off') return Number.POSITIVE_INFINITY;
  if (!/^\d+$/.test(trimmed) || Number(trimmed) < 1 || Number(trimmed) > 100_000) {
    throw new UsageError(phrase`GOGC is a whole number from 1 to 100000, or off, not ${JSON.stringify(value)}`);
  }
  return Number(trimmed);
}

function toJson(
  { baseline, predictions, process, processes }: WhatIfResult,
  input: string,
  language: (typeof languages)[number],
): WhatIfJson {
  const gogc = (value: number) => (Number.isFinite(value) ? value : ('off' as const));
  const { cycles, durationS, gcCpuFraction, peakHeapBytes, gogcKnown, limit: memlimit } = baseline;
  return {
    schema: 'gotriage.whatif/1',
    input,
    ...(processes > 1 && { process, processes }),
    baseline: {
      gogc: gogc(baseline.gogc),
      gogcKnown,
      ...(memlimit !== undefined && { memlimit }),
      cycles,
      durationS,
      gcCpuFraction,
      peakHeapBytes,
    },
    predictions: predictions.map(({ limit, allocateLess, assumptions, ...figures }) => ({
      ...figures,
      gogc: gogc(figures.gogc),
      ...(limit !== undefined && { memlimit: limit }),
      ...(allocateLess > 0 && { allocateLess }),
      assumptions: assumptions.map((assumption) => assumption[language]),
    })),
  };
}

function toText({ input, process, processes, baseline, predictions }: WhatIfJson, language: (typeof languages)[number]): string {
  const say = whatIfWords[language];
  const percent = (share: number) => `${(share * 100).toFixed(1)}%`;
  const bytes = (value: number) => measurementLabel(Math.round(value), 'bytes');
  const seconds = (value: number) => measurementLabel(Math.round(value * 1e9), 'nanoseconds');
  const rows = [
    ['', ...say.columns],
    [
      `${say.observed} GOGC=${baseline.gogc}${baseline.gogcKnown ? '' : '?'}${baseline.memlimit === undefined ? '' : ` GOMEMLIMIT≈${bytes(baseline.memlimit)}`}`,
      String(baseline.cycles),
      percent(baseline.gcCpuFraction),
      bytes(baseline.peakHeapBytes),
      seconds(baseline.durationS),
    ],
  ];
  for (const { gogc, memlimit, allocateLess, cycles, gcCpuFraction, peakHeapBytes, durationS, band } of predictions) {
    const name = [
      `GOGC=${gogc}`,
      memlimit === undefined ? '' : `GOMEMLIMIT=${settingOf(memlimit)}`,
      allocateLess === undefined ? '' : `-${Number((allocateLess * 100).toPrecision(6))}% bytes`,
    ];
    rows.push(
      [name.filter((part) => part !== '').join(' '), String(cycles), percent(gcCpuFraction), bytes(peakHeapBytes), seconds(durationS)],
      [
        say.band,
        `${Math.floor(band.cycles.low)}–${Math.ceil(band.cycles.high)}`,
        `${percent(band.gcCpuFraction.low)}–${percent(band.gcCpuFraction.high)}`,
        `${bytes(band.peakHeapBytes.low)}–${bytes(band.peakHeapBytes.high)}`,
      ],
    );
  }
  const wide = Math.max(...rows.map(([name]) => places(name)));
  const blanks = (text: string, most: number) => ' '.repeat(Math.max(0, most - places(text)));
  const lines = rows.map(([name, ...cells]) => [name, blanks(name, wide), ...cells.map((cell) => blanks(cell, 18) + cell)].join(''));
  const assumptions = new Set(predictions.flatMap((prediction) => prediction.assumptions));
  const named = printable(input);
  const from = process === undefined || processes === undefined ? say.from(named) : say.fromProcess(named, process, processes);
  return `${[from, ...lines, '', ...[...assumptions].map((assumption) => `- ${assumption}`)].join('\n')}\n`;
}

/** Places that a text takes on a terminal: a Chinese letter takes two. */
function places(text: string): number {
  return text.length + (text.match(/\p{Script=Han}/gu)?.length ?? 0);
}

/** A limit as GOMEMLIMIT takes it (runtime/string.go, parseByteCount: B, KiB, MiB, GiB, TiB): in the largest unit that it is whole in. */
function settingOf(bytes: number): string {
  const power = [4, 3, 2, 1].find((candidate) => bytes % 1024 ** candidate === 0) ?? 0;
  return `${bytes / 1024 ** power}${['B', 'KiB', 'MiB', 'GiB', 'TiB'][power]}`;
}
