import manifest from '../../package.json';
import { InputError, UsageError } from '../base/errors';
import { type Language, languages } from '../base/localized';
import { phrase } from '../base/phrase';
import { printable } from '../base/printable';
import { phraseIn } from '../messages/phrases';
import { parseArguments } from './arguments';
import { type ExitCode, exit, type Io } from './command';
import { commands } from './commands';
import { errorLine } from './errors';

/** Runs one command line (without the program's name) and gives the exit code. Never throws. */
export async function run(words: readonly string[], given: Io): Promise<ExitCode> {
  const io = speaking(given, languageOf(words));
  const [name, ...rest] = words;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    await io.out(overview());
    return name === undefined ? exit.usage : exit.done;
  }
  if (name === '--version' || name === 'version') {
    await io.out(`${manifest.name} ${manifest.version}\n`);
    return exit.done;
  }
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!entry) {
    const told = phrase`there is no command ${JSON.stringify(name)}; \`gotriage --help\` lists them`;
    io.err(printable(`gotriage: ${phraseIn(io.language ?? 'en', told)}`));
    return exit.usage;
  }
  try {
    const { command } = await entry.load();
    const args = parseArguments(rest, { ...command.options, help: { type: 'boolean', short: 'h' } });
    if (args.values.help === true) {
      await io.out(`gotriage ${name} ${command.usage}\n\n${command.help}\n`);
      return exit.done;
    }
    return await command.run(args, io);
  } catch (error) {
    return failure(name, error, io);
  }
}

/** The language that --lang asks for, whatever else is wrong with the line. */
function languageOf(words: readonly string[]): Language {
  const at = words.findIndex((word) => /^--?lang(?:=|$)/.test(word));
  const asked = at < 0 ? undefined : words[at].includes('=') ? words[at].slice(words[at].indexOf('=') + 1) : words[at + 1];
  return languages.find((language) => language === asked) ?? 'en';
}

/** The same streams, with the language of what goes to standard error. Standard input opens when it is read. */
function speaking(io: Io, language: Language): Io {
  const { out, bytes, err, environment, signal, traceWorker } = io;
  return {
    get stdin() {
      return io.stdin;
    },
    out,
    bytes,
    err,
    environment,
    signal,
    traceWorker,
    language,
  };
}

function failure(name: string, error: unknown, io: Io): ExitCode {
  if (error instanceof UsageError) {
    const language = io.language ?? 'en';
    const help = phrase`${phraseIn(language, error.told)}; \`gotriage ${name} --help\` shows how`;
    io.err(printable(`gotriage ${name}: ${phraseIn(language, help)}`));
    return exit.usage;
  }
  if (error instanceof InputError) {
    // What withCase already told by file needs no second line.
    if (error.name !== 'Unreadable') io.err(errorLine(name, error.facts, io.language));
    return exit.unreadable;
  }
  io.err(printable(`gotriage ${name}: it failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`));
  return exit.unreadable;
}

function overview(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const list = Object.entries(commands).map(([name, { purpose }]) => `  ${name.padEnd(width)}  ${purpose}`);
  return `${manifest.name} ${manifest.version}: diagnoses production profiles of Go programs

gotriage COMMAND … ; gotriage COMMAND --help

${list.join('\n')}

Reads pprof profiles, goroutine dumps, execution traces, gctrace and schedtrace logs, -gcflags=-m notes, -benchmem output,
and a zip or tar.gz of them. \`-\` is standard input.

Exit codes: 0 done, 1 --fail-on met, 2 usage or an output that cannot be written, 3 an input could not be read (the others are still reported).
`;
}
